"""The alternatives in forms, each solved as the only change: what it costs, whom it moves, what is missed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from pairmatch.consult.alone import Alone, Question
from pairmatch.consult.effects import beside
from pairmatch.consult.form import CHOICES, Form, form_with, unit_of_row
from pairmatch.consult.rulings import agreed_in
from pairmatch.consult.words import clash_of, short_of
from pairmatch.errors import Text, both
from pairmatch.explain.asked import Answer, Asker, forbidden, rank
from pairmatch.explain.words import cost_said, refusal_said
from pairmatch.plan import Assignment
from pairmatch.programmes.places import county_name
from pairmatch.programmes.room import Cell, Choice, Proposed, SheetColumn
from pairmatch.programmes.sentences import joined
from pairmatch.replan.replanned import contrary
from pairmatch.replan.told import row_said
from pairmatch.report.page import Block, Page, year_line
from pairmatch.solve.hands import Hands
from pairmatch.vocabulary import LANGS
from pairmatch.whatif.opened import OpenedRun

Key: TypeAlias = tuple[Assignment, str]
"""A proposed row, and the school instead."""

NAME = Text("备选代价", "what alternatives cost")
COLUMNS = (
    SheetColumn("city", Text("受援市", "Recipient city")),
    SheetColumn("unit", Text("受援县(市、区)", "Recipient county")),
    SheetColumn("sheet", Text("事项", "Table")),
    SheetColumn("row", Text("拟定", "Proposed")),
    SheetColumn("instead", Text("备选", "Alternative")),
    SheetColumn("state", Text("结果", "Outcome")),
    SheetColumn("cost", Text("代价", "Cost"), long=True),
    SheetColumn("others", Text("影响其他学校（行）", "Rows of others"), kind="number"),
)


@dataclass(frozen=True)
class Tested:
    """What came of each alternative that was asked in time; ``untried`` ones were not.

    Those of rows that are agreed already are neither.
    """

    answers: Mapping[Key, Answer]
    untried: tuple[Key, ...]


def solve_alternatives(
    run: OpenedRun, workers: Hands, forms: Sequence[Form], limit_s: float
) -> Tested:
    """Solve and verify each alternative as the only change in its part, for at most so many seconds.

    What a rule forbids by itself is told without solving; the first alternatives of all rows come first.
    """
    deadline = time.monotonic() + limit_s
    asker, scenario = Asker(run, workers), run.scenario
    agreed = agreed_in(scenario)
    found: dict[Key, Answer] = {}
    asked: dict[Key, Question] = {}
    for form, one, choice in _in_turn(forms):
        wanted, decision = _instead(form, one, choice), form.consulted.decision
        locks = (decision(wanted), forbidden(decision(one.row)))
        against = [x for x in scenario.locks if any(contrary(x, lock) for lock in locks)]
        if all(x.provisional for x in against):
            key = (one.row, choice.school)
            if refused := asker.refused(locks[0], agreed):
                found[key] = Answer(locks[0], "refused", refusals=refused)
            else:
                asked[key] = Question(unit_of_row(scenario, one.row), locks, tuple(against))
    answers = Alone(run, workers).ask_all(list(asked.values()), deadline)
    keys = list(asked)
    found |= {keys[place]: answer for place, answer in answers.items()}
    return Tested(found, tuple(key for key in keys if key not in found))


def _in_turn(forms: Sequence[Form]) -> Iterator[tuple[Form, Proposed, Choice]]:
    for number in range(CHOICES):
        for form in forms:
            for one in form.proposed:
                for choice in one.choices[number : number + 1]:
                    yield form, one, choice


def _instead(form: Form, one: Proposed, choice: Choice) -> Assignment:
    return one.row.model_copy(update={form.consulted.chosen: choice.school})


# -- what counties read -----------------------------------------------------------------------------


def told(run: OpenedRun, forms: Sequence[Form], found: Tested) -> tuple[Form, ...]:
    """Return the forms with what came of alternatives beside them, in words that may be handed on.

    The better of two comes first; one that cannot be in any plan is left out.
    """
    return tuple(
        form_with(run.scenario, form, [_told(run, form, one, found) for one in form.proposed])
        for form in forms
    )


def _told(run: OpenedRun, form: Form, one: Proposed, found: Tested) -> Proposed:
    answers = [(x, found.answers.get((one.row, x.school))) for x in one.choices]
    if all(answer is not None for _, answer in answers):
        answers.sort(key=lambda x: rank(x[1]))
    choices: list[Choice] = []
    for choice, answer in answers:
        if answer is None:
            choices.append(choice)
        elif answer.state not in ("refused", "clash"):
            said = _handed_on(form, one, choice, answer)
            choices.append(replace(choice, why=joined((choice.why, said))))
    return replace(one, choices=tuple(choices))


def _handed_on(form: Form, one: Proposed, choice: Choice, answer: Answer) -> Text:
    """Return whether an alternative can be had and what others would notice; no points are in it."""
    if answer.difference is None:
        return both("consult.late")
    if answer.difference.shorter:
        return both("consult.solved", says=short_of(answer.difference))
    count = _others(form, one, choice, answer)
    says = both("consult.can-moving", count=count) if count else both("consult.can")
    return both("consult.solved", says=says)


def _others(form: Form, one: Proposed, choice: Choice, answer: Answer) -> int:
    rows = (one.row, _instead(form, one, choice))
    return len(beside(answer, {row.recipient_school for row in rows}))  # type: ignore[attr-defined]


# -- what the province reads ------------------------------------------------------------------------


def page(run: OpenedRun, forms: Sequence[Form], found: Tested) -> Page:
    """Return what each alternative costs, exactly: for who decides, not to be handed on."""
    rows = tuple(
        _row(run, form, one, choice, found)
        for form in forms
        for one in form.proposed
        for choice in one.choices
    )
    return Page(
        key="costs",
        name=NAME,
        title=Text("备选方案逐项求解的代价", "What each alternative costs, solved one by one"),
        line=year_line(run.scenario, Text("单位：项", "Unit: alternatives")),
        blocks=(Block("costs", COLUMNS, rows, counted=Text("项", "alternatives"), parted="unit"),),
        remarks=(both("consult.costs-note"),),
    )


def _row(
    run: OpenedRun, form: Form, one: Proposed, choice: Choice, found: Tested
) -> Mapping[str, Cell]:
    scenario, table = run.scenario, form.consulted.table
    unit = scenario.units[unit_of_row(scenario, one.row)]
    key = (one.row, choice.school)
    answer = found.answers.get(key)
    difference = None if answer is None else answer.difference
    return {
        "city": unit.city,
        "unit": county_name(unit),
        "sheet": form.sheet.name,
        "row": row_said(scenario, table, one.row),
        "instead": row_said(scenario, table, _instead(form, one, choice)),
        "state": _state(answer, untried=key in found.untried),
        "cost": _against(run, answer) if difference is None else cost_said(difference),
        "others": _others(form, one, choice, answer) if answer and difference else None,
    }


def _state(answer: Answer | None, *, untried: bool) -> Text:
    if answer is None:
        return both("consult.state-untried") if untried else both("consult.state-agreed")
    if answer.difference is not None and answer.difference.shorter:
        return both("consult.state-short")
    return both(f"consult.state-{answer.state}")


def _against(run: OpenedRun, answer: Answer | None) -> Text | None:
    if answer is None:
        return None
    if answer.clashes:
        return clash_of(run, answer.clashes)
    refusals = (Text(*(refusal_said(x, lang) for lang in LANGS)) for x in answer.refusals)
    return joined(refusals)
