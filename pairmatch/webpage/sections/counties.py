"""The heat table: every recipient county with its numbers, the worst of each column darkest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pairmatch.programmes.metric import Metric
from pairmatch.webpage.content import SHADES, Cell, Grid, Head, Part, Section
from pairmatch.webpage.numbers import count, metric_said
from pairmatch.webpage.rows import CountyRow
from pairmatch.webpage.sections.cells import counted, said, words
from pairmatch.webpage.shading import shades
from pairmatch.webpage.view import View


def counties(view: View) -> Section:
    """Return the section with one row for each recipient county."""
    heading = view.say("各县（市、区）情况", "Counties")
    return Section("counties", heading, (_part(view),))


def _part(view: View) -> Part:
    rows = view.rows.counties
    counts = [key for key in view.rows.headers if any(key in row.counts for row in rows)]
    measured = [(x, _parts(view, x)) for x in view.metrics if x.parted == "unit" and x.better]
    shown = [(x, parts) for x, parts in measured if any(row.code in parts for row in rows)]
    columns = [_shaded(metric, parts, rows) for metric, parts in shown]
    lines = tuple(
        (
            *words(row.city, view.translated(row.unit)),
            *(Cell(count(row.counts.get(key))) for key in counts),
            *(column[place] for column in columns),
        )
        for place, row in enumerate(rows)
    )
    heads = (
        *said(view.say("受援市", "City"), view.say("县(市、区)", "County")),
        *counted(*(view.rows.headers[key].say(view.lang) for key in counts)),
        *(_head(view, metric) for metric, _ in shown),
    )
    caption = view.say("受援县（市、区）一览", "Recipient counties")
    return Part(
        words=(
            view.say(
                "有颜色的列：每列中最差的县颜色最深并加粗，最好的为白色；各列含义见“指标说明”。",
                "Coloured columns: in each the worst county is darkest and bold, the best white; "
                "see “The metrics” for what they are.",
            ),
        ),
        grids=(Grid(caption, heads, lines, _total(view, counts, len(shown)), 2, dense=True),),
    )


def _parts(view: View, metric: Metric) -> Mapping[str, Fraction]:
    measured = view.main.metrics.metrics.get(metric.code)
    return measured.parts if measured else {}


def _head(view: View, metric: Metric) -> Head:
    name, unit = metric.name.say(view.lang), metric.unit.say(view.lang)
    return Head(name if metric.percent or not unit else f"{name} ({unit})", number=True)


def _shaded(
    metric: Metric, parts: Mapping[str, Fraction], rows: Sequence[CountyRow]
) -> list[Cell]:
    values = [parts.get(row.code) for row in rows]
    return [
        Cell(metric_said(metric, value), shade, "worst" if shade == SHADES else "")
        for value, shade in zip(values, shades(values, metric.better), strict=True)
    ]


def _total(view: View, counts: Sequence[str], more: int) -> tuple[Cell, ...]:
    rows = view.rows.counties
    if not counts or len(rows) < 2:
        return ()
    sums = (count(sum(row.counts.get(key, 0) for row in rows)) for key in counts)
    return (*words(view.say("合计", "Total"), "", *sums, *[""] * more),)
