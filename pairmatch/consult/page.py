"""The table 意见采纳情况表: what became of each answer, what it does to others, what stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from pairmatch.compare.lines import RowLine
from pairmatch.compare.rows import changes as changed_rows
from pairmatch.compare.shape import Shape
from pairmatch.compare.words import kind_said
from pairmatch.consult.alone import changes
from pairmatch.consult.answers import Answer
from pairmatch.consult.effects import counted_said, touched
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
    SheetColumn("why", Text("说明", "Why"), long=True),
    SheetColumn("now", Text("现为", "Now")),
)

OPEN = (
    SheetColumn("number", Text("事由编号", "Matter"), kind="number"),
    SheetColumn("matter", Text("事由", "What it is about")),
    *(x for x in COLUMNS if x.key not in ("city", "seal", "outcome")),
)
"""Answers about one matter have one number and stand together, whichever county gave them."""

MOVED = (
    SheetColumn("unit", Text("提出单位", "Asked by")),
    SheetColumn("row", Text("拟定", "Proposed")),
    SheetColumn("reply", REPLY.header, words="reply"),
    SheetColumn("wanted", Text("调整为", "Instead")),
    SheetColumn("place", Text("受影响学校", "School that is touched")),
    SheetColumn("sheet", Text("事项", "Table")),
    SheetColumn("post", Text("岗位", "Post")),
    SheetColumn("kind", Text("变动", "Change")),
    SheetColumn("before", Text("原为", "Before")),
    SheetColumn("after", Text("改为", "After")),
)


def pages(found: Settled) -> tuple[Page, ...]:
    """Return what became of each answer, what is left open, and which rows of others each change moves."""
    still_open = (_open(found),) if open_matters(found.rulings) else ()
    return _answers(found), *still_open, _others(found)


def open_matters(rulings: Sequence[Ruling]) -> Mapping[Text, Sequence[int]]:
    """Return the places of the answers that are left undecided, by what is to be agreed."""
    found: dict[Text, list[int]] = {}
    for place, ruling in enumerate(rulings):
        if ruling.outcome == "undecided":
            found.setdefault(ruling.matter, []).append(place)
    return found


def _open(found: Settled) -> Page:
    """Return what counties, or the province, are still to agree on: those who want it side by side."""
    now = {form.sheet.key: standing(found, form) for form in found.forms}
    rows = [
        {
            **_row(found, place, ruling, now[ruling.answer.form.sheet.key](ruling.answer)),
            "number": number,
            "matter": matter,
        }
        for number, (matter, places) in enumerate(open_matters(found.rulings).items(), 1)
        for place in places
        for ruling in (found.rulings[place],)
    ]
    return Page(
        key="open",
        name=Text("待定事项", "Undecided"),
        title=Text(
            "待协商、待省里定的事项", "What is still to be agreed, or for the province to decide"
        ),
        line=year_line(found.replanned.scenario, Text("单位：项", "Unit: answers")),
        blocks=(Block("open", OPEN, tuple(rows), counted=Text("项", "answers")),),
        remarks=(both("consult.open-note"),),
    )


def _answers(found: Settled) -> Page:
    """Return the table of answers, county by county; each county begins on a page of its own."""
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


def _others(found: Settled) -> Page:
    """Return the rows of other schools that each change moves, as it was solved by itself."""
    rows = tuple(
        _moved(found, ruling, shape, line)
        for place, ruling in enumerate(found.rulings)
        if changes(ruling) and place in found.effects
        for shape, line in touched(ruling.answer, found.effects[place])
    )
    return Page(
        key="others",
        name=Text("对其他学校的影响", "What answers do to others"),
        title=Text("各项调整对其他学校的影响", "What each change does to others"),
        line=year_line(found.replanned.scenario, Text("单位：行", "Unit: rows")),
        blocks=(Block("others", MOVED, rows, counted=Text("行", "rows")),),
        remarks=(both("consult.page-note"),),
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
        for change in changed_rows(form.consulted.table, [x.row for x in form.proposed], rows)
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
        "why": counted_said(answer, effect) if changes(ruling) and effect else ruling.why,
        "now": row_said(scenario, table, now),
    }


def _moved(found: Settled, ruling: Ruling, shape: Shape, line: RowLine) -> Mapping[str, Cell]:
    answer, scenario = ruling.answer, found.replanned.scenario
    table = answer.form.consulted.table
    post = [x for x in line.post if x.zh]
    return {
        "unit": scenario.unit_name(answer.unit),
        "row": row_said(scenario, table, answer.row),
        "reply": answer.reply,
        "wanted": row_said(scenario, table, answer.wanted),
        "place": line.place.full,
        "sheet": shape.sheet.name,
        "post": Text(" ".join(x.zh for x in post), " ".join(x.en for x in post)),
        "kind": kind_said(shape, line.kind),
        "before": line.before.school if line.before else None,
        "after": line.after.school if line.after else None,
    }
