"""Finding a school, a person or a row by what people call it: a code, or a name that only one has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pairmatch.errors import BadInput, Issue
from pairmatch.io.headers import squeezed
from pairmatch.io.shown import hint, listed
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.scenario import Scenario
from pairmatch.schema import Staff
from pairmatch.whatif.answering import numbered

FEW = 6
"""How many of those that could be meant are named."""


def find_school(scenario: Scenario, text: str) -> str:
    """Return the code of the school that a code or a name means, with or without city and county.

    Raises :class:`BadInput` if there is none, or several.
    """
    if text in scenario.schools:
        return text
    named: dict[str, list[str]] = {}
    for code, school in scenario.schools.items():
        place = scenario.unit_name(school.unit_code)
        for name in (school.name, f"{place}{school.name}"):
            named.setdefault(squeezed(name), []).append(code)
    codes = named.get(squeezed(text), [])
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise _several("E-EXPLAIN-SCHOOLS", text, [f"{x} {_place(scenario, x)}" for x in codes])
    known = (*scenario.schools, *(school.name for school in scenario.schools.values()))
    raise _unknown("E-EXPLAIN-SCHOOL", text, known)


def _place(scenario: Scenario, code: str) -> str:
    school = scenario.schools[code]
    return scenario.unit_name(school.unit_code) + school.name


def find_person(scenario: Scenario, text: str) -> Staff:
    """Return the person that an id or a name means; raises :class:`BadInput` as for schools."""
    people = scenario.people
    if text in people:
        return people[text]
    codes = [code for code, row in people.items() if row.name == text]
    if len(codes) == 1:
        return people[codes[0]]
    if codes:
        places = [f"{x} {_place(scenario, people[x].school_code)}" for x in codes]
        raise _several("E-EXPLAIN-PEOPLE", text, places)
    raise _unknown("E-EXPLAIN-PERSON", text, people)


def find_row(plan: Plan, text: str) -> tuple[PlanTable, Assignment]:
    """Return the row of people that a key like TEAM/SEAT names.

    Raises :class:`BadInput` if no table of the plan has such a row.
    """
    known: dict[str, tuple[PlanTable, Assignment]] = {}
    for table in plan.tables:
        if table.person_school and numbered(table):
            for row in plan.rows(table.model):
                known["/".join(str(getattr(row, name)) for name in table.key)] = (table, row)
    if text not in known:
        raise _unknown("E-SUGGEST-SEAT", text, known)
    return known[text]


def _unknown(code: str, text: str, known: Iterable[str]) -> BadInput:
    return BadInput([Issue(code, value=text, values={"hint": hint(text, known)})])


def _several(code: str, text: str, meant: Sequence[str]) -> BadInput:
    values: dict[str, object] = {"count": len(meant), "some": listed(sorted(meant)[:FEW])}
    return BadInput([Issue(code, value=text, values=values)])
