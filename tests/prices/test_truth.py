"""Prices against enumeration: each rule dropped, each decision dropped, one more unit of what binds."""

from __future__ import annotations

import pytest

from pairmatch.planner import solve
from pairmatch.prices.asked import Priced
from pairmatch.prices.binding import Unit
from pairmatch.prices.priced import Prices, prices
from pairmatch.prices.start import Start
from pairmatch.programmes import ROOMS, RULES, TERMS
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.workers import Workers
from tests.brute import optimum
from tests.prices.truth import Figures, Judged, figures_without
from tests.tiny_random import tiny

CAPACITIES = {"P2", "P3", "P6-max", "T1", "T5", "T6", "T11", "W4", "W5", "W8", "L1", "L2"}
LOCKED = (8, 10, 11, 15, 26)
"""Random scenarios with decisions in them."""
FEW_PLANS = (21, 133, 211)
"""Random scenarios with a plan and so few plans that each can be judged whole."""


def start_of(scenario: Scenario, workers: Workers) -> Start:
    return Start.of_solved(scenario, ROOMS, solve(scenario, workers=workers))


def priced(start: Start, workers: Workers, top: int = 4) -> Prices:
    return prices(start, workers, top=top, limit_s=120)


def figures(start: Start, one: Priced) -> Figures:
    """What the best plan of a question counts, from the run's figures and the difference."""
    assert one.difference is not None
    shortfall, value = start.result.shortfall, start.result.value
    if isinstance(one.about, Rule):
        shortfall, value = figures_without(start.scenario, start.verification, one.about.code)
    elif isinstance(one.about, Unit):
        # A larger quota makes the bands of fairness wider: the plan is measured anew.
        value += _terms(changed(start.scenario, one.about), start) - _terms(start.scenario, start)
    return shortfall + one.difference.shortfall, value + one.difference.value


def _terms(scenario: Scenario, start: Start) -> int:
    return sum(x.sign * scenario.weight(x.code) * x.measure(scenario, start.plan) for x in TERMS)


def changed(scenario: Scenario, about: object) -> Scenario:
    if isinstance(about, Unit):
        return about.repair.change(scenario, 1)
    return scenario.with_rows(Lock, [x for x in scenario.locks if x != about])


@pytest.mark.parametrize("seed", FEW_PLANS)
def test_a_dropped_rule_costs_what_enumeration_says(seed: int, workers: Workers) -> None:
    start = start_of(tiny(seed), workers)
    judged, found = Judged.of(start.scenario), priced(start, workers, top=0)
    rules = {x.about.code: x for x in found.rules if isinstance(x.about, Rule)}
    assert [*rules] == [x.code for x in RULES if x.code not in ("L1", "L2")]
    for code, one in rules.items():
        if one.about.firm:  # type: ignore[union-attr]
            assert one.how == "firm"
            continue
        assert figures(start, one) == judged.without(code), code
        assert one.difference is not None
        assert one.difference.proved, code
        gains = one.difference.value if not one.difference.shortfall else 0
        assert sum(x.points for x in one.difference.terms) == one.difference.value
        assert gains >= 0
    assert not found.untried


def test_decisions_and_units_are_worth_what_enumeration_says(workers: Workers) -> None:
    units = locks = dear = 0
    for seed in (4, 7, *LOCKED):
        one = tiny(seed)
        if optimum(one) is None:
            continue
        start = start_of(one, workers)
        found = prices(start, workers, only=CAPACITIES, top=4, limit_s=120)
        for x in (*found.units, *found.locks):
            best = optimum(changed(one, x.about))
            assert best is not None
            assert figures(start, x) == (best.shortfall, best.value), (seed, x.about)
            assert x.difference is not None
            assert sum(y.points for y in x.difference.terms) == x.difference.value, (seed, x.about)
            dear += x.difference is not None and not x.is_free
        units, locks = units + len(found.units), locks + len(found.locks)
    assert units > 5
    assert locks > 1
    assert dear > 2


def test_what_there_was_no_time_for_is_named(workers: Workers) -> None:
    """What the run's own proof answers needs no time; all else is said not to have been asked."""
    start = start_of(tiny(133), workers)
    late, found = prices(start, workers, top=4, limit_s=0), priced(start, workers)
    assert {x.how for x in (*late.units, *late.rules, *late.locks)} <= {"bound", "firm", "wide"}
    assert late.untried
    solved = [x for x in (*found.units, *found.rules, *found.locks) if x.how == "solved"]
    assert len(late.untried) >= len(solved) > 0
