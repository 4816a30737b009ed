"""Search: the levels that the counties of one group can have, the one that has least before all others."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

from pairmatch.programmes.teams.floors import LEVELS, floor_of, level_of
from pairmatch.result import Level
from pairmatch.scenario import Scenario

Levels: TypeAlias = Mapping[str, int]
"""The level of need coverage by county, in thousandths."""


@dataclass(frozen=True)
class Answer:
    """What became of levels that were asked for.

    ``holds`` tells whether a plan has them all. If none was found, ``least`` is by how many priority
    points they are proved to be missed at the least, 0 if nothing is proved. ``had`` are the levels of all
    plans of the group so far.
    """

    holds: bool
    least: int
    had: Sequence[Levels]


Asking: TypeAlias = Generator[Levels, Answer, Mapping[str, Level]]


def levels_of(scenario: Scenario, counties: tuple[str, ...]) -> Asking:
    """Find the greatest levels of a group's counties, by asking whether some levels can be had.

    What a county misses of all it asks for says how high its own level can be. Often all of these can be
    had at once; and if not, the plan that misses least of them makes most other questions needless.
    """
    tops: dict[str, int] = {}
    for county in counties:
        answer = yield {county: LEVELS}
        tops[county] = level_of(scenario, county, floor_of(scenario, county, LEVELS) - answer.least)
    answer = yield tops
    if answer.holds:
        return {county: Level(county, level, proved=True) for county, level in tops.items()}
    return (yield from _above({}, counties, tops))


def has(levels: Levels, wanted: Levels) -> bool:
    """Return whether levels are as high as those that are wanted."""
    return all(levels[county] >= level for county, level in wanted.items())


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
                stays = {**fixed, **dict.fromkeys(stay, level)}
                answer = yield {**stays, **dict.fromkeys(others, level + 1)}
                sure = sure and (answer.holds or bool(answer.least))
                if not answer.holds:
                    continue
            kept = {**fixed, **dict.fromkeys(stay, level)}
            more = yield from _above(kept, others, tops)
            mine = {x: Level(x, level, sure) for x in stay}
            best = max(best, {**mine, **more}, key=vector)
        if best:
            break
    return best


def unproved(levels: Mapping[str, Level]) -> dict[str, Level]:
    """Return levels of which nothing is said to be proved."""
    return {x: replace(level, proved=False) for x, level in levels.items()}


def vector(levels: Mapping[str, Level]) -> list[int]:
    """Return levels in the order in which they are compared."""
    return sorted(x.level for x in levels.values())


def _highest(
    fixed: Levels, rest: tuple[str, ...], top: int
) -> Generator[Levels, Answer, tuple[int, bool]]:
    """Return the highest level that all counties that are left can have at once, and whether it is proved."""
    low, high, sure, level = 0, top + 1, True, top
    while low < high - 1:
        answer = yield {**fixed, **dict.fromkeys(rest, level)}
        if not answer.holds:
            high, sure = level, sure and bool(answer.least)
        common = [min(had[x] for x in rest) for had in answer.had if has(had, fixed)]
        low = min(high - 1, max([low, *common]))
        level = (low + high) // 2
    return low, sure
