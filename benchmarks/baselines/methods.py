"""The baselines by name: each takes a scenario and the seconds there are, and returns what it found."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.baselines.cpsat import solve_cpsat
from benchmarks.baselines.flow import Matcher, by_networkx, by_ortools, plan_pairs
from benchmarks.baselines.highs import solve_highs
from benchmarks.baselines.monolith import Found, Joined, Solver, Step
from pairmatch.bench.greedy import plan_greedily
from pairmatch.bench.greedy.pairs import pair_points
from pairmatch.plan import Plan
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.scenario import Scenario
from pairmatch.schema import Staff


@dataclass(frozen=True)
class Answer:
    """A plan if there is one, what is proved, when which plan was there, and seconds of building.

    ``floor`` is the least shortfall and ``bound`` the most points that the method itself proves.
    """

    plan: Plan | None
    build_s: float = 0.0
    floor: int | None = None
    bound: int | None = None
    steps: tuple[Step, ...] = ()


Method = Callable[[Scenario, float], Answer]


def _greedy(scenario: Scenario, time_limit_s: float) -> Answer:
    return Answer(plan_greedily(scenario))


def _monolith(solve: Solver) -> Method:
    def method(scenario: Scenario, time_limit_s: float) -> Answer:
        began = time.monotonic()
        joined = Joined.of(scenario)
        build_s = time.monotonic() - began
        found = solve(joined.model, time_limit_s - build_s)
        plan = None if found.values is None else joined.plan(found.values)
        return Answer(plan, build_s, found.floor, found.bound, _later(found, build_s))

    return method


def _later(found: Found, build_s: float) -> tuple[Step, ...]:
    """Return the steps counted from before the model was built."""
    return tuple(replace(step, seconds=step.seconds + build_s) for step in found.steps)


def _flow(match: Matcher) -> Method:
    def method(scenario: Scenario, time_limit_s: float) -> Answer:
        plan = plan_pairs(scenario, match)
        # A flow of least cost is an optimum of pairs; with people there may be more to plan than pairs.
        proved = not scenario.rows(Staff)
        points = sum(
            pair_points(scenario, x.recipient_school, x.supporting_school)
            for x in plan.rows(SchoolPair)
        )
        return Answer(plan, floor=0 if proved else None, bound=points if proved else None)

    return method


METHODS: dict[str, Method] = {
    "greedy": _greedy,
    "cpsat": _monolith(solve_cpsat),
    "highs": _monolith(solve_highs),
    "flow": _flow(by_ortools),
    "networkx": _flow(by_networkx),
}
PLANNERS = ("greedy", "cpsat", "highs")
"""The baselines of a whole plan."""
MATCHERS = ("greedy", "flow", "networkx")
"""The baselines of pairing with scores from outside."""
