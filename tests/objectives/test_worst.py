"""The worst county first against enumeration: the sorted levels, and the best plan that has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pairmatch.planner import solve
from pairmatch.programmes.teams.floors import asked_points, level_of, met_points
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.verify import Verification, verify
from tests.brute import plans
from tests.tiny_random import tiny

SEVERAL = (48, 62)


def worst(scenario: Scenario) -> Scenario:
    return scenario.with_settings(replace(scenario.settings, objective="worst_first"))


def vector(scenario: Scenario, plan: object) -> list[int]:
    met = met_points(scenario, plan)  # type: ignore[arg-type]
    return sorted(level_of(scenario, x, met[x]) for x in asked_points(scenario))


def best(scenario: Scenario) -> tuple[int, Sequence[int], int] | None:
    """The least shortfall, then the greatest sorted levels, then the highest value, by enumeration."""
    found: tuple[int, Sequence[int], int] | None = None
    for plan in plans(scenario):
        judged: Verification = verify(scenario, plan)
        one = (-judged.shortfall, vector(scenario, plan), judged.value)
        found = one if found is None else max(found, one)
    return found


def test_levels_are_those_of_enumeration(workers: Workers) -> None:
    for seed in SEVERAL:
        one = worst(tiny(seed))
        truth = best(one)
        assert truth is not None
        solved = solve(one, workers=workers)
        got = (-solved.result.shortfall, vector(one, solved.plan), solved.result.value)
        assert got == truth, seed
