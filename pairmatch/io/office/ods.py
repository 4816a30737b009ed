"""ods, the workbooks of LibreOffice and of WPS on other systems, from their content.xml."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.io.office.archive import Archive
from pairmatch.io.office.kinds import refuse_named_new
from pairmatch.io.office.limits import CELL_TEXT, CELLS, COLUMNS, ROWS, SHEET_NAME, SHEETS
from pairmatch.io.office.markup import parse
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused, damaged, too_large
from pairmatch.io.office.sheet_target import SheetTarget
from pairmatch.io.office.xlsx_cells import NUMBER

_CONTENT = "content.xml"
_TYPE = b"application/vnd.oasis.opendocument."
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_ERROR = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_SKIPPED = (_OFFICE + "annotation", _TABLE + "tracked-changes", _TABLE + "shapes")
_NUMBERS = ("float", "percentage", "currency")


def read_ods(archive: Archive, ending: str, out: Outbox) -> dict[str, object]:
    """Send the sheets of a workbook whose name has an ending; return what was noticed."""
    kind = archive.read("mimetype").strip()
    if not kind.startswith(_TYPE):
        raise Refused("E-OFFICE-OTHER", what="archive")
    if not kind.startswith(_TYPE + b"spreadsheet"):
        raise Refused("E-OFFICE-OTHER", what="document")
    manifest = "meta-inf/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise Refused("E-OFFICE-PASSWORD")
    refuse_named_new(ending, "ods")
    reading = _Reading(out)
    parse(_CONTENT, archive.chunks(_CONTENT), reading.start, reading.end, reading.words)
    if not reading.sheets:
        raise Refused("E-OFFICE-SHEETS")
    macros = any(name.startswith(("basic/", "scripts/")) for name in archive.names)
    return {"names": {}, "noticed": ["W-OFFICE-MACROS"] if macros else []}


def _repeated(attributes: dict[str, str], what: str, most: int) -> int:
    return max(1, min(int(attributes.get(f"{_TABLE}number-{what}-repeated", "1")), most))


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get(_TABLE + "visibility", "visible") != "visible"


class _Styles:
    """The styles of sheets that are hidden and of cells that are struck out."""

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        self.struck: set[str] = set()
        self._name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _STYLE + "style":
            self._name = attributes.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and attributes.get(_TABLE + "display") == "false":
            self.hidden.add(self._name)
        elif name == _STYLE + "text-properties":
            line = attributes.get(_STYLE + "text-line-through-style", "none")
            self.struck.update({self._name} if line != "none" else ())


class _Cell:
    """The cell that is being read: its attributes and the text shown in it, paragraph by paragraph."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes
        self.length = 0
        self.open = False
        self._paragraphs: list[list[str]] = []

    @property
    def text(self) -> str:
        """What the cell shows."""
        return "\n".join("".join(said) for said in self._paragraphs)

    def begin_paragraph(self) -> None:
        self._paragraphs.append([])
        self.open = True

    def say(self, text: str) -> None:
        """Hear some text; what would be too long for a cell is counted and not kept."""
        if self.open:
            if self.length <= CELL_TEXT:
                self._paragraphs[-1].append(text[: CELL_TEXT + 1])
            self.length += len(text)


