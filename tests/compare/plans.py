"""Plan tables of the comparison's tests: the programmes' own, and random rows of a few schools."""

from __future__ import annotations

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


def _schools(*numbers: int) -> st.SearchStrategy[str]:
    return st.sampled_from([code(number) for number in numbers])


_PEOPLE = {
    "team_id": st.sampled_from(["000002-2021-01", "000002-2022-07"]),
    "seat": st.integers(1, 5),
    "recipient_school": _schools(2, 4),
    "supporting_school": _schools(1, 3),
    "role": st.just("teacher"),
    "subject": st.sampled_from(["chinese", "mathematics"]),
    "second_subject": st.sampled_from([None, "english"]),
    "stage": st.sampled_from(["primary", "junior"]),
    "person_id": st.sampled_from([None, "A", "B"]),
}
ROWS: dict[PlanTable, st.SearchStrategy[list[Assignment]]] = {
    PAIRS: st.lists(
        st.builds(
            SchoolPair, recipient_school=_schools(2, 4, 6), supporting_school=_schools(1, 3, 5)
        ),
        max_size=6,
    ),
    TEAMS: st.lists(st.builds(Seat, **_PEOPLE), max_size=6),
    PLACEMENTS: st.lists(
        st.builds(Placement, **_PEOPLE, term=st.sampled_from(["autumn", "spring"])), max_size=6
    ),
}


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
