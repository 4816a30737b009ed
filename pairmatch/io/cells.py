"""From cells to typed rows: closed lists, types and ranges, every fault named."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from pydantic import ValidationError

from pairmatch.errors import Issue
from pairmatch.io.headers import Column, header_key, match_header, squeezed
from pairmatch.io.intake.tidy import Fault, Tidied, tidy
from pairmatch.io.raw import RawTable, written
from pairmatch.io.shown import hint, shown
from pairmatch.schema import Row, Table
from pairmatch.vocabulary import WORDS, canonical

_RANGE = {
    "greater_than_equal",
    "less_than_equal",
    "greater_than",
    "less_than",
    "int_parsing_size",
    "finite_number",
}
_LENGTH = {"string_too_short", "string_too_long"}


@dataclass(frozen=True)
class Part:
    """The rows of a table that stand in one file or sheet, with its columns and tidied cells.

    ``readable`` is False where a required column is missing, so that no row can be read.
    """

    raw: RawTable
    columns: Mapping[str, Column]
    tidied: Tidied
    readable: bool


@dataclass
class TypedTable:
    """The rows of one table that are right in themselves, and where each row stands.

    ``rows`` has one entry for each line of the parts, one part after the other, None where the line
    has a fault.
    """

    table: Table
    parts: tuple[Part, ...]
    rows: list[Row | None] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note where each part begins."""
        self._starts = [0, *accumulate(len(part.raw.rows) for part in self.parts)]

    def place(self, index: int) -> tuple[Part, int]:
        """Return the part that a row stands in, and the place of the row among those of the part."""
        at = bisect_right(self._starts, index) - 1
        return self.parts[at], index - self._starts[at]

    @property
    def whole(self) -> bool:
        """Whether reading went to the end in every part."""
        return all(part.raw.whole for part in self.parts)

    def cell(self, index: int, name: str) -> str:
        """Return the cell of a field as it was read, '' where there is none."""
        part, offset = self.place(index)
        cells = part.tidied.cells.get(name)
        return "" if cells is None else cells[offset]

    def values(self, name: str) -> frozenset[str] | None:
        """Return what is written in a column, faulty rows included; None if that is not known."""
        having = [part for part in self.parts if name in part.columns]
        lost = any(not part.readable for part in self.parts if name not in part.columns)
        if not self.whole or lost or not having:
            return None
        return frozenset().union(*(part.tidied.cells[name] for part in having)) - {""}

    def issue(self, index: int, code: str, name: str, values: dict[str, object]) -> Issue:
        """Return a fault of a row in the column of a field."""
        part, offset = self.place(index)
        line, cells = part.raw.rows[offset]
        column = part.columns.get(name)
        if column is None:
            return part.raw.issue(code, line, column=header_key(name), values=values)
        value = written(cells[column.index]) if column.index < len(cells) else ""
        return part.raw.issue(code, line, column.index, column.header, shown(value), values)


def type_table(table: Table, raws: Sequence[RawTable]) -> TypedTable:
    """Turn the raw cells of a table, from one file or many, into rows of its model."""
    parts, rows, issues = [], [], []
    for raw in raws:
        columns, faults = match_header(table, raw)
        tidied = tidy(raw, columns.values())
        required = {n for n, f in table.model.model_fields.items() if f.is_required()}
        part = Part(raw, columns, tidied, required <= columns.keys())
        parts.append(part)
        issues += [*faults, *tidied.doubts]
        for row, more in _typed(table, part):
            rows.append(row)
            issues += more
    return TypedTable(table, tuple(parts), rows, issues)


