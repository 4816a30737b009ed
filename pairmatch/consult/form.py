"""The form that a county fills in: its rows, what speaks for them and instead, and cells to answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pairmatch.errors import Text, both
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes.places import county_name
from pairmatch.programmes.room import Cell, Choice, Consulted, Proposed, Room, Sheet, SheetColumn
from pairmatch.report.page import Block, Page, year_line
from pairmatch.report.proof import INPUT, PLAN
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Unit

CHOICES = 2
"""Schools that are named instead of each proposed one."""
WHY = SheetColumn("why", Text("拟定理由", "Why"))
FIRST = SheetColumn("first", Text("备选一", "Alternative 1"), names=True)
SECOND = SheetColumn("second", Text("备选二", "Alternative 2"), names=True)
REPLY = SheetColumn("reply", Text("意见", "Reply"), words="reply", filled=True)
INSTEAD = SheetColumn(
    "instead", Text("调整为", "Instead"), words="alternative", filled=True, loose=True
)
REMARK = SheetColumn("remark", Text("意见理由", "Reason for it"), filled=True)
SEAL = SheetColumn("seal", Text("盖章", "Seal"), filled=True)
ALTERNATIVES = (FIRST, SECOND)
CODES = tuple(
    SheetColumn(
        f"{column.key}_code",
        Text(f"{column.header.zh}代码", f"{column.header.en} code"),
        aside=True,
        filled=True,
        kind="code",
    )
    for column in ALTERNATIVES
)
"""The codes of the alternatives: an answer is read by them, whatever this program would name by then."""
ANSWERS = (REPLY, INSTEAD, REMARK, SEAL)
ASKED = (WHY, *ALTERNATIVES, *ANSWERS)

FRONT = Text("填表说明", "How to answer")
"""The name of the first page, which says of which run and county a workbook is."""
UNIT = Text("单位代码", "Unit code")
_SENTENCES = ("fill", "instead", "{}", "others", "send")
"""How to answer; in place of the third stands what is known of the alternatives."""


@dataclass(frozen=True)
class Form:
    """One table that counties are asked about, with every county's rows; ``sheet`` has cells to answer.

    ``solved`` tells that alternatives were solved, as far as there was time.
    """

    consulted: Consulted
    sheet: Sheet
    proposed: tuple[Proposed, ...]
    solved: bool = False

    @cached_property
    def by_row(self) -> Mapping[Assignment, Proposed]:
        """What is proposed, by row."""
        return {one.row: one for one in self.proposed}

    @cached_property
    def decisions(self) -> frozenset[Lock]:
        """What would require each proposed row."""
        return frozenset(self.consulted.decision(one.row) for one in self.proposed)

    def chosen(self, row: Assignment) -> str:
        """Return the school of a row that a county may change."""
        found: str = getattr(row, self.consulted.chosen)
        return found


def forms_of(scenario: Scenario, plan: Plan, rooms: Sequence[Room]) -> tuple[Form, ...]:
    """Return what counties are asked about a plan, room by room."""
    return tuple(_form(scenario, plan, consulted) for room in rooms for consulted in room.consulted)


def _form(scenario: Scenario, plan: Plan, consulted: Consulted) -> Form:
    return _filled(scenario, consulted, tuple(consulted.proposed(scenario, plan, CHOICES)))


def form_with(scenario: Scenario, form: Form, proposed: Sequence[Proposed]) -> Form:
    """Return a form with something else beside its alternatives, which were solved."""
    return replace(_filled(scenario, form.consulted, tuple(proposed)), solved=True)


def _filled(scenario: Scenario, consulted: Consulted, proposed: tuple[Proposed, ...]) -> Form:
    rows = [_cells(scenario, one) for one in proposed]
    columns = consulted.sheet.columns
    printed = [column for column in columns if not column.aside]
    aside = [column for column in columns if column.aside]
    every = (*printed, *ASKED, *aside, *CODES)
    sheet = replace(consulted.sheet, columns=every, rows=lambda scenario, plan: rows)
    return Form(consulted, sheet, proposed)


def _cells(scenario: Scenario, one: Proposed) -> dict[str, Cell]:
    cells: dict[str, Cell] = {**one.cells, WHY.key: one.why}
    for choice, said, code in zip(one.choices, ALTERNATIVES, CODES, strict=False):
        cells |= {said.key: _said(scenario, choice), code.key: choice.school}
    return cells


def _said(scenario: Scenario, choice: Choice) -> Text:
    school = scenario.schools[choice.school]
    unit = scenario.units[school.unit_code]
    # A town's schools bear its name.
    before = unit.city if school.name.startswith(unit.name) else scenario.unit_name(unit.unit_code)
    name = before + school.name
    return Text(f"{name}：{choice.why.zh}", f"{name}: {choice.why.en}")


def unit_of_row(scenario: Scenario, row: Assignment) -> str:
    """Return the county that is asked about a row: the home of its recipient school."""
    school: str = row.recipient_school  # type: ignore[attr-defined]
    return scenario.homes[school]


def pages_for(scenario: Scenario, plan: Plan, unit: Unit, forms: Sequence[Form]) -> list[Page]:
    """Return the workbook of a county: how to answer, and a page for each table with its rows alone."""
    return [
        _front(scenario, plan, unit, any(form.solved for form in forms)),
        *(_page(scenario, unit, form, place) for place, form in enumerate(forms, 1)),
    ]


def _front(scenario: Scenario, plan: Plan, unit: Unit, solved: bool) -> Page:
    columns = (
        SheetColumn("item", Text("项目", "Item")),
        SheetColumn("value", Text("内容", "Value")),
    )
    facts: tuple[tuple[Text, Cell], ...] = (
        (Text("受援县(市、区)", "Recipient county"), county_said(scenario, unit)),
        (UNIT, unit.unit_code),
        (INPUT, scenario.input_hash),
        (PLAN, plan.hash),
    )
    rows = tuple({"item": item, "value": value} for item, value in facts)
    known = "solved" if solved else "ranked"
    return Page(
        key="front",
        name=FRONT,
        title=both("consult.title", unit=county_said(scenario, unit)),
        line=year_line(scenario),
        blocks=(Block("front", columns, rows),),
        remarks=tuple(both(f"consult.guide-{name}".format(known)) for name in _SENTENCES),
        upright=True,
        guarded=True,
    )


def _page(scenario: Scenario, unit: Unit, form: Form, place: int) -> Page:
    sheet, code = form.sheet, unit.unit_code
    rows = tuple(
        _cells(scenario, one) for one in form.proposed if unit_of_row(scenario, one.row) == code
    )
    county = county_said(scenario, unit)
    return Page(
        key=sheet.key,
        name=sheet.name,
        title=Text(f"{county.zh}{sheet.title.zh}", f"{county.en}: {sheet.title.en}"),
        line=year_line(scenario, sheet.unit),
        blocks=(Block(sheet.key, sheet.columns, rows, counted=sheet.counted),),
        remarks=(both("consult.solved-note" if form.solved else "consult.ranked"),),
        annex=place,
        guarded=True,
    )


def county_said(scenario: Scenario, unit: Unit) -> Text:
    """Return what a county is called: with its city in front, a city by what it runs itself."""
    name, said = scenario.unit_name(unit.unit_code), county_name(unit)
    if isinstance(said, Text):
        return Text(f"{name}{said.zh}", f"{name} {said.en}")
    return Text(name, name)
