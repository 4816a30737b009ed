"""What is said: sums that anybody can add up, places by name, many alike in one line, both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pairmatch.diagnose import Conflict, Diagnosis, diagnose
from pairmatch.diagnose.says import MANY, NAMED, Words
from pairmatch.diagnose.shown import as_dict
from pairmatch.errors import Lang
from pairmatch.io.read import read_scenario
from pairmatch.programmes import RULES
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from tests.builders import code, one_link, scenario, school, staff
from tests.diagnose.planted import planted

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def _said(found: Diagnosis, source: Scenario, lang: Lang) -> str:
    return "\n".join(Words(source, RULES, lang).lines(found))


def _few_leaders() -> Scenario:
    """Three teams are asked for, each with a leader; there are two leaders."""
    tables = one_link(
        schools=[school(n, 2, kind="township_central") for n in (3, 4)],
        staff=[
            *(staff(n, "teacher", 6, "chinese") for n in (2, 3, 4)),
            staff(1, "leader", 2),
            staff(1, "teacher", 9, "chinese"),
        ],
    )
    tables["units"][0]["name"] = "东城街道"
    tables["schools"][0] |= {"name": "东城一小", "release_max": 20}
    numbers = {"team_size_min": 2, "team_size_max": 2, "teams_per_county_min": 3}
    return scenario(tables, numbers=numbers, forces={"T3": "relaxable"}, weights={"T3": 10})


def _with_leaders(found: Diagnosis) -> Conflict:
    [one] = [x for x in found.conflicts if x.last.ids[1:] == ("leader",)]
    return one


def test_two_leaders_for_three_teams(workers: Workers) -> None:
    """The sum of the issue: two leaders can go, three teams need three."""
    source = _few_leaders()
    found = diagnose(source, workers=workers)
    one = _with_leaders(found)
    assert one.argument is not None
    assert (one.argument.needed, one.argument.at_most) == (3, 2)
    words = Words(source, RULES, "zh")
    assert "要求合计 3（单位2的支教团队 3）" in words.argument(one.argument)
    assert "东城一小派出支教的学校领导（小学） 2" in words.argument(one.argument)
    assert words.steps(one.mendings[0]) == "东城一小增加可派的学校领导（小学）1 人"


@pytest.fixture(scope="module")
def several(workers: Workers) -> tuple[Scenario, Diagnosis]:
    """Planted clashes of several kinds."""
    source, _ = planted(11)
    return source, diagnose(source, workers=workers)


def test_a_sum_adds_up_in_every_planted_clash(several: tuple[Scenario, Diagnosis]) -> None:
    _, found = several
    sums = [x.argument for x in found.conflicts]
    assert sums
    for one in sums:
        assert one is not None
        assert one.needed > one.at_most
        assert one.needed == sum(x.number * x.times for x in one.asked)
        assert one.at_most == sum(x.number * x.times for x in one.there)


@pytest.fixture(scope="module")
def crowd(workers: Workers) -> tuple[Scenario, Diagnosis]:
    """Eight senior schools of one county must have a partner, and there are primary schools only."""
    schools = [school(n, 2, stage="senior", pair_min=1) for n in range(10, 18)]
    source = scenario(one_link(schools=schools), numbers={"teams_per_county_min": 0})
    return source, diagnose(source, workers=workers)


def test_alike_conflicts_are_said_once(crowd: tuple[Scenario, Diagnosis]) -> None:
    source, found = crowd
    assert len(found.conflicts) == 8
    text = _said(found, source, "zh")
    assert text.count("算式：") == 1
    assert "同样情形还有 7 处：" in text
    assert text.count("学校1") >= 1 + NAMED
    assert "等" in text


def test_many_demands_of_a_rule_are_one_line(workers: Workers) -> None:
    """A team of nine is asked for: eight schools have a person each, and nobody can be placed for it."""
    senders = [school(n, 1) for n in range(20, 28)]
    tables = one_link(
        schools=senders, staff=[staff(n, "teacher", 1, "chinese") for n in range(20, 28)]
    )
    numbers = {"team_size_min": 9, "team_size_max": 9, "teams_per_county_min": 1}
    source = scenario(tables, numbers=numbers)
    found = diagnose(source, workers=workers)
    placed, sent = sorted(found.conflicts, key=lambda x: len(x.demands))
    assert [x.code for x in placed.demands] == ["T1", "T2", "W1"]
    assert [x.code for x in sent.demands] == ["T1", "T2", *["T5"] * 8]
    assert MANY < 8
    text = _said(found, source, "zh")
    assert re.search(r"T5 .*共 8 处", text)
    assert "单位1 8 处" in text
    assert "合计 8" in text
    assert sent.untried == 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_say_everything(lang: Lang, several: tuple[Scenario, Diagnosis]) -> None:
    source, found = several
    text = _said(found, source, lang)
    assert "{" not in text
    assert "  1) " in text
    chinese = re.findall("[一-鿿]+", re.sub("学校|单位|[甲乙]市", "", text))
    assert bool(chinese) is (lang == "zh"), chinese


def test_the_same_for_scripts(crowd: tuple[Scenario, Diagnosis]) -> None:
    source, found = crowd
    shown: dict[str, Any] = json.loads(json.dumps(as_dict(found, Words(source, RULES, "en"))))
    assert len(shown["conflicts"]) == 8
    first = shown["conflicts"][0]
    assert first["last"] == {"rule": "P2-min", "ids": [code(10)], "amount": 1}
    assert first["demands"][0]["number"] == 1
    assert first["argument"]["needed"] == 1
    assert first["argument"]["at_most"] == 0
    [step] = first["repairs"][0]["steps"]
    assert (step["what"], step["ids"], step["count"]) == ("schools.pair_min", [code(10)], 1)
    assert shown["together"]["cost"] == 8 * first["repairs"][0]["cost"]


def test_nothing_to_say(workers: Workers) -> None:
    source = read_scenario(SCENARIOS / "tiny")
    found = diagnose(source, workers=workers)
    assert found.conflicts == ()
    assert _said(found, source, "zh") == "没有发现矛盾：各项要求可以同时满足。"
