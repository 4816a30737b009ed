"""The values that a run measured, printed page by page."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from pairmatch.errors import Lang
from pairmatch.metrics import METRICS, TOPICS
from pairmatch.metrics.kept import RunMetrics
from pairmatch.metrics.places import places
from pairmatch.metrics.says import PAGES, with_unit


def show_values(run: RunMetrics, lang: Lang) -> None:
    """Print every value, for those who judge first."""
    console = Console(highlight=False, markup=False)
    console.print(f"{run.title} · {run.year}–{run.year + 1}", style="bold")
    for page, name in PAGES.items():
        console.print(f"\n{name.say(lang)}", style="bold")
        console.print(_values(run, page, lang))


def _values(run: RunMetrics, page: str, lang: Lang) -> Table:
    """Return the values of one page, under the headings of their topics."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    topic = None
    for metric in METRICS:
        if metric.page != page or metric.code not in run.metrics:
            continue
        if metric.topic != topic:
            topic = metric.topic
            table.add_row(TOPICS[topic].say(lang))
        found = run.metrics[metric.code]
        name = f"  {metric.name.say(lang)}"
        table.add_row(name, with_unit(metric, found.value, lang), places(run, found.at).say(lang))
    return table
