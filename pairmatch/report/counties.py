"""Counties 县(市、区)一览: one row a recipient county with the numbers of every programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.places import by_city, county_name
from pairmatch.programmes.room import Room, SheetColumn
from pairmatch.report.names import listed, units_named
from pairmatch.report.page import Block, Page, year_line
from pairmatch.scenario import Scenario
from pairmatch.schema import Link, Unit
from pairmatch.vocabulary import LANGS, label

CODE = SheetColumn("code", Text("单位代码", "Unit code"), aside=True, kind="code")
FIRST: tuple[SheetColumn, ...] = (
    SheetColumn("city", Text("受援市", "Recipient city")),
    SheetColumn("unit", Text("受援县(市、区)", "Recipient county")),
    SheetColumn("supporting", Text("支援单位", "Supporting units")),
    SheetColumn("origin", Text("结对关系来源", "Origin of the link")),
)


def _origins(links: Iterable[Link]) -> Text:
    """Say where a county's links come from, so that an illustrative one is never taken for official."""
    kinds = sorted({link.origin for link in links})
    return Text(*(listed(lang, (label("origin", kind, lang) for kind in kinds)) for lang in LANGS))


def recipient_units(scenario: Scenario) -> tuple[Unit, ...]:
    """Return the units that stand in lists of counties, by city; cities if they run schools."""
    found = [
        unit
        for unit in scenario.rows(Unit)
        if unit.side == "recipient"
        and (unit.level != "city" or scenario.schools_of[unit.unit_code])
    ]
    return tuple(sorted(found, key=lambda unit: by_city(scenario, unit.unit_code)))


@dataclass(frozen=True)
class UnitCounts:
    """The numbers of every programme by recipient unit, and the columns that show them."""

    columns: tuple[SheetColumn, ...]
    rows: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, scenario: Scenario, plan: Plan, rooms: Sequence[Room]) -> UnitCounts:
        """Count; a column that may be left out is, where nobody has a number in it."""
        every = [column for room in rooms for column in room.unit_columns]
        counts = {column.key: column.count(scenario, plan) for column in every}
        shown = [column for column in every if counts[column.key] or not column.optional]
        return cls(
            tuple(SheetColumn(c.key, c.header, total=True, kind="number") for c in shown),
            {
                unit.unit_code: {c.key: counts[c.key].get(unit.unit_code, 0) for c in shown}
                for unit in recipient_units(scenario)
            },
        )


def counties(scenario: Scenario, counts: UnitCounts) -> Page:
    """Fill in the page of counties; a city stands in it if it runs schools of its own."""
    links: dict[str, list[Link]] = {}
    for link in scenario.rows(Link):
        links.setdefault(link.recipient_unit, []).append(link)
    rows = tuple(
        {
            "city": unit.city,
            "unit": county_name(unit),
            "supporting": units_named(
                scenario, (link.supporting_unit for link in links.get(unit.unit_code, ()))
            ),
            "origin": _origins(links.get(unit.unit_code, ())),
            **counts.rows[unit.unit_code],
            "code": unit.unit_code,
        }
        for unit in recipient_units(scenario)
    )
    return Page(
        key="counties",
        name=Text("县(市、区)一览", "Counties"),
        title=Text("受援县(市、区)一览表", "Recipient counties"),
        line=year_line(scenario),
        blocks=(Block("counties", (*FIRST, *counts.columns, CODE), rows),),
    )
