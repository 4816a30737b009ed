"""Withdrawals: people who cannot go after all, schools that close, links that end; as changes of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pairmatch.errors import BadInput, Issue, Text
from pairmatch.fingerprint import references
from pairmatch.io.shown import hint, listed
from pairmatch.plan import Plan
from pairmatch.programmes.faults import called
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.called import meant
from pairmatch.replan.patch import Patch, Rows, put_on
from pairmatch.scenario import Scenario
from pairmatch.schema import Link, Lock, Row, School, Staff

OPTION = "--withdraw"
FEW = 6
"""Links that are named where two units have none, and things where a name means several."""
PERSON, SCHOOL, LINK = (
    Text("人员退出", "person withdrawn"),
    Text("学校退出", "school closed"),
    Text("结对关系终止", "link ended"),
)


@dataclass(frozen=True)
class Withdrawal:
    """What is gone, in words, and what that changes in a scenario."""

    kind: Text
    what: Text
    wants: Patch

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The decisions that fall with it."""
        return self.wants.gone.get("locks", ())  # type: ignore[return-value]


def withdrawals(scenario: Scenario, plan: Plan, named: Sequence[str]) -> tuple[Withdrawal, ...]:
    """Return what each name means: a person, a school, or two units with a - between, by id, code or name.

    People come first: those of a school that closes are gone with it. Raises :class:`BadInput` with every
    name that means nothing or several things, or somebody who is not in the plan, or what leaves nothing
    to plan.
    """
    every = {one: meant(scenario, one) for one in named}
    issues = [_several(scenario, one, some) for one, some in every.items() if len(some) > 1]
    codes = dict.fromkeys(some[0] for some in every.values() if len(some) == 1)
    found: list[Withdrawal] = []
    for one in sorted(codes, key=lambda x: x not in scenario.people):
        issues += _amiss(scenario, plan, one)
        if not issues:
            found.append(_withdrawal(scenario, one))
            scenario, _ = put_on(scenario, found[-1].wants)
            issues += _nothing_left(scenario, one)
    if issues:
        raise BadInput(issues)
    return tuple(found)


def _several(scenario: Scenario, one: str, some: Sequence[str]) -> Issue:
    codes = [f"{x} {_home(scenario, x)}".strip() for x in some[:FEW]]
    values: dict[str, object] = {"count": len(some), "some": listed(codes)}
    return Issue("E-WITHDRAW-SEVERAL", OPTION, value=one, values=values)


def _home(scenario: Scenario, code: str) -> str:
    """Return the full name of the unit of a person or a school, '' for a link."""
    person = scenario.people.get(code)
    school = scenario.schools.get(code if person is None else person.school_code)
    return "" if school is None else scenario.unit_name(school.unit_code)


def _nothing_left(scenario: Scenario, one: str) -> Iterator[Issue]:
    """Report each table that every input must have and that is empty now."""
    for table in scenario.tables:
        if table.required and not scenario.rows(table.model):
            values: dict[str, object] = {"title": table.title}
            yield Issue("E-WITHDRAW-LAST", OPTION, value=one, values=values)


def _amiss(scenario: Scenario, plan: Plan, one: str) -> Iterator[Issue]:
    first, dash, second = one.partition("-")
    if one in scenario.people:
        seats, stays = plan.rows(Seat), plan.rows(Placement)
        if one not in {x.person_id for x in (*seats, *stays)}:  # type: ignore[attr-defined]
            person = scenario.people[one]
            values: dict[str, object] = {"school": called(scenario, person.school_code)}
            yield Issue("E-WITHDRAW-ABSENT", OPTION, value=one, values=values)
    elif one in scenario.schools:
        return
    elif dash and first in scenario.units and second in scenario.units:
        if (first, second) not in scenario.linked_units:
            near = sorted(x for x in scenario.linked_units if first in x)
            known = listed(["-".join(x) for x in near[:FEW]] or ["—"])
            values = {"first": scenario.unit_name(first), "known": known}
            yield Issue("E-WITHDRAW-LINK", OPTION, value=one, values=values)
    else:
        links = (f"{a}-{b}" for a, b in scenario.linked_units)
        near_by = hint(one, [*scenario.people, *scenario.schools, *links])
        yield Issue("E-WITHDRAW-UNKNOWN", OPTION, value=one, values={"hint": near_by})


def _withdrawal(scenario: Scenario, one: str) -> Withdrawal:
    if one in scenario.people:
        row = scenario.people[one]
        name = f"{row.name}（{one}）" if row.name else one
        english = f"{row.name} ({one})" if row.name else one
        return Withdrawal(PERSON, Text(name, english), _person(scenario, row))
    if one in scenario.schools:
        return Withdrawal(SCHOOL, called(scenario, one), _school(scenario, one))
    first, _, second = one.partition("-")
    names = " – ".join(scenario.unit_name(x) for x in (first, second))
    return Withdrawal(LINK, Text(names, names), _link(scenario, (first, second)))


def _person(scenario: Scenario, row: Staff) -> Patch:
    """The person can be counted on no longer, whatever was decided."""
    locks = [x for x in scenario.locks if x.force == "require" and x.person_id == row.person_id]
    out = row.model_copy(update={"willing": 0})
    return Patch({"staff": (row,), "locks": tuple(locks)}, {"staff": (out,)})


def _school(scenario: Scenario, code: str) -> Patch:
    """The school and all rows that name it are gone, but for those of earlier years."""
    gone: dict[str, tuple[Row, ...]] = {}
    for table in scenario.tables:
        columns = [x for x, of in references(table).items() if of == "schools"]
        if columns and not (table.past and table.model is not School):
            named = [
                row
                for row in scenario.rows(table.model)
                if any(getattr(row, column) == code for column in columns)
            ]
            gone[table.name] = tuple(named)
    return Patch(gone, {})


def _link(scenario: Scenario, units: tuple[str, str]) -> Patch:
    """The link is gone, and every decision that requires something across it."""
    links = [x for x in scenario.rows(Link) if (x.supporting_unit, x.recipient_unit) == units]
    after = scenario.with_rows(Link, [x for x in scenario.rows(Link) if x not in links])
    locks = tuple(x for x in scenario.locks if _held(scenario, x) and not _held(after, x))
    gone: Rows = {"links": tuple(links), "locks": locks}
    return Patch(gone, {})


def _held(scenario: Scenario, lock: Lock) -> bool:
    """Whether what a decision requires lies inside a link; of a site, whether anybody can come there."""
    if lock.force != "require":
        return False
    if lock.supporting_school is None:
        home = scenario.homes[lock.recipient_school]
        return any(recipient == home for _, recipient in scenario.reaching_units)
    joined = scenario.linked if lock.what == "pair" else scenario.reaches
    return joined(lock.supporting_school, lock.recipient_school)
