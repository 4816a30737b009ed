"""What HiGHS's aggregator gets wrong, cut down from a component of a round to ten whole columns."""

from __future__ import annotations

import numpy as np
import pytest

from pairmatch.post import Model
from pairmatch.solve.engine import solve_tier
from pairmatch.solve.job import ROUTES, Route
from tests.tiny_models import best_of, keeps

UPPER = [1, 1, 2, 1, 1, 1, 2, 1, 2, 1]
POINTS = [0, 0, 0, 0, 0, 400, 1000, 0, -1, 120]
ROWS: list[tuple[dict[int, int], float, float]] = [
    ({1: -1, 2: -1}, -2, np.inf),
    ({2: -1, 3: 1, 4: 1}, -np.inf, 0),
    ({1: -1, 5: 1}, -np.inf, 0),
    ({2: -1, 6: 1}, -np.inf, 0),
    ({0: -1, 2: -1, 7: 1}, -1, np.inf),
    ({0: -1, 2: -1}, -np.inf, -1),
    ({7: 1, 8: -1}, -np.inf, -1),
    ({3: -1, 4: -1, 9: 1}, -np.inf, 0),
]
"""Coefficients by column, low, high."""
BEST = 2118
"""With the aggregator, 1519 is called optimal."""


def aggregated() -> Model:
    """The columns and rows above as a model."""
    cells = [(k, j, value) for k, (row, _, _) in enumerate(ROWS) for j, value in row.items()]
    row, column, coefficient = (np.array(part) for part in zip(*cells, strict=True))
    size = len(UPPER)
    return Model(
        lower=np.zeros(size),
        upper=np.array(UPPER, dtype=float),
        integer=np.ones(size, dtype=bool),
        low=np.array([low for _, low, _ in ROWS], dtype=float),
        high=np.array([high for _, _, high in ROWS], dtype=float),
        row=row,
        column=column,
        coefficient=coefficient.astype(float),
        shortfall=np.zeros(size),
        points=np.array(POINTS, dtype=float),
    )


@pytest.mark.parametrize("route", ROUTES)
def test_presolve_loses_no_best_plan(route: Route) -> None:
    model = aggregated()
    assert best_of(model, np.array(POINTS)) == (0, BEST)
    found = solve_tier(model, model.points, maximise=True, route=route, seed=1, time_limit_s=20)
    assert (found.state, found.value, found.bound) == ("proved", BEST, BEST)
    assert found.values is not None
    assert keeps(model, found.values)
