"""Conflicts of random scenarios against enumeration and checks, which know nothing of any model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pairmatch.diagnose import Demand, diagnose
from pairmatch.plan import Plan
from pairmatch.programmes import RULES
from pairmatch.programmes.placements.index import sites
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from tests.brute import every_plan
from tests.diagnose.truth import is_smallest
from tests.tiny_random import tiny

SEEDS = (20, 21, 103)
"""Random scenarios with so few plans that each can be judged against every conflict."""
OUTSIDE = {rule.code for rule in RULES if rule.allow is not None} | {"W6-stage"}
"""What the model has no column for, or says by sets of stages: a plan that breaks it is no plan of it."""


def broken(scenario: Scenario, plan: Plan) -> set[Demand] | None:
    """What a plan breaks, None if it has a row that no model knows."""
    found: set[Demand] = set()
    for rule in RULES:
        if rule.code in OUTSIDE:
            if any(rule.check(scenario, plan)):
                return None
        elif scenario.force(rule.code) in ("hard", "relaxable"):
            for violation in rule.check(scenario, plan):
                ids = violation.ids
                if rule.code == "T2":
                    ids = (ids[1],)
                if rule.code == "W1-max":
                    if len(ids) > 2:
                        return None
                    ids = (sites(plan)[ids[0]], ids[1])
                found.add(Demand(rule.code, ids))
    return found


def judged(scenario: Scenario) -> Iterator[set[Demand]]:
    for plan in every_plan(scenario):
        if (found := broken(scenario, plan)) is not None:
            yield found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_plan_breaks_each_conflict(seed: int, workers: Workers) -> None:
    scenario = tiny(seed)
    found = diagnose(scenario, workers=workers)
    every = list(judged(scenario))
    least = any(not breaks for breaks in every)
    assert bool(found.conflicts) is not least
    for conflict in found.conflicts:
        assert all(breaks & set(conflict.demands) for breaks in every)
        assert is_smallest(scenario, conflict)
