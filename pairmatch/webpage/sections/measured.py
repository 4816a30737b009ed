"""What runs measured: one metric of one run, its name with its unit, and what every metric is."""

from __future__ import annotations

from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.programmes.metric import Metric
from pairmatch.report.names import clause_of
from pairmatch.webpage.content import Cell, Grid, Part, Section
from pairmatch.webpage.kept import KeptRun
from pairmatch.webpage.numbers import metric_said
from pairmatch.webpage.sections.cells import counted, said, words
from pairmatch.webpage.view import View

_BETTER = {
    "higher": Text("越高越好", "higher is better"),
    "lower": Text("越低越好", "lower is better"),
    "": Text("供参考", "for information"),
}


def known(run: KeptRun, metric: Metric) -> Fraction | None:
    """Return what a run measured; None also where it is of a version without that metric."""
    found = run.metrics.metrics.get(metric.code)
    return found.value if found else None


def named(view: View, metric: Metric) -> str:
    """Return the name of a metric with its unit."""
    name, unit = metric.name.say(view.lang), metric.unit.say(view.lang)
    if metric.percent or not unit:
        return name
    return view.say(f"{name}（{unit}）", f"{name} ({unit})")


def metrics(view: View) -> Section:
    """Return the section with every metric of the run: its value, formula, direction and clause."""
    rows = tuple(
        (
            Cell(named(view, metric)),
            Cell(metric_said(metric, known(view.main, metric))),
            *words(
                _BETTER[metric.better].say(view.lang),
                metric.formula.say(view.lang),
                _clause(view, metric),
            ),
        )
        for metric in view.metrics
        if metric.code in view.main.metrics.metrics
    )
    heads = (
        *said(view.say("指标", "Metric")),
        *counted(view.say("数值", "Value")),
        *said(
            view.say("方向", "Direction"),
            view.say("算法", "Formula"),
            view.say("条款", "Clause"),
        ),
    )
    heading = view.say("指标说明", "The metrics")
    return Section("metrics", heading, (Part(grids=(Grid(heading, heads, rows, dense=True),)),))


def _clause(view: View, metric: Metric) -> str:
    clause = clause_of(metric.clause)
    return clause.say(view.lang) if isinstance(clause, Text) else clause
