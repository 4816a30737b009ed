"""The command prices: a run or a scenario, in both languages and as JSON, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pairmatch.io.read import read_scenario
from pairmatch.solve.workers import Workers
from tests.calling import call
from tests.whatif.runs import written

pytestmark = pytest.mark.usefixtures("asked_here")
TINY = Path(__file__).parents[2] / "scenarios" / "tiny"


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Path:
    """A folder with the tiny scenario, one with the worst county first, and a run of each."""
    folder = tmp_path_factory.mktemp("prices")
    for name, more in (("tiny", ""), ("worst", 'objective = "worst_first"\n')):
        shutil.copytree(TINY, folder / name)
        settings = folder / name / "scenario.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(more + text, encoding="utf-8")
        written(folder / "runs" / name, folder / name, read_scenario(folder / name), workers)
    return folder


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            ["多一个单位值多少", "W1-own", "+150", "这条规则本身", "已证明没有好处", "不能去掉"],
        ),
        ("en", ["one more unit", "W1-own", "+150", "the rule itself", "gain nothing", "Cannot be"]),
    ],
)
def test_prices_are_said_in_words(top: Path, lang: str, said: list[str]) -> None:
    done = call(top, "prices", "runs/tiny", "--lang", lang)
    assert done.exit_code == 0
    assert [one for one in said if one not in done.stdout] == []


def test_a_scenario_has_the_prices_of_its_run(top: Path) -> None:
    answers = [
        json.loads(call(top, "prices", one, "--only", "T3", "--only", "W1", "--json").stdout)
        for one in ("runs/tiny", "./tiny")
    ]
    assert answers[0] == answers[1]
    [t3, w1] = answers[0]["rules"]
    assert (t3["rule"], w1["rule"], answers[0]["exit"]) == ("T3", "W1", 0)
    assert (w1["how"], w1["difference"]["value"], w1["difference"]["proved"]) == (
        "solved",
        150,
        True,
    )
    assert w1["broken"][0] == 0 < w1["broken"][1]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("runs/tiny", "--only", "T33"), "Did you mean: T3"),
        (("runs/tiny", "--only", "O5"), "no rule that could be dropped"),
        (("nowhere",), "nowhere"),
        (("worst/units.csv",), "units.csv"),
    ],
)
def test_what_does_not_exist_is_refused(top: Path, arguments: tuple[str, ...], named: str) -> None:
    done = call(top, "prices", *arguments, "--lang", "en")
    assert done.exit_code == 2
    assert named in done.stderr


@pytest.mark.parametrize("run", ["tiny", "worst"])
def test_objectives_stand_side_by_side(top: Path, run: str) -> None:
    done = call(top, "prices", f"runs/{run}", "--objectives", "--json")
    found = {x["objective"]: x for x in json.loads(done.stdout)["objectives"]}
    assert [*found] == ["total", "bands", "worst_first"]
    assert found["total"]["points"] == max(x["points"] for x in found.values())
    assert found["bands"]["bands"] == max(x["bands"] for x in found.values())
    assert {x["shortfall"] for x in found.values()} == {0}
    assert all(x["proved"] for x in found["worst_first"]["levels"])
    shown = call(top, "prices", f"runs/{run}", "--objectives", "--lang", "en").stdout
    assert "worst county first: levels of 2 counties" in " ".join(shown.split())
    shown = call(top, "prices", f"runs/{run}", "--objectives", "--lang", "zh").stdout
    assert "…" not in shown


def test_an_objective_without_a_plan_in_time_is_named(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pairmatch.planner._Questions._limit_s", lambda self, scenario: 0)
    done = call(top, "prices", "runs/tiny", "--objectives", "--lang", "zh")
    assert done.exit_code == 0
    assert "没有得到方案，可加大 --time-limit：最差县优先" in done.stdout
    assert "分档均衡：已证明最优" in done.stdout


def test_a_run_with_the_worst_first_is_verified_and_asked_with_its_floors(top: Path) -> None:
    done = call(top, "verify", "runs/worst", "--json")
    assert (done.exit_code, json.loads(done.stdout)["differs"]) == (0, [])
    answer = json.loads(call(top, "prices", "runs/worst", "--only", "T12", "--json").stdout)
    [rule] = answer["rules"]
    assert rule["difference"]["value"] >= 0


def test_rules_that_clash_are_said_with_names(top: Path) -> None:
    clash = TINY.parent / "infeasible" / "hard-clash"
    done = call(top, "prices", str(clash), "--lang", "zh")
    assert done.exit_code == 3
    assert "子县东镇中心小学" in done.stderr
    assert "9900000011" not in done.stderr
