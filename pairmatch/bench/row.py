"""A measured run as the rows of two tables: the run itself, and its gap over time."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction

from pairmatch.bench.gaps import GAPS
from pairmatch.bench.machine import cores, cpu, revision
from pairmatch.bench.measure import PHASES, Measured
from pairmatch.bench.subject import Subject
from pairmatch.solve.standing import Standing

Row = dict[str, str]

OURS = "pairmatch"
"""The method of a row that this program's own planner made."""
CIRCUMSTANCES = (
    "provinces",
    "links",
    "schools",
    "people",
    "data_seed",
    "seed",
    "input_hash",
    "revision",
    "pairmatch",
    "ortools",
    "python",
    "system",
    "cores",
    "cpu",
)
"""What every measured row ends with: what was measured, by which versions, on which machine."""

COLUMNS = (
    "case",
    "method",
    "started",
    *(f"{phase}_s" for phase in PHASES),
    "total_s",
    "peak_mb",
    "status",
    "shortfall",
    "shortfall_bound",
    "value",
    "bound",
    "gap_percent",
    "first_plan_s",
    *(f"gap_{name}_s" for name in GAPS),
    "proved",
    "components",
    "time_limit_s",
    *CIRCUMSTANCES,
)
"""Of the table of runs. Written files keep their columns: a new one needs a new file."""

GAP_COLUMNS = (
    "started",
    "seconds",
    "done",
    "of",
    "shortfall",
    "value",
    "bound",
    "gap_percent",
)
"""Of the table of gaps over time; ``started`` names the run."""


def row(run: Measured) -> Row:
    """Return a run under :data:`COLUMNS`; blank is what it did not reach."""
    result, when = run.result, run.reached
    found = {
        "case": run.case,
        "method": OURS,
        "started": _started(run),
        **{f"{phase}_s": seconds(spent) for phase, spent in run.seconds.items()},
        "total_s": seconds(run.total_s),
        "peak_mb": megabytes(run.peak_bytes),
        "status": result.status,
        "shortfall": str(result.shortfall),
        "shortfall_bound": str(result.shortfall_bound),
        "value": str(result.value),
        "bound": str(result.bound),
        "gap_percent": result.gap_percent,
        "first_plan_s": seconds(when.first_plan_s),
        **{f"gap_{x}_s": seconds(at) for x, at in zip(GAPS, when.gaps_s, strict=True)},
        "proved": str(sum(part.status == "proved" for part in result.components)),
        "components": str(len(result.components)),
        "time_limit_s": str(run.limit_s),
        **circumstances(run.subject, dict(result.versions)),
    }
    return {name: found[name] for name in COLUMNS}


def circumstances(subject: Subject, versions: Mapping[str, str]) -> Row:
    """Return what was measured, by which versions, on which machine."""
    return {
        "provinces": str(subject.provinces),
        "links": str(subject.links),
        "schools": str(subject.schools),
        "people": str(subject.people),
        "data_seed": subject.data_seed,
        "seed": str(subject.seed),
        "input_hash": subject.input_hash,
        "revision": revision(),
        **{name: versions.get(name, "") for name in ("pairmatch", "ortools", "python")},
        "system": platform.system(),
        "cores": str(cores()),
        "cpu": cpu(),
    }


def gap_rows(run: Measured) -> list[Row]:
    """Return the standings of a run under :data:`GAP_COLUMNS`."""
    return steps(_started(run), run.standings)


def steps(started: str, standings: Iterable[Standing]) -> list[Row]:
    """Return the standings of the run that began at some time under :data:`GAP_COLUMNS`."""
    return [
        {
            "started": started,
            "seconds": seconds(one.seconds),
            "done": str(one.done),
            "of": str(one.of),
            "shortfall": _number(one.shortfall),
            "value": _number(one.value),
            "bound": _number(one.bound),
            "gap_percent": _percent(one.gap),
        }
        for one in standings
    ]


def _started(run: Measured) -> str:
    return moment(run.started)


def moment(started: datetime) -> str:
    """Return the start of a run as it names the run in both tables."""
    return started.isoformat(timespec="milliseconds")


def seconds(spent: float | None) -> str:
    """Return seconds as they stand in a table, '' for what never was."""
    return "" if spent is None else f"{spent:.3f}"


def megabytes(held: int) -> str:
    """Return bytes as they stand in a table."""
    return str(round(held / 1_000_000))


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _percent(gap: Fraction | None) -> str:
    return "" if gap is None else f"{float(100 * gap):.6g}"
