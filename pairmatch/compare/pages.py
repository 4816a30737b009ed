"""变化对照: the comparison as pages of a workbook, in the look of the workbook of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Literal

from pairmatch.compare.comparison import Comparison, CountyLine
from pairmatch.compare.differs import PARTS
from pairmatch.compare.lines import RowLine, Server, TableChanges
from pairmatch.compare.words import VERDICTS, judged, kind_said, more_said, runs_said
from pairmatch.errors import Text
from pairmatch.metrics.says import shown
from pairmatch.programmes.metric import Metric
from pairmatch.programmes.metric import Page as MetricPage
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.report import Block, Page
from pairmatch.vocabulary import LANGS

_Row = Mapping[str, Cell]
_TWO = 2
_NOBODY = Server("", "", "", "")
_PARTS: dict[MetricPage, Text] = {
    "people": Text("一、评价指标", "1. Metrics for those who judge"),
    "technical": Text("二、技术指标", "2. Technical metrics"),
}


def change_pages(found: Comparison) -> tuple[Page, ...]:
    """Return the pages: metrics, counties, a page of changed rows a programme, what runs rest on."""
    pages = [
        _page(
            found,
            "metrics",
            Text("指标对照", "Metrics"),
            *(_metrics(found, page, heading) for page, heading in _PARTS.items()),
        ),
        *_counties(found),
    ]
    for table in found.tables:
        name = table.shape.sheet.name
        said = Text(f"{name.zh}变化", f"{name.en}, changes")
        pages.append(_page(found, table.shape.sheet.key, said, _rows(found, table)))
    rests = Text("运行条件对照", "What the runs rest on")
    return (*pages, _page(found, "differs", rests, _differs(found)))


def _page(found: Comparison, key: str, name: Text, *blocks: Block) -> Page:
    return Page(key=key, name=name, title=name, line=runs_said(found), blocks=blocks)


def _run_columns(found: Comparison, *, verdicts: bool = False) -> Iterator[SheetColumn]:
    """Yield a column for each run, after each but the baseline one for how it stands to that."""
    for place, run in enumerate(found.runs):
        word = Text("基准 ", "Baseline ") if place == 0 else Text("", "")
        header = Text(f"{word.zh}{run.name}", f"{word.en}{run.name}")
        yield SheetColumn(f"run{place}", header, kind="number" if verdicts else "text")
        if verdicts and place:
            yield SheetColumn(f"verdict{place}", Text("与基准比", "Against it"))


# -- numbers --------------------------------------------------------------------------------------


def _metrics(found: Comparison, page: MetricPage, heading: Text) -> Block:
    columns = (
        SheetColumn("name", Text("指标", "Metric")),
        SheetColumn("unit", Text("单位", "Unit")),
        *_run_columns(found, verdicts=True),
        SheetColumn("where", Text("涉及", "Where")),
        SheetColumn("code", Text("代码", "Code"), aside=True, kind="code"),
    )
    rows = []
    for line in found.metrics:
        if line.metric.page != page:
            continue
        row: dict[str, Cell] = {
            "name": line.metric.name,
            "unit": line.metric.unit,
            "where": _where(line.places),
            "code": line.metric.code,
        }
        for place, value in enumerate(line.numbers.values):
            row[f"run{place}"] = shown(line.metric, value)
            row[f"verdict{place}"] = VERDICTS[line.numbers.verdicts[place]]
        rows.append(row)
    return Block(page, columns, tuple(rows), heading)


def _where(places: Sequence[Text]) -> Text:
    """Return the places of a value; where they are not the same in all runs, those of each."""
    if len(set(places)) == 1:
        return places[0]
    return Text(*(" → ".join(x.say(lang) or "—" for x in places) for lang in LANGS))


def _counties(found: Comparison) -> Iterator[Page]:
    """Yield the counties, for those who judge and for those who check; then supporters that changed."""
    people, technical = (
        [metric for metric in found.measured if metric.page == page] for page in _PARTS
    )
    changed = tuple(_changed_columns(found))
    name = Text("县(市、区)对照", "Counties")
    yield _page(found, "counties", name, _units(found.recipients, people, "people", changed))
    name = Text("县(市、区)技术指标", "Counties, technical")
    yield _page(found, "technical", name, _units(found.recipients, technical, "technical"))
    if any(numbers.differs for line in found.supporters for numbers in line.metrics.values()):
        name = Text("支援单位对照", "Supporting units")
        block = _units(found.supporters, found.measured, "supporters")
        yield _page(found, "supporters", name, block)


def _units(
    lines: Sequence[CountyLine],
    metrics: Sequence[Metric],
    key: str,
    changed: Sequence[SheetColumn] = (),
) -> Block:
    """Return a row for each unit; a metric that is the same everywhere in all runs has no column."""
    told = [x for x in metrics if any(line.metrics[x.code].differs for line in lines)]
    columns = (
        SheetColumn("unit", Text("单位", "Unit")),
        *changed,
        *(SheetColumn(f"metric {x.code}", _headed(x), kind="number") for x in told),
        SheetColumn("code", Text("单位代码", "Unit code"), aside=True, kind="code"),
    )
    rows = []
    for line in lines:
        row: dict[str, Cell] = {"unit": line.name, "code": line.code}
        row |= {f"metric {x.code}": judged(line.metrics[x.code], partial(shown, x)) for x in told}
        for name, counts in line.changed.items():
            row |= {f"changed {name} {run}": count for run, count in enumerate(counts, 1)}
        rows.append(row)
    return Block(key, columns, tuple(rows))


def _headed(metric: Metric) -> Text:
    """Return the header of a metric's column: its name and unit."""
    name, unit = metric.name, metric.unit
    return Text(f"{name.zh}（{unit.zh}）", f"{name.en} ({unit.en})") if unit.zh else name


