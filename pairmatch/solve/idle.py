"""Idle: what is known about a component before any solver: a plan of decisions alone, and a bound."""

from __future__ import annotations

import numpy as np

from pairmatch.arrays import FloatArray
from pairmatch.post import Model
from pairmatch.solve.job import Column


def trivial_bound(model: Model, objective: FloatArray) -> int:
    """Return an upper bound of an objective: every column that adds to it at its upper end."""
    return int(np.maximum(objective, 0) @ model.upper)


def idle_plan(model: Model) -> Column | None:
    """Return the plan that does what is decided and nothing else, None if that breaks a hard rule.

    A row that cannot be missed and asks for something gets the first of its columns; soft rows are
    missed by what is lacking or too much.
    """
    slack = np.zeros(len(model.upper), dtype=bool)
    slack[sorted(model.slack_rule)] = True
    soft = np.zeros(len(model.low), dtype=bool)
    soft[model.row[slack[model.column]]] = True
    values = np.zeros(len(model.upper))
    asked = (model.low > 0) & ~soft
    chosen = np.flatnonzero(asked[model.row] & (model.coefficient > 0))
    _, first = np.unique(model.row[chosen], return_index=True)
    values[model.column[chosen[first]]] = 1
    missed = _missed(model, values)
    mine = slack[model.column]
    values[model.column[mine]] = missed[model.row[mine]]
    if (_missed(model, values) > 0).any() or (values > model.upper).any():
        return None
    return Column.of(model, values)


def _missed(model: Model, values: FloatArray) -> FloatArray:
    """Return by how much each row is missed."""
    parts = model.coefficient * values[model.column]
    used = np.bincount(model.row, parts, minlength=len(model.low))
    return np.maximum(np.maximum(model.low - used, used - model.high), 0.0)
