"""From the cells of a sheet to the rows of a table: its header, its data, and what is passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from pairmatch.errors import Issue
from pairmatch.io.headers import field_of, header_words, spelling
from pairmatch.io.intake.known import Known, headers_in, passed_over
from pairmatch.io.intake.merges import filled_down
from pairmatch.io.office.grid import Cell, Grid
from pairmatch.io.raw import RawTable, Reason, SkippedLine, stripped, without_blank_columns, written
from pairmatch.io.shown import shown
from pairmatch.schema import Table, column_words
from pairmatch.vocabulary import canonical

DEEPEST = 20
"""The header stands among so many filled rows at the top of a sheet."""
LEAST = 2
"""So many known headers beside each other are no accident."""
WIDEST = 1_000
"""A title merged over more columns is a whole row."""
MOST_RANGES = 10
_CODE = re.compile(r"\d{6}(\d{3})?|[0-9A-Z]{10}")


@dataclass(frozen=True)
class Header:
    """The header of a table in a sheet: its rows by their place in the grid, and what it says.

    ``known`` is the number of columns that the table has.
    """

    table: Table
    first: int
    last: int
    cells: tuple[str, ...]
    known: int

    @property
    def fit(self) -> tuple[int, int]:
        """How well the rows fit the table: the most columns, in one row rather than two."""
        return self.known, self.first - self.last

    @property
    def rank(self) -> tuple[bool, int, int]:
        """How well the table fits: all it must have, the most columns, the fewest strangers."""
        fields = header_words(self.table)
        found = {field_of(cell, fields) for cell in self.cells if cell}
        model = self.table.model.model_fields
        whole = all(name in found for name, field in model.items() if field.is_required())
        return whole, self.known, -sum(field_of(x, fields) is None for x in self.cells if x)


def find_header(grid: Grid, known: Known) -> Header | None:
    """Return the header of the table that a sheet holds.

    The name of the sheet says which table it is, unless its header lacks what that table must have
    and is whole for another; None where no table or more than one fits.
    """
    rows = _spread(grid)
    table = known.named(grid.sheet)
    named = None if table is None else _header(rows, table)
    if named is not None and named.rank[0]:
        return named
    found = [x for x in (_header(rows, each) for each in known.tables) if x is not None]
    found.sort(key=lambda header: header.rank, reverse=True)
    if named is not None and not found[0].rank[0]:
        return named
    if len(found) > 1 and found[0].rank == found[1].rank:
        return None
    return found[0] if found else None


def _header(rows: Sequence[tuple[str, ...]], table: Table) -> Header | None:
    """Return the row, or the two rows, of the first ones that name the most columns of a table."""
    best: Header | None = None
    for at in range(min(DEEPEST, len(rows))):
        found = [_level(rows[at], table, at, at)]
        if at + 1 < len(rows):
            found.append(_level(_joined(rows[at], rows[at + 1], table), table, at, at + 1))
        for header in found:
            if header.known >= LEAST and (best is None or header.fit > best.fit):
                best = header
        if best is not None and best.last < at:
            return best
    return best


def _level(cells: tuple[str, ...], table: Table, first: int, last: int) -> Header:
    return Header(table, first, last, cells, headers_in(cells, table))


def _joined(upper: Sequence[str], lower: Sequence[str], table: Table) -> tuple[str, ...]:
    """Return a header of two rows as one: what stands below goes with what stands over it."""
    known = header_words(table)
    cells: list[str] = []
    for over, under in zip_longest(upper, lower, fillvalue=""):
        tried = (over + under, over.removesuffix("方") + under, under, over)
        best = next((x for x in tried if x and field_of(x, known) is not None), None)
        cells.append(best or under or over)
    return tuple(cells)


def _spread(grid: Grid) -> list[tuple[str, ...]]:
    """Return the texts of the first rows, those of a merged area in all columns of its first row."""
    top = grid.rows[: DEEPEST + 1]
    rows = {line: [_said(cell) for cell in cells] for line, cells in top}
    for merge in grid.merges:
        cells = rows.get(merge.top)
        if cells is not None and merge.left <= len(cells) and merge.right <= WIDEST:
            cells.extend([""] * (merge.right - len(cells)))
            cells[merge.left : merge.right] = [cells[merge.left - 1]] * (merge.right - merge.left)
    return [tuple(cells) for cells in rows.values()]


def _said(cell: Cell) -> str:
    return stripped(cell) if isinstance(cell, str) else ""


# -- the rows of a table ------------------------------------------------------------------


def read_sheet(file: str, grid: Grid, header: Header, known: Known) -> tuple[RawTable, list[Issue]]:
    """Return the rows of a table that a sheet holds, and what is wrong or doubtful about the sheet."""
    above, head = grid.rows[: header.first], grid.rows[header.first : header.last + 1]
    below = grid.rows[header.last + 1 :]
    names = header.cells if len(head) > 1 else tuple(_said(cell) for cell in head[0][1])
    names += ("",) * (max((len(cells) for _, cells in below), default=0) - len(names))
    judge = _Rows(header.table, names, [cells for _, cells in head], known)
    rows, skipped, unread = _parted(below, judge, len(names))
    raw = RawTable(
        file,
        names,
        rows,
        whole=not unread,
        sheet=grid.sheet,
        head=head[-1][0],
        skipped=(
            *((line, "title", _start(cells)) for line, cells in above),
            *((line, "header", _start(cells)) for line, cells in head),
            *skipped,
        ),
        unread=len(unread),
    )
    raw, issues = filled_down(raw, grid.merges, header.table)
    if unread:
        issues.append(raw.issue("E-SHEET-TWO", unread[0][0]))
    return without_blank_columns(raw), [*issues, *_doubts(raw, grid)]


Lines = Sequence[tuple[int, tuple[Cell, ...]]]


def _parted(below: Lines, judge: _Rows, width: int) -> tuple[Lines, list[SkippedLine], Lines]:
    """Return the rows of data, those passed over, and those from another table on."""
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    skipped: list[SkippedLine] = []
    for at, (line, cells) in enumerate(below):
        reason = judge.reason(cells)
        if reason == "other":
            return rows, skipped, below[at:]
        if reason is None:
            rows.append((line, cells + ("",) * (width - len(cells))))
        else:
            skipped.append((line, reason, _start(cells)))
    return rows, skipped, ()


class _Rows:
    """What tells the rows of one table from the other rows of its sheet."""

    def __init__(
        self, table: Table, header: Sequence[str], head: Sequence[Sequence[Cell]], known: Known
    ) -> None:
        """Take the header as it is understood, and the rows that it is made of."""
        words = header_words(table)
        fields = {i: name for i, x in enumerate(header) if (name := field_of(x, words))}
        codes = {*table.key, *(table.references or {})}
        model = table.model.model_fields
        self._known = known.headers
        self._head = [_spellings(cells) for cells in head]
        self._at = tuple(fields)
        self._codes = [i for i, name in fields.items() if name in codes]
        self._words = {i: column_words(model[name]) for i, name in fields.items()}

    def reason(self, cells: Sequence[Cell]) -> Reason | Literal["other"] | None:
        """Return why a row is no data; ``other`` where another table begins, None for data."""
        first = next((i for i, cell in enumerate(cells) if cell and not _blank(cell)), None)
        if first is None:
            return "blank"
        said = cells[first]
        if isinstance(said, str):
            if first in self._codes and _CODE.fullmatch(said):
                return None
            found = passed_over(said)
            if found == "example":  # also what an illustrative link is called
                words = self._words.get(first)
                return None if words and canonical(words, stripped(said)) else found
            if found is not None and not self._coded(cells):
                return found
            if spelling(said) in self._known:
                again = _spellings(cells)
                if again in self._head:
                    return "header"
                if len(again) >= LEAST and all(x in self._known for x in again[:LEAST]):
                    return "other"
        filled = (cells[i] for i in self._at if i < len(cells))
        return None if any(cell and not _blank(cell) for cell in filled) else "blank"

    def _coded(self, cells: Sequence[Cell]) -> bool:
        """Whether a row has a code where one belongs, so that it is data whatever else it says."""
        found = (written(cells[i]) for i in self._codes if i < len(cells))
        return any(_CODE.fullmatch(stripped(text)) for text in found)


def _spellings(cells: Sequence[Cell]) -> list[str]:
    """Return the texts of a row as headers are compared."""
    return [spelling(cell) for cell in cells if isinstance(cell, str) and not _blank(cell)]


def _blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not stripped(cell)


def _start(cells: Sequence[Cell]) -> str:
    """Return how a row begins, up to a colon: what follows may be somebody's name."""
    first = next((written(cell) for cell in cells if cell), "")
    return shown(re.split("[:：]", first)[0].strip())


