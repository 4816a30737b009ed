"""An explanation on a screen: the rows with their reasons, then what else could be and what it costs."""

from __future__ import annotations

from rich.console import Console

from pairmatch.errors import Lang, Text
from pairmatch.explain.asked import Answer
from pairmatch.explain.explained import ExplainedRow, Explanation
from pairmatch.explain.suggest import Suggestion
from pairmatch.explain.words import (
    asked_said,
    candidate_said,
    clash_said,
    difference_said,
    direct_said,
    moved_said,
    refusal_said,
    rest_said,
    row_said,
    term_said,
)
from pairmatch.scenario import Scenario

IN_PLAN = Text("方案中的安排", "In the plan")
NOT_IN_PLAN = Text("方案中没有安排。", "There is nothing in the plan.")
ADDS = Text("其他不变时，这一行带来：", "With all else as it is, the row adds:")
ADDS_NOTHING = Text(
    "其他不变时，这一行不改变任何目标。", "With all else as it is, the row changes no term."
)
WITHOUT = Text(
    "如果不这样定（次优方案，已求解并核验）", "The best plan without it (solved and verified)"
)
WITH = Text("如果这样定（已求解并核验）", "The best plan with it (solved and verified)")
NO_MOVE = Text("没有其他行变动", "no row moves")
REFUSED = Text("不可能，不必求解：", "Not possible, without solving:")
CLASH = Text(
    "不可能，硬性规则不能同时满足，至少须突破：", "Not possible, hard rules clash; at the least:"
)
SEAT = Text("岗位：", "Seat: ")
EMPTY = Text("原来的人去不了，不指定谁接替时的最好方案：", "The best plan without its person:")
BEST = Text(
    "可接替的人员（已求解并核验，从好到差）",
    "Who could fill it (solved and verified, the best first)",
)
DIRECT = Text("只换这一人、其他不变：", "This one instead, all else as it is: ")
OTHERS = Text(
    "其他可接替的人员（没有求解，只算其他不变时的变化）",
    "Others who could (not solved: the change with all else as it is)",
)
NOBODY = Text("没有符合规则、还派得出的人员。", "Nobody who fits the rules is left to send.")
FEW = 8
"""Others who are shown; all of them stand in the JSON."""
LATE = Text("在时限内没有得到方案", "no plan in time")


def show_explanation(console: Console, scenario: Scenario, found: Explanation, lang: Lang) -> None:
    """Print an explanation."""
    console.print(found.subject.say(lang), style="bold", markup=False, soft_wrap=True)
    for note in found.notes:
        _line(console, note.say(lang), 1)
    if found.rows:
        console.print(IN_PLAN.say(lang), style="bold")
    elif not found.notes:
        _line(console, NOT_IN_PLAN.say(lang), 1)
    for row in found.rows:
        _show_row(console, scenario, row, lang)
    for sort, heading in (("without", WITHOUT), ("with", WITH)):
        mine = [x.answer for x in found.questions if x.sort == sort]
        if mine:
            console.print(heading.say(lang), style="bold", markup=False)
        for answer in mine:
            show_answer(console, scenario, asked_said(scenario, answer).say(lang), answer, lang)
    if found.left:
        left = Text(
            f"另有 {found.left} 处可能的去处没有求解。",
            f"{found.left} more places were not solved.",
        )
        _line(console, left.say(lang), 1)


def show_suggestion(console: Console, scenario: Scenario, found: Suggestion, lang: Lang) -> None:
    """Print who could fill a seat, the best first, with the effect of each."""
    seat = row_said(scenario, found.shape, found.row, lang)
    console.print(SEAT.say(lang) + seat, style="bold", markup=False, soft_wrap=True)
    show_answer(console, scenario, EMPTY.say(lang), found.empty, lang)
    if not found.solved:
        _line(console, NOBODY.say(lang), 1)
    else:
        console.print(BEST.say(lang), style="bold", markup=False)
    for place, x in enumerate(found.solved, start=1):
        if x.answer is not None:
            heading = f"{place}. {candidate_said(scenario, x, lang)}"
            show_answer(console, scenario, heading, x.answer, lang)
            _line(console, DIRECT.say(lang) + direct_said(x).say(lang), 2)
    if found.others:
        console.print(OTHERS.say(lang), style="bold", markup=False)
    for x in found.others[:FEW]:
        _line(console, f"{candidate_said(scenario, x, lang)}  {direct_said(x).say(lang)}", 1)
    rest = len(found.others) - FEW
    if rest > 0:
        _line(console, Text(f"……另有 {rest} 类人员", f"… and {rest} more kinds").say(lang), 1)
    if found.full or found.left:
        _line(console, rest_said(found).say(lang), 1)


def _show_row(console: Console, scenario: Scenario, row: ExplainedRow, lang: Lang) -> None:
    name = row.shape.sheet.name.say(lang)
    _line(console, f"{name}  {row_said(scenario, row.shape, row.row, lang)}", 1)
    facts = [f"{x.name.say(lang)} {x.value.say(lang)}" for x in row.facts]
    if facts:
        _line(console, Text("；", "; ").say(lang).join(facts), 2)
    _line(console, (ADDS if row.worth else ADDS_NOTHING).say(lang), 2)
    for change in row.worth:
        _line(console, term_said(change, lang), 3)


def show_answer(
    console: Console, scenario: Scenario, heading: str, answer: Answer, lang: Lang
) -> None:
    """Print what comes of a decision: what it costs by term and which rows move, or why not."""
    if answer.difference is None:
        reason = {"refused": REFUSED, "clash": CLASH}.get(answer.state, LATE).say(lang)
        _line(console, f"{heading}  {reason}", 1)
        for refusal in answer.refusals:
            _line(console, refusal_said(refusal, lang), 2)
        for clash in answer.clashes:
            _line(console, clash_said(scenario, clash, lang), 2)
        return
    _line(console, f"{heading}  {difference_said(answer.difference).say(lang)}", 1)
    for change in answer.difference.terms:
        _line(console, term_said(change, lang), 2)
    lines = list(moved_said(answer.moved, lang))
    count = Text(f"变动 {len(lines)} 行：", f"{len(lines)} rows move:")
    _line(console, (count if lines else NO_MOVE).say(lang), 2)
    for line in lines:
        _line(console, line, 3)


def _line(console: Console, text: str, depth: int) -> None:
    console.print("  " * depth + text, markup=False, soft_wrap=True)
