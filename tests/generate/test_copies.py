"""Several provinces in one scenario: copies apart in codes, names and data, under one set of rules."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from pairmatch import cli, refusal
from pairmatch.component import split
from pairmatch.generate import is_current
from pairmatch.generate.copies import (
    MOST,
    SCHOOL_LETTERS,
    UNIT_PREFIXES,
    relabelled,
    seed_of,
    settings_text,
)
from pairmatch.io.read import read_scenario
from pairmatch.programmes.pairs.province import pairs_wanted
from pairmatch.scenario import Scenario
from pairmatch.schema import Link, Lock, Quota, School, Staff, TeacherCount, Unit
from tests.generate.small import small_source


@dataclass(frozen=True)
class Both:
    """One province and two of a small source, made by one call; both read without a fault."""

    source: Path
    folder: Path
    one: Scenario
    two: Scenario


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("copies")
    source = small_source(folder / "small")
    call = ["generate", str(source), "--provinces", "1,2", "--out", str(folder / "made")]
    done = CliRunner().invoke(cli.main, [*call, "--json"])
    assert done.exit_code == cli.DONE, done.stderr
    one, two = (read_scenario(folder / name) for name in ("made", "made-2"))
    hashes = [json.loads(line)["input_hash"] for line in done.stdout.splitlines()]
    assert hashes == [one.input_hash, two.input_hash]
    return Both(source, folder / "made-2", one, two)


def test_the_first_copy_is_the_province_itself(both: Both) -> None:
    first = {code: x for code, x in both.two.schools.items() if code[6] == "0"}
    assert first == both.one.schools
    names = {unit.unit_code for unit in both.one.rows(Unit)}
    assert names <= both.two.units.keys()
    mine = [x for x in both.two.rows(Staff) if x.school_code in first]
    assert tuple(mine) == both.one.rows(Staff)


def test_copies_share_no_code_and_no_name(both: Both) -> None:
    one, two = both.one, both.two
    for model in (Unit, Link):
        assert len(two.rows(model)) == 2 * len(one.rows(model))
    assert len(two.schools) == 2 * len(one.schools)
    assert all(len(code) == 10 and code.startswith("99") for code in two.schools)
    assert max(Counter(x.name for x in two.rows(Unit)).values()) == 1
    assert all(x.name.startswith("第二省") for x in two.schools.values() if x.school_code[6] == "B")
    people = [x.person_id for x in two.rows(Staff) if x.person_id]
    assert len(people) == len(set(people)) > 0


def test_a_copy_is_no_clone(both: Both) -> None:
    rows = both.two.rows(TeacherCount)
    first = {(x.school_code, x.subject): x.present for x in rows if x.school_code[6] == "0"}
    second = {
        (x.school_code.replace("B", "0", 1), x.subject): x.present
        for x in rows
        if x.school_code[6] == "B"
    }
    shared = first.keys() & second.keys()
    assert shared
    assert any(first[key] != second[key] for key in shared)
    pupils = [
        sum(x.students or 0 for x in both.two.schools.values() if x.school_code[6] == letter)
        for letter in "0B"
    ]
    assert pupils[0] != pupils[1]


def test_one_set_of_rules_over_all(both: Both) -> None:
    one, two = both.one, both.two
    assert pairs_wanted(one) == (20, 60)
    assert pairs_wanted(two) == (40, 120)
    limits = [x.settings.limits["supporting"].people for x in (one, two)]
    assert limits == [30, 60]
    assert two.settings.time_limit_s == 2 * one.settings.time_limit_s
    targets = [
        sum(q.target or 0 for q in x.rows(Quota) if q.programme == "pairs") for x in (one, two)
    ]
    assert targets[1] == 2 * targets[0]
    assert len(split(two)) == 2 * len(split(one))


def test_copies_say_what_they_are(both: Both) -> None:
    assert "合成" in both.two.settings.title
    for link in both.two.rows(Link):
        if not link.supporting_unit.startswith("44"):
            assert link.origin == "illustrative"
            assert "合成" in (link.document or "")
    assert all("合成" in (x.document or "") for x in both.two.rows(Lock))


def test_record_of_copies(both: Both) -> None:
    record = tomllib.loads((both.folder / "generated.toml").read_text(encoding="utf-8"))
    assert record["provinces"] == 2
    assert record["hash"] == both.two.input_hash
    assert record["counts"]["recipient schools"] == len(both.two.schools_on("recipient"))
    assert is_current(both.source, both.folder, provinces=2)
    assert not is_current(both.source, both.folder)
    assert not is_current(both.source, both.folder, provinces=3)


def test_there_is_room_for_the_most_provinces() -> None:
    assert MOST == len(UNIT_PREFIXES) + 1 == len(SCHOOL_LETTERS) + 1
    assert len(set(UNIT_PREFIXES)) == len(UNIT_PREFIXES)
    assert len(set(SCHOOL_LETTERS)) == len(SCHOOL_LETTERS)
    assert len({seed_of(20210, n) for n in range(MOST)}) == MOST
    school = School(school_code="9901030999", name="一", unit_code="440103001", stage="primary")
    found = [next(iter(relabelled([school], n))) for n in range(MOST)]
    assert len({x.school_code for x in found if isinstance(x, School)}) == MOST
    crowded = school.model_copy(update={"school_code": "9901031000"})
    with pytest.raises(ValueError, match="9901031000"):
        list(relabelled([crowded], 1))


def test_limits_of_a_unit_stand_for_each_copy() -> None:
    settings = {
        "name": "x",
        "title": "y",
        "policy": {"province_pairs": 7, "host_max": 4, "placement_terms": ["year"]},
        "limits": {"440103": {"people": 3}, "recipient": {"people": 5, "money": 10}},
    }
    said = tomllib.loads(settings_text(settings, 3))
    assert said["policy"] == {"province_pairs": 21, "host_max": 4, "placement_terms": ["year"]}
    own = {f"{prefix}0103": {"people": 3} for prefix in ("44", *UNIT_PREFIXES[:2])}
    assert said["limits"] == own | {"recipient": {"people": 15, "money": 30}}


@pytest.mark.parametrize("numbers", ["0", "21", "1,x", ",", "-1"])
def test_wrong_numbers_of_provinces_are_refused(both: Both, numbers: str) -> None:
    call = ["generate", str(both.source), "--provinces", numbers]
    done = CliRunner().invoke(cli.main, call)
    assert done.exit_code == refusal.BAD_INPUT
    assert "1–20" in done.stderr
    assert MOST == 20


def test_nothing_is_written_where_one_folder_is_somebody_elses(both: Both, tmp_path: Path) -> None:
    (tmp_path / "mine-2").mkdir()
    (tmp_path / "mine-2" / "notes.txt").touch()
    call = ["generate", str(both.source), "--provinces", "1,2", "--out", str(tmp_path / "mine")]
    done = CliRunner().invoke(cli.main, call)
    assert done.exit_code == refusal.BAD_INPUT
    assert [x.name for x in tmp_path.iterdir()] == ["mine-2"]
