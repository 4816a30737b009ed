"""Cut: the part of a scenario that one component's model depends on, so that editing it costs little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.scenario import Scenario
from pairmatch.schema import Row, School, Table, Unit


def cut(scenario: Scenario, units: Sequence[str]) -> Scenario:
    """Return the scenario of some units, which are a whole component, and of all that is said of them.

    Their model is the same in it, but for points. So a table that has rows keeps one even where none is
    theirs, since some rules ask whether there are any; and another unit stays, because a component
    that is the whole scenario has the province's rows as well.
    """
    inside = set(units)
    if len(inside) == len(scenario.units):
        return scenario
    schools = {school.school_code for unit in units for school in scenario.schools_of[unit]}
    kept: dict[str, list[Row]] = {}
    named: set[str] = {*units, *schools}
    for table in scenario.tables:
        if table.model in (Unit, School):
            continue
        rows, columns = scenario.rows(table.model), _references(table)
        mine = [row for row in rows if not columns or not named.isdisjoint(_named(row, columns))]
        kept[table.name] = mine or list(rows[:1])
    others = {
        x
        for t in scenario.tables
        for row in kept.get(t.name, ())
        for x in _named(row, _references(t))
    }
    kept["schools"] = [
        scenario.schools[x] for x in sorted((schools | others) & set(scenario.schools))
    ]
    homes = {school.unit_code for school in kept["schools"] if isinstance(school, School)}
    wanted = (inside | others | homes) & set(scenario.units)
    if wanted == inside:
        wanted.add(next(unit for unit in scenario.units if unit not in inside))
    kept["units"] = [scenario.units[x] for x in sorted(wanted)]
    return Scenario(scenario.settings, scenario.tables, kept)


def _references(table: Table) -> Mapping[str, str]:
    """Return the columns of a table that name a unit or a school."""
    references = table.references or {}
    return {column: of for column, of in references.items() if of in ("units", "schools")}


def _named(row: Row, columns: Mapping[str, str]) -> set[str]:
    """Return the codes of units and schools that a row names."""
    return {code for column in columns if (code := getattr(row, column))}
