"""Plan tables of the comparison's tests: the programmes' own, and random rows of a few schools."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from pairmatch.compare.rows import Change, compared_of
from pairmatch.plan import Assignment, PlanTable
from pairmatch.programmes.pairs.tables import PAIRS, SchoolPair
from pairmatch.programmes.placements.tables import PLACEMENTS, Placement
from pairmatch.programmes.teams.tables import TEAMS, Seat
from tests.builders import code

TABLES = (PAIRS, TEAMS, PLACEMENTS)


def seat(number: int = 1, **more: object) -> Seat:
    """A Chinese teacher of school 1 at school 2."""
    values = {
        "team_id": "000002-2021-01",
        "seat": number,
        "recipient_school": code(2),
        "supporting_school": code(1),
        "role": "teacher",
        "subject": "chinese",
        "stage": "primary",
    }
    return Seat.model_validate({**values, **more})


def _seats() -> list[Seat]:
    """Seats at two sites: equal ones, and others that differ in one thing or more."""
    several = itertools.product((2, 4), (1, 3), ("chinese", "english"), (None, "A", "B"), (1, 5))
    return [
        seat(
            number,
            recipient_school=code(recipient),
            supporting_school=code(supporting),
            subject=subject,
            person_id=person,
            stage="junior" if person == "B" and number == 1 else "primary",
        )
        for recipient, supporting, subject, person, number in several
    ]


def _placed(row: Seat) -> Placement:
    return Placement(**row.model_dump(), term="spring" if row.seat == 5 else "autumn")


POOL: dict[PlanTable, list[Assignment]] = {
    PAIRS: [
        SchoolPair(recipient_school=code(recipient), supporting_school=code(supporting))
        for recipient, supporting in itertools.product((2, 4), (1, 3, 5))
    ],
    TEAMS: [*_seats()],
    PLACEMENTS: [_placed(row) for row in _seats()],
}
two_plans = st.sampled_from(TABLES).flatmap(
    lambda table: st.tuples(
        st.just(table), *[st.lists(st.sampled_from(POOL[table]), max_size=7) for _ in range(2)]
    )
)
"""A plan table and the rows of two plans; a row may stand in one of them several times."""


def compared(table: PlanTable, rows: Iterable[Assignment]) -> Counter[tuple[object, ...]]:
    """The rows as a multiset of what counts in them."""
    return Counter(tuple(getattr(row, name) for name in compared_of(table)) for row in rows)


def applied(
    table: PlanTable, rows: Sequence[Assignment], found: Iterable[Change]
) -> Counter[tuple[object, ...]]:
    """The rows after some changes; what a change takes away must be there."""
    left = compared(table, rows)
    steps = list(found)
    gone = compared(table, (x.before for x in steps if x.before is not None))
    assert gone <= left
    return left - gone + compared(table, (x.after for x in steps if x.after is not None))
