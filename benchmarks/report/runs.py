"""The measured runs as the page reads them: rows of results with their plans over time."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pairmatch.bench.row import OURS

ROUNDS = "rounds"
"""How the tables of measured rounds are called, whose rows are no runs."""


@dataclass(frozen=True)
class Plan:
    """A plan that a run had at some second: its shortfall and points, None where not known."""

    seconds: float
    shortfall: int | None
    value: int | None


@dataclass(frozen=True)
class Run:
    """One row of results, its cells by column, and the plans of the run over time."""

    cells: dict[str, str]
    plans: tuple[Plan, ...]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str) -> float | None:
        """Return a cell as a number, None if it is blank."""
        text = self.cells[column]
        return float(text) if text else None

    def whole(self, column: str) -> int | None:
        """Return a cell as a whole number, None if it is blank."""
        text = self.cells[column]
        return int(text) if text else None

    @property
    def ours(self) -> bool:
        """Whether pairmatch itself made the run."""
        return self["method"] == OURS


def read_runs(folder: Path) -> list[Run]:
    """Return every run of the tables in a folder, in the order in which they were made."""
    found: list[Run] = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem.endswith("-gap") or path.stem.startswith(ROUNDS):
            continue
        plans = _plans(path.with_name(f"{path.stem}-gap.csv"))
        found += [Run(row, plans.get(row["started"], ())) for row in _rows(path)]
    return sorted(found, key=lambda run: run["started"])


def read_readings(folder: Path) -> list[Run]:
    """Return every reading of the tables in a folder, in the order in which they were made."""
    rows = [row for path in sorted(folder.glob("*.csv")) for row in _rows(path)]
    return sorted((Run(row, ()) for row in rows), key=lambda run: run["started"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _plans(path: Path) -> dict[str, tuple[Plan, ...]]:
    found: defaultdict[str, list[Plan]] = defaultdict(list)
    for row in _rows(path) if path.exists() else []:
        numbers = (int(row[x]) if row[x] else None for x in ("shortfall", "value"))
        found[row["started"]].append(Plan(float(row["seconds"]), *numbers))
    return {started: tuple(plans) for started, plans in found.items()}


def grouped(runs: Iterable[Run], *columns: str) -> dict[tuple[str, ...], list[Run]]:
    """Return runs by some of their cells, groups in the order of their first run."""
    found: defaultdict[tuple[str, ...], list[Run]] = defaultdict(list)
    for run in runs:
        found[tuple(run[x] for x in columns)].append(run)
    return dict(found)


def newest(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of the revision that was measured last."""
    return [run for run in runs if run["revision"] == runs[-1]["revision"]]


def middle(runs: Iterable[Run], column: str) -> float | None:
    """Return the median of a column, None where it is blank in some run."""
    numbers = [run.number(column) for run in runs]
    known = [x for x in numbers if x is not None]
    return median(known) if known and len(known) == len(numbers) else None


@dataclass(frozen=True)
class Best:
    """The best that any run proved about one input: the least shortfall and the most points with it."""

    shortfall: int
    bound: int

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Best | None:
        """Return the best of runs on one input, None if none of them proved anything."""
        proved = [
            (floor, bound)
            for run in runs
            if (floor := run.whole("shortfall_bound")) is not None
            and (bound := run.whole("bound")) is not None
            # A bound of points holds for plans with the least shortfall only if that was reached.
            and run.whole("shortfall") == floor
        ]
        if not proved:
            return None
        floor = max(x for x, _ in proved)
        return cls(floor, min(bound for x, bound in proved if x == floor))

    def behind(self, value: int) -> float:
        """Return how far points are from the bound, in percent of the points."""
        return 100 * (self.bound - value) / max(1, abs(value))

    def reached(self, run: Run, percent: float) -> float | None:
        """Return the second at which a plan with the least shortfall was within a gap, None if never."""
        for plan in run.plans:
            least = plan.value is not None and plan.shortfall == self.shortfall
            if least and self.behind(plan.value or 0) <= percent:
                return plan.seconds
        return None
