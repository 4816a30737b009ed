"""Objectives side by side: the best plan for each, and what each costs by the measures of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from pairmatch.errors import NoPlanInTime, Text
from pairmatch.metrics import METRICS
from pairmatch.objective import FAIRNESS, with_objective
from pairmatch.plan import Plan
from pairmatch.planner import solve
from pairmatch.prices.start import Start
from pairmatch.programmes import TERMS
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.settings import Objective
from pairmatch.solve.hands import Hands
from pairmatch.verify import verify

NAMES: Mapping[Objective, Text] = {
    "total": Text("总分", "total"),
    "bands": Text("分档均衡", "bands"),
    "worst_first": Text("最差县优先", "worst first"),
}
MEASURED = ("need_coverage", "worst_county", "coverage_gini", "coverage_jain", "teams_done")
"""The metrics that are shown of each plan, beside shortfall, points and bands."""


@dataclass(frozen=True)
class Choice:
    """The plan of one objective: what is proved of it, and what it measures.

    ``shortfall``, ``points`` and ``bands`` are counted with the weights of the total, whatever the plan
    was made for.
    """

    objective: Objective
    result: Result
    shortfall: int
    points: int
    bands: int
    measured: Mapping[str, Measured]


@dataclass(frozen=True)
class Compared:
    """The plans of the objectives that had one in time, and the objectives that had none."""

    choices: tuple[Choice, ...]
    late: tuple[Objective, ...]


def metrics_shown() -> list[Metric]:
    """Return the metrics that are shown, in their order."""
    by_code = {metric.code: metric for metric in METRICS}
    return [by_code[code] for code in MEASURED]


def compared(
    start: Start,
    workers: Hands,
    limit_s: int,
    watch: Callable[[int, int], None] = lambda done, all_: None,
) -> Compared:
    """Plan a scenario for each objective in turn; for its own the run's plan is taken as it is.

    Each plan has ``limit_s`` seconds, and so has the search for what each county can have. Plans are
    verified.
    """
    total = with_objective(start.scenario, "total")
    found: list[Choice] = []
    late: list[Objective] = []
    names: Sequence[Objective] = get_args(Objective)
    for number, name in enumerate(names):
        watch(number, len(names))
        if name == start.scenario.settings.objective:
            found.append(_choice(total, name, start.plan, start.result))
            continue
        asked = with_objective(start.scenario, name)
        asked = asked.with_settings(replace(asked.settings, time_limit_s=limit_s))
        try:
            solved = solve(
                asked, workers=workers, rooms=start.rooms, earlier=start.state, levels_s=limit_s
            )
        except NoPlanInTime:
            late.append(name)
        else:
            found.append(_choice(total, name, solved.plan, solved.result))
    return Compared(tuple(found), tuple(late))


def _choice(total: Scenario, objective: Objective, plan: Plan, result: Result) -> Choice:
    judged = verify(total, plan)
    [term] = [term for term in TERMS if term.code == FAIRNESS]
    return Choice(
        objective,
        result,
        judged.shortfall,
        judged.value,
        term.measure(total, plan),
        {metric.code: metric.measure(total, plan) for metric in metrics_shown()},
    )