def _typed(table: Table, part: Part) -> Iterator[tuple[Row | None, Sequence[Issue]]]:
    """Yield the rows of a part with their faults."""
    raw = part.raw
    by_index = sorted(part.columns.values(), key=lambda column: column.index)
    faults = {index: list(found) for index, found in part.tidied.faults.items()}
    cells = [_values(column, part.tidied.cells[column.name], faults) for column in by_index]
    ragged = _ragged(raw)
    names = [column.name for column in by_index]
    validate = table.model.__pydantic_validator__.validate_python
    for index, row in enumerate(zip(*cells, strict=True) if cells else [()] * len(raw.rows)):
        if index in ragged:
            yield None, [ragged[index]]
            continue
        found = faults.get(index)
        values = {name: cell for name, cell in zip(names, row, strict=True) if cell}
        typed: Row | None = None
        if part.readable:
            try:
                typed = validate(values)
            except ValidationError as error:
                found = [] if found is None else found
                _add(error, table, part.columns, found)
        if not found:
            yield typed, ()
        else:
            yield None, [_issue(raw, index, fault) for fault in found]


def _issue(raw: RawTable, index: int, fault: Fault) -> Issue:
    code, column, values = fault
    line, cells = raw.rows[index]
    value = shown(written(cells[column.index]))
    return raw.issue(code, line, column.index, column.header, value, values)


def _ragged(raw: RawTable) -> dict[int, Issue]:
    """Return the rows that have more or fewer cells than the header."""
    width = len(raw.header)
    return {
        index: raw.issue(
            "E-ROW-LONG" if len(cells) > width else "E-ROW-SHORT",
            line,
            values={"found": len(cells), "expected": width},
        )
        for index, (line, cells) in enumerate(raw.rows)
        if len(cells) != width
    }


def _values(column: Column, cells: Sequence[str], faults: dict[int, list[Fault]]) -> Sequence[str]:
    """Return the cells of a column for its model, words as their keys, '' for what is wrong.

    Blank cells that must be filled and words of no list are added to the faults by row.
    """
    found = set(cells)
    new: dict[str, str] = {}
    if column.words is not None:
        new = {cell: _word(column, cell) for cell in found if cell}
    wrong: set[str] = {cell for cell, word in new.items() if not word}
    if column.required and "" in found:
        wrong.add("")
    for index, cell in enumerate(cells) if wrong else ():
        if cell in wrong and not _named(column, faults.get(index, ())):
            fault: Fault = (
                ("E-CELL-WORD", column, _about_word(column, cell))
                if cell
                else ("E-CELL-BLANK", column, {"expected": column.expected})
            )
            faults.setdefault(index, []).append(fault)
    changed = cells if all(new[x] == x for x in new) else [new.get(cell, cell) for cell in cells]
    bad = [index for index, each in faults.items() if _named(column, each)]
    if bad:
        changed = list(changed)
        for index in bad:
            changed[index] = ""
    return changed


def _named(column: Column, faults: Collection[Fault]) -> bool:
    return any(other is column for _, other, _ in faults)


def _word(column: Column, written: str) -> str:
    """Return the value that a word stands for, '' if the column does not take it."""
    words = column.words or ""
    value = canonical(words, written) or canonical(words, squeezed(written))
    return value if value in column.allowed else ""


def _about_word(column: Column, cell: str) -> dict[str, object]:
    known = [
        spelling
        for value in column.allowed
        for word in [WORDS[column.words or ""][value]]
        for spelling in (value, word.label.zh, word.label.en, *word.aliases)
    ]
    return {"expected": column.expected, "hint": hint(cell, known)}


def _add(
    error: ValidationError, table: Table, columns: Mapping[str, Column], faults: list[Fault]
) -> None:
    """Add what pydantic finds in a row to its faults."""
    named = {column.name for _, column, _ in faults}
    for each in error.errors(include_url=False, include_input=False):
        name = str(each["loc"][0]) if each["loc"] else ""
        if name in columns and name not in named:
            named.add(name)
            faults.append((_code(each), columns[name], {"expected": columns[name].expected}))
    if not faults:  # a demand on the whole row: it must never drop out in silence
        whole = columns[table.key[0]]
        faults.append(("E-CELL-TYPE", whole, {"expected": whole.expected}))


def _code(error: Mapping[str, Any] | Any) -> str:
    kind = error["type"]
    if kind in _RANGE:
        return "E-CELL-RANGE"
    if kind == "string_pattern_mismatch":
        return "E-CELL-CODE"
    return "E-CELL-LENGTH" if kind in _LENGTH else "E-CELL-TYPE"
