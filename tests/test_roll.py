"""A roll plans each year from what the years before left, and goes on where it was, however it ended."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pairmatch.cli import main
from pairmatch.errors import BadInput
from pairmatch.io.read import read_scenario
from pairmatch.io.runfolder import read_manifest, write_run
from pairmatch.io.workbook import read_plan
from pairmatch.judge import judge
from pairmatch.planner import solve
from pairmatch.programmes import ROOMS
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import Seat
from pairmatch.roll.folder import RollFolder
from pairmatch.roll.run import run
from pairmatch.roll.table import Row
from pairmatch.roll.years import read_roll
from pairmatch.schema import HistoryRow
from pairmatch.solve.hands import Models
from pairmatch.solve.job import Job
from pairmatch.solve.workers import Workers, nothing

SCENARIOS = Path(__file__).parent.parent / "scenarios"
YEARS = (2023, 2024, 2025)
SPAN = "2023-2025"


def folder_of(source: Path, out: Path, years: str | None = SPAN, lang: Any = "zh") -> RollFolder:
    """The folder of a roll as the command opens it."""
    return RollFolder(out, read_roll(source, years), lang)


def handed_out(top: Path) -> dict[str, bytes]:
    """All of a roll that has no times in it, byte by byte."""
    found = (path for path in sorted(top.rglob("*")) if path.suffix in (".csv", ".xlsx", ".toml"))
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in found}


def command(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(x) for x in ("roll", *arguments)])


def plan_of(out: Path, year: int) -> Any:
    return read_plan(out / str(year) / "run" / "结果.xlsx", ROOMS)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration without its required seat, whose person could not rest, and with a forecast."""
    source = tmp_path_factory.mktemp("source") / "demo"
    shutil.copytree(SCENARIOS / "demo", source)
    lines = (source / "locks.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("支教岗位")]
    assert len(kept) == len(lines) - 1
    (source / "locks.csv").write_text("".join(kept), encoding="utf-8")
    with (source / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write("\n[policy]\ntakeover_percent = 90\n")
    return source


@pytest.fixture(scope="module")
def whole(demo: Path, workers: Workers) -> Path:
    """Three years, never disturbed."""
    out = demo.parent / "out"
    folder = folder_of(demo, out)
    run(folder, workers)
    assert folder.next is None
    return out


@pytest.fixture(autouse=True)
def same_children(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """The command finds the children of all tests, so that none are started."""
    monkeypatch.setattr("pairmatch.solve.executor.hands_of", lambda _: nullcontext(workers))


# -- what comes out -------------------------------------------------------------------------------


def test_a_roll_is_a_chain_of_runs_with_history_added(
    demo: Path, whole: Path, workers: Workers, tmp_path: Path
) -> None:
    """By hand: the plan's tables are copied into history.csv, the year is set, and `solve`."""
    source = tmp_path / "scenario"
    shutil.copytree(demo, source)
    for year in YEARS:
        if year > YEARS[0]:
            add_history(source, tmp_path / str(year - 1), year - 1)
        text = (source / "scenario.toml").read_text(encoding="utf-8")
        text = text.replace(f"year = {year - 1}", f"year = {year}")
        (source / "scenario.toml").write_text(text, encoding="utf-8")
        scenario = read_scenario(source)
        solved = solve(scenario, workers=workers)
        write_run(
            tmp_path / str(year),
            scenario=scenario,
            plan=solved.plan,
            result=solved.result,
            verification=solved.verification,
            rooms=ROOMS,
            lang="zh",
            log=solved.log,
            state=solved.state,
            source=str(source),
        )
        assert handed_out(tmp_path / str(year)) == handed_out(whole / str(year) / "run")


def add_history(source: Path, run: Path, year: int) -> None:
    """Add the rows of a run to the history of a scenario, as somebody would who copies cells."""
    with (source / "history.csv").open(encoding="utf-8-sig", newline="") as file:
        old = list(csv.DictReader(file))
    rows: dict[tuple[str, ...], int] = {}
    names = ("事项", "受援学校代码", "支援学校代码", "岗位", "学科", "人员编号")
    for what, table in (("结对", "pairs"), ("支教岗位", "teams"), ("跟岗", "placements")):
        with (run / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                host = row.get("跟岗学校代码", row.get("支援学校代码", ""))
                cells = {x: row.get(x, "") for x in names} | {"事项": what, "支援学校代码": host}
                key = tuple(cells.values())
                rows[key] = rows.get(key, 0) + 1
                if what == "支教岗位":
                    rows["支教学校", row["受援学校代码"], "", "", "", ""] = 1
    fields = ("学年", *names, "人数", "状态")
    with (source / "history.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="")
        writer.writeheader()
        writer.writerows(old)
        for key, count in rows.items():
            cells = dict(zip(names, key, strict=True))
            said = count if count > 1 else ""
            writer.writerow({"学年": year, **cells, "人数": said, "状态": "计划"})


def test_each_year_is_judged_by_itself_wherever_it_is_moved(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "2025", tmp_path / "2025")
    verdict = judge(tmp_path / "2025" / "run")
    assert verdict.accepted, verdict.differs
    assert verdict.scenario.settings.year == 2025
    history = {(x.year, x.what) for x in verdict.scenario.rows(HistoryRow)}
    assert {(2024, "pair"), (2024, "seat"), (2024, "placement"), (2024, "site")} <= history
    assert not [x for x in history if x[0] >= 2025]


def test_pairs_are_made_once_a_round(whole: Path) -> None:
    pairs = [plan_of(whole, year).rows(SchoolPair) for year in YEARS]
    assert pairs[0]
    assert pairs[0] == pairs[1] == pairs[2]


def test_nobody_serves_two_years_running_without_an_offer(whole: Path, demo: Path) -> None:
    people = read_scenario(demo).people
    for year in YEARS[1:]:
        served = {x.person_id for x in plan_of(whole, year - 1).rows(Seat)} - {None}
        again = served & {x.person_id for x in plan_of(whole, year).rows(Seat)}
        assert served
        assert all(people[one].willing == 1 for one in again)


def test_the_table_has_a_row_a_year(whole: Path) -> None:
    data = (whole / "roll.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [(row["学年"], row["轮次"], row["状态"]) for row in rows] == [
        (str(year), "2021-2025", "已证明最优") for year in YEARS
    ]
    for row, year in zip(rows, YEARS, strict=True):
        result = read_manifest(whole / str(year) / "run").result
        assert int(row["得分"]) == result.value == int(row["上界"])
        assert int(row["学校结对数（对）"]) == len(plan_of(whole, year).rows(SchoolPair))
        assert 0 < float(row["需求满足率（按优先级加权）（%）"]) < 100


def test_the_command_says_and_writes_every_year(whole: Path, demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command(SCENARIOS / "tiny", "--years", "2021", "--out", out, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "the 1 years 2021 to 2021; 0 of them" in done.stdout
    assert "2021: proved optimal" in done.stdout
    assert "forecast: of 100 people placed whose work is not confirmed, 80" in done.stdout
    assert json.loads((out / "roll.json").read_text("utf-8"))["forecast"] == {
        "takeover_percent": 80
    }
    assert str(out / "roll.csv") in done.stdout
    assert (out / "2021" / "run" / "result.xlsx").exists()
    shutil.copytree(whole, tmp_path / "again")
    again = command(demo, "--years", SPAN, "--out", tmp_path / "again", "--json")
    found = json.loads(again.stdout)
    assert (again.exit_code, found["exit"]) == (0, 0)
    assert [(row["year"], row["status"]) for row in found["years"]] == [
        (y, "proved") for y in YEARS
    ]
    assert found["years"][0]["metrics"]["need_coverage"] > 0
    assert found["years"][0]["gap"] == 0


# -- stopped and taken up again ---------------------------------------------------------------------

KILLED = """
import os, signal, sys
import pairmatch.roll.says as says
from pairmatch.cli import main

os.cpu_count = lambda: 1
said = says.RollLines.__call__
rows = []

def disturbed(lines, row):
    said(lines, row)
    rows.append(row)
    if len(rows) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

says.RollLines.__call__ = disturbed
if __name__ == "__main__":
    main(sys.argv[1:])
"""


def test_a_roll_that_was_killed_goes_on_where_it_was(
    demo: Path, whole: Path, tmp_path: Path, workers: Workers
) -> None:
    (tmp_path / "killed.py").write_text(KILLED, encoding="utf-8")
    out = tmp_path / "out"
    call = (tmp_path / "killed.py", "roll", demo, "--years", SPAN, "--out", out)
    done = subprocess.run(
        [sys.executable, *map(str, call)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == -9, done.stderr
    kept = {path: path.read_bytes() for path in out.glob("*/run/manifest.json")}
    assert len(kept) == 2
    rows = (out / "roll.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [("未求解" in row) for row in rows[1:]] == [False, False, True]
    (out / ".2025.tmp-1" / "run").mkdir(parents=True)  # what a killed call may leave
    (out / ".roll.csv.tmp-1").write_text("x", encoding="utf-8")
    told: list[int] = []
    run(folder_of(demo, out), workers, lambda row: told.append(row.one.year))
    assert told == [2025]
    for path, manifest in kept.items():  # with the seconds that they took
        assert path.read_bytes() == manifest
    assert handed_out(out) == handed_out(whole)
    assert not list(out.rglob(".*"))


def test_a_roll_stopped_from_the_keyboard_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(lines: object, row: Row) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pairmatch.roll.says.RollLines.__call__", stop)
    tiny, span = SCENARIOS / "tiny", "2021-2023"
    done = command(tiny, "--years", span, "--out", tmp_path / "out")
    assert done.exit_code == 130
    assert "3 年完成了 1 年" in done.stdout
    folder = folder_of(tiny, tmp_path / "out", span)
    assert folder.next is not None
    assert folder.next.year == 2022


class Mute:
    """Hands from which nothing comes in time."""

    interrupted = False

    def forget(self) -> None:
        pass

    def run(self, jobs: list[Job], models: Models, deadline: float, hear: Any = None) -> Any:
        return [nothing(job) for job in jobs]


class Stopped(Mute):
    """Hands that were told to stop."""

    interrupted = True


def test_a_year_that_was_stopped_is_not_kept(demo: Path, whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "2025")
    folder = folder_of(demo, tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        run(folder, Stopped())  # type: ignore[arg-type]
    assert folder.next is not None
    assert [row.status for row in folder.rows] == ["proved", "proved", "waiting"]


def test_a_roll_may_grow_and_shrink(demo: Path, whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "out")
    less = folder_of(demo, tmp_path / "out", "2023-2024")
    assert less.next is None
    assert len(less.rows) == 2
    shutil.rmtree(tmp_path / "out" / "2025")
    more = folder_of(demo, tmp_path / "out")
    assert more.next is not None
    assert more.next.year == 2025


# -- a year without a plan ------------------------------------------------------------------------


def test_a_year_without_a_plan_is_the_end(tmp_path: Path, workers: Workers) -> None:
    """A clash is a row with its reason and is not tried again; what may have more luck is."""
    source, out = SCENARIOS / "infeasible" / "hard-clash", tmp_path / "out"
    first = read_scenario(source).settings.year
    done = command(source, "--years", f"{first}-{first + 1}", "--out", out)
    assert done.exit_code == 3, done.output
    assert "硬性规则冲突" in done.stdout
    assert not (out / str(first)).exists()
    again = folder_of(source, out, f"{first}-{first + 1}")
    run(again, Mute())  # type: ignore[arg-type]
    assert [row.status for row in again.rows] == ["clash", "waiting"]
    assert "甲区一小" in (out / "roll.csv").read_text(encoding="utf-8-sig")


def test_no_plan_in_time_is_tried_again(tmp_path: Path, workers: Workers) -> None:
    source, out = tmp_path / "tiny", tmp_path / "out"
    shutil.copytree(SCENARIOS / "tiny", source)
    # A site that must be, so that planning nothing is no plan.
    (source / "locks.csv").write_text("what,recipient_school,force\nsite,9900000013,require\n")
    late = folder_of(source, out, "2021")
    run(late, Mute())  # type: ignore[arg-type]
    assert [row.status for row in late.rows] == ["late"]
    again = folder_of(source, out, "2021")
    run(again, workers)
    assert [row.status for row in again.rows] == ["proved"]


# -- folders of others ------------------------------------------------------------------------------


def refused(make: Callable[[], Any]) -> list[str]:
    with pytest.raises(BadInput) as bad:
        make()
    return [f"{x.say('zh')} {x.say('en')}" for x in bad.value.issues]


def test_a_folder_of_something_else_is_refused(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    folder_of(demo, out)  # an empty one will do
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (said,) = refused(lambda: folder_of(demo, out))
    assert "E-ROLL-FOREIGN" in said
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


def test_a_folder_of_another_roll_is_refused(
    demo: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, other = tmp_path / "out", tmp_path / "demo"
    shutil.copytree(whole, out)
    shutil.copytree(demo, other)
    before = handed_out(out)
    (said,) = refused(lambda: folder_of(demo, out, lang="en"))
    assert "E-ROLL-OTHER" in said
    assert "another language" in said
    # Other data of a later year, or of a year before those that are there.
    later = other / "years" / "2024" / "needs.csv"
    later.parent.mkdir(parents=True)
    text = (demo / "needs.csv").read_text(encoding="utf-8")
    later.write_text(text.replace("英语,2,5", "英语,3,5"), encoding="utf-8")
    (said,) = refused(lambda: folder_of(other, out))
    assert "E-ROLL-RUN" in said
    assert "2024" in said
    (said,) = refused(lambda: folder_of(demo, out, "2024-2025"))
    assert "E-ROLL-RUN" in said
    (other / "needs.csv").write_text(later.read_text(encoding="utf-8"), encoding="utf-8")
    (said,) = refused(lambda: folder_of(other, out))
    assert "another scenario" in said
    monkeypatch.setattr("pairmatch.sweep.record.own_versions", lambda: (("pairmatch", "9.9"),))
    (said,) = refused(lambda: folder_of(demo, out))
    assert "other versions" in said
    assert handed_out(out) == before


def test_an_altered_or_missing_year_is_refused(demo: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    table = out / "2024" / "run" / "tables" / "pairs.csv"
    table.write_bytes(table.read_bytes() + b"x")
    (said,) = refused(lambda: folder_of(demo, out))
    assert "E-STORE-FILE-ALTERED" in said
    assert "pairs.csv" in said
    shutil.rmtree(out / "2024")
    (said,) = refused(lambda: folder_of(demo, out))
    assert "E-ROLL-RUN" in said
    assert "2025" in said


def test_a_place_that_cannot_be_written_is_said(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = command(demo, "--years", "2023", "--out", tmp_path / "file" / "out")
    assert done.exit_code == 2
    assert "E-RUN-WRITE" in done.stderr


def test_bad_input_writes_nothing(demo: Path, tmp_path: Path) -> None:
    done = command(demo, "--years", "2021-2025", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "E-ROLL-BEFORE" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


# -- what really was ------------------------------------------------------------------------------


def test_what_is_given_of_a_year_wins_over_what_was_planned(
    demo: Path, whole: Path, tmp_path: Path
) -> None:
    """Actual pairs of 2023 stand in 2024's data: planned ones are gone, planned seats are not."""
    other = tmp_path / "demo"
    shutil.copytree(demo, other)
    later = other / "years" / "2024" / "history.csv"
    later.parent.mkdir(parents=True)
    later.write_text(
        "year,what,recipient_school,supporting_school,status\n"
        "2023,pair,9944080401,9944010301,actual\n"
        "2023,pair,9944080499,9944010301,actual\n",  # a school that is gone
        encoding="utf-8",
    )
    roll = read_roll(other, SPAN)
    kept = folder_of(demo, whole)
    rows = roll.scenario(2024, kept.left).rows(HistoryRow)
    pairs = [(x.recipient_school, x.status) for x in rows if x.what == "pair"]
    assert pairs == [("9944080401", "actual"), ("9944080499", "actual")]
    assert any(x.what == "seat" and x.status == "planned" for x in rows)
    assert {x.year for x in roll.scenario(2025, kept.left).rows(HistoryRow)} == {2023, 2024}
