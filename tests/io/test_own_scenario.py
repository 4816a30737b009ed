"""A scenario that is written as files is the same input when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import pairmatch.io.scenario_folder as scenario_folder
from pairmatch.errors import Defect
from pairmatch.io.own_scenario import keep_scenario
from pairmatch.io.read import read_scenario
from pairmatch.io.scenario_folder import used_columns
from pairmatch.programmes import ROOMS
from pairmatch.schema import Row, Table
from pairmatch.settings import Given, Limit

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"


@pytest.mark.parametrize("name", ["tiny", "demo"])
def test_a_scenario_of_files_comes_back(name: str, tmp_path: Path) -> None:
    found = read_scenario(SCENARIOS / name)
    keep_scenario(tmp_path / "copy", found, ROOMS)
    again = read_scenario(tmp_path / "copy")
    assert again.input_hash == found.input_hash
    assert again.settings == found.settings


def test_every_setting_comes_back(tmp_path: Path) -> None:
    found = read_scenario(SCENARIOS / "tiny")
    said = found.settings
    other = replace(
        said,
        time_limit_s=7,
        target_gap_percent=0.25,
        maximise=False,
        numbers={
            **said.numbers,
            "city_pool": Given(True, "GD-2§6", "文件“一”", 'says "so"'),
            "placement_terms": Given(("autumn", "spring"), "scenario"),
            "release_max": Given(3, "scenario", "", "会商"),
        },
        weights={**said.weights, "O6": Given(2, said.weights["O6"].clause, "", "travel")},
        forces={**said.forces, "T8": "relaxable"},
        limits={"supporting": Limit(money=0), "recipient": Limit(9, 8)},
    )
    keep_scenario(tmp_path / "copy", found.with_settings(other), ROOMS)
    assert read_scenario(tmp_path / "copy").settings == other


def test_what_does_not_read_back_is_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody forgets a column."""

    def forgetful(table: Table, rows: Sequence[Row]) -> list[str]:
        return [name for name in used_columns(table, rows) if name != "students"]

    monkeypatch.setattr(scenario_folder, "used_columns", forgetful)
    with pytest.raises(Defect):
        keep_scenario(tmp_path / "copy", read_scenario(SCENARIOS / "demo"), ROOMS)
