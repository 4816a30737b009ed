"""Relax: a component's linear relaxation by column generation, with duals that hold for every column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.blocks import Blocks, completed
from pairmatch.solve.bound import reachable, restricted
from pairmatch.solve.engine import Relaxation, solve_lp
from pairmatch.solve.job import AT_LOWER, AT_UPPER, BASIC, FIXED, Basis, Route, Statuses

LOOSE = 0.25
"""Half points that the blocks left out may add to the bound in all."""
LOSES = LOOSE / 100
"""A block is taken in when one of its columns adds this much."""
SURELY = 0.9
"""The share that is probed of what can be used together, for the solver's rounding."""


@dataclass(frozen=True)
class Relaxed:
    """The end of a relaxation: its value, its values by column, a dual for every row, its basis.

    It is ``whole`` where no block was left out that could add to its bound.
    """

    whole: bool
    value: float
    values: FloatArray
    duals: FloatArray
    basis: Basis


@dataclass
class Relax:
    """One relaxation of a model; :meth:`run` solves it.

    It begins with the columns outside all blocks and with the blocks of the sketch, or with what an
    earlier one ended with, and takes in blocks until none is left out that could add to its bound.
    ``cut_off`` says that this end does not keep rows that have come since.
    """

    model: Model
    blocks: Blocks
    objective: IntArray
    route: Route
    left: Callable[[], float]
    cut_off: bool = False

    def __post_init__(self) -> None:
        self.probing = Probing()

    def run(self, start: Basis | None, *, estimate: bool = False) -> Relaxed | None:
        """Return the relaxation, None if it has no plan; an ``estimate`` leaves blocks out.

        Raises SolverFault when the solver breaks down or the time is over.
        """
        taken = self._first(start)
        while True:
            found = self._solved(taken, start)
            if found is None:
                if taken.all():
                    return None
                taken, start = np.ones_like(taken), None
                continue
            if estimate and not taken.all():
                return found
            duals, reduced = completed(self.model, self.blocks, self.objective, found.duals, ~taken)
            found = replace(found, duals=duals, whole=True)
            added = np.maximum(reduced, 0) * self.model.upper * ~found.basis.kept
            if added.sum() <= LOOSE:
                return found
            # Never none: many small gains may add up to more than what is let pass.
            taken[self.blocks.of_column[added >= min(LOSES, added.max())]] = True
            start = found.basis

    def _first(self, start: Basis | None) -> BoolArray:
        """Return the blocks to begin with."""
        taken = np.zeros(self.blocks.count, dtype=bool)
        marked = self.model.sketch
        if marked is None:
            return np.ones_like(taken)
        if start is not None:
            # What is decided since then may need other blocks.
            marked = marked | start.kept
        mine = self.blocks.of_column[marked]
        taken[mine[mine >= 0]] = True
        return taken

    def _solved(self, taken: BoolArray, start: Basis | None) -> Relaxed | None:
        """Solve the relaxation on some blocks; None if it has no plan."""
        block = self.blocks.of_column
        kept = (self.model.upper > 0) & ((block < 0) | (taken[block] if len(taken) else False))
        small, rows = restricted(self.model, kept, np.zeros(len(kept), dtype=bool))
        basis = None if start is None else balanced(small, start.columns[kept], start.rows[rows])
        ends = self.probing.ends(small, kept)
        found = self._lp(replace(small, lower=ends), self.objective[kept], basis)
        if found is None and self.probing.give_way(self._lp, small, kept):
            ends = self.probing.ends(small, kept)
            found = self._lp(replace(small, lower=ends), self.objective[kept], basis)
        return None if found is None else self._whole(found, kept, rows)

    def _lp(
        self, model: Model, objective: IntArray, start: tuple[Statuses, Statuses] | None = None
    ) -> Relaxation | None:
        return solve_lp(
            model,
            objective,
            route=self.route,
            time_limit_s=self.left(),
            start=start,
            cut_off=self.cut_off,
        )

    def _whole(self, found: Relaxation, kept: BoolArray, rows: IntArray) -> Relaxed:
        """Return a relaxation of some columns as one of all of them."""
        values, duals = np.zeros(len(kept)), np.zeros(len(self.model.low))
        values[kept], duals[rows] = found.values, found.duals
        of_columns = np.full(len(kept), AT_LOWER, dtype=np.int8)
        of_rows = np.full(len(duals), BASIC, dtype=np.int8)
        if len(found.columns):
            of_columns[kept], of_rows[rows] = found.columns, found.rows
        return Relaxed(False, found.value, values, duals, Basis(kept, of_columns, of_rows))


