"""Settings that stand in a sheet: a row for each key, with value, clause, document and reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairmatch.errors import Issue, Text
from pairmatch.io.headers import spelling
from pairmatch.io.intake.clean import FLAGS
from pairmatch.io.intake.sheets import DEEPEST
from pairmatch.io.office.grid import Cell, Grid, Mark
from pairmatch.io.raw import RawTable, column_letter, stripped, written
from pairmatch.io.settings import SECTIONS, TEXTS, Said
from pairmatch.io.shown import shown
from pairmatch.settings import Number

HEADERS: Mapping[str, tuple[str, ...]] = {
    "key": ("参数", "key", "名称"),
    "value": ("值", "value", "取值"),
    "clause": ("条款", "clause"),
    "document": ("文件", "document"),
    "reason": ("理由", "reason"),
}
_SOURCES = ("clause", "document", "reason")
_GIVEN = ("policy", "weights")
"""Sections whose values say where they come from."""
_DASH = re.compile("[–—~～至]")
_BETWEEN = re.compile("[、,，;；]")
_FAULTS = {"error": "E-CELL-ERROR", "uncached": "E-CELL-FORMULA", "date": "E-CELL-DATE"}
Place = tuple[str, str, int]


@dataclass
class SettingsSheets:
    """What the sheets of settings of all files say together; a key may stand in one only.

    ``written`` are the sheets as they stand in the files.
    """

    numbers: Sequence[Number]
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    written: list[RawTable] = field(default_factory=list)
    _places: dict[str, Place] = field(default_factory=dict)
    _values: dict[str, object] = field(default_factory=dict)

    def add(self, file: str, grid: Grid) -> bool:
        """Take the keys of a sheet; False where it has no header of settings."""
        found = _header(grid)
        if found is None:
            return False
        at, columns = found
        head, header = grid.rows[at]
        said, rows = tuple(map(written, header)), grid.rows[at + 1 :]
        self.written.append(RawTable(file, said, rows, sheet=grid.sheet, head=head))
        for line, cells in rows:
            row = {name: cells[i] if i < len(cells) else "" for name, i in columns.items()}
            key, value = stripped(written(row["key"])), row["value"]
            if key and not _blank(value):
                self._take(key, row, (file, grid.sheet, line), columns["value"])
        return True

    @property
    def said(self) -> Said | None:
        """Return the settings, None if no sheet gave a value."""
        if not self._places:
            return None
        file, sheet, _ = next(iter(self._places.values()))
        return Said(file, self.data, self.lines, sheet, dict(self._places))

    def _take(self, key: str, row: Mapping[str, Cell], place: Place, column: int) -> None:
        value, (file, sheet, line) = row["value"], place
        fault = _FAULTS.get(value.kind) if isinstance(value, Mark) else None
        if fault is not None:
            letter = column_letter(column + 1)
            values: dict[str, object] = {"expected": Text(key, key)}
            self.issues.append(
                Issue(fault, file, line, key, shown(written(value)), values, sheet, letter)
            )
            return
        plain = self._value(key, value)
        if key in self._places:
            if self._values[key] != plain:
                first = Issue("", *self._places[key][::2], sheet=self._places[key][1])
                said = Text(first.place("zh"), first.place("en"))
                self.issues.append(
                    Issue("E-KEY-TWICE", file, line, key, shown(plain), {"first": said}, sheet)
                )
            return
        self._places[key], self._values[key], self.lines[key] = place, plain, line
        sources = {name: stripped(written(row[name])) for name in _SOURCES if name in row}
        given = {name: text for name, text in sources.items() if text}
        section = key.split(".")[0]
        self._put(key, {"value": plain, **given} if given and section in _GIVEN else plain)

    def _put(self, key: str, value: object) -> None:
        section, dot, rest = key.partition(".")
        parts = [section, *rest.split(".")] if dot and section in SECTIONS else [key]
        here = self.data
        for part in parts[:-1]:
            below = here.setdefault(part, {})
            here = below if isinstance(below, dict) else {}
        here[parts[-1]] = value

    def _value(self, key: str, cell: Cell) -> object:
        """Return a value as TOML would have it."""
        said = stripped(written(cell))
        if key == "round":
            return _DASH.sub("-", said).removesuffix("年")
        if key in TEXTS or key.startswith("force."):
            return said
        if any(key == f"policy.{x.name}" and isinstance(x.default, tuple) for x in self.numbers):
            return [word.strip() for word in _BETWEEN.split(said) if word.strip()]
        text = cell.text if isinstance(cell, Mark) else said
        if re.fullmatch(r"[+-]?\d{1,15}(\.0+)?", text):
            return int(float(text))
        if re.fullmatch(r"[+-]?\d+\.\d+", text):
            return float(text)
        flag = FLAGS.get(text.casefold())
        return said if flag is None else flag == "1"


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for at, (_, cells) in enumerate(grid.rows[:DEEPEST]):
        said = [spelling(cell) if isinstance(cell, str) else "" for cell in cells]
        found = {
            name: next(i for i, x in enumerate(said) if x in words)
            for name, words in HEADERS.items()
            if any(x in words for x in said)
        }
        if "key" in found and "value" in found:
            return at, found
    return None


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not stripped(cell)
