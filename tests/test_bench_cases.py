"""The registry of cases: data seeds in folders of their own, scenarios of pairs, runs that take turns."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pairmatch import cli, refusal
from pairmatch.bench.cases import CASES, Case, case_named, make, parameters, ready
from pairmatch.bench.repeat import repeat
from pairmatch.bench.subject import Subject
from pairmatch.io.read import read_scenario

ROOT = Path(__file__).parents[1]


def test_a_seed_has_a_folder_of_its_own() -> None:
    assert case_named("province").seeded(3).folder.name == "guangdong-2021-seed-3"
    assert case_named("nation-10").seeded(3).folder.name == "guangdong-2021-10-seed-3"
    # Rounds are measured of scenarios that are cases themselves.
    planned = [case.folder for case in CASES.values() if not (case.reads or case.rounds)]
    assert len(set(planned)) == len(planned)
    assert {case.folder for case in CASES.values() if case.rounds} <= set(planned)
    assert case_named("read-workbook").seeded(3).folder.name == "guangdong-2021-workbook-seed-3"


def test_what_is_not_generated_has_no_seed() -> None:
    done = CliRunner().invoke(cli.main, ["bench", "demo", "--seeds", "1,2", "--lang", "en"])
    assert done.exit_code == refusal.BAD_INPUT
    assert "E-BENCH-SEED" in done.stderr


def test_a_whole_scenario_folder_is_a_case() -> None:
    case = case_named(str(ROOT / "scenarios" / "tiny"))
    assert (case.name, case.made) == ("tiny", False)


def test_a_case_of_pairs_is_made_from_its_seed(tmp_path: Path) -> None:
    case = Case("pairs", tmp_path / "pairs", size=3)
    assert not ready(case)
    make(case)
    assert ready(case)
    assert parameters(case.folder) == ("20210", 1)
    other = case.seeded(4)
    assert not ready(other)
    make(other)
    assert parameters(other.folder) == ("4", 1)
    hashes = {read_scenario(x.folder).input_hash for x in (case, other)}
    assert len(hashes) == 2


def test_what_was_not_generated_has_no_data_seed(tmp_path: Path) -> None:
    assert parameters(tmp_path) == ("", 1)
    tiny = ROOT / "scenarios" / "tiny"
    subject = Subject.of(read_scenario(tiny), tiny)
    assert (subject.data_seed, subject.provinces, subject.links) == ("", 1, 2)


def test_seeds_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def call(command: list[str]) -> int:
        called.append(command[command.index("--seeds") + 1])
        return 0

    monkeypatch.setattr("subprocess.call", call)
    chosen = [case_named("province").seeded(seed) for seed in (1, 2)]
    assert repeat(chosen, 2, Path("x.csv"), None, None, False) == 0
    assert called == ["1", "2", "1", "2"]


def test_a_failed_run_ends_the_series(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter((0, 4, 0))
    monkeypatch.setattr("subprocess.call", lambda command: next(codes))
    chosen = [case_named("province").seeded(seed) for seed in (1, 2, 3)]
    assert repeat(chosen, 1, Path("x.csv"), None, None, False) == 4


@pytest.mark.parametrize("name", ["demo", "tiny", "folder/demo"])
def test_each_run_of_a_series_is_of_the_same_case(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a folder, and of one that is called like a case."""
    shutil.copytree(ROOT / "scenarios" / "tiny", tmp_path / "tiny")
    shutil.copytree(ROOT / "scenarios" / "tiny", tmp_path / "folder" / "demo")
    monkeypatch.chdir(tmp_path)
    found: list[str] = []
    monkeypatch.setattr("subprocess.call", lambda command: found.append(command[4]) or 0)
    assert repeat([case_named(name)], 2, Path("x.csv"), None, None, False) == 0
    assert found == [name] * 2
