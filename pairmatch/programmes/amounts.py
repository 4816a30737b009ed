"""The units in which shortfalls and amounts are counted, in words."""

from pairmatch.errors import Text

PAIRS = Text("对", "pairs")
TEAMS = Text("个团队", "teams")
PEOPLE = Text("人", "people")
POSTS = Text("个岗位", "posts")
