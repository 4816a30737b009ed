"""What people mean who changed a name and not its code, or a code and not its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from pairmatch.errors import Issue, Text
from pairmatch.io.book_row import BookRow
from pairmatch.io.faults.masking import masked, masked_name
from pairmatch.io.headers import squeezed
from pairmatch.io.workbook import amiss
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes import plan_tables_of
from pairmatch.programmes.room import Sheet, SheetColumn
from pairmatch.scenario import Scenario, sort_key
from pairmatch.schema import Staff
from pairmatch.structure import SIDE_COLUMNS
from pairmatch.whatif.opened import OpenedRun

Placed: TypeAlias = dict[type[Assignment], list[BookRow]]
Wrong: TypeAlias = list[tuple[SheetColumn, Text]]
Known: TypeAlias = Mapping[tuple[str, ...], Assignment]


def as_meant(
    found: Mapping[type[Assignment], Sequence[BookRow]], run: OpenedRun
) -> tuple[Placed, list[Issue]]:
    """Return the rows as they are meant, and a fault for each of which that cannot be told.

    Where a row of the plan has kept its code, or has none, a name says which code is meant; where its
    code is another one, it may have kept the old name.
    """
    placed: Placed = {model: list(rows) for model, rows in found.items()}
    issues: list[Issue] = []
    readable = {
        model: [one for one in rows if _readable(run.scenario, one.row)]
        for model, rows in found.items()
    }
    tables = plan_tables_of(run.rooms)
    plan = Plan(tables, {model: [x.row for x in rows] for model, rows in readable.items()})
    for sheet in (sheet for room in run.rooms for sheet in room.sheets):
        if sheet.plan_table is not None:
            model = sheet.plan_table.model
            wrong = _wrong(sheet, readable[model], run.scenario, plan)
            known = _known(sheet.plan_table, run.plan)
            for i, one in enumerate(placed[model]):
                if id(one) in wrong:
                    placed[model][i], faults = _meant(
                        run.scenario, sheet.plan_table, known, one, wrong[id(one)]
                    )
                    issues += faults
    return placed, issues


def _readable(scenario: Scenario, row: Assignment) -> bool:
    return all(getattr(row, column, "") in scenario.schools for column in SIDE_COLUMNS)


def _wrong(
    sheet: Sheet, rows: Sequence[BookRow], scenario: Scenario, plan: Plan
) -> dict[int, Wrong]:
    found: dict[int, Wrong] = defaultdict(list)
    for one, column, meant in amiss(sheet, rows, sheet.rows(scenario, plan)):
        found[id(one)].append((column, meant))
    return found


def _known(table: PlanTable, plan: Plan) -> Known:
    return {sort_key(row, table.key): row for row in plan.rows(table.model)}


def _meant(
    scenario: Scenario, table: PlanTable, known: Known, one: BookRow, wrong: Wrong
) -> tuple[BookRow, list[Issue]]:
    """Return a row with the codes that are meant, and what contradicts itself in it."""
    named = {name: _named(scenario, one, name) for name in {column.of for column, _ in wrong}}
    old_codes = one.row.model_copy(update={k: v for k, v in named.items() if v})
    before = known.get(sort_key(one.row, table.key)) or known.get(sort_key(old_codes, table.key))
    update: dict[str, str] = {}
    issues: list[Issue] = []
    for column, meant in wrong:
        code, name = getattr(one.row, column.of), named[column.of]
        kept_code = before is not None and getattr(before, column.of) == code
        kept_name = before is not None and getattr(before, column.of) == name and name is not None
        if (kept_code or code is None) and name not in (None, code):
            update[column.of] = name or ""
        elif kept_code or not kept_name:
            issues.append(_fault(one, column, meant))
    return replace(one, row=one.row.model_copy(update=update)), issues


def _named(scenario: Scenario, one: BookRow, column: str) -> str | None:
    """Return the only code that the names beside a column can mean, None if there is not just one."""
    written = {key: squeezed(text) for key, text in one.names.items()}
    if column not in SIDE_COLUMNS:
        people = [x.person_id for x in _namesakes(scenario, one, written.get("person", ""))]
        return people[0] if len(people) == 1 else None
    side = SIDE_COLUMNS[column]
    schools = [
        x for x in scenario.schools_on(side) if squeezed(x.name) == written.get(f"{side}_name", "")
    ]
    for part, key in (("name", "unit"), ("city", "city")):
        if len(schools) > 1:
            said = written.get(f"{side}_{key}", "")
            units = scenario.units
            schools = [x for x in schools if squeezed(getattr(units[x.unit_code], part)) == said]
    return schools[0].school_code if len(schools) == 1 else None


def _namesakes(scenario: Scenario, one: BookRow, name: str) -> Iterator[Staff]:
    """Yield the people of a name at the school whose people stand in the sheet."""
    schools = {getattr(one.row, column) for column in SIDE_COLUMNS}
    for person in scenario.people.values():
        if person.name and squeezed(person.name) == name and person.school_code in schools:
            yield person


def _fault(one: BookRow, column: SheetColumn, meant: Text) -> Issue:
    safe = masked_name if column.person else masked
    said, expected = safe(one.names[column.key]), Text(safe(meant.zh), safe(meant.en))
    return one.issue("E-EDIT-NAME", column.key, said, name=expected)
