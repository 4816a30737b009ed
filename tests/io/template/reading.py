"""A workbook read back with calamine alone: what stands in each sheet, and as rows of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from pairmatch.io.headers import squeezed
from pairmatch.schema import Row, Table, column_headers, column_words
from pairmatch.vocabulary import canonical

Cells = list[list[Any]]


def sheets_of(path: Path) -> dict[str, Cells]:
    """Return the cells of every sheet by name, from A1 on."""
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def columns_of(table: Table) -> list[tuple[str, bool]]:
    """Return the columns of a sheet of the template in order, and whether each is a field."""
    found: list[tuple[str, bool]] = []
    for name in table.model.model_fields:
        found.append((name, True))
        if table.beside and name in table.beside:
            found.append((table.beside[name].header.en, False))
    return found


def rows_of(table: Table, cells: Cells) -> list[Row]:
    """Return the rows that a sheet holds below its header in row 3; the example is none."""
    known = {
        squeezed(text): name
        for name, field in table.model.model_fields.items()
        for text in (name.rstrip("_"), *column_headers(name, field))
    }
    # Names beside codes belong to no row.
    besides = {squeezed(x) for each in (table.beside or {}).values() for x in each.headers}
    heads = [squeezed(str(text).removesuffix("*")) for text in cells[2] if text]
    names = ["" if head in besides - known.keys() else known[head] for head in heads]
    return [
        table.model.model_validate(dict(_values(table, names, row)))
        for row in cells[3:]
        if any(row) and not str(row[0]).startswith(("示例", "Example"))
    ]


def _values(table: Table, names: list[str], row: list[Any]) -> Iterator[tuple[str, Any]]:
    for name, cell in zip(names, row, strict=False):
        if cell == "" or not name:
            continue
        words = column_words(table.model.model_fields[name])
        yield name, canonical(words, cell) if words else cell
