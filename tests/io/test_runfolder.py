"""The run folder: whole or not there at all, and true about its own files."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest

from pairmatch.errors import BadInput
from pairmatch.io import runfolder
from pairmatch.io.runfolder import read_manifest, write_run
from pairmatch.io.workbook import read_plan
from pairmatch.solve.job import Aim
from pairmatch.solve.versions import own_versions
from pairmatch.state import State


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "scenario"
    folder.mkdir()
    (folder / "units.csv").write_text("unit_code\n", encoding="utf-8")
    return folder


@pytest.fixture
def write(scenario, plain_plan, result, verification, rooms, source, tmp_path):
    def run(name: str = "运行一", lang: str = "zh", *, per_county: bool = False) -> Path:
        return write_run(
            tmp_path / "runs" / name,
            scenario=scenario,
            plan=plain_plan,
            result=result,
            verification=verification,
            rooms=rooms,
            lang=lang,
            log="solved\n",
            state=State(own_versions(), Aim(), (), ()),
            source=str(source),
            per_county=per_county,
        )

    return run


def test_a_run_folder_holds_everything(write) -> None:
    folder = write()
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json",
        "metrics.json",
        "solver.log",
        "state.json",
        "tables",
        "verification.json",
        "结果.xlsx",
    ]
    assert (folder / "tables" / "toy_pairs.csv").is_file()
    assert (folder / "solver.log").read_text(encoding="utf-8") == "solved\n"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_manifest_is_read_back(write, result, source: Path) -> None:
    folder = write()
    manifest = read_manifest(folder)
    assert manifest.result == result
    assert dict(manifest.result.seconds) == {"solve": 1.5}
    assert (folder / manifest.source).resolve() == source.resolve()
    assert (manifest.lang, manifest.workbook) == ("zh", "结果.xlsx")
    digest = hashlib.sha256((source / "units.csv").read_bytes()).hexdigest()
    assert manifest.inputs == {"units.csv": digest}
    for name, known in manifest.files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == known
    assert {"结果.xlsx", "verification.json", "solver.log", "tables/toy_pairs.csv"} <= set(
        manifest.files
    )


def test_the_plan_is_read_back_from_the_run(write, plain_plan, rooms) -> None:
    folder = write()
    assert read_plan(folder / read_manifest(folder).workbook, rooms) == plain_plan


def test_two_runs_differ_in_nothing_but_when_they_were_written(write) -> None:
    first, second = write("a"), write("b")
    for path in (p for p in first.rglob("*") if p.is_file() and p.name != "manifest.json"):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()
    one, other = (json.loads((x / "manifest.json").read_bytes()) for x in (first, second))
    assert {**one, "written": ""} == {**other, "written": ""}


def test_a_run_says_when_it_was_written_and_for_which_year(write) -> None:
    before = datetime.now().astimezone().replace(microsecond=0)
    manifest = read_manifest(write())
    assert before <= datetime.fromisoformat(manifest.written) <= datetime.now().astimezone()
    assert (manifest.round, manifest.year) == ("2021–2025", 2021)


def test_a_run_of_before_says_neither(write) -> None:
    path = write() / "manifest.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    for key in ("written", "round", "year"):
        del found[key]
    path.write_text(json.dumps(found), encoding="utf-8")
    manifest = read_manifest(path.parent)
    assert (manifest.written, manifest.round, manifest.year) == ("", "", 0)


def test_the_english_run_names_its_workbook_in_english(write) -> None:
    assert (write(lang="en") / "result.xlsx").is_file()


@pytest.mark.parametrize(("lang", "name"), [("zh", "分县.xlsx"), ("en", "counties.xlsx")])
def test_the_workbook_by_county_is_written_on_demand(write, lang: str, name: str) -> None:
    assert not (write("without", lang) / name).exists()
    folder = write("with", lang, per_county=True)
    assert name in read_manifest(folder).files
    # the rest of the run is the same with it
    assert (folder / read_manifest(folder).workbook).read_bytes() == (
        folder.parent / "without" / read_manifest(folder).workbook
    ).read_bytes()


def test_the_verification_is_written_by_rule(write) -> None:
    found = json.loads((write() / "verification.json").read_text(encoding="utf-8"))
    assert found["rules"]["P1"] == {"force": "hard", "violations": []}
    (missed,) = found["rules"]["T1"]["violations"]
    assert (missed["ids"], missed["amount"]) == (["441621"], 2)
    assert found["terms"] == {"O1": 123}


@pytest.mark.parametrize(
    "step", ["pages", "write_workbook", "write_csv", "handout", "settle", "_hashes"]
)
def test_a_failure_leaves_nothing_behind(write, monkeypatch, step: str, tmp_path: Path) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(runfolder, step, fail)
    with pytest.raises(RuntimeError, match="disk full"):
        write(per_county=True)
    assert list((tmp_path / "runs").iterdir()) == []


def test_an_interruption_leaves_nothing_behind(write, monkeypatch, tmp_path: Path) -> None:
    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runfolder, "write_csv", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write()
    assert list((tmp_path / "runs").iterdir()) == []


def test_an_earlier_run_is_never_overwritten(write) -> None:
    folder = write()
    before = (folder / "manifest.json").read_bytes()
    with pytest.raises(BadInput) as caught:
        write()
    assert [issue.code for issue in caught.value.issues] == ["E-RUN-EXISTS"]
    assert (folder / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"result": 1}'])
def test_what_is_no_manifest_is_bad_input(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_manifest(tmp_path)
    assert [issue.code for issue in caught.value.issues] == ["E-RUN-MANIFEST"]
