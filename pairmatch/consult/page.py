"""The table 意见采纳情况表: what became of each answer, what it does to others, what stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from pairmatch.compare.rows import changes
from pairmatch.consult.answers import Answer
from pairmatch.consult.effects import effect_said
from pairmatch.consult.form import REMARK, REPLY, SEAL, Form
from pairmatch.consult.rulings import Ruling
from pairmatch.consult.settled import Settled
from pairmatch.errors import Text, both
from pairmatch.io.faults.masking import masked
from pairmatch.plan import Assignment
from pairmatch.programmes.places import county_name
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.replan.told import row_said
from pairmatch.report import Block, Page
from pairmatch.report.page import year_line
from pairmatch.vocabulary import WORDS

NAME = Text("意见采纳情况表", "Answers and what became of them")
COLUMNS = (
    SheetColumn("city", Text("受援市", "Recipient city")),
    SheetColumn("unit", Text("受援县(市、区)", "Recipient county")),
    SheetColumn("sheet", Text("事项", "Table")),
    SheetColumn("row", Text("拟定", "Proposed")),
    SheetColumn("reply", REPLY.header, words="reply"),
    SheetColumn("wanted", Text("调整为", "Instead")),
    SheetColumn("remark", REMARK.header),
    SheetColumn("seal", SEAL.header),
    SheetColumn("outcome", Text("采纳情况", "Outcome"), words="outcome"),
    SheetColumn("why", Text("说明", "Why")),
    SheetColumn("effect", Text("对其他学校的影响", "What it does to others")),
    SheetColumn("now", Text("现为", "Now")),
)


def page(found: Settled) -> Page:
    """Return the table, county by county; each county begins on a page of its own."""
    now = {form.sheet.key: standing(found, form) for form in found.forms}
    rows = tuple(
        _row(found, place, ruling, now[ruling.answer.form.sheet.key](ruling.answer))
        for place, ruling in enumerate(found.rulings)
    )
    return Page(
        key="answers",
        name=NAME,
        title=NAME,
        line=year_line(found.replanned.scenario, Text("单位：项", "Unit: answers")),
        blocks=(Block("answers", COLUMNS, rows, counted=Text("项", "answers"), parted="unit"),),
        remarks=(_counted(found), both("consult.page-note")),
    )


def counted(found: Settled) -> Mapping[str, int]:
    """Return how many answers there are of each outcome, in the order of the closed list."""
    count = Counter(ruling.outcome for ruling in found.rulings)
    return {outcome: count[outcome] for outcome in WORDS["outcome"]}  # type: ignore[index]


def _counted(found: Settled) -> Text:
    said = [(WORDS["outcome"][x].label, count) for x, count in counted(found).items()]
    return Text(
        "，".join(f"{word.zh} {count} 项" for word, count in said) + "。",
        ", ".join(f"{word.en}: {count}" for word, count in said) + ".",
    )


def standing(found: Settled, form: Form) -> Callable[[Answer], Assignment | None]:
    """Return what finds the row that stands in the new plan where a county was asked about one."""
    decision = form.consulted.decision
    scenario, plan = found.replanned.scenario, found.replanned.solved.plan
    rows = [one.row for one in form.consulted.proposed(scenario, plan, 0)]
    there = {decision(row): row for row in rows}
    moved = {
        change.before: change.after
        for change in changes(form.consulted.table, [x.row for x in form.proposed], rows)
    }

    def find(answer: Answer) -> Assignment | None:
        for row in (answer.row, answer.wanted):
            if row is not None and decision(row) in there:
                return there[decision(row)]
        return moved.get(answer.row)

    return find


def _row(found: Settled, place: int, ruling: Ruling, now: Assignment | None) -> Mapping[str, Cell]:
    answer, scenario = ruling.answer, found.replanned.scenario
    table, effect = answer.form.consulted.table, found.effects.get(place)
    changed = answer.wanted != answer.row
    return {
        "city": scenario.units[answer.unit].city,
        "unit": county_name(scenario.units[answer.unit]),
        "sheet": answer.form.sheet.name,
        "row": row_said(scenario, table, answer.row),
        "reply": answer.reply,
        "wanted": row_said(scenario, table, answer.wanted) if changed else None,
        "remark": masked(answer.remark),
        "seal": masked(answer.seal) or (both("consult.unsealed") if answer.reply else None),
        "outcome": ruling.outcome,
        "why": ruling.why,
        "effect": None if effect is None else effect_said(answer, effect),
        "now": row_said(scenario, table, now),
    }
