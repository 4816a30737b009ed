"""What `scenario.toml` may say: round, year, policy numbers, weights, forces, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from pairmatch.errors import Lang, Text

Force = Literal["hard", "relaxable", "principle", "preference"]
NumberValue = int | bool | tuple[str, ...]
Objective = Literal["total", "bands", "worst_first"]
"""What comes first among plans: all points together, counties that have little by bands, or the county
that has least, then the next, and so on."""

OWN = "pairmatch"
"""The clause written beside what no policy text says: the project's own choice."""
SCENARIO = "scenario"
"""The clause written beside a number that a scenario sets without naming a clause: its own."""
MOVED_MAX = "published_moved_max"
"""The number of published rows that may be moved: a side of a row of the province and nothing else."""


@dataclass(frozen=True)
class Number:
    """A policy number: its name, default, bounds and the clause it comes from.

    A tuple default means a list of terms.
    """

    name: str
    title: Text
    default: NumberValue
    clause: str
    low: int = 0
    high: int = 100_000


@dataclass(frozen=True)
class Given:
    """A value in force and why: the clause, document or reason the scenario or program gives."""

    value: NumberValue
    clause: str = ""
    document: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Limit:
    """What one unit, or all units of a side together, may spend a year.

    ``people`` away and ``money`` in yuan, None for no limit.
    """

    people: int | None = None
    money: int | None = None


@dataclass(frozen=True)
class Settings:
    """The whole of `scenario.toml`, resolved: every number, weight and force has a value.

    ``limits`` are by unit code, or by side for all its units together. The search ends when the gap is
    at most ``target_gap_percent``; 0 asks for the optimum. ``floors`` has the least needs met, in priority
    points, of counties for which somebody has found what they can have (rule T12).
    """

    name: str
    title: str
    round: str
    year: int
    language: Lang = "zh"
    seed: int = 20210
    time_limit_s: int = 60
    target_gap_percent: float = 0.0
    maximise: bool = True
    objective: Objective = "total"
    numbers: Mapping[str, Given] = field(default_factory=dict)
    weights: Mapping[str, Given] = field(default_factory=dict)
    forces: Mapping[str, Force] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)

    @property
    def first_year(self) -> int:
        """The year in which the round begins; 0 while the round could not be read."""
        return int(self.round.split("-")[0] or 0)

    @property
    def target_gap(self) -> Fraction:
        """The target relative to the value, exactly as it is written."""
        return Fraction(str(self.target_gap_percent)) / 100


SHARED_NUMBERS: tuple[Number, ...] = (
    Number(
        "city_pool",
        Text("市级结对可调用全市学校", "A city link opens the whole city's schools"),
        False,
        "GD-2§6",
    ),
    Number(
        "release_max",
        Text("每校派出人数上限", "People away from a school at a time"),
        5,
        OWN,
    ),
    Number(
        "rest_years",
        Text("支教期满后休整年数（0 为不设）", "Years of rest after a year in a team (0: none)"),
        1,
        OWN,
        0,
        15,
    ),
    Number(
        "takeover_percent",
        Text(
            "预测：尚未确认的跟岗人员接手的比例（%）",
            "Forecast: share of people placed who take the work over, not confirmed yet (%)",
        ),
        0,
        OWN,
        0,
        100,
    ),
)
"""Policy numbers that more than one programme reads."""
