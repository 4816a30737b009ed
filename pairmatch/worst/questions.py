"""Questions: what is asked of whoever plans, to learn which levels counties can have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeAlias

from pairmatch.errors import NoPlanInTime
from pairmatch.plan import Plan
from pairmatch.programmes.rule import Rule
from pairmatch.programmes.teams.floors import floor_of, level_of, met_points
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.settings import Force, Given
from pairmatch.worst.search import Levels

FLOOR = "T12"
ANY_GAP = 100.0
"""The target, in percent, of plans that are asked for the levels they have, not for their points."""

Units: TypeAlias = tuple[str, ...]


class Solution(Protocol):
    """What planning gives, as far as it is read here."""

    @property
    def plan(self) -> Plan:
        """The plan."""

    @property
    def result(self) -> Result:
        """What is proved of it."""


class Questions(Protocol):
    """Whoever answers."""

    def plan(self, scenario: Scenario, rules: Sequence[Rule]) -> Solution:
        """Plan a scenario by some rules; raise NoPlanInTime if there is no plan in time."""
        ...

    def most(
        self, scenario: Scenario, rules: Sequence[Rule], shortfalls: Mapping[Units, int]
    ) -> Mapping[Units, int]:
        """Return above how many points no plan of a component is, by its relaxation alone.

        Of these components, named by their units, plans with just these shortfalls, and of models without
        any term. Components of which nothing is proved are left out.
        """
        ...


def tried(questions: Questions, scenario: Scenario, rules: Sequence[Rule]) -> Solution | None:
    """Plan a scenario; None if there was no plan in time, of which nothing follows."""
    try:
        return questions.plan(scenario, rules)
    except NoPlanInTime:
        return None


def insisting(scenario: Scenario, levels: Levels) -> Scenario:
    """Return the scenario whose plans have some levels wherever nothing else falls short for it.

    All points count: without them plans are alike, and it takes many times as long to find one.
    """
    return _with_levels(scenario, levels, "relaxable")


def counting_only(scenario: Scenario, levels: Levels) -> Scenario:
    """Return the scenario in which nothing counts, after the shortfall, but missing some levels."""
    settings = scenario.settings
    weights = {
        code: given if settings.forces.get(code) == "relaxable" else Given(0)
        for code, given in settings.weights.items()
    }
    nothing = scenario.with_settings(replace(settings, weights=weights))
    return _with_levels(nothing, levels, "preference")


def _with_levels(scenario: Scenario, levels: Levels, force: Force) -> Scenario:
    """Return the scenario in which each point that is missed of some levels counts one."""
    settings = scenario.settings
    return scenario.with_settings(
        replace(
            settings,
            weights={**settings.weights, FLOOR: Given(1)},
            forces={**settings.forces, FLOOR: force},
            floors={x: floor_of(scenario, x, n) for x, n in levels.items()},
            target_gap_percent=ANY_GAP,
        )
    )


def levels_had(scenario: Scenario, plan: Plan, counties: Iterable[str]) -> dict[str, int]:
    """Return the levels that counties have in a plan."""
    met = met_points(scenario, plan)
    return {x: level_of(scenario, x, met[x]) for x in counties}
