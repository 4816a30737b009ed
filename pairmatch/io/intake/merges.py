"""Merged cells in the data of a sheet: a value that stands for the rows below it, or for nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from pairmatch.errors import Issue
from pairmatch.io.headers import Column, match_header
from pairmatch.io.office.grid import Cell, Merge
from pairmatch.io.raw import Change, RawTable, written
from pairmatch.io.shown import shown
from pairmatch.schema import Table

COUNTED = frozenset({"flag", "whole", "number"})
"""What is counted or measured for one row says nothing about the next one."""


def filled_down(
    raw: RawTable, merges: Iterable[Merge], table: Table
) -> tuple[RawTable, list[Issue]]:
    """Return a table with the value of each merged area in all of its rows, and the faults.

    That of a county or school is what was meant; a number merged over rows, and a value over columns,
    could mean anything.
    """
    merges = [merge for merge in merges if merge.bottom > raw.head]
    if not merges:
        return raw, []
    lines = [line for line, _ in raw.rows]
    columns = {column.index: column for column in match_header(table, raw)[0].values()}
    rows = list(raw.rows)
    filled: list[Change] = []
    issues: list[Issue] = []
    for merge in merges:
        covered = [columns[i] for i in columns if merge.left <= i + 1 <= merge.right]
        first, last = bisect_left(lines, merge.top), bisect_right(lines, merge.bottom)
        if not covered or first == last or lines[first] != merge.top:
            continue
        column, value = covered[0], raw.rows[first][1][merge.left - 1]
        if not value:
            continue
        if merge.left == merge.right and _goes_down(column):
            for index in range(first + 1, last):
                rows[index] = _with(rows[index], column.index, value)
                filled.append(Change("filled", lines[index], column.index, "", written(value)))
        else:
            said = shown(written(value))
            issues.append(raw.issue("E-CELL-MERGED", merge.top, column.index, column.header, said))
    return replace(raw, rows=rows, filled=tuple(filled)), issues


def _with(row: tuple[int, tuple[Cell, ...]], at: int, value: Cell) -> tuple[int, tuple[Cell, ...]]:
    line, cells = row
    return line, (*cells[:at], value, *cells[at + 1 :])


def _goes_down(column: Column) -> bool:
    return column.kind not in COUNTED and not column.unique
