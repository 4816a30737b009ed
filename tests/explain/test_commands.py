"""The commands explain and suggest: what they print, as text in both languages and as JSON, and refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pairmatch.io.read import read_scenario
from pairmatch.solve.workers import Workers
from tests.builders import code
from tests.calling import call
from tests.whatif.runs import written

pytestmark = pytest.mark.usefixtures("asked_here")
TINY = Path(__file__).parents[2] / "scenarios" / "tiny"


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Path:
    """A folder with the tiny scenario and a run of it."""
    folder = tmp_path_factory.mktemp("explain")
    shutil.copytree(TINY, folder / "tiny")
    written(folder / "runs" / "one", folder / "tiny", read_scenario(folder / "tiny"), workers)
    return folder


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["结对学校", "契合度", "其他不变时", "如果不这样定", "已证明", "GD-2§5", "变动"]),
        (
            "en",
            ["Affinity", "With all else as it is", "without it", "proved", "GD-2§5", "rows move"],
        ),
    ],
)
def test_a_school_is_explained_in_words(top: Path, lang: str, said: list[str]) -> None:
    done = call(top, "explain", "one", "--school", "丑县南镇寄宿制小学", "--lang", lang)
    assert done.exit_code == 0
    assert [one for one in said if one not in done.stdout] == []


def test_a_pair_is_explained_for_scripts(top: Path) -> None:
    done = call(top, "explain", "one", "--pair", code(13), code(2), "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["exit"]) == (0, 0)
    (row,) = found["rows"]
    assert row["row"] == {"recipient_school": code(13), "supporting_school": code(2)}
    (question,) = found["questions"]
    assert question["sort"] == "without"
    assert question["decision"]["force"] == "forbid"
    assert question["difference"]["proved"]
    assert question["difference"]["value"] == sum(
        x["points"] for x in question["difference"]["terms"]
    )
    (gone,) = question["moved"]["pairs"]
    assert (gone["kind"], gone["place"]["code"]) == ("removed", code(13))


@pytest.mark.parametrize(("lang", "said"), [("zh", "不必求解"), ("en", "without solving")])
def test_what_a_rule_forbids_is_said_with_its_clause(top: Path, lang: str, said: str) -> None:
    done = call(top, "explain", "one", "--pair", code(13), code(1), "--lang", lang)
    assert done.exit_code == 0
    assert said in done.stdout
    assert "P1" in done.stdout
    assert "GD-2§7" in done.stdout


def test_a_seat_is_suggested_for(top: Path) -> None:
    done = call(top, "suggest", "one", "--seat", "990012-2021-01/1", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["seat"]["supporting_school"] == code(2)
    assert found["empty"]["difference"]["value"] < 0
    assert [x["answer"]["state"] for x in found["solved"]] == ["found"] * len(found["solved"])
    said = call(top, "suggest", "one", "--seat", "990012-2021-01/1", "--lang", "zh").stdout
    assert "岗位" in said
    assert "没有符合规则" in said


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("explain", "one"), "E-EXPLAIN-ONE"),
        (("explain", "one", "--school", "x", "--person", "y"), "E-EXPLAIN-ONE"),
        (("explain", "one", "--school", "9900000099"), "E-EXPLAIN-SCHOOL"),
        (("explain", "one", "--person", "nobody"), "E-EXPLAIN-PERSON"),
        (("explain", "one", "--pair", code(11), code(12)), "E-EXPLAIN-SIDES"),
        (("explain", "none", "--school", code(11)), "E-STORE-UNKNOWN"),
        (("suggest", "one", "--seat", "990012-2021-01/7"), "E-SUGGEST-SEAT"),
    ],
)
def test_what_cannot_be_asked_is_refused(top: Path, arguments: tuple[str, ...], fault: str) -> None:
    done = call(top, *arguments)
    assert done.exit_code == 2
    assert fault in done.stderr
    assert not done.stdout


def test_a_run_of_other_programs_is_asked_with_a_warning(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is kept of it, and the answer is the same."""
    call_it = ("explain", "one", "--pair", code(13), code(1), "--lang", "zh")
    before = call(top, *call_it)
    monkeypatch.setattr("pairmatch.whatif.opened.exact_versions", lambda: (("code", "other"),))
    after = call(top, *call_it)
    assert "从头求解" in after.stderr
    assert (before.stderr, before.stdout) == ("", after.stdout)


def test_a_run_of_other_data_is_not_asked(top: Path, tmp_path: Path) -> None:
    shutil.copytree(top, tmp_path / "copy")
    path = tmp_path / "copy" / "tiny" / "needs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",5", ",2"), encoding="utf-8")
    for command in (("explain", "one", "--school", code(11)), ("suggest", "one", "--seat", "x/1")):
        done = call(tmp_path / "copy", *command)
        assert done.exit_code == 2
        assert "needs.csv" in done.stderr
