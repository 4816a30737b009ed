"""Runs of tiny scenarios that tests ask what if of, as if they had been opened from a folder."""

from __future__ import annotations

from pathlib import Path

from pairmatch.io.manifest import Manifest
from pairmatch.io.runfolder import write_run
from pairmatch.planner import Solved, solve
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun


def opened(scenario: Scenario, solved: Solved) -> OpenedRun:
    """What opening the folder of a run would give."""
    manifest = Manifest("", "zh", "", solved.result, {}, {})
    return OpenedRun(Path("run"), manifest, scenario, solved.plan, solved.state, ROOMS)


def run_of(scenario: Scenario, workers: Workers) -> OpenedRun:
    """Plan a scenario and open the run."""
    return opened(scenario, solve(scenario, workers=workers))


def written(folder: Path, source: Path, scenario: Scenario, workers: Workers) -> Path:
    """Plan a scenario that was read from ``source`` and write the run."""
    solved = solve(scenario, workers=workers)
    return write_run(
        folder,
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
