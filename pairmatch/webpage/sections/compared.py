"""The comparison: every metric of every run beside the first, better or worse; then changed rows."""

from __future__ import annotations

from pairmatch.compare.opened import compared as compare_runs
from pairmatch.compare.pages import change_pages
from pairmatch.programmes.metric import Metric
from pairmatch.report import Block, Page
from pairmatch.webpage.content import Cell, Grid, Head, Mark, Part, Section
from pairmatch.webpage.kept import KeptRun
from pairmatch.webpage.numbers import count, metric_said
from pairmatch.webpage.sections.cells import counted, said
from pairmatch.webpage.sections.measured import known, named
from pairmatch.webpage.view import View

ROWS_OF = 2
"""Changed rows are listed if there are no more runs than that."""
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
    """Return counties and rows that changed, and what the runs rest on; rows only of two runs.

    Those of a whole round would be tens of thousands.
    """
    found = compare_runs([run.folder for run in view.runs], view.rooms)
    listed = (
        {table.shape.sheet.key for table in found.tables} if len(view.runs) > ROWS_OF else set()
    )
    _, *pages = change_pages(found)  # the metrics stand above
    return tuple(_part(view, page) for page in pages if page.key not in listed)


def _part(view: View, page: Page) -> Part:
    heading = page.name.say(view.lang)
    return Part(heading, grids=tuple(_grid(view, heading, block) for block in page.blocks))


def _grid(view: View, heading: str, block: Block) -> Grid:
    """Return a table of the comparison without the columns that do not stand on paper."""
    columns = block.columns[: block.printed]
    heads = tuple(Head(x.header.say(view.lang), x.kind == "number") for x in columns)
    rows = tuple(
        tuple(Cell(_shown(block.cell(row, column, view.lang))) for column in columns)
        for row in block.rows
    )
    return Grid(block.heading.say(view.lang) or heading, heads, rows, dense=True)


def _shown(value: str | int | None) -> str:
    return count(value) if isinstance(value, int) else value or ""
