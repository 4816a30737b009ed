"""A baseline measured like pairmatch itself: the same rows, its plan judged by the same `verify`."""

from __future__ import annotations

import platform
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from benchmarks.baselines.methods import METHODS, Answer
from pairmatch.bench.gaps import GAPS, reached
from pairmatch.bench.memory import PeakMemory
from pairmatch.bench.row import COLUMNS, Row, circumstances, megabytes, moment, seconds, steps
from pairmatch.bench.subject import Subject
from pairmatch.io.declared import Declared
from pairmatch.io.read import read_raw, validated
from pairmatch.programmes import ROOMS
from pairmatch.result import gap_of
from pairmatch.solve.standing import Standing
from pairmatch.verify import Verification, verify

NO_PLAN, BROKEN, PROVED, BOUNDED = "no plan", "broken", "proved", "bounded"


@dataclass(frozen=True)
class Baseline:
    """What a baseline took and found; ``verdict`` is None where it found no plan."""

    case: str
    method: str
    started: datetime
    laps: tuple[float, float, float, float]
    """Seconds of reading, validating, planning and verifying."""
    total_s: float
    peak_bytes: int
    limit_s: int
    subject: Subject
    answer: Answer
    verdict: Verification | None


def measure(case: str, folder: Path, method: str, limit_s: int) -> Baseline:
    """Read a scenario, plan it by one method in the time there is, and verify the plan."""
    started, clock = datetime.now(UTC), [time.monotonic()]
    declared = Declared.of(ROOMS)
    with PeakMemory() as memory:
        raw = read_raw(folder, declared.tables)
        clock.append(time.monotonic())
        scenario = validated(raw, declared)
        del raw
        clock.append(time.monotonic())
        answer = METHODS[method](scenario, float(limit_s))
        clock.append(time.monotonic())
        verdict = None if answer.plan is None else verify(scenario, answer.plan)
        clock.append(time.monotonic())
    read, validate, plan, judge = (after - before for before, after in pairwise(clock))
    return Baseline(
        case=case,
        method=method,
        started=started,
        laps=(read, validate, plan, judge),
        total_s=clock[-1] - clock[0],
        peak_bytes=memory.peak_bytes,
        limit_s=limit_s,
        subject=Subject.of(scenario, folder),
        answer=answer,
        verdict=verdict,
    )


def row(run: Baseline) -> Row:
    """Return a baseline's run under the columns of every run; blank is what it did not reach."""
    answer, verdict = run.answer, run.verdict
    read, validate, plan, judge = run.laps
    found = dict.fromkeys(COLUMNS, "")
    found |= {"case": run.case, "method": run.method, "started": moment(run.started)}
    found |= {"read_s": seconds(read), "validate_s": seconds(validate)}
    found |= {"build_s": seconds(answer.build_s), "solve_s": seconds(plan - answer.build_s)}
    found |= {"verify_s": seconds(judge), "total_s": seconds(run.total_s)}
    found |= {"peak_mb": megabytes(run.peak_bytes), "status": _status(run)}
    found |= {"time_limit_s": str(run.limit_s), **circumstances(run.subject, _versions())}
    if answer.floor is not None:
        found["shortfall_bound"] = str(answer.floor)
    if answer.bound is not None:
        found["bound"] = str(answer.bound)
    if verdict is not None:
        found |= {"shortfall": str(verdict.shortfall), "value": str(verdict.value)}
        if answer.bound is not None:
            gap = max(0.0, float(100 * gap_of(verdict.value, answer.bound)))
            found["gap_percent"] = f"{gap:.4g}"
        when = reached(_standings(run), -1 if answer.floor is None else answer.floor)
        found["first_plan_s"] = seconds(when.first_plan_s)
        found |= {f"gap_{x}_s": seconds(at) for x, at in zip(GAPS, when.gaps_s, strict=True)}
    return found


def gap_rows(run: Baseline) -> list[Row]:
    """Return the plans of a run over time, the last one as verified."""
    return steps(moment(run.started), _standings(run))


def _standings(run: Baseline) -> list[Standing]:
    found = [_standing(run, x.seconds, x.shortfall, x.value, x.bound) for x in run.answer.steps]
    if run.verdict is not None:
        end = run.verdict
        found.append(_standing(run, run.laps[2], end.shortfall, end.value, run.answer.bound))
    return found


def _standing(
    run: Baseline, at_s: float, shortfall: int | None, value: int | None, bound: int | None
) -> Standing:
    return Standing(0, 1, shortfall, value, bound, at_s, max(0.0, run.limit_s - at_s))


def _status(run: Baseline) -> str:
    if run.verdict is None:
        return NO_PLAN
    if not run.verdict.accepted:
        return BROKEN
    ends = (run.answer.floor, run.answer.bound)
    return PROVED if ends == (run.verdict.shortfall, run.verdict.value) else BOUNDED


def _versions() -> dict[str, str]:
    versions = {name: version(name) for name in ("pairmatch", "ortools")}
    return {**versions, "python": platform.python_version()}
