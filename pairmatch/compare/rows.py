"""What changed between the rows of two plans: added, removed, another partner, another person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pairmatch.plan import Assignment, PlanTable
from pairmatch.scenario import sort_key

Kind = Literal["added", "removed", "partner", "person", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Values: TypeAlias = tuple[object, ...]
Alike: TypeAlias = Callable[[Assignment], Values | None]


@dataclass(frozen=True)
class Change:
    """One row that differs: None where it is not there before, or not there after.

    A row with another ``partner`` may have another person as well; ``other`` is a row with both as
    they were.
    """

    kind: Kind
    before: Assignment | None
    after: Assignment | None

    @property
    def row(self) -> Assignment:
        """The row as it is after, or was before where it is gone."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def mirrored(self) -> Change:
        """The same change seen from the other plan."""
        turned: dict[Kind, Kind] = {"added": "removed", "removed": "added"}
        return Change(turned.get(self.kind, self.kind), self.after, self.before)


def about_of(table: PlanTable) -> tuple[str, ...]:
    """Return the columns by which two plans are compared: what a row is for."""
    return table.about or tuple(name for name in table.key if name not in table.numbering)


def compared_of(table: PlanTable) -> tuple[str, ...]:
    """Return the columns that say something; those that only number rows are left out."""
    return tuple(name for name in table.model.model_fields if name not in table.numbering)


def changes(
    table: PlanTable, before: Sequence[Assignment], after: Sequence[Assignment]
) -> tuple[Change, ...]:
    """Return what changed, in the order of what the rows are for; nothing for two equal multisets.

    Rows for the same thing are joined by how much they share, equal ones first: as many as can keep
    their partner and person do, then their partner, then their person. What is left over on one side
    was added or removed.
    """
    about = about_of(table)
    old, new = _grouped(about, before), _grouped(about, after)
    return tuple(
        change
        for key in sorted({**old, **new}, key=_sortable)
        # Most are as they were, and in canonical order too.
        if old.get(key) != new.get(key)
        for change in _of_group(table, old.get(key, ()), new.get(key, ()))
    )


def _grouped(
    about: Sequence[str], rows: Sequence[Assignment]
) -> dict[Values, tuple[Assignment, ...]]:
    found: dict[Values, list[Assignment]] = {}
    for row in rows:
        found.setdefault(tuple([getattr(row, name) for name in about]), []).append(row)
    return {key: tuple(several) for key, several in found.items()}


def _sortable(values: Values) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in values)


def _of_group(
    table: PlanTable, before: Sequence[Assignment], after: Sequence[Assignment]
) -> Iterator[Change]:
    """Yield what changed among rows for the same thing, kind by kind."""
    columns = compared_of(table)
    old, new = list(before), list(after)
    found: list[Change] = []
    for alike in _passes(table):
        for side in (old, new):
            side.sort(key=lambda row: sort_key(row, columns))
        for first, second in _joined(old, new, alike):
            if any(getattr(first, name) != getattr(second, name) for name in columns):
                found.append(Change(_kind(table, first, second), first, second))
    found += [Change("removed", row, None) for row in old]
    found += [Change("added", None, row) for row in new]
    yield from sorted(found, key=lambda x: (KINDS.index(x.kind), sort_key(x.row, columns)))


def _passes(table: PlanTable) -> Iterator[Alike]:
    """Yield by what two rows are joined, the strongest likeness first; at last by nothing."""
    yield lambda row: tuple(getattr(row, name) for name in compared_of(table))
    for names in ((table.partner, table.person), (table.partner,), (table.person,)):
        if all(names):
            yield lambda row, names=names: _given(row, names)  # type: ignore[misc]
    yield lambda row: ()


def _given(row: Assignment, names: Sequence[str]) -> Values | None:
    """Return the values of some columns, None where they are blank: nobody is not like nobody."""
    values = tuple(getattr(row, name) for name in names)
    return None if all(value is None for value in values) else values


def _joined(
    old: list[Assignment], new: list[Assignment], alike: Alike
) -> list[tuple[Assignment, Assignment]]:
    """Return the rows joined one to one, in order; take them out of both lists."""
    waiting: dict[Values, list[Assignment]] = {}
    alone: list[Assignment] = []
    for row in new:
        likeness = alike(row)
        (alone if likeness is None else waiting.setdefault(likeness, [])).append(row)
    pairs: list[tuple[Assignment, Assignment]] = []
    left: list[Assignment] = []
    for row in old:
        likeness = alike(row)
        partners = None if likeness is None else waiting.get(likeness)
        if partners:
            pairs.append((row, partners.pop(0)))
        else:
            left.append(row)
    old[:], new[:] = left, [*alone, *(row for rows in waiting.values() for row in rows)]
    return pairs


def _kind(table: PlanTable, before: Assignment, after: Assignment) -> Kind:
    for kind, name in (("partner", table.partner), ("person", table.person)):
        if name and getattr(before, name) != getattr(after, name):
            return kind  # type: ignore[return-value]
    return "other"
