"""Worst county first: how much each county can have, the county that has least before all others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol, TypeAlias

from pairmatch.component import split
from pairmatch.errors import NoPlanInTime
from pairmatch.plan import Plan
from pairmatch.programmes.rule import Rule
from pairmatch.programmes.teams.floors import (
    LEVELS,
    asked_points,
    floor_of,
    level_of,
    met_points,
)
from pairmatch.result import Level, Result
from pairmatch.scenario import Scenario
from pairmatch.settings import Given, Settings

FLOOR = "T12"
FEW = 8
"""Counties that are searched as one group where rules of the province bind."""

Levels: TypeAlias = Mapping[str, int]
"""The level of need coverage by county, in thousandths."""


class Solution(Protocol):
    """What planning gives, as far as it is read here."""

    @property
    def plan(self) -> Plan:
        """The plan."""

    @property
    def result(self) -> Result:
        """What is proved of it."""


Solve: TypeAlias = Callable[[Scenario, Sequence[Rule], bool], Solution]
"""Plan a scenario by some rules; where the last is true no term is built, since none counts."""


@dataclass(frozen=True)
class Reached:
    """What a group of counties reaches of levels that were asked for.

    ``missed`` is by how many priority points they miss them in all, and cannot miss less than ``least``.
    """

    levels: Levels
    missed: int
    least: int


Asking: TypeAlias = Generator[Levels, Reached, Mapping[str, Level]]


def worst_first(scenario: Scenario, rules: Sequence[Rule], solve: Solve) -> tuple[Level, ...]:
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
    levels, shortfall = _found(usual, apart, solve, [units for units in groups if units])
    if all(rule.scope == "component" for rule in rules):
        return _sorted(levels.values())
    least = solve(usual, rules, False).result
    # Where the province makes more fall short, what falls short in a county is not what it was alone.
    alike = least.shortfall == least.shortfall_bound == shortfall
    if alike and _holds(usual, rules, solve, levels, least):
        return _sorted(levels.values())
    if len(levels) <= FEW:
        return _sorted(_found(usual, rules, solve, [tuple(levels)])[0].values())
    ends = [levels]
    if not alike:
        ends = [_unproved(levels), {x: Level(x, LEVELS, proved=False) for x in levels}]
    cuts = [_highest_cut(usual, rules, solve, some, least) for some in ends]
    return _sorted(max(cuts, key=_vector).values())


def _unproved(levels: Mapping[str, Level]) -> dict[str, Level]:
    return {x: replace(level, proved=False) for x, level in levels.items()}


def _highest_cut(
    scenario: Scenario,
    rules: Sequence[Rule],
    solve: Solve,
    levels: Mapping[str, Level],
    least: Result,
) -> dict[str, Level]:
    """Return levels cut at the highest one at which all of them can be had."""
    low, high = 0, max(x.level for x in levels.values()) + 1
    while low < high - 1:
        middle = (low + high) // 2
        if _holds(scenario, rules, solve, _cut(levels, middle), least):
            low = middle
        else:
            high = middle
    return _cut(levels, low)


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


def _cut(levels: Mapping[str, Level], cut: int) -> dict[str, Level]:
    return {
        county: x if x.level <= cut else Level(county, cut, proved=False)
        for county, x in levels.items()
    }


def _holds(
    scenario: Scenario,
    rules: Sequence[Rule],
    solve: Solve,
    levels: Mapping[str, Level],
    least: Result,
) -> bool:
    """Return whether levels can be had with all rules, and nothing else falls short for it."""
    found = _tried(solve, with_floors(scenario, levels.values()), rules, bare=False)
    return found is not None and found.result.shortfall <= least.shortfall


def _tried(
    solve: Solve, scenario: Scenario, rules: Sequence[Rule], *, bare: bool
) -> Solution | None:
    """Plan a scenario; None if there was no plan in time, of which nothing follows."""
    try:
        return solve(scenario, rules, bare)
    except NoPlanInTime:
        return None


# -- the groups, all at once --------------------------------------------------------------------


def _found(
    scenario: Scenario, rules: Sequence[Rule], solve: Solve, groups: Sequence[tuple[str, ...]]
) -> tuple[dict[str, Level], int | None]:
    """Return the levels of all counties, found group by group, and the least shortfall that they stand on."""
    # What counts nothing would only make the models larger.
    counting = [x for x in rules if scenario.force(x.code) in ("hard", "relaxable")]
    waiting = {units: _levels(units) for units in groups}
    pending = {units: next(asking) for units, asking in waiting.items()}
    found: dict[str, Level] = {}
    shortfall: int | None = None
    while pending:
        wanted = {county: n for levels in pending.values() for county, n in levels.items()}
        solved = _tried(solve, _wanting(scenario, wanted), counting, bare=True)
        for units in list(pending):
            if solved is not None:
                shortfall = solved.result.shortfall
            late = Reached(dict.fromkeys(units, 0), 1, 0)
            reached = late if solved is None else _reached(scenario, solved, units, pending[units])
            try:
                pending[units] = waiting[units].send(reached)
            except StopIteration as end:
                found.update(end.value)
                del pending[units]
    return found, shortfall


def _wanting(scenario: Scenario, levels: Levels) -> Scenario:
    """Return the scenario in which nothing counts, after the shortfall, but missing these levels."""
    settings = scenario.settings
    weights = {
        code: given if settings.forces.get(code) == "relaxable" else Given(0)
        for code, given in settings.weights.items()
    }
    return scenario.with_settings(
        _replaced(settings, weights, {x: floor_of(scenario, x, n) for x, n in levels.items()})
    )


def _replaced(
    settings: Settings, weights: Mapping[str, Given], floors: Mapping[str, int]
) -> Settings:
    return replace(
        settings,
        weights={**weights, FLOOR: Given(1)},
        forces={**settings.forces, FLOOR: "preference"},
        floors=floors,
        target_gap_percent=0.0,
    )


def _reached(
    scenario: Scenario, solved: Solution, units: Collection[str], wanted: Levels
) -> Reached:
    """Return what a group reaches in a plan, and what is proved of its component, or of all of them."""
    met = met_points(scenario, solved.plan)
    whole = solved.result
    part = next((x for x in whole.components if set(units) <= set(x.units)), whole)
    missed = sum(max(0, floor_of(scenario, x, n) - met[x]) for x, n in wanted.items())
    sure = part.shortfall == part.shortfall_bound
    return Reached(
        {x: level_of(scenario, x, met[x]) for x in units}, missed, -part.bound if sure else 0
    )


# -- one group --------------------------------------------------------------------------------------


def _levels(units: tuple[str, ...]) -> Asking:
    """Find the levels of one group's counties."""
    tops: dict[str, int] = {}
    sure = True
    for county in units:
        reached = yield {county: LEVELS}
        tops[county] = reached.levels[county]
        sure = sure and reached.missed == reached.least
    found = yield from _above({}, units, tops)
    return found if sure else _unproved(found)


