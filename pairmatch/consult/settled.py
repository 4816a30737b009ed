"""A run planned again with the answers of its counties: what is taken up stands, the rest is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pairmatch.consult.alone import Effects, effects_of
from pairmatch.consult.answers import read_answers
from pairmatch.consult.entries import entries_of
from pairmatch.consult.form import Form, forms_of
from pairmatch.consult.rulings import Ruling, first_rulings
from pairmatch.consult.together import Together, still_kept
from pairmatch.consult.words import clash_of, short_of, wishes
from pairmatch.errors import both
from pairmatch.explain.asked import Asker
from pairmatch.replan.log import Log, put_all, read_log
from pairmatch.replan.replanned import (
    AT_WILL,
    Asked,
    Change,
    Replanned,
    made_before,
    planned_again,
)
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands
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
    first solved by itself, beside what is agreed around it, then all together. Where that cannot be, a
    smallest set of them is left open. Rows that are left open stay as they were planned. Raises
    :class:`BadInput` where a workbook cannot be read or contradicts itself, before anything is solved.
    """
    forms = forms_of(run.scenario, run.plan, run.rooms)
    answers = read_answers(folder, run, forms)
    log = read_log(run.folder, run.scenario.tables)
    first = first_rulings(Asker(run, workers), answers, made_before(run.scenario, log))
    effects = effects_of(run, workers, first)
    judged = _judged(run, first, effects)

    def told(rulings: Sequence[Ruling], yielded: Sequence[Lock]) -> tuple[Scenario, Log]:
        return put_all(run.scenario, log, entries_of(run, rulings, yielded, len(log), asked))

    together = Together(
        run,
        workers,
        change.withdrawn,
        judged,
        still_kept(run.scenario, judged),
        lambda rulings, yielded: told(rulings, yielded)[0],
    )
    solved = together.settled()
    # What was just planned need not be planned again.
    begun = run if solved is None else replace(run, state=solved.state)
    scenario, whole = told(together.rulings, together.yielded)
    found = planned_again(begun, scenario, whole, (), asked, workers, change)
    return Settled(forms, tuple(together.rulings), effects, found)


# -- what cannot be, or should not be without people ------------------------------------------------


def _judged(run: OpenedRun, rulings: Sequence[Ruling], effects: Effects) -> list[Ruling]:
    """Decline changes that cannot be; leave to people what makes more fall short of what is demanded."""
    found = list(rulings)
    for place, effect in effects.items():
        if effect.state == "clash":
            found[place] = found[place].declined(clash_of(run, effect.clashes))
        elif effect.difference is not None and effect.difference.shorter:
            why = both("consult.open", why=short_of(effect.difference))
            found[place] = found[place].undecided(why, wishes(run, [found[place].answer]))
    return found
