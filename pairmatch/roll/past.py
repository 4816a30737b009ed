"""Past: the history that a plan leaves for the years after it, and what people say of it instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from pairmatch.plan import Plan
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.schema import HistoryRow
from pairmatch.vocabulary import Role, Subject


def planned(plan: Plan, year: int) -> tuple[HistoryRow, ...]:
    """Return a year's plan as rows of history: pairs, sites, seats and placements.

    People who are alike and not named are one row, with their number.
    """
    found = Counter((*_pairs(plan), *_sites(plan), *_people(plan)))
    return tuple(
        HistoryRow(
            year=year,
            what=one.what,
            recipient_school=one.recipient,
            supporting_school=one.supporting,
            role=one.role,
            subject=one.subject,
            person_id=one.person_id,
            count=count if count > 1 else None,
            status="planned",
        )
        for one, count in found.items()
    )


class _Row(NamedTuple):
    what: Literal["pair", "site", "seat", "placement"]
    recipient: str
    supporting: str | None = None
    role: Role | None = None
    subject: Subject | None = None
    person_id: str | None = None


def _pairs(plan: Plan) -> Iterator[_Row]:
    for row in plan.rows(SchoolPair):
        yield _Row("pair", row.recipient_school, row.supporting_school)


def _sites(plan: Plan) -> Iterator[_Row]:
    for code in sorted({row.recipient_school for row in plan.rows(Seat)}):
        yield _Row("site", code)


def _people(plan: Plan) -> Iterator[_Row]:
    for x in plan.rows(Seat):
        yield _Row("seat", x.recipient_school, x.supporting_school, x.role, x.subject, x.person_id)
    for y in plan.rows(Placement):
        yield _Row(
            "placement", y.recipient_school, y.supporting_school, y.role, y.subject, y.person_id
        )


def before(
    year: int, given: Iterable[HistoryRow], left: Iterable[HistoryRow], homes: Mapping[str, str]
) -> list[HistoryRow]:
    """Return the history that a year knows: what is ``given``, and what earlier plans ``left`` beside it.

    ``homes`` has the unit of each school. What a recipient unit has given of a year and kind (pairs,
    sites, seats, placements) is how it was: nothing planned of that year and kind is added there. Of
    what was planned for itself or later, a year knows nothing.
    """

    def about(row: HistoryRow) -> tuple[int, str, str]:
        return row.year, row.what, homes.get(row.recipient_school, row.recipient_school)

    known = list(given)
    said = set(map(about, known))
    return [*known, *(row for row in left if row.year < year and about(row) not in said)]
