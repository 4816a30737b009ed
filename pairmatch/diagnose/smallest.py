"""Smallest: from demands that cannot all hold to a set of them from which none can be left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from pairmatch.diagnose.elastic import Demand, Elastic
from pairmatch.diagnose.oracle import Oracle

FEW = 6
"""Demands that are tried one by one at once, without looking for those that a proof does not use."""
BATCH = 8
"""Demands that are tried at a time, each left out alone: none of them needs the answer for another."""
SMALL = 2_000
"""Columns of a model of which a proof in whole numbers takes no longer than the relaxation."""
NO_DUAL = 1e-7


@dataclass
class Smallest:
    """The search for a smallest clash that contains one demand, ``last``.

    A set clashes if ``last`` must give way where all others of the set hold. ``needed`` are demands
    without which the rest does not clash; they stay in every smaller set, too.
    """

    elastic: Elastic
    oracle: Oracle
    last: Demand
    needed: set[Demand] = field(default_factory=set)

    def within(self, demands: Collection[Demand]) -> frozenset[Demand] | None:
        """Return a smallest clash of some demands that contains ``last``, None if they do not clash.

        What the relaxation's proof does not use is left out first, then whole rules, then the rest of
        a rule by unit, then one demand after the other. Raises OutOfTime.
        """
        self.needed = {self.last}
        [found] = self.clashing([frozenset(demands) | {self.last}])
        if found is None:
            return None
        found = self._refined(found)
        for parts in (self._by_rule, self._by_place):
            for some in parts(found):
                if some < found and not some & self.needed and len(found) > FEW:
                    [smaller] = self.clashing([found - some])
                    found = found if smaller is None else self._refined(smaller)
        return self._one_by_one(found)

    def clashing(self, sets: Sequence[frozenset[Demand]]) -> list[frozenset[Demand] | None]:
        """Return each set of demands if it clashes, else None.

        Of a large model the relaxation is asked first.
        """
        models = [partial(self.elastic.asked, one - {self.last}, {self.last: 1}) for one in sets]
        proved = [False] * len(models)
        if len(self.elastic.model.upper) > SMALL:
            proved = [least.cost > 0 for least in self.oracle.relaxed(models)]
        unclear = [i for i, sure in enumerate(proved) if not sure]
        answers = self.oracle.least([models[i] for i in unclear]) if unclear else []
        for i, answer in zip(unclear, answers, strict=True):
            proved[i] = answer is None or answer.cost > 0
        return [one if sure else None for one, sure in zip(sets, proved, strict=True)]

    def _refined(self, demands: frozenset[Demand]) -> frozenset[Demand]:
        """Return the part of a clash that the relaxation's proof uses; all of it if there is none.

        Every demand may give way here at the same price. If something must be paid, the demands whose
        rows have duals must pay as much without the others.
        """
        while len(demands) > FEW:
            prices = dict.fromkeys(sorted(demands, key=lambda x: x.order), 1)
            [least] = self.oracle.relaxed([partial(self.elastic.asked, (), prices)])
            if least.cost <= 0 or least.duals is None:
                break
            used = np.abs(least.duals) > NO_DUAL
            part = frozenset(x for x in demands if used[self.elastic.rows(x)].any()) | {self.last}
            if len(part) == len(demands) or self.clashing([part]) == [None]:
                break
            demands = part
        return demands

    def _one_by_one(self, found: frozenset[Demand]) -> frozenset[Demand]:
        while True:
            tried = self._order(found - self.needed)[:BATCH]
            if not tried:
                return found
            answers = self.clashing([found - {demand} for demand in tried])
            self.needed |= {x for x, part in zip(tried, answers, strict=True) if part is None}
            smaller = next((part for part in answers if part is not None), None)
            if smaller is not None:
                found = self._refined(smaller)

    def _by_rule(self, demands: Collection[Demand]) -> list[frozenset[Demand]]:
        """Return the demands by rule, decisions last, else those of which there are most first."""
        return self._grouped((x.code, x) for x in demands)

    def _by_place(self, demands: Collection[Demand]) -> list[frozenset[Demand]]:
        """Return the demands by rule and unit."""
        scenario = self.elastic.part.scenario
        homes = scenario.homes
        return self._grouped(
            ((x.code, next((homes.get(i, i) for i in x.ids), "")), x) for x in demands
        )

    def _grouped(self, keyed: Iterable[tuple[object, Demand]]) -> list[frozenset[Demand]]:
        groups: dict[object, set[Demand]] = defaultdict(set)
        for key, demand in keyed:
            groups[key].add(demand)
        return sorted(
            (frozenset(group) for group in groups.values()),
            key=lambda group: (self._decided(group), -len(group), min(x.order for x in group)),
        )

    def _order(self, demands: Iterable[Demand]) -> list[Demand]:
        """Return demands in the order in which they are left out: last of the policy first, then decisions.

        What is decided is what people can talk about, so a clash keeps it where it can.
        """
        last_first = sorted(demands, key=lambda x: x.order, reverse=True)
        return sorted(last_first, key=lambda x: self._decided([x]))

    def _decided(self, demands: Iterable[Demand]) -> bool:
        return any(self.elastic.is_decision(x) for x in demands)
