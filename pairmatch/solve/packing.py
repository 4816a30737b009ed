"""Packing: a bound for models with knapsack rows that the relaxation's fractions cannot loosen.

The rows beside the knapsacks get prices; at them every knapsack is filled as well as can be, in whole
numbers. What this adds up to is a bound for any prices. Good ones are the duals of a linear model that
chooses among the fillings seen so far, kept near the best prices yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.bound import SCALE, Certificate, restricted
from pairmatch.solve.engine import Relaxation
from pairmatch.solve.fillings import Fillings
from pairmatch.solve.job import AT_LOWER, Statuses
from pairmatch.solve.knapsacks import Filled, Knapsacks

ROUNDS = 60
"""Prices are tried no more often than this."""
NEAR = 40_000
"""Columns nearest to the bound that take part in the search for prices."""
STEP = 20.0
"""How far, in half points, prices may move at first in one round."""
LEAST_STEP = 0.5
SHRINK = 1.5
"""By how much the step is divided where the bound did not fall."""
CLOSE = 0.5
"""Half points between the bound and what the fillings seen so far allow at which the search ends."""


Start: TypeAlias = tuple[Statuses, Statuses]
Solve: TypeAlias = Callable[[Model, FloatArray, Start | None], Relaxation | None]


@dataclass(frozen=True)
class Priced:
    """What knapsacks and columns gain at some duals: a bound, the reduced costs, the best fillings."""

    bound: int
    reduced: IntArray
    filled: Filled

    @property
    def proof(self) -> Certificate:
        """Return the certificate: its reduced costs hold for one column at a time."""
        inside = self.filled.knapsacks.of >= 0
        return Certificate(
            self.bound, np.where(inside, -self.filled.losses(self.reduced), self.reduced)
        )


def priced(
    model: Model, objective: IntArray, duals: FloatArray, knapsacks: Knapsacks
) -> Priced | None:
    """Weak duality with rounded duals: B = Σ y·side + Σ max(0, c - yA)·u + Σ the best of each knapsack.

    Valid for any duals; those of the knapsacks' own rows count as zero. None if the tables are too large.
    """
    y = np.rint(duals * SCALE).astype(np.int64)
    y[knapsacks.row] = 0
    y[(y > 0) & ~np.isfinite(model.high)] = 0
    y[(y < 0) & ~np.isfinite(model.low)] = 0
    high = np.where(np.isfinite(model.high), model.high, 0).astype(np.int64)
    low = np.where(np.isfinite(model.low), model.low, 0).astype(np.int64)
    reduced = objective * SCALE
    np.subtract.at(reduced, model.column, model.coefficient.astype(np.int64) * y[model.row])
    usable = np.where(model.upper > 0, reduced, np.minimum(reduced, 0))
    filled = knapsacks.solved(usable)
    if filled is None:
        return None
    free = np.maximum(usable, 0)[knapsacks.of < 0] * model.upper[knapsacks.of < 0].astype(np.int64)
    sides = int((np.maximum(y, 0) * high + np.minimum(y, 0) * low).sum())
    return Priced(sides + int(free.sum()) + int(filled.most.sum()), usable, filled)


@dataclass(frozen=True)
class Packed:
    """A certificate by knapsacks; the fillings seen on the way, of the columns ``near`` the bound."""

    proof: Certificate
    fillings: Fillings
    near: IntArray


def packed(
    model: Model,
    objective: IntArray,
    duals: FloatArray,
    proof: Certificate,
    solve: Solve,
) -> Packed | None:
    """Return a certificate better than the relaxation's; None if there are no knapsacks, or none better.

    ``solve`` solves a linear model from a basis, if one is known. Prices are sought with the columns
    near the bound; the certificate at the best ones is of all columns.
    """
    knapsacks = Knapsacks.of_model(model)
    if knapsacks is None:
        return None
    near = _nearest(model, proof)
    small, rows = restricted(model, near, np.zeros(len(near), dtype=bool))
    inner = Knapsacks.of_model(small)
    if inner is None:
        return None
    fillings = Fillings(small, objective[near], inner)
    best = _best_prices(fillings, duals[rows], solve)
    whole = duals.copy()
    whole[rows] = best
    found = priced(model, objective, whole, knapsacks)
    if found is None or found.bound >= proof.bound:
        return None
    return Packed(found.proof, fillings, np.flatnonzero(near))


def _nearest(model: Model, proof: Certificate) -> BoolArray:
    usable = np.flatnonzero(model.upper > 0)
    near = np.zeros(len(model.upper), dtype=bool)
    if len(usable) > NEAR:
        away = -proof.reduced[usable]
        usable = usable[np.argpartition(away, NEAR)[:NEAR]]
    near[usable] = True
    return near


def _best_prices(fillings: Fillings, duals: FloatArray, solve: Solve) -> FloatArray:
    """Return the prices with the least bound that were found, at worst the duals."""
    prices = centre = np.where(fillings.inside, 0.0, duals)
    best, step, start = None, STEP, None
    for _ in range(ROUNDS):
        now = priced(fillings.model, fillings.objective, prices, fillings.knapsacks)
        if now is None:
            break
        new = fillings.add(now.filled.chosen())
        if best is None or now.bound < best:
            best, centre = now.bound, prices
        else:
            step = max(LEAST_STEP, step / SHRINK)
        model, gain = fillings.choice()
        model, costs = _held_near(model, gain, centre, step, ~fillings.inside)
        found = solve(model, costs, None if start is None else _longer(start, len(costs)))
        if (
            found is None
            or best / SCALE - found.value < CLOSE
            or (not new and prices is not centre)
        ):
            break
        prices, start = found.duals, (found.columns, found.rows)
    return centre


def _longer(start: Start, columns: int) -> Start | None:
    """Return a basis for a model with more columns at the end; None if there was no basis."""
    of_columns, of_rows = start
    if not len(of_columns):
        return None
    new = np.full(columns - len(of_columns), AT_LOWER, dtype=np.int8)
    return np.concatenate([of_columns, new]), of_rows


def _held_near(
    model: Model, gain: IntArray, centre: FloatArray, step: float, free: BoolArray
) -> tuple[Model, FloatArray]:
    """Return a model with two columns a row before its own that hold the dual near its centre."""
    rows = np.flatnonzero(free)
    count = len(rows)
    added = np.arange(count)
    row = np.concatenate([model.row, rows, rows])
    column = np.concatenate([model.column + 2 * count, added, count + added])
    value = np.concatenate([model.coefficient, np.ones(count), -np.ones(count)])
    order = np.lexsort((column, row))
    zeros = np.zeros(2 * count + len(gain))
    more = replace(
        model,
        lower=zeros,
        upper=np.concatenate([np.full(2 * count, np.inf), model.upper]),
        integer=zeros > 0,
        row=row[order],
        column=column[order],
        coefficient=value[order],
        shortfall=zeros,
        points=zeros,
    )
    return more, np.concatenate([centre[rows] - step, -centre[rows] - step, gain])
