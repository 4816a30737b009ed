"""Blocks: duals for the blocks of columns that a relaxation left out, so that its bound holds for all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model

SWEEPS = 2
ROUNDING = 1e-9


@dataclass(frozen=True)
class Entries:
    """Coefficients of rows of blocks, at most one row of each block: row, its place here, column, value."""

    row: IntArray
    place: IntArray
    column: IntArray
    value: FloatArray


@dataclass(frozen=True)
class Blocks:
    """A model's blocks: the number of each column's and each row's block, -1 where there is none.

    A row belongs to a block if all of its columns do. ``layers`` has those with one side, of all blocks
    the first ones, then the second ones, and so on.
    """

    count: int
    of_column: IntArray
    of_row: IntArray
    layers: tuple[Entries, ...]

    @classmethod
    def of(cls, model: Model) -> Blocks:
        """Return the blocks of a model whose coefficients are sorted by row."""
        block = np.full(len(model.upper), -1) if model.block is None else model.block
        known, of_column = np.unique(block, return_inverse=True)
        of_column = np.where(block < 0, -1, of_column - np.count_nonzero(known < 0))
        start = np.searchsorted(model.row, np.arange(len(model.low) + 1))
        some = np.flatnonzero(np.diff(start))
        of_row = np.full(len(model.low), -1, dtype=np.int64)
        if some.size:
            mine = of_column[model.column]
            least = np.minimum.reduceat(mine, start[some])
            most = np.maximum.reduceat(mine, start[some])
            of_row[some] = np.where(least == most, least, -1)
        return cls(int((known >= 0).sum()), of_column, of_row, _layers(model, of_row, start))


def _layers(model: Model, of_row: IntArray, start: IntArray) -> tuple[Entries, ...]:
    one_sided = np.isfinite(model.low) != np.isfinite(model.high)
    rows = np.flatnonzero((of_row >= 0) & one_sided)
    rows = rows[np.argsort(of_row[rows], kind="stable")]
    first = np.searchsorted(of_row[rows], of_row[rows])
    rank = np.arange(len(rows)) - first
    return tuple(_entries(model, rows[rank == k], start) for k in range(rank.max(initial=-1) + 1))


def _entries(model: Model, rows: IntArray, start: IntArray) -> Entries:
    count = start[rows + 1] - start[rows]
    place = np.repeat(np.arange(len(rows)), count)
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    cell = start[rows][place] + within
    return Entries(rows, place, model.column[cell], model.coefficient[cell].astype(np.float64))


def completed(
    model: Model, blocks: Blocks, objective: IntArray, duals: FloatArray, absent: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Return duals, and the reduced costs at them, with the rows of ``absent`` blocks looked after.

    The bound Σ y·side + Σ max(0, c - yA)·u is convex and piecewise linear in each dual, so one after
    the other is moved to where it is least. Rows of one layer share no column and move at once.
    ``absent`` marks blocks by number. Whatever comes of it, the duals prove a bound.
    """
    y = duals.copy()
    spent = np.bincount(model.column, model.coefficient * y[model.row], minlength=len(model.upper))
    reduced = objective.astype(np.float64) - spent
    for _ in range(SWEEPS):
        for layer in blocks.layers:
            some = absent[blocks.of_row[layer.row]][layer.place]
            gains = (reduced[layer.column] > ROUNDING) & (model.upper[layer.column] > 0) & some
            worth = np.bincount(layer.place, gains, minlength=len(layer.row)) > 0
            if worth.any():
                _move(model, layer, worth, y, reduced)
    return y, reduced


def _move(
    model: Model, layer: Entries, worth: BoolArray, y: FloatArray, reduced: FloatArray
) -> None:
    """Move the dual of each row that is ``worth`` it to the least bound, in place.

    With the sign turned so that the row is Σ a·x ≤ side, a step d changes the bound at the rate
    side - Σ a·u over the columns with c - a·d > 0; it ends where the rate is no longer negative.
    """
    mine = worth[layer.place]
    place, column = layer.place[mine], layer.column[mine]
    upper = np.isfinite(model.high[layer.row])
    sign = np.where(upper, 1.0, -1.0)
    side = np.where(upper, model.high[layer.row], -model.low[layer.row])
    a = layer.value[mine] * sign[place]
    step = reduced[column] / a
    order = np.lexsort((step, place))
    place, column, a, step = place[order], column[order], a[order], step[order]
    ends = model.upper[column]
    start = np.bincount(place, np.maximum(a, 0) * ends, minlength=len(side))
    passed = np.cumsum(np.abs(a) * ends)
    first = np.searchsorted(place, place)
    before = passed[first] - (np.abs(a) * ends)[first]
    enough = np.flatnonzero(side[place] - start[place] + passed - before >= -ROUNDING)
    moved = np.zeros(len(side))
    moved[place[enough[::-1]]] = step[enough[::-1]]
    # A dual of an inequality never points to the side that is not there.
    moved = np.maximum(moved, -sign * y[layer.row])
    moved[~worth] = 0.0
    y[layer.row] += sign * moved
    np.subtract.at(reduced, column, a * moved[place])
