"""A criterion is kept or not, exactly, and says by which value, threshold and place."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pairmatch.accept.criteria import Criterion
from pairmatch.accept.judged import Judged, judged
from pairmatch.accept.says import verdict_lines
from pairmatch.cli import main
from pairmatch.metrics import METRICS
from pairmatch.metrics.kept import RunMetrics
from pairmatch.programmes.metric import Measured
from tests.compare.runs import copied, two_years

METRIC = {metric.code: metric for metric in METRICS}
HIGHER, LOWER = METRIC["need_coverage"], METRIC["exceptions"]


def run(value: Fraction | int | None, code: str = "need_coverage", **parts: Fraction) -> RunMetrics:
    found = None if value is None else Fraction(value)
    units = {"440804": "湛江市坡头区", "441424": "梅州市五华县"}
    return RunMetrics(
        "x", "x", "2021-2025", 2021, units, {}, {code: Measured(found, {**parts}, ())}
    )


def judge(criterion: Criterion, here: RunMetrics, base: RunMetrics | None = None) -> Judged:
    (found,) = judged((criterion,), here, base)
    return found


@pytest.mark.parametrize(
    ("value", "passed"),
    [
        (Fraction(4, 5), True),
        (Fraction(4, 5) - Fraction(1, 10**15), False),
        (Fraction(9, 10), True),
        (Fraction(9, 10) + Fraction(1, 10**15), False),
    ],
)
def test_limits_are_kept_to_the_last_digit(value: Fraction, passed: bool) -> None:
    criterion = Criterion(HIGHER, least=Fraction(4, 5), most=Fraction(9, 10))
    assert judge(criterion, run(value)).passed == passed


@pytest.mark.parametrize(
    ("metric", "value", "base", "passed"),
    [
        (HIGHER, Fraction(99, 100), 1, True),
        (HIGHER, Fraction(98, 100), 1, False),
        (HIGHER, 2, 1, True),
        (LOWER, 101, 100, True),
        (LOWER, 102, 100, False),
        (LOWER, 0, 100, True),
        (LOWER, 0, 0, True),
        (LOWER, 1, 0, False),
        (HIGHER, Fraction(-101, 100), -1, True),
        (HIGHER, Fraction(-102, 100), -1, False),
    ],
)
def test_worse_than_the_baseline_goes_by_the_direction_of_the_metric(
    metric, value, base, passed: bool
) -> None:
    criterion = Criterion(metric, worse=Fraction(1, 100))
    here, there = (run(x, metric.code) for x in (value, base))
    assert judge(criterion, here, there).passed == passed


def test_of_several_limits_the_strictest_counts() -> None:
    criterion = Criterion(HIGHER, least=Fraction(1, 2), worse=Fraction(0))
    found = judge(criterion, run(Fraction(3, 5)), run(Fraction(7, 10)))
    assert (found.low, found.base, found.passed) == (Fraction(7, 10), Fraction(7, 10), False)
    found = judge(criterion, run(Fraction(2, 5)), run(Fraction(1, 5)))
    assert (found.low, found.passed) == (Fraction(1, 2), False)


def test_nothing_to_measure_is_no_pass_and_says_so() -> None:
    kept = Criterion(HIGHER, least=Fraction(0))
    empty = replace(run(None), metrics={})
    for here in (run(None), empty):
        found = judge(kept, here)
        assert not found.passed
        assert "没有可计量的对象" in verdict_lines(found, here, "zh")[0]
    against = Criterion(HIGHER, worse=Fraction(1))
    found = judge(against, run(1), run(None))
    assert not found.passed
    assert "nothing to measure in the baseline" in verdict_lines(found, run(1), "en")[0]


def test_the_worst_county_is_named() -> None:
    parts = {"440804": Fraction(1, 2), "441424": Fraction(1, 3)}
    here = run(Fraction(2, 5), **parts)
    found = judge(Criterion(HIGHER, least=Fraction(1, 2)), here)
    assert found.worst == ("441424",)
    assert "梅州市五华县" in verdict_lines(found, here, "zh")[0]
    thin = METRIC["thin_sites"]
    found = judge(Criterion(thin, most=Fraction(1)), run(3, "thin_sites", **parts))
    assert found.worst == ("440804",)


def test_the_places_of_the_value_come_before_its_parts() -> None:
    here = run(1)
    measured = Measured(Fraction(1), {"440804": Fraction(1)}, ("441424",))
    found = judge(
        Criterion(HIGHER, least=Fraction(1)), replace(here, metrics={HIGHER.code: measured})
    )
    assert found.worst == ("441424",)


@pytest.mark.parametrize(
    ("value", "least", "said"),
    [
        (Fraction(1, 2), Fraction(4, 5), "50.0%（要求 ≥ 80.0%）"),
        (Fraction(79999, 100000), Fraction(4, 5), "79.9%（要求 ≥ 80.0%）"),
        (Fraction(80001, 100000), Fraction(4, 5), "80.001%（要求 ≥ 80.0%）"),
        (Fraction(4, 5), Fraction(4, 5), "80.0%（要求 ≥ 80.0%）"),
        (Fraction(80049, 100000), Fraction(8004, 10000), "80.049%（要求 ≥ 80.04%）"),
    ],
)
def test_a_value_never_looks_like_a_limit_that_it_is_not(
    value: Fraction, least: Fraction, said: str
) -> None:
    here = run(value)
    (line,) = verdict_lines(judge(Criterion(HIGHER, least=least), here), here, "zh")
    assert line.endswith(f"：{said}")


def test_a_reason_stands_below() -> None:
    here = run(1)
    criterion = Criterion(HIGHER, least=Fraction(1), reason="agreed")
    assert verdict_lines(judge(criterion, here), here, "en")[1] == "    reason: agreed"


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return two_years(tmp_path_factory.mktemp("runs"))


def called(folder: Path, text: str, *arguments: object) -> Result:
    path = folder / "criteria.toml"
    path.write_text(text, encoding="utf-8")
    line = ["accept", "--criteria", str(path), *map(str, arguments)]
    return CliRunner().invoke(main, line, catch_exceptions=False)


MET = '[[criterion]]\nmetric = "worst_county"\nat_least = 0.3\n'
MISSED = '[[criterion]]\nmetric = "people_sent"\nat_least = 4\n'


def test_the_exit_code_says_whether_all_are_kept(years, tmp_path: Path) -> None:
    kept = called(tmp_path, MET, years[1])
    assert (kept.exit_code, kept.stdout.splitlines()[-1]) == (0, "All 1 criteria are kept.")
    missed = called(tmp_path, MET + MISSED, years[1], "--lang", "zh")
    assert missed.exit_code == 5
    assert missed.stdout.splitlines() == [
        "达标　　最差县的需求满足率：33.3%（要求 ≥ 30.0%）；乙市子县",
        "不达标　派出支教人数：3 人（要求 ≥ 4 人）",
        "2 项中有 1 项不达标。",
    ]


def test_json_says_the_same(years, tmp_path: Path) -> None:
    said = called(tmp_path, MET + MISSED, "second", "--runs", years[0].parent, "--json")
    answer = json.loads(said.stdout)
    assert (said.exit_code, answer["exit"], answer["passed"]) == (5, 5, False)
    first, second = answer["criteria"]
    assert (first["metric"], first["passed"], first["where"]) == ("worst_county", True, "乙市子县")
    assert first["at_least"] == {"value": 0.3, "exact": "3/10"}
    assert (second["passed"], second["value"]["exact"], second["at_most"]) == (False, "3", None)


def test_a_baseline_is_compared_with(years, tmp_path: Path) -> None:
    text = '[[criterion]]\nmetric = "teams_done"\nnot_worse_than_baseline_by = "1 %"\n'
    assert called(tmp_path, text, years[1], "--baseline", years[0]).exit_code == 0
    refused = called(tmp_path, text, years[1], "--json")
    assert refused.exit_code == 2
    assert [x["code"] for x in json.loads(refused.stdout)["issues"]] == ["E-ACCEPT-BASELINE"]


def test_bad_runs_are_refused(years, tmp_path: Path) -> None:
    other = copied(
        years[0], tmp_path / "other", "metrics.json", lambda x: x.replace('"990012"', '"990099"')
    )
    refused = called(tmp_path, MET, years[0], "--baseline", other, "--json")
    assert [x["code"] for x in json.loads(refused.stdout)["issues"]] == ["E-COMPARE-UNITS"]
    (other / "verification.json").unlink()
    refused = called(tmp_path, MET, other, "--json")
    assert refused.exit_code == 2
    assert [x["code"] for x in json.loads(refused.stdout)["issues"]] == ["E-STORE-FILE-MISSING"]
