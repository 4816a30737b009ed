"""Which rows move when another plan takes the place of the run's, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pairmatch.compare.lines import Names, RowLine, row_lines
from pairmatch.compare.run import School
from pairmatch.compare.shape import Shape, shapes_of
from pairmatch.plan import Plan
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario


@dataclass(frozen=True)
class Moved:
    """The rows of one plan table that differ."""

    shape: Shape
    lines: tuple[RowLine, ...]


def moved(
    scenario: Scenario, rooms: Sequence[Room], before: Plan, after: Plan
) -> tuple[Moved, ...]:
    """Return the rows that differ between two plans of a scenario, table by table."""
    names = names_in(scenario)
    found = (
        (x, row_lines(x, 1, before.rows(x.table.model), after.rows(x.table.model), names))
        for x in shapes_of(rooms)
    )
    return tuple(Moved(shape, tuple(lines)) for shape, lines in found if lines)


@lru_cache(maxsize=4)
def names_in(scenario: Scenario) -> Names:
    """Return what schools and people are called."""
    schools: dict[str, School] = {}
    for code, school in scenario.schools.items():
        unit = scenario.units[school.unit_code]
        county = "" if unit.level == "city" else unit.name
        schools[code] = School(unit.unit_code, unit.city, county, school.name)
    people = {code: row.name or "" for code, row in scenario.people.items()}
    return Names(schools, people)