# -- what a person should look at ---------------------------------------------------------


def _doubts(raw: RawTable, grid: Grid) -> list[Issue]:
    """Return what is doubtful about a sheet: what is hidden or struck out in it, and its formulas."""
    issues: list[Issue] = []
    lines = [line for line, _ in raw.rows]
    hidden = [line for line in lines if line in grid.hidden_rows]
    if hidden:
        values: dict[str, object] = {"count": len(hidden), "lines": _ranges(hidden)}
        issues.append(raw.issue("W-ROWS-HIDDEN", hidden[0], values=values))
    columns = [i for i, name in enumerate(raw.header) if name and i + 1 in grid.hidden_columns]
    for index in columns:
        issues.append(raw.issue("W-COLUMN-HIDDEN", raw.head, index, shown(raw.header[index])))
    struck = [line for line in lines if line in grid.struck]
    issues += [raw.issue("W-ROW-STRUCK", line) for line in struck]
    if grid.formulas:
        issues.append(raw.issue("W-SHEET-FORMULAS", values={"count": grid.formulas}))
    return issues


def _ranges(lines: Sequence[int]) -> str:
    """Return line numbers as people write them: 5–9, 12."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and line == parts[-1][-1] + 1:
            parts[-1][1:] = [line]
        else:
            parts.append([line])
    said = ["–".join(str(x) for x in part) for part in parts[:MOST_RANGES]]
    return ", ".join([*said, *["…"] * (len(parts) > MOST_RANGES)])
