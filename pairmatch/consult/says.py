"""What is said of the answers of counties, in lines for people and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pairmatch.consult.effects import effect_said
from pairmatch.consult.page import counted, open_matters
from pairmatch.consult.rulings import Ruling
from pairmatch.consult.settled import Settled
from pairmatch.errors import Lang, Text, message
from pairmatch.replan.says import replan_json, replanned_lines
from pairmatch.replan.told import row_said
from pairmatch.vocabulary import WORDS, label

FEW = 20
"""Answers of each outcome that are named on the screen; the table has them all."""


def settled_lines(found: Settled, lang: Lang) -> Iterator[str]:
    """Yield how many answers there are of each outcome, those that ask for a change, and what moved."""
    counts = [f"{label('outcome', x, lang)} {count}" for x, count in counted(found).items()]
    units = {x.answer.unit for x in found.rulings}
    said = message("consult.join", lang).join(counts)
    yield message("consult.read", lang, count=len(units), counts=said)
    for outcome in WORDS["outcome"]:
        some = [
            (place, x)
            for place, x in _in_order(found.rulings)
            if x.outcome == outcome and x.answer.reply is not None
            if outcome != "taken" or x.answer.reply != "agree"
        ]
        for place, ruling in some[:FEW]:
            yield "  " + _line(found, place, ruling, lang)
        if len(some) > FEW:
            yield "  " + message("consult.rest", lang, count=len(some) - FEW)
    yield from replanned_lines(found.replanned, lang)


def _in_order(rulings: Sequence[Ruling]) -> list[tuple[int, Ruling]]:
    """Return answers with their places; those that are undecided because of each other stand together."""
    matters = list(open_matters(rulings))
    return sorted(
        enumerate(rulings),
        key=lambda x: matters.index(x[1].matter) if x[1].outcome == "undecided" else -1,
    )


def _line(found: Settled, place: int, ruling: Ruling, lang: Lang) -> str:
    answer, scenario = ruling.answer, found.replanned.scenario
    table = answer.form.consulted.table
    rows = (row_said(scenario, table, x).say(lang) for x in (answer.row, answer.wanted))
    why = ruling.why
    if place in found.effects and ruling.outcome == "taken":
        why = effect_said(answer, found.effects[place])
    return message(
        "consult.line",
        lang,
        outcome=label("outcome", ruling.outcome, lang),
        county=scenario.unit_name(answer.unit),
        sheet=answer.form.sheet.name,
        reply=label("reply", answer.reply, lang),
        change=" → ".join(rows),
        why=why,
    )


def settled_json(found: Settled, lang: Lang) -> dict[str, Any]:
    """Return what became of each answer, and the replan, as JSON values."""
    told = replan_json(found.replanned, lang)
    return {
        "counts": dict(counted(found)),
        "answers": [_json(found, place, x, lang) for place, x in enumerate(found.rulings)],
        **{key: value for key, value in told.items() if key != "edits"},
    }


def _json(found: Settled, place: int, ruling: Ruling, lang: Lang) -> dict[str, Any]:
    answer, effect = ruling.answer, found.effects.get(place)
    said = Text("", "") if effect is None else effect_said(answer, effect)
    return {
        "unit": answer.unit,
        "table": answer.form.consulted.table.name,
        "line": answer.at.line,
        "row": answer.row.model_dump(exclude_none=True),
        "reply": answer.reply,
        "wanted": None if answer.wanted is None else answer.wanted.model_dump(exclude_none=True),
        "outcome": ruling.outcome,
        "why": ruling.why.say(lang),
        "matter": ruling.matter.say(lang),
        "effect": said.say(lang),
        "locks": [lock.model_dump(exclude_none=True) for lock in ruling.locks],
    }
