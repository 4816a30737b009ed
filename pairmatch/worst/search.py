"""Search: the levels that the counties of one group can have, the one that has least before all others."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias, TypeVar

from pairmatch.programmes.teams.floors import LEVELS, floor_of, level_of
from pairmatch.result import Level
from pairmatch.scenario import Scenario

Levels: TypeAlias = Mapping[str, int]
"""The level of need coverage by county, in thousandths."""


@dataclass(frozen=True)
class Question:
    """Levels that are asked for: whether a plan has them, or only whether relaxations disprove it."""

    levels: Levels
    relaxed: bool


@dataclass(frozen=True)
class Answer:
    """What became of a question.

    ``holds`` tells whether a plan has the levels, or that relaxations do not disprove it. If not, ``least``
    is by how many priority points they are proved to be missed, 0 if nothing is proved. ``had`` are the
    levels of all plans of the group so far.
    """

    holds: bool
    least: int
    had: Sequence[Levels]


Found = TypeVar("Found")
Asking: TypeAlias = Generator[Question, Answer, Found]


def levels_of(scenario: Scenario, counties: tuple[str, ...]) -> Asking[Mapping[str, Level]]:
    """Find the greatest levels of a group's counties, by asking whether some levels can be had.

    What a county misses of all it asks for says how high its own level can be. Often all of these can be
    had at once; and if not, the plan that misses least of them makes most other questions needless.
    """
    tops: dict[str, int] = {}
    for county in counties:
        answer = yield Question({county: LEVELS}, relaxed=True)
        tops[county] = level_of(scenario, county, floor_of(scenario, county, LEVELS) - answer.least)
    answer = yield Question(tops, relaxed=False)
    if answer.holds:
        return {county: Level(county, level, proved=True) for county, level in tops.items()}
    return (yield from _above({}, counties, tops))


def _plan(levels: Levels) -> Asking[Answer]:
    """Ask for a plan unless relaxations disprove it, which takes a hundredth of the time."""
    answer = yield Question(levels, relaxed=True)
    return (yield Question(levels, relaxed=False)) if answer.holds else answer


def has(levels: Levels, wanted: Levels) -> bool:
    """Return whether levels are as high as those that are wanted."""
    return all(levels[county] >= level for county, level in wanted.items())


def _above(fixed: Levels, rest: tuple[str, ...], tops: Levels) -> Asking[Mapping[str, Level]]:
    """Find the levels of the counties that are left, where those of the others are fixed."""
    if not rest:
        return {}
    level, sure = yield from _highest(fixed, rest, min(tops[x] for x in rest))
    bound = tuple(x for x in rest if tops[x] <= level)
    free = tuple(x for x in rest if tops[x] > level)
    for size in range(0 if bound else 1, len(free) + 1):
        found: list[dict[str, Level]] = []
        for some in combinations(free, size):
            stay = (*bound, *some)
            others = tuple(x for x in free if x not in some)
            kept = {**fixed, **dict.fromkeys(stay, level)}
            if others:
                answer = yield from _plan({**kept, **dict.fromkeys(others, level + 1)})
                sure = sure and (answer.holds or bool(answer.least))
                if not answer.holds:
                    continue
            mine = {x: Level(x, level, proved=True) for x in stay}
            found.append({**mine, **(yield from _above(kept, others, tops))})
        if found:
            break
    best = max(found, key=vector)
    if not sure:
        return unproved(best)
    # Where one choice may turn out better than it looks, none is proved to be the best beyond this level.
    settled = len(found) == 1 or all(x.proved for one in found for x in one.values())
    return {
        x: replace(one, proved=one.proved and (settled or one.level == level))
        for x, one in best.items()
    }


def unproved(levels: Mapping[str, Level]) -> dict[str, Level]:
    """Return levels of which nothing is said to be proved."""
    return {x: replace(level, proved=False) for x, level in levels.items()}


def vector(levels: Mapping[str, Level]) -> list[int]:
    """Return levels in the order in which they are compared."""
    return sorted(x.level for x in levels.values())


def _highest(fixed: Levels, rest: tuple[str, ...], top: int) -> Asking[tuple[int, bool]]:
    """Return the highest level that all counties that are left can have at once, and whether it is proved.

    The highest one that relaxations do not disprove is nearly always the one.
    """
    low, high, sure = 0, top + 1, True
    for relaxed in (True, False):
        hope, level = low, high - 1
        while hope < high - 1:
            asked = {**fixed, **dict.fromkeys(rest, level)}
            answer = yield Question(asked, relaxed)
            if answer.holds:
                hope = level
            else:
                high, sure = level, sure and bool(answer.least)
            common = [min(had[x] for x in rest) for had in answer.had if has(had, fixed)]
            low = min(high - 1, max([low, *common]))
            hope = max(low, hope)
            level = (hope + high) // 2
    return low, sure
