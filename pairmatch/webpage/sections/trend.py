"""Trend: how the metrics move over the years and rounds of several runs."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from pairmatch.programmes.metric import Metric
from pairmatch.webpage.charts import over_time
from pairmatch.webpage.content import Cell, Chart, Grid, Part, Section
from pairmatch.webpage.kept import KeptRun
from pairmatch.webpage.numbers import metric_said
from pairmatch.webpage.sections.cells import counted, said
from pairmatch.webpage.sections.measured import known, named
from pairmatch.webpage.view import View

DRAWN = 6
"""So many metrics are drawn."""


def trend(view: View) -> Section:
    """Return the section with the metrics by year; runs of one year stand side by side in it."""
    drawn = _drawn(view)
    times = _times(view)
    charts = tuple(_chart(view, metric, times) for metric in drawn)
    rows = tuple(
        (
            Cell(named(view, metric)),
            *(Cell(metric_said(metric, known(run, metric))) for run in view.runs),
        )
        for metric in drawn
    )
    heads = (*said(view.say("指标", "Metric")), *counted(*times))
    caption = view.say("各年指标", "Metrics by year")
    rounds = dict.fromkeys(run.metrics.round for run in view.runs)
    words = view.say(
        f"轮次：{'、'.join(rounds)}。只画有变化的指标，最多 {DRAWN} 个；全部指标见“对照”。",
        f"Rounds: {', '.join(rounds)}. Drawn are metrics that move, {DRAWN} at most; all of them stand "
        "in the comparison.",
    )
    part = Part(words=(words,), charts=charts, grids=(Grid(caption, heads, rows, dense=True),))
    return Section("trend", view.say("逐年趋势", "Trend over years and rounds"), (part,))


def has_trend(view: View) -> bool:
    """Whether the runs are of more than one year."""
    return len({run.metrics.year for run in view.runs}) > 1


def _drawn(view: View) -> list[Metric]:
    """Return the metrics that move, shares before counts, in the order of the page of metrics."""
    moving = [x for x in view.metrics if x.better and x.topic != "proof" and _moves(view, x)]
    chosen = sorted(moving, key=lambda x: not x.percent)[:DRAWN]
    return [metric for metric in moving if metric in chosen]


def _moves(view: View, metric: Metric) -> bool:
    return len({known(run, metric) for run in view.runs} - {None}) > 1


def _times(view: View) -> list[str]:
    """Return what stands below each run: its year, with its name where a year has several runs."""
    years = Counter(run.metrics.year for run in view.runs)
    return [_time(run, alone=years[run.metrics.year] == 1) for run in view.runs]


def _time(run: KeptRun, *, alone: bool) -> str:
    year = str(run.metrics.year)
    return year if alone else f"{year} {run.name}"


def _chart(view: View, metric: Metric, times: list[str]) -> Chart:
    values = tuple(_number(metric, known(run, metric)) for run in view.runs)
    return over_time(times, values, named(view, metric), percent=metric.percent)


def _number(metric: Metric, value: Fraction | None) -> float | None:
    if value is None:
        return None
    if metric.percent:
        return float(round(value * 100, 1))
    return float(round(value, metric.decimals)) if metric.decimals else round(value)
