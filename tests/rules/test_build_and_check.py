"""Every rule's build and check say the same of random plans, and every term's build and measure."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from pairmatch.plan import Plan
from pairmatch.programmes import RULES, TERMS
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from tests.fixing import missed, points, random_plan
from tests.tiny_published import something_published
from tests.tiny_random import tiny

WANTED = 5
"""Plans of each kind, kept and broken, that every rule must be compared on."""
LOOKS = 1500
NEEDS: dict[str, tuple[str, ...]] = {
    "W2": ("W1-max",),
    "W2-role": ("W1-max",),
    "W6-stage": ("W3", "W6", "W1-max"),
    "L3": ("W6", "W6-stage", "W1-max"),
}
"""What must hold first: W2 reads seat by seat; W6-stage is built for the best way to lodge people, L3
asks of them where they are."""
GIVEN_OUT = 1000
"""From this one on, rows of some other plan are published in the scenarios."""

CODES = {rule.code: rule for rule in RULES}


@cache
def _plan(seed: int) -> tuple[Scenario, Plan]:
    scenario, r = tiny(seed), Random(seed)
    plan = random_plan(scenario, r)
    floors = {unit.unit_code: r.randint(0, 3) for unit in scenario.recipient_counties}
    scenario = scenario.with_settings(replace(scenario.settings, floors=floors))
    return (scenario if seed < GIVEN_OUT else something_published(scenario, seed)), plan


@cache
def _held(seed: int) -> bool:
    """Whether the columns themselves can hold the plan, whatever the rules."""
    return missed(*_plan(seed), ()) is not None


def _amount(rule: Rule, scenario: Scenario, plan: Plan) -> int:
    return sum(x.amount for x in rule.check(scenario, plan))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_build_says_what_check_says(rule: Rule) -> None:
    compared = {True: 0, False: 0}
    for seed in range(LOOKS):
        scenario, plan = _plan(seed)
        amount = _amount(rule, scenario, plan)
        kept = amount == 0
        if compared[kept] >= WANTED:
            continue
        if any(_amount(CODES[code], scenario, plan) for code in NEEDS.get(rule.code, ())):
            continue
        if not _held(seed):
            continue
        found = missed(scenario, plan, (rule,))
        if scenario.force(rule.code) == "hard":
            assert (found is not None) == kept, f"seed {seed}"
        else:
            assert found == amount, f"seed {seed}"
        compared[kept] += 1
        if min(compared.values()) >= WANTED:
            return
    pytest.fail(f"too few plans of a kind: {compared}")


def test_points_say_what_the_terms_measure() -> None:
    compared = 0
    for seed in (*range(120), *range(GIVEN_OUT, GIVEN_OUT + 40)):
        scenario, plan = _plan(seed)
        if seed >= GIVEN_OUT and any(_amount(CODES[x], scenario, plan) for x in NEEDS["L3"]):
            continue
        found = points(scenario, plan)
        if found is None:
            continue
        measured = {
            t.code: t.sign * scenario.weight(t.code) * t.measure(scenario, plan) for t in TERMS
        }
        assert found == sum(measured.values()), f"seed {seed}: {measured}"
        compared += 1
    assert compared >= 40
