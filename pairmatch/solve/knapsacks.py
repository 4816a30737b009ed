"""Knapsacks: rows of binary columns with weights, each of which is solved exactly at given gains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.post import Model

MOST_CELLS = 20_000_000
"""Cells of all tables together, beyond which knapsacks are not solved."""


@dataclass(frozen=True)
class Knapsacks:
    """Disjoint rows Σ weight * column ≤ room, S of them; ``row`` numbers them in the model.

    ``of`` is the knapsack of each column, -1 for none, and ``weight`` its weight there.
    """

    row: IntArray
    room: IntArray
    of: IntArray
    weight: IntArray

    @classmethod
    def of_model(cls, model: Model) -> Knapsacks | None:
        """Return the knapsacks of a model; None if there are none, or none that are disjoint."""
        whole = np.rint(model.coefficient) == model.coefficient
        binary = model.integer & (model.upper <= 1)
        odd = ~(whole & (model.coefficient > 0) & binary[model.column])
        rows = len(model.low)
        fit = np.bincount(model.row, odd, minlength=rows) == 0
        fit &= np.bincount(model.row, model.coefficient > 1, minlength=rows) > 0
        fit &= np.isfinite(model.high) & (model.high >= 0) & (model.low == -np.inf)
        row = np.flatnonzero(fit)
        mine = fit[model.row]
        column, weight = model.column[mine], model.coefficient[mine].astype(np.int64)
        if not len(row) or np.bincount(column).max() > 1:
            return None
        of = np.full(len(model.upper), -1, dtype=np.int64)
        of[column] = np.searchsorted(row, model.row[mine])
        weights = np.zeros(len(of), dtype=np.int64)
        weights[column] = weight
        # Nothing is gained by more room than everything together takes.
        most = np.bincount(of[column], weight, minlength=len(row))
        room = np.minimum(model.high[row], most).astype(np.int64)
        return cls(row, room, of, weights)

    def solved(self, gain: IntArray) -> Filled | None:
        """Return the best filling of every knapsack at whole gains; None if the tables are too large."""
        column = np.flatnonzero((self.of >= 0) & (gain > 0) & (self.weight <= self.room[self.of]))
        column = column[np.argsort(self.of[column], kind="stable")]
        place = self.of[column]
        count = np.bincount(place, minlength=len(self.row))
        depth, width = int(count.max(initial=0)), int(self.room.max()) + 1
        if (depth + 1) * len(self.row) * width > MOST_CELLS:
            return None
        rank = np.arange(len(column)) - np.searchsorted(place, place)
        item = np.full((depth, len(self.row)), -1, dtype=np.int64)
        item[rank, place] = column
        weight = np.where(item >= 0, self.weight[item], 0)
        worth = np.where(item >= 0, gain[item], 0)
        best = np.zeros((depth + 1, len(self.row), width), dtype=np.int64)
        before = np.arange(width) - weight[:, :, None] if depth else None
        for i in range(depth):
            assert before is not None
            taken = np.take_along_axis(best[i], np.maximum(before[i], 0), 1) + worth[i][:, None]
            best[i + 1] = np.maximum(best[i], np.where(before[i] >= 0, taken, 0))
        return Filled(self, item, weight, best)


@dataclass(frozen=True)
class Filled:
    """Knapsacks solved: ``best[i, s, c]`` is the most that the first i items of s gain in room c."""

    knapsacks: Knapsacks
    item: IntArray
    weight: IntArray
    best: IntArray

    @property
    def most(self) -> IntArray:
        """Return the most that each knapsack can gain."""
        found: IntArray = self.best[-1][np.arange(len(self.knapsacks.row)), self.knapsacks.room]
        return found

    def chosen(self) -> BoolArray:
        """Return which columns the best fillings have."""
        every, left = np.arange(len(self.knapsacks.row)), self.knapsacks.room.copy()
        taken = np.zeros(len(self.knapsacks.of), dtype=bool)
        for i in range(len(self.item) - 1, -1, -1):
            used = self.best[i + 1][every, left] > self.best[i][every, left]
            taken[self.item[i][used]] = True
            left -= np.where(used, self.weight[i], 0)
        return taken

    def losses(self, gain: IntArray) -> IntArray:
        """Return for each column in a knapsack what its use loses at the least; 0 for the others."""
        mine = self.knapsacks.of >= 0
        of, left = self.knapsacks.of[mine], self.knapsacks.room[self.knapsacks.of[mine]]
        left = left - self.knapsacks.weight[mine]
        with_it = gain[mine] + self.best[-1][of, np.maximum(left, 0)]
        loss = np.zeros(len(gain), dtype=np.int64)
        # One with a gain of its own may stand in the rest as well: nothing is said about it.
        loss[mine] = np.where(gain[mine] > 0, 0, self.most[of] - with_it)
        return loss