class _Reading:
    """The open elements, and what is known of the styles and the sheet so far."""

    def __init__(self, out: Outbox) -> None:
        self.sheets = 0
        self._out = out
        self._target: SheetTarget | None = None
        self._styles = _Styles()
        self._skipped = 0
        self._cell: _Cell | None = None
        self._next_row = self._next_column = 1
        self._rows = 1
        self._row_hidden = False
        self._filled: list[tuple[int, str, int]] = []
        self._known: dict[tuple[str, ...], int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped or name in _SKIPPED:
            self._skipped += 1
        elif self._cell is not None:
            self._inside(self._cell, name, attributes)
        elif name == _TABLE + "table":
            self._begin_sheet(attributes)
        elif self._target is None:
            self._styles.start(name, attributes)
        elif name in _CELLS:
            self._cell = _Cell(attributes)
        elif name == _TABLE + "table-row":
            self._begin_row(self._target, attributes)
        elif name == _TABLE + "table-column":
            self._columns(self._target, attributes)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._cell is not None:
            if name == _TEXT + "p":
                self._cell.open = False
            elif name in _CELLS:
                self._end_cell(self._cell)
        elif self._target is not None and name == _TABLE + "table-row":
            self._end_row(self._target)
        elif self._target is not None and name == _TABLE + "table":
            self._target.end()
            self._target = None

    def words(self, text: str) -> None:
        if self._cell is not None and not self._skipped:
            self._cell.say(text)

    def _inside(self, cell: _Cell, name: str, attributes: dict[str, str]) -> None:
        """Enter an element inside a cell; what is drawn on it is no part of the sheet."""
        if name == _TEXT + "p":
            cell.begin_paragraph()
        elif name == _TEXT + "s":
            cell.say(" " * min(int(attributes.get(_TEXT + "c", "1")), CELL_TEXT + 1))
        elif name == _TEXT + "tab":
            cell.say("\t")
        elif name == _TEXT + "line-break":
            cell.say("\n")
        elif name.startswith((_TABLE, _DRAWING)):
            self._skipped = 1

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        name = attributes.get(_TABLE + "name", "")
        if self._target is not None or not 0 < len(name) <= SHEET_NAME:
            raise damaged(_CONTENT)
        self.sheets += 1
        if self.sheets > SHEETS:
            raise too_large("sheets", SHEETS)
        hidden = attributes.get(_TABLE + "style-name", "") in self._styles.hidden
        self._target = SheetTarget(name, self._out, self._styles.struck, hidden=hidden)
        self._next_row = self._next_column = 1

    def _columns(self, target: SheetTarget, attributes: dict[str, str]) -> None:
        first = self._next_column
        self._next_column = min(first + _repeated(attributes, "columns", COLUMNS), COLUMNS + 1)
        if _is_hidden(attributes):
            target.hidden_columns.update(range(first, self._next_column))

    def _begin_row(self, target: SheetTarget, attributes: dict[str, str]) -> None:
        self._rows = _repeated(attributes, "rows", ROWS)
        self._next_column = 1
        self._filled = []
        self._row_hidden = _is_hidden(attributes)
        target.begin_row(self._next_row, hidden=self._row_hidden)

    def _end_row(self, target: SheetTarget) -> None:
        """Send the row as often as it is repeated; blank ones cost nothing."""
        first, self._next_row = self._next_row, self._next_row + self._rows
        if not self._filled:
            return
        if self._next_row > ROWS + 1 or self._rows * self._filled[-1][0] > CELLS:
            raise too_large("cells", CELLS)
        for row in range(first, self._next_row):
            target.begin_row(row, hidden=self._row_hidden)
            for cell in self._filled:
                target.place(*cell)
            target.end_row()

    def _end_cell(self, cell: _Cell) -> None:
        self._cell = None
        if self._target is None:
            raise damaged(_CONTENT)
        first = self._next_column
        self._next_column = first + _repeated(cell.attributes, "columns", COLUMNS + 1)
        try:
            number = self._number(cell)
        except Refused as refused:
            raise self._target.at(refused, min(first, COLUMNS)) from None
        self._merge(self._target, first, cell.attributes)
        if number and self._next_column > COLUMNS + 1:
            raise too_large("cells", CELLS)
        style = cell.attributes.get(_TABLE + "style-name", "")
        if number:
            self._filled += [(column, style, number) for column in range(first, self._next_column)]

    def _merge(self, target: SheetTarget, left: int, attributes: dict[str, str]) -> None:
        rows = int(attributes.get(_TABLE + "number-rows-spanned", "1"))
        columns = int(attributes.get(_TABLE + "number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            top = self._next_row
            ends = min(top + rows - 1, ROWS), min(left + columns - 1, COLUMNS)
            target.merge(top, left, *ends)

    def _number(self, cell: _Cell) -> int:
        """Return the number of a cell; 0 for a blank one."""
        given, text = cell.attributes, cell.text
        kind = given.get(_OFFICE + "value-type", "")
        formula = given.get(_TABLE + "formula")
        if formula is not None and not kind and not text:
            return self._out.mark("uncached", formula)
        if self._target is not None:
            self._target.formulas += formula is not None
        if cell.length > CELL_TEXT:
            raise Refused("E-OFFICE-LONG", length=cell.length)
        if given.get(_ERROR) == "error" or (formula is not None and text.startswith(("#", "Err:"))):
            return self._once(("error", text[:40], ""))
        if kind in _NUMBERS:
            value = given.get(_OFFICE + "value", "")
            if NUMBER.fullmatch(value) is None:
                raise Refused("E-OFFICE-CELL", found=value[:40])
            return self._once(("number", value, "" if text == value else text))
        if kind in ("date", "time"):
            value = given.get(f"{_OFFICE}{kind}-value", "")
            return self._once(("date", value[:40], text))
        if kind == "boolean":
            return self._once(("flag", given.get(_OFFICE + "boolean-value", "").upper()[:5], ""))
        return self._once((text,)) if text else 0

    def _once(self, cell: Sequence[str]) -> int:
        key = tuple(cell)
        if key not in self._known:
            self._known[key] = self._out.mark(*key) if len(key) == 3 else self._out.text(*key)
        return self._known[key]
