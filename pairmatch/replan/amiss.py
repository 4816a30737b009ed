"""Rows of an edited workbook that cannot be read as a plan: unknown ids, rows and people that repeat."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pairmatch.errors import Issue, Text
from pairmatch.io.book_row import BookRow
from pairmatch.io.shown import hint
from pairmatch.plan import Assignment, PlanTable
from pairmatch.programmes.faults import called, spoken
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario, group_key, sort_key
from pairmatch.structure import SIDE_COLUMNS, group_of_row

NONE = Text("无", "none")
Placed = Mapping[type[Assignment], Sequence[BookRow]]


def amiss(
    scenario: Scenario, tables: Sequence[PlanTable], there: Placed, gone: Placed
) -> list[Issue]:
    """Return the faults of rows that are ``there`` and of rows that must be ``gone``."""
    found: list[Issue] = []
    for table in tables:
        rows, others = there[table.model], gone[table.model]
        for one in (*rows, *others):
            schools = list(_schools(scenario, one))
            found += schools
            if not schools:
                found += _person(scenario, table, one)
        found += _twice(table, rows)
        found += _two_places(table, rows)
    return [*found, *_split_teams(scenario, there.get(Seat, ()))]


def _schools(scenario: Scenario, one: BookRow) -> Iterator[Issue]:
    for column, side in SIDE_COLUMNS.items():
        code = getattr(one.row, column, None)
        if code is not None and (code not in scenario.schools or scenario.side(code) != side):
            codes = [x.school_code for x in scenario.schools_on(side)]
            said = spoken("side", [side])
            yield one.issue("E-EDIT-SCHOOL", column, code, side=said, hint=hint(code, codes))


def _person(scenario: Scenario, table: PlanTable, one: BookRow) -> Iterator[Issue]:
    person_id = getattr(one.row, "person_id", None)
    if not table.person_school or person_id is None:
        return
    person = scenario.people.get(person_id)
    if person is None:
        near = hint(person_id, list(scenario.people))
        yield one.issue("E-EDIT-NOBODY", "person_id", person_id, hint=near)
    elif group_key(person) != group_of_row(table, one.row):
        values: dict[str, object] = {
            "school": called(scenario, person.school_code),
            "role": spoken("role", [person.role]),
            "subject": spoken("subject", [person.subject]) if person.subject else NONE,
            "second": spoken("subject", [person.second_subject]) if person.second_subject else NONE,
            "stage": spoken("person_stage", [person.stage]),
        }
        yield one.issue("E-EDIT-PERSON", "person_id", person_id, **values)


def _twice(table: PlanTable, rows: Sequence[BookRow]) -> Iterator[Issue]:
    first: dict[tuple[str, ...], BookRow] = {}
    for one in rows:
        other = first.setdefault(sort_key(one.row, table.key), one)
        if other is not one:
            yield one.issue("E-EDIT-TWICE", table.key[-1], first=other.line)


def _two_places(table: PlanTable, rows: Sequence[BookRow]) -> Iterator[Issue]:
    first: dict[str, BookRow] = {}
    for one in rows:
        person_id = getattr(one.row, table.person, None) if table.person else None
        if person_id is not None:
            other = first.setdefault(person_id, one)
            same = sort_key(other.row, table.key) == sort_key(one.row, table.key)
            if other is not one and not same:
                yield one.issue("E-EDIT-PLACES", table.person, person_id, first=other.line)


def _split_teams(scenario: Scenario, rows: Sequence[BookRow]) -> Iterator[Issue]:
    """Report the rows of a team that are not at the school where most of it is."""
    teams: dict[str, list[BookRow]] = defaultdict(list)
    for one in rows:
        teams[getattr(one.row, "team_id", "")].append(one)
    for team, mine in teams.items():
        sites = Counter(getattr(one.row, "recipient_school", "") for one in mine)
        most = max(sorted(sites), key=sites.__getitem__)
        known: Text | str = called(scenario, most) if most in scenario.schools else most
        for one in mine:
            if getattr(one.row, "recipient_school", "") != most:
                code = getattr(one.row, "recipient_school", "")
                yield one.issue("E-EDIT-TEAM", "recipient_school", code, team=team, site=known)
