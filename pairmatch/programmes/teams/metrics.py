"""How good the support teams are: needs met, where, and how evenly among counties and supporters."""

from __future__ import annotations

from collections import Counter

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.shares import share
from pairmatch.programmes.teams.index import met_posts, teams
from pairmatch.scenario import Scenario
from pairmatch.schema import Need


def _needs(scenario: Scenario, plan: Plan) -> tuple[Counter[str], Counter[str]]:
    """Priority × posts asked for and met, by the unit of the school that asks."""
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for need in scenario.rows(Need):
        asked[scenario.homes[need.school_code]] += need.priority * need.posts
    for seats in teams(plan).values():
        for need, found in met_posts(scenario, seats):
            met[scenario.homes[need.school_code]] += need.priority * found
    return asked, met


def need_coverage(scenario: Scenario, plan: Plan) -> Measured:
    """Share of what all recipient schools ask for, weighted with the priority."""
    asked, met = _needs(scenario, plan)
    return share(met, asked)


def worst_county(scenario: Scenario, plan: Plan) -> Measured:
    """Return the least need coverage of a county that asks for something; ``at``: who has it."""
    parts = need_coverage(scenario, plan).parts
    counties = {u.unit_code for u in scenario.recipient_counties} & set(parts)
    if not counties:
        return Measured(None)
    least = min(parts[unit] for unit in counties)
    return Measured(least, {}, tuple(u for u in sorted(counties) if parts[u] == least))


METRICS: tuple[Metric, ...] = (
    Metric(
        "worst_county",
        Text("最差县的需求满足率", "Need coverage of the worst county"),
        Text(
            "各受援县 need_coverage 的最小值（不含市直）",
            "least need_coverage of a recipient county (schools run by a city apart)",
        ),
        Text("%", "%"),
        "higher",
        "GD-2-1§36",
        "people",
        worst_county,
        decimals=1,
        percent=True,
        topic="counties",
    ),
    Metric(
        "need_coverage",
        Text("需求满足率（按优先级加权）", "Need coverage, weighted"),
        Text(
            "Σ 优先级×满足岗位 ÷ Σ 优先级×需求岗位，含没有团队的学校",
            "Σ priority × posts met / Σ priority × posts asked, schools without a team included",
        ),
        Text("%", "%"),
        "higher",
        "GD-2§5",
        "technical",
        need_coverage,
        parted="unit",
        decimals=1,
        percent=True,
        topic="counties",
    ),
)
