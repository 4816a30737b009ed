"""What runs measured: one metric of one run, its name with its unit, and what every metric is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.metrics.says import BETTER, PAGES, part_name
from pairmatch.programmes.metric import Metric
from pairmatch.report.names import clause_of
from pairmatch.webpage.content import Cell, Grid, Part, Section
from pairmatch.webpage.kept import KeptRun
from pairmatch.webpage.numbers import metric_said
from pairmatch.webpage.sections.cells import counted, said, words
from pairmatch.webpage.view import View

NAMED = 8
"""So many of the places that a value is about are named."""


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


def judged(view: View) -> Part:
    """Return what the main run measured for those who judge, with the places that a value is about."""
    run = view.main
    rows = tuple(
        (
            Cell(named(view, metric)),
            Cell(metric_said(metric, known(run, metric))),
            Cell(_places(view, metric)),
        )
        for metric in _measured(view)
        if metric.page == "people" and metric.better and known(run, metric) is not None
    )
    heads = (
        *said(view.say("指标", "Metric")),
        *counted(view.say("数值", "Value")),
        *said(view.say("涉及", "Where")),
    )
    heading = view.say("主要指标", "Main metrics")
    return Part(heading, grids=(Grid(heading, heads, rows),))


def _measured(view: View) -> list[Metric]:
    return [x for x in view.metrics if x.code in view.main.metrics.metrics]


def _places(view: View, metric: Metric) -> str:
    """Return the names of the first places that a value is about, and how many there are."""
    run = view.main.metrics
    ids = run.metrics[metric.code].at
    names = view.say("、", ", ").join(part_name(run, one, view.lang) for one in ids[:NAMED])
    if len(ids) <= NAMED:
        return names
    return view.say(f"{names} 等 {len(ids)} 处", f"{names} and {len(ids) - NAMED} more")


def metrics(view: View) -> Section:
    """Return the section with every metric of the run: its value, formula, direction and clause."""
    parts = tuple(
        _explained(view, said.say(view.lang), [x for x in _measured(view) if x.page == page])
        for page, said in PAGES.items()
    )
    return Section("metrics", view.say("指标说明", "The metrics"), parts)


def _explained(view: View, heading: str, metrics: Sequence[Metric]) -> Part:
    rows = tuple(
        (
            Cell(named(view, metric)),
            Cell(metric_said(metric, known(view.main, metric))),
            *words(
                BETTER[metric.better].say(view.lang),
                metric.formula.say(view.lang),
                _clause(view, metric),
            ),
        )
        for metric in metrics
    )
    heads = (
        *said(view.say("指标", "Metric")),
        *counted(view.say("数值", "Value")),
        *said(
            view.say("方向", "Better"),
            view.say("算法", "Formula"),
            view.say("条款", "Clause"),
        ),
    )
    return Part(heading, grids=(Grid(heading, heads, rows, dense=True),))


def _clause(view: View, metric: Metric) -> str:
    clause = clause_of(metric.clause)
    return clause.say(view.lang) if isinstance(clause, Text) else clause
