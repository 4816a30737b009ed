"""Counties 县(市、区)一览: one row a recipient county with the numbers of every programme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Room, SheetColumn
from pairmatch.report.names import listed, units_named
from pairmatch.report.page import Block, Page, year_line
from pairmatch.scenario import Scenario
from pairmatch.schema import Link, Unit
from pairmatch.vocabulary import LANGS, label

_FIRST: tuple[SheetColumn, ...] = (
    SheetColumn("city", Text("受援市", "Recipient city")),
    SheetColumn("unit", Text("受援县(市、区)", "Recipient county")),
    SheetColumn("supporting", Text("支援单位", "Supporting units")),
    SheetColumn("origin", Text("结对关系来源", "Origin of the link")),
)


def _origins(links: Iterable[Link]) -> Text:
    """Say where a county's links come from, so that an illustrative one is never taken for official."""
    kinds = sorted({link.origin for link in links})
    return Text(*(listed(lang, (label("origin", kind, lang) for kind in kinds)) for lang in LANGS))


def counties(scenario: Scenario, plan: Plan, rooms: Sequence[Room]) -> Page:
    """Fill in the page of counties; a city stands in it if it runs schools of its own."""
    every = [column for room in rooms for column in room.unit_columns]
    counts = {column.key: column.count(scenario, plan) for column in every}
    columns = [column for column in every if counts[column.key] or not column.optional]
    links: dict[str, list[Link]] = {}
    for link in scenario.rows(Link):
        links.setdefault(link.recipient_unit, []).append(link)
    shown_units = [
        unit
        for unit in scenario.rows(Unit)
        if unit.side == "recipient"
        and (unit.level != "city" or scenario.schools_of[unit.unit_code])
    ]
    rows = tuple(
        {
            "city": unit.city,
            "unit": Text("市直", "run by the city") if unit.level == "city" else unit.name,
            "supporting": units_named(
                scenario, (link.supporting_unit for link in links.get(unit.unit_code, ()))
            ),
            "origin": _origins(links.get(unit.unit_code, ())),
            **{c.key: counts[c.key].get(unit.unit_code, 0) for c in columns},
        }
        for unit in shown_units
    )
    shown = tuple(SheetColumn(c.key, c.header, total=True, kind="number") for c in columns)
    return Page(
        key="counties",
        name=Text("县(市、区)一览", "Counties"),
        title=Text("受援县(市、区)一览表", "Recipient counties"),
        line=year_line(scenario),
        blocks=(Block("counties", (*_FIRST, *shown), rows),),
    )
