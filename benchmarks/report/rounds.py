"""The part of the page about whole rounds: points and bounds, and metrics beside those of a greedy plan."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.report.runs import ROUNDS
from pairmatch.bench.rounds.rows import metrics_path
from pairmatch.bench.rounds.summary import metrics_table, points_table, summarised
from pairmatch.bench.row import Row


def rounds_part(results: Path) -> Iterator[str]:
    """Yield what was measured last of the rounds of the province, nothing if nothing was."""
    path = results / f"{ROUNDS}.csv"
    every = _rows(path)
    if not every:
        return
    started = max(row["started"] for row in every)
    rows = [row for row in every if row["started"] == started]
    metrics = [row for row in _rows(metrics_path(path)) if row["started"] == started]
    found, first = summarised(rows, metrics), rows[0]
    yield "## Rounds\n"
    yield (
        f"{first['links']} links, {first['schools']} schools, data seed {first['data_seed']}. Every year was "
        "planned by pairmatch and by the greedy planner, each knowing what it planned itself in the years "
        "before. What is placed this year takes over needs from the next year on: a forecast. Points of "
        "years with other needs do not compare, so the greedy planner also planned the very years that "
        "pairmatch had (same input); the bounds are of those. Sums over the years of a round.\n"
    )
    yield points_table(found, "en") + "\n"
    yield "Means over the years of a round:\n"
    yield metrics_table(found, "en") + "\n"


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
