"""Measured rounds as the rows of two tables: a row a year and method, and what was measured of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from pairmatch.bench.rounds.measure import RoundsMeasured, YearMeasured
from pairmatch.bench.row import CIRCUMSTANCES, Row, circumstances, moment, seconds
from pairmatch.bench.subject import Subject
from pairmatch.result import gap_of
from pairmatch.solve.versions import own_versions

COLUMNS = (
    "case",
    "method",
    "started",
    "round",
    "year",
    "status",
    "shortfall",
    "shortfall_bound",
    "value",
    "bound",
    "gap_percent",
    "plan_s",
    "total_s",
    "time_limit_s",
    *CIRCUMSTANCES,
)
"""Of the table of years; ``input_hash`` is that of the scenario that the first year begins with."""
METRIC_COLUMNS = ("started", "method", "year", "metric", "value")
"""Of the table of metrics; ``started`` names the call, ``value`` is a share where a percentage is shown."""


def metrics_path(path: Path) -> Path:
    """Return where the metrics stand beside a table of years."""
    return path.with_name(f"{path.stem}-metrics.csv")


def rows(case: str, folder: Path, started: datetime, found: RoundsMeasured) -> list[Row]:
    """Return the years under :data:`COLUMNS`."""
    around = circumstances(Subject.of(found.base, folder), dict(own_versions()))
    around["time_limit_s"] = str(found.base.settings.time_limit_s)
    return [_row(case, moment(started), year, around) for year in found.years]


def _row(case: str, started: str, year: YearMeasured, around: Mapping[str, str]) -> Row:
    reached = year.bound is not None and year.shortfall == year.floor
    gap = f"{float(100 * gap_of(year.value, year.bound or 0)):.4g}" if reached else ""
    row = {
        **around,
        "case": case,
        "method": year.method,
        "started": started,
        "round": year.one.round,
        "year": str(year.one.year),
        "status": year.status,
        "shortfall": str(year.shortfall),
        "shortfall_bound": "" if year.floor is None else str(year.floor),
        "value": str(year.value),
        "bound": "" if year.bound is None else str(year.bound),
        "gap_percent": gap,
        "plan_s": seconds(year.plan_s),
        "total_s": seconds(year.total_s),
    }
    return {name: row[name] for name in COLUMNS}


def metric_rows(started: datetime, years: Iterable[YearMeasured]) -> list[Row]:
    """Return what was measured under :data:`METRIC_COLUMNS`."""
    return [
        {
            "started": moment(started),
            "method": year.method,
            "year": str(year.one.year),
            "metric": code,
            "value": _number(value),
        }
        for year in years
        for code, value in year.metrics.items()
    ]


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):.6g}"
