"""A sweep plans every variant and goes on where it was, however it ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from pairmatch.cli import main
from pairmatch.errors import BadInput, Defect
from pairmatch.io.read import read_scenario
from pairmatch.io.runfolder import read_manifest
from pairmatch.judge import judge
from pairmatch.solve.hands import Hands, Hear, Models
from pairmatch.solve.job import Job, Outcome
from pairmatch.solve.workers import Workers, nothing
from pairmatch.sweep import crew as crews
from pairmatch.sweep.crew import Here, Planned, ScenarioOf
from pairmatch.sweep.definition import read_definition
from pairmatch.sweep.folder import SweepFolder
from pairmatch.sweep.run import run
from pairmatch.sweep.says import SweepLines
from pairmatch.sweep.table import Row
from pairmatch.sweep.task import Refused, plan
from pairmatch.sweep.variants import read_sweep
from tests.builders import code, one_link
from tests.builders import scenario as scenario_of
from tests.clusters import wait_for
from tests.dying import serve_dying

SCENARIOS = Path(__file__).parent.parent / "scenarios"
TINY = f"""
scenario = "{SCENARIOS / "tiny"}"
[grid]
policy.supporting_pair_max = [1]
weights.O1 = [100, 50]
[[variant]]
name = "nobody-leaves"
schools.release_max = 0
[[variant]]
name = "one-leaves"
schools.9900000001.release_max = 1
"""
CLASH = f"""
scenario = "{SCENARIOS / "infeasible" / "hard-clash"}"
[[variant]]
name = "as-it-is"
[[variant]]
name = "one-person-will-do"
policy.team_size_min = 1
"""
COUNT = 4


def folder_of(text: str, top: Path, lang: Any = "zh") -> SweepFolder:
    """The folder of a sweep as the command opens it, its file written first."""
    top.mkdir(exist_ok=True)
    (top / "some.toml").write_text(text, encoding="utf-8")
    definition = read_definition(top / "some.toml")
    return SweepFolder(top / "out", read_sweep(definition, definition.scenario), lang)


def handed_out(top: Path) -> dict[str, bytes]:
    """The table of a sweep and what is handed out of its runs, byte by byte."""
    found = (path for path in sorted(top.rglob("*")) if path.suffix in (".csv", ".xlsx"))
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in found}


def command(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(x) for x in ("sweep", *arguments)])


class Alone:
    """A crew that plans one variant after the other, in this process."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands

    def plan(self, names: Sequence[str], scenario_of: ScenarioOf) -> Iterator[Planned]:
        for name in names:
            scenario = scenario_of(name)
            yield name, scenario, plan(scenario, self.hands)


def undisturbed(top: Path, workers: Workers) -> Path:
    """The folder of a sweep of tiny, never disturbed."""
    folder = folder_of(TINY, top)
    run(folder, Alone(workers))  # type: ignore[arg-type]
    assert not folder.waiting
    return folder.path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Path:
    return undisturbed(tmp_path_factory.mktemp("whole"), workers)


