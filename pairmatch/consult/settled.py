"""A run planned again with the answers of its counties: what is taken up stands, the rest is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pairmatch.consult.alone import Effects, changes, effects_of
from pairmatch.consult.answers import read_answers
from pairmatch.consult.entries import entries_of
from pairmatch.consult.form import Form, forms_of
from pairmatch.consult.rulings import Ruling, first_rulings
from pairmatch.errors import HardRulesClash, Text, both
from pairmatch.explain.asked import Asker
from pairmatch.explain.words import clash_said, term_said
from pairmatch.programmes.locks.spoken import ids_of
from pairmatch.programmes.rule import Clash
from pairmatch.programmes.sentences import joined
from pairmatch.replan.log import put_all, read_log
from pairmatch.replan.replanned import AT_WILL, Asked, Change, Replanned, planned_again
from pairmatch.solve.hands import Hands
from pairmatch.vocabulary import LANGS
from pairmatch.whatif.difference import Difference
from pairmatch.whatif.opened import OpenedRun


@dataclass(frozen=True)
class Settled:
    """The answers of counties, what became of each, and the run planned again."""

    forms: tuple[Form, ...]
    rulings: tuple[Ruling, ...]
    effects: Effects
    replanned: Replanned


def settle(
    run: OpenedRun, folder: Path, asked: Asked, workers: Hands, change: Change = AT_WILL
) -> Settled:
    """Return a run planned again with the answers in a folder, and with what else is to change.

    Agreed rows become decisions, adjustments and refusals too where the rules allow it; each of these is
    first solved by itself, beside what is agreed around it. Raises :class:`BadInput` where a workbook
    cannot be read or contradicts itself, before anything is solved.
    """
    forms = forms_of(run.scenario, run.plan, run.rooms)
    answers = read_answers(folder, run, forms)
    log = read_log(run.folder, run.scenario.tables)
    made = [lock for entry in log if entry.status == "stands" for lock in entry.did.locks]
    asker = Asker(run, workers)
    first = first_rulings(asker, answers, made)
    effects = effects_of(asker, first)
    rulings = _judged(run, first, effects)
    while True:
        entries = entries_of(run, rulings, len(log), asked)
        scenario, whole = put_all(run.scenario, log, entries)
        try:
            found = planned_again(run, scenario, whole, (), asked, workers, change)
        except HardRulesClash as clash:
            rulings = _without_clash(run, rulings, clash)
        else:
            return Settled(forms, tuple(rulings), effects, found)


# -- what cannot be, or should not be without people ------------------------------------------------


def _judged(run: OpenedRun, rulings: Sequence[Ruling], effects: Effects) -> list[Ruling]:
    """Decline changes that cannot be; leave to people what makes more fall short of what is demanded."""
    found = list(rulings)
    for place, effect in effects.items():
        if effect.state == "clash":
            found[place] = found[place].declined(_clash_said(run, effect.clashes))
        elif effect.difference is not None and effect.difference.shortfall > 0:
            found[place] = found[place].undecided(_short_said(effect.difference))
    return found


def _short_said(found: Difference) -> Text:
    terms = (Text(*(term_said(x, lang) for lang in LANGS)) for x in found.terms if x.shortfall > 0)
    return both("consult.short", terms=joined(terms))


def _clash_said(run: OpenedRun, breaches: Sequence[object]) -> Text:
    said = joined(
        Text(*(clash_said(run.scenario, breach, lang) for lang in LANGS))
        for breach in breaches
        if isinstance(breach, Clash)
    )
    return both("consult.clash", clash=said)


def _without_clash(
    run: OpenedRun, rulings: Sequence[Ruling], clash: HardRulesClash
) -> list[Ruling]:
    """Decline the changes that hard rules name that cannot all hold, or all changes if none is named.

    Each of them could be had by itself, but not all together. What is agreed is not what clashes: the plan
    that went out keeps every hard rule.
    """
    ids = {breach.ids for breach in clash.breaches if isinstance(breach, Clash)}
    asked = [i for i, x in enumerate(rulings) if changes(x)]
    if not asked:
        raise clash
    named = [i for i in asked if any(ids_of(lock) in ids for lock in rulings[i].locks)] or asked
    why = _clash_said(run, clash.breaches)
    return [x.declined(why) if i in named else x for i, x in enumerate(rulings)]
