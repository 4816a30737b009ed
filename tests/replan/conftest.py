"""Runs that all tests of replanning share: the demo, and the tiny scenario."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pairmatch.io.read import read_scenario
from pairmatch.programmes import ROOMS
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun, open_run
from tests.whatif.runs import written

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Path:
    top = tmp_path_factory.mktemp("replan")
    shutil.copytree(SCENARIOS / "demo", top / "demo")
    return written(top / "run", top / "demo", read_scenario(top / "demo"), workers)


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> OpenedRun:
    return open_run(demo_folder, ROOMS)
