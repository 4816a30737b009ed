"""Prices of several components that share rows: what is proved without solving is what solving gives."""

from __future__ import annotations

import pytest

from pairmatch.component import component
from pairmatch.errors import HardRulesClash
from pairmatch.model import build
from pairmatch.planner import Solved, solve
from pairmatch.prices.footing import Footing
from pairmatch.prices.kept import bounds_without
from pairmatch.prices.priced import prices
from pairmatch.prices.start import Start
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from tests.prices.test_truth import figures
from tests.tiny_random import tiny

SHARING = (36, 192)
"""Random scenarios of several components that share rows."""


def apart(scenario: Scenario, workers: Workers) -> Solved:
    """Plan with prices between the components, as a province is planned."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pairmatch.parts.JOINED", 0)
        return solve(scenario, workers=workers)


def test_components_together_cost_what_one_model_says(workers: Workers) -> None:
    kept = solved = by_bound = 0
    for seed in SHARING:
        one = tiny(seed)
        try:
            start = Start.of_solved(one, ROOMS, apart(one, workers))
        except HardRulesClash:
            continue
        if len(start.state.parts) < 2 or start.result.status != "proved":
            continue
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pairmatch.parts.JOINED", 0)
            found = prices(start, workers, top=2, limit_s=120)
        footings = [Footing.of(start, part) for part in start.state.parts]
        for x in found.rules:
            assert isinstance(x.about, Rule)
            if x.difference is None:
                continue
            rest = [rule for rule in RULES if rule is not x.about]
            whole = solve(one, workers=workers, rules=rest).result
            shortfall, value = figures(start, x)
            assert (shortfall, -value) >= (whole.shortfall, -whole.value), (seed, x.about.code)
            if x.difference.proved:
                assert (shortfall, value) == (whole.shortfall, whole.value), (seed, x.about.code)
            kept += 0 < len(bounds_without(x.about, footings)) < len(footings)
            solved += x.how == "solved" and x.difference.proved
            by_bound += x.how == "bound"
    assert kept > 3
    assert solved > 10
    assert by_bound > 10


def test_a_hard_rule_that_is_dropped_leaves_the_columns_where_they_are() -> None:
    """What is kept of a component may be gone on with: its plans are values of these columns."""
    compared = 0
    for seed in range(12):
        one = tiny(seed)
        part = component(one, tuple(one.units))
        columns = len(build(part, ROOMS, RULES)[0].upper)
        for rule in RULES:
            if rule.force == "hard" and rule.build is not None and not rule.firm:
                rest = [x for x in RULES if x is not rule]
                assert len(build(part, ROOMS, rest)[0].upper) == columns, (seed, rule.code)
                compared += 1
    assert compared > 60
