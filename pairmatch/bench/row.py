"""A measured run as the rows of two tables: the run itself, and its gap over time."""

from __future__ import annotations

import platform
from fractions import Fraction

from pairmatch.bench.gaps import GAPS
from pairmatch.bench.machine import cores, cpu
from pairmatch.bench.measure import PHASES, Measured

Row = dict[str, str]

COLUMNS = (
    "case",
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
    "seed",
    "input_hash",
    "pairmatch",
    "ortools",
    "python",
    "system",
    "cores",
    "cpu",
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
    versions = dict(result.versions)
    return {
        "case": run.case,
        "started": _started(run),
        **{f"{phase}_s": _seconds(spent) for phase, spent in run.seconds.items()},
        "total_s": _seconds(run.total_s),
        "peak_mb": str(round(run.peak_bytes / 1_000_000)),
        "status": result.status,
        "shortfall": str(result.shortfall),
        "shortfall_bound": str(result.shortfall_bound),
        "value": str(result.value),
        "bound": str(result.bound),
        "gap_percent": result.gap_percent,
        "first_plan_s": _seconds(when.first_plan_s),
        **{f"gap_{x}_s": _seconds(at) for x, at in zip(GAPS, when.gaps_s, strict=True)},
        "proved": str(sum(part.status == "proved" for part in result.components)),
        "components": str(len(result.components)),
        "time_limit_s": str(run.limit_s),
        "seed": str(result.seed),
        "input_hash": result.input_hash,
        **{name: versions.get(name, "") for name in ("pairmatch", "ortools", "python")},
        "system": platform.system(),
        "cores": str(cores()),
        "cpu": cpu(),
    }


def gap_rows(run: Measured) -> list[Row]:
    """Return the standings of a run under :data:`GAP_COLUMNS`."""
    return [
        {
            "started": _started(run),
            "seconds": _seconds(one.seconds),
            "done": str(one.done),
            "of": str(one.of),
            "shortfall": _number(one.shortfall),
            "value": _number(one.value),
            "bound": str(one.bound),
            "gap_percent": _percent(one.gap),
        }
        for one in run.standings
    ]


def _started(run: Measured) -> str:
    return run.started.isoformat(timespec="milliseconds")


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f}"


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _percent(gap: Fraction | None) -> str:
    return "" if gap is None else f"{float(100 * gap):.6g}"
