"""Reading alone, measured: its input, its phases, its table and its part of the page."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.report.page import write_page
from benchmarks.report.runs import Run, read_readings
from pairmatch import cli, refusal
from pairmatch.bench import cases, recorded
from pairmatch.bench.cases import CASES, Case, make, ready
from pairmatch.bench.reading import (
    COLUMNS,
    MeasuredReading,
    _computed_s,
    measure_reading,
    reading_line,
)
from pairmatch.bench.subject import Subject
from pairmatch.errors import BadInput
from pairmatch.generate.workbooks import write_counties
from pairmatch.io.read import read_scenario

ROOT = Path(__file__).parents[1]
TINY = ROOT / "scenarios" / "tiny"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario as the workbooks of its parties, with a record as the generator leaves it."""
    made = tmp_path_factory.mktemp("in")
    settings = (TINY / "scenario.toml").read_text(encoding="utf-8")
    write_counties(made, read_scenario(TINY), settings)
    (made / "generated.toml").write_text("seed = 5\n", encoding="utf-8")
    return made


def test_a_reading_is_measured_and_recorded(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    monkeypatch.setitem(cases.CASES, "read-tiny", Case("read-tiny", folder, reads=True))
    out = tmp_path / "new" / "read-tiny.csv"
    call = ["bench", "read-tiny", "--out", str(out)]
    monkeypatch.setattr("pairmatch.bench.cases.ready", lambda case: True)
    done = CliRunner().invoke(cli.main, [*call, "--json"], catch_exceptions=False)
    assert done.exit_code == refusal.DONE, done.output
    said = json.loads(done.stdout)
    assert (said["exit"], said["steps"]) == (0, [])
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == said["run"]
    assert tuple(row) == COLUMNS
    whole = read_scenario(TINY)
    assert row["input_hash"] == whole.input_hash
    assert row["rows"] == str(sum(len(whole.rows(table.model)) for table in whole.tables))
    assert (row["files"], row["data_seed"]) == (str(len(list(folder.glob("*.xlsx")))), "5")
    spent = float(row["read_s"]) + float(row["validate_s"])
    assert float(row["total_s"]) == pytest.approx(spent, abs=0.002)  # each is rounded
    assert float(row["cpu_s"]) > 0
    assert float(row["peak_mb"]) > 10
    assert not list(out.parent.glob("*-gap.csv"))


def test_what_children_compute_counts() -> None:
    """Those who open the workbooks are children, and gone when the reading is measured."""
    before_s = _computed_s()
    work = "import time\nwhile time.process_time() < 0.3: pass"
    subprocess.run([sys.executable, "-S", "-c", work], check=True)
    # User and system time are each cut to ticks: a child of 0.3 s may be seen as 0.28 s.
    assert _computed_s() - before_s > 0.25


def test_a_reading_in_one_line() -> None:
    subject = Subject.of(read_scenario(TINY), TINY)
    spent = {"read": 0.25, "validate": 3.0}
    read = MeasuredReading(
        "read-x", subject, datetime.now(UTC), spent, 5.5, 321_000_000, 106, 9, 52_000
    )
    assert reading_line(read, "en") == (
        "read-x: read 0.25 s · validate 3.0 s · total 3.2 s · processors 5.5 s · peak 321 MB · "
        "106 files, 52000 rows"
    )
    assert "106 个文件 52000 行" in reading_line(read, "zh")


def test_bad_input_and_other_tables_are_refused(tmp_path: Path) -> None:
    (tmp_path / "全省.xlsx").write_bytes(b"PK\3\4")
    with pytest.raises(BadInput):
        measure_reading("bad", tmp_path)
    other = tmp_path / "other.csv"
    other.write_text("case,seconds\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        recorded.refuse_unwritable(CASES["read-csv"], other)
    assert [x.code for x in refused.value.issues] == ["E-BENCH-COLUMNS"]


def test_cases_of_reading_stand_apart() -> None:
    found = {case.name: case for case in CASES.values() if case.reads}
    assert list(found) == ["read-csv", "read-workbook", "read-workbooks"]
    assert [case.workbooks for case in found.values()] == [None, "one", "counties"]
    paths = {recorded.default_path(case) for case in found.values()}
    assert len(paths) == 3
    assert {path.parent for path in paths} == {recorded.READINGS}
    assert recorded.default_path(CASES["province"]).parent == recorded.RESULTS


def test_workbooks_are_made_as_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "facts").mkdir()
    made: list[object] = []
    monkeypatch.setattr(cases, "is_current", lambda *arguments: arguments[-1] in made)
    monkeypatch.setattr(cases, "generate", lambda *arguments: made.append(arguments[-1]))
    case = Case("x", tmp_path / "made", tmp_path, workbooks="one", reads=True)
    assert not ready(case)
    make(case)
    assert made == ["one"]
    assert ready(case)


def test_every_column_is_explained() -> None:
    text = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert not [name for name in COLUMNS if f"`{name}`" not in text]


def _reading(number: int, case: str, total_s: str) -> Run:
    row = dict.fromkeys(COLUMNS, "") | {"case": case, "started": f"2026-01-01T00:00:{number:02d}"}
    row |= {"rows": "52000", "files": "1", "files_mb": "5.40", "revision": "r1", "ortools": "9"}
    return Run(row | {"total_s": total_s, "peak_mb": "400"}, ())


def test_the_page_says_what_reading_takes(tmp_path: Path) -> None:
    results = tmp_path / "reading"
    results.mkdir()
    runs = [_reading(n, "read-workbook", total_s) for n, total_s in enumerate(("9", "7", "6"))]
    runs.append(_reading(5, "read-workbooks", "12"))
    with (results / "all.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(run.cells for run in runs)
    page = tmp_path / "report.md"
    write_page([], page, tmp_path / "plots", read_readings(results))
    text = page.read_text(encoding="utf-8")
    assert "## Reading alone" in text
    assert "| read-workbook | 52,000 | 1 | 5.40 | 3 | — | — | 7.00 | — | 400 |" in text
    assert "| read-workbooks | 52,000 | 1 | 5.40 | 1 |" in text
    write_page([], page, tmp_path / "plots")
    assert "Reading alone" not in page.read_text(encoding="utf-8")
