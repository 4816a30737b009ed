"""What each change that counties ask for does by itself: one of every part at a time, solved together.

Parts of a scenario do not touch each other but by rules of the whole province, so that one plan answers
for a change in each of them. What a change costs and moves is read off its own part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from pairmatch.component import split
from pairmatch.consult.rulings import Ruling
from pairmatch.errors import HardRulesClash, NoPlanInTime
from pairmatch.explain.asked import Answer, Asker
from pairmatch.planner import Solved
from pairmatch.replan.patch import Patch, put_on
from pairmatch.replan.published import unpublished
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.whatif.alternative import alternative
from pairmatch.whatif.difference import Difference, difference
from pairmatch.whatif.moved import moved
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import part_of, rows_inside
from pairmatch.whatif.tally import term_changes

Effects = Mapping[int, Answer]
"""What each answer that changes something does, by its place among the rulings."""


def changes(ruling: Ruling) -> bool:
    """Whether an answer is taken up and asks for something else than was proposed."""
    return ruling.outcome == "taken" and ruling.answer.reply != "agree"


def effects_of(asker: Asker, rulings: Sequence[Ruling]) -> Effects:
    """Return what each change does beside what is agreed in its part, nothing else being asked there."""
    base = unpublished(asker.run.scenario)
    part_at = {unit: i for i, part in enumerate(split(base)) for unit in part}
    alone = _Alone(asker, rulings, base, part_at)
    queues: dict[int, list[int]] = {}
    for place, ruling in enumerate(rulings):
        if changes(ruling):
            queues.setdefault(part_at[ruling.answer.unit], []).append(place)
    found: dict[int, Answer] = {}
    for one_each in zip_longest(*queues.values()):
        found |= alone.ask([place for place in one_each if place is not None])
    return found


@dataclass(frozen=True)
class _Alone:
    """Asks for changes, at most one in each part."""

    asker: Asker
    rulings: Sequence[Ruling]
    base: Scenario
    part_at: Mapping[str, int]

    def ask(self, places: Sequence[int]) -> dict[int, Answer]:
        run, scenario = self.asker.run, self._with(places)
        if len(places) > 1:
            try:
                solved = alternative(run, scenario, self.asker.workers)
            except (HardRulesClash, NoPlanInTime):
                # It is not said whose change it is: each of them is asked for alone.
                return {place: answer for x in places for place, answer in self.ask([x]).items()}
            whole = difference(run, scenario, solved)
            return {
                place: _in_part(run, self.base, solved, whole, self.rulings[place])
                for place in places
            }
        return {places[0]: self.asker.ask(None, scenario)}

    def _with(self, places: Sequence[int]) -> Scenario:
        """Return the scenario with some changes, and what is agreed in the same parts."""
        asked = [self.rulings[place] for place in places]
        parts = {self.part_at[x.answer.unit] for x in asked}
        agreed: list[Lock] = []
        for ruling in self.rulings:
            inside = self.part_at[ruling.answer.unit] in parts
            if inside and ruling.outcome == "taken" and ruling.answer.reply == "agree":
                agreed += ruling.locks
        locks = (*agreed, *(lock for x in asked for lock in x.locks))
        gone = [lock for x in asked for lock in x.gone]
        return put_on(self.base, Patch.of_locks(gone, locks))[0]


def _in_part(
    run: OpenedRun, base: Scenario, solved: Solved, whole: Difference, ruling: Ruling
) -> Answer:
    """Return what changes in the part of an answer; how sure that is, is known of all parts together."""
    school: str = ruling.answer.row.recipient_school  # type: ignore[attr-defined]
    part = part_of(base, run.plan, run.rooms, school)
    rows = rows_inside(solved.plan, part.scenario.schools)
    before, after = part.judged(part.plan), part.judged(rows)
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
