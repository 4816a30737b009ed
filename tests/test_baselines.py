"""The baselines: their plans pass the same verification, and none beats what is proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import compare
from benchmarks.baselines.highs import _Watch
from benchmarks.baselines.measured import gap_rows, measure, row
from benchmarks.baselines.methods import MATCHERS, METHODS, PLANNERS
from benchmarks.baselines.monolith import Joined, with_shortfall, worth
from pairmatch.bench.cases import Case
from pairmatch.bench.row import COLUMNS, GAP_COLUMNS, OURS
from pairmatch.bench.table import gap_path
from pairmatch.generate.pairing import generate_pairing, is_current_pairing
from pairmatch.io.read import read_scenario
from pairmatch.planner import solve
from pairmatch.result import Result
from pairmatch.solve.workers import Workers
from pairmatch.verify import Verification, verify
from tests.tiny_random import tiny

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SECONDS = 2
UNDECIDED = [n for n in range(60) if all(x.force != "require" for x in tiny(n).locks)]
"""Random scenarios in which nothing is required: random decisions may be impossible to follow."""


@pytest.fixture(scope="module")
def proved(workers: Workers) -> dict[str, Result]:
    """What pairmatch proves of the scenarios that the planners are tried on."""
    scenarios = {name: read_scenario(SCENARIOS / name) for name in ("tiny", "demo")}
    return {name: solve(x, workers=workers).result for name, x in scenarios.items()}


def _judged(folder: Path, method: str) -> Verification:
    scenario = read_scenario(folder)
    answer = METHODS[method](scenario, SECONDS)
    assert answer.plan is not None
    return verify(scenario, answer.plan)


@pytest.mark.parametrize("method", PLANNERS)
@pytest.mark.parametrize("name", ["tiny", "demo"])
def test_a_plan_is_sound_and_never_beats_the_proof(
    name: str, method: str, proved: dict[str, Result]
) -> None:
    verdict, best = _judged(SCENARIOS / name, method), proved[name]
    assert not verdict.hard
    assert best.status == "proved"
    assert (verdict.shortfall, -verdict.value) >= (best.shortfall, -best.value)


@pytest.mark.parametrize("method", ["cpsat", "highs"])
def test_the_joined_model_is_the_same_problem(method: str, proved: dict[str, Result]) -> None:
    answer = METHODS[method](read_scenario(SCENARIOS / "tiny"), SECONDS)
    best = proved["tiny"]
    assert (answer.floor, answer.bound) == (best.shortfall, best.value)
    last = answer.steps[-1]
    assert (last.shortfall, last.value) == (best.shortfall, best.value)
    assert [x.seconds for x in answer.steps] == sorted(x.seconds for x in answer.steps)


@pytest.mark.parametrize("seed", UNDECIDED)
def test_a_greedy_plan_keeps_every_hard_rule(seed: int) -> None:
    scenario = tiny(seed)
    answer = METHODS["greedy"](scenario, SECONDS)
    assert answer.plan is not None
    assert not verify(scenario, answer.plan).hard


def test_no_time_is_no_plan() -> None:
    scenario = read_scenario(SCENARIOS / "demo")
    for method in ("cpsat", "highs"):
        assert METHODS[method](scenario, 0).plan is None


# -- pairing ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pairing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pairing") / "pairing"
    generate_pairing(folder, 12, seed=3)
    return folder


def test_flows_find_the_proved_pairs(pairing: Path, workers: Workers) -> None:
    best = solve(read_scenario(pairing), workers=workers).result
    assert best.status == "proved"
    values = {method: _judged(pairing, method).value for method in MATCHERS}
    assert values["flow"] == values["networkx"] == best.value
    assert 0 < values["greedy"] <= best.value


def test_pairing_is_made_anew_for_another_seed_or_size(pairing: Path) -> None:
    assert is_current_pairing(pairing, 12, 3)
    assert not is_current_pairing(pairing, 12, 4)
    assert not is_current_pairing(pairing, 13, 3)
    assert not is_current_pairing(pairing / "nothing", 12, 3)


# -- as rows ------------------------------------------------------------------------------------


def test_a_baseline_has_the_columns_of_every_run() -> None:
    run = measure("tiny", SCENARIOS / "tiny", "highs", SECONDS)
    found, steps = row(run), gap_rows(run)
    assert tuple(found) == COLUMNS
    assert all(tuple(step) == GAP_COLUMNS for step in steps)
    assert (found["method"], found["status"], found["value"]) == ("highs", "proved", "3340")
    assert found["gap_percent"] == "0"
    assert float(found["gap_0.01_s"]) >= float(found["first_plan_s"]) > 0
    assert (steps[-1]["value"], steps[-1]["started"]) == ("3340", found["started"])


def test_the_row_on_the_shortfall_leaves_what_keeps_it() -> None:
    joined = Joined.of(read_scenario(SCENARIOS / "demo"))
    narrowed = with_shortfall(joined.model, 7)
    assert len(narrowed.low) == len(joined.model.low) + 1
    last = narrowed.row == len(joined.model.low)
    values = narrowed.upper * 0 + 1
    total = float(narrowed.coefficient[last] @ values[narrowed.column[last]])
    assert total == worth(joined.model, values)[0]
    assert narrowed.high[-1] == 7


def test_plans_are_read_off_the_log() -> None:
    watch = _Watch()
    watch.settle(10, 100)
    watch.hear(
        " T       0       0         0   0.00%   1200.5   250.0   79.17%   0   0   0   12   0.1s"
    )
    watch.hear(
        "         1       0         1 100.00%   inf     -inf    inf      0   0   0   12   0.1s"
    )
    watch.hear("Presolve : Reductions: rows 10(-2)")
    assert [(x.shortfall, x.value, x.bound) for x in watch.steps[1:]] == [(10, 250, 1200)]


# -- in turn ------------------------------------------------------------------------------------


def test_every_method_has_its_turn_and_one_that_hangs_its_row(tmp_path: Path) -> None:
    called: list[list[str]] = []
    out = tmp_path / "tiny.csv"

    def call(command: object, limit_s: float) -> bool:
        called.append(list(command))  # type: ignore[call-overload]
        return "highs" not in called[-1]

    case = Case("tiny", SCENARIOS / "tiny")
    compare.compare(case, [OURS, "greedy", "highs"], 60, out, call)
    assert [x[2] for x in called] == ["pairmatch", "benchmarks.baselines", "benchmarks.baselines"]
    assert all(str(SCENARIOS / "tiny") in x and "60" in x for x in called)
    header, *rows = out.read_text(encoding="utf-8").splitlines()
    assert header == ",".join(COLUMNS)
    assert len(rows) == 1
    assert ",highs," in rows[0]
    assert ",no plan," in rows[0]
    assert gap_path(out).exists()
