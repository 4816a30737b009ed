"""One measured run, from the files of a scenario to the verified workbook."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from pairmatch.bench.gaps import Reached, changes, reached
from pairmatch.bench.memory import PeakMemory
from pairmatch.bench.subject import Subject
from pairmatch.io.declared import Declared
from pairmatch.io.read import read_raw, validated
from pairmatch.io.runfolder import write_run
from pairmatch.planner import Solved, solve
from pairmatch.programmes import ROOMS
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.solve.executor import hands_of
from pairmatch.solve.standing import Standing

PHASES = ("read", "validate", "build", "solve", "name", "verify", "export")
"""The parts of a run, in order. Models are built while others are solved; each second counts once."""


@dataclass(frozen=True)
class Measured:
    """What a run took.

    ``seconds`` by phase; ``total_s`` on the clock, from the first file to the finished run folder;
    ``peak_bytes`` over all processes together; ``standings`` of the solve where they changed;
    ``limit_s`` of the solve.
    """

    case: str
    subject: Subject
    started: datetime
    seconds: Mapping[str, float]
    total_s: float
    peak_bytes: int
    standings: tuple[Standing, ...]
    limit_s: int
    result: Result

    @property
    def reached(self) -> Reached:
        """When the run got its first plan and how near to the bound it got when."""
        return reached(self.standings, self.result.shortfall_bound)


def measure(case: str, folder: Path, *, time_limit_s: int | None = None) -> Measured:
    """Read, plan, verify and write a scenario once; the run folder does not stay.

    ``time_limit_s`` replaces the scenario's. Errors are those of reading, planning and writing;
    a solve that was interrupted is not a measurement and ends in KeyboardInterrupt.
    """
    standings: list[Standing] = []
    started = datetime.now(UTC)
    with TemporaryDirectory() as temporary, PeakMemory() as memory, hands_of(None) as hands:
        clock = [time.monotonic()]
        hands.begin()
        declared = Declared.of(ROOMS)
        raw = read_raw(folder, declared.tables)
        clock.append(time.monotonic())
        scenario = limited(validated(raw, declared), time_limit_s)
        del raw  # the cells of ten provinces are half a gigabyte
        clock.append(time.monotonic())
        solved = solve(scenario, workers=hands, watch=standings.append)
        if solved.interrupted:
            raise KeyboardInterrupt
        clock.append(time.monotonic())
        _export(scenario, solved, Path(temporary) / "run", folder)
        clock.append(time.monotonic())
    read, validate, _, export = (after - before for before, after in pairwise(clock))
    laps = {"read": read, "validate": validate, **solved.result.seconds, "export": export}
    return Measured(
        case=case,
        subject=Subject.of(scenario, folder),
        started=started,
        seconds={phase: laps[phase] for phase in PHASES},
        total_s=clock[-1] - clock[0],
        peak_bytes=memory.peak_bytes,
        standings=tuple(changes(standings)),
        limit_s=scenario.settings.time_limit_s,
        result=solved.result,
    )


def limited(scenario: Scenario, time_limit_s: int | None) -> Scenario:
    """Return a scenario with another time limit, the same one if there is none."""
    if time_limit_s is None:
        return scenario
    return scenario.with_settings(replace(scenario.settings, time_limit_s=time_limit_s))


def _export(scenario: Scenario, solved: Solved, folder: Path, source: Path) -> None:
    write_run(
        folder,
        scenario=scenario,
        plan=solved.plan,
        result=solved.result,
        verification=solved.verification,
        rooms=ROOMS,
        lang=scenario.settings.language,
        log=solved.log,
        state=solved.state,
        source=str(source),
    )
