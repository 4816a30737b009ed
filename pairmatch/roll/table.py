"""roll.csv: one row a year, with what became of it and what was measured of its plan."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pairmatch.errors import Lang, Text
from pairmatch.io.csv_tables import guarded
from pairmatch.metrics import METRICS, Metric
from pairmatch.metrics.kept import RunMetrics
from pairmatch.metrics.says import shown
from pairmatch.result import Result
from pairmatch.roll.spans import RollYear
from pairmatch.sweep.table import HEADERS, REASON, STATUS
from pairmatch.sweep.task import Refused

YEAR = Text("学年", "year")
ROUND = Text("轮次", "round")


@dataclass(frozen=True)
class Row:
    """A year, its result and what was measured, or why it has none; nothing of these if not planned yet."""

    one: RollYear
    result: Result | None = None
    measured: RunMetrics | None = None
    refused: Refused | None = None

    @property
    def status(self) -> str:
        """Return the word for what became of the year."""
        if self.result is not None:
            return self.result.status
        return "waiting" if self.refused is None else self.refused.reason

    def reason(self, lang: Lang) -> str:
        """Return why there is no plan, in one line."""
        return "; ".join(text.say(lang) for text in self.refused.said) if self.refused else ""

    def value(self, metric: Metric) -> Fraction | None:
        """Return what a metric is in the plan, None if there is nothing to measure."""
        known = None if self.measured is None else self.measured.metrics.get(metric.code)
        return None if known is None else known.value

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the row as JSON values."""
        found: dict[str, Any] = {"year": self.one.year, "round": self.one.round}
        found["status"] = self.status
        if self.result is None:
            return {**found, "reason": self.reason(lang)}
        values = {metric.code: self.value(metric) for metric in METRICS}
        return {
            **found,
            "shortfall": self.result.shortfall,
            "shortfall_bound": self.result.shortfall_bound,
            "value": self.result.value,
            "bound": self.result.bound,
            "gap": float(self.result.gap),
            "metrics": {code: None if x is None else float(x) for code, x in values.items()},
        }


def write_table(rows: Sequence[Row], lang: Lang) -> bytes:
    """Return the table as a UTF-8 file with BOM; metrics without a value in any year are left out."""
    metrics = [metric for metric in METRICS if any(row.value(metric) is not None for row in rows)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    _, *numbers = (header.say(lang) for header in HEADERS)
    names = (header(metric).say(lang) for metric in metrics)
    writer.writerow([YEAR.say(lang), ROUND.say(lang), *numbers, *names, REASON.say(lang)])
    for row in rows:
        writer.writerow([guarded(cell) for cell in _cells(row, metrics, lang)])
    return text.getvalue().encode("utf-8-sig")


def header(metric: Metric) -> Text:
    """Return a metric's name with its unit, if it has one."""
    if not metric.unit.zh:
        return metric.name
    return Text(f"{metric.name.zh}（{metric.unit.zh}）", f"{metric.name.en} ({metric.unit.en})")


def _cells(row: Row, metrics: Sequence[Metric], lang: Lang) -> Iterator[str]:
    yield str(row.one.year)
    yield row.one.round
    yield STATUS[row.status].say(lang)
    if row.result is None:
        yield from ("",) * (len(HEADERS) - 2 + len(metrics))
    else:
        x = row.result
        yield from map(str, (x.shortfall, x.shortfall_bound, x.value, x.bound))
        yield x.gap_percent
        yield from (_number(metric, row.value(metric)) for metric in metrics)
    yield row.reason(lang)


def _number(metric: Metric, value: Fraction | None) -> str:
    """Return a value as a spreadsheet reads it, '' where there was nothing to measure."""
    return "" if value is None else shown(metric, value).replace(",", "")
