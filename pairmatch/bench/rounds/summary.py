"""Measured rounds in two tables: points and bounds, and the metrics of each round, method beside method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean

from pairmatch.bench.rounds.measure import GREEDY, SAME_INPUT
from pairmatch.bench.row import OURS, Row
from pairmatch.errors import Lang, Text
from pairmatch.metrics import METRICS, Metric
from pairmatch.metrics.says import BETTER, shown
from pairmatch.result import gap_of
from pairmatch.roll.table import header

NAMES = {
    OURS: Text("pairmatch", "pairmatch"),
    GREEDY: Text("贪心", "greedy"),
    SAME_INPUT: Text("贪心（同一输入）", "greedy, same input"),
}
NEVER = "—"
POINTS = (
    Text("轮次", "round"),
    Text("方法", "method"),
    Text("年数", "years"),
    Text("未达标量", "shortfall"),
    Text("最少可能", "least possible"),
    Text("得分", "points"),
    Text("上界", "bound"),
    Text("差距（%）", "behind, %"),
    Text("用时（秒）", "seconds"),
)


@dataclass(frozen=True)
class RoundSummary:
    """One method over the years of one round: sums of points and seconds, means of metrics.

    ``floor`` and ``bound`` are sums too, None where they are not known of every year. ``broken`` counts
    the years whose plan breaks a hard rule.
    """

    name: str
    method: str
    years: int
    shortfall: int
    floor: int | None
    value: int
    bound: int | None
    total_s: float
    broken: int
    metrics: Mapping[str, float]

    @property
    def behind(self) -> float | None:
        """How far the points are from the bound, in percent; None with more shortfall than the least."""
        if self.bound is None or self.shortfall != self.floor:
            return None
        return float(100 * gap_of(self.value, self.bound))


def summarised(rows: Iterable[Row], metrics: Iterable[Row]) -> list[RoundSummary]:
    """Return each round by each method, in the order of the rows, from the rows of the two tables."""
    values: dict[tuple[str, str], dict[str, float]] = {}
    for row in metrics:
        values.setdefault((row["method"], row["year"]), {})[row["metric"]] = float(row["value"])
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["round"], row["method"]), []).append(row)
    return [
        RoundSummary(
            name=name,
            method=method,
            years=len(mine),
            shortfall=_sum(mine, "shortfall") or 0,
            floor=_sum(mine, "shortfall_bound"),
            value=_sum(mine, "value") or 0,
            bound=_sum(mine, "bound"),
            total_s=sum(float(row["total_s"]) for row in mine),
            broken=sum(row["status"] == "broken" for row in mine),
            metrics=_means([values.get((method, row["year"]), {}) for row in mine]),
        )
        for (name, method), mine in groups.items()
    ]


def _sum(rows: Sequence[Row], column: str) -> int | None:
    cells = [row[column] for row in rows]
    return sum(map(int, cells)) if all(cells) else None


def _means(years: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each metric over the years in which it has a value."""
    codes = dict.fromkeys(code for year in years for code in year)
    return {code: fmean(year[code] for year in years if code in year) for code in codes}


# -- as Markdown ----------------------------------------------------------------------------------


def points_table(found: Sequence[RoundSummary], lang: Lang) -> str:
    """Return shortfall, points and bound of each round and method."""
    rows = [
        (
            one.name,
            NAMES[one.method].say(lang) + _broken(one, lang),
            str(one.years),
            f"{one.shortfall:,}",
            _whole(one.floor),
            f"{one.value:,}",
            _whole(one.bound),
            NEVER if one.behind is None else f"{one.behind:.3g}",
            f"{one.total_s:.0f}",
        )
        for one in sorted(found, key=lambda one: one.name)
    ]
    return _table([head.say(lang) for head in POINTS], rows)


def _broken(one: RoundSummary, lang: Lang) -> str:
    words = Text(f"，{one.broken} 年违反硬性规则", f", {one.broken} years break hard rules")
    return words.say(lang) if one.broken else ""


def metrics_table(found: Sequence[RoundSummary], lang: Lang) -> str:
    """Return the metrics, means of the years of a round, pairmatch beside the greedy planner."""
    chains = [one for one in found if one.method != SAME_INPUT]
    chains.sort(key=lambda one: (one.name, one.method != OURS))
    first = (Text("指标", "metric").say(lang), Text("方向", "better").say(lang))
    heads = [*first, *(f"{one.name} {NAMES[one.method].say(lang)}" for one in chains)]
    rows = [
        (
            header(metric).say(lang),
            BETTER[metric.better].say(lang),
            *(_mean(metric, x) for x in chains),
        )
        for metric in METRICS
        if any(metric.code in one.metrics for one in chains)
    ]
    return _table(heads, rows)


def _mean(metric: Metric, one: RoundSummary) -> str:
    value = one.metrics.get(metric.code)
    return NEVER if value is None else shown(metric, Fraction(value))


def _whole(number: int | None) -> str:
    return NEVER if number is None else f"{number:,}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    marks = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join("| " + " | ".join(line) + " |" for line in (heads, marks, *rows))
