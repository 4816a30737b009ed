"""All typed tables of an input: references, rows left out, faults brought back to their cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pairmatch.errors import Issue, Text
from pairmatch.io.cells import TypedTable
from pairmatch.io.headers import header_key
from pairmatch.io.shown import NOTHING, hint
from pairmatch.programmes.room import Fault
from pairmatch.schema import Row, Table

Key = tuple[object, ...]
MOST_HINTS = 20
"""References to nothing in one column for which the nearest code is looked for: it takes time."""


class Book:
    """The rows of every table that can still be judged, and the faults found so far.

    A row that cannot be read, repeats another or refers to nothing leaves its table, and so do the
    rows that refer to it, so that one mistake is reported once; what is written in it still counts
    as known. Rows of earlier years stay, whatever they refer to. A row with another fault leaves too,
    unless other tables may refer to it.
    """

    def __init__(
        self, tables: Sequence[Table], typed: Mapping[str, TypedTable], unreadable: Iterable[str]
    ) -> None:
        """Take the typed tables; ``unreadable`` names those whose rows are not known."""
        self.tables = tuple(tables)
        self.issues: list[Issue] = [issue for each in typed.values() for issue in each.issues]
        self._typed = dict(typed)
        self._unreadable = set(unreadable)
        self._places: dict[int, tuple[str, int]] = {}
        self._doubtful: set[str] = set()
        self._first_key = {table.name: table.key[0] for table in tables}
        self._referred = {target.split(".")[0] for t in tables for _, target in self._targets(t)}
        self._kept: dict[str, dict[int, Row]] = {}
        for name, each in typed.items():
            filled = [(i, row) for i, row in enumerate(each.rows) if row is not None]
            self._places.update((id(row), (name, i)) for i, row in filled)
            self._kept[name] = {id(row): row for _, row in filled}

    @property
    def sound(self) -> bool:
        """Whether every table could be read and no fault was found so far."""
        read = not self._unreadable and all(each.whole for each in self._typed.values())
        return read and not any(issue.level == "error" for issue in self.issues)

    def rows(self) -> dict[str, list[Row]]:
        """Return the rows that are without fault, by table."""
        return {name: list(rows.values()) for name, rows in self._kept.items()}

    def known(self, target: str) -> frozenset[str] | None:
        """Return every value written in a ``table.column``; None where that is not known."""
        name, column = target.split(".")
        if name in self._unreadable:
            return None
        return self._typed[name].values(column) if name in self._typed else frozenset()

    def _right(self, target: str) -> frozenset[str]:
        """Return the values of a ``table.column`` in rows without fault: only these are suggested."""
        name, column = target.split(".")
        rows = self._typed[name].rows if name in self._typed else ()
        return frozenset(getattr(row, column) for row in rows if row is not None) - {None}

    def whole(self, name: str) -> bool:
        """Whether a table has all its rows and no fault was found in them."""
        typed = self._typed.get(name)
        if typed is None or name in self._unreadable | self._doubtful:
            return name not in self._unreadable | self._doubtful
        return typed.whole and len(self._kept[name]) == len(typed.rows)

    # -- duplicates and references --------------------------------------------------------

    def refuse_duplicates(self) -> None:
        """Report every row whose key stands in an earlier line of its table."""
        for table in self.tables:
            if table.name in self._typed:
                self._refuse_duplicates(self._typed[table.name])

    def _refuse_duplicates(self, typed: TypedTable) -> None:
        first: dict[Key, int] = {}
        for index, row in enumerate(typed.rows):
            key = _key(typed, index, row)
            if key is None:
                continue
            if key not in first:
                first[key] = index
                continue
            earlier = self._where(typed, first[key], seen_from=index)
            columns = " + ".join(_spelled(typed, name) for name in typed.table.key)
            self._leave(typed, index)
            values: dict[str, object] = {"first": earlier, "columns": columns}
            self._add(typed, index, "E-ROW-TWICE", typed.table.key[0], values)

    def refuse_dangling(self) -> None:
        """Report every reference to nothing; leave out the rows that refer to a faulty row."""
        for table in self.tables:
            for column, target in self._targets(table):
                known = self.known(target)
                if known is not None:
                    self._refuse_dangling(table, column, target, known)
        self._settle()

    def _refuse_dangling(
        self, table: Table, column: str, target: str, known: frozenset[str]
    ) -> None:
        rows = list(self._kept.get(table.name, {}).values())
        lost = [
            row
            for row in rows
            if getattr(row, column) is not None and getattr(row, column) not in known
        ]
        right = self._right(target) if lost else known
        for count, row in enumerate(lost):
            near = hint(getattr(row, column), right) if count < MOST_HINTS else NOTHING
            values = {"target": target.split(".")[0], "hint": near}
            code = "W-REFERENCE-PAST" if table.past else "E-REFERENCE"
            self._report(Fault(code, row, column, values), leave=not table.past)
        self._refuse_dangling_of_faulty(table, column, target, known)

    def _refuse_dangling_of_faulty(
        self, table: Table, column: str, target: str, known: frozenset[str]
    ) -> None:
        """Report references to nothing in rows that have another fault, so that one run tells all."""
        typed = self._typed.get(table.name)
        if typed is None or table.past or all(row is not None for row in typed.rows):
            return
        told = {(issue.file, issue.sheet, issue.line, issue.column) for issue in typed.issues}
        right, count = self._right(target), 0
        for index, row in enumerate(typed.rows):
            cell = typed.cell(index, column) if row is None else ""
            if not cell or cell in known:
                continue
            near = hint(cell, right) if count < MOST_HINTS else NOTHING
            values: dict[str, object] = {"target": target.split(".")[0], "hint": near}
            fault = typed.issue(index, "E-REFERENCE", column, values)
            if (fault.file, fault.sheet, fault.line, fault.column) not in told:
                self.issues.append(fault)
                count += 1

    def _settle(self) -> None:
        """Leave out the rows that refer to rows left out."""
        if self.sound:
            return
        for table in self.tables:
            if table.past:
                continue
            kept = self._kept.get(table.name, {})
            for column, target in self._targets(table):
                name, other = target.split(".")
                there = {getattr(row, other) for row in self._kept.get(name, {}).values()}
                for mark, row in list(kept.items()):
                    if getattr(row, column) is not None and getattr(row, column) not in there:
                        del kept[mark]

    # -- faults that only several rows together show --------------------------------------

    def report(self, faults: Iterable[Fault]) -> None:
        """Report faults of rows; skip those that a row left out may have caused."""
        sure = [fault for fault in faults if all(self.whole(name) for name in fault.relies_on)]
        for fault in sure:
            self._report(fault)

    def _report(self, fault: Fault, *, leave: bool = False) -> None:
        name, index = self._places[id(fault.row)]
        if not fault.code.startswith("W-"):
            self._doubtful.add(name)
            if leave or name not in self._referred:
                self._leave(self._typed[name], index)
        values = {
            key: self._row_said(value, index, name) if isinstance(value, Row) else value
            for key, value in fault.values.items()
        }
        self._add(self._typed[name], index, fault.code, fault.column, values)

    def _leave(self, typed: TypedTable, index: int) -> None:
        self._kept[typed.table.name].pop(id(typed.rows[index]), None)

    def _row_said(self, row: Row, index: int, name: str) -> Text:
        """Return how a fault of one row speaks of another row."""
        other, place = self._places[id(row)]
        seen_from = index if other == name else None
        return self._where(self._typed[other], place, seen_from=seen_from)

    def _where(self, typed: TypedTable, index: int, *, seen_from: int | None) -> Text:
        """Return the line of a row, with file and sheet where those of the reader are others."""
        part, offset = typed.place(index)
        line = part.raw.rows[offset][0]
        one = len(typed.parts) == 1 or (seen_from is not None and typed.place(seen_from)[0] is part)
        there = Issue("", "" if one else part.raw.file, line, sheet="" if one else part.raw.sheet)
        return Text(there.place("zh"), there.place("en"))

    def _add(
        self, typed: TypedTable, index: int, code: str, column: str, values: dict[str, object]
    ) -> None:
        self.issues.append(typed.issue(index, code, column, values))

    def _targets(self, table: Table) -> list[tuple[str, str]]:
        """Return (column, "table.column") for each reference of a table."""
        return [
            (column, target if "." in target else f"{target}.{self._first_key[target]}")
            for column, target in (table.references or {}).items()
        ]


def _key(typed: TypedTable, index: int, row: Row | None) -> Key | None:
    names = typed.table.key
    if row is not None:
        return tuple([getattr(row, name) for name in names])
    # A faulty row keeps its place under a plain code, so that a second one is still a duplicate.
    cell = typed.cell(index, names[0]) if len(names) == 1 else ""
    return (cell,) if cell else None


def _spelled(typed: TypedTable, name: str) -> str:
    for part in typed.parts:
        if name in part.columns:
            return part.columns[name].header
    return header_key(name)
