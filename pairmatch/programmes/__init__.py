"""The programmes. To add one: write its folder, add its import line here; touch nothing else."""

from collections.abc import Sequence

from pairmatch.plan import PlanTable
from pairmatch.programmes.locks import ROOM as LOCKS
from pairmatch.programmes.memory import ROOM as MEMORY
from pairmatch.programmes.pairs import ROOM as PAIRS
from pairmatch.programmes.placements import ROOM as PLACEMENTS
from pairmatch.programmes.published import ROOM as PUBLISHED
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule, Term, order_of
from pairmatch.programmes.teams import ROOM as TEAMS
from pairmatch.schema import SHARED_TABLES, Table
from pairmatch.settings import SHARED_NUMBERS, Number

ROOMS: tuple[Room, ...] = tuple(
    sorted(
        (room for room in list(globals().values()) if isinstance(room, Room)),
        key=lambda room: room.order,
    )
)
"""Every programme imported above, in the order in which they are built."""


def rules_of(rooms: Sequence[Room]) -> tuple[Rule, ...]:
    """Return every rule of the rooms in policy order."""
    return tuple(sorted((x for room in rooms for x in room.rules), key=lambda x: order_of(x.code)))


def terms_of(rooms: Sequence[Room]) -> tuple[Term, ...]:
    """Return every objective term of the rooms that is not the price of a rule."""
    return tuple(sorted((x for room in rooms for x in room.terms), key=lambda x: order_of(x.code)))


def tables_of(rooms: Sequence[Room]) -> tuple[Table, ...]:
    """Return every input table: the shared ones and the rooms' own."""
    return (*SHARED_TABLES, *(table for room in rooms for table in room.tables))


def numbers_of(rooms: Sequence[Room]) -> tuple[Number, ...]:
    """Return every policy number: the shared ones and the rooms' own."""
    return (*SHARED_NUMBERS, *(number for room in rooms for number in room.numbers))


def plan_tables_of(rooms: Sequence[Room]) -> tuple[PlanTable, ...]:
    """Return every table of a plan."""
    return tuple(table for room in rooms for table in room.plan_tables)


RULES: tuple[Rule, ...] = rules_of(ROOMS)
"""The page to show an official."""

TERMS: tuple[Term, ...] = terms_of(ROOMS)
TABLES: tuple[Table, ...] = tables_of(ROOMS)
NUMBERS: tuple[Number, ...] = numbers_of(ROOMS)
