"""A case measured and recorded: a whole run in two tables, or its reading alone in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pairmatch.bench import table
from pairmatch.bench.cases import Case
from pairmatch.bench.line import line
from pairmatch.bench.measure import measure
from pairmatch.bench.reading import COLUMNS as READING_COLUMNS
from pairmatch.bench.reading import measure_reading, reading_line, reading_row
from pairmatch.bench.rounds import rows as rounds
from pairmatch.bench.row import COLUMNS, GAP_COLUMNS, Row, gap_rows, row
from pairmatch.errors import Lang

RESULTS = Path("benchmarks/results")
READINGS = RESULTS / "reading"
"""Tables of readings have other columns, so they stand apart."""


@dataclass(frozen=True)
class Recorded:
    """What was measured: its row, its gap over time, and both in one line."""

    run: Row
    steps: Sequence[Row]
    line: str


def default_path(case: Case) -> Path:
    """Return the table that a case is recorded in, seen from where the program is called."""
    return (READINGS if case.reads else RESULTS) / f"{case.name}.csv"


def refuse_unwritable(case: Case, path: Path) -> None:
    """Raise :class:`~pairmatch.errors.BadInput` if rows of the case cannot be added to its tables."""
    if case.reads:
        table.refuse_unwritable(path, READING_COLUMNS)
        return
    if case.rounds:
        table.refuse_unwritable(path, rounds.COLUMNS)
        table.refuse_unwritable(rounds.metrics_path(path), rounds.METRIC_COLUMNS)
        return
    table.refuse_unwritable(path, COLUMNS)
    table.refuse_unwritable(table.gap_path(path), GAP_COLUMNS)


def measured(case: Case, path: Path, time_limit_s: int | None, lang: Lang) -> Recorded:
    """Measure a case once and add it to its tables."""
    if case.reads:
        reading = measure_reading(case.name, case.folder)
        found = Recorded(reading_row(reading), (), reading_line(reading, lang))
        table.append(path, READING_COLUMNS, [found.run])
        return found
    run = measure(case.name, case.folder, time_limit_s=time_limit_s)
    found = Recorded(row(run), gap_rows(run), line(run, lang))
    table.append(path, COLUMNS, [found.run])
    table.append(table.gap_path(path), GAP_COLUMNS, found.steps)
    return found
