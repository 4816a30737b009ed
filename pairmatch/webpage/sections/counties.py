"""The heat tables: every recipient county with its numbers, the worst of each column darkest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pairmatch.programmes.metric import Metric, Topic
from pairmatch.programmes.places import CITY_RUN
from pairmatch.webpage.content import Cell, Grid, Part, Section
from pairmatch.webpage.numbers import count, metric_said
from pairmatch.webpage.rows import CountyRow
from pairmatch.webpage.sections.cells import counted, said, shaded, words
from pairmatch.webpage.sections.measured import named
from pairmatch.webpage.view import View

_FIRST: tuple[Topic, ...] = ("tasks", "counties", "rules")
"""What stands in the first table; the others are about how the help is made up."""


def counties(view: View) -> Section:
    """Return the section with two tables of the recipient counties: what they get, and how good."""
    columns = [x for metric in view.metrics if (x := _column(view, metric))]
    first = [x for x in columns if x.metric.topic in _FIRST]
    others = [x for x in columns if x.metric.topic not in _FIRST]
    counts = [key for key in view.rows.headers if any(key in x.counts for x in view.rows.counties)]
    parts = (
        _part(view, view.say("完成和满足", "What they get"), counts, first),
        _part(view, view.say("结构和质量", "How it is made up"), (), others),
    )
    legend = view.say(
        "颜色标出每列中靠后的一半县（市直不比较）：比它好的县越多，颜色越深，最差的加粗。"
        "各列含义见“指标说明”。",
        "Colour marks the worse half of the counties in each column (schools run by a city are not "
        "compared): the more counties are better, the darker; the worst are bold. See “The metrics” "
        "for what the columns are.",
    )
    heading = view.say("各县（市、区）情况", "Counties")
    return Section("counties", heading, (Part(words=(legend,)), *parts))


@dataclass(frozen=True)
class _Column:
    """A metric of the counties that says which way is better; ``values`` in the order of the rows."""

    metric: Metric
    values: tuple[Fraction | None, ...]

    @property
    def alike(self) -> bool:
        """Whether it is the same everywhere."""
        return len({value for value in self.values if value is not None}) < 2


def _column(view: View, metric: Metric) -> _Column | None:
    """Return the column of a metric; None for one that has nothing to say of these counties."""
    measured = view.main.metrics.metrics.get(metric.code)
    if measured is None or measured.value is None or metric.parted != "unit" or not metric.better:
        return None
    whole = not metric.percent and not metric.decimals
    nothing = Fraction(0) if whole else None
    values = tuple(
        None if _city_run(row) else measured.parts.get(row.code, nothing)
        for row in view.rows.counties
    )
    return None if set(values) <= {None} else _Column(metric, values)


def _city_run(row: CountyRow) -> bool:
    return row.unit in (CITY_RUN.zh, CITY_RUN.en)


def _part(view: View, heading: str, counts: Sequence[str], columns: Sequence[_Column]) -> Part:
    rows = view.rows.counties
    drawn = [column for column in columns if not column.alike or len(rows) < 2]
    cells = [shaded(column.metric, column.values) for column in drawn]
    told = [at for at, row in enumerate(rows) if counts or not _city_run(row)]
    lines = tuple(
        (
            *words(rows[at].city, view.translated(rows[at].unit)),
            *(Cell(count(rows[at].counts.get(key))) for key in counts),
            *(column[at] for column in cells),
        )
        for at in told
    )
    heads = (
        *said(view.say("受援市", "City"), view.say("县(市、区)", "County")),
        *counted(*(view.rows.headers[key].say(view.lang) for key in counts)),
        *counted(*(named(view, column.metric) for column in drawn)),
    )
    total = _total(view, counts, len(drawn))
    return Part(
        heading,
        _alike(view, [column for column in columns if column not in drawn]),
        grids=(Grid(heading, heads, lines, total, 2, dense=True),),
    )


def _alike(view: View, columns: Sequence[_Column]) -> tuple[str, ...]:
    """Say what is the same in all counties, instead of a column of it."""
    if not columns:
        return ()
    told = (
        f"{named(view, x.metric)} {metric_said(x.metric, next(v for v in x.values if v is not None))}"
        for x in columns
    )
    listed = view.say("；", "; ").join(told)
    return (view.say(f"各县相同，不列表：{listed}。", f"The same everywhere: {listed}."),)


def _total(view: View, counts: Sequence[str], more: int) -> tuple[Cell, ...]:
    rows = view.rows.counties
    if not counts or len(rows) < 2:
        return ()
    sums = (count(sum(row.counts.get(key, 0) for row in rows)) for key in counts)
    return words(view.say("合计", "Total"), "", *sums, *[""] * more)
