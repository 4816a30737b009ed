"""Two kept runs that the tests of comparison share, and what their comparison says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.compare.comparison import Comparison
from pairmatch.compare.opened import compared
from pairmatch.programmes import ROOMS
from tests.compare.runs import two_years


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return two_years(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def found(years: tuple[Path, Path]) -> Comparison:
    return compared(years, ROOMS)
