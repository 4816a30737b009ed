"""Memory: what earlier years ask of this one: pairs that stay, people who rest, load that is spread."""

from pairmatch.errors import Text
from pairmatch.programmes.memory.approvable import EXCEPTED
from pairmatch.programmes.memory.faults import faults
from pairmatch.programmes.memory.rest import RULES as REST_RULES
from pairmatch.programmes.memory.rules import RULES as STAY_RULES
from pairmatch.programmes.memory.spoken import SPOKEN
from pairmatch.programmes.memory.terms import TERMS
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import with_excepted, with_spoken

ROOM = Room(
    name="memory",
    order=4,
    title=Text("各年衔接", "From year to year"),
    rules=with_excepted(with_spoken((*STAY_RULES, *REST_RULES), SPOKEN), EXCEPTED),
    terms=TERMS,
    faults=faults,
)
