"""What the verification of a plan counts: exceptions and shortfalls, by rule and by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measure, Measured, Metric
from pairmatch.programmes.rule import Violation
from pairmatch.programmes.shares import counted
from pairmatch.programmes.teams.index import in_priority_area
from pairmatch.report.names import unit_of
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN
from pairmatch.verify import Verification, verify


def exceptions(scenario: Scenario, verification: Verification) -> Measured:
    """Departures from principles, by rule."""
    return _by_rule(verification.exceptions)


def shortfalls(scenario: Scenario, verification: Verification) -> Measured:
    """Places where a relaxable rule is missed, by rule."""
    return _by_rule(verification.shortfalls)


def shortfall(scenario: Scenario, verification: Verification) -> Measured:
    """By how much relaxable rules are missed, weighted, by rule."""
    parts: dict[str, Fraction] = {}
    for x in verification.shortfalls:
        amount = scenario.weight(x.rule) * x.amount
        parts[x.rule] = parts.get(x.rule, Fraction()) + amount
    return Measured(Fraction(verification.shortfall), parts)


def exceptions_at(scenario: Scenario, verification: Verification) -> Measured:
    """Exceptions by recipient unit; those of the supporting side and of all are left out."""
    return counted(Counter(_recipients(scenario, verification.exceptions)))


def shortfalls_at(scenario: Scenario, verification: Verification) -> Measured:
    """Shortfalls by recipient unit; those of the supporting side and of all are left out."""
    return counted(Counter(_recipients(scenario, verification.shortfalls)))


def shortfalls_priority(scenario: Scenario, verification: Verification) -> Measured:
    """Shortfalls in recipient units that are known priority areas; ``at``: these units."""
    units = _recipients(scenario, verification.shortfalls)
    places = Counter(unit for unit in units if in_priority_area(scenario, unit))
    return counted(places, sorted(places))


def _by_rule(breaches: Iterable[Violation]) -> Measured:
    count = Counter(breach.rule for breach in breaches)
    parts = {code: Fraction(number) for code, number in count.items()}
    return Measured(Fraction(count.total()), parts)


def _recipients(scenario: Scenario, breaches: Iterable[Violation]) -> list[str]:
    """The unit of each breach that is about a recipient one."""
    units = (unit_of(scenario, breach.ids) for breach in breaches)
    return [unit for unit in units if unit and scenario.units[unit].side == "recipient"]


Judged = Callable[[Scenario, Verification], Measured]
_JUDGED: Mapping[str, Judged] = {
    x.__name__: x
    for x in (
        *(exceptions, exceptions_at, shortfalls, shortfall),
        *(shortfalls_at, shortfalls_priority),
    )
}
"""How each metric is counted, by its code."""


def of_verification(scenario: Scenario, verification: Verification) -> dict[str, Measured]:
    """Return the metrics that a verification knows."""
    return {code: judged(scenario, verification) for code, judged in _JUDGED.items()}


def _measure(code: str) -> Measure:
    """Measure a plan that has not been verified yet."""

    def measure(scenario: Scenario, plan: Plan) -> Measured:
        return _JUDGED[code](scenario, verify(scenario, plan))

    return measure


PLACES = Text("处", "places")

VERDICT: tuple[Metric, ...] = (
    Metric(
        "exceptions",
        Text("例外", "Exceptions"),
        Text("违反“原则上”规则的处数，按规则", "number of departures from principles, by rule"),
        PLACES,
        "lower",
        OWN,
        "technical",
        _measure("exceptions"),
        parted="rule",
        topic="rules",
    ),
    Metric(
        "exceptions_at",
        Text("例外（受援方）", "Exceptions in recipient units"),
        Text(
            "违反“原则上”规则且涉及受援单位的处数，按单位",
            "number of departures from principles that are about a recipient unit, by unit",
        ),
        PLACES,
        "lower",
        OWN,
        "technical",
        _measure("exceptions_at"),
        parted="unit",
        topic="rules",
    ),
    Metric(
        "shortfalls",
        Text("未达标", "Shortfalls"),
        Text(
            "未达到“尽量满足”规则的处数，按规则",
            "number of places where a relaxable rule is missed, by rule",
        ),
        PLACES,
        "lower",
        OWN,
        "technical",
        _measure("shortfalls"),
        parted="rule",
        topic="rules",
    ),
    Metric(
        "shortfall",
        Text("未达标量（加权）", "Shortfall, weighted"),
        Text(
            "Σ 规则权重×差数，按规则；求解时最先压低的数",
            "Σ weight of the rule × amount missed, by rule; what is minimised before all else",
        ),
        Text("分", "points"),
        "lower",
        OWN,
        "technical",
        _measure("shortfall"),
        parted="rule",
        topic="rules",
    ),
    Metric(
        "shortfalls_at",
        Text("未达标（受援方）", "Shortfalls in recipient units"),
        Text(
            "未达标且涉及受援单位的处数，按单位",
            "number of shortfalls that are about a recipient unit, by unit",
        ),
        PLACES,
        "lower",
        OWN,
        "technical",
        _measure("shortfalls_at"),
        parted="unit",
        topic="rules",
    ),
    Metric(
        "shortfalls_priority",
        Text("未达标（苏区老区民族地区）", "Shortfalls in priority areas"),
        Text(
            "其中位于已知的原中央苏区、革命老区、民族自治县的处数，按单位",
            "those of them in known priority areas, by unit",
        ),
        PLACES,
        "lower",
        "GD-2§1",
        "technical",
        _measure("shortfalls_priority"),
        parted="unit",
        topic="rules",
    ),
)
