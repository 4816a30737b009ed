"""Metrics: every number by which a plan is judged, of all rooms and of what joins them, in one list.

Everything but the proved gap is computed from scenario and plan alone, exactly; no solver is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.metrics.earlier import EARLIER
from pairmatch.metrics.proof import PROOF, of_result
from pairmatch.metrics.scarce import SCARCE
from pairmatch.metrics.verdict import VERDICT, of_verification
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS
from pairmatch.programmes.metric import Measured, Metric, Page, Topic
from pairmatch.programmes.room import Room
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.verify import Verification

__all__ = ["METRICS", "TOPICS", "Measured", "Metric", "measure", "metrics_of"]

_PAGES: tuple[Page, ...] = ("people", "technical")
TOPICS: dict[Topic, Text] = {
    "tasks": Text("任务完成", "Tasks"),
    "posts": Text("紧缺岗位", "Scarce posts"),
    "counties": Text("各受援县", "Recipient counties"),
    "schools": Text("帮扶对象", "Schools that are helped"),
    "years": Text("与往年相比", "Beside earlier years"),
    "supporters": Text("支援方负担", "Load of the supporters"),
    "quality": Text("安排质量", "Quality of the assignment"),
    "distance": Text("距离", "Distance"),
    "rules": Text("未达标和例外", "Shortfalls and exceptions"),
    "proof": Text("证明", "Proof"),
    "": Text("其他", "Others"),
}
"""The headings that metrics stand under, in their order."""
_ORDER = tuple(TOPICS)


JOINED: tuple[Metric, ...] = (*SCARCE, *EARLIER, *VERDICT, *PROOF)
"""The metrics that see several rooms, or what all of them have in common."""


def metrics_of(rooms: Sequence[Room]) -> tuple[Metric, ...]:
    """Return the metrics of the rooms and those that join them, by page and topic."""
    every = (*(metric for room in rooms for metric in room.metrics), *JOINED)
    return tuple(sorted(every, key=lambda x: (_PAGES.index(x.page), _ORDER.index(x.topic))))


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
