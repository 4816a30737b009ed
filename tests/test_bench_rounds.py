"""Rounds measured: every year by every method, judged alike, written, summed up and put on the page."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.report.rounds import rounds_part
from benchmarks.report.runs import read_runs
from pairmatch import refusal
from pairmatch.bench.cases import CASES, Case
from pairmatch.bench.rounds.measure import (
    GREEDY,
    SAME_INPUT,
    RoundsMeasured,
    YearMeasured,
    measure_rounds,
)
from pairmatch.bench.rounds.rows import COLUMNS, METRIC_COLUMNS, metric_rows, metrics_path, rows
from pairmatch.bench.rounds.summary import metrics_table, points_table, summarised
from pairmatch.bench.row import OURS
from pairmatch.bench.table import append
from pairmatch.cli import main
from pairmatch.errors import NoPlanInTime
from pairmatch.roll.spans import RollYear
from pairmatch.solve.workers import Workers

SCENARIOS = Path(__file__).parent.parent / "scenarios"
TINY = Case("tiny-rounds", SCENARIOS / "tiny", rounds="2021", years="2021-2022")
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def same_children(workers: Workers) -> Iterator[None]:
    """The children of all tests, so that none are started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pairmatch.bench.rounds.measure.Workers", lambda _: nullcontext(workers))
        yield


@pytest.fixture(scope="module")
def measured(same_children: None) -> RoundsMeasured:
    told: list[YearMeasured] = []
    found = measure_rounds(TINY, 30, told.append)
    assert tuple(told) == found.years
    return found


def test_every_year_by_every_method(measured: RoundsMeasured) -> None:
    assert [(x.method, x.one.year) for x in measured.years] == [
        (method, year) for method in (OURS, GREEDY, SAME_INPUT) for year in (2021, 2022)
    ]
    assert measured.base.settings.time_limit_s == 30
    ours, greedy, same = (
        [x for x in measured.years if x.method == method] for method in (OURS, GREEDY, SAME_INPUT)
    )
    assert all(x.status == "proved" and x.value == x.bound for x in ours)
    assert (ours[0].value, ours[0].shortfall) == (3340, 0)
    for mine, theirs in zip(ours, same, strict=True):
        # Nobody has more points with the least shortfall than what is proved.
        assert (theirs.floor, theirs.bound) == (mine.floor, mine.bound)
        assert theirs.shortfall > mine.shortfall or theirs.value <= mine.value
    assert all(x.bound is None and x.floor is None for x in greedy)
    # The first year is the same input for both, later ones only if both planned the same.
    assert (greedy[0].value, greedy[0].metrics) == (same[0].value, same[0].metrics)
    assert all(x.status == "bounded" for x in (*greedy, *same))
    for x in measured.years:
        assert 0 < x.plan_s <= x.total_s
        assert x.metrics["need_coverage"] <= 1
    assert "proved_gap" in ours[0].metrics
    assert "proved_gap" not in greedy[0].metrics


def test_a_year_without_a_plan_ends_the_measurement() -> None:
    clash = Case("clash", SCENARIOS / "infeasible" / "hard-clash", rounds="2021", years="2021")
    with pytest.raises(NoPlanInTime, match="2021"):
        measure_rounds(clash)


def year(method: str, number: int, **more: object) -> YearMeasured:
    one = RollYear(number, "2021-2025" if number < 2026 else "2026-2030")
    plain = YearMeasured(method, one, "bounded", 10, 900, None, None, 1.0, 2.0, {})
    return replace(plain, **more)  # type: ignore[arg-type]


YEARS = (
    year(OURS, 2021, floor=10, bound=1000, metrics={"need_coverage": Fraction(1, 2)}),
    year(OURS, 2022, floor=10, bound=900, metrics={"need_coverage": Fraction(1, 4)}),
    year(OURS, 2026, floor=10, bound=900, metrics={"need_coverage": Fraction(1)}),
    year(
        GREEDY,
        2021,
        status="broken",
        metrics={"need_coverage": Fraction(1, 3), "pairs": Fraction(8)},
    ),
    year(GREEDY, 2022),
    year(SAME_INPUT, 2021, shortfall=20, floor=10, bound=1000),
)


def written(measured: RoundsMeasured, folder: Path) -> Path:
    path = folder / "rounds.csv"
    found = replace(measured, years=YEARS)
    append(path, COLUMNS, rows("rounds", TINY.folder, NOW, found))
    append(metrics_path(path), METRIC_COLUMNS, metric_rows(NOW, YEARS))
    return path


