"""The page of measurements: made from the tables alone, each part from what is measured."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from benchmarks.report.growth import Growth, fitted
from benchmarks.report.page import write_page
from benchmarks.report.runs import Best, Plan, Run, newest, read_runs
from pairmatch.bench.row import COLUMNS, GAP_COLUMNS

BASE = {
    "case": "province",
    "method": "pairmatch",
    "status": "bounded",
    "shortfall": "310",
    "shortfall_bound": "310",
    "value": "990",
    "bound": "1000",
    "gap_percent": "1.01",
    "total_s": "12",
    "peak_mb": "800",
    "solve_s": "10",
    "provinces": "1",
    "links": "84",
    "schools": "100",
    "people": "1000",
    "data_seed": "20210",
    "input_hash": "aa",
    "revision": "r2",
    "time_limit_s": "60",
    "ortools": "9",
    "cpu": "some",
    "cores": "2",
    "system": "Linux",
}


def _run(number: int, plans: tuple[Plan, ...] = (), **cells: str) -> Run:
    started = f"2026-01-01T00:00:{number:02d}"
    row = dict.fromkeys(COLUMNS, "") | BASE | cells | {"started": started}
    return Run(row, plans)


def _written(folder: Path, runs: list[Run]) -> Path:
    folder.mkdir()
    with (folder / "all.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(run.cells for run in runs)
    with (folder / "all-gap.csv").open("w", encoding="utf-8", newline="") as file:
        gaps = csv.DictWriter(file, GAP_COLUMNS)
        gaps.writeheader()
        for run in runs:
            for plan in run.plans:
                cells = {"seconds": plan.seconds, "shortfall": plan.shortfall, "value": plan.value}
                gaps.writerow({"started": run["started"], **cells})
    return folder


RUNS = [
    _run(1, revision="r1", solve_s="70", value="980"),
    _run(2, (Plan(1, 310, 980), Plan(5, 310, 990))),
    _run(3, method="cpsat", shortfall="400", shortfall_bound="", bound="", value="995"),
    _run(4, method="highs", status="no plan", shortfall="", value="", peak_mb=""),
    _run(5, data_seed="7", input_hash="bb", value="955", bound="960"),
    _run(6, case="nation-3", provinces="3", total_s="36", peak_mb="1600", input_hash="cc"),
    _run(7, case="nation-10", provinces="10", total_s="120", peak_mb="3700", input_hash="dd"),
]


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page of all runs and its plots."""
    top = tmp_path_factory.mktemp("page")
    runs = read_runs(_written(top / "results", RUNS))
    (top / "one").mkdir()
    write_page(runs, top / "one" / "report.md", top / "one" / "plots")
    return top


def test_the_page_has_every_part(top: Path) -> None:
    plots = top / "one" / "plots"
    text = (top / "one" / "report.md").read_text(encoding="utf-8")
    for part in (
        "synthetic",
        "## Measured with",
        "## province, data seed 20210: against other ways",
        "## Growth",
        "## Where the time goes",
        "## province: other data seeds",
        "## province, data seed 20210: before and after",
        "| cpsat | bounded | 400 | 995 |",
        "| highs | no plan | — | — |",
        "Best bound: 1,000 points with a shortfall of 310",
    ):
        assert part in text
    assert "1.00" in text.split("**fitted exponent**")[1].split("\n")[0]
    images = [x.split(")")[0] for x in text.split("](plots/")[1:]]
    assert sorted(images) == sorted(x.name for x in plots.iterdir())
    assert all(x.stat().st_size < 100_000 for x in plots.iterdir())
    assert "not 310" in (plots / "province-20210-time-to-gap.svg").read_text(encoding="utf-8")


def test_the_same_rows_make_the_same_bytes(top: Path, tmp_path: Path) -> None:
    write_page(read_runs(top / "results"), tmp_path / "report.md", tmp_path / "plots")
    made = [{x.name: x.read_bytes() for x in y.rglob("*.*")} for y in (top / "one", tmp_path)]
    assert made[0] == made[1]
    assert len(made[0]) > 1
    assert not any(b"2026-" in x for x in made[0].values())


def test_what_is_not_measured_is_left_out(tmp_path: Path) -> None:
    page = tmp_path / "report.md"
    (tmp_path / "plots").mkdir()
    (tmp_path / "plots" / "old.svg").touch()
    write_page([_run(1)], page, tmp_path / "plots")
    text = page.read_text(encoding="utf-8")
    assert "## Where the time goes" in text
    for part in ("against other ways", "## Growth", "other data seeds", "before and after"):
        assert part not in text
    assert [x.name for x in (tmp_path / "plots").iterdir()] == ["memory.svg"]


def test_a_later_run_on_other_input_leaves_the_comparison_as_it_was(tmp_path: Path) -> None:
    later = _run(9, input_hash="ee", value="700", bound="705")
    page = tmp_path / "report.md"
    write_page([*RUNS[1:4], later], page, tmp_path / "plots")
    part = page.read_text(encoding="utf-8").split("against other ways")[1].split("##")[0]
    assert "| cpsat | bounded | 400 | 995 |" in part
    assert "| pairmatch |" in part
    assert "700" not in part


def test_a_fit_finds_the_exponent() -> None:
    constant, exponent = fitted([1, 3, 10], [2 * n**1.1 for n in (1, 3, 10)])
    assert math.isclose(exponent, 1.1)
    assert math.isclose(constant, 2)


def test_growth_is_of_one_revision_and_needs_two_sizes() -> None:
    found = Growth.of(RUNS)
    assert found is not None
    assert [(n, len(runs)) for n, runs in found.runs.items()] == [(1, 2), (3, 1), (10, 1)]
    assert math.isclose(found.fits["total_s"][1], 1.0)
    later = Growth.of([*RUNS, _run(9, revision="r3", total_s="1")])
    assert later is not None
    assert later.fits == found.fits
    assert Growth.of(RUNS[:5]) is None
    assert Growth.of([]) is None
    assert [run["revision"] for run in newest(RUNS[:2])] == ["r2"]


def test_the_best_bound_is_one_of_plans_with_the_least_shortfall() -> None:
    loose = _run(8, shortfall="500", shortfall_bound="310", bound="900")
    assert Best.of([RUNS[1], RUNS[2], loose]) == Best(310, 1000)
    better = _run(9, method="highs", bound="995", value="995")
    assert Best.of([RUNS[1], better]) == Best(310, 995)
    assert Best.of([RUNS[2], RUNS[3]]) is None


@pytest.mark.parametrize(("percent", "at"), [(10, 1), (1.5, 5), (1, None)])
def test_a_gap_is_reached_by_plans_with_the_least_shortfall(percent: float, at: int | None) -> None:
    early = Plan(0.5, 400, 999)
    run = _run(1, (early, Plan(0.6, 310, None), *RUNS[1].plans))
    assert Best(310, 1000).reached(run, percent) == at


def test_runs_on_an_earlier_input_of_a_seed_are_not_compared(tmp_path: Path) -> None:
    old = _run(1, revision="r1", input_hash="old", bound="5000")
    write_page([old, *RUNS[1:4]], tmp_path / "report.md", tmp_path / "plots")
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "Best bound: 1,000" in text
    assert "before and after" not in text