def balanced(model: Model, columns: Statuses, rows: Statuses) -> tuple[Statuses, Statuses]:
    """Return statuses with as many basic ones as there are rows, which is what a basis must have.

    Columns and rows that have gone since leave too few or too many. Rows become basic, or are put to
    the side that they have.
    """
    basic = np.concatenate([columns, rows]) == BASIC
    lacking = len(rows) - int(basic.sum())
    rows = rows.copy()
    if lacking > 0:
        rows[np.flatnonzero(rows != BASIC)[:lacking]] = BASIC
    elif lacking < 0:
        some = np.flatnonzero(rows == BASIC)[:-lacking]
        at_end = np.where(np.isfinite(model.low[some]), AT_LOWER, AT_UPPER)
        rows[some] = np.where(model.low[some] == model.high[some], FIXED, at_end)
        columns = columns.copy()
        columns[np.flatnonzero(columns == BASIC)[: -lacking - len(some)]] = AT_LOWER
    return columns, rows


@dataclass
class Probing:
    """How much the relaxation takes of columns that are to be probed, at the least.

    At first a little of each column that can be used at all. Columns may be of no use for a less plain
    reason than :func:`reachable` sees; then as much of the dearest ones as can be used together.
    """

    together: FloatArray | None = None

    def ends(self, model: Model, kept: BoolArray) -> FloatArray:
        """Return the lower ends of a model of the ``kept`` columns."""
        if self.together is not None:
            return self.together[kept]
        if model.probe is None:
            return model.lower
        usable = reachable(model, model.upper) >= 1
        return np.where(usable, model.probe, model.lower)

    def give_way(
        self,
        solve: Callable[[Model, IntArray], Relaxation | None],
        model: Model,
        kept: BoolArray,
    ) -> bool:
        """Take of the dearest columns what can be used together; False if there is no plan at all."""
        if model.probe is None or not model.probe.any():
            return False
        dearest = np.flatnonzero(model.probe == model.probe.max())
        more, objective = _with_parts(model, dearest)
        found = solve(more, objective)
        if found is None:
            return False
        self.together = np.zeros(len(kept))
        self.together[np.flatnonzero(kept)[dearest]] = SURELY * found.values[len(model.upper) :]
        return True


def _with_parts(model: Model, columns: IntArray) -> tuple[Model, IntArray]:
    """Return a model with one more column for each of ``columns``: part ≤ column, part ≤ its probe.

    The objective adds up the parts.
    """
    old, rows, count = len(model.upper), len(model.low), len(columns)
    every, none = np.arange(count), np.zeros(count)
    probe = none if model.probe is None else model.probe[columns]
    more = replace(
        model,
        lower=np.concatenate([model.lower, none]),
        upper=np.concatenate([model.upper, probe]),
        integer=np.concatenate([model.integer, none > 0]),
        low=np.concatenate([model.low, np.full(count, -np.inf)]),
        high=np.concatenate([model.high, none]),
        row=np.concatenate([model.row, np.repeat(rows + every, 2)]),
        column=np.concatenate([model.column, np.stack([columns, old + every], axis=1).ravel()]),
        coefficient=np.concatenate([model.coefficient, np.tile([-1.0, 1.0], count)]),
    )
    return more, np.concatenate([np.zeros(old), np.ones(count)]).astype(np.int64)
