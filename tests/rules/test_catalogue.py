"""The catalogue: each rule has plans that keep it, just keep it and break it; each term has one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest

from pairmatch.component import component, split
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes import RULES, TERMS
from pairmatch.programmes.pairs.affinity import affinity, parts_of
from pairmatch.programmes.pairs.variables import affinities
from pairmatch.programmes.rule import SOFT, Rule, Term, Violation, order_of
from pairmatch.scenario import Scenario
from pairmatch.verify import verify
from tests.builders import code, one_link, scenario, school
from tests.fixing import missed, points
from tests.rules import (
    examples_locks,
    examples_memory,
    examples_pairs,
    examples_placements,
    examples_province,
    examples_published,
    examples_supply,
    examples_teams,
    examples_terms,
)
from tests.rules.examples_rows import Example, Measured, people, plan, team
from tests.tiny_random import tiny

FAMILIES = (
    examples_pairs,
    examples_province,
    examples_teams,
    examples_supply,
    examples_placements,
    examples_locks,
    examples_memory,
    examples_published,
)
EXAMPLES: tuple[Example, ...] = tuple(x for family in FAMILIES for x in family.EXAMPLES)
MEASURED: tuple[Measured, ...] = (
    *examples_terms.EXAMPLES,
    *examples_memory.MEASURED,
    *examples_published.MEASURED,
)
SOFT_RULES = [rule for rule in RULES if rule.force != "hard"]
FAMILIES_OF_CANDIDATES = {"pair", "site", "send", "host"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
each_term = pytest.mark.parametrize("term", TERMS, ids=lambda term: term.code)


def _examples(rule: Rule) -> list[Example]:
    found = [x for x in EXAMPLES if x.rule == rule.code]
    assert found, f"{rule.code} has no example"
    return found


def _found(rule: Rule, judged: Scenario, found: Plan) -> tuple[Violation, ...]:
    return tuple(replace(x, reason=None) for x in rule.check(judged, found))


# -- the examples ---------------------------------------------------------------------------------


def test_every_rule_has_examples_and_every_example_a_rule() -> None:
    assert {x.rule for x in EXAMPLES} == {rule.code for rule in RULES}


def test_every_term_is_measured_by_hand() -> None:
    assert {x.term for x in MEASURED} == {term.code for term in TERMS}


@each_rule
def test_the_three_plans_differ(rule: Rule) -> None:
    for x in _examples(rule):
        assert len({x.satisfied, x.boundary, x.violated}) == 3, x.name
        assert x.found, x.name
        assert all(y.rule == rule.code and y.amount > 0 for y in x.found), x.name


@each_rule
def test_kept_comfortably_and_just_kept(rule: Rule) -> None:
    for x in _examples(rule):
        judged = x.scenario()
        for kept in (x.satisfied, x.boundary):
            assert _found(rule, judged, kept) == (), x.name
            verdict = verify(judged, kept)
            assert verdict.structure == (), x.name
            assert verdict.violations[rule.code] == (), x.name


@each_rule
def test_just_broken(rule: Rule) -> None:
    for x in _examples(rule):
        judged = x.scenario()
        assert _found(rule, judged, x.violated) == x.found, x.name
        verdict = verify(judged, x.violated)
        assert (verdict.structure == ()) == x.hangs, x.name
        if x.hangs:
            assert verdict.violations[rule.code] == tuple(rule.check(judged, x.violated)), x.name
        if judged.force(rule.code) == "hard" or not x.hangs:
            assert not verdict.accepted, x.name


@each_rule
def test_the_model_says_the_same(rule: Rule) -> None:
    for x in _examples(rule):
        judged = x.scenario()
        for kept in (x.satisfied, x.boundary):
            assert missed(judged, kept, (rule,)) == 0, x.name
        assert missed(judged, x.violated, ()) == (0 if x.columns else None), x.name
        hard = rule.force == "hard"
        expected = None if hard else sum(y.amount for y in x.found)
        assert missed(judged, x.violated, (rule,)) == expected, x.name


@pytest.mark.parametrize("rule", [x for x in RULES if x.force == "principle"], ids=lambda x: x.code)
def test_an_exception_has_a_reason(rule: Rule) -> None:
    for x in _examples(rule):
        for found in rule.check(x.scenario(), x.violated):
            assert found.reason is not None, x.name
            _both_languages(found.reason)
            assert found.reason.zh in found.say("zh")


def test_two_teams_at_one_site() -> None:
    """T5's last part; the model has one team a site and could not say it."""
    tables = one_link(schools=[school(3, 2)], staff=people(1, chinese=6))
    both = plan(team("chinese"), team("chinese", number=2))
    found = verify(scenario(tables), both)
    assert found.structure == ()
    assert found.violations["T5"] == (Violation("T5", (code(2),), 2, "≤ 1", 1),)
    apart = plan(team("chinese"), team("chinese", number=2, at=3))
    assert verify(scenario(tables), apart).violations["T5"] == ()


