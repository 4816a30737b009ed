"""Every folder of scenarios/dirty has exactly the faults that its expected.toml lists."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.io.folders import issues

DIRTY = Path(__file__).parents[2] / "scenarios" / "dirty"
FOLDERS = sorted(path for path in DIRTY.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_dirty_scenario_is_refused_with_its_faults(folder: Path) -> None:
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    wanted = [
        (x["code"], x["file"], x.get("line", 0), x.get("column", "")) for x in expected["issue"]
    ]
    got = [(x.code, x.file, x.line or 0, x.column) for x in issues(folder)]
    assert sorted(got) == sorted(wanted)


def test_faults_come_in_the_order_of_files_and_lines() -> None:
    places = [(x.file, x.line or 0) for x in issues(DIRTY / "many-faults")]
    assert places == sorted(places)
    assert len({file for file, _ in places}) >= 5