def test_rows_and_what_they_come_to(measured: RoundsMeasured, tmp_path: Path) -> None:
    path = written(measured, tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        every = list(csv.DictReader(file))
    with metrics_path(path).open(encoding="utf-8", newline="") as file:
        metrics = list(csv.DictReader(file))
    assert [x["gap_percent"] for x in every] == ["11.11", "0", "0", "", "", ""]
    assert {x["input_hash"] for x in every} == {measured.base.input_hash}
    assert [(x["method"], x["year"], x["metric"], x["value"]) for x in metrics] == [
        (OURS, "2021", "need_coverage", "0.5"),
        (OURS, "2022", "need_coverage", "0.25"),
        (OURS, "2026", "need_coverage", "1"),
        (GREEDY, "2021", "need_coverage", "0.333333"),
        (GREEDY, "2021", "pairs", "8"),
    ]
    found = {(x.name, x.method): x for x in summarised(every, metrics)}
    first = found["2021-2025", OURS]
    assert (first.years, first.value, first.bound, first.shortfall, first.floor) == (
        2,
        1800,
        1900,
        20,
        20,
    )
    assert first.behind == pytest.approx(100 * 100 / 1800)
    assert first.metrics == {"need_coverage": 0.375}
    # Without a bound, or with more shortfall than the least, nothing is said of the distance.
    assert found["2021-2025", GREEDY].behind is None
    assert found["2021-2025", SAME_INPUT].behind is None
    assert found["2021-2025", GREEDY].broken == 1
    # A year in which there is nothing to measure is left out of the mean.
    assert found["2021-2025", GREEDY].metrics["pairs"] == 8


def test_the_tables_in_both_languages(measured: RoundsMeasured, tmp_path: Path) -> None:
    found = summarised(
        rows("rounds", TINY.folder, NOW, replace(measured, years=YEARS)), metric_rows(NOW, YEARS)
    )
    points, metrics = points_table(found, "en"), metrics_table(found, "en")
    assert "| 2021-2025 | pairmatch | 2 | 20 | 20 | 1,800 | 1,900 | 5.56 | 4 |" in points
    assert "greedy, 1 years break hard rules | 2 | 20 | — | 1,800 | — | — | 4 |" in points
    assert "| Need coverage, weighted (%) | higher | 37.5 | 33.3 | 100.0 |" in metrics
    assert SAME_INPUT not in metrics
    assert "同一输入" in points_table(found, "zh")
    assert "越高越好" in metrics_table(found, "zh")


def test_the_page_has_what_was_measured_last(measured: RoundsMeasured, tmp_path: Path) -> None:
    assert list(rounds_part(tmp_path)) == []
    path = written(measured, tmp_path)
    later = replace(measured, years=(year(OURS, 2021, value=777),))
    append(path, COLUMNS, rows("rounds", TINY.folder, NOW.replace(year=2027), later))
    text = "\n".join(rounds_part(tmp_path))
    assert "## Rounds" in text
    assert "| 777 |" in text
    assert "1,800" not in text
    assert read_runs(tmp_path) == []  # rows of years are no runs


def test_rounds_are_a_case(tmp_path: Path) -> None:
    assert CASES["rounds"].rounds == "2021,2026,2031"
    assert CASES["rounds"].folder == CASES["province"].folder
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["bench", "rounds-demo", "--out", str(wrong)])
    assert done.exit_code == refusal.BAD_INPUT
    assert "E-BENCH-COLUMNS" in done.stderr
    assert wrong.read_text(encoding="utf-8") == "a,b\n"


def test_the_command_writes_and_says(
    measured: RoundsMeasured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def known(
        case: Case, limit: int | None, tell: Callable[[YearMeasured], None]
    ) -> RoundsMeasured:
        assert (case, limit) == (TINY, 7)
        for one in measured.years:
            tell(one)
        return measured

    monkeypatch.setattr("pairmatch.bench.rounds.call.measure_rounds", known)
    monkeypatch.setitem(CASES, "rounds-demo", TINY)
    out = tmp_path / "rounds.csv"
    call = ["bench", "rounds-demo", "--out", str(out), "--time-limit", "7"]
    done = CliRunner().invoke(main, [*call, "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "2022, greedy, same input: shortfall" in done.stdout
    assert "| 2021-2025 | pairmatch | 2 |" in done.stdout
    assert len(out.read_text(encoding="utf-8").splitlines()) == 7
    assert metrics_path(out).exists()
    again = CliRunner().invoke(main, [*call, "--json"])
    assert len(json.loads(again.stdout)["years"]) == 6
