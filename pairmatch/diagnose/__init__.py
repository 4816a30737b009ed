"""Diagnose: every clash of what is asked, the sum that proves it, and the cheapest repairs, verified."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from itertools import groupby

from pairmatch.component import Component
from pairmatch.diagnose.argument import argument
from pairmatch.diagnose.elastic import Demand, Elastic
from pairmatch.diagnose.found import Argument, Conflict, Diagnosis, Item, Mending, Needed, Stated
from pairmatch.diagnose.mend import Mender, Steps
from pairmatch.diagnose.oracle import Oracle, OutOfTime
from pairmatch.diagnose.province import shared
from pairmatch.diagnose.smallest import Smallest
from pairmatch.diagnose.survey import Surveyed, components_of, survey
from pairmatch.programmes import ROOMS, rules_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Repair
from pairmatch.scenario import Scenario
from pairmatch.solve.hands import Hands
from pairmatch.solve.workers import Workers

__all__ = [
    "Argument",
    "Conflict",
    "Demand",
    "Diagnosis",
    "Item",
    "Mending",
    "Needed",
    "Stated",
    "diagnose",
]


EXPLAINING = 0.6
"""The share of the time that may go into conflicts before repairs are sought."""


def diagnose(
    scenario: Scenario,
    *,
    workers: Hands | None = None,
    rooms: Sequence[Room] = ROOMS,
    limit_s: float | None = None,
    watch: Callable[[int, int], None] = lambda done, all_: None,
) -> Diagnosis:
    """Return all conflicts of a scenario, at most ``limit_s`` seconds long (its own limit by default).

    First every component is asked for the least that must give way there. Each demand of that least
    set stands for one conflict: where all others give way as far as they do there, what is left has no
    plan, or less would do; and each smallest set of demands without one contains it. One such set is
    found, then one without anything that could be changed in the first, and so on. ``watch`` is told how
    many demands are worked out. What is not worked out in time is named in the result.
    """
    limit = float(scenario.settings.time_limit_s) if limit_s is None else limit_s
    owned: AbstractContextManager[Hands] = (
        Workers(os.cpu_count() or 1) if workers is None else nullcontext(workers)
    )
    with owned as hands:
        ends_at = time.monotonic() + limit
        oracle = Oracle(hands, scenario.settings.seed, ends_at)
        return _Search(scenario, rooms, oracle, watch, ends_at).run(limit)


@dataclass
class _Search:
    """One diagnosis: first the conflicts of all components, then the repairs, in their order."""

    scenario: Scenario
    rooms: Sequence[Room]
    oracle: Oracle
    watch: Callable[[int, int], None]
    ends_at: float
    unexplained: dict[Demand, int] = field(default_factory=dict)

    def run(self, limit_s: float) -> Diagnosis:
        rules = rules_of(self.rooms)
        components = components_of(self.scenario, rules)
        try:
            surveyed = survey(components, self.rooms, rules, self.oracle)
        except OutOfTime:
            return Diagnosis((), unknown=tuple(part.units for part in components))
        self.oracle.deadline = min(self.ends_at, time.monotonic() + limit_s * EXPLAINING)
        given = {x: n for one in surveyed for x, n in (one.given or {}).items()}
        found = [(one.part, self._conflicts(one, len(given))) for one in surveyed if one.given]
        self.oracle.deadline = self.ends_at
        province: list[Needed] = []
        doubted = True
        with suppress(OutOfTime):
            province.extend(shared(surveyed, self.rooms, rules, self.oracle))
            doubted = False
        mended = [self._mended(part, some, given) for part, some in found if some]
        return Diagnosis(
            conflicts=tuple(conflict for some, _ in mended for conflict in some),
            province=tuple(province),
            doubted=doubted,
            given=given,
            together=_all_together([mending for _, mending in mended]),
            unexplained=self.unexplained,
            unknown=tuple(x.part.units for x in surveyed if x.given is None),
            questions=self.oracle.asked,
        )

    def _conflicts(self, one: Surveyed, count: int) -> list[Conflict]:
        given = one.given or {}
        whole = Elastic.of(one.part, self.rooms, rules_of(self.rooms))
        found: list[Conflict] = []
        for number, last in enumerate(sorted(given, key=lambda x: x.order)):
            others = {x: n for x, n in given.items() if x != last}
            known = len(found)
            in_time = False
            with suppress(OutOfTime):
                for conflict in self._of(whole.eased(others), last, given[last], others):
                    found.append(conflict)
                in_time = True
            if not in_time or len(found) == known:
                self.unexplained[last] = given[last]
            self.watch(number, count)
        return found

    def _of(
        self, elastic: Elastic, last: Demand, amount: int, others: Mapping[Demand, int]
    ) -> Iterator[Conflict]:
        """Yield the conflicts that contain one demand, each without what could be changed in the others."""
        left = frozenset(elastic.slack)
        search = Smallest(elastic, self.oracle, last)
        while (demands := search.within(left)) is not None:
            said = argument(elastic, demands, self.oracle)
            stated = tuple(
                _stated(elastic, demand, others.get(demand, 0))
                for demand in sorted(demands, key=lambda x: x.order)
            )
            yield Conflict(stated, last, amount, said)
            changeable = {x for x in demands if x != last and elastic.is_changeable(x)}
            if not changeable:
                return
            left -= changeable

    def _mended(
        self, part: Component, found: Sequence[Conflict], given: Mapping[Demand, int]
    ) -> tuple[list[Conflict], Mending | None]:
        """Return the conflicts of a component with their repairs, and repairs of all of them together."""
        rules = rules_of(self.rooms)
        elastic = Elastic.of(part, self.rooms, rules)
        mender = Mender(elastic, self.rooms, rules, self.oracle, given)
        mended: list[Conflict] = []
        together: Mending | None = None
        try:
            for _, some in groupby(found, key=lambda x: x.last):
                alike = list(some)
                done = mender.mend({x for one in alike for x in one.demands}, alike[0].last)
                mended.extend(
                    replace(
                        conflict,
                        mendings=done.mendings,
                        cheapest=done.cheapest,
                        untried=done.untried,
                    )
                    for conflict in alike
                )
            only = len({conflict.last for conflict in mended}) == 1 and mended[0].mendings
            together = only[0] if only else mender.together(_edits(mended))
        except OutOfTime:
            mended.extend(found[len(mended) :])
        return mended, together


def _all_together(parts: Sequence[Mending | None]) -> Mending | None:
    """Return the repairs of all components, those that several need once; None if some has none."""
    steps: dict[Repair, int] = {}
    for one in parts:
        if one is None:
            return None
        for repair, count in one.steps:
            steps[repair] = max(count, steps.get(repair, 0))
    return Mending(tuple(steps.items()), {}) if steps else None


def _stated(elastic: Elastic, demand: Demand, eased: int) -> Stated:
    sides = {elastic.side(row) for row in elastic.rows(demand)}
    number, least = min(sides)
    return Stated(demand, number if len(sides) == 1 else None, least, eased)


def _edits(conflicts: Sequence[Conflict]) -> Steps:
    """Return the edits that need a new model of the first mending of each conflict, each once."""
    found = {
        repair: count
        for conflict in conflicts
        for mending in conflict.mendings[:1]
        for repair, count in mending.steps
        if not repair.direct
    }
    return tuple(found.items())
