"""The whole scenario as one model for one solver: the same arrays, shared rows as ordinary ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from pairmatch.arrays import FloatArray
from pairmatch.component import Component, component
from pairmatch.model import build
from pairmatch.naming import propose
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Model, Variables
from pairmatch.programmes import ROOMS, RULES, plan_tables_of
from pairmatch.scenario import Scenario

FIRST_TIER = 0.5
"""At most this share of the time goes into the least shortfall, so that some is left for points."""


@dataclass(frozen=True)
class Step:
    """What was known at a moment: seconds since the start, shortfall and points of the best plan.

    Each is None where it is not known; ``bound`` is that of points, once the shortfall is settled.
    """

    seconds: float
    shortfall: int | None
    value: int | None
    bound: int | None = None


@dataclass
class Found:
    """What a solver found: values of the columns, the least shortfall and most points it proved."""

    values: FloatArray | None = None
    floor: int | None = None
    bound: int | None = None
    steps: list[Step] = field(default_factory=list)


Solver = Callable[[Model, float], Found]
"""A model and the seconds there are, in; what was found, out."""


@dataclass(frozen=True)
class Joined:
    """One model of all units together, with what is needed to read a plan off it."""

    part: Component
    model: Model
    variables: Variables

    @classmethod
    def of(cls, scenario: Scenario) -> Joined:
        """Build the model of a scenario as one component."""
        part = component(scenario, tuple(scenario.units))
        return cls(part, *build(part, ROOMS, RULES))

    def plan(self, values: FloatArray) -> Plan:
        """Read a plan off the values of the columns, named people proposed."""
        tables = plan_tables_of(ROOMS)
        rows: dict[type[Assignment], list[Assignment]] = {}
        for room in ROOMS:
            if room.extract is not None:
                rows.update(room.extract(self.part, self.variables, values, Plan(tables, rows)))
        return propose(self.part.scenario, Plan(tables, rows))


def with_shortfall(model: Model, most: int) -> Model:
    """Return a model with one row more: the weighted shortfall is at most a number."""
    used = np.flatnonzero(model.shortfall)
    if not used.size:
        return model
    return Model(
        lower=model.lower,
        upper=model.upper,
        integer=model.integer,
        low=np.append(model.low, -np.inf),
        high=np.append(model.high, float(most)),
        row=np.concatenate([model.row, np.full(len(used), len(model.low), dtype=np.int32)]),
        column=np.concatenate([model.column, used.astype(np.int32)]),
        coefficient=np.concatenate(
            [model.coefficient, model.shortfall[used].astype(model.coefficient.dtype)]
        ),
        shortfall=model.shortfall,
        points=model.points,
    )


def worth(model: Model, values: FloatArray) -> tuple[int, int]:
    """Return shortfall and points of some values of the columns."""
    return round(float(model.shortfall @ values)), round(float(model.points @ values))
