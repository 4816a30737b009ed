"""The comparison: every metric of every run beside the first, better or worse; then changed rows.

The rows that changed are found by :mod:`pairmatch.compare`; they are added in :func:`_changed`.
"""

from __future__ import annotations

from pairmatch.programmes.metric import Metric
from pairmatch.webpage.content import Cell, Grid, Mark, Part, Section
from pairmatch.webpage.kept import KeptRun
from pairmatch.webpage.numbers import metric_said
from pairmatch.webpage.sections.cells import counted, said
from pairmatch.webpage.sections.measured import known, named
from pairmatch.webpage.view import View

_ARROWS: dict[Mark, str] = {"": "", "better": " ▲", "worse": " ▼", "worst": ""}


def compared(view: View) -> Section:
    """Return the section that sets the runs beside each other, the first one the baseline."""
    return Section("compared", view.say("对照", "Comparison"), (_metrics(view), *_changed(view)))


def _metrics(view: View) -> Part:
    first, *others = view.runs
    rows = tuple(
        (
            Cell(named(view, metric)),
            Cell(metric_said(metric, known(first, metric))),
            *(_cell(metric, first, run) for run in others),
        )
        for metric in view.metrics
        if any(metric.code in run.metrics.metrics for run in view.runs)
    )
    heads = (
        *said(view.say("指标", "Metric")),
        *counted(*(f"{run.name} · {run.metrics.year}" for run in view.runs)),
    )
    words = view.say(
        f"基准为 {first.name}；▲ 比基准好，▼ 比基准差。",
        f"The baseline is {first.name}; ▲ better than it, ▼ worse.",
    )
    caption = view.say("各次运行的指标", "Metrics of the runs")
    return Part(words=(words,), grids=(Grid(caption, heads, rows, dense=True),))


def _cell(metric: Metric, first: KeptRun, run: KeptRun) -> Cell:
    mark = stands(metric, first, run)
    return Cell(metric_said(metric, known(run, metric)) + _ARROWS[mark], mark=mark)


def stands(metric: Metric, first: KeptRun, run: KeptRun) -> Mark:
    """Return how a run stands to the first one in a metric; '' where neither is better."""
    before, after = known(first, metric), known(run, metric)
    if before is None or after is None or before == after or not metric.better:
        return ""
    return "better" if (after > before) == (metric.better == "higher") else "worse"


def _changed(view: View) -> tuple[Part, ...]:
    """Return the parts with counties and rows that changed between the runs."""
    return ()
