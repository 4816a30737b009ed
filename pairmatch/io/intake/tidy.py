"""The columns of a table as the program takes them, each with its changes, doubts and faults."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pairmatch.errors import Issue
from pairmatch.io.headers import Column
from pairmatch.io.intake.clean import Clean, clean
from pairmatch.io.office.grid import Cell, Mark
from pairmatch.io.raw import Change, RawTable, written
from pairmatch.io.shown import shown

Fault = tuple[str, Column, dict[str, object]]


@dataclass
class Tidied:
    """The cells of a table by field, and what there is to say about them.

    ``cells`` has an entry for each row, '' where a cell is blank. ``faults`` are by row, ``doubts``
    warnings; a faulty cell keeps what is written in it.
    """

    cells: dict[str, Sequence[str]] = field(default_factory=dict)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    doubts: list[Issue] = field(default_factory=list)


def tidy(raw: RawTable, columns: Collection[Column]) -> Tidied:
    """Return the cells of a table as they are meant, column by column.

    Most cells of a column are written many times in it, and each is looked at once.
    """
    tidied = Tidied()
    width = len(raw.header)
    rows = [cells for _, cells in raw.rows]
    if any(len(cells) != width for cells in rows):
        rows = [(*cells[:width], *[""] * (width - len(cells))) for cells in rows]
    for column in columns:
        _tidy_column(raw, column, [cells[column.index] for cells in rows], tidied)
    return tidied


def _tidy_column(raw: RawTable, column: Column, cells: Sequence[Cell], tidied: Tidied) -> None:
    found = {cell: clean(column, cell) for cell in set(cells)}
    odd = {cell: how for cell, how in found.items() if how != Clean(cell)}  # type: ignore[arg-type]
    if not odd:
        tidied.cells[column.name] = cells  # type: ignore[assignment]
        return
    tidied.cells[column.name] = [found[cell].text for cell in cells]
    for index, cell in enumerate(cells):
        how = odd.get(cell)
        if how is not None:
            _note(raw, column, index, cell, how, tidied)
    if column.kind == "code":
        _doubt_mixed(raw, column, cells, tidied)


def _note(
    raw: RawTable, column: Column, index: int, cell: Cell, how: Clean, tidied: Tidied
) -> None:
    """Write down what was found in one cell."""
    line, before = raw.rows[index][0], written(cell)
    if how.kind is not None:
        tidied.changes.append(Change(how.kind, line, column.index, before, how.text))
    if how.fault:
        tidied.faults.setdefault(index, []).append((how.fault, column, dict(how.values)))
    if how.doubt:
        values = dict(how.values)
        tidied.doubts.append(
            raw.issue(how.doubt, line, column.index, column.header, shown(before), values)
        )


def _doubt_mixed(raw: RawTable, column: Column, cells: Sequence[Cell], tidied: Tidied) -> None:
    """Ask about a column of codes that are text in some rows and numbers in others."""
    numbers = [i for i, x in enumerate(cells) if isinstance(x, Mark) and x.kind == "number"]
    texts = sum(isinstance(x, str) and x != "" for x in cells)
    if numbers and texts:
        line = raw.rows[numbers[0]][0]
        values: dict[str, object] = {"numbers": len(numbers), "texts": texts}
        tidied.doubts.append(
            raw.issue("W-CODE-MIXED", line, column.index, column.header, values=values)
        )
