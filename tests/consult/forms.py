"""Forms filled in as counties fill them in, or as they should not: openpyxl on what was sent out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Change = Callable[[openpyxl.Workbook], None]
FRONT, PAIRS, SITES = "填表说明", "结对学校", "支教驻点"


def top(sheet: Worksheet) -> int:
    """The line of the header."""
    return next(i for i in range(1, 20) if any(cell.value == "意见" for cell in sheet[i]))


def column(sheet: Worksheet, header: str) -> int:
    """The number of a column by its header."""
    return next(cell.column for cell in sheet[top(sheet)] if cell.value == header)


def line_of(sheet: Worksheet, school: str) -> int:
    """The line that asks about a recipient school."""
    place = column(sheet, "受援学校代码")
    lines = range(top(sheet) + 1, sheet.max_row + 1)
    return next(i for i in lines if sheet.cell(i, place).value == school)


def put(name: str, school: str, **values: str | None) -> Change:
    """Write into cells of the row of a recipient school."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[name]
        line = line_of(sheet, school)
        for header, value in values.items():
            sheet.cell(line, column(sheet, header)).value = value

    return change


def answered(path: Path, out: Path, changes: Iterable[Change]) -> Path:
    """Save a form with changes in it, in a folder of answers."""
    book = openpyxl.load_workbook(path)
    for change in changes:
        change(book)
    out.mkdir(exist_ok=True)
    book.save(out / path.name)
    return out
