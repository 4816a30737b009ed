"""The whole province as its parties would send it in: a workbook a county, read and merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.generate.workbooks import write_counties
from pairmatch.io.read import read_scenario
from tests.generate.conftest import SOURCE, Made

pytestmark = pytest.mark.whole


def test_the_province_read_from_all_its_workbooks_is_the_province(
    made: Made, tmp_path: Path
) -> None:
    settings = (SOURCE / "scenario.toml").read_text(encoding="utf-8")
    write_counties(tmp_path, made.scenario, settings)
    assert len(list(tmp_path.iterdir())) == 1 + 84 + 6 + 15
    assert read_scenario(tmp_path).input_hash == made.scenario.input_hash
