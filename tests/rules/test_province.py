"""Rules of province scope: each component posts its part of one row, and only what is asked."""

from __future__ import annotations

from typing import Any

import pytest

from pairmatch.component import component, split
from pairmatch.model import build
from pairmatch.post import Model
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.pairs.sheets import tasks
from pairmatch.programmes.rule import Rule
from pairmatch.report.names import names_of
from pairmatch.scenario import Scenario
from pairmatch.settings import Limit
from tests.builders import scenario
from tests.rules.examples_province import ACROSS, ALL, LIMITS, PAIRS, two_links
from tests.rules.examples_rows import Example

SHARED = [rule for rule in RULES if rule.scope == "province"]
EVERYTHING: dict[str, Any] = {
    "numbers": {"province_pairs": 3, "province_pairs_tolerance": 1},
    "limits": {side: Limit(people=4, money=150_000) for side in ("supporting", "recipient")},
}


def _models(judged: Scenario, rules: list[Rule]) -> list[Model]:
    return [build(component(judged, units), ROOMS, rules)[0] for units in split(judged)]


def _asked(judged: Scenario) -> set[tuple[str, ...]]:
    return {(x.code, *x.ids) for model in _models(judged, SHARED) for x in model.uses}


def test_which_rules_the_province_shares() -> None:
    assert [rule.code for rule in SHARED] == ["P5", "P5-max", "T11-province", "L3"]


def test_every_component_has_its_part_in_every_shared_row() -> None:
    judged = scenario(two_links(), **EVERYTHING)
    models = _models(judged, SHARED)
    free = _models(judged, [])
    assert len(models) == 2
    for model, without in zip(models, free, strict=True):
        assert [(x.code, x.ids, x.low, x.high) for x in model.uses] == [
            ("P5", ("province",), 2, float("inf")),
            ("P5-max", ("province",), -float("inf"), 4),
            ("T11-province", ("supporting", "away"), -float("inf"), 4),
            ("T11-province", ("supporting", "money"), -float("inf"), 7),
            ("T11-province", ("recipient", "away"), -float("inf"), 4),
            ("T11-province", ("recipient", "money"), -float("inf"), 7),
        ]
        assert len(model.low) == len(without.low)
        amounts = {x.ids: set(x.amount.tolist()) for x in model.uses}
        assert amounts["supporting", "money"] == amounts["recipient", "money"] == {2}
        assert amounts["supporting", "away"] == amounts["recipient", "away"] == {1}


def test_a_rule_of_a_component_shares_nothing() -> None:
    judged = scenario(two_links(), **EVERYTHING)
    alone = [rule for rule in RULES if rule.scope == "component"]
    assert not any(model.uses for model in _models(judged, alone))


@pytest.mark.parametrize("example", [*PAIRS, *LIMITS], ids=lambda x: f"{x.rule} {x.name}")
def test_the_whole_has_the_row_itself(example: Example) -> None:
    judged = example.scenario()
    rules = [rule for rule in SHARED if rule.code == example.rule]
    whole = component(judged, tuple(judged.units))
    rows = len(build(whole, ROOMS, rules)[0].low) - len(build(whole, ROOMS, [])[0].low)
    uses = {x.ids for model in _models(judged, rules) for x in model.uses}
    assert rows == len(uses) > 0
    assert build(whole, ROOMS, rules)[0].uses == ()


def test_what_is_not_asked_is_not_posted() -> None:
    """A row that cannot be missed would tie the components together for nothing."""

    def asked(**said: Any) -> set[tuple[str, ...]]:
        return _asked(scenario(two_links(), **said))

    def wanted(target: int, tolerance: int) -> dict[str, int]:
        return {"province_pairs": target, "province_pairs_tolerance": tolerance}

    least, most = ("P5", "province"), ("P5-max", "province")
    assert asked() == set()
    assert asked(numbers=wanted(0, 1)) == set()
    assert asked(numbers=wanted(2, 2)) == asked(numbers=wanted(2, 3)) == {most}
    assert asked(numbers=wanted(2, 1)) == {least, most}
    assert asked(limits={"000001": Limit(people=1)}) == set()
    assert asked(limits={"recipient": Limit()}) == set()
    money = {"recipient": Limit(money=0)}
    assert asked(limits=money) == {("T11-province", "recipient", "money")}


def test_a_unit_keeps_its_own_limits_beside_those_of_its_side() -> None:
    limits = {"000001": Limit(people=1), "supporting": Limit(people=2)}
    judged = scenario(two_links(), limits=limits)
    violated = LIMITS[0].violated
    found = [
        (x.ids, x.amount)
        for rule in RULES
        if rule.code.startswith("T11")
        for x in rule.check(judged, violated)
    ]
    assert found == [(("000001", "away"), 1), (("supporting", "away"), 3)]


def test_what_people_call_the_province_and_a_side() -> None:
    judged = scenario(two_links())
    assert names_of(judged, ("province",), "zh") == "全省"
    assert names_of(judged, ("supporting", "away"), "zh") == "支援方合计、派出人数"
    assert names_of(judged, ("recipient", "money"), "en").startswith("all recipient units, money")


def test_the_summary_says_how_many_pairs_the_province_wants() -> None:
    judged = scenario(two_links(), **EVERYTHING)
    assert tasks(judged, ALL)[0].asked == 2
    first = tasks(judged, ACROSS)[0]
    assert (first.asked, first.done, first.missing) == (2, 2, ())
    assert first.name.zh == "全省结对（目标 3，可差 1）"
    assert len(tasks(judged, ALL)) == len(tasks(scenario(two_links()), ALL)) + 1
    nothing = scenario(two_links(), numbers={"province_pairs": 3})
    assert tasks(nothing, ALL) == tasks(scenario(two_links()), ALL)
