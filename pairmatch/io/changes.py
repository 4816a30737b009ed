"""Changes: what a variant says differently from its scenario, applied as if the files said it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pairmatch.errors import both
from pairmatch.io.cells import TypedTable
from pairmatch.io.declared import Declared
from pairmatch.io.keys import Keys, Wrong
from pairmatch.schema import Row, School
from pairmatch.settings import Settings

Changes = Mapping[str, Any]
"""Value by dotted key, as in ``policy.release_max`` or ``schools.9944010301.host_max``."""
SECTIONS = ("policy", "weights", "force", "limits")
"""Sections of scenario.toml that a variant may change."""
SCHOOLS = "schools"
CAPACITIES = ("release_max", "host_max", "beds")
"""Columns of schools that a variant may change."""
MOST = 100_000
MOST_FACTOR = 100
Capacity = Callable[[int | None], int | None]
"""From the number that counts for a school, None for no limit, to the one of the variant."""


def _same(counts: int | None) -> int | None:
    """Leave a capacity as it is, where what a variant says of it is a fault."""
    return counts


UNCHANGED: Capacity = _same


def nested(changes: Changes) -> dict[str, Any]:
    """Return changes as TOML nests them."""
    data: dict[str, Any] = {}
    for key, value in changes.items():
        *sections, last = key.split(".")
        here = data
        for section in sections:
            here = here.setdefault(section, {})
        here[last] = value
    return data


def with_changes(data: Mapping[str, Any], changes: Changes, declared: Declared) -> dict[str, Any]:
    """Return the data of scenario.toml with the changed keys in it."""
    found, aliases = dict(data), declared.aliases
    for section, new in nested(changes).items():
        old = found.get(section, {})
        if section == SCHOOLS or not isinstance(old, Mapping):
            continue
        if section == "weights":
            # A weight may stand under the code of its rule or under the name of its term.
            codes = {aliases.get(name, name) for name in new}
            old = {name: x for name, x in old.items() if aliases.get(name, name) not in codes}
        if section == "limits":
            new = {name: _joined(old.get(name), limit) for name, limit in new.items()}
        found[section] = {**old, **new}
    return found


def _joined(old: object, new: object) -> object:
    both_tables = isinstance(old, Mapping) and isinstance(new, Mapping)
    return {**old, **new} if both_tables else new  # type: ignore[dict-item]


def with_capacities(schools: TypedTable, keys: Keys, settings: Settings) -> TypedTable:
    """Return the schools with the capacities of a variant; what is wrong is added to ``keys``.

    What is said of one school goes before what is said of all. A factor of a blank cell is one of the
    policy's number, where that counts; beds that are not limited stay so.
    """
    of_all: dict[str, Capacity] = {}
    of_one: dict[tuple[str, str], Capacity] = {}
    codes = schools.values("school_code") or frozenset()
    for name, value in keys.section(SCHOOLS).items():
        path = (SCHOOLS, name)
        if name in CAPACITIES:
            of_all[name] = keys.parsed(path, value, capacity, UNCHANGED)
        elif name not in codes:
            keys.unknown("E-SWEEP-SCHOOL", path, [*CAPACITIES, *codes])
        else:
            table = keys.table(path)
            keys.refuse_unknown(path, table, CAPACITIES)
            for column in CAPACITIES:
                if column in table:
                    place = (*path, column)
                    of_one[name, column] = keys.parsed(place, table[column], capacity, UNCHANGED)
    rows = [_changed(row, of_all, of_one, settings) for row in schools.rows]
    return replace(schools, rows=rows)


def _changed(
    row: Row | None,
    of_all: Mapping[str, Capacity],
    of_one: Mapping[tuple[str, str], Capacity],
    settings: Settings,
) -> Row | None:
    if not isinstance(row, School):
        return row
    update: dict[str, int | None] = {}
    for column in CAPACITIES:
        change = of_one.get((row.school_code, column), of_all.get(column))
        if change is not None:
            written, policy = getattr(row, column), settings.numbers.get(column)
            blank = policy.value if policy is not None and isinstance(policy.value, int) else None
            update[column] = change(blank if written is None else written)
    return row.model_copy(update=update) if update else row


def capacity(value: object) -> Capacity:
    """Parse a whole number, or a table with a factor; halves are rounded up."""
    if type(value) is int and 0 <= value <= MOST:
        return lambda counts: value
    if isinstance(value, Mapping) and value.keys() == {"factor"}:
        factor = value["factor"]
        if type(factor) in (int, float) and 0 <= factor <= MOST_FACTOR:
            return _times(Fraction(str(factor)))
    raise Wrong("E-KEY-TYPE", expected=both("expected.capacity", most=MOST, factor=MOST_FACTOR))


def _times(factor: Fraction) -> Capacity:
    def times(counts: int | None) -> int | None:
        return None if counts is None else min(MOST, int(counts * factor + Fraction(1, 2)))

    return times
