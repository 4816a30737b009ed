"""Mend: the cheapest repairs of a conflict, each solved with, and verified on the edited scenario."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from heapq import heapify, heappop, heappush

import numpy as np

from pairmatch.component import component, split
from pairmatch.diagnose.cut import cut
from pairmatch.diagnose.elastic import Demand, Elastic
from pairmatch.diagnose.found import Mending
from pairmatch.diagnose.oracle import Oracle
from pairmatch.post import Model
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Repair, Rule
from pairmatch.scenario import Scenario

Steps = tuple[tuple[Repair, int], ...]

SHOWN = 5
"""Mendings of one conflict that are shown."""
TRIED = 3
"""Repairs of one name that are tried alone for one conflict."""
LOOKED_AT = 24
"""Edited scenarios that are built anew for one conflict at most, the cheapest edits first."""
COLUMNS = 60_000
"""Columns that these may have together: of a large component fewer are built."""
WIDEST = 1_000
"""Schools of the components that one edit may join to be looked at."""
UNSOLVED = 1_000_000
"""What a hard demand that gives way counts among what remains; more than all relaxable ones."""


class TooWide(Exception):
    """An edit joins so many components that the whole of them is not looked at."""


@dataclass(frozen=True)
class Mended:
    """Ranked repairs of one conflict; ``cheapest`` if nothing that is declared costs less than the first.

    ``untried`` counts the single repairs that were not tried.
    """

    mendings: tuple[Mending, ...]
    cheapest: bool
    untried: int


@dataclass
class Mender:
    """Looks for repairs of one component.

    Direct repairs are columns of the model: a step moves the rows of every demand that declares it.
    So the cheapest set of them is one integer solve. The others need the model of the edited scenario,
    in which the direct ones are then sought again.
    """

    elastic: Elastic
    rooms: Sequence[Room]
    rules: Sequence[Rule]
    oracle: Oracle
    given: Mapping[Demand, int]
    """What gives way in the least plan, by how much; for one conflict the others still may."""

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is."""
        return self.elastic.part.scenario

    @cached_property
    def _cut(self) -> Scenario:
        return cut(self.scenario, self.elastic.part.units)

    @cached_property
    def direct(self) -> Mapping[Repair, tuple[Demand, ...]]:
        """Every direct repair of the component with the demands whose rows it moves."""
        return _direct(self.elastic)

    def mend(self, demands: Collection[Demand], last: Demand) -> Mended:
        """Return ranked repairs of one conflict: with each of them ``last`` holds with all others.

        First the cheapest direct ones; then edits that need a new model, each with the direct ones that
        it still needs, as long as they cost less; then single repairs that the conflict's rules declare.
        """
        others = {x: n for x, n in self.given.items() if x != last}
        eased = self.elastic.eased(others)
        # What another conflict asks less of is that one's matter: a step would be lost on it.
        direct = {x: moved for x, moved in self.direct.items() if others.keys().isdisjoint(moved)}
        found = [self._tried(_cheapest(eased, direct, self.oracle), others)]
        complete = found[0] is not None
        if not complete:
            found.append(self._second_best(eased, direct, others))
        limit = found[0].cost if found[0] is not None else None
        for count, edits in enumerate(_by_cost(self._around(demands))):
            cost = sum(x.cost * n for x, n in edits)
            if limit is not None and cost >= limit:
                break
            if count == self._looked_at:
                complete = False
                break
            try:
                mending = self._with_edits(edits, others)
            except TooWide:
                complete = False
                continue
            if mending is not None and (limit is None or mending.cost < limit):
                limit = mending.cost
            found.append(mending)
        singles, untried = _singles(direct, demands)
        seen = {mending.steps for mending in found if mending is not None}
        for repair in singles:
            steps = _cheapest(eased, {repair: direct[repair]}, self.oracle)
            if steps not in seen:
                found.append(self._tried(steps, others))
        known = {mending.order: mending for mending in found if mending is not None}
        ranked = _without_more([known[key] for key in sorted(known)])
        return Mended(tuple(ranked[:SHOWN]), complete and bool(ranked), untried)

    @property
    def _looked_at(self) -> int:
        return min(LOOKED_AT, COLUMNS // len(self.elastic.model.upper) + 1)

    def _second_best(
        self,
        eased: Elastic,
        direct: Mapping[Repair, tuple[Demand, ...]],
        others: Mapping[Demand, int],
    ) -> Mending | None:
        """Return repairs that do, where the cheapest did not: the edit moved less than was declared.

        People of one post may stand in rows apart that the repair of one of them does not all move.
        """
        left = dict(direct)
        while (steps := _cheapest(eased, left, self.oracle)) is not None:
            if (mending := self._verified(steps, others)) is not None:
                return mending
            left = {x: moved for x, moved in left.items() if x not in dict(steps)}
        return None

    def together(self, edits: Steps) -> Mending | None:
        """Return the cheapest repairs with which every demand of the component holds.

        ``edits`` are tried first: those that need a new model and mend some conflict.
        """
        found = [self._tried(_cheapest(self.elastic, self.direct, self.oracle), {})]
        if edits:
            with suppress(TooWide):
                found.append(self._with_edits(edits, {}))
        return min((x for x in found if x is not None), key=lambda x: x.order, default=None)

    def _tried(self, steps: Steps | None, others: Mapping[Demand, int]) -> Mending | None:
        return None if steps is None else self._verified(steps, others)

    def _with_edits(self, edits: Steps, others: Mapping[Demand, int]) -> Mending | None:
        """Return some edits with the cheapest direct repairs that are needed beside them."""
        edited = self._edited(edits)
        more = _cheapest(edited.eased(others), _direct(edited), self.oracle)
        return None if more is None else self._verified((*edits, *more), others)

    def _around(self, demands: Iterable[Demand]) -> list[Repair]:
        """Return the repairs that the rules of some demands declare and that are not direct."""
        found = {x for demand in demands for x in _declared(self.elastic, demand) if not x.direct}
        return sorted((x for x in found if x.most != 0), key=lambda x: (x.cost, x.name, x.ids))

    def _verified(self, steps: Steps, others: Mapping[Demand, int]) -> Mending | None:
        """Return some repairs if all demands hold in the scenario edited so, but for some others.

        These may give way as far as they do now; they do so as little as can be, and that is told.
        """
        edited = self._edited(steps)
        priced = {x: self._weight(x) for x in edited.slack if x in others}
        held = [x for x in edited.slack if x not in priced]
        [least] = self.oracle.least([partial(edited.asked, held, priced, others)])
        if least is None or least.values is None:
            return None
        remaining = {x: n for x, n in edited.given(least.values).items() if x in priced}
        return Mending(steps, remaining)

    def _edited(self, steps: Steps) -> Elastic:
        """Build the component anew in the scenario with some repairs; links may join it with others.

        Raises TooWide where they join more than can be looked at.
        """
        wide = any(repair.wide for repair, _ in steps)
        scenario = self.scenario if wide else self._cut
        for repair, count in steps:
            scenario = repair.change(scenario, count)
        mine = set(self.elastic.part.units)
        if wide and not self.elastic.part.whole:
            mine = {unit for some in split(scenario) if mine & set(some) for unit in some}
        part = component(scenario, tuple(sorted(mine)))
        if wide and len(part.schools) > max(WIDEST, len(self.elastic.part.schools)):
            raise TooWide
        return Elastic.of(part, self.rooms, self.rules)

    def _weight(self, demand: Demand) -> int:
        if self.scenario.force(demand.code) == "hard":
            return UNSOLVED
        return self.scenario.weight(demand.code)


def _without_more(ranked: Sequence[Mending]) -> list[Mending]:
    """Leave out repairs that do all of what better ones do, and more."""
    kept: list[Mending] = []
    for mending in ranked:
        mine = dict(mending.steps)
        if not any(all(mine.get(x, 0) >= n for x, n in better.steps) for better in kept):
            kept.append(mending)
    return kept


def _singles(
    direct: Mapping[Repair, tuple[Demand, ...]], demands: Collection[Demand]
) -> tuple[list[Repair], int]:
    """Return direct repairs of a conflict to be tried alone, a few of each name, and how many not."""
    mine = sorted(
        (x for x, moved in direct.items() if not set(moved).isdisjoint(demands)),
        key=lambda x: (x.cost, x.name, x.ids),
    )
    taken: Counter[str] = Counter()
    chosen: list[Repair] = []
    for repair in mine:
        taken[repair.name] += 1
        if taken[repair.name] <= TRIED:
            chosen.append(repair)
    return chosen, len(mine) - len(chosen)


def _by_cost(repairs: Sequence[Repair]) -> Iterator[Steps]:
    """Yield sets of steps of some repairs, none empty, the cheapest first."""
    waiting: list[tuple[int, int, tuple[int, ...]]] = [
        (x.cost, 1, (i,)) for i, x in enumerate(repairs)
    ]
    heapify(waiting)
    while waiting:
        cost, size, chosen = heappop(waiting)
        counts = Counter(chosen)
        yield tuple((repairs[i], n) for i, n in sorted(counts.items()))
        for i in range(chosen[-1], len(repairs)):
            most = repairs[i].most
            if most is None or counts[i] < most:
                heappush(waiting, (cost + repairs[i].cost, size + 1, (*chosen, i)))


def _cheapest(
    elastic: Elastic, repairs: Mapping[Repair, tuple[Demand, ...]], oracle: Oracle
) -> Steps | None:
    """Return the cheapest of some direct repairs with which every demand holds, None if none do."""
    order = sorted(repairs, key=lambda x: (x.cost, x.name, x.ids))
    first = len(elastic.model.upper)
    [least] = oracle.least([lambda: _with_repairs(elastic, [(x, repairs[x]) for x in order])])
    if least is None or least.values is None:
        return None
    counts = np.rint(least.values[first:]).astype(int)
    return tuple((x, int(n)) for x, n in zip(order, counts, strict=True) if n)


def _declared(elastic: Elastic, demand: Demand) -> Iterator[Repair]:
    spoken = elastic.rules[demand.code].spoken
    if spoken is not None and spoken.repairs is not None:
        yield from spoken.repairs(elastic.part.scenario, demand.ids)


def _direct(elastic: Elastic) -> dict[Repair, tuple[Demand, ...]]:
    found: dict[Repair, list[Demand]] = defaultdict(list)
    for demand in elastic.slack:
        # People of one post are of several groups, each of which may be the one to grow.
        for repair in dict.fromkeys(_declared(elastic, demand)):
            if repair.direct and repair.most != 0:
                found[repair].append(demand)
    return {repair: tuple(demands) for repair, demands in found.items()}


def _with_repairs(elastic: Elastic, repairs: Sequence[tuple[Repair, tuple[Demand, ...]]]) -> Model:
    """Return the model in which every demand holds, with a column for each repair at its cost."""
    model, first = elastic.asked(elastic.slack, {}), len(elastic.model.upper)
    row: list[int] = []
    column: list[int] = []
    sign: list[float] = []
    ends = np.zeros(len(repairs))
    for i, (repair, demands) in enumerate(repairs):
        for demand in demands:
            most = elastic.model.upper[elastic.slack[demand]].max()
            ends[i] = max(ends[i], most)
            for one in elastic.rows(demand):
                row.append(int(one))
                column.append(first + i)
                sign.append(1.0 if elastic.side(one)[1] else -1.0)
        ends[i] = ends[i] if repair.most is None else min(ends[i], repair.most)
    count = len(repairs)
    costs = np.array([repair.cost for repair, _ in repairs], dtype=np.float64)
    rows = np.concatenate([model.row, np.array(row, dtype=model.row.dtype)])
    columns = np.concatenate([model.column, np.array(column, dtype=model.column.dtype)])
    values = np.concatenate([model.coefficient, np.array(sign, dtype=model.coefficient.dtype)])
    by_row = np.lexsort((columns, rows))
    return replace(
        model,
        lower=np.concatenate([model.lower, np.zeros(count)]),
        upper=np.concatenate([model.upper, ends]),
        integer=np.concatenate([model.integer, np.ones(count, dtype=bool)]),
        row=rows[by_row],
        column=columns[by_row],
        coefficient=values[by_row],
        shortfall=np.concatenate([model.shortfall, np.zeros(count)]),
        points=np.concatenate([model.points, -costs]),
        block=None,
        sketch=None,
    )