def _above(fixed: Levels, rest: tuple[str, ...], tops: Levels) -> Asking:
    """Find the levels of the counties that are left, where those of the others are fixed."""
    if not rest:
        return {}
    level, sure = yield from _highest(fixed, rest, min(tops[x] for x in rest))
    best: dict[str, Level] = {}
    bound = tuple(x for x in rest if tops[x] <= level)
    free = tuple(x for x in rest if tops[x] > level)
    for size in range(0 if bound else 1, len(free) + 1):
        for some in combinations(free, size):
            stay = (*bound, *some)
            others = tuple(x for x in free if x not in some)
            if others:
                wanted = {**fixed, **dict.fromkeys(stay, level), **dict.fromkeys(others, level + 1)}
                reached = yield wanted
                sure = sure and (not reached.missed or bool(reached.least))
                if reached.missed:
                    continue
            kept = {**fixed, **dict.fromkeys(stay, level)}
            more = yield from _above(kept, others, tops)
            mine = {x: Level(x, level, sure) for x in stay}
            best = max(best, {**mine, **more}, key=_vector)
        if best:
            break
    return best


def _vector(levels: Mapping[str, Level]) -> list[int]:
    return sorted(x.level for x in levels.values())


def _highest(
    fixed: Levels, rest: tuple[str, ...], top: int
) -> Generator[Levels, Reached, tuple[int, bool]]:
    """Return the highest level that all counties that are left can have at once, and whether it is proved."""
    low, high, sure, level = 0, top + 1, True, top
    while low < high - 1:
        reached = yield {**fixed, **dict.fromkeys(rest, level)}
        if reached.missed:
            high, sure = level, sure and bool(reached.least)
        if all(reached.levels[x] >= n for x, n in fixed.items()):
            low = max(low, min(high - 1, *(reached.levels[x] for x in rest)))
        level = (low + high) // 2
    return low, sure
