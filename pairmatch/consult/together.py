"""Which answers can be taken up together: of those that cannot, a smallest set is named and left open.

Each change could be had by itself. Where all of them break a hard rule, or make more fall short than
before, some are left to people, and their rows stay as they were planned. A row that is kept only until
it is agreed yields to a change that is taken up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeAlias

from pairmatch.component import split
from pairmatch.consult.alone import changes
from pairmatch.consult.answers import Answer
from pairmatch.consult.rulings import Ruling, agreed_in
from pairmatch.consult.words import clash_of, short_of, wishes
from pairmatch.errors import HardRulesClash, NoPlanInTime, Text, both
from pairmatch.planner import Solved, solve
from pairmatch.replan.patch import Patch, put_on
from pairmatch.replan.published import unpublished
from pairmatch.replan.withdrawn import withdrawals
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands
from pairmatch.whatif.difference import difference
from pairmatch.whatif.opened import OpenedRun

EARLIER = -1
"""The place of what is kept since an earlier round, among the answers of this one."""


class Item(NamedTuple):
    """What may have to give way: the change of the answer at a place, or a row that is kept for now."""

    place: int
    kept: Lock | None = None


Items: TypeAlias = tuple[Item, ...]


class Tried(NamedTuple):
    """What comes of taking some items up together: why it cannot be, and in which parts; or the plan."""

    why: Text | None
    units: frozenset[str] = frozenset()
    solved: Solved | None = None


@dataclass
class Together:
    """The answers of counties on their way to a set that can be had as a whole.

    ``kept`` are the rows that earlier rounds left open and that still stand, ``yielded`` those of them
    that stand no longer. ``whole`` makes the scenario of all that is taken up.
    """

    run: OpenedRun
    workers: Hands
    withdrawn: tuple[str, ...]
    rulings: list[Ruling]
    kept: list[Lock]
    whole: Callable[[Sequence[Ruling], Sequence[Lock]], Scenario]
    yielded: list[Lock] = field(default_factory=list)
    _known: dict[tuple[frozenset[str] | None, frozenset[Item]], Tried] = field(default_factory=dict)

    def settled(self) -> Solved | None:
        """Leave open what cannot be had together; return the plan of the rest, None if there is none."""
        while True:
            tried = self._judge(self._after(self.whole(self.rulings, self.yielded)))
            if tried.why is None:
                return tried.solved
            parts = [part for part in self._parts if not tried.units.isdisjoint(part)]
            if not sum(self._lessened(part) for part in parts) and not self._lessened(None):
                return tried.solved

    def _lessened(self, part: frozenset[str] | None) -> int:
        """Leave open what cannot be had in a part, or anywhere; return how often something gave way."""
        times = 0
        while found := self._smallest(part):
            self._give_way(*found)
            times += 1
        return times

    def _smallest(self, part: frozenset[str] | None) -> tuple[Items, Text] | None:
        """Return a smallest set of items that cannot be had together, None if all can or none may."""
        items = tuple(self._items(part))
        if self._tried(part, items).why is None or self._tried(part, ()).why is not None:
            return None
        found = smallest(lambda some: self._tried(part, some).why is not None, items)
        why = self._tried(part, found).why
        return None if why is None else (found, why)

    def _give_way(self, found: Items, why: Text) -> None:
        """Let rows go that were kept for now, or leave all changes of a set open if there are none."""
        asked = [self.rulings[x.place].answer for x in found if x.kept is None]
        gone = [x for x in found if x.kept is not None]
        for place, lock in gone:
            assert lock is not None
            if place == EARLIER:
                self.kept.remove(lock)
                self.yielded.append(lock)
            else:
                self.rulings[place] = self.rulings[place].without(lock, self._yields(asked, why))
        if gone:
            return
        matter = both("consult.together", wishes=wishes(self.run, asked))
        for item in found:
            mine = self.rulings[item.place].answer
            others = [x for x in asked if x is not mine]
            said = both("consult.open", why=why)
            if others:
                said = both("consult.not-with", others=wishes(self.run, others), why=why)
            self.rulings[item.place] = self.rulings[item.place].undecided(said, matter)

    def _yields(self, asked: Sequence[Answer], why: Text) -> Text:
        if not asked:
            return both("consult.lost", why=why)
        return both("consult.yields", others=wishes(self.run, asked), why=why)

    # -- trying -------------------------------------------------------------------------------------

    @cached_property
    def _parts(self) -> list[frozenset[str]]:
        return [frozenset(part) for part in split(self._base)]

    @cached_property
    def _base(self) -> Scenario:
        """The scenario with nothing published and nothing kept for now."""
        return agreed_in(unpublished(self.run.scenario))

    def _items(self, part: frozenset[str] | None) -> Iterator[Item]:
        """Yield the changes of a part, then the rows that are kept there for now."""
        mine = [i for i, x in enumerate(self.rulings) if part is None or x.answer.unit in part]
        yield from (Item(i) for i in mine if changes(self.rulings[i]))
        for i in mine:
            if self.rulings[i].outcome == "undecided":
                yield from (Item(i, lock) for lock in self.rulings[i].locks)
        homes = self.run.scenario.homes
        for lock in self.kept:
            if part is None or homes[lock.recipient_school] in part:
                yield Item(EARLIER, lock)

    def _tried(self, part: frozenset[str] | None, items: Items) -> Tried:
        """Return what comes of some items beside what is agreed in a part; other parts stay as they are."""
        key = (part, frozenset(items))
        if key not in self._known:
            self._known[key] = self._judge(self._after(self._with(part, items)))
        return self._known[key]

    def _with(self, part: frozenset[str] | None, items: Items) -> Scenario:
        taken = [self.rulings[x.place] for x in items if x.kept is None]
        taken += [
            x
            for x in self.rulings
            if x.outcome == "taken" and not changes(x) and (part is None or x.answer.unit in part)
        ]
        come = [lock for x in taken for lock in x.locks]
        come += [x.kept for x in items if x.kept is not None]
        gone = [lock for x in taken for lock in x.gone]
        return put_on(self._base, Patch.of_locks(gone, come))[0]

    def _after(self, scenario: Scenario) -> Scenario:
        """Return a scenario without what is withdrawn."""
        for one in withdrawals(scenario, self.run.plan, self.withdrawn):
            scenario, _ = put_on(scenario, one.wants)
        return scenario

    def _judge(self, scenario: Scenario) -> Tried:
        """Plan a scenario: a hard rule that is broken, or more that falls short, is no plan to take up."""
        try:
            solved = self._planned(scenario)
        except HardRulesClash as clash:
            ids = chain.from_iterable(getattr(x, "ids", ()) for x in clash.breaches)
            homes = self.run.scenario.homes
            return Tried(
                clash_of(self.run, clash.breaches), frozenset(homes.get(x, x) for x in ids)
            )
        except NoPlanInTime:
            return Tried(None)
        if solved.result.shortfall_bound <= self._least:
            return Tried(None, solved=solved)
        more = self._short_in(solved)
        return Tried(short_of(difference(self.run, scenario, solved)), more, solved)

    def _planned(self, scenario: Scenario) -> Solved:
        run = self.run
        return solve(scenario, workers=self.workers, rooms=run.rooms, earlier=run.state)

    @cached_property
    def _least(self) -> int:
        """By how much the plan falls short before any change: of the run, or without what is withdrawn."""
        found = self.run.manifest.result.shortfall
        if self.withdrawn:
            try:
                found = self._planned(self._after(self._with(None, ()))).result.shortfall
            except (HardRulesClash, NoPlanInTime):
                # What clashes then is no matter of the answers, and is told when all is planned.
                return found
        return found

    def _short_in(self, solved: Solved) -> frozenset[str]:
        """Return the units of the parts that fall short of more than in the run."""
        before = {x.units: x.shortfall for x in self.run.manifest.result.components}
        return frozenset(
            unit
            for part in solved.result.components
            if part.shortfall_bound > before.get(part.units, 0)
            for unit in part.units
        )


def still_kept(scenario: Scenario, rulings: Sequence[Ruling]) -> list[Lock]:
    """Return what earlier rounds kept for now and no answer of this round takes the place of."""
    answered = {lock for x in rulings for lock in x.gone}
    return [x for x in scenario.locks if x.provisional and x not in answered]


def smallest(
    fails: Callable[[Items], bool], items: Items, held: Items = (), *, more: bool = False
) -> Items:
    """Return a set of items that fails beside what is held, and of which no part does.

    All items must fail and nothing must not; ``fails`` is true of more wherever it is true of less, and
    ``more`` tells that something is held that was not known to be harmless. Half of the items are left
    out at a time (Junker's QuickXplain), so that few of many are found soon; the first are preferred.
    """
    if more and fails(held):
        return ()
    if len(items) == 1:
        return items
    half = len(items) // 2
    first, second = items[:half], items[half:]
    found = smallest(fails, second, (*held, *first), more=True)
    return (*smallest(fails, first, (*held, *found), more=bool(found)), *found)
