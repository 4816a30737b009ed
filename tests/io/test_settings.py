"""scenario.toml: what it may say, what every number and weight becomes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.io.read import read_scenario
from pairmatch.programmes import NUMBERS, RULES, TERMS
from pairmatch.settings import SCENARIO, Given, Limit
from tests.io.folders import TOML, found, issues, write


def test_what_is_not_said_has_its_default_with_clause_and_reason(tmp_path: Path) -> None:
    settings = read_scenario(write(tmp_path)).settings
    assert {x.name: Given(x.default, x.clause) for x in NUMBERS} == dict(settings.numbers)
    soft = [rule for rule in RULES if rule.force != "hard"]
    assert {x.code for x in soft} | {x.code for x in TERMS} == set(settings.weights)
    assert {rule.code: rule.force for rule in RULES} == dict(settings.forces)
    assert settings.weights["T1"].reason == next(x.why.zh for x in RULES if x.code == "T1")
    assert (settings.language, settings.time_limit_s, settings.maximise) == ("zh", 60, True)


def test_numbers_plain_or_with_their_source(tmp_path: Path) -> None:
    text = (
        TOML
        + """
[policy]
team_size_max = 4
teams_per_county_min = { value = 2, clause = "某通知第 3 条", document = "某文", reason = "试点" }
placement_terms = ["spring", "秋季"]
city_pool = true
recipient_pair_max = 1
"""
    )
    numbers = read_scenario(write(tmp_path, scenario=text)).settings.numbers
    assert numbers["team_size_max"] == Given(4, SCENARIO)
    assert numbers["teams_per_county_min"] == Given(2, "某通知第 3 条", "某文", "试点")
    assert numbers["placement_terms"].value == ("autumn", "spring")
    assert numbers["city_pool"].value is True
    assert numbers["recipient_pair_max"].clause != SCENARIO


def test_weights_by_code_or_by_the_name_of_the_term(tmp_path: Path) -> None:
    alias, code = next((rule.term, rule.code) for rule in RULES if rule.term)
    text = f'{TOML}[weights]\n{alias} = {{ value = 7, reason = "本地" }}\nT1 = 9\n'
    weights = read_scenario(write(tmp_path, scenario=text)).settings.weights
    assert (weights[code].value, weights[code].reason) == (7, "本地")
    assert (weights["T1"].value, weights["T1"].reason) == (9, "")
    twice = f"{TOML}[weights]\n{alias} = 7\n{code} = 8\n"
    assert found(write(tmp_path, scenario=twice)) == [("E-WEIGHT-TWICE", 7, f"weights.{code}")]


def test_forces_and_limits(tmp_path: Path) -> None:
    text = f'{TOML}[force]\nT1 = "原则上"\n[limits.440305]\npeople = 9\nmoney = 400000\n'
    settings = read_scenario(write(tmp_path, scenario=text)).settings
    assert settings.forces["T1"] == "principle"
    assert settings.limits == {"440305": Limit(9, 400_000)}


def test_limits_of_all_units_of_a_side(tmp_path: Path) -> None:
    text = f"{TOML}[limits.supporting]\npeople = 0\n[limits.recipient]\nmoney = 80000\n"
    limits = read_scenario(write(tmp_path, scenario=text)).settings.limits
    assert limits == {"supporting": Limit(people=0), "recipient": Limit(money=80_000)}


def test_a_limit_of_nobody_is_told_the_two_words(tmp_path: Path) -> None:
    issue = issues(write(tmp_path, scenario=f"{TOML}[limits.suporting]\npeople = 1\n"))[0]
    assert (issue.code, issue.line, issue.column) == ("E-LIMIT-UNIT", 5, "limits.suporting")
    assert "是否想填：supporting？" in issue.say("zh")
    assert "[limits.supporting]" in issue.say("en")


def test_a_sound_file_with_mark_and_crlf(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + TOML.replace("\n", "\r\n").encode()
    assert found(write(tmp_path, scenario=data)) == []


WRONG: dict[str, tuple[str, str, int | None, str]] = {
    "no title": (TOML.replace("title", "# title"), "E-KEY-MISSING", None, "title"),
    "name with a path": (TOML.replace("small", "../x"), "E-KEY-NAME", 1, "name"),
    "blank title": (TOML.replace("最小方案", " "), "E-KEY-RANGE", 2, "title"),
    "title a number": (TOML.replace('"最小方案"', "3"), "E-KEY-TYPE", 2, "title"),
    "round backwards": (TOML.replace("2021-2025", "2025-2021"), "E-KEY-ROUND", 3, "round"),
    "round in words": (TOML.replace("2021-2025", "二"), "E-KEY-ROUND", 3, "round"),
    "year after the round": (TOML.replace("= 2021", "= 2026"), "E-YEAR-ROUND", 4, "year"),
    "year as text": (TOML.replace("= 2021", '= "2021"'), "E-KEY-TYPE", 4, "year"),
    "another language": (f'{TOML}language = "fr"\n', "E-KEY-WORD", 5, "language"),
    "negative seed": (f"{TOML}seed = -1\n", "E-KEY-RANGE", 5, "seed"),
    "seed true": (f"{TOML}seed = true\n", "E-KEY-TYPE", 5, "seed"),
    "no time": (f"{TOML}time_limit_s = 0\n", "E-KEY-RANGE", 5, "time_limit_s"),
    "too much time": (f"{TOML}time_limit_s = 86401\n", "E-KEY-RANGE", 5, "time_limit_s"),
    "gap below nothing": (
        f"{TOML}target_gap_percent = -0.1\n",
        "E-KEY-RANGE",
        5,
        "target_gap_percent",
    ),
    "gap in words": (
        f'{TOML}target_gap_percent = "0.1%"\n',
        "E-KEY-TYPE",
        5,
        "target_gap_percent",
    ),
    "gap that is no number": (
        f"{TOML}target_gap_percent = nan\n",
        "E-KEY-RANGE",
        5,
        "target_gap_percent",
    ),
    "fraction": (f"{TOML}time_limit_s = 1.5\n", "E-KEY-TYPE", 5, "time_limit_s"),
    "maximise a word": (f'{TOML}maximise = "no"\n', "E-KEY-TYPE", 5, "maximise"),
    "objective unknown": (f'{TOML}objective = "fair"\n', "E-KEY-WORD", 5, "objective"),
    "unknown top key": (f"{TOML}sed = 1\n", "E-KEY-UNKNOWN", 5, "sed"),
    "policy no section": (f"{TOML}policy = 3\n", "E-KEY-TYPE", 5, "policy"),
    "truth for a number": (
        f"{TOML}[policy]\nteam_size_max = true\n",
        "E-KEY-TYPE",
        6,
        "policy.team_size_max",
    ),
    "number for a truth": (f"{TOML}[policy]\ncity_pool = 1\n", "E-KEY-TYPE", 6, "policy.city_pool"),
    "no limit where one is needed": (
        f'{TOML}[policy]\nteam_size_max = "none"\n',
        "E-KEY-TYPE",
        6,
        "policy.team_size_max",
    ),
    "unknown term": (
        f'{TOML}[policy]\nplacement_terms = ["summer"]\n',
        "E-KEY-TYPE",
        6,
        "policy.placement_terms",
    ),
    "term twice": (
        f'{TOML}[policy]\nplacement_terms = ["year", "学年"]\n',
        "E-KEY-TYPE",
        6,
        "policy.placement_terms",
    ),
    "source without value": (
        f'{TOML}[policy]\nteam_size_max = {{ clause = "x" }}\n',
        "E-KEY-VALUE",
        6,
        "policy.team_size_max",
    ),
    "unknown source": (
        f"{TOML}[policy]\nteam_size_max = {{ value = 5, why = 1 }}\n",
        "E-KEY-UNKNOWN",
        6,
        "policy.team_size_max.why",
    ),
    "unknown code of a weight": (f"{TOML}[weights]\nZ9 = 1\n", "E-CODE-UNKNOWN", 6, "weights.Z9"),
    "weight of a hard rule": (f"{TOML}[weights]\nP1 = 1\n", "E-WEIGHT-HARD", 6, "weights.P1"),
    "weight as text": (f'{TOML}[weights]\nT1 = "much"\n', "E-KEY-TYPE", 6, "weights.T1"),
    "unknown code of a force": (
        f'{TOML}[force]\nO1 = "principle"\n',
        "E-CODE-UNKNOWN",
        6,
        "force.O1",
    ),
    "soft rule made hard": (f'{TOML}[force]\nT1 = "hard"\n', "E-FORCE-SOFT", 6, "force.T1"),
    "negative limit": (
        f"{TOML}[limits.440305]\npeople = -1\n",
        "E-KEY-RANGE",
        6,
        "limits.440305.people",
    ),
    "unknown limit": (
        f"{TOML}[limits.440305]\nteams = 1\n",
        "E-KEY-UNKNOWN",
        6,
        "limits.440305.teams",
    ),
    "unknown limit of a side": (
        f"{TOML}[limits.recipient]\nteams = 1\n",
        "E-KEY-UNKNOWN",
        6,
        "limits.recipient.teams",
    ),
    "a side by its Chinese name": (
        f'{TOML}[limits."支援方"]\npeople = 1\n',
        "E-LIMIT-UNIT",
        5,
        "limits.支援方",
    ),
    "negative target": (
        f"{TOML}[policy]\nprovince_pairs = -1\n",
        "E-KEY-RANGE",
        6,
        "policy.province_pairs",
    ),
    "key twice": (f"{TOML}year = 2022\n", "E-TOML-SYNTAX", 5, ""),
    "endless nesting": (f"{TOML}x = {'[' * 5000}", "E-TOML-SYNTAX", 5, ""),
    "endless number": (f"{TOML}seed = {'9' * 5000}\n", "E-TOML-SYNTAX", None, ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_scenario_toml_may_not_say(tmp_path: Path, name: str) -> None:
    text, code, line, column = WRONG[name]
    got = found(write(tmp_path, scenario=text))
    assert [(x[0], x[2]) for x in got] == [(code, column)]
    assert line is None or got[0][1] == line


def test_not_utf8(tmp_path: Path) -> None:
    assert found(write(tmp_path, scenario=TOML.encode("gbk"))) == [("E-FILE-ENCODING", 2, "")]


def test_a_near_key_is_suggested(tmp_path: Path) -> None:
    text = f"{TOML}[policy]\nteam_size_maxx = 5\n"
    assert "是否想填：team_size_max？" in issues(write(tmp_path, scenario=text))[0].say("zh")
