"""Runs that cannot be reported, and files that may not be written: told by code, exit 2, nothing left."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pairmatch.errors import BadInput
from pairmatch.io.runfolder import sha256
from pairmatch.programmes import ROOMS
from pairmatch.webpage import write_report
from tests.test_cli import pairmatch


@pytest.fixture
def run(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept / "new", tmp_path / "run")
    return tmp_path / "run"


def codes(*folders: Path, out: Path) -> list[str]:
    """Return what is wrong; nothing may have been written."""
    before = sorted(out.parent.iterdir())
    with pytest.raises(BadInput) as found:
        write_report(folders, ROOMS, None, out)
    assert sorted(out.parent.iterdir()) == before
    assert all(issue.say(lang) for issue in found.value.issues for lang in ("zh", "en"))
    return [issue.code for issue in found.value.issues]


def revouch(folder: Path, name: str, text: str) -> None:
    """Write a file of a run anew, and its hash in the manifest."""
    (folder / name).write_text(text, encoding="utf-8")
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"][name] = sha256(folder / name)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_every_damaged_file_is_named(run: Path) -> None:
    (run / "tables" / "pairs.csv").unlink()
    with (run / "metrics.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    found = codes(run, out=run.parent / "x.html")
    assert sorted(found) == ["E-STORE-FILE-ALTERED", "E-STORE-FILE-MISSING"]


def test_a_run_given_twice(run: Path) -> None:
    assert codes(run, run / ".." / "run", out=run.parent / "x.html") == ["E-REPORT-TWICE"]


def test_runs_of_different_provinces(kept: Path, run: Path) -> None:
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    metrics["units"]["990099"] = "丙市寅县"
    revouch(run, "metrics.json", json.dumps(metrics))
    with pytest.raises(BadInput) as found:
        write_report([kept / "new", run], ROOMS, None, run.parent / "x.html")
    [issue] = found.value.issues
    assert issue.code == "E-REPORT-UNITS"
    assert "丙市寅县 990099" in issue.say("zh")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tables/pairs.csv", ""),
        ("tables/pairs.csv", "受援市,距离\n甲市,3\n"),
        ("tables/summary-tasks.csv", "任务,单位,应完成,已完成\n结对,对,3,许多\n"),
        ("tables/counties.csv", "受援市,受援县(市、区),单位代码\n乙市\n"),
        ("verification.json", "{}"),
        ("verification.json", '{"rules": {"P1": {"force": "iron", "violations": [{}]}}}'),
    ],
)
def test_tables_that_this_program_does_not_write_so(run: Path, name: str, text: str) -> None:
    revouch(run, name, text)
    assert codes(run, out=run.parent / "x.html") == ["E-REPORT-TABLE"]


def test_a_file_is_never_replaced(run: Path) -> None:
    out = run.parent / "报告.html"
    out.write_text("somebody's work", encoding="utf-8")
    assert codes(run, out=out) == ["E-REPORT-EXISTS"]
    assert out.read_text(encoding="utf-8") == "somebody's work"


@pytest.mark.parametrize("name", ["report.pdf", "report"])
def test_a_report_is_a_page(run: Path, name: str) -> None:
    assert codes(run, out=run.parent / name) == ["E-REPORT-ENDING"]


def test_a_run_whose_name_is_no_text(run: Path) -> None:
    odd = run.rename(os.fsdecode(os.fsencode(run.parent) + b"/bad\xffname"))
    path, _ = write_report([odd], ROOMS, None, None)
    assert "bad?name" in path.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there(run: Path) -> None:
    with pytest.raises(BadInput) as found:
        write_report([run], ROOMS, None, run.parent / "nowhere" / "x.html")
    assert [issue.code for issue in found.value.issues] == ["E-REPORT-WRITE"]
    assert not (run.parent / "nowhere").exists()


def test_the_command_writes_beside_the_run_and_says_where(run: Path) -> None:
    done = pairmatch("report", run, cwd=run.parent)
    assert (done.exit_code, "run-报告.html" in done.stdout) == (0, True)
    again = pairmatch("report", run, cwd=run.parent)
    assert (again.exit_code, "E-REPORT-EXISTS" in again.stderr) == (2, True)
    found = json.loads(pairmatch("report", run, "--json", "--lang", "en", cwd=run.parent).stdout)
    assert found["exit"] == 0
    assert Path(found["report"]).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(x.name for x in run.parent.iterdir()) == [
        "run",
        "run-report.html",
        "run-报告.html",
    ]


def test_the_command_finds_runs_by_name(run: Path) -> None:
    done = pairmatch("report", "ru", "--runs", run.parent, "--out", "x.html", cwd=run.parent)
    assert done.exit_code == 0
    unknown = pairmatch("report", "rum", "--runs", run.parent, cwd=run.parent)
    assert (unknown.exit_code, "E-STORE-UNKNOWN" in unknown.stderr) == (2, True)