def _changed_columns(found: Comparison) -> Iterator[SheetColumn]:
    for table in found.tables:
        for place, run in enumerate(found.runs[1:], 1):
            of = f" {run.name}" if len(found.runs) > _TWO else ""
            name = table.shape.sheet.name
            header = Text(f"{name.zh}变化（条）{of}", f"{name.en}, changed rows{of}")
            key = f"changed {table.shape.table.name} {place}"
            yield SheetColumn(key, header, kind="number", total=True)


# -- rows -----------------------------------------------------------------------------------------


def _rows(found: Comparison, table: TableChanges) -> Block:
    """Return the changed rows of a programme: what they are for, who served them, who does now."""
    shape = table.shape
    several = len(found.runs) > _TWO
    columns = (
        *((SheetColumn("run", Text("对照运行", "Run")),) if several else ()),
        SheetColumn("kind", Text("变化", "Change")),
        SheetColumn("city", Text("受援市", "Recipient city")),
        SheetColumn("unit", Text("受援县(市、区)", "Recipient county")),
        SheetColumn("place", Text("受援学校", "Recipient school")),
        *(SheetColumn(f"post {x.name}", x.header) for x in shape.post),
        *_sides("school", shape.partner.header if shape.partner else None),
        *_sides("person", shape.person.header if shape.person else None),
        *((SheetColumn("more", Text("其他变化", "Other changes")),) if shape.more else ()),
        SheetColumn("place_code", Text("受援学校代码", "Recipient code"), aside=True, kind="code"),
        *_sides("school_code", Text("学校代码", "Code") if shape.partner else None, aside=True),
        *_sides("person_id", Text("人员编号", "Person") if shape.person else None, aside=True),
    )
    rows = tuple(_row(found, table, line) for line in table.lines)
    return Block(shape.table.name, columns, rows, counted=Text("条变化", "changes"))


def _sides(key: str, header: Text | None, *, aside: bool = False) -> Iterator[SheetColumn]:
    """Yield the two columns of what was and is; none for what a programme does not have."""
    if header is not None:
        kind: Literal["code", "text"] = "code" if aside else "text"
        for side, word in (("before", Text("原", "Before: ")), ("after", Text("现", "After: "))):
            said = Text(f"{word.zh}{header.zh}", f"{word.en}{header.en.lower()}")
            yield SheetColumn(f"{side} {key}", said, aside=aside, kind=kind)


def _row(found: Comparison, table: TableChanges, line: RowLine) -> _Row:
    row: dict[str, Cell] = {
        "run": found.runs[line.run].name,
        "kind": kind_said(table.shape, line.kind),
        "city": line.place.city,
        "unit": line.place.unit,
        "place": line.place.name,
        "place_code": line.place_code,
        "more": more_said(line),
    }
    row |= {f"post {x.name}": y for x, y in zip(table.shape.post, line.post, strict=True)}
    for side, server in (("before", line.before), ("after", line.after)):
        for key, value in asdict(server or _NOBODY).items():
            row[f"{side} {key}"] = value
    return row


def _differs(found: Comparison) -> Block:
    columns = (
        SheetColumn("part", Text("类别", "Kind")),
        SheetColumn("what", Text("内容", "What it is")),
        *_run_columns(found),
        SheetColumn("code", Text("代码", "Code"), aside=True, kind="code"),
    )
    rows: list[_Row] = []
    for one in found.differs:
        row: dict[str, Cell] = {"part": PARTS[one.part], "what": one.what, "code": one.code}
        rows.append(row | {f"run{place}": value for place, value in enumerate(one.values)})
    return Block("differs", columns, tuple(rows))
