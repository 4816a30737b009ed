"""Shared rows: one plan chosen for each component so that together they keep the province's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pairmatch.post import Ids, Model, Use
from pairmatch.settings import Force
from pairmatch.solve.job import HALF, Aim, Column

PART = 1024
"""Uses of relaxed plans are fractions; they are counted in this part of a unit."""
ROUNDING = 1e-9
"""What relaxed plans are worth is compared within this part of it, for the solver's rounding."""
DEAREST = 1 << 14
"""Points that a unit of a shared row may cost at the most while prices are sought."""


@dataclass(frozen=True)
class SharedRow:
    """One row that all components share: its rule, its finite side, and what missing it costs.

    ``upper`` tells whether the side is an upper limit. A hard row is never missed; a relaxable one
    counts ``weight`` in the shortfall, another soft one in points, for each unit.
    """

    code: str
    ids: Ids
    side: int
    upper: bool
    force: Force
    weight: int

    @classmethod
    def of(cls, use: Use, force: Force, weight: int) -> SharedRow:
        """Return the row that a component's part belongs to."""
        upper = bool(np.isfinite(use.high))
        if upper == bool(np.isfinite(use.low)):
            raise ValueError(f"shared rows of the rule {use.code} need one finite side")
        return cls(use.code, use.ids, int(use.high if upper else use.low), upper, force, weight)

    @property
    def must(self) -> bool:
        """Whether missing it comes before all points: it is hard, or counts as shortfall."""
        return self.force in ("hard", "relaxable")

    def missed(self, used: float) -> float:
        """Return by how much a total use misses the side, negative where there is room."""
        return used - self.side if self.upper else self.side - used


def worth_of_sides(rows: Sequence[SharedRow], aim: Aim) -> int:
    """Return what the rows' sides are worth at an aim's prices, in half points."""
    return sum(price * row.side for price, row in zip(aim.prices, rows, strict=False))


@dataclass(frozen=True)
class Relaxed:
    """A component's relaxed plan: half points and use of each shared row."""

    points: float
    uses: tuple[float, ...]

    def worth(self, aim: Aim) -> float:
        """Return what the plan is worth at an aim, in half points."""
        return self.points - sum(p * u for p, u in zip(aim.prices, self.uses, strict=True))


def between(shown: Mapping[Aim, Relaxed], aim: Aim) -> Relaxed | None:
    """Return the best plan at an aim where those of other aims show it, None if they do not.

    What a component is worth is convex in the prices, so at an aim between two others it is at most what
    lies between them. A plan that is worth as much there is the best.
    """
    for (a, one), (b, other) in combinations(shown.items(), 2):
        part = _part(a, b, aim)
        if part is not None:
            most = (1 - part) * one.worth(a) + part * other.worth(b)
            for plan in (one, other):
                if plan.worth(aim) >= most - ROUNDING * max(1.0, abs(most)):
                    return plan
    return None


def _part(a: Aim, b: Aim, aim: Aim) -> float | None:
    """Return how far an aim is on the way from a to b, None if it is not on it."""
    way = [y - x for x, y in zip(a.prices, b.prices, strict=True)]
    gone = [y - x for x, y in zip(a.prices, aim.prices, strict=True)]
    longest = max(range(len(way)), key=lambda k: abs(way[k]))
    if any(g * way[longest] != gone[longest] * w for g, w in zip(gone, way, strict=True)):
        return None
    part = gone[longest] / way[longest]
    return part if 0 <= part <= 1 else None


def price_model(
    rows: Sequence[SharedRow], sides: Sequence[float], pools: Sequence[Sequence[Relaxed]]
) -> Model:
    """Return the model that mixes relaxed plans so as to keep ``sides``; its duals are prices.

    For every component: Σ_j mix[j] = 1; for every shared row: Σ use[j] mix[j] within the side, missed
    at a price. Rows of the components come first.
    """
    owner = [c for c, pool in enumerate(pools) for _ in pool]
    plans = [plan for pool in pools for plan in pool]
    uses = [[round(PART * plan.uses[k]) for plan in plans] for k in range(len(rows))]
    whole = [round(PART * side) for side in sides]
    dearest = [DEAREST if row.must else row.weight for row in rows]
    return _mixing(
        rows,
        whole,
        owner,
        uses,
        points=[plan.points / HALF for plan in plans],
        shortfall=[0] * len(plans),
        slack_points=[-price for price in dearest],
        slack_shortfall=[0] * len(rows),
        unit=PART,
    )


def choice_model(rows: Sequence[SharedRow], pools: Sequence[Sequence[Column]]) -> Model:
    """Return the model that chooses one plan of each component's pool: least shortfall, most points."""
    owner = [c for c, pool in enumerate(pools) for _ in pool]
    plans = [plan for pool in pools for plan in pool]
    soft = [row.force in ("principle", "preference") for row in rows]
    relaxable = [row.force == "relaxable" for row in rows]
    model = _mixing(
        rows,
        [row.side for row in rows],
        owner,
        [[plan.uses[k] for plan in plans] for k in range(len(rows))],
        points=[plan.points for plan in plans],
        shortfall=[plan.shortfall for plan in plans],
        slack_points=[-row.weight if s else 0 for row, s in zip(rows, soft, strict=True)],
        slack_shortfall=[row.weight if s else 0 for row, s in zip(rows, relaxable, strict=True)],
    )
    hard = np.array([row.force == "hard" for row in rows], dtype=bool)
    model.upper[len(plans) :][hard] = 0
    return model


def _mixing(
    rows: Sequence[SharedRow],
    sides: Sequence[int],
    owner: Sequence[int],
    uses: Sequence[Sequence[int]],
    *,
    points: Sequence[float],
    shortfall: Sequence[int],
    slack_points: Sequence[float],
    slack_shortfall: Sequence[int],
    unit: int = 1,
) -> Model:
    """Return a model with one binary column a plan, then one slack column a shared row.

    ``unit`` is what one unit of use counts in ``uses`` and ``sides``.
    """
    plans, components, count = len(owner), max(owner, default=-1) + 1, len(rows)
    used = np.array(uses, dtype=np.float64).reshape(count, plans)
    row_k, row_j = np.nonzero(used)
    sign = np.array([-unit if row.upper else unit for row in rows], dtype=np.float64)
    side = np.array(sides, dtype=np.float64)
    is_upper = np.array([row.upper for row in rows], dtype=bool)
    most = np.abs(used).sum(axis=1) + np.abs(side)
    slack = np.arange(count)
    one = np.ones(components)
    row = np.concatenate([np.array(owner, dtype=np.int64), components + row_k, components + slack])
    column = np.concatenate([np.arange(plans), row_j, plans + slack])
    coefficient = np.concatenate([np.ones(plans), used[row_k, row_j], sign])
    order = np.lexsort((column, row))
    return Model(
        lower=np.zeros(plans + count),
        upper=np.concatenate([np.ones(plans), most]),
        integer=np.concatenate([np.ones(plans, dtype=bool), np.zeros(count, dtype=bool)]),
        low=np.concatenate([one, np.where(is_upper, -np.inf, side)]),
        high=np.concatenate([one, np.where(is_upper, side, np.inf)]),
        row=row[order],
        column=column[order],
        coefficient=coefficient[order],
        shortfall=np.concatenate([shortfall, slack_shortfall]).astype(np.float64),
        points=np.concatenate([points, slack_points]).astype(np.float64),
    )
