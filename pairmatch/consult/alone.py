"""What each change that is asked for does by itself: one of every part at a time, solved together.

Parts of a scenario do not touch each other but by rules of the whole province, so that one plan answers
for a change in each of them. What a change costs and moves is read off its own part.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from pairmatch.component import split
from pairmatch.consult.rulings import Ruling, agreed_in
from pairmatch.errors import HardRulesClash, NoPlanInTime
from pairmatch.explain.asked import Answer, Asker
from pairmatch.planner import Solved
from pairmatch.programmes import rules_of
from pairmatch.replan.patch import Patch, put_on
from pairmatch.replan.published import unpublished
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands
from pairmatch.whatif.alternative import alternative
from pairmatch.whatif.difference import Difference, difference
from pairmatch.whatif.moved import moved
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import Judged, Part, part_of, rows_inside
from pairmatch.whatif.tally import term_changes

Effects = Mapping[int, Answer]
"""What each answer that changes something does, by its place among the rulings."""


def changes(ruling: Ruling) -> bool:
    """Whether an answer is taken up and asks for something else than was proposed."""
    return ruling.outcome == "taken" and ruling.answer.reply != "agree"


def effects_of(run: OpenedRun, workers: Hands, rulings: Sequence[Ruling]) -> Effects:
    """Return what each change does beside what is agreed in its part, nothing else being asked there."""
    taken = [x for x in rulings if x.outcome == "taken" and x.answer.reply == "agree"]
    agreed = [(x.answer.unit, lock) for x in taken for lock in x.locks]
    places = [place for place, x in enumerate(rulings) if changes(x)]
    questions = [
        Question(rulings[i].answer.unit, rulings[i].locks, rulings[i].gone) for i in places
    ]
    found = Alone(run, workers, agreed).ask_all(questions)
    return {places[number]: answer for number, answer in found.items()}


@dataclass(frozen=True)
class Question:
    """A change of a row of a unit: decisions that come in, and those that they take the place of."""

    unit: str
    locks: tuple[Lock, ...]
    gone: tuple[Lock, ...] = ()


@dataclass
class Alone:
    """Asks a run for changes, at most one in each part; ``agreed`` are decisions that stand beside them."""

    run: OpenedRun
    workers: Hands
    agreed: Sequence[tuple[str, Lock]] = ()
    _known: dict[int, tuple[Part, Judged]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._base = agreed_in(unpublished(self.run.scenario))
        self._part_at = {unit: i for i, part in enumerate(split(self._base)) for unit in part}

    def ask_all(
        self, questions: Sequence[Question], deadline: float | None = None
    ) -> dict[int, Answer]:
        """Return the answer to each question by its place; after the deadline none is begun."""
        queues: dict[int, list[int]] = {}
        for place, question in enumerate(questions):
            queues.setdefault(self._part_at[question.unit], []).append(place)
        found: dict[int, Answer] = {}
        for one_each in zip_longest(*queues.values()):
            if deadline is not None and time.monotonic() >= deadline:
                break
            places = [place for place in one_each if place is not None]
            answers = self._ask([questions[place] for place in places])
            found |= dict(zip(places, answers, strict=True))
        return found

    def _ask(self, questions: Sequence[Question]) -> list[Answer]:
        run, scenario = self.run, self._with(questions)
        if len(questions) == 1:
            return [Asker(run, self.workers).ask(None, scenario)]
        try:
            solved = alternative(run, scenario, self.workers)
        except (HardRulesClash, NoPlanInTime):
            # It is not said whose change it is: each of them is asked for alone.
            return [answer for x in questions for answer in self._ask([x])]
        whole = difference(run, scenario, solved)
        found = [self._in_part(solved, whole, x) for x in questions]
        # What one part loses another may have gained, so that in all the province misses nothing.
        return [
            self._ask([question])[0] if _short_by_province(run, answer) else answer
            for question, answer in zip(questions, found, strict=True)
        ]

    def _with(self, questions: Sequence[Question]) -> Scenario:
        """Return the scenario with some changes, and what is agreed in the same parts."""
        parts = {self._part_at[x.unit] for x in questions}
        agreed = [lock for unit, lock in self.agreed if self._part_at[unit] in parts]
        locks = (*agreed, *(lock for x in questions for lock in x.locks))
        gone = [lock for x in questions for lock in x.gone]
        return put_on(self._base, Patch.of_locks(gone, locks))[0]

    def _in_part(self, solved: Solved, whole: Difference, question: Question) -> Answer:
        """Return what changes in the part of a question; how sure, is known of all parts together."""
        run, base = self.run, self._base
        part, before = self._judged_before(question)
        rows = rows_inside(solved.plan, part.scenario.schools)
        after = part.judged(rows)
        value = after.value - before.value
        found = Difference(
            term_changes(base, run.rooms, before.tally, after.tally),
            after.shortfall - before.shortfall,
            value,
            None if whole.least is None else value - (whole.value - whole.least),
            None if whole.most is None else value + (whole.most - whole.value),
        )
        lines = moved(base, run.rooms, part.plan, rows)
        return Answer(None, "found", difference=found, moved=lines)

    def _judged_before(self, question: Question) -> tuple[Part, Judged]:
        number, run = self._part_at[question.unit], self.run
        if number not in self._known:
            school = question.locks[0].recipient_school
            part = part_of(self._base, run.plan, run.rooms, school)
            self._known[number] = (part, part.judged(part.plan))
        return self._known[number]


def _short_by_province(run: OpenedRun, answer: Answer) -> bool:
    """Whether rows of one part are said to miss a rule that sees the whole province."""
    wide = {x.code for x in rules_of(run.rooms) if x.scope == "province"}
    found = answer.difference
    return found is not None and any(x.shortfall > 0 and x.code in wide for x in found.terms)
