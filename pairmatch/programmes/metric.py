"""Metric and Measured: how good a plan is in one respect, as a number that anybody can recompute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.scenario import Scenario

Page = Literal["people", "technical"]
Parted = Literal["", "unit", "subject", "bin", "rule"]
Topic = Literal[
    "tasks",
    "posts",
    "counties",
    "schools",
    "years",
    "supporters",
    "quality",
    "distance",
    "rules",
    "proof",
    "",
]


@dataclass(frozen=True)
class Measured:
    """What a metric is in one plan.

    ``value`` is exact; None where there is nothing to measure. ``parts`` are the same by unit code,
    subject (or role), distance or rule, in canonical order; ``at`` the ids that the value is about.
    """

    value: Fraction | None
    parts: Mapping[str, Fraction] = field(default_factory=dict)
    at: tuple[str, ...] = ()


Measure = Callable[[Scenario, Plan], Measured]


@dataclass(frozen=True)
class Metric:
    """One number about a plan, in words: what it is called, how it is computed, which way is better.

    ``code`` is a stable key in snake_case. ``better`` is '' for what is neither good nor bad. The
    ``people`` page is for those who judge, the ``technical`` one for those who check. ``parted`` says
    what the parts go by. A ``percent`` is a share, 0 to 1, shown times 100. ``topic`` is the heading
    that it stands under.
    """

    code: str
    name: Text
    formula: Text
    unit: Text
    better: Literal["higher", "lower", ""]
    clause: str
    page: Page
    measure: Measure
    parted: Parted = ""
    decimals: int = 0
    percent: bool = False
    topic: Topic = ""
