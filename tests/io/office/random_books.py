"""Random workbooks as offices make them, written by programs that know nothing of our reader."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import openpyxl
import xlsxwriter

Written = str | float | int | bool | datetime | None
TEXTS = (
    "县区",
    "实验小学",
    "NA",
    "007",
    " 甲\u3000",
    "a&b<c>\"'",
    "䶮㑇𬭎",
    "=1+1",
    "_x000D_",
    "长" * 300,
    "a\nb",
)


def random_cell(r: random.Random) -> Written:
    """Return what to write in a cell."""
    kind = r.randrange(8)
    if kind < 2:
        return r.choice(TEXTS) + r.choice(("", str(r.randrange(50))))
    if kind == 2:
        return r.randrange(-5, 3000)
    if kind == 3:
        return r.choice((0.1 + 0.2, r.random() * 1e-7, r.random(), 1e300, -2.5, 12345678.9))
    if kind == 4:
        return r.random() < 0.5
    if kind == 5:
        return datetime(
            2024, r.randrange(1, 13), r.randrange(1, 29), r.randrange(24), r.randrange(60)
        )
    return None


def random_rows(seed: int) -> list[list[Written]]:
    """Return the cells of one sheet, a few rows and columns of it blank."""
    r = random.Random(seed)
    width = r.randrange(1, 30)
    return [
        [random_cell(r) for _ in range(width)] if r.random() < 0.9 else []
        for _ in range(r.randrange(1, 60))
    ]


def by_xlsxwriter(path: Path, sheets: list[list[list[Written]]], *, constant_memory: bool) -> Path:
    """Write sheets the way this program itself writes workbooks."""
    options = {"constant_memory": constant_memory, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(at, column, value, date)
                    elif isinstance(value, bool):
                        sheet.write_boolean(at, column, value)
                    elif isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write_number(at, column, value)
    return path


def by_openpyxl(path: Path, sheets: list[list[list[Written]]]) -> Path:
    """Write sheets with openpyxl; its texts that begin with = are formulas without a value."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
