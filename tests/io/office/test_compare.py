"""Our reader and calamine see the same cells, on workbooks of two programs."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pairmatch.io.office import open_workbooks
from pairmatch.io.office.grid import Cell, Grid, Mark, Workbook
from tests.io.office.biff import compound, stream
from tests.io.office.random_books import by_openpyxl, by_xlsxwriter, random_rows
from tests.io.office.test_old import SHEETS

BOOKS = 12


def as_calamine(cell: Cell) -> object:
    """Return a cell as calamine gives it: errors and formulas without a value are blank there."""
    if isinstance(cell, str):
        return cell
    if cell.kind == "number":
        return float(cell.text)
    if cell.kind == "date":
        return datetime.fromisoformat(cell.text)
    return cell.text == "TRUE" if cell.kind == "flag" else ""


def same(value: object) -> object:
    """Return a value of calamine in one form of its several."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def rows_of(grid: Grid) -> dict[tuple[int, int], object]:
    return {
        (row, at): as_calamine(cell)
        for row, cells in grid.rows
        for at, cell in enumerate(cells)
        if as_calamine(cell) != ""
    }


def rows_by_calamine(path: Path, sheet: str) -> dict[tuple[int, int], object]:
    rows = (
        CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    )
    return {
        (row, at): same(value)
        for row, cells in enumerate(rows, 1)
        for at, value in enumerate(cells)
        if value != ""
    }


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Workbook]]:
    folder = tmp_path_factory.mktemp("books")
    paths = []
    for seed in range(BOOKS):
        sheets = [random_rows(seed), random_rows(seed + 1000)]
        path = folder / f"{seed}.xlsx"
        if seed % 3 == 2:
            paths.append(by_openpyxl(path, sheets))
        else:
            paths.append(by_xlsxwriter(path, sheets, constant_memory=seed % 3 == 1))
    answers = list(open_workbooks(paths))
    assert all(isinstance(answer, Workbook) for answer in answers), answers
    return list(zip(paths, answers, strict=True))  # type: ignore[arg-type]


def test_two_readers_see_the_same(books: list[tuple[Path, Workbook]]) -> None:
    seen = 0
    for path, book in books:
        for grid in book.grids:
            ours = rows_of(grid)
            assert ours == rows_by_calamine(path, grid.sheet), path.name
            seen += len(ours)
    assert seen > 3_000


def test_what_only_ours_sees(tmp_path: Path) -> None:
    """Of old workbooks calamine leaves out errors; the rest is the same."""
    path = tmp_path / "旧.xls"
    path.write_bytes(compound(stream(*SHEETS)))
    (book,) = open_workbooks([path])
    assert isinstance(book, Workbook)
    for grid in book.grids:
        assert rows_of(grid) == rows_by_calamine(path, grid.sheet)
    assert any(
        isinstance(cell, Mark) and cell.kind == "error" for _, c in book.grids[0].rows for cell in c
    )
