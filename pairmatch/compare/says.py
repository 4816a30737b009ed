"""The comparison on a screen: what differs, metrics, counties that changed, the first changed rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rich.console import Console
from rich.table import Table

from pairmatch.compare.comparison import Comparison, CountyLine, MetricLine
from pairmatch.compare.lines import TableChanges
from pairmatch.compare.rows import KINDS
from pairmatch.compare.words import VERDICTS, change_said, judged, kind_said, runs_said
from pairmatch.errors import Lang, Text, message
from pairmatch.metrics.says import with_unit
from pairmatch.programmes.metric import Metric

FEW = 8
"""Counties and rows of each kind that are shown; all of them stand in the workbook."""
_STYLES = {"better": "green", "worse": "red"}


def show_comparison(console: Console, found: Comparison, lang: Lang) -> None:
    """Print a comparison, cut down to what fits a screen or two."""
    console.print(runs_said(found).say(lang), style="bold", markup=False, soft_wrap=True)
    _show_differences(console, found, lang)
    _show_metrics(console, found, lang)
    _show_counties(console, found, lang)
    for table in found.tables:
        for run in range(1, len(found.runs)):
            _show_changes(console, found, table, run, lang)


def _table(*headers: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, header in enumerate(headers):
        table.add_column(header, justify="right" if place else "left", overflow="fold")
    return table


def _show_differences(console: Console, found: Comparison, lang: Lang) -> None:
    if not found.differs:
        console.print(message("compare.same-basis", lang))
        return
    table = _table(message("compare.differs", lang), *(run.name for run in found.runs))
    for one in found.differs:
        table.add_row(one.what.say(lang), *(value.say(lang) for value in one.values))
    console.print(table)


def _show_metrics(console: Console, found: Comparison, lang: Lang) -> None:
    """Print the metrics that differ, and how many do not."""
    differing = [line for line in found.metrics if line.numbers.differs]
    if differing:
        console.print(_metrics(found, differing, lang))
    rest = len(found.metrics) - len(differing)
    if rest:
        key = "compare.rest-metrics" if differing else "compare.same-metrics"
        console.print(message(key, lang, count=rest), markup=False)


def _metrics(found: Comparison, lines: Sequence[MetricLine], lang: Lang) -> Table:
    headers = [found.runs[0].name]
    for run in found.runs[1:]:
        headers += [run.name, ""]
    table = _table(message("compare.metrics", lang), *headers)
    for line in lines:
        table.add_row(line.metric.name.say(lang), *_values(line, lang))
    return table


def _values(line: MetricLine, lang: Lang) -> Iterator[str]:
    for value, verdict in zip(line.numbers.values, line.numbers.verdicts, strict=True):
        yield with_unit(line.metric, value, lang)
        if verdict:
            style, word = _STYLES.get(verdict), VERDICTS[verdict].say(lang)
            yield f"[{style}]{word}[/{style}]" if style else word


def _show_counties(console: Console, found: Comparison, lang: Lang) -> None:
    """Print the counties in which something changed, with the numbers that did."""
    metrics = {x.code: x for x in found.measured if x.page == "people"}
    changed = [line for line in found.recipients if any(map(any, line.changed.values()))]
    said = message("compare.counties", lang, changed=len(changed), all=len(found.recipients))
    console.print(said, style="bold")
    for line in changed[:FEW]:
        told = (
            Text("；", "; ")
            .say(lang)
            .join((*_rows(found, line, lang), *_told(line, metrics, lang)))
        )
        console.print(f"  {line.name}  {told}", markup=False, soft_wrap=True)
    _rest(console, len(changed), lang)


def _rows(found: Comparison, line: CountyLine, lang: Lang) -> Iterator[str]:
    """Yield each programme of which rows changed in a county, with their number in each run."""
    for table in found.tables:
        counts = line.changed[table.shape.table.name]
        if any(counts):
            name = table.shape.sheet.name.say(lang)
            yield f"{name} {message('compare.rows', lang, count=' / '.join(map(str, counts)))}"


def _told(line: CountyLine, metrics: dict[str, Metric], lang: Lang) -> Iterator[str]:
    """Yield each of some metrics that differs in a county."""
    for code, metric in metrics.items():
        if line.metrics[code].differs:
            said = judged(line.metrics[code], partial(with_unit, metric, lang=lang))
            yield f"{metric.name.say(lang)} {said.say(lang)}"


def _show_changes(
    console: Console, found: Comparison, table: TableChanges, run: int, lang: Lang
) -> None:
    """Print how many rows of a programme changed in a run, by kind, then the first of them."""
    name = table.shape.sheet.name.say(lang)
    if len(found.runs) > 2:
        name = f"{name} ({found.runs[run].name})"
    if table.rows[0] is None or table.rows[run] is None:
        console.print(message("compare.absent", lang, name=name), markup=False)
        return
    counted = table.counted(run)
    kinds = [f"{kind_said(table.shape, x).say(lang)} {counted[x]}" for x in KINDS if x in counted]
    kept = message("compare.kept", lang, count=table.kept(run))
    said = Text("，", ", ").say(lang).join([kept, *kinds])
    console.print(Text(f"{name}：", f"{name}: ").say(lang) + said, style="bold", markup=False)
    lines = [line for line in table.lines if line.run == run]
    for line in lines[:FEW]:
        kind = kind_said(table.shape, line.kind).say(lang)
        console.print(f"  {kind}  {change_said(line, lang)}", markup=False, soft_wrap=True)
    _rest(console, len(lines), lang)


def _rest(console: Console, count: int, lang: Lang) -> None:
    if count > FEW:
        console.print(f"  {message('compare.rest', lang, count=count - FEW)}", markup=False)
