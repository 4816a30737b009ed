"""What the rooms declare: each direct repair moves the rows that declare it, and says what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pairmatch.diagnose import Demand
from pairmatch.diagnose.elastic import Elastic
from pairmatch.io.read import read_scenario
from pairmatch.programmes import RULES
from pairmatch.programmes.rule import Repair, Spoken, with_spoken
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import LANGS
from tests.diagnose.planted import KINDS, planted
from tests.diagnose.truth import declared, elastic
from tests.tiny_random import tiny

DEMO = Path(__file__).parents[2] / "scenarios" / "demo"
STEPS = 2
SEEDS = (5, 10, 86, 103, 133, 137)
"""Random scenarios that have rows of nearly every rule between them."""


def _direct(one: Elastic) -> Iterator[tuple[Repair, list[Demand]]]:
    """One repair of each name with the demands that declare it."""
    found: dict[Repair, list[Demand]] = {}
    for demand in one.slack:
        for repair in declared(one.part.scenario, demand):
            if repair.direct and repair.most != 0:
                found.setdefault(repair, []).append(demand)
    seen: set[tuple[str, str]] = set()
    for repair, demands in found.items():
        if (repair.name, demands[0].code) not in seen:
            seen.add((repair.name, demands[0].code))
            yield repair, demands


def _moves(scenario: Scenario, tried: set[tuple[str, str]]) -> None:
    """Try each repair of a scenario whose like was not yet tried for the same rule."""
    before = elastic(scenario)
    for repair, demands in _direct(before):
        if (repair.name, demands[0].code) in tried:
            continue
        tried.add((repair.name, demands[0].code))
        steps = STEPS if repair.most is None else min(STEPS, repair.most)
        after = elastic(repair.change(scenario, steps))
        for demand in demands:
            if demand not in after.slack:
                continue  # nothing is asked there any more
            was, now = (_sides(x, demand) for x in (before, after))
            # People of the same post whom the model counts apart have rows apart, with the same ids.
            assert len(was) <= len(now)
            moved = sum(x for x, _ in now) - sum(x for x, _ in was)
            assert moved * (-1 if was[0][1] else 1) >= steps, (repair.name, demand, was, now)
        for lang in LANGS:
            assert repair.says(steps).say(lang)


def _sides(one: Elastic, demand: Demand) -> list[tuple[int, bool]]:
    return [one.side(row) for row in one.rows(demand)]


def test_a_step_moves_every_row_that_declares_it() -> None:
    tried: set[tuple[str, str]] = set()
    for seed in SEEDS:
        _moves(tiny(seed), tried)
    assert {name for name, _ in tried} >= {
        *("schools.pair_max", "schools.pair_min", "schools.load_max"),
        *("schools.release_max", "schools.host_max", "staff.count", "teachers.present"),
        *("quotas.min", "quotas.max", "limits.away", "limits.money", "locks"),
        "policy.province_pairs_tolerance",
    }


def test_repairs_of_two_rules_are_one_where_they_are_the_same() -> None:
    """Beds and places of a school are one change, whichever half-year asks for it."""
    found = dict(_direct(elastic(planted(4)[0])))
    moved = next(demands for repair, demands in found.items() if repair.name == "schools.host_max")
    assert {x.ids[1] for x in moved if x.code == "W4"} == {"autumn", "spring"}


def test_every_rule_of_the_rooms_is_spoken_or_a_filter() -> None:
    """A rule that people may meet in a conflict is put in words; the rest keep their sentence."""
    asked = {x.code for x in RULES if x.build is not None and x.force in ("hard", "relaxable")}
    silent = {x.code for x in RULES if x.code in asked and x.spoken is None}
    assert silent == {"W6-stage"}


def test_words_for_a_rule_that_is_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="X9"):
        with_spoken(RULES, {"X9": Spoken()})


def test_a_demo_of_every_kind_is_planted() -> None:
    kinds = {one.kind for seed in range(40) for one in planted(seed)[1]}
    assert len(kinds) == len(KINDS)


def test_nothing_else_changes() -> None:
    """A repair edits the tables that it names, and no other."""
    scenario = read_scenario(DEMO)
    touched = {"schools", "quotas", "staff", "locks", "teachers"}
    one = elastic(scenario)
    for repair, _ in _direct(one):
        table = repair.name.split(".")[0]
        if table not in touched:
            continue
        edited = repair.change(scenario, 1)
        different = {
            x.name for x in scenario.tables if scenario.rows(x.model) != edited.rows(x.model)
        }
        assert different == {table}, repair.name
        assert edited.settings == scenario.settings
