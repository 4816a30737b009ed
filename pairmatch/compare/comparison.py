"""The comparison of runs as plain data: what differs, metrics, counties and rows, for any writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pairmatch.compare.differs import Difference, differences
from pairmatch.compare.lines import Names, TableChanges, table_changes
from pairmatch.compare.run import ComparedRun
from pairmatch.compare.shape import Shape
from pairmatch.errors import Text
from pairmatch.metrics.places import places
from pairmatch.programmes.metric import Measured, Metric

Verdict = Literal["", "equal", "better", "worse", "other", "unknown"]
"""How a number stands to the baseline's: ``other`` where neither way is better, ``unknown`` where one
of the two is not there, '' for the baseline itself."""
_NOTHING = Measured(None)


@dataclass(frozen=True)
class Numbers:
    """One number in every run, the baseline first, and how each stands to the baseline's."""

    values: tuple[Fraction | None, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def differs(self) -> bool:
        """Whether any run has another number than the baseline, or only one of them has any."""
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class MetricLine:
    """One metric in every run; ``places`` name what its value is about there."""

    metric: Metric
    numbers: Numbers
    places: tuple[Text, ...]


@dataclass(frozen=True)
class CountyLine:
    """One unit: its part of every metric that has parts by unit, and how many of its rows changed.

    ``changed`` counts them by plan table, for each run after the baseline.
    """

    code: str
    name: str
    metrics: Mapping[str, Numbers]
    changed: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Comparison:
    """Two runs or more, the first of them the baseline.

    ``recipients`` and ``supporters`` are units in the order of their codes; rows in that of the county,
    then of the school. ``measured`` are the metrics that have a part for each unit.
    """

    runs: tuple[ComparedRun, ...]
    differs: tuple[Difference, ...]
    metrics: tuple[MetricLine, ...]
    measured: tuple[Metric, ...]
    recipients: tuple[CountyLine, ...]
    supporters: tuple[CountyLine, ...]
    tables: tuple[TableChanges, ...]


def compare(
    runs: Sequence[ComparedRun],
    shapes: Sequence[Shape],
    metrics: Sequence[Metric],
) -> Comparison:
    """Return what the later runs say differently from the first; all are of the same units."""
    names = Names.of(runs)
    tables = tuple(table_changes(shape, runs, names) for shape in shapes)
    parted = tuple(metric for metric in metrics if metric.parted == "unit")
    lines = tuple(_counties(runs, parted, tables))
    first = {code for run in runs for code in run.counties}
    return Comparison(
        tuple(runs),
        differences(runs),
        tuple(_metric_line(metric, runs) for metric in metrics),
        parted,
        tuple(line for line in lines if line.code in first),
        tuple(line for line in lines if line.code not in first),
        tables,
    )


# -- numbers --------------------------------------------------------------------------------------


def _numbers(values: Sequence[Fraction | None], better: str) -> Numbers:
    base = values[0]
    verdicts: list[Verdict] = [_verdict(base, value, better) for value in values[1:]]
    return Numbers(tuple(values), ("", *verdicts))


def _verdict(base: Fraction | None, value: Fraction | None, better: str) -> Verdict:
    if base is None or value is None:
        return "unknown"
    if base == value:
        return "equal"
    if not better:
        return "other"
    return "better" if (value > base) == (better == "higher") else "worse"


def _metric_line(metric: Metric, runs: Sequence[ComparedRun]) -> MetricLine:
    found = [run.metrics.metrics.get(metric.code, _NOTHING) for run in runs]
    return MetricLine(
        metric,
        _numbers([x.value for x in found], metric.better),
        tuple(places(run.metrics, x.at) for run, x in zip(runs, found, strict=True)),
    )


def _rest(metric: Metric, measured: Measured) -> Fraction | None:
    """Return what a unit without a part has: nothing of a count, but no share and no mean at all."""
    if metric.percent or metric.decimals or measured.value is None:
        return None
    return Fraction(0) if sum(measured.parts.values()) == measured.value else None


def _by_unit(metric: Metric, runs: Sequence[ComparedRun]) -> dict[str, Numbers]:
    """Return a metric's numbers for every unit of the runs."""
    found = [run.metrics.metrics.get(metric.code, _NOTHING) for run in runs]
    parts = [(x.parts, _rest(metric, x)) for x in found]
    units = dict.fromkeys(unit for run in runs for unit in run.metrics.units)
    return {
        unit: _numbers([known.get(unit, rest) for known, rest in parts], metric.better)
        for unit in units
    }


def _counties(
    runs: Sequence[ComparedRun],
    metrics: Sequence[Metric],
    tables: Sequence[TableChanges],
) -> list[CountyLine]:
    """Return a line for every unit that has a part or schools, by code; the last run names it."""
    names = {code: name for run in runs for code, name in run.metrics.units.items()}
    numbers = {metric.code: _by_unit(metric, runs) for metric in metrics}
    changed = {table.shape.table.name: _changed(table) for table in tables}
    told = {code for run in runs for code in run.counties}
    for run in runs:
        for metric in metrics:
            told |= set(run.metrics.metrics.get(metric.code, _NOTHING).parts)
    later = range(1, len(runs))
    return [
        CountyLine(
            code,
            names[code],
            {key: found[code] for key, found in numbers.items()},
            {name: tuple(found[code, run] for run in later) for name, found in changed.items()},
        )
        for code in sorted(told & set(names))
    ]


def _changed(table: TableChanges) -> Counter[tuple[str, int]]:
    """Count the changed rows of a table by unit and run."""
    return Counter((line.place.unit_code, line.run) for line in table.lines)
