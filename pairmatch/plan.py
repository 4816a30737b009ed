"""Plan: the whole answer as tables of assignments, whatever programmes there are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from pairmatch.scenario import Scenario, sort_key
from pairmatch.schema import Row

A = TypeVar("A", bound="Assignment")
T = TypeVar("T")


class Assignment(Row):
    """One row of a plan."""


@dataclass(frozen=True)
class PlanTable:
    """One table of a plan: its file name, row model, key, and whose people stand in it.

    ``person_school`` names the column with the school of the row's person, '' if there is none.

    Plans of two runs are compared by ``about``, the columns that say what a row is for in any year,
    () for the key; ``partner`` and ``person`` name the columns with the school and the person that
    serve it. ``numbering`` columns only count the rows: nothing changes when they do.
    """

    name: str
    model: type[Assignment]
    key: tuple[str, ...]
    person_school: str = ""
    about: tuple[str, ...] = ()
    partner: str = ""
    person: str = ""
    numbering: tuple[str, ...] = ()


class Plan:
    """The whole answer: assignments by table, in canonical order. No solver types."""

    def __init__(
        self,
        tables: Iterable[PlanTable],
        rows: Mapping[type[Assignment], Iterable[Assignment]],
    ) -> None:
        self.tables = tuple(tables)
        self._rows = {
            table.model: _sorted(table, rows.get(table.model, ())) for table in self.tables
        }
        self._derived: dict[Callable[[Plan], Any], Any] = {}
        self._within: dict[tuple[Callable[[Scenario, Plan], Any], Scenario], Any] = {}

    def rows(self, model: type[A]) -> tuple[A, ...]:
        """Return the assignments of one table, sorted by its key."""
        return self._rows.get(model, ())  # type: ignore[return-value]

    def derived(self, make: Callable[[Plan], T]) -> T:
        """Return ``make(plan)``, computed once: an index that several checks read."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: T = self._derived[make]
        return found

    def derived_in(self, scenario: Scenario, make: Callable[[Scenario, Plan], T]) -> T:
        """Return ``make(scenario, plan)``, computed once for each scenario."""
        key = (make, scenario)
        if key not in self._within:
            self._within[key] = make(scenario, self)
        found: T = self._within[key]
        return found

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all rows: two plans have one if they are the same."""
        digest = hashlib.sha256()
        for table in self.tables:
            digest.update(table.name.encode())
            for row in self._rows[table.model]:
                digest.update(row.model_dump_json().encode())
        return digest.hexdigest()

    def replaced(self, rows: Mapping[type[Assignment], Iterable[Assignment]]) -> Plan:
        """Return a plan with some tables replaced."""
        new = Plan(self.tables, rows)
        new._rows.update((model, own) for model, own in self._rows.items() if model not in rows)
        return new

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(tuple(self._rows.values()))


def _sorted(table: PlanTable, rows: Iterable[Assignment]) -> tuple[Assignment, ...]:
    columns = tuple(dict.fromkeys((*table.key, *table.model.model_fields)))
    return tuple(sorted(rows, key=lambda row: sort_key(row, columns)))
