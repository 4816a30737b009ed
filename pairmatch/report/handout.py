"""Handout 分县: what every recipient county is given, one page each, behind a page of contents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes import rules_of
from pairmatch.programmes.places import county_name
from pairmatch.programmes.room import Cell, Room, Sheet, SheetColumn
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.report.counties import recipient_units
from pairmatch.report.names import unit_of
from pairmatch.report.page import Block, Page, year_line
from pairmatch.report.rules import BREACH_COLUMNS, approved_rows, breach_rows
from pairmatch.scenario import Scenario
from pairmatch.schema import Unit
from pairmatch.verify import Verification

T = TypeVar("T")
Row = Mapping[str, Cell]

_PLACE = ("recipient_city", "recipient_unit")
"""Columns that say the same in every row of a county."""
_BREACH = ("where", "kind", "code", "sentence", "found", "expected", "amount", "reason", "clause")
"""Columns of a breach, in an order whose widths go with those of the tables above."""
_NUMERALS = "一二三四五六七八九十"
_BREACHES = Text("未达标和例外", "Shortfalls and exceptions")


@dataclass(frozen=True)
class _Dealt:
    """One table of the workbook, its rows dealt out to the recipient units."""

    key: str
    name: Text
    columns: tuple[SheetColumn, ...]
    rows: Mapping[str, Sequence[Row]]
    counted: Text = Text("", "")

    def block(self, unit: str, place: int) -> Block:
        """Return the rows of one unit as the table that stands at some place of its page."""
        columns = tuple(column for column in self.columns if column.key not in _PLACE)
        numeral = _NUMERALS[place] if place < len(_NUMERALS) else str(place + 1)
        heading = Text(f"{numeral}、{self.name.zh}", f"{place + 1}. {self.name.en}")
        return Block(self.key, columns, tuple(self.rows.get(unit, ())), heading, self.counted)


def handout(
    scenario: Scenario, plan: Plan, verification: Verification, rooms: Sequence[Room]
) -> tuple[Page, ...]:
    """Return the contents and a page for each recipient unit, with every row of its schools."""
    sheets = [sheet for room in rooms for sheet in room.sheets if sheet.school]
    sheets.sort(key=lambda sheet: sheet.plan_table is None)
    tables = [_of_sheet(scenario, plan, sheet) for sheet in sheets]
    tables.append(_of_breaches(scenario, verification, rules_of(rooms)))
    units = recipient_units(scenario)
    return (_contents(scenario, units, tables), *(_page(scenario, x, tables) for x in units))


def _deal(rows: Iterable[T], unit: Callable[[T], str | None]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[unit(row) or ""].append(row)
    return found


def _of_sheet(scenario: Scenario, plan: Plan, sheet: Sheet) -> _Dealt:
    rows = _deal(sheet.rows(scenario, plan), lambda row: scenario.homes[str(row[sheet.school])])
    columns = tuple(column for column in sheet.columns if not column.filled)
    return _Dealt(sheet.key, sheet.name, columns, rows, sheet.counted)


def _of_breaches(scenario: Scenario, verification: Verification, rules: Sequence[Rule]) -> _Dealt:
    def home(breach: Violation) -> str | None:
        return unit_of(scenario, breach.ids)

    every = (
        *verification.hard,
        *verification.shortfalls,
        *verification.exceptions,
        *verification.missed,
    )
    broken, approved = _deal(every, home), _deal(verification.approved, home)
    rows = {
        unit: (
            *breach_rows(scenario, rules, verification.forces, broken.get(unit, ())),
            *approved_rows(scenario, rules, verification.forces, approved.get(unit, ())),
        )
        for unit in {**broken, **approved}
    }
    columns = {column.key: column for column in BREACH_COLUMNS}
    return _Dealt("breaches", _BREACHES, tuple(columns[key] for key in _BREACH), rows)


def _name(scenario: Scenario, unit: Unit) -> Text:
    """Return the name of a unit's sheet; the code keeps it apart from every other."""
    name = f"{unit.unit_code}_{scenario.unit_name(unit.unit_code)}"
    return Text(name, name)


def _page(scenario: Scenario, unit: Unit, tables: Sequence[_Dealt]) -> Page:
    name = scenario.unit_name(unit.unit_code) + ("市直" if unit.level == "city" else "")
    return Page(
        key=unit.unit_code,
        name=_name(scenario, unit),
        title=Text(f"{name}帮扶安排", f"{name}: pairs, teams, placements"),
        line=year_line(scenario),
        blocks=tuple(table.block(unit.unit_code, place) for place, table in enumerate(tables)),
    )


def _contents(scenario: Scenario, units: Sequence[Unit], tables: Sequence[_Dealt]) -> Page:
    columns = (
        SheetColumn("city", Text("受援市", "Recipient city")),
        SheetColumn("unit", Text("受援县(市、区)", "Recipient county")),
        SheetColumn("sheet", Text("工作表", "Sheet"), kind="link"),
        *(SheetColumn(x.key, x.name, total=True, kind="number") for x in tables),
    )
    rows = tuple(
        {
            "city": unit.city,
            "unit": county_name(unit),
            "sheet": _name(scenario, unit),
            **{table.key: len(table.rows.get(unit.unit_code, ())) for table in tables},
        }
        for unit in units
    )
    return Page(
        key="contents",
        name=Text("目录", "Contents"),
        title=Text("分县工作簿目录", "Recipient counties"),
        line=year_line(scenario, Text("单位：行", "Unit: rows")),
        blocks=(Block("contents", columns, rows),),
        upright=True,
    )
