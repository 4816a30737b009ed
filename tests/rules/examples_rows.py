"""What the examples of the catalogue are made of: rows of a plan in few words, and an Example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import ROOMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.rule import Violation
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from tests.builders import code, scenario, staff

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
TABLES = plan_tables_of(ROOMS)
TEAM = "000002-2021-01"


@dataclass(frozen=True)
class Example:
    """Three plans of one scenario: one keeps a rule comfortably, one just, one just not.

    ``found`` are the violated plan's breaches, reasons apart. ``hangs``: whether the rows of the
    violated plan hang together, so that verify reads it. ``columns``: whether the columns of the
    model, without any rule, can hold it.
    """

    rule: str
    name: str
    tables: Tables
    satisfied: Plan
    boundary: Plan
    violated: Plan
    found: tuple[Violation, ...]
    said: Mapping[str, Any] = field(default_factory=dict)
    hangs: bool = True
    columns: bool = True

    def scenario(self, **said: Any) -> Scenario:
        """The example's scenario, with other settings if given."""
        return scenario(self.tables, **{**self.said, **said})


@dataclass(frozen=True)
class Measured:
    """One plan, and the amount of one term in it, computed by hand."""

    term: str
    name: str
    tables: Tables
    plan: Plan
    amount: int
    said: Mapping[str, Any] = field(default_factory=dict)


def plan(*rows: Assignment | Iterable[Assignment]) -> Plan:
    """A plan of rows, and of lists of rows."""
    found: dict[type[Assignment], list[Assignment]] = {}
    for item in rows:
        for row in [item] if isinstance(item, Assignment) else item:
            found.setdefault(type(row), []).append(row)
    return Plan(TABLES, found)


def pair(recipient: int, supporting: int) -> SchoolPair:
    """A pair of schools."""
    return SchoolPair(recipient_school=code(recipient), supporting_school=code(supporting))


def team_id(number: int, unit: int = 2) -> str:
    """The id of a team of the year of the tests."""
    return f"{unit:06d}-2021-{number:02d}"


def team(
    *posts: str,
    at: int = 2,
    of: int = 1,
    number: int = 1,
    unit: int = 2,
    first: int = 1,
    **more: Any,
) -> list[Seat]:
    """Seats of a team at one school, people of one school; ``first`` is the first seat's number.

    A post is leader, middle, or the subject of a teacher.
    """
    return [
        Seat(
            team_id=team_id(number, unit),
            seat=seat,
            recipient_school=code(at),
            supporting_school=code(of),
            **{**_post(post), **more},
        )
        for seat, post in enumerate(posts, start=first)
    ]


def stay(
    *posts: str,
    of: int = 2,
    at: int = 1,
    term: str = "year",
    number: int = 1,
    unit: int = 2,
    first: int = 1,
    **more: Any,
) -> list[Placement]:
    """People of one school placed at one host, answering the seats of a team in turn."""
    return [
        Placement(
            team_id=team_id(number, unit),
            seat=seat,
            term=term,
            recipient_school=code(of),
            supporting_school=code(at),
            **{**_post(post), **more},
        )
        for seat, post in enumerate(posts, start=first)
    ]


def people(number: int, **counts: int) -> list[dict[str, Any]]:
    """Staff rows of a primary school: how many leaders, middle cadres, teachers of a subject."""
    return [staff(number, count=count, **_kind(post)) for post, count in counts.items()]


def commitment(number: int, what: str, count: int, term: str, **more: Any) -> dict[str, Any]:
    """People or places of a school that another task uses."""
    return {"school_code": code(number), "what": what, "count": count, "term": term, **more}


def teachers(number: int, subject: str, required: int, present: int) -> dict[str, Any]:
    """How many teachers of a subject a school should have and has."""
    return {
        "school_code": code(number),
        "subject": subject,
        "required": required,
        "present": present,
    }


def _kind(post: str) -> dict[str, Any]:
    if post in ("leader", "middle"):
        return {"role": post, "subject": None}
    return {"role": "teacher", "subject": post}


def _post(post: str) -> dict[str, Any]:
    return {**_kind(post), "stage": "primary"}
