"""One sheet of an xlsx workbook: its rows, merges and what is hidden, from the pieces of its XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import repeat

from pairmatch.io.office.addresses import area, parsed
from pairmatch.io.office.limits import CELL_TEXT, COLUMNS, ROWS
from pairmatch.io.office.markup import parser_of, well_formed
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused, damaged
from pairmatch.io.office.sheet_target import SheetTarget
from pairmatch.io.office.xlsx_cells import Cells
from pairmatch.io.office.xlsx_rows import (
    Fields,
    Layout,
    Row,
    blanks,
    cut,
    fields,
    layout_of,
    placed,
    scattered,
    side_by_side,
    spread,
    style_of,
)
from pairmatch.io.office.xlsx_styles import is_on, local
from pairmatch.io.office.xlsx_text import Inline

_KEPT_CELLS = 300_000
"""Cells remembered with their number; more are forgotten all at once."""
_LONGEST_KEPT = 200
"""Bytes of a cell that is remembered; longer ones are seldom met again."""
_SHEET_DATA = ["worksheet", "sheetData"]
_ROW = [*_SHEET_DATA, "row"]
_CELL = [*_ROW, "c"]
_DATA = b"<sheetData>"
_END = b"</row>"
_LONGEST_ROW = 1 << 22
"""A row that is still open after so many bytes goes to the parser."""
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')


def read_sheet(
    name: str, part: str, pieces: Iterable[bytes], cells: Cells, out: Outbox, *, hidden: bool
) -> None:
    """Send one sheet; raises :class:`Refused` with the sheet and, where it is one, the cell."""
    target = SheetTarget(name, out, cells.styles.struck, hidden=hidden)
    with well_formed(part):
        _Sheet(part, cells, target).read(pieces)
    target.end()


class _Sheet:
    """The open elements."""

    def __init__(self, part: str, cells: Cells, target: SheetTarget) -> None:
        self._part, self._cells, self._target = part, cells, target
        self._parser = parser_of(self._start, self._end, self._words)
        self._parser.XmlDeclHandler = self._declared
        self._plain = True
        self._layouts: dict[int, Layout] = {}
        self._path: list[str] = []
        self._column = 0
        self._kind, self._style = "", 0
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._inline: Inline | None = None
        self._inside = False
        self._masters: dict[str, str] = {}
        self._shared_formula = ""

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read the whole: rows by pattern where that is possible, everything else by the parser."""
        source = iter(pieces)
        text = self._up_to_data(source)
        while self._plain and b"<!" not in text and b"<?" not in text:
            at = self._take_rows(text)
            more = next(source, None)
            if more is None or not self._plain:
                text = text[at:] + (more or b"")
                break
            text = text[at:] + more
        self._parser.Parse(text)
        for piece in source:
            self._parser.Parse(piece)
        self._parser.Parse(b"", True)

    def _up_to_data(self, source: Iterator[bytes]) -> bytes:
        """Parse all before the first row; return the text that follows."""
        text = b""
        for piece in source:
            text += piece
            found = text.find(_DATA)
            if found >= 0:
                start = found + len(_DATA)
                self._parser.Parse(text[:start])
                self._plain &= self._path == _SHEET_DATA
                return text[start:]
            keep = len(_DATA) - 1
            self._parser.Parse(text[:-keep])
            text = text[-keep:]
        self._plain = False
        return text

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
            self._plain = False

    def _take_rows(self, text: bytes) -> int:
        """Take every whole row of a text that begins right inside sheetData; return where they end.

        Rows that are not plain go to the parser; what is no row ends this way of reading.
        """
        at = 0
        while self._plain:
            at, blank = blanks(text, at)
            self._target.row = blank or self._target.row
            row = cut(text, at)
            if row is not None and self._take(row):
                at = row.end
                continue
            end = text.find(_END, at)
            if end < 0:
                rest = text[at:].lstrip()
                self._plain = len(rest) < _LONGEST_ROW and not rest.startswith(b"</")
                break
            self._parser.Parse(text[at : end + len(_END)])
            at = end + len(_END)
            self._plain = self._path == _SHEET_DATA
        return at

    def _take(self, row: Row) -> bool:
        """Send a row if it is plain; return whether it was."""
        hidden = _HIDDEN.search(row.attributes) is not None
        self._target.begin_row(row.number, hidden=hidden)
        count = len(row.cells)
        before = self._layouts.get(count) or side_by_side(count)
        layout: Layout | None = before
        columns, rests = before.columns, placed(row, before)
        numbers = self._numbers(rests, columns) if len(rests) == count else None
        if numbers is None:
            found = scattered(row)
            if found is None:
                return False
            columns, rests = found
            numbers = self._numbers(rests, columns)
            if numbers is None:
                return False
            layout = layout_of(columns)
            if layout is not None:
                self._layouts[count] = layout
        self._target.formulas += row.formulas
        styles = map(style_of, rests) if self._target.knows_struck else repeat(0)
        if layout is not None:
            self._target.send(spread(numbers, columns), spread(styles, columns))
            return True
        for column, number, style in zip(columns, numbers, styles, strict=False):
            self._target.place(column, style, number)
        self._target.end_row()
        return True

    def _numbers(self, rests: list[bytes], columns: list[int]) -> list[int] | None:
        """Return the numbers of plain cells, None if one is not plain."""
        known = self._cells.known
        numbers = list(map(known.get, rests, repeat(-1)))
        while -1 in numbers:
            at = numbers.index(-1)
            cell = fields(rests[at])
            if cell is None:
                return None
            numbers[at] = self._number_of(columns[at], cell)
            if len(rests[at]) < _LONGEST_KEPT:
                known[rests[at]] = numbers[at]
        if len(known) > _KEPT_CELLS:
            known.clear()
        return numbers

    def _number_of(self, column: int, cell: Fields) -> int:
        try:
            return self._cells.number_of(cell)
        except Refused as refused:
            raise self._target.at(refused, column) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        here = local(name)
        self._path.append(here)
        if self._inline is not None and self._inside:
            self._inline.start(here)
        elif here == "c" and self._path == _CELL:
            self._begin_cell(attributes)
        elif here == "v" and self._path[:-1] == _CELL:
            self._value = []
        elif here == "f" and self._path[:-1] == _CELL:
            self._formula = []
            self._shared_formula = (
                attributes.get("si", "") if attributes.get("t") == "shared" else ""
            )
        elif here == "is" and self._path[:-1] == _CELL:
            self._inline, self._inside = Inline(), True
        elif here == "row" and self._path == _ROW:
            self._begin_row(attributes)
        elif here == "mergeCell":
            found = area(attributes.get("ref", ""))
            if found is None:
                raise damaged(self._part)
            self._target.merge(*found)
        elif here == "col":
            self._columns(attributes)

    def _words(self, text: str) -> None:
        here = self._path[-1] if self._path else ""
        if self._inline is not None and self._inside:
            self._inline.words(text)
        elif here == "v" and self._value is not None:
            self._value.append(text)
        elif here == "f" and self._formula is not None:
            self._formula.append(text)

    def _end(self, name: str) -> None:
        here = self._path.pop()
        if self._inline is not None and self._inside:
            self._inside = self._path != _CELL
            self._inline.end(here)
        elif here == "c" and self._path == _ROW:
            self._end_cell()
        elif here == "row" and self._path == _SHEET_DATA:
            self._target.end_row()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._target.row + 1))
        if not 1 <= number <= ROWS:
            raise damaged(self._part)
        self._column = 0
        self._target.begin_row(number, hidden=is_on(attributes.get("hidden")))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        column = self._column + 1
        if reference is not None:
            place = parsed(reference)
            if place is None or place[0] != self._target.row:
                raise damaged(self._part)
            column = place[1]
        if column > COLUMNS:
            raise damaged(self._part)
        self._column = column
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._value = self._formula = self._inline = None
        self._shared_formula = ""

    def _end_cell(self) -> None:
        value = None if self._value is None else "".join(self._value)
        formula = None if self._formula is None else self._whole_formula("".join(self._formula))
        inline = None if self._inline is None else self._inline.text
        length = max(len(value or ""), 0 if self._inline is None else self._inline.length)
        if length > CELL_TEXT:
            raise self._target.at(Refused("E-OFFICE-LONG", length=length), self._column)
        self._target.formulas += formula is not None and bool(value)
        cell = (self._style, self._kind, formula, value, inline)
        self._target.place(self._column, self._style, self._number_of(self._column, cell))
        self._value = self._formula = self._inline = None

    def _whole_formula(self, text: str) -> str:
        """Return the text of a formula; one that shares it has that of the first cell."""
        if self._shared_formula and text:
            self._masters[self._shared_formula] = text
        return text or self._masters.get(self._shared_formula, "")

    def _columns(self, attributes: dict[str, str]) -> None:
        if is_on(attributes.get("hidden")):
            first, last = int(attributes.get("min", "0")), int(attributes.get("max", "0"))
            self._target.hidden_columns.update(range(max(first, 1), min(last, COLUMNS) + 1))
