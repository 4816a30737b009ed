"""Costs: how hard each kind of repair is for people, a step; only their order and ratios matter.

What a school settles by itself comes first, then a person more, then what a county must be given or
must take back, and last what the province asks. They rank repairs and nothing else.
"""

SCHOOL_LIMIT = 10
"""One more of a school's own limit: people released or hosted, partners, load, a team site."""
CITY_POOL = 15
"""The pool of the city is opened, once."""
PERSON = 20
"""One more person of a kind at a school, or one teacher more at a recipient school."""
BUDGET = 25
"""One more person, or half a year's money, within a limit of a unit or a side."""
DECISION = 30
"""One decision is taken back."""
PAIR = 40
"""One pair fewer is asked, or one more allowed, of a school, a unit or the province."""
TEAM = 60
"""One team fewer is asked of a county, or one more allowed."""
TEAM_SIZE = 80
"""Teams everywhere may have one person fewer."""
