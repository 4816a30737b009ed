"""HiGHS on the monolithic model: least shortfall first, then points, one thread."""

from __future__ import annotations

import re
import time

from benchmarks.baselines.monolith import FIRST_TIER, Found, Step, with_shortfall, worth
from pairmatch.arrays import FloatArray
from pairmatch.post import Model
from pairmatch.solve.engine import SolverFault, solve_tier

NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|-?inf)"
PROGRESS = re.compile(rf"\d+\.\d+%\s+{NUMBER}\s+{NUMBER}\s+\S+")
"""A line of the log of branch and bound: share explored, best bound, best solution, gap."""


def solve_highs(model: Model, time_limit_s: float) -> Found:
    """Solve a model tier by tier and return what was found in the time there is."""
    watch = _Watch()
    found = Found(steps=watch.steps)
    first = _tier(model, model.shortfall, False, FIRST_TIER * time_limit_s, None, watch)
    if first is None:
        return found
    values, bound = first
    found.floor = bound
    if values is None:
        return found
    found.values, shortfall = values, worth(model, values)[0]
    watch.settle(shortfall, worth(model, values)[1])
    left = time_limit_s - watch.seconds
    second = _tier(with_shortfall(model, shortfall), model.points, True, left, values, watch)
    if second is not None:
        found.bound = second[1]
        if second[0] is not None and worth(model, second[0])[1] >= worth(model, values)[1]:
            found.values = second[0]
            watch.settle(*worth(model, second[0]))
    return found


def _tier(
    model: Model,
    objective: FloatArray,
    maximise: bool,
    time_limit_s: float,
    hint: FloatArray | None,
    watch: _Watch,
) -> tuple[FloatArray | None, int] | None:
    """Return values and bound of one tier; None where the solver breaks down."""
    if time_limit_s <= 0:
        return None
    try:
        tier = solve_tier(
            model,
            objective,
            maximise=maximise,
            route="highs",
            seed=0,
            time_limit_s=time_limit_s,
            hint=hint,
            log=watch.hear,
        )
    except SolverFault:
        return None
    return tier.values, tier.bound


class _Watch:
    """Reads the best plan off the solver's log, with the time at which it was said."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shortfall: int | None = None
        self.steps: list[Step] = []

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def settle(self, shortfall: int, value: int) -> None:
        """Note a plan whose shortfall and points are known."""
        self._shortfall = shortfall
        self.steps.append(Step(self.seconds, shortfall, value))

    def hear(self, line: str) -> None:
        """Note the best plan that a line of the log speaks of."""
        said = PROGRESS.search(line)
        if said is None or "inf" in said[2]:
            return
        best = round(float(said[2]))
        bound = None if "inf" in said[1] else int(float(said[1]))
        if self._shortfall is None:
            step = Step(self.seconds, best, None)
        else:
            step = Step(self.seconds, self._shortfall, best, bound)
        self.steps.append(step)
