"""A scenario as workbooks: one for the province, one a recipient county, one a city for its other units."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pairmatch.errors import Text
from pairmatch.io.declared import Declared
from pairmatch.io.template import COUNTY, ENDING, Template
from pairmatch.io.template.policy import Setting, settings_of
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.schema import Row, Table, Unit

PROVINCE = Text("全省", "province")
"""The name of what the province itself holds, and of a whole scenario in one workbook."""
_SCHOOLS = ("school_code", "recipient_school")
"""The columns that say to which school, and so to which county, a row belongs."""


@dataclass
class _Book:
    """What one party fills in: its name and the rows of its workbook, by model."""

    unit: str
    file: str
    rows: dict[type[Row], list[Row]] = field(default_factory=lambda: defaultdict(list))


def write_one(folder: Path, scenario: Scenario, settings: str) -> None:
    """Write a scenario as one workbook; ``settings`` is the text of its `scenario.toml`."""
    template = Template(Declared.of(ROOMS), "zh")
    name = PROVINCE.say("zh")
    rows = {table.model: scenario.rows(table.model) for table in scenario.tables}
    template.write(folder / f"{name}{ENDING}", name, rows, _given(settings))


def write_counties(folder: Path, scenario: Scenario, settings: str) -> None:
    """Write a scenario as the workbooks that parties would send in.

    The province holds units, links, quotas and settings; every recipient county its schools and all
    that belongs to them; what belongs to other units stands in one workbook for their city.
    """
    declared = Declared.of(ROOMS)
    name = PROVINCE.say("zh")
    own = {t.model: scenario.rows(t.model) for t in scenario.tables if t.name not in COUNTY}
    template = Template(declared, "zh", "province")
    template.write(folder / f"{name}{ENDING}", name, own, _given(settings))
    template = Template(declared, "zh", "county")
    for book in _books(scenario):
        template.write(folder / book.file, book.unit, book.rows)


def _given(settings: str) -> Sequence[Setting]:
    return settings_of(tomllib.loads(settings))


def _books(scenario: Scenario) -> Sequence[_Book]:
    """Return the books of counties and cities in the order of their codes, each with its rows."""
    books: dict[str, _Book] = {}
    held: dict[str, _Book] = {}
    for unit in scenario.units.values():
        code, name = _party(scenario, unit)
        file = f"{code}-{name}{ENDING}"
        held[unit.unit_code] = books.setdefault(code, _Book(name, file))
    for table in scenario.tables:
        if table.name in COUNTY:
            for row, home in _placed(scenario, table):
                held[home].rows[table.model].append(row)
    return [book for _, book in sorted(books.items()) if book.rows]


def _party(scenario: Scenario, unit: Unit) -> tuple[str, str]:
    """Return the code and the name of who fills in the rows of a unit."""
    if (unit.side, unit.level) == ("recipient", "county"):
        return unit.unit_code, unit.city + unit.name
    code = scenario.city_units.get((unit.side, unit.city), unit.unit_code)
    return code, unit.city


def _placed(scenario: Scenario, table: Table) -> Iterator[tuple[Row, str]]:
    """Yield the rows of a table of the counties, each with the unit to which it belongs."""
    # What the table of schools says counts, for city-run schools too: the unit that fills in the row.
    column = next(x for x in _SCHOOLS if x in table.model.model_fields)
    for row in scenario.rows(table.model):
        yield row, scenario.schools[getattr(row, column)].unit_code
