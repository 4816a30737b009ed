"""The bench: every phase is said, tables read back, times to a gap, memory of children."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pairmatch import cli, refusal
from pairmatch.bench import cases, machine, table
from pairmatch.bench.cases import CASES, Case, case_named, make, ready
from pairmatch.bench.gaps import GAPS, Reached, changes, reached
from pairmatch.bench.line import PHASE_NAMES, line
from pairmatch.bench.measure import PHASES, Measured, measure
from pairmatch.bench.memory import PeakMemory
from pairmatch.bench.row import COLUMNS, GAP_COLUMNS, gap_rows, row
from pairmatch.errors import BadInput
from pairmatch.io.read import read_scenario
from pairmatch.solve.standing import Standing

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the measured run had its temporary files."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def measured(temporary: Path) -> Measured:
    """A small scenario, measured once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(temporary))
        patch.setattr("os.cpu_count", lambda: 1)
        return measure("tiny", ROOT / "scenarios" / "tiny", time_limit_s=60)


# -- what is measured ---------------------------------------------------------------------------


def test_every_phase_is_measured(measured: Measured) -> None:
    assert tuple(measured.seconds) == PHASES
    assert measured.total_s > 0
    assert measured.peak_bytes > 10_000_000
    assert measured.limit_s == 60
    assert (measured.result.value, measured.result.status) == (3340, "proved")


def test_the_last_standing_is_the_result(measured: Measured) -> None:
    last = measured.standings[-1]
    assert (last.done, last.shortfall, last.value, last.bound) == (last.of, 0, 3340, 3340)


def test_no_run_is_left_behind(measured: Measured, temporary: Path) -> None:
    assert measured.seconds["export"] > 0
    assert not list(temporary.iterdir())


# -- times to a gap -----------------------------------------------------------------------------


def _at(seconds: float, value: int | None, bound: int = 100_000, shortfall: int = 7) -> Standing:
    short = None if value is None else shortfall
    return Standing(3, 41, short, value, bound, seconds, 100 - seconds)


def test_times_to_a_gap() -> None:
    standings = [
        _at(1, None),
        _at(2, 90_000),
        _at(3, 99_009, 100_000),  # 1.0009 %: not yet
        _at(4, 99_010, 100_000),  # 0.9999 %
        _at(5, 99_900, 99_999),  # 0.0991 %
        _at(6, 100_000, 100_050),  # 0.05 % to the point
    ]
    found = reached(standings, least_shortfall=7)
    assert found == Reached(2, (4, 5, 6, None))
    assert len(GAPS) == 4


def test_a_gap_counts_only_with_the_least_shortfall() -> None:
    standings = [_at(1, 100_000, shortfall=9), _at(2, 99_999, shortfall=7)]
    assert reached(standings, least_shortfall=7) == Reached(1, (2, 2, 2, 2))
    assert reached(standings, least_shortfall=6) == Reached(1, (None,) * 4)


def test_nothing_is_reached_without_a_plan() -> None:
    nothing = Reached(None, (None,) * 4)
    assert reached([], least_shortfall=0) == nothing
    assert reached([_at(1, None)], least_shortfall=0) == nothing


def test_only_changes_are_kept() -> None:
    standings = [_at(1, None), _at(2, None), _at(3, 5), _at(4, 5), _at(5, 5, 99)]
    assert [x.seconds for x in changes(standings)] == [1, 3, 5]


# -- how it is said and written -----------------------------------------------------------------


def test_the_line_has_every_part(measured: Measured) -> None:
    english, chinese = line(measured, "en"), line(measured, "zh")
    for phase in PHASES:
        assert f"{PHASE_NAMES[phase].en} " in english
        assert f"{PHASE_NAMES[phase].zh} " in chinese
    for part in ("tiny: ", "total", "peak", "value 3340", "bound 3340", "first plan", "0.01 % at"):
        assert part in english
    for part in ("tiny：", "共", "内存峰值", "得分 3340", "首个方案", "0.01% "):
        assert part in chinese
    for text in (english, chinese):
        assert "\n" not in text
        assert measured.result.input_hash[:12] in text


def test_what_was_not_reached_is_a_dash(measured: Measured) -> None:
    never = replace(measured, standings=())
    assert "first plan —" in line(never, "en")
    assert row(never)["first_plan_s"] == ""
    assert row(never)["gap_0.01_s"] == ""


def test_tables_read_back(measured: Measured, tmp_path: Path) -> None:
    path = tmp_path / "new" / "tiny.csv"
    for again in (False, True):
        table.refuse_unwritable(path, COLUMNS)
        assert path.exists() == again
        table.append(path, COLUMNS, [row(measured)])
        table.append(table.gap_path(path), GAP_COLUMNS, gap_rows(measured))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [tuple(x) for x in rows] == [COLUMNS, COLUMNS]
    assert rows[0] == row(measured)
    assert rows[0]["value"] == rows[0]["bound"] == "3340"
    assert all(float(rows[0][f"{phase}_s"]) >= 0 for phase in (*PHASES, "total"))
    assert (rows[0]["gap_percent"], rows[0]["input_hash"]) == ("0", measured.result.input_hash)
    with (path.parent / "tiny-gap.csv").open(encoding="utf-8", newline="") as file:
        steps = list(csv.DictReader(file))
    assert tuple(steps[0]) == GAP_COLUMNS
    assert len(steps) == 2 * len(measured.standings)
    assert steps[-1]["started"] == rows[-1]["started"]
    assert (steps[-1]["value"], steps[-1]["gap_percent"]) == ("3340", "0")


