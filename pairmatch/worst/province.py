"""Province: levels that counties can have together where rules of the province bind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.programmes.rule import Rule
from pairmatch.result import Level
from pairmatch.scenario import Scenario
from pairmatch.worst.questions import Questions, Solution, insisting, levels_had, tried
from pairmatch.worst.search import Levels


class Province:
    """A scenario with all its rules, of which plans count that have no more shortfall than ``least``."""

    def __init__(self, scenario: Scenario, rules: Sequence[Rule], questions: Questions) -> None:
        self._scenario, self._rules, self._questions = scenario, rules, questions
        self._first = questions.plan(insisting(scenario, {}), rules)
        self.least = self._first.result

    def holds(self, levels: Mapping[str, Level]) -> bool:
        """Return whether levels can be had with all rules, and nothing else falls short for it."""
        return self._having({x: level.level for x, level in levels.items()}) is not None

    def highest_cut(self, levels: Mapping[str, Level]) -> dict[str, Level]:
        """Return levels cut at the highest one at which all of them can be had."""
        low, high = self._cut_of(self._first, levels), _greatest(levels) + 1
        while low < high - 1:
            middle = (low + high) // 2
            found = self._having({x: min(level.level, middle) for x, level in levels.items()})
            if found is None:
                high = middle
            else:
                low = min(high - 1, self._cut_of(found, levels))
        return {
            county: x if x.level <= low else Level(county, low, proved=False)
            for county, x in levels.items()
        }

    def _having(self, levels: Levels) -> Solution | None:
        """Return a plan that has levels; None if none was found."""
        found = tried(self._questions, insisting(self._scenario, levels), self._rules)
        fits = found is not None and found.result.shortfall <= self.least.shortfall
        return found if fits else None

    def _cut_of(self, found: Solution, levels: Mapping[str, Level]) -> int:
        """Return the highest cut at which a plan has all levels."""
        had = levels_had(self._scenario, found.plan, levels)
        return min(
            (had[x] for x, level in levels.items() if had[x] < level.level),
            default=_greatest(levels),
        )


def _greatest(levels: Mapping[str, Level]) -> int:
    return max(x.level for x in levels.values())
