"""Scarce posts as metrics: asked, filled, at most possible with today's people.

Scarce are the posts that today's people cannot all fill, whatever the plan: the same in every plan of
a scenario, so that plans can be compared by how many of them they fill.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measure, Measured, Metric
from pairmatch.programmes.shares import PERCENT
from pairmatch.programmes.teams.coverage import POSTS, post_of
from pairmatch.report.scarce import Scarcity, scarcities
from pairmatch.scenario import Scenario


def _summed(number: Callable[[Scarcity], int]) -> Measure:
    """Measure a number of all scarce posts, whole and by post."""

    def measure(scenario: Scenario, plan: Plan) -> Measured:
        short = (x for x in scarcities(scenario, plan) if x.possible < x.asked)
        found = {post_of(x.role, x.subject): x for x in short}
        parts = {post: Fraction(number(found[post])) for post in POSTS if post in found}
        return Measured(sum(parts.values(), Fraction()), parts)

    return measure


asked = _summed(lambda x: x.asked)
filled = _summed(lambda x: x.filled)
possible = _summed(lambda x: x.possible)


def reached(scenario: Scenario, plan: Plan) -> Measured:
    """Filled of what is possible, whole and by post; posts that nobody can fill are left out."""
    done, most = filled(scenario, plan), possible(scenario, plan)
    parts = {post: done.parts[post] / part for post, part in most.parts.items() if part}
    return Measured((done.value or Fraction()) / most.value if most.value else None, parts)


POST = Text("个岗位", "posts")

SCARCE: tuple[Metric, ...] = (
    Metric(
        "scarce_asked",
        Text("紧缺岗位需求", "Scarce posts asked for"),
        Text(
            "现有可派人员填不满的学科（岗位）的需求人数",
            "posts asked for in subjects (or roles) that today's people cannot all fill",
        ),
        POST,
        "",
        "GD-2§5",
        "people",
        asked,
        parted="subject",
        topic="posts",
    ),
    Metric(
        "scarce_filled",
        Text("紧缺岗位已满足", "Scarce posts filled"),
        Text("其中已满足的人数", "those of them that are filled"),
        POST,
        "",
        "GD-2§5",
        "people",
        filled,
        parted="subject",
        topic="posts",
    ),
    Metric(
        "scarce_possible",
        Text("紧缺岗位最多可满足", "Scarce posts, at most possible"),
        Text(
            "现有可派人员最多可满足的人数（上限，由计数得出，不经求解）",
            "posts that today's people can fill at most (an upper bound, by counting)",
        ),
        POST,
        "",
        "GD-2§5",
        "people",
        possible,
        parted="subject",
        topic="posts",
    ),
    Metric(
        "scarce_reached",
        Text("紧缺岗位达到可能的比例", "Scarce posts filled of those possible"),
        Text("已满足 ÷ 最多可满足", "filled / at most possible"),
        PERCENT,
        "higher",
        "GD-2§5",
        "people",
        reached,
        parted="subject",
        decimals=1,
        percent=True,
        topic="posts",
    ),
)
