"""Shortfalls and exceptions: how often by rule, and every one of them with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.errors import Lang
from pairmatch.report.rules import APPROVED, KINDS
from pairmatch.settings import Force
from pairmatch.webpage.charts import BLUE, COLOURS, ORANGE, Series, lying
from pairmatch.webpage.content import Cell, Grid, Part, Section
from pairmatch.webpage.kept import RuleBreaches
from pairmatch.webpage.numbers import count
from pairmatch.webpage.rows import BreachRow
from pairmatch.webpage.sections.cells import counted, counts, said, words
from pairmatch.webpage.view import View

_COLOURS: dict[Force, str] = {"hard": COLOURS[6], "relaxable": COLOURS[1], "principle": ORANGE}
_SHORT: dict[Lang, int] = {"zh": 16, "en": 28}
_DRAWN: tuple[Force, ...] = ("hard", "relaxable", "principle")


def breaches(view: View) -> Section:
    """Return the section with the numbers by rule."""
    found = view.main.breaches
    drawn = [x for force in _DRAWN for x in found if x.force == force]
    kinds = dict.fromkeys(x.force for x in drawn)
    series = [
        Series(
            KINDS[kind].say(view.lang),
            tuple(x.count if x.force == kind else None for x in drawn),
            _COLOURS.get(kind, BLUE),
        )
        for kind in kinds
    ]
    says = view.say("未达标和例外的处数，按规则", "Shortfalls and exceptions by rule")
    names = [f"{x.code} {_short(view, x.code)}" for x in drawn]
    charts = (lying(names, series, says, labelled=True),) if drawn else ()
    sentence = view.say(
        "未达标：数据不允许、尽量少的缺口；例外：偏离“原则上”的规定，逐条列明理由；"
        "未择优：没有做到的优先项，只列处数。",
        "Shortfall: a demand that the data do not let anybody meet, kept as small as can be. "
        "Exception: a departure from a principle, each with its reason. "
        "Not preferred: a preference that is not met; only counted here.",
    )
    part = Part(words=(sentence,), charts=charts, grids=(_by_rule(view, (*drawn, *_rest(found))),))
    heading = view.say("未达标和例外", "Shortfalls and exceptions")
    return Section("breaches", heading, (part,))


def _short(view: View, code: str) -> str:
    """Return the beginning of what a rule demands, for the side of a chart."""
    sentence, most = view.sentence(code), _SHORT[view.lang]
    return sentence if len(sentence) <= most else sentence[:most] + "…"


def _rest(found: Sequence[RuleBreaches]) -> list[RuleBreaches]:
    return [x for x in found if x.force not in _DRAWN]


def _by_rule(view: View, found: Sequence[RuleBreaches]) -> Grid:
    rows = tuple(
        (
            *words(KINDS[x.force].say(view.lang), x.code, view.sentence(x.code)),
            *counts(x.count, x.amount),
        )
        for x in found
    )
    heads = (
        *said(view.say("类别", "Kind"), view.say("规则", "Rule"), view.say("规定", "Sentence")),
        *counted(view.say("处数", "Places"), view.say("数量", "Amount")),
    )
    caption = view.say("没有完全做到的规则", "Rules that are not wholly kept")
    return Grid(caption, heads, rows, stubs=2)


def every_breach(view: View) -> tuple[Part, ...]:
    """Return the parts that list each shortfall and each exception."""
    lang = view.main.manifest.lang
    named, approved = (
        [x for x in view.rows.exceptions if x.kind == kind.say(lang)]
        for kind in (KINDS["principle"], APPROVED)
    )
    heading = view.say("批准的例外（不算达标）", "Approved exceptions (not met)")
    return (
        _list(view, view.say("未达标清单", "Shortfalls"), view.rows.shortfalls),
        *([_list(view, heading, approved)] if approved else []),
        _list(view, view.say("例外清单", "Exceptions"), named),
    )


def _list(view: View, heading: str, rows: Sequence[BreachRow]) -> Part:
    if not rows:
        return Part(heading, (view.say("无。", "None."),))
    heads = (
        *said(
            view.say("市", "City"),
            view.say("县(市、区)", "County"),
            view.say("规则", "Rule"),
            view.say("涉及", "Where"),
        ),
        *counted(
            view.say("实际", "Found"), view.say("应为", "Expected"), view.say("数量", "Amount")
        ),
        *said(view.say("原因", "Reason")),
    )
    lines = tuple(
        (
            *words(x.city, view.translated(x.unit), x.code, view.listed(x.where)),
            *words(x.found, x.expected, count(x.amount)),
            Cell(view.translated(x.reason)),
        )
        for x in rows
    )
    return Part(heading, grids=(Grid(heading, heads, lines, stubs=3, dense=True),))
