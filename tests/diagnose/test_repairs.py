"""What the rooms declare: each direct repair moves the rows that declare it, and says what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pairmatch.diagnose import Demand, Diagnosis, diagnose
from pairmatch.diagnose.elastic import Elastic
from pairmatch.io.read import read_scenario
from pairmatch.programmes import RULES
from pairmatch.programmes.rule import Repair, Spoken, with_spoken
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.vocabulary import LANGS
from tests.builders import link, scenario, school, staff, unit
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


def _moves(source: Scenario, tried: set[tuple[str, str]]) -> None:
    """Try each repair of a scenario whose like was not yet tried for the same rule."""
    before = elastic(source)
    for repair, demands in _direct(before):
        if (repair.name, demands[0].code) in tried:
            continue
        tried.add((repair.name, demands[0].code))
        steps = STEPS if repair.most is None else min(STEPS, repair.most)
        after = elastic(repair.change(source, steps))
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
    """A rule that people may meet in a conflict is put in words; the rest keep their sentence.

    Floors of counties (T12) are levels that a search has proved to be possible.
    """
    asked = {x.code for x in RULES if x.build is not None and x.force in ("hard", "relaxable")}
    silent = {x.code for x in RULES if x.code in asked and x.spoken is None}
    assert silent == {"T12", "W6-stage"}


def test_words_for_a_rule_that_is_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="X9"):
        with_spoken(RULES, {"X9": Spoken()})


def test_a_demo_of_every_kind_is_planted() -> None:
    kinds = {one.kind for seed in range(40) for one in planted(seed)[1]}
    assert len(kinds) == len(KINDS)


def test_nothing_else_changes() -> None:
    """A repair edits the tables that it names, and no other."""
    source = read_scenario(DEMO)
    touched = {"schools", "quotas", "staff", "locks", "teachers"}
    one = elastic(source)
    for repair, _ in _direct(one):
        table = repair.name.split(".")[0]
        if table not in touched:
            continue
        edited = repair.change(source, 1)
        different = {x.name for x in source.tables if source.rows(x.model) != edited.rows(x.model)}
        assert different == {table}, repair.name
        assert edited.settings == source.settings


# -- edits that need a new model ---------------------------------------------------------------------


def _other_district(**more: Any) -> Scenario:
    """A team of two is asked for, the linked district has one person; another of the city has two.

    That one is linked with a county of its own, so that the pool of the city joins two components.
    """
    units = [unit(n, "supporting") for n in (1, 2)] + [unit(n, "recipient") for n in (11, 12)]
    cities = [
        unit(8, "supporting", level="city", name="甲市"),
        unit(9, "recipient", level="city", name="乙市"),
    ]
    tables = {
        "units": [*units, *cities],
        "links": [link(1, 11), link(2, 12), link(8, 9, "city")],
        "schools": [school(n, n) for n in (1, 2)]
        + [school(11, 11, kind="township_central", **more), school(12, 12)],
        "staff": [staff(n, "teacher", k, "chinese") for n, k in ((1, 1), (2, 2), (11, 2))],
        "quotas": [{"unit_code": "000011", "programme": "teams", "min": 1, "max": 1}],
    }
    numbers = {"team_size_min": 2, "team_size_max": 2, "teams_per_county_min": 0}
    return scenario(tables, numbers=numbers)


def _ways(found: Diagnosis) -> list[tuple[str, ...]]:
    mendings = found.conflicts[0].mendings
    return [tuple(repair.name for repair, _ in mending.steps) for mending in mendings]


def test_the_city_s_pool_is_cheaper_than_a_person(workers: Workers) -> None:
    found = diagnose(_other_district(), workers=workers)
    assert _ways(found)[0] == ("policy.city_pool",)
    assert ("staff.count",) in _ways(found)
    assert found.conflicts[0].cheapest
    assert ("policy.city_pool", "staff.count") not in _ways(found)
    assert found.together is not None
    assert found.together.cost == 15


def test_what_joins_too_much_is_not_looked_at_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, workers: Workers
) -> None:
    monkeypatch.setattr("pairmatch.diagnose.mend.WIDEST", 1)
    monkeypatch.setattr(import_module("pairmatch.diagnose.survey"), "JOINED", 0)
    found = diagnose(_other_district(), workers=workers)
    assert _ways(found)[0] == ("staff.count",)
    assert not found.conflicts[0].cheapest


def test_edits_are_joined_by_what_is_needed_beside_them(workers: Workers) -> None:
    """The site refuses teams, and a person is missing as well."""
    found = diagnose(_other_district(site=0), workers=workers)
    assert set(_ways(found)[0]) == {"schools.site", "staff.count"}
    assert found.conflicts[0].mendings[0].cost == 30


def test_not_all_edits_are_built_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, workers: Workers
) -> None:
    monkeypatch.setattr("pairmatch.diagnose.mend.LOOKED_AT", 0)
    found = diagnose(_other_district(), workers=workers)
    assert _ways(found)[0] == ("staff.count",)
    assert not found.conflicts[0].cheapest


def test_more_than_enough_is_not_shown(workers: Workers) -> None:
    """No way out holds all of a better one: beds and a person where the person alone does."""
    found = diagnose(_other_district(beds=1), workers=workers)
    for conflict in found.conflicts:
        steps = [dict(x.steps) for x in conflict.mendings]
        for i, better in enumerate(steps):
            assert not any(better.items() <= worse.items() for worse in steps[i + 1 :])
