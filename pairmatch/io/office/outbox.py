"""What the child sends: each different cell once, rows as numbers of cells, in batches.

A message is four bytes of length, a letter and the rest: J is JSON, R is rows. ``new`` in JSON adds
cells to a table that both sides keep, whose entry 0 is the blank cell: a text, a number as a list of
its text, any other as a list of kind, text and how it is shown. Rows are whole numbers of 32
bits: the row, how many cells, and each cell's place in that table. So a word that stands in ten
thousand cells crosses the pipe once and is one string in the parent.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence

from pairmatch.io.office.limits import CELL_TEXT, CELLS, ROWS, TEXT
from pairmatch.io.office.refused import Refused, too_large

_BATCH = 20_000
"""Cells, or a sixth of that many new texts, in one message."""

_OVERHEAD = 24
"""A different cell counts as so many more characters, for what it costs the parent to keep it."""


class Outbox:
    """Collects the cells and rows of one file and writes them; raises where the file has too many."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._new: list[str | list[str]] = []
        self._rows = array("i")
        self._waiting = 0
        self._sheet = ""
        self._sent = bytearray()
        self._known = 1
        self._cells = 0
        self._text = 0

    def send(self, message: dict[str, object]) -> None:
        """Write one message."""
        data = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        self._frame(b"J", data)

    def text(self, text: str) -> int:
        """Return the number of a new text cell; a blank one is 0."""
        if not text:
            return 0
        if len(text) > CELL_TEXT:
            raise Refused("E-OFFICE-LONG", length=len(text), most=CELL_TEXT)
        return self._add(text, len(text))

    def mark(self, kind: str, text: str, shown: str = "") -> int:
        """Return the number of a new cell that is more than text, see :class:`~.grid.Mark`."""
        plain = kind == "number" and not shown
        return self._add([text] if plain else [kind, text, shown], len(text) + len(shown))

    def row(self, number: int, cells: list[int]) -> None:
        """Take a row: the numbers of its cells from column A to its last filled one."""
        if self._sent[number]:
            first = next(at + 1 for at, cell in enumerate(cells) if cell)
            raise Refused("E-OFFICE-TWICE", sheet=self._sheet, row=number, column=first)
        self._sent[number] = 1
        self._cells += len(cells)
        self._waiting += len(cells)
        if self._cells > CELLS:
            raise too_large("cells", CELLS)
        self._rows.extend((number, len(cells)))
        self._rows.extend(cells)
        if self._waiting > _BATCH:
            self.flush()

    def begin(self, sheet: str, *, hidden: bool) -> None:
        """Begin a sheet."""
        self.flush()
        self._sheet, self._sent = sheet, bytearray(ROWS + 1)
        self.send({"sheet": sheet, "hidden": hidden})

    def end(
        self,
        *,
        merges: Sequence[tuple[int, int, int, int]],
        hidden_rows: Sequence[int],
        hidden_columns: Sequence[int],
        struck: Sequence[int],
        formulas: int,
    ) -> None:
        """End the sheet with what is known about the whole of it."""
        self.flush()
        self.send(
            {
                "merges": merges,
                "hidden_rows": hidden_rows,
                "hidden_columns": hidden_columns,
                "struck": struck,
                "formulas": formulas,
            }
        )

    def flush(self) -> None:
        """Write what waits."""
        if self._new:
            self.send({"new": self._new})
        if self._rows:
            self._frame(b"R", self._rows.tobytes())
        self._new, self._rows, self._waiting = [], array("i"), 0

    def _frame(self, kind: bytes, data: bytes) -> None:
        self._write((len(data) + 1).to_bytes(4, "big") + kind + data)

    def _add(self, cell: str | list[str], length: int) -> int:
        self._text += length + _OVERHEAD
        self._waiting += 6 + length // 8
        if self._text > TEXT:
            raise too_large("text", TEXT)
        self._new.append(cell)
        if self._waiting > _BATCH:
            self.flush()
        self._known += 1
        return self._known - 1