# -- what every rule and term declares ------------------------------------------------------------


def _both_languages(text: Text) -> None:
    assert CHINESE.search(text.zh)
    assert text.en.strip()
    assert not CHINESE.search(text.en)


def test_codes_are_unique_and_in_policy_order() -> None:
    for found in (RULES, TERMS):
        codes = [x.code for x in found]  # type: ignore[attr-defined]
        assert codes == sorted(codes, key=order_of)
    codes = [x.code for x in (*RULES, *TERMS)] + [rule.term for rule in RULES if rule.term]
    assert len(set(codes)) == len(codes)


@each_rule
def test_what_a_rule_declares(rule: Rule) -> None:
    assert rule.clause.strip()
    _both_languages(rule.says)
    _both_languages(rule.unit)
    made = [x for x in (rule.build, rule.allow) if x is not None]
    assert len(made) == 1
    assert (made[0].__doc__ or "").strip()
    assert (rule.check.__doc__ or "").strip()
    assert (rule.family in FAMILIES_OF_CANDIDATES) == (rule.allow is not None)
    assert rule.allow is None or rule.force == "hard"
    assert rule.decision == rule.code.startswith("L")
    if rule.force == "hard":
        assert rule.forces == ("hard",)
        assert rule.weight == 0
    else:
        assert rule.forces == SOFT
        assert rule.weight > 0
        _both_languages(rule.why)


@each_term
def test_what_a_term_declares(term: Term) -> None:
    assert term.clause.strip()
    for text in (term.says, term.unit, term.why):
        _both_languages(text)
    assert term.weight > 0
    assert term.sign in (1, -1)
    for function in (term.build, term.measure):
        assert (function.__doc__ or "").strip()


# -- terms ----------------------------------------------------------------------------------------


@each_term
def test_the_amount_computed_by_hand(term: Term) -> None:
    for x in (x for x in MEASURED if x.term == term.code):
        judged = scenario(x.tables, **x.said)
        assert term.measure(judged, x.plan) == x.amount, x.name
        verdict = verify(judged, x.plan)
        assert verdict.structure == (), x.name
        assert verdict.amounts[term.code] == x.amount, x.name


@each_term
def test_the_model_gives_the_points_computed_by_hand(term: Term) -> None:
    weights = {other.code: 7 * (other is term) for other in TERMS}
    for x in (x for x in MEASURED if x.term == term.code):
        judged = scenario(x.tables, weights=weights, **x.said)
        assert points(judged, x.plan) == term.sign * 7 * x.amount, x.name


def test_the_parts_of_affinity_computed_by_hand() -> None:
    by_name = {x.name: scenario(x.tables) for x in MEASURED}
    assert parts_of(by_name["all six parts"], code(2), code(1)) == {
        "strength": 750,
        "stages": 500,
        "quality": 500,
        "likeness": 444,
        "distance": 800,
        "partnership": 1000,
    }
    few = parts_of(by_name["four parts missing"], code(2), code(1))
    known = {name: x for name, x in few.items() if x is not None}
    assert known == {"stages": 1000, "likeness": 333}


def test_affinity_by_arrays_is_affinity_by_hand() -> None:
    seen: set[int] = set()
    for seed in range(200):
        judged = tiny(seed)
        for units in split(judged):
            part = component(judged, units)
            r = np.repeat(part.recipients, len(part.supporters))
            s = np.tile(part.supporters, len(part.recipients))
            names = [(part.schools[a], part.schools[b]) for a, b in zip(r, s, strict=True)]
            expected = [affinity(judged, *pair) for pair in names]
            assert affinities(part, r, s).tolist() == expected, f"seed {seed}"
            seen.update(expected)
    assert len(seen) > 100


# -- forces ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", SOFT_RULES, ids=lambda rule: rule.code)
def test_a_soft_rule_is_paid_for_where_its_force_says(rule: Rule) -> None:
    x = _examples(rule)[0]
    amount = sum(y.amount for y in x.found)
    free = verify(x.scenario(weights={rule.code: 0}), x.violated)
    for force in SOFT:
        verdict = verify(x.scenario(weights={rule.code: 9}, forces={rule.code: force}), x.violated)
        paid = 9 * amount
        expected = (paid, 0) if force == "relaxable" else (0, -paid)
        assert (verdict.shortfall - free.shortfall, verdict.value - free.value) == expected, force
        assert (rule.code in _codes(verdict.shortfalls)) == (force == "relaxable")
        assert (rule.code in _codes(verdict.exceptions)) == (force == "principle")
        assert (verdict.amounts.get(rule.code) == amount) == (force != "relaxable")


def _codes(found: Collection[Violation]) -> set[str]:
    return {x.rule for x in found}
