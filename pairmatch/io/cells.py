"""From cells to typed rows: closed lists, types and ranges, every fault named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from pairmatch.errors import Issue
from pairmatch.io.headers import Column, match_header, squeezed
from pairmatch.io.raw import RawTable
from pairmatch.io.shown import hint, shown
from pairmatch.schema import Row, Table
from pairmatch.vocabulary import WORDS, canonical

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]")
_RANGE = {
    "greater_than_equal",
    "less_than_equal",
    "greater_than",
    "less_than",
    "int_parsing_size",
    "finite_number",
}
_LENGTH = {"string_too_short", "string_too_long"}


@dataclass
class TypedTable:
    """The rows of one table that are right in themselves, and where each row stands in its file.

    ``rows`` has one entry for each line of ``raw``, None where the line has a fault.
    """

    table: Table
    raw: RawTable
    columns: dict[str, Column]
    rows: list[Row | None] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def cell(self, index: int, name: str) -> str:
        """Return the cell of a field as written, '' where there is none."""
        column, cells = self.columns.get(name), self.raw.rows[index][1]
        return cells[column.index] if column is not None and column.index < len(cells) else ""

    def values(self, name: str) -> frozenset[str] | None:
        """Return what is written in a column, faulty rows included; None if that is not known."""
        column = self.columns.get(name)
        if column is None or not self.raw.whole:
            return None
        at = column.index
        return frozenset(cells[at] for _, cells in self.raw.rows if at < len(cells) and cells[at])


def type_table(table: Table, raw: RawTable) -> TypedTable:
    """Turn the raw cells of a table into rows of its model."""
    columns, issues = match_header(table, raw)
    typed = TypedTable(table, raw, columns, issues=issues)
    required = {n for n, f in table.model.model_fields.items() if f.is_required()}
    readable = required <= columns.keys()
    by_index = sorted(columns.values(), key=lambda column: column.index)
    for line, cells in raw.rows:
        if len(cells) != len(raw.header):
            typed.issues.append(_ragged(raw, line, len(cells)))
            typed.rows.append(None)
            continue
        values, faults = _values(by_index, cells)
        row = _row(table, values, columns, faults) if readable else None
        typed.rows.append(row)
        for code, column, more in faults:
            value = shown(cells[column.index])
            typed.issues.append(Issue(code, raw.file, line, column.header, value, more))
    return typed


Fault = tuple[str, Column, dict[str, object]]


def _ragged(raw: RawTable, line: int, found: int) -> Issue:
    code = "E-ROW-LONG" if found > len(raw.header) else "E-ROW-SHORT"
    return Issue(code, raw.file, line, values={"found": found, "expected": len(raw.header)})


def _values(columns: list[Column], cells: tuple[str, ...]) -> tuple[dict[str, str], list[Fault]]:
    """Return the filled cells of a row by field, words as their keys, and the faults found."""
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for column in columns:
        cell = cells[column.index]
        if not cell:
            if column.required:
                faults.append(("E-CELL-BLANK", column, {"expected": column.expected}))
        elif column.words is not None:
            value = _word(column.words, cell)
            if value in column.allowed:
                values[column.name] = str(value)
            else:
                faults.append(("E-CELL-WORD", column, _about_word(column, cell)))
        elif _CONTROL.search(cell):
            faults.append(("E-CELL-CONTROL", column, {}))
        elif column.number and "_" in cell:  # pydantic would read 1_000 as a number
            faults.append(("E-CELL-TYPE", column, {"expected": column.expected}))
        else:
            values[column.name] = cell
    return values, faults


@lru_cache(maxsize=4096)
def _word(words: str, written: str) -> str | None:
    return canonical(words, written) or canonical(words, squeezed(written))


def _about_word(column: Column, cell: str) -> dict[str, object]:
    known = [
        spelling
        for value in column.allowed
        for word in [WORDS[column.words or ""][value]]
        for spelling in (value, word.label.zh, word.label.en, *word.aliases)
    ]
    return {"expected": column.expected, "hint": hint(cell, known)}


def _row(
    table: Table, values: Mapping[str, str], columns: Mapping[str, Column], faults: list[Fault]
) -> Row | None:
    """Return the row, or None after adding what pydantic finds to the faults."""
    try:
        row = table.model.model_validate(values)
    except ValidationError as error:
        named = {column.name for _, column, _ in faults}
        for each in error.errors(include_url=False, include_input=False):
            name = str(each["loc"][0]) if each["loc"] else ""
            if name in columns and name not in named:
                named.add(name)
                faults.append((_code(each), columns[name], {"expected": columns[name].expected}))
        if not faults:  # a demand on the whole row: it must never drop out in silence
            whole = columns[table.key[0]]
            faults.append(("E-CELL-TYPE", whole, {"expected": whole.expected}))
        return None
    return None if faults else row


def _code(error: Mapping[str, Any] | Any) -> str:
    kind = error["type"]
    if kind in _RANGE:
        return "E-CELL-RANGE"
    if kind == "string_pattern_mismatch":
        return "E-CELL-CODE"
    return "E-CELL-LENGTH" if kind in _LENGTH else "E-CELL-TYPE"
