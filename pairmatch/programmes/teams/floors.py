"""Floors: what each county has of the needs that it asks for, by level, and that none has less (T12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.index import met_posts, needs_of, site_of, teams
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.schema import Need

LEVELS = 1000
"""Levels of a county's need coverage: a level is a tenth of a percent."""


@lru_cache(maxsize=8)
def asked_points(scenario: Scenario) -> Mapping[str, tuple[int, int]]:
    """Return of each county what its schools ask for, and what is met without a team, in priority points.

    Counties that ask for nothing are left out, and schools that a city runs.
    """
    counties = {unit.unit_code for unit in scenario.recipient_counties}
    asked: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for need in scenario.rows(Need):
        asked[scenario.homes[need.school_code]] += need.priority * need.posts
    for needs in needs_of(scenario).values():
        for need in needs:
            left[scenario.homes[need.school_code]] += need.priority * need.posts
    return {x: (n, n - left[x]) for x, n in sorted(asked.items()) if x in counties and n}


def met_points(scenario: Scenario, plan: Plan) -> Counter[str]:
    """Return the priority points that each county's teams meet."""
    found: Counter[str] = Counter()
    for seats in teams(plan).values():
        county = scenario.homes[site_of(seats)]
        found[county] += sum(need.priority * met for need, met in met_posts(scenario, seats))
    return found


def level_of(scenario: Scenario, county: str, met: int) -> int:
    """Return the level of a county whose teams meet so many points: whole tenths of a percent."""
    asked, taken = asked_points(scenario)[county]
    return LEVELS * (taken + met) // asked


def floor_of(scenario: Scenario, county: str, level: int) -> int:
    """Return the least points that a county's teams must meet for a level."""
    asked, taken = asked_points(scenario)[county]
    return max(0, -(-level * asked // LEVELS) - taken)


def build_floor(post: Post, variables: Variables) -> None:
    """For every county c with a floor: Σ_(n in c) priority[n] met[n] ≥ floor[c]."""
    v, part = variables.of(TeamVariables), post.component
    floors = part.scenario.settings.floors
    counties = [unit for unit in part.units if floors.get(unit)]
    row_of = np.full(len(part.units), -1, dtype=np.int64)
    row_of[[part.units.index(unit) for unit in counties]] = np.arange(len(counties))
    row = row_of[part.home[v.site[v.need_at]]]
    priority = np.array([need.priority for need in v.needs], dtype=np.int64)
    parts = [(row[row >= 0], v.met[row >= 0], priority[row >= 0])]
    low = np.array([floors[unit] for unit in counties], dtype=np.int64)
    post.rows("T12", [(unit,) for unit in counties], parts, low=low)


def check_floor(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every county has at least its floor."""
    met = met_points(scenario, plan)
    for county, floor in sorted(scenario.settings.floors.items()):
        if met[county] < floor:
            found = met[county]
            yield Violation("T12", (county,), found, f"≥ {floor}", floor - found)


RULES: tuple[Rule, ...] = (
    Rule(
        "T12",
        "GD-2-1§36",
        Text(
            "最差县优先时，每县满足的需求不低于逐级求得的底线",
            "with the worst county first, no county has less of its needs met than was found for it",
        ),
        "relaxable",
        Text("优先级分", "priority points"),
        check_floor,
        build=build_floor,
        weight=1,
        why=Text(
            "底线是在别无缺口时求得的，轻于其他一切缺口",
            "floors were found where nothing else falls short for them: less than every other shortfall",
        ),
    ),
)