@pytest.fixture
def alone(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this process plan in it."""
    monkeypatch.setattr(crews, "crew_of", lambda executor: nullcontext(Alone(workers)))


@pytest.fixture(autouse=True)
def one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer processes are started sooner."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)


# -- what comes out -------------------------------------------------------------------------------


def test_the_table_has_a_row_a_variant(whole: Path) -> None:
    text = (whole / "sweep.csv").read_bytes().decode("utf-8-sig")
    assert (whole / "sweep.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    header, *rows = [line.split(",") for line in text.splitlines()]
    assert header[:6] == [
        "备选",
        "policy.supporting_pair_max",
        "weights.O1",
        "schools.release_max",
        "schools.9900000001.release_max",
        "状态",
    ]
    assert [row[0] for row in rows] == [
        "supporting_pair_max-1_O1-100",
        "supporting_pair_max-1_O1-50",
        "nobody-leaves",
        "one-leaves",
    ]
    assert {row[5] for row in rows} == {"已证明最优"}
    first = dict(zip(header, rows[0], strict=True))
    # The plan by hand of scenarios/tiny.
    assert (first["得分"], first["上界"], first["未达标量"], first["差距（%）"]) == (
        "3340",
        "3340",
        "0",
        "0",
    )
    assert first["O1"] == "13"  # 500 and 800 points at 100 each
    assert dict(zip(header, rows[2], strict=True))["O1"] == "0"


@pytest.mark.usefixtures("called_here")
def test_a_run_of_a_variant_is_what_solve_gives(whole: Path, tmp_path: Path) -> None:
    edited = tmp_path / "tiny"
    shutil.copytree(SCENARIOS / "tiny", edited)
    text = (edited / "schools.csv").read_text(encoding="utf-8").splitlines()
    release = {"9900000001": "1"}
    lines = [f"{line},{release.get(line[:10], '')}" for line in text[1:]]
    (edited / "schools.csv").write_text("\n".join([text[0] + ",release_max", *lines]) + "\n")
    done = CliRunner().invoke(main, ["solve", str(edited), "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    mine = whole / "variants" / "one-leaves"
    assert handed_out(mine) == handed_out(tmp_path / "run")
    assert read_manifest(mine).result.input_hash == read_scenario(edited).input_hash


def test_a_run_of_a_variant_is_judged_with_its_changes(whole: Path, tmp_path: Path) -> None:
    mine = whole / "variants" / "one-leaves"
    assert judge(mine).accepted
    assert judge(mine / "结果.xlsx").accepted
    # Without them the plan of another variant is no plan of this one.
    copy = tmp_path / "copy"
    shutil.copytree(whole / "variants" / "supporting_pair_max-1_O1-100", copy)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["source"] = str(SCENARIOS / "tiny")
    manifest["changes"] = {"schools.release_max": 0}
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    verdict = judge(copy / "结果.xlsx")
    assert not verdict.accepted
    assert "T6" in {x.rule for x in verdict.verification.hard}
    manifest["changes"] = {"schools": 3}
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        judge(copy)
    assert [x.code for x in refused.value.issues] == ["E-RUN-MANIFEST"]


@pytest.mark.usefixtures("alone")
def test_the_example_and_the_command(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command(SCENARIOS / "demo-sweep.toml", "--out", out, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "5 variants" in done.stdout
    assert done.stdout.count("proved optimal") == 5
    assert str(out / "sweep.csv") in done.stdout
    book = load_workbook(out / "variants" / "fewer-hosts" / "result.xlsx")
    assert "School pairs" in book.sheetnames
    again = command(SCENARIOS / "demo-sweep.toml", "--out", out, "--lang", "en", "--json")
    found = json.loads(again.stdout)
    assert (again.exit_code, found["exit"], len(found["variants"])) == (0, 0, 5)
    assert found["variants"][1]["changes"] == {"policy.supporting_pair_max": 2}
    assert found["variants"][0]["status"] == "proved"
    assert found["variants"][0]["terms"]["O1"] > 0


# -- stopped and taken up again ---------------------------------------------------------------------

KILLED = """
import os, signal, sys
import psutil
import pairmatch.sweep.says as says
from pairmatch.cli import main

os.cpu_count = lambda: 1
said = says.SweepLines.__call__
rows = []

def killed(lines, row):
    said(lines, row)
    rows.append(row)
    if len(rows) == 2:
        print("children", *(x.pid for x in psutil.Process().children(recursive=True)), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

says.SweepLines.__call__ = killed
if __name__ == "__main__":
    main(sys.argv[1:])
"""


def killed(top: Path) -> list[int]:
    """Run the command as a process that is killed after two variants; return its children."""
    (top / "killed.py").write_text(KILLED, encoding="utf-8")
    call = (top / "killed.py", "sweep", top / "some.toml", "--out", top / "out")
    done = subprocess.run(
        [sys.executable, *map(str, call)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == -9, done.stderr
    assert "Traceback" not in done.stderr
    line = next(x for x in done.stdout.splitlines() if x.startswith("children"))
    return [int(x) for x in line.split()[1:]]


def interrupted(top: Path) -> list[int]:
    """Call the command, interrupted by a signal after two variants; return its children."""
    before, children, rows = pids(), set[int](), list[Row]()
    said = SweepLines.__call__

    def disturbed(lines: SweepLines, row: Row) -> None:
        said(lines, row)
        rows.append(row)
        if len(rows) == 2:
            children.update(pids() - before)
            signal.raise_signal(signal.SIGINT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SweepLines, "__call__", disturbed)
        done = command(top / "some.toml", "--out", top / "out")
    assert done.exit_code == 130, done.output
    assert "4 个备选完成了 2 个" in done.stdout
    return list(children)


def pids() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def gone(children: Sequence[int]) -> None:
    """No process that the command had started is left: who plans, and its solving child."""
    assert len(children) >= 2
    wait_for(lambda: not any(map(psutil.pid_exists, children)))


@pytest.mark.usefixtures("keyboard")
@pytest.mark.parametrize("disturbed", [interrupted, killed])
def test_a_sweep_goes_on_where_it_was(
    disturbed: Callable[[Path], list[int]], whole: Path, tmp_path: Path, workers: Workers
) -> None:
    (tmp_path / "some.toml").write_text(TINY, encoding="utf-8")
    gone(disturbed(tmp_path))
    out = tmp_path / "out"
    kept = {path.parent.name: path.read_bytes() for path in out.glob("variants/*/manifest.json")}
    assert len(kept) == 2
    rows = (out / "sweep.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sum("未求解" in row for row in rows) == COUNT - 2
    told: list[str] = []
    (out / "variants" / ".x.tmp-1").mkdir()  # what a killed call may leave
    crew: Any = Alone(workers)
    run(folder_of(TINY, tmp_path), crew, lambda row: told.append(row.variant.name))
    assert len(told) == COUNT - 2
    assert not set(told) & set(kept)
    # Byte by byte, with the seconds that they took.
    for name, manifest in kept.items():
        assert (out / "variants" / name / "manifest.json").read_bytes() == manifest
    assert handed_out(out) == handed_out(whole)
    assert not list(out.rglob(".*"))


class Nobody:
    """A crew that must have nothing to do."""

    def plan(self, names: Sequence[str], scenario_of: ScenarioOf) -> Iterator[Any]:
        assert not names
        return iter(())


def test_a_sweep_may_grow_and_shrink(whole: Path, tmp_path: Path) -> None:
    """What is planned is kept; the table has the variants that are asked for now."""
    shutil.copytree(whole, tmp_path / "out")
    more = TINY.replace("[100, 50]", "[100, 50, 70]")
    folder = folder_of(more, tmp_path)
    assert [variant.name for variant in folder.waiting] == ["supporting_pair_max-1_O1-70"]
    less = TINY.replace("[100, 50]", "[100]")
    run(folder_of(less, tmp_path), Nobody())  # type: ignore[arg-type]
    rows = (tmp_path / "out" / "sweep.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + COUNT - 1


# -- processes that die ---------------------------------------------------------------------------


def test_a_process_killed_at_work_costs_a_retry(whole: Path, tmp_path: Path) -> None:
    folder = folder_of(TINY, tmp_path)
    second = folder.waiting[1].name
    with Here(1) as crew:

        def kill() -> None:
            wait_for(lambda: [mate for mate in crew._mates if mate.name == second])
            crew._mates[0].process.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        told: list[str] = []
        run(folder, crew, lambda row: told.append(row.variant.name))
        killer.join()
    assert told == [variant.name for variant in folder.sweep.variants]
    assert handed_out(tmp_path / "out") == handed_out(whole)


def test_a_variant_over_which_processes_die_is_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are planned all the same; another attempt at it may have more luck."""
    monkeypatch.setattr(crews, "serve", serve_dying)
    monkeypatch.setattr(crews, "DEATHS", 2)
    few = "\n".join(line for line in TINY.splitlines() if "[1" not in line)
    (tmp_path / "some.toml").write_text(few, encoding="utf-8")
    done = command(tmp_path / "some.toml", "--out", tmp_path / "out", "--json")
    found = {row["variant"]: row["status"] for row in json.loads(done.stdout)["variants"]}
    assert (done.exit_code, found) == (4, {"nobody-leaves": "died", "one-leaves": "proved"})
    assert [variant.name for variant in folder_of(few, tmp_path).waiting] == ["nobody-leaves"]


# -- variants without a plan ------------------------------------------------------------------------


@pytest.mark.usefixtures("alone")
def test_a_clash_is_a_row_and_is_not_tried_again(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text(CLASH, encoding="utf-8")
    out = tmp_path / "out"
    done = command(tmp_path / "some.toml", "--out", out)
    assert done.exit_code == 3, done.output
    assert "硬性规则冲突" in done.stdout
    assert not (out / "variants" / "as-it-is").exists()
    assert judge(out / "variants" / "one-person-will-do").accepted
    header, clash, _ = (out / "sweep.csv").read_text("utf-8-sig").splitlines()
    assert header.endswith("原因")
    assert "甲区一小" in clash
    folder = folder_of(CLASH, tmp_path)
    run(folder, Nobody())  # type: ignore[arg-type]
    assert [row.status for row in folder.rows] == ["clash", "proved"]


class Mute:
    """Hands from which nothing comes in time."""

    interrupted = False

    def forget(self) -> None:
        pass

    def run(
        self, jobs: Sequence[Job], models: Models, deadline: float, hear: Hear = print
    ) -> list[Outcome]:
        return [nothing(job) for job in jobs]


class Stopped(Mute):
    """Hands that were told to stop."""

    interrupted = True


class Broken(Mute):
    """Hands with a bug."""

    def run(
        self, jobs: Sequence[Job], models: Models, deadline: float, hear: Hear = print
    ) -> list[Outcome]:
        raise Defect("seven is not eight")


@pytest.mark.parametrize(
    ("hands", "reason", "said"),
    [(Mute(), "late", "单位2"), (Stopped(), "stopped", ""), (Broken(), "defect", "seven")],
)
def test_what_goes_wrong_is_an_answer(hands: Any, reason: str, said: str) -> None:
    lock = {"what": "site", "recipient_school": code(2), "force": "require"}
    answer = plan(scenario_of(one_link(locks=[lock])), hands)
    assert isinstance(answer, Refused)
    assert answer.reason == reason
    assert said in " ".join(text.en for text in answer.said)


# -- folders of others ------------------------------------------------------------------------------


def refused(make: Callable[[], Any]) -> list[str]:
    with pytest.raises(BadInput) as bad:
        make()
    return [f"{x.say('zh')} {x.say('en')}" for x in bad.value.issues]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    folder_of(TINY, tmp_path)  # an empty one will do
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    (said,) = refused(lambda: folder_of(TINY, tmp_path))
    assert "E-SWEEP-FOREIGN" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


def test_a_folder_of_another_sweep_is_refused(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(whole, tmp_path / "out")
    before = handed_out(tmp_path / "out")
    (said,) = refused(lambda: folder_of(TINY, tmp_path, "en"))
    assert "another language" in said
    (said,) = refused(lambda: folder_of(CLASH, tmp_path))
    assert "another scenario" in said
    changed = TINY.replace("9900000001.release_max = 1", "9900000001.release_max = 2")
    (said,) = refused(lambda: folder_of(changed, tmp_path))
    assert "one-leaves" in said
    monkeypatch.setattr("pairmatch.sweep.record.own_versions", lambda: (("pairmatch", "9.9"),))
    (said,) = refused(lambda: folder_of(TINY, tmp_path))
    assert "other versions" in said
    assert handed_out(tmp_path / "out") == before


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    (tmp_path / "some.toml").write_text(TINY, encoding="utf-8")
    done = command(tmp_path / "some.toml", "--out", tmp_path / "file" / "out")
    assert done.exit_code == 2
    assert "E-RUN-WRITE" in done.stderr


def test_bad_input_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text(TINY.replace("[1]", '["x"]'), encoding="utf-8")
    for more in ((), ("--executor", "dask://127.0.0.1:1")):
        done = command(path, "--out", tmp_path / "out", *more)
        assert (done.exit_code, "E-KEY-TYPE" in done.stderr) == (2, True)
    path.write_text(TINY, encoding="utf-8")
    done = command(path, "--out", tmp_path / "out", "--executor", "dask://127.0.0.1:1")
    assert (done.exit_code, "E-EXECUTOR-REACH" in done.stderr) == (2, True)
    assert [x.name for x in tmp_path.iterdir()] == ["some.toml"]
