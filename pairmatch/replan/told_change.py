"""How many published rows moved and what each further one would bring, in lines and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pairmatch.errors import Lang, Text, both, message
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.replan.least import LeastChange, Step
from pairmatch.report import Block, Page
from pairmatch.report.page import year_line
from pairmatch.scenario import Scenario


def change_lines(change: LeastChange, lang: Lang) -> Iterator[str]:
    """Yield how many published rows moved, how many had to, and the curve if there is one."""
    yield message(
        "replan.published",
        lang,
        published=change.published,
        moved=change.moved,
        most=change.most,
        least=change.least,
        sure=sure(change),
    )
    if change.gone:
        yield message("replan.gone", lang, gone=change.gone)
    if change.curve:
        yield message("replan.curve", lang)
    for step in change.curve:
        yield "  " + message(
            "replan.step",
            lang,
            most=step.most,
            moved=step.moved,
            shortfall=step.shortfall,
            value=step.value,
            missed=_range(step.missed),
            lost=_range(step.lost),
        )


def sure(change: LeastChange) -> Text:
    """Return whether the least number of moved rows is proved, and if not, what is."""
    if change.proved == change.least:
        return both("replan.proved")
    return both("replan.at-least", least=change.proved)


def _range(two: tuple[int, int]) -> str:
    low, high = two
    return str(high) if low == high else f"{low}…{high}"


def page(scenario: Scenario, change: LeastChange) -> Page:
    """Return the page of the curve: what a plan is worth by how many published rows it may move."""
    columns = (
        SheetColumn("most", Text("至多改动（行）", "Moved, most"), kind="number"),
        SheetColumn("moved", Text("实际改动（行）", "Moved"), kind="number"),
        SheetColumn("shortfall", Text("未达标量", "Shortfall"), kind="number"),
        SheetColumn("value", Text("得分", "Points"), kind="number"),
        SheetColumn("missed", Text("比不限改动多未达标", "Shortfall more")),
        SheetColumn("lost", Text("比不限改动少得分", "Points lost")),
        SheetColumn("sure", Text("证明", "Proof")),
    )
    rows = [_row(step) for step in change.curve]
    return Page(
        key="moves",
        name=Text("改动与得失", "Moves"),
        title=Text("多改几行能换来什么", "What each further row moved would bring"),
        line=year_line(scenario, Text("单位：行、分", "Unit: rows, points")),
        blocks=(Block("moves", columns, tuple(rows)),),
    )


def _row(step: Step) -> Mapping[str, Cell]:
    proved = step.lost[0] == step.lost[1] and step.missed[0] == step.missed[1]
    return {
        "most": step.most,
        "moved": step.moved,
        "shortfall": step.shortfall,
        "value": step.value,
        "missed": _range(step.missed),
        "lost": _range(step.lost),
        "sure": Text("已证明", "proved") if proved else Text("在此范围内", "between these"),
    }
