"""The parent's half of the pipe: the messages of a child, checked, become a Workbook or a refusal."""

from __future__ import annotations

import json
from array import array
from itertools import pairwise
from typing import Any

from pairmatch.errors import Issue, both
from pairmatch.io.office.addresses import letters_of
from pairmatch.io.office.grid import Cell, Grid, Mark, Merge, Workbook
from pairmatch.io.office.limits import COLUMNS

_KINDS = frozenset({"number", "date", "flag", "error", "uncached"})
_Rows = list[tuple[int, tuple[Cell, ...]]]


class Garbled(Exception):
    """The child did not say what it may say; it is not to be believed any more."""


class Assembly:
    """Puts together what a child says about one file; ``answer`` is there when it has finished.

    So many cells were ``taken``, blank ones between others included.
    """

    def __init__(self, file: str) -> None:
        self.answer: Workbook | list[Issue] | None = None
        self.taken = 0
        self._file = file
        self._cells: list[Cell] = [""]
        self._grids: list[Grid] = []
        self._sheet: tuple[str, bool] | None = None
        self._rows: _Rows = []

    def take(self, data: bytes) -> None:
        """Take one message; raise :class:`Garbled` where it is none."""
        try:
            if data[:1] == b"R":
                self._take_rows(array("i", data[1:]))
            else:
                self._take(json.loads(data[1:]))
        except (ValueError, TypeError, KeyError, LookupError, AttributeError, RecursionError):
            raise Garbled from None

    def _take(self, message: dict[str, Any]) -> None:
        if "new" in message:
            self._cells.extend(map(_cell, message["new"]))
        elif "sheet" in message and "hidden" in message:
            self._sheet = str(message["sheet"]), bool(message["hidden"])
            self._rows = []
        elif "merges" in message:
            self._end_sheet(message)
        elif "done" in message:
            noticed: tuple[tuple[str, dict[str, object]], ...] = tuple(
                (str(code), {}) for code in message["noticed"]
            )
            names = {str(name): str(formula) for name, formula in message["names"].items()}
            self.answer = Workbook(self._file, tuple(self._grids), noticed, names)
        else:
            self.answer = [self._issue(message)]

    def _take_rows(self, numbers: array[int]) -> None:
        find = self._cells.__getitem__
        at = 0
        while at < len(numbers):
            row, count = numbers[at : at + 2]
            if count < 1 or at + 2 + count > len(numbers):
                raise Garbled
            at += 2 + count
            self.taken += count
            self._rows.append((row, tuple(map(find, numbers[at - count : at]))))

    def _end_sheet(self, message: dict[str, Any]) -> None:
        if self._sheet is None:
            raise Garbled
        name, hidden = self._sheet
        rows = self._rows
        if any(later[0] <= row[0] for row, later in pairwise(rows)):
            rows.sort(key=lambda row: row[0])
        grid = Grid(
            name,
            tuple(rows),
            tuple(Merge(*map(int, ends)) for ends in message["merges"]),
            hidden,
            frozenset(map(int, message["hidden_rows"])),
            frozenset(map(int, message["hidden_columns"])),
            frozenset(map(int, message["struck"])),
            int(message["formulas"]),
        )
        self._grids.append(grid)
        self._sheet, self._rows = None, []

    def _issue(self, message: dict[str, Any]) -> Issue:
        """Return the fault that a refusal stands for."""
        row, column = int(message["row"]), int(message["column"])
        values: dict[str, object] = {
            str(name): value if isinstance(value, int) else str(value)
            for name, value in message["values"].items()
        }
        letter = letters_of(column) if 0 < column <= COLUMNS else ""
        if letter:
            values["cell"] = f"{letter}{row}"
        sheet = str(message["sheet"])
        return fault(str(message["refused"]), self._file, row or None, sheet, letter, values)


def fault(
    code: str,
    file: str,
    row: int | None = None,
    sheet: str = "",
    letter: str = "",
    values: dict[str, object] | None = None,
) -> Issue:
    """Return a fault of a file, its closed words in both languages; :class:`Garbled` if it is none."""
    said = dict(values or {})
    for name in ("what", "why"):
        if name in said:
            said[name] = both(f"office.{name}.{said[name]}")
    issue = Issue(code, file, row, values=said, sheet=sheet, letter=letter)
    issue.say("zh")  # a code or a field that the catalogue has not raises here
    return issue


def _cell(sent: str | list[str]) -> Cell:
    if isinstance(sent, str):
        return sent
    kind, text, shown = sent if len(sent) > 1 else ("number", sent[0], "")
    if kind not in _KINDS or not isinstance(text, str) or not isinstance(shown, str):
        raise Garbled
    return Mark(kind, text, shown)  # type: ignore[arg-type]
