"""Fillings: what knapsacks were filled with so far, as a model that chooses one filling of each."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.knapsacks import Knapsacks


@dataclass
class Fillings:
    """A linear model of the columns outside the knapsacks and of fillings, S rows of which choose one.

    ``parts`` has the columns of each filling; ``place`` numbers the columns outside.
    """

    model: Model
    objective: IntArray
    knapsacks: Knapsacks
    known: dict[tuple[int, bytes], int] = field(default_factory=dict)
    parts: list[IntArray] = field(default_factory=list)
    home: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Sort the coefficients outside the knapsacks by column."""
        self.inside = np.zeros(len(self.model.low), dtype=bool)
        self.inside[self.knapsacks.row] = True
        mine = np.flatnonzero(~self.inside[self.model.row])
        mine = mine[np.argsort(self.model.column[mine], kind="stable")]
        self._row, self._value = self.model.row[mine], self.model.coefficient[mine]
        column = self.model.column[mine]
        self._start = np.searchsorted(column, np.arange(len(self.model.upper) + 1))
        self.free = np.flatnonzero(self.knapsacks.of < 0)

    def add(self, chosen: BoolArray) -> int:
        """Add the fillings of some columns; return how many of them are new."""
        columns = np.flatnonzero(chosen)
        of = self.knapsacks.of[columns]
        order = np.argsort(of, kind="stable")
        columns, of = columns[order], of[order]
        homes, first = np.unique(of, return_index=True)
        new = 0
        for home, part in zip(homes.tolist(), np.split(columns, first[1:]), strict=False):
            key = (home, part.tobytes())
            if key not in self.known:
                self.known[key] = len(self.parts)
                self.parts.append(part)
                self.home.append(home)
                new += 1
        return new

    def choice(self) -> tuple[Model, IntArray]:
        """Return the model of the choice and its objective: free columns first, then a column a filling."""
        columns = np.concatenate([self.free, *self.parts])
        sizes = [1] * len(self.free) + [len(part) for part in self.parts]
        owner = np.repeat(np.arange(len(sizes)), sizes)
        count = self._start[columns + 1] - self._start[columns]
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        cell = np.repeat(self._start[columns], count) + within
        rows, free = len(self.model.low), len(self.free)
        many = len(self.parts)
        home = np.array(self.home, dtype=np.int64)
        row = np.concatenate([self._row[cell], self.knapsacks.row[home]])
        column = np.concatenate([np.repeat(owner, count), free + np.arange(many)])
        value = np.concatenate([self._value[cell], np.ones(many)])
        cells, inverse = np.unique(row.astype(np.int64) * len(sizes) + column, return_inverse=True)
        high = self.model.high.copy()
        high[self.knapsacks.row] = 1.0
        chosen = np.ones(many)
        zeros = np.zeros(free + many)
        return Model(
            lower=zeros,
            upper=np.concatenate([self.model.upper[self.free], chosen]),
            integer=np.concatenate([self.model.integer[self.free], chosen > 0]),
            low=self.model.low[:rows],
            high=high,
            row=cells // len(sizes),
            column=cells % len(sizes),
            coefficient=np.bincount(inverse, value).astype(np.float64),
            shortfall=zeros,
            points=zeros,
        ), np.bincount(owner, self.objective[columns], minlength=len(sizes)).astype(np.int64)

    def values(self, found: FloatArray) -> FloatArray:
        """Return the values of the model's own columns for a choice."""
        values = np.zeros(len(self.model.upper))
        values[self.free] = found[: len(self.free)]
        for part, taken in zip(self.parts, found[len(self.free) :], strict=True):
            values[part] += taken
        return values
