"""Edited workbooks for the tests: a run's own workbook, changed as people change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Change = Callable[[openpyxl.Workbook], None]
PAIRS, TEAMS, STAYS, PROOF = "结对学校", "支教团队", "跟岗安排", "参数与证明"
FIRST = 5
"""The line of the first row of a list."""


@cache
def _few_sheets(run: Path) -> bytes:
    """A run's workbook with the sheets that are read alone: the others take most of the time."""
    book = openpyxl.load_workbook(run / "结果.xlsx")
    for name in set(book.sheetnames) - {PAIRS, TEAMS, STAYS, PROOF}:
        del book[name]
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


@cache
def _read(run: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(_few_sheets(run)))


def edited(run: Path, path: Path, *changes: Change) -> Path:
    """Save a run's workbook with changes in it."""
    book = openpyxl.load_workbook(BytesIO(_few_sheets(run)))
    for change in changes:
        change(book)
    book.save(path)
    return path


def column(sheet: Worksheet, header: str) -> int:
    """The number of a column by its header."""
    return next(cell.column for cell in sheet[FIRST - 1] if cell.value == header)


def put(sheet: str, line: int, **values: str | int | None) -> Change:
    """Write into cells of one line."""

    def change(book: openpyxl.Workbook) -> None:
        for header, value in values.items():
            book[sheet].cell(line, column(book[sheet], header)).value = value

    return change


def delete(sheet: str, line: int) -> Change:
    """Delete a line."""
    return lambda book: book[sheet].delete_rows(line)


def copy(sheet: str, line: int, **values: str | int | None) -> Change:
    """Insert a copy of a line below it, with other values in some cells."""

    def change(book: openpyxl.Workbook) -> None:
        cells = [cell.value for cell in book[sheet][line]]
        book[sheet].insert_rows(line + 1)
        for place, value in enumerate(cells, 1):
            book[sheet].cell(line + 1, place).value = value
        put(sheet, line + 1, **values)(book)

    return change


def line_of(run: Path, sheet: str, **values: str | int) -> int:
    """The line of the row with these values."""
    page = _read(run)[sheet]
    places = {header: column(page, header) for header in values}
    for line in range(FIRST, page.max_row + 1):
        if all(page.cell(line, places[x]).value == value for x, value in values.items()):
            return line
    raise LookupError(values)
