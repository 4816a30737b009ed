"""Worst county first: how much each county can have, the county that has least before all others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pairmatch.component import split
from pairmatch.programmes.rule import Rule
from pairmatch.programmes.teams.floors import LEVELS, asked_points, floor_of, level_of
from pairmatch.result import Level
from pairmatch.scenario import Scenario
from pairmatch.worst.groups import Groups
from pairmatch.worst.province import Province
from pairmatch.worst.questions import Questions
from pairmatch.worst.search import unproved, vector

FEW = 8
"""Counties that are searched as one group where rules of the province bind."""


def worst_first(
    scenario: Scenario, rules: Sequence[Rule], questions: Questions
) -> tuple[Level, ...]:
    """Return the levels of all counties, such that the sorted levels are the greatest in dictionary order.

    Counties that no people join are independent as long as no rule of the province binds: each group finds
    its levels by itself, all groups at once. Then all levels are asked for together with the rules of the
    province. Where these stand against it, a few counties are one group; of many, everybody's level is cut
    at the highest that can be had: up to this cut the levels are the greatest, above it nothing is sought.
    Where the province makes more fall short, nothing is proved of many.
    """
    usual = scenario.with_settings(replace(scenario.settings, objective="total"))
    apart = [rule for rule in rules if rule.scope == "component"]
    asked = asked_points(usual)
    groups = [tuple(x for x in units if x in asked) for units in split(usual)]
    levels, shortfall = Groups(usual, apart, questions).levels([units for units in groups if units])
    if all(rule.scope == "component" for rule in rules):
        return _sorted(levels.values())
    province = Province(usual, rules, questions)
    # Where the province makes more fall short, what falls short in a county is not what it was alone.
    least = province.least
    alike = least.shortfall == least.shortfall_bound == shortfall
    if alike and province.holds(levels):
        return _sorted(levels.values())
    if len(levels) <= FEW:
        return _sorted(Groups(usual, rules, questions).levels([tuple(levels)])[0].values())
    ends = [levels]
    if not alike:
        ends = [unproved(levels), {x: Level(x, LEVELS, proved=False) for x in levels}]
    return _sorted(max((province.highest_cut(some) for some in ends), key=vector).values())


def with_floors(scenario: Scenario, levels: Iterable[Level]) -> Scenario:
    """Return the scenario in which counties have at least the levels that were found for them."""
    floors = {x.county: floor_of(scenario, x.county, x.level) for x in levels}
    return scenario.with_settings(replace(scenario.settings, floors=floors))


def kept_levels(scenario: Scenario) -> tuple[Level, ...]:
    """Return the levels of the floors that a scenario has already; nobody proves them again."""
    asked, floors = asked_points(scenario), scenario.settings.floors
    return _sorted(
        Level(x, level_of(scenario, x, n), proved=False) for x, n in floors.items() if x in asked
    )


def _sorted(levels: Iterable[Level]) -> tuple[Level, ...]:
    return tuple(sorted(levels, key=lambda x: (x.level, x.county)))
