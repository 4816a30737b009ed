"""What one answer does to others: what it costs, and which schools would be served otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from pairmatch.compare.lines import RowLine
from pairmatch.compare.shape import Shape
from pairmatch.compare.words import ARROW, kind_said
from pairmatch.consult.answers import Answer
from pairmatch.errors import Lang, Text, both
from pairmatch.explain.asked import Answer as WhatIf
from pairmatch.explain.words import cost_said
from pairmatch.programmes.sentences import joined
from pairmatch.vocabulary import LANGS

FEW = 3
"""Rows that move of which each is named."""


Touched: TypeAlias = Sequence[tuple[Shape, RowLine]]


def touched(answer: Answer, found: WhatIf) -> Touched:
    """Return the rows of other schools that an answer moves by itself.

    Rows of the school that asks are its own wish and left out; so are those in which only people change.
    """
    rows = [x for x in (answer.row, answer.wanted) if x is not None]
    return beside(found, {getattr(row, "recipient_school", "") for row in rows})


def beside(found: WhatIf, own: Collection[str]) -> Touched:
    """Return the rows that a change moves, but for those of some recipient schools, or of people alone."""
    return [
        (table.shape, line)
        for table in found.moved
        for line in table.lines
        if line.kind != "person" and line.place_code not in own
    ]


def counted_said(answer: Answer, found: WhatIf) -> Text:
    """Return what an answer costs by itself, how far that is proved, and how many rows it moves."""
    if found.difference is None:
        return both("consult.late")
    count = len(touched(answer, found))
    moved = both("consult.moves", count=count) if count else both("consult.unmoved")
    return both("consult.effect", difference=cost_said(found.difference), moved=moved)


def effect_said(answer: Answer, found: WhatIf) -> Text:
    """Return what an answer costs and moves by itself; people have no names here."""
    if found.difference is None:
        return both("consult.late")
    lines = touched(answer, found)
    said = [_line(shape, line) for shape, line in lines[:FEW]]
    if len(lines) > FEW:
        said.append(both("consult.more", count=len(lines) - FEW))
    moved = joined(said) if said else both("consult.unmoved")
    return both("consult.effect", difference=cost_said(found.difference), moved=moved)


def _line(shape: Shape, line: RowLine) -> Text:
    return Text(*(_said(shape, line, lang) for lang in LANGS))


def _said(shape: Shape, line: RowLine, lang: Lang) -> str:
    post = " ".join(filter(None, (x.say(lang) for x in line.post)))
    schools = dict.fromkeys(x.school for x in (line.before, line.after) if x is not None)
    name, kind = shape.sheet.name.say(lang), kind_said(shape, line.kind).say(lang)
    place = " ".join(filter(None, (line.place.full, post)))
    return f"{name} {kind} {place} {ARROW.join(schools)}".strip()
