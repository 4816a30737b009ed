"""A table as it stands in a file: header, cells, line numbers and what was passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from pairmatch.errors import Issue
from pairmatch.io.office.grid import Cell

_HIDDEN = re.compile("[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]")
"""Characters without width."""
Reason = Literal["title", "header", "blank", "example", "total", "note"]
"""Why a row is no data: what stands above the header, the header itself, a row without content, the
example of a template, a sum, a remark or the line for names and signatures."""
ChangeKind = Literal["space", "sign", "number", "date", "flag", "filled", "blank"]
SkippedLine = tuple[int, Reason, str]
"""The line of a row that is no data, why, and how it begins."""


class Change(NamedTuple):
    """A cell that is read as something else than what is written: where, from what, to what.

    ``place`` is that of the column, counted from 0.
    """

    kind: ChangeKind
    line: int
    place: int
    before: str
    after: str


@dataclass(frozen=True)
class RawTable:
    """The rows of one table in one file, or in one sheet of it, as they are written.

    Lines count from 1 at the top of the file or sheet, blank ones included: the row number of a
    spreadsheet. ``head`` is the line of the header, its lower one if it has two. Cells begin in column
    A. ``whole`` is False when reading stopped before the end, with so many rows ``unread``. ``filled``
    are the cells that a merged area gave to the rows below its first. ``encoding`` and ``separator``
    are those of a text file.
    """

    file: str
    header: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[Cell, ...]]]
    whole: bool = True
    sheet: str = ""
    head: int = 1
    skipped: tuple[SkippedLine, ...] = ()
    unread: int = 0
    filled: tuple[Change, ...] = ()
    encoding: str = ""
    separator: str = ""

    def issue(
        self,
        code: str,
        line: int | None = None,
        index: int | None = None,
        column: str = "",
        value: str = "",
        values: dict[str, object] | None = None,
    ) -> Issue:
        """Return a fault in this table; ``index`` is the place of the column, counted from 0."""
        letter = "" if index is None else column_letter(index + 1)
        return Issue(code, self.file, line, column, value, values or {}, self.sheet, letter)


def without_blank_columns(table: RawTable) -> RawTable:
    """Leave out the columns on the right that have neither header nor content."""
    width = len(table.header)
    while width and not table.header[width - 1]:
        at = width - 1
        if any(len(cells) > at and stripped(str(cells[at])) for _, cells in table.rows):
            break
        width = at
    full = len(table.header)
    if width == full:
        return table
    rows = [(line, cells[:width] if len(cells) == full else cells) for line, cells in table.rows]
    return replace(table, header=table.header[:width], rows=rows)


def stripped(text: str) -> str:
    """Return a text without what cannot be seen in it and without white space at its ends."""
    return text.strip() if text.isascii() else _HIDDEN.sub("", text).strip()


def column_letter(number: int) -> str:
    """Return how a spreadsheet calls a column, counted from 1: A, Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def written(cell: Cell) -> str:
    """Return a cell as a person sees it in the sheet."""
    return cell if isinstance(cell, str) else cell.shown or cell.text
