"""A change of a scenario's rows that can be put on and taken off again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairmatch.scenario import Scenario, sort_key
from pairmatch.schema import Lock, Row, Table

Rows = Mapping[str, tuple[Row, ...]]
"""Rows by name of their table."""


@dataclass(frozen=True)
class Patch:
    """Rows that leave a scenario, and rows that come in, each in place of the one with its key."""

    gone: Rows
    come: Rows

    @classmethod
    def of_locks(cls, gone: Iterable[Lock], come: Iterable[Lock]) -> Patch:
        """Return a patch of decisions."""
        return cls({"locks": tuple(gone)}, {"locks": tuple(come)})

    def to_dict(self) -> dict[str, Any]:
        """Return the patch as JSON values."""
        return {"gone": _said(self.gone), "come": _said(self.come)}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any], tables: Sequence[Table]) -> Patch:
        """Return the patch that :meth:`to_dict` wrote; raises one of many errors if it is none."""
        return cls(_rows(found["gone"], tables), _rows(found["come"], tables))

    @property
    def back(self) -> Patch:
        """What takes the patch off again, if it did what it says and nothing has touched its rows since."""
        return Patch(self.come, self.gone)

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The decisions that come in."""
        return self.come.get("locks", ())  # type: ignore[return-value]


def _said(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [row.model_dump(exclude_none=True) for row in some] for name, some in rows.items()
    }


def _rows(found: Mapping[str, Any], tables: Sequence[Table]) -> Rows:
    models = {table.name: table.model for table in tables}
    return {
        name: tuple(models[name].model_validate(row) for row in some)
        for name, some in found.items()
    }


def put_on(scenario: Scenario, patch: Patch) -> tuple[Scenario, Patch]:
    """Return a scenario with a patch on it, and what that did: the patch to take off again.

    Rows that are not there cannot leave; a row that stands there already, or a decision that says as
    much, need not come.
    """
    gone: dict[str, tuple[Row, ...]] = {}
    come: dict[str, tuple[Row, ...]] = {}
    for table in scenario.tables:
        leaving, coming = patch.gone.get(table.name, ()), patch.come.get(table.name, ())
        if not leaving and not coming:
            continue
        rows = {sort_key(row, table.key): row for row in scenario.rows(table.model)}
        before = dict(rows)
        for row in leaving:
            rows.pop(sort_key(row, table.key), None)
        for row in coming:
            key = sort_key(row, table.key)
            if key not in rows or not _says_as_much(rows[key], row):
                rows[key] = row
        gone[table.name] = tuple(x for key, x in before.items() if rows.get(key) != x)
        come[table.name] = tuple(x for key, x in rows.items() if before.get(key) != x)
        scenario = scenario.with_rows(table.model, tuple(rows.values()))
    return scenario, Patch(gone, come)


def _says_as_much(old: Row, new: Row) -> bool:
    if not isinstance(old, Lock) or not isinstance(new, Lock):
        return old == new
    if old.provisional and not new.provisional:
        return False
    stronger = 1 if old.force == "require" else -1
    return stronger * (old.count or 1) >= stronger * (new.count or 1)
