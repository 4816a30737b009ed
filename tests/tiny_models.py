"""Random models so small that every plan of them can be enumerated."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model, Use, _with_most_missed
from pairmatch.solve.held import Held
from pairmatch.solve.job import Column, Job, Outcome
from pairmatch.solve.search import Search, Tell
from pairmatch.solve.sparse import Sparse

A_LITTLE = 1e-4
"""How much is probed of a site."""
TINY = 1e-5
"""By how much a solver's slack may be off."""


def size_of(r: Random) -> tuple[int, int]:
    """How many whole columns and how many rows a model has: the first that is drawn of it."""
    return r.randint(1, 5), r.randint(0, 5)


def tiny_model(r: Random, *, probe: bool = True) -> Model:
    """A few whole columns and rows; soft rows have a slack that counts as shortfall or in points."""
    whole, rows = size_of(r)
    upper = [float(r.randint(0, 3)) for _ in range(whole)]
    low, high = [-np.inf] * rows, [np.inf] * rows
    row: list[int] = []
    column: list[int] = []
    value: list[float] = []
    shortfall, points = [0.0] * whole, [float(r.randint(-5, 9)) for _ in range(whole)]
    slack: list[int] = []
    for k in range(rows):
        for j in range(whole):
            if r.random() < 0.7:
                row.append(k)
                column.append(j)
                value.append(float(r.choice([1, 1, 2, 3, -1, -2])))
        side, soft = r.choice(["low", "high", "both"]), r.random() < 0.6
        if side != "high" or soft:
            low[k] = float(r.randint(-1, 5))
        if side == "high" or (side == "both" and not soft):
            high[k] = max(low[k], 0) + r.randint(0, 3)
        if soft:
            low[k] = -np.inf if side == "high" else low[k]
            slack.append(len(upper))
            row.append(k)
            column.append(len(upper))
            value.append(-1.0 if side == "high" else 1.0)
            upper.append(np.inf)
            relaxable = r.random() < 0.5
            shortfall.append(float(r.randint(1, 3)) if relaxable else 0.0)
            points.append(0.0 if relaxable else -float(r.randint(0, 9)))
    cells = np.array(row, dtype=np.int64), np.array(column, dtype=np.int64)
    coefficient = np.array(value)
    sides = np.array(low), np.array(high)
    slacks = np.array(slack, dtype=np.int64)
    lowest = [float(r.choice([0, 0.25, 0.5])) if end >= 1 else 0.0 for end in upper[:whole]]
    return Model(
        lower=np.zeros(len(upper)),
        upper=_with_most_missed(np.array(upper), slacks, *sides, *cells, coefficient),
        integer=np.array([j < whole for j in range(len(upper))]),
        low=sides[0],
        high=sides[1],
        row=cells[0],
        column=cells[1],
        coefficient=coefficient,
        shortfall=np.array(shortfall),
        points=np.array(points),
        slack_rule=dict.fromkeys(slack, "X"),
        slack_ids={j: (str(j),) for j in slack},
        uses=tuple(_use(r, whole) for _ in range(r.choice([0, 1, 1, 2]))),
        probe=np.array(lowest + [0.0] * len(slack)) if probe and r.random() < 0.5 else None,
        block=np.array([r.randint(-1, 2) if j < whole else -1 for j in range(len(upper))]),
        sketch=np.array([j >= whole or r.random() < 0.5 for j in range(len(upper))]),
    )


def model_of(
    rows: list[tuple[dict[int, float], float, float]],
    *,
    upper: list[float],
    points: list[float],
    slack: list[int],
    probe: list[float],
) -> Model:
    """A model of rows, each with its coefficients by column and its two sides; all in whole numbers.

    Each unit of a slack is one of shortfall.
    """
    cells = [(k, j, x) for k, (row, _, _) in enumerate(rows) for j, x in sorted(row.items())]
    shortfall = np.zeros(len(upper))
    shortfall[slack] = 1.0
    return Model(
        lower=np.zeros(len(upper)),
        upper=np.array(upper),
        integer=np.array([j not in slack for j in range(len(upper))]),
        low=np.array([low for _, low, _ in rows]),
        high=np.array([high for _, _, high in rows]),
        row=np.array([k for k, _, _ in cells], dtype=np.int64),
        column=np.array([j for _, j, _ in cells], dtype=np.int64),
        coefficient=np.array([x for _, _, x in cells]),
        shortfall=shortfall,
        points=np.array(points),
        slack_rule=dict.fromkeys(slack, "X"),
        slack_ids={j: (str(j),) for j in slack},
        probe=np.array(probe),
    )


def _use(r: Random, whole: int) -> Use:
    some = np.array(sorted(r.sample(range(whole), r.randint(1, whole))), dtype=np.int64)
    amount = np.array([r.choice([1, 1, 2]) for _ in some], dtype=np.int64)
    return Use("Y", ("all",), some, amount, -np.inf, float(r.randint(0, 4)))


def plans(model: Model) -> FloatArray:
    """Every plan, one a line: whole columns by enumeration, each slack as small as it may be."""
    whole = np.flatnonzero(model.integer)
    grid = list(product(*(range(int(model.upper[j]) + 1) for j in whole)))
    found = np.zeros((len(grid), len(model.upper)))
    found[:, whole] = np.array(grid).reshape(len(grid), len(whole))
    a = matrix(model)
    activity = found @ a.T
    missed = np.maximum(np.maximum(model.low - activity, activity - model.high), 0.0)
    for j in model.slack_rule:
        k = int(model.row[model.column == j][0])
        found[:, j] = missed[:, k]
    return found[_kept(model, found, a)]


def matrix(model: Model) -> FloatArray:
    """The coefficients as a full matrix, in a way of its own."""
    a = np.zeros((len(model.low), len(model.upper)))
    for k, j, value in zip(model.row, model.column, model.coefficient, strict=True):
        a[k, j] += value
    return a


def keeps(model: Model, plan: FloatArray) -> bool:
    """Whether a plan keeps every row and every column's ends, whole columns exactly."""
    return bool(_kept(model, plan[np.newaxis], matrix(model))[0])


def _kept(model: Model, plans: FloatArray, a: FloatArray) -> BoolArray:
    """Which of these plans, one a line, keep everything."""
    activity = plans @ a.T
    inside = (model.low - TINY <= activity) & (activity <= model.high + TINY)
    within = (plans >= -TINY) & (plans <= model.upper + TINY)
    whole = plans[:, model.integer] == np.rint(plans[:, model.integer])
    return np.asarray(inside.all(axis=1) & within.all(axis=1) & whole.all(axis=1))


def best_of(model: Model, objective: IntArray) -> tuple[int, int] | None:
    """The least shortfall and the most that a plan with it is worth; None without any plan."""
    found = plans(model)
    if not len(found):
        return None
    shortfall = found @ model.shortfall
    least = shortfall.min()
    return int(least), int((found[shortfall == least] @ objective).max())


def column_of(model: Model, values: FloatArray) -> Column:
    """The plan with the figures that belong to it."""
    return Column(
        shortfall=round(float(model.shortfall @ values)),
        points=round(float(model.points @ values)),
        uses=tuple(round(float(use.amount @ values[use.column])) for use in model.uses),
        values=Sparse.of(values),
    )


def searched(model: Model, job: Job, tell: Tell = lambda half: None) -> Outcome:
    """What a search for a child that does not know the model yet comes to."""
    return Search(Held(lambda: model), job, tell).run()
