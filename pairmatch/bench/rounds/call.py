"""One call of `bench rounds`: measured, written to its two tables, and said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pairmatch.bench import table
from pairmatch.bench.cases import Case
from pairmatch.bench.rounds.measure import YearMeasured, measure_rounds
from pairmatch.bench.rounds.rows import COLUMNS, METRIC_COLUMNS, metric_rows, metrics_path, rows
from pairmatch.bench.rounds.summary import NAMES, metrics_table, points_table, summarised
from pairmatch.errors import Lang, message


def bench_rounds(
    case: Case, path: Path, lang: Lang, say: Callable[[str], None], time_limit_s: int | None
) -> dict[str, Any]:
    """Measure the rounds of a case and add them to the tables; return the rows as JSON values."""
    started = datetime.now(UTC)
    found = measure_rounds(case, time_limit_s, lambda year: say(_line(year, lang)))
    said = rows(case.name, case.folder, started, found)
    measured = metric_rows(started, found.years)
    table.append(path, COLUMNS, said)
    table.append(metrics_path(path), METRIC_COLUMNS, measured)
    summary = summarised(said, measured)
    say("\n" + points_table(summary, lang))
    say("\n" + metrics_table(summary, lang))
    return {"years": said, "metrics": measured}


def _line(year: YearMeasured, lang: Lang) -> str:
    return message(
        "cli.rounds-row",
        lang,
        year=year.one.year,
        method=NAMES[year.method],
        shortfall=f"{year.shortfall:,}",
        value=f"{year.value:,}",
        seconds=f"{year.total_s:.1f}",
    )
