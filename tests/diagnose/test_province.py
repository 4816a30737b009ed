"""Limits of the whole province: joined they are demands like others, apart they are added up."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from pairmatch.diagnose import Demand, Diagnosis, diagnose
from pairmatch.diagnose.says import Words
from pairmatch.programmes import RULES
from pairmatch.scenario import Scenario
from pairmatch.settings import Limit
from pairmatch.solve.workers import Workers
from tests.builders import code, link, scenario, school, staff, unit

SUPPORTING = Demand("T11-province", ("supporting", "away"))
PAIRS = Demand("P5", ("province",))


def two_links(limit: int, **numbers: int) -> Scenario:
    """Two links, each with a team of two to be sent and one pair that is possible."""
    tables: dict[str, list[dict[str, Any]]] = {"units": [], "links": [], "schools": [], "staff": []}
    for k in (1, 2):
        tables["units"] += [unit(k, "supporting"), unit(10 + k, "recipient")]
        tables["links"].append(link(k, 10 + k))
        tables["schools"] += [school(k, k), school(10 + k, 10 + k, kind="township_central")]
        tables["staff"] += [staff(n, "teacher", 2, "chinese") for n in (k, 10 + k)]
    said = {"team_size_min": 2, "team_size_max": 2, "teams_per_county_min": 1, **numbers}
    return scenario(tables, numbers=said, limits={"supporting": Limit(people=limit)})


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Components are looked at one by one, however small they are."""
    monkeypatch.setattr(import_module("pairmatch.diagnose.survey"), "JOINED", 0)


def _text(found: Diagnosis, source: Scenario) -> str:
    return "\n".join(Words(source, RULES, "zh").lines(found))


def test_joined_it_is_a_demand_like_others(workers: Workers) -> None:
    found = diagnose(two_links(3), workers=workers)
    assert not found.province
    teams = [Demand("T1", (f"{10 + k:06d}",)) for k in (1, 2)]
    sizes = [Demand("T2", (code(10 + k),)) for k in (1, 2)]
    assert [set(x.demands) for x in found.conflicts] == [{*teams, *sizes, SUPPORTING}]
    assert found.conflicts[0].mendings[0].cost == 25


@pytest.mark.usefixtures("apart")
def test_apart_it_is_added_up(workers: Workers) -> None:
    source = two_links(3)
    found = diagnose(source, workers=workers)
    assert found.conflicts == ()
    [one] = found.province
    assert (one.demand, one.number, one.least, one.amount) == (SUPPORTING, 3, False, 1)
    assert [need for _, need in one.needs] == [2, 2]
    [mending] = one.mendings
    [(repair, count)] = mending.steps
    assert not diagnose(repair.change(source, count), workers=workers).province
    text = _text(found, source)
    assert "全省：T11-province 支援方合计派出人数至多 3 人" in text
    assert "至少合计要用 4 人" in text
    assert "支援方合计的派出人数限额由 3 改为 4" in text


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize(("target", "short"), [(2, 0), (3, 1)])
def test_a_target_is_added_up_from_above(target: int, short: int, workers: Workers) -> None:
    source = two_links(9, province_pairs=target, province_pairs_tolerance=0)
    found = diagnose(source, workers=workers)
    assert [(x.demand, x.amount) for x in found.province] == ([(PAIRS, short)] if short else [])
    assert ("至多合计只有 2 对" in _text(found, source)) is bool(short)


@pytest.mark.usefixtures("apart")
def test_what_fits_is_not_asked_for(workers: Workers) -> None:
    assert diagnose(two_links(4), workers=workers).questions == 2
