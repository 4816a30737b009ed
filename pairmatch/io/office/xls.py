"""xls, and et where it is one underneath: the binary workbooks of Excel 5 to 2003 and of WPS."""

from __future__ import annotations

import os
from typing import Any

import xlrd

from pairmatch.io.office.formats import BUILT_IN
from pairmatch.io.office.kinds import refuse_named_new
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused, damaged
from pairmatch.io.office.sheet_target import SheetTarget
from pairmatch.io.office.xlsx_cells import number_cell

_EXACT = 1 << 53
"""Above it a float is not sure of its last digits, so they are not shown as if they were known."""
_OTHERS = (
    ("EncryptedPackage", None),
    ("WordDocument", "document"),
    ("PowerPoint Document", "slides"),
)
_BOOKS = ("Workbook", "Book")


def read_xls(data: bytes, ending: str, out: Outbox) -> dict[str, object]:
    """Send the sheets of a workbook whose name has an ending; return what was noticed."""
    if data.startswith(b"\xd0\xcf"):
        _refuse_others(data)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 the library wants a file to print to
        try:
            book = xlrd.open_workbook(
                file_contents=data,
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
                logfile=nowhere,
            )
        except xlrd.XLRDError as error:
            raise (
                Refused("E-OFFICE-PASSWORD") if "encrypted" in str(error) else damaged()
            ) from None
        refuse_named_new(ending, "xls")
        if not book.nsheets:
            raise Refused("E-OFFICE-SHEETS")
        for index in range(book.nsheets):
            _Sheet(book, book.sheet_by_index(index), out).send()
            book.unload_sheet(index)
    macros = _stored("_VBA_PROJECT_CUR") in data
    return {"names": {}, "noticed": ["W-OFFICE-MACROS"] if macros else []}


def _stored(name: str) -> bytes:
    """Return the name of a stream as it stands in the directory of the file."""
    return name.encode("utf-16-le") + b"\0\0"


def _refuse_others(data: bytes) -> None:
    for name, what in _OTHERS:
        if _stored(name) in data:
            raise Refused("E-OFFICE-OTHER", what=what) if what else Refused("E-OFFICE-PASSWORD")
    if not any(_stored(name) in data for name in _BOOKS):
        raise Refused("E-OFFICE-UNKNOWN")


class _Sheet:
    def __init__(self, book: Any, sheet: Any, out: Outbox) -> None:
        self._book, self._sheet, self._out = book, sheet, out
        struck = frozenset(
            at
            for at, style in enumerate(book.xf_list)
            if book.font_list[style.font_index].struck_out
        )
        self._target = SheetTarget(sheet.name, out, struck, hidden=sheet.visibility != 0)
        self._known: dict[tuple[object, ...], int] = {}
        self._codes: dict[int, str] = {}

    def send(self) -> None:
        """Send the sheet; ``formulas`` stays 0, for the library does not tell one from its value."""
        sheet, target = self._sheet, self._target
        for top, end, left, right in sheet.merged_cells:
            target.merge(top + 1, left + 1, end, right)
        for column, info in sheet.colinfo_map.items():
            if info.hidden:
                target.hidden_columns.add(column + 1)
        for row in range(sheet.nrows):
            info = sheet.rowinfo_map.get(row)
            target.begin_row(row + 1, hidden=info is not None and bool(info.hidden))
            styles = [sheet.cell_xf_index(row, column) for column in range(sheet.row_len(row))]
            cells = zip(sheet.row_types(row), sheet.row_values(row), styles, strict=True)
            target.send([self._number(at + 1, cell) for at, cell in enumerate(cells)], styles)
        target.end()

    def _number(self, column: int, cell: tuple[int, Any, int]) -> int:
        number = self._known.get(cell)
        if number is None:
            try:
                number = self._known[cell] = self._new(*cell)
            except Refused as refused:
                raise self._target.at(refused, column) from None
        return number

    def _new(self, kind: int, value: Any, style: int) -> int:
        if kind == xlrd.XL_CELL_TEXT:
            return self._out.text(value)
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            text = str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
            from_1904 = self._book.datemode == 1
            return number_cell(self._out, text, self._code(style), from_1904=from_1904)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return self._out.mark("flag", "TRUE" if value else "FALSE")
        if kind == xlrd.XL_CELL_ERROR:
            return self._out.mark("error", xlrd.error_text_from_code.get(value, "#N/A"))
        return 0

    def _code(self, style: int) -> str:
        """Return the number format of a style, '' for General."""
        if style not in self._codes:
            key = self._book.xf_list[style].format_key
            found = self._book.format_map.get(key)
            code = BUILT_IN.get(key) or (found.format_str if found is not None else "")
            self._codes[style] = "" if code.lower() == "general" else code
        return self._codes[style]
