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
        self._rows: dict[type[Assignment], tuple[Assignment, ...]] = {
            table.model: tuple(
                sorted(
                    rows.get(table.model, ()),
                    key=lambda row, t=table: sort_key(row, (*t.key, *type(row).model_fields)),  # type: ignore[misc]
                )
            )
            for table in self.tables
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
        # The other tables are in their order already.
        changed = Plan([table for table in self.tables if table.model in rows], rows)
        changed.tables = self.tables
        changed._rows = {
            x.model: changed._rows.get(x.model, self.rows(x.model)) for x in self.tables
        }
        return changed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self._rows == other._rows

    def __hash__(self) -> int:
        return hash(tuple(self._rows.values()))
