"""How the supporting units share the work: people sent beside those they offer, or have as teachers."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import lru_cache

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.shares import most
from pairmatch.programmes.spread import gini
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import TeacherCount
from pairmatch.settings import OWN

PER = 1000


@lru_cache(maxsize=8)
def offered(scenario: Scenario) -> Counter[str]:
    """People whom each supporting unit offers."""
    found: Counter[str] = Counter()
    for row in scenario.available:
        if scenario.side(row.school_code) == "supporting":
            found[scenario.homes[row.school_code]] += row.count
    return found


@lru_cache(maxsize=8)
def teachers(scenario: Scenario) -> Counter[str]:
    """Teachers present in the schools of each supporting unit, where the data say it."""
    found: Counter[str] = Counter()
    for row in scenario.rows(TeacherCount):
        if scenario.side(row.school_code) == "supporting":
            found[scenario.homes[row.school_code]] += row.present
    return found


def _loads(scenario: Scenario, plan: Plan, among: Counter[str]) -> dict[str, Fraction]:
    """People sent a thousand people of each unit that has any."""
    sent = Counter(scenario.homes[seat.supporting_school] for seat in plan.rows(Seat))
    return {unit: Fraction(PER * sent[unit], among[unit]) for unit in sorted(among) if among[unit]}


def load_offered(scenario: Scenario, plan: Plan) -> Measured:
    """People sent per thousand offered; the value is that of the most loaded unit."""
    return most(_loads(scenario, plan, offered(scenario)))


def load_teachers(scenario: Scenario, plan: Plan) -> Measured:
    """People sent per thousand teachers, of units whose teachers are in the data."""
    return most(_loads(scenario, plan, teachers(scenario)))


def load_gini(scenario: Scenario, plan: Plan) -> Measured:
    """Gini coefficient of the units' loads, each per thousand people offered."""
    return Measured(gini(_loads(scenario, plan, offered(scenario)).values()))


PER_THOUSAND = Text("人/千人", "people a thousand")

LOAD: tuple[Metric, ...] = (
    Metric(
        "load_teachers",
        Text(
            "每千名教师派出人数（最重的支援单位）",
            "People sent per thousand teachers, most loaded unit",
        ),
        Text(
            "派出人数×1000 ÷ 本单位学校在 teachers 表中的现有教师数；表中没有支援方教师的单位不计",
            "people sent × 1000 / teachers present in the unit's schools by the table teachers;"
            " units that it does not have are left out",
        ),
        PER_THOUSAND,
        "lower",
        "GD-2-1§36",
        "people",
        load_teachers,
        parted="unit",
        decimals=1,
        topic="supporters",
    ),
    Metric(
        "load_offered",
        Text(
            "每千名可派人员派出人数（最重的支援单位）",
            "People sent per thousand offered, most loaded unit",
        ),
        Text(
            "派出人数×1000 ÷ 本单位学校在 staff 表中的可派人数（不愿去的不计）；不是在职教师总数",
            "people sent × 1000 / people whom the unit's schools offer in the table staff"
            " (the unwilling apart); not all its teachers",
        ),
        PER_THOUSAND,
        "lower",
        "GD-2-1§36",
        "people",
        load_offered,
        parted="unit",
        decimals=1,
        topic="supporters",
    ),
    Metric(
        "load_gini",
        Text("支援方负担的基尼系数", "Gini of the supporters' load"),
        Text(
            "Σ|xᵢ − xⱼ| ÷ (2n Σx)，x 为各支援单位每千名可派人员派出人数",
            "Σ|xᵢ − xⱼ| / (2n Σx), x: people sent per thousand offered of a supporting unit",
        ),
        Text("", ""),
        "lower",
        OWN,
        "technical",
        load_gini,
        decimals=3,
        topic="supporters",
    ),
)
