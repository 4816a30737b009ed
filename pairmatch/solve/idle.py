"""Idle: what is known about a component before any solver: the plan to do nothing, and a bound."""

from __future__ import annotations

import numpy as np

from pairmatch.post import FloatArray, Model
from pairmatch.solve.job import Column


def trivial_bound(model: Model, objective: FloatArray) -> int:
    """Return an upper bound of an objective: every column that adds to it at its upper end."""
    return int(np.maximum(objective, 0) @ model.upper)


def idle_plan(model: Model) -> Column | None:
    """Return the plan without any pair, person or placement, None if decisions forbid it.

    Every column is zero but the slack of the rows that zero misses.
    """
    missed = np.maximum(np.where(np.isfinite(model.low), model.low, 0), 0)
    missed += np.maximum(np.where(np.isfinite(model.high), -model.high, 0), 0)
    values = np.zeros(len(model.upper))
    slack = np.array(sorted(model.slack_rule), dtype=np.int64)
    mine = np.isin(model.column, slack)
    values[model.column[mine]] = missed[model.row[mine]]
    covered = np.zeros(len(missed), dtype=bool)
    covered[model.row[mine]] = True
    if (missed[~covered] > 0).any():
        return None
    return Column(
        shortfall=round(float(model.shortfall @ values)),
        points=round(float(model.points @ values)),
        uses=(0,) * len(model.uses),
        values=values,
    )
