"""How answers, and what speaks against them, are said to those who are to agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pairmatch.consult.answers import Answer
from pairmatch.errors import Text, both
from pairmatch.explain.words import clash_said, term_said
from pairmatch.io.shown import listed
from pairmatch.programmes.rule import Clash
from pairmatch.programmes.sentences import joined
from pairmatch.vocabulary import LANGS, WORDS
from pairmatch.whatif.difference import Difference
from pairmatch.whatif.opened import OpenedRun


def wishes(run: OpenedRun, answers: Iterable[Answer]) -> Text:
    """Return what counties say of their rows: the school that is asked about, and the reply."""
    said = [_wish(run, x) for x in answers]
    return Text(listed(x.zh for x in said).zh, listed(x.en for x in said).en)


def _wish(run: OpenedRun, answer: Answer) -> Text:
    scenario = run.scenario
    asked: str = answer.row.recipient_school  # type: ignore[attr-defined]
    place = scenario.unit_name(answer.unit) + scenario.schools[asked].name
    reply = WORDS["reply"][answer.reply or ""].label
    if answer.wanted is None or answer.reply != "adjust":
        return Text(f"{place}（{reply.zh}）", f"{place} ({reply.en})")
    name = scenario.schools[answer.form.chosen(answer.wanted)].name
    return Text(f"{place}（{reply.zh}为{name}）", f"{place} ({reply.en}: {name})")


def short_of(found: Difference) -> Text:
    """Say what more falls short, rule by rule."""
    terms = (Text(*(term_said(x, lang) for lang in LANGS)) for x in found.terms if x.shortfall > 0)
    return both("consult.short", terms=joined(terms))


def clash_of(run: OpenedRun, breaches: Sequence[object]) -> Text:
    """Say by how little hard rules would have to give way."""
    said = joined(
        Text(*(clash_said(run.scenario, breach, lang) for lang in LANGS))
        for breach in breaches
        if isinstance(breach, Clash)
    )
    return both("consult.clash", clash=said)