def test_a_row_has_just_the_columns(measured: Measured) -> None:
    assert tuple(row(measured)) == COLUMNS
    assert all(tuple(x) == GAP_COLUMNS for x in gap_rows(measured))


def test_every_column_is_explained() -> None:
    text = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    missing = [x for x in (*COLUMNS, *GAP_COLUMNS) if f"`{x}`" not in text]
    assert not missing


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("case,seconds\ndemo,1\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        table.refuse_unwritable(path, COLUMNS)
    assert [x.code for x in refused.value.issues] == ["E-BENCH-COLUMNS"]
    assert path.read_text(encoding="utf-8") == "case,seconds\ndemo,1\n"


def test_an_empty_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    table.refuse_unwritable(path, COLUMNS)
    assert path.exists()


@pytest.mark.parametrize("place", ["folder", "file/below.csv", "binary.csv"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput) as refused:
        table.refuse_unwritable(tmp_path / place, COLUMNS)
    assert refused.value.issues[0].code.startswith("E-BENCH-")


# -- memory -------------------------------------------------------------------------------------


def test_whoever_is_killed_while_measured_leaves_no_trace() -> None:
    killed = (
        "import os, signal\n"
        "from pairmatch.bench.memory import PeakMemory\n"
        "if __name__ == '__main__':\n"
        "    with PeakMemory():\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # Until the one who measures has ended as well: it has the pipe.
    done = subprocess.run(
        [sys.executable, "-c", killed], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")


def test_the_memory_of_children_counts() -> None:
    hold = "import sys; held = bytearray(b'x') * 100_000_000; print(len(held)); sys.stdin.read()"
    with PeakMemory() as alone:
        pass
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        with PeakMemory() as both:
            pass
        child.communicate()
    assert both.peak_bytes >= alone.peak_bytes + 90_000_000


def test_a_passing_peak_is_seen_by_a_busy_process() -> None:
    with PeakMemory() as peak:
        before = peak.peak_bytes
        held = bytearray(b"x") * 60_000_000
        ends_at = time.monotonic() + 1
        while time.monotonic() < ends_at:
            pass
        del held
    assert peak.peak_bytes >= before + 50_000_000
    assert peak.samples > 2


def test_an_error_inside_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), PeakMemory():
        raise ZeroDivisionError


# -- cases --------------------------------------------------------------------------------------


def test_an_unknown_case_names_those_there_are() -> None:
    with pytest.raises(BadInput) as refused:
        case_named("country")
    for name in CASES:
        assert name in refused.value.issues[0].say("en")


def test_the_province_is_made_when_it_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(cases, "is_current", lambda source, target, *_: bool(made))
    monkeypatch.setattr(cases, "generate", lambda source, target, *_: made.append(target))
    (tmp_path / "facts").mkdir()
    case = Case("province", tmp_path / "generated", source=tmp_path)
    assert not ready(case)
    make(case)
    assert made == [case.folder]
    assert ready(case)


def test_a_case_needs_its_scenario(tmp_path: Path) -> None:
    for case in (Case("x", tmp_path / "no"), Case("x", tmp_path / "no", source=tmp_path)):
        with pytest.raises(BadInput) as refused:
            ready(case)
        assert refused.value.issues[0].code == "E-BENCH-SCENARIO"


def test_other_files_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "scenario.toml").write_text("seed = 1\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        make(Case("x", tmp_path, source=tmp_path))
    assert refused.value.issues[0].code == "E-BENCH-FOREIGN"


def test_reading_in_two_steps_is_reading(measured: Measured) -> None:
    whole = read_scenario(ROOT / "scenarios" / "tiny")
    assert whole.input_hash == measured.result.input_hash


# -- the command --------------------------------------------------------------------------------


def test_each_run_has_its_line_and_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each run is a process of its own, which speaks for itself."""
    monkeypatch.chdir(ROOT)
    out = tmp_path / "demo.csv"
    call = ["bench", "demo", "--runs", "2", "--out", str(out), "--json"]
    done = CliRunner().invoke(cli.main, call, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    said = [json.loads(text) for text in capfd.readouterr().out.splitlines()]
    assert [x["exit"] for x in said] == [0, 0]
    assert said[0]["steps"]
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert rows[0]["started"] != rows[1]["started"]
    assert [x["value"] for x in rows] == [x["run"]["value"] for x in said]


def test_a_wrong_call_gets_a_message(tmp_path: Path) -> None:
    unknown = CliRunner().invoke(cli.main, ["bench", "country", "--lang", "en"])
    assert unknown.exit_code == refusal.BAD_INPUT
    assert "province" in unknown.stderr
    folder = CliRunner().invoke(cli.main, ["bench", "demo", "--out", str(tmp_path)])
    assert folder.exit_code == refusal.BAD_INPUT
    assert "E-BENCH-WRITE" in folder.stderr


def test_a_revision_is_marked_when_the_package_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"rev-parse": "abc1234", "status": ""}
    monkeypatch.setattr(machine, "_git", lambda *words: said[words[0]])
    assert machine.revision() == "abc1234"
    said["status"] = " M post.py"
    assert machine.revision() == "abc1234-dirty"
    said["rev-parse"] = ""
    assert machine.revision() == ""
