"""Earlier: what a run left of its components, so that the next one solves only what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pairmatch.arrays import FloatArray
from pairmatch.post import Model
from pairmatch.solve.job import Aim, Column, Outcome
from pairmatch.solve.shared import SharedRow

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Past:
    """A component as a run left it: what was proved of it, its plans, and which was taken.

    ``size`` is its model's number of columns, ``ends`` the points that it could have at the most.
    """

    outcome: Outcome
    pool: tuple[Column, ...]
    chosen: Column
    size: int
    ends: int


@dataclass(frozen=True)
class Earlier:
    """What a run left: the prices it ended with, and its components by their numbers now.

    Those that are the ``same`` as then keep all that was proved. The ``narrower`` ones have lost plans
    and won none: what was proved to be the most is so still. Of these and of the ``changed`` ones the end
    of the relaxation is a start, and plans that can still be carried out are plans.
    """

    aim: Aim
    rows: tuple[SharedRow, ...]
    same: Mapping[int, Past] = field(default_factory=dict)
    narrower: Mapping[int, Past] = field(default_factory=dict)
    changed: Mapping[int, Past] = field(default_factory=dict)

    @property
    def components(self) -> int:
        """Of how many components anything is known."""
        return len(self.same) + len(self.narrower) + len(self.changed)

    def fits(self, rows: tuple[SharedRow, ...]) -> bool:
        """Whether the shared rows are the same, whatever their sides."""
        return [_apart(row) for row in self.rows] == [_apart(row) for row in rows]


def _apart(row: SharedRow) -> SharedRow:
    return replace(row, side=0)


def still(model: Model, column: Column) -> Column | None:
    """Return a plan of another model as one of this, None if it is none here."""
    x = column.values.dense()
    if len(x) != len(model.upper) or not np.isfinite(x).all():
        return None
    if _outside(x, model.lower, model.upper) or (x != np.rint(x))[model.integer].any():
        return None
    activity = np.bincount(model.row, model.coefficient * x[model.column], minlength=len(model.low))
    if _outside(activity, model.low, model.high):
        return None
    return Column.of(model, x)


def _outside(x: npt.NDArray[Any], low: FloatArray, high: FloatArray) -> bool:
    return bool(((x < low - TOLERANCE) | (x > high + TOLERANCE)).any())
