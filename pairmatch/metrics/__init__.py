"""Metrics: every number by which a plan is judged, of all rooms and of what joins them, in one list.

Everything but the proved gap is computed from scenario and plan alone, exactly; no solver is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.metrics.proof import PROOF, of_result
from pairmatch.metrics.verdict import VERDICT, of_verification
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS
from pairmatch.programmes.metric import Measured, Metric, Page, Topic
from pairmatch.programmes.room import Room
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.verify import Verification

__all__ = ["METRICS", "Measured", "Metric", "measure", "metrics_of"]

_PAGES: tuple[Page, ...] = ("people", "technical")
_TOPICS: tuple[Topic, ...] = (
    *("tasks", "posts", "counties", "schools", "years", "supporters", "quality", "proof", ""),
)


def metrics_of(rooms: Sequence[Room]) -> tuple[Metric, ...]:
    """Return the metrics of the rooms and those that join them, by page and topic."""
    every = (*(metric for room in rooms for metric in room.metrics), *VERDICT, *PROOF)
    return tuple(sorted(every, key=lambda x: (_PAGES.index(x.page), _TOPICS.index(x.topic))))


METRICS: tuple[Metric, ...] = metrics_of(ROOMS)
"""All metrics in the order of the page that explains them."""


def measure(
    scenario: Scenario,
    plan: Plan,
    verification: Verification,
    result: Result,
    rooms: Sequence[Room] = ROOMS,
) -> dict[str, Measured]:
    """Measure a plan in every respect; what verification and result know is taken from them."""
    known: Mapping[str, Measured] = of_verification(scenario, verification) | of_result(result)
    return {
        metric.code: known[metric.code] if metric.code in known else metric.measure(scenario, plan)
        for metric in metrics_of(rooms)
    }
