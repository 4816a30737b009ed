"""Counties 县(市、区)一览: one row a recipient county with the numbers of every programme."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Room, SheetColumn
from pairmatch.report.names import units_named
from pairmatch.report.page import Block, Page, year_line
from pairmatch.scenario import Scenario
from pairmatch.schema import Unit

_FIRST: tuple[SheetColumn, ...] = (
    SheetColumn("city", Text("受援市", "Recipient city")),
    SheetColumn("unit", Text("受援县(市、区)", "Recipient county")),
    SheetColumn("supporting", Text("支援单位", "Supporting units")),
)


def counties(scenario: Scenario, plan: Plan, rooms: Sequence[Room]) -> Page:
    """Fill in the page of counties; a city stands in it if it runs schools of its own."""
    columns = [column for room in rooms for column in room.unit_columns]
    counts = {column.key: column.count(scenario, plan) for column in columns}
    supporters: dict[str, list[str]] = {}
    for supporting, recipient in sorted(scenario.linked_units):
        supporters.setdefault(recipient, []).append(supporting)
    listed = [
        unit
        for unit in scenario.rows(Unit)
        if unit.side == "recipient"
        and (unit.level != "city" or scenario.schools_of[unit.unit_code])
    ]
    rows = tuple(
        {
            "city": unit.city,
            "unit": Text("市直", "run by the city") if unit.level == "city" else unit.name,
            "supporting": units_named(scenario, supporters.get(unit.unit_code, ())),
            **{key: found.get(unit.unit_code, 0) for key, found in counts.items()},
        }
        for unit in listed
    )
    shown = tuple(SheetColumn(c.key, c.header, total=True, kind="number") for c in columns)
    return Page(
        key="counties",
        name=Text("县(市、区)一览", "Counties"),
        title=Text("受援县(市、区)一览表", "Recipient counties"),
        line=year_line(scenario),
        blocks=(Block("counties", (*_FIRST, *shown), rows),),
    )
