"""The sheets of a workbook that a plan stands in: of one just written here, or of one from anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

from pairmatch.errors import BadInput, Issue
from pairmatch.io.office import open_workbook, open_workbooks
from pairmatch.io.office.grid import Grid, Workbook
from pairmatch.io.raw import written

Cells: TypeAlias = list[list[Any]]
"""Rows of a sheet from row 1 on, each with its cells from column A on."""
Sheets: TypeAlias = Mapping[str, Callable[[], Cells]]
"""What reads the cells of each sheet, by name."""


def own_sheets(path: Path) -> Sheets:
    """Open a workbook that this program has written, in this process: a tenth of the time.

    By content and not by name. Raises :class:`BadInput` if it cannot be opened.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    except (CalamineError, OSError) as error:
        issue = Issue("E-BOOK-OPEN", path.name, values={"reason": str(error)})
        raise BadInput([issue]) from error

    def reader(name: str) -> Callable[[], Cells]:
        return lambda: book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    return {name: reader(name) for name in book.sheet_names}


def foreign_sheets(path: Path) -> Sheets:
    """Open a workbook that came back from people, guarded as input is.

    A formula without a stored value is shown as the formula, an error as the error: neither is blank.
    Raises :class:`BadInput` where it is no sound workbook.
    """
    return _sheets(open_workbook(path))


def foreign_books(paths: Sequence[Path]) -> Iterator[Sheets | list[Issue]]:
    """Open several workbooks that came back from people; yield the faults of one that is not sound."""
    for found in open_workbooks(paths):
        yield _sheets(found) if isinstance(found, Workbook) else found


def _sheets(book: Workbook) -> Sheets:
    def reader(grid: Grid) -> Callable[[], Cells]:
        return lambda: _cells(grid)

    return {grid.sheet: reader(grid) for grid in book.grids}


def _cells(grid: Grid) -> Cells:
    rows: Cells = [[] for _ in range(grid.rows[-1][0] if grid.rows else 0)]
    width = max((len(cells) for _, cells in grid.rows), default=0)
    for line, cells in grid.rows:
        rows[line - 1] = [*map(written, cells), *[""] * (width - len(cells))]
    return [row or [""] * width for row in rows]
