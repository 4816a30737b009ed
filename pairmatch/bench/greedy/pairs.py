"""School pairs as a clerk chooses them: county by county, the best of a sorted list that still may be had."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from pairmatch.bench.greedy.ledger import Ledger
from pairmatch.history import last_pairs
from pairmatch.programmes.memory.rules import staying
from pairmatch.programmes.pairs.affinity import affinity
from pairmatch.programmes.pairs.province import pairs_wanted
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.tables import PairScore
from pairmatch.programmes.placements.terms import FARTHEST, KM_UNIT
from pairmatch.programmes.teams.terms import priority_points
from pairmatch.scenario import Scenario
from pairmatch.schema import Quota

Pair = tuple[str, str]
"""(recipient school, supporting school)."""
Ranked = tuple[int, Pair]
"""Points of a possible pair, and the pair."""


def listed_pairs(scenario: Scenario) -> frozenset[Pair]:
    """Return the pairs with a score from outside."""
    rows = scenario.rows(PairScore)
    return frozenset((row.recipient_school, row.supporting_school) for row in rows)


class PairDesk:
    """The pairs chosen so far and the ledger they are written into."""

    def __init__(self, scenario: Scenario, ledger: Ledger) -> None:
        self.scenario, self.ledger = scenario, ledger
        self.chosen: set[Pair] = set()
        self._count: Counter[tuple[str, str]] = Counter()
        locks = [x for x in scenario.locks if x.what == "pair"]
        self._forbidden = {
            (x.recipient_school, x.supporting_school) for x in locks if x.force == "forbid"
        }
        for lock in locks:
            if lock.force == "require" and lock.supporting_school is not None:
                self._choose((lock.recipient_school, lock.supporting_school))
        for pair in staying(scenario):
            if self._may(pair):
                self._choose(pair)

    def plan(self) -> list[Pair]:
        """Choose pairs in every county and return them all."""
        scenario = self.scenario
        lists = {unit: self._ranked(unit) for unit in scenario.units if self._asks(unit)}
        for unit, ranked in lists.items():
            for quota in scenario.quotas.get((unit, "pairs"), ()):
                self._fill(ranked, quota, quota.min or 0)
        self._fill_suppliers(lists.values())
        for unit, ranked in lists.items():
            quotas = scenario.quotas.get((unit, "pairs"), ())
            for quota in quotas:
                wanted = quota.max if quota.target is None else quota.target
                self._fill(ranked, quota, len(ranked) if wanted is None else wanted)
            if not quotas:
                self._take_best(ranked, len(ranked))
        self._fill_schools(lists.values())
        self._fill_province([one for ranked in lists.values() for one in ranked])
        for ranked in lists.values():
            self._swap({pair: points for points, pair in ranked})
        return sorted(self.chosen)

    # -- the sorted list ------------------------------------------------------------------

    def _asks(self, unit: str) -> bool:
        return self.scenario.units[unit].side == "recipient"

    def _ranked(self, unit: str) -> list[Ranked]:
        """Return the possible pairs of a county's schools, the best first."""
        scenario, listed = self.scenario, listed_pairs(self.scenario)
        givers = [
            school.school_code
            for a, b in sorted(scenario.linked_units)
            if b == unit
            for school in scenario.schools_of[a]
        ]
        found: list[Ranked] = []
        for school in scenario.schools_of[unit]:
            r = school.school_code
            if bounds(scenario, school)[1] == 0:
                continue
            for s in givers:
                possible = scenario.stages(r) & scenario.stages(s) and (r, s) not in self._forbidden
                if possible and (not listed or (r, s) in listed):
                    found.append((pair_points(scenario, r, s), (r, s)))
        return sorted(found, key=lambda x: (-x[0], x[1]))

    # -- choosing -------------------------------------------------------------------------

    def _choose(self, pair: Pair, sign: int = 1) -> None:
        takes = self.ledger.pair(*pair)
        if sign > 0:
            self.chosen.add(pair)
            self.ledger.take(takes)
        else:
            self.chosen.remove(pair)
            self.ledger.give(takes)
        for school in pair:
            home = self.scenario.homes[school]
            for stage in ("", self.scenario.schools[school].stage):
                self._count[home, stage] += sign

    def _may(self, pair: Pair) -> bool:
        return pair not in self.chosen and self.ledger.fits(self.ledger.pair(*pair))

    def _take_best(self, ranked: Iterable[Ranked], most: int, *, needed: bool = False) -> None:
        """Choose down the list; what costs points is chosen only where it is needed."""
        for points, pair in ranked:
            if most <= 0:
                break
            if (points > 0 or needed) and self._may(pair):
                self._choose(pair)
                most -= 1

    def _fill(self, ranked: Sequence[Ranked], quota: Quota, wanted: int) -> None:
        mine = [x for x in ranked if self._counts(quota, x[1])]
        missing = wanted - self._count[quota.unit_code, quota.stage or ""]
        self._take_best(mine, missing, needed=True)

    def _counts(self, quota: Quota, pair: Pair) -> bool:
        return any(
            self.scenario.homes[school] == quota.unit_code
            and quota.stage in (None, self.scenario.schools[school].stage)
            for school in pair
        )

    def _fill_suppliers(self, lists: Iterable[Sequence[Ranked]]) -> None:
        """Bring supporting units up to the minimum of their quotas."""
        asked = [
            quota
            for (unit, programme), quotas in self.scenario.quotas.items()
            if programme == "pairs" and not self._asks(unit)
            for quota in quotas
            if quota.min
        ]
        if asked:
            ranked = sorted((x for each in lists for x in each), key=lambda x: (-x[0], x[1]))
            for quota in asked:
                self._fill(ranked, quota, quota.min or 0)

    def _fill_schools(self, lists: Iterable[Sequence[Ranked]]) -> None:
        """Bring schools that must have partners up to their minimum."""
        asked = {
            code: least
            for code, school in self.scenario.schools.items()
            if (least := bounds(self.scenario, school)[0])
        }
        if not asked:
            return
        ranked = [x for each in lists for x in each]
        for code, least in asked.items():
            have = sum(code in pair for pair in self.chosen)
            self._take_best((x for x in ranked if code in x[1]), least - have, needed=True)

    def _fill_province(self, ranked: list[Ranked]) -> None:
        """Bring the province up to its number of pairs."""
        wanted = pairs_wanted(self.scenario)
        if wanted and len(self.chosen) < wanted[0]:
            ranked.sort(key=lambda x: (-x[0], x[1]))
            self._take_best(ranked, wanted[0] - len(self.chosen), needed=True)

    # -- a second look --------------------------------------------------------------------

    def _swap(self, points: dict[Pair, int]) -> None:
        """Let two pairs of a county change partners where that is better, as long as there are any."""
        agreed = {
            (x.recipient_school, x.supporting_school)
            for x in self.scenario.locks
            if x.what == "pair" and x.force == "require"
        } | set(staying(self.scenario))
        again = True
        while again:
            again = False
            mine = [x for x in sorted(points.keys() & self.chosen) if x not in agreed]
            for a, b in combinations(mine, 2):
                if a in self.chosen and b in self.chosen:
                    again |= self._swapped(points, a, b)

    def _swapped(self, points: dict[Pair, int], a: Pair, b: Pair) -> bool:
        c, d = (a[0], b[1]), (b[0], a[1])
        new = [x for x in (c, d) if x in points and x not in self.chosen]
        if len(new) < 2 or points[c] + points[d] <= points[a] + points[b]:
            return False
        for old in (a, b):
            self._choose(old, -1)
        if self.ledger.fits(self.ledger.pair(*c)):
            self._choose(c)
            if self.ledger.fits(self.ledger.pair(*d)):
                self._choose(d)
                return True
            self._choose(c, -1)
        for old in (a, b):
            self._choose(old)
        return False


def pair_points(scenario: Scenario, r: str, s: str) -> int:
    """Return what a pair of recipient school r and supporting school s is worth by itself."""
    far = min((scenario.distance_km(r, s) or 0) // KM_UNIT, FARTHEST)
    return (
        scenario.weight("O5") * affinity(scenario, r, s)
        + scenario.weight("P7") * priority_points(scenario, r)
        - scenario.weight("O6") * far
        + scenario.weight("O7") * ((r, s) in last_pairs(scenario, of_round=False))
    )


def partners(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    """Return the supporting schools of each recipient school."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for r, s in pairs:
        found[r].add(s)
    return found
