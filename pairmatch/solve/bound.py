"""Bound: what a set of duals proves about a model, recomputed in whole numbers without any solver."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model

SCALE = 1 << 16
"""Duals are rounded to 1 / SCALE; bounds and reduced costs are counted in that unit."""
ROUNDS = 8
ROUNDING = 1e-9


@dataclass(frozen=True)
class Certificate:
    """A proved limit of max c·x over a model, and each column's reduced cost, in units of 1 / SCALE.

    For every plan x: c·x ≤ bound - Σ |reduced[j]| * (distance of x[j] from its better end).
    """

    bound: int
    reduced: IntArray

    def needed(self, slack: int) -> BoolArray:
        """Return which columns a plan within ``slack`` of the bound may use at all."""
        return np.asarray(self.reduced >= -slack, dtype=np.bool_)

    def full(self, slack: int) -> BoolArray:
        """Return which columns such a plan must have at their upper end."""
        return np.asarray(self.reduced > slack, dtype=np.bool_)


def certificate(model: Model, objective: IntArray, duals: FloatArray) -> Certificate:
    """Weak duality with rounded duals: B = Σ y·(the side its sign points to) + Σ max(0, c - yA)·u.

    Valid for any duals; a dual that points to a side which is not there counts as zero. Every column
    lies between 0 and a finite upper end u.
    """
    y = np.rint(duals * SCALE).astype(np.int64)
    y[(y > 0) & ~np.isfinite(model.high)] = 0
    y[(y < 0) & ~np.isfinite(model.low)] = 0
    high = np.where(np.isfinite(model.high), model.high, 0).astype(np.int64)
    low = np.where(np.isfinite(model.low), model.low, 0).astype(np.int64)
    reduced = objective * SCALE
    np.subtract.at(reduced, model.column, model.coefficient.astype(np.int64) * y[model.row])
    sides = int((np.maximum(y, 0) * high + np.minimum(y, 0) * low).sum())
    ends = int((np.maximum(reduced, 0) * model.upper.astype(np.int64)).sum())
    return Certificate(sides + ends, reduced)


def reachable(
    model: Model, upper: FloatArray, lower: FloatArray | None = None, *, rounds: int = ROUNDS
) -> FloatArray:
    """Return the ends that columns can reach at most, given ``upper``: each row by its activity.

    From Σ a·x ≤ high follows a[j] x[j] ≤ high - the least that the other columns add, and so on.
    ``lower`` is what columns have at the least, nothing by default.
    """
    row, column, a = model.row, model.column, model.coefficient
    at_least = np.zeros(len(upper)) if lower is None else lower
    own = a * at_least[column]
    ends = upper.copy()
    for _ in range(rounds):
        least = np.bincount(row, np.where(a > 0, own, a * ends[column]), minlength=len(model.low))
        most = np.bincount(row, np.where(a > 0, a * ends[column], own), minlength=len(model.low))
        new = ends.copy()
        for mine, room in (
            ((a > 0) & np.isfinite(model.high[row]), model.high - least),
            ((a < 0) & np.isfinite(model.low[row]), model.low - most),
        ):
            np.minimum.at(new, column[mine], (room[row[mine]] + own[mine]) / a[mine])
        new = np.maximum(np.where(model.integer, np.floor(new + ROUNDING), new), 0.0)
        if not (new < ends - ROUNDING).any():
            break
        ends = np.minimum(ends, new)
    return ends


def needed(model: Model, upper: FloatArray) -> FloatArray:
    """Return what columns must have at the least, given ``upper``: each row by its activity.

    From Σ a·x ≥ low follows a[j] x[j] ≥ low - the most that the other columns add.
    """
    row, column, a = model.row, model.column, model.coefficient
    most = np.bincount(row, np.maximum(a, 0) * upper[column], minlength=len(model.low))
    mine = (a > 0) & np.isfinite(model.low[row])
    lower = np.zeros(len(upper))
    own = a[mine] * upper[column[mine]]
    np.maximum.at(lower, column[mine], ((model.low - most)[row[mine]] + own) / a[mine])
    return np.minimum(np.where(model.integer, np.ceil(lower - ROUNDING), lower), upper)


def restricted(model: Model, kept: BoolArray, full: BoolArray) -> tuple[Model, IntArray]:
    """Return the model of the ``kept`` columns alone, those ``full`` held at their upper end.

    The second part names the rows that are left; rows that lost every column are left out if
    nothing is needed to satisfy them.
    """
    number = np.cumsum(kept) - 1
    mine = kept[model.column]
    row, column = model.row[mine], number[model.column[mine]]
    used = np.zeros(len(model.low), dtype=bool)
    used[row] = True
    used |= (model.low > 0) | (model.high < 0)
    place = np.cumsum(used) - 1
    return (
        replace(
            model,
            lower=np.where(full[kept], model.upper[kept], model.lower[kept]),
            upper=model.upper[kept],
            integer=model.integer[kept],
            low=model.low[used],
            high=model.high[used],
            row=place[row],
            column=column,
            coefficient=model.coefficient[mine],
            shortfall=model.shortfall[kept],
            points=model.points[kept],
            probe=None if model.probe is None else model.probe[kept],
            sketch=None if model.sketch is None else model.sketch[kept],
        ),
        np.flatnonzero(used),
    )


def at_shortfall(model: Model, least: int) -> Model:
    """Return the model of the plans with a shortfall of at most ``least``.

    Without any, the columns that count as shortfall are gone; else one row says shortfall · x ≤ least.
    """
    if least == 0:
        return replace(model, upper=np.where(model.shortfall > 0, 0.0, model.upper))
    weighted = np.flatnonzero(model.shortfall)
    return replace(
        model,
        row=np.concatenate([model.row, np.full(len(weighted), len(model.low), dtype=np.int64)]),
        column=np.concatenate([model.column, weighted]),
        coefficient=np.concatenate([model.coefficient, model.shortfall[weighted]]),
        low=np.append(model.low, -np.inf),
        high=np.append(model.high, float(least)),
    )
