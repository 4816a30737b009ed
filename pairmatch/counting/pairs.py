"""How many of the pairs asked for there can be at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pairmatch.component import split
from pairmatch.counting.bounds import CountedRule, JointBound, PairBound
from pairmatch.counting.flow import SINK, SOURCE, Arc, bottleneck, most
from pairmatch.counting.partners import Cohort, Partners
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.scenario import Scenario
from pairmatch.schema import Quota


@dataclass(frozen=True)
class _Demand:
    """Pairs asked for; ``own`` bounds the pairs of each cohort that count towards them."""

    rule: CountedRule
    unit: str
    stage: str | None
    asked: int
    own: Mapping[Cohort, int]


def pair_bounds(
    scenario: Scenario, found: Partners
) -> tuple[tuple[PairBound, ...], tuple[JointBound, ...]]:
    """Return the bound of every least number of pairs, and of several together where it says more.

    The pairs of any plan that keeps the hard rules are a flow from the schools of one side to those
    of the other: :func:`partners` bounds what passes between two cohorts and through each of them.
    So the pairs that count towards a demand are at most the maximum flow into it. Forbidden pairs,
    maxima of quotas and leaders away are left out, which can only raise the bound.
    """
    demands = [*_of_quotas(scenario, found), *_of_schools(scenario, found)]
    possible = [_possible(found, demand) for demand in demands]
    alone = tuple(_bound(found, x, n) for x, n in zip(demands, possible, strict=True))
    together = [
        joint
        for group in _groups(scenario, demands)
        if (joint := _together(found, [(demands[i], possible[i]) for i in group])) is not None
    ]
    return alone, tuple(together)


# -- what is asked --------------------------------------------------------------------------------


def _of_quotas(scenario: Scenario, found: Partners) -> Iterator[_Demand]:
    for unit in scenario.units:
        for quota in scenario.quotas.get((unit, "pairs"), ()):
            if quota.min:
                yield _of_quota(found, unit, quota, quota.min)


def _of_quota(found: Partners, unit: str, quota: Quota, least: int) -> _Demand:
    own = {
        cohort: found.places(cohort)
        for cohort in found.schools
        if cohort[0] == unit and quota.stage in (None, cohort[1])
    }
    return _Demand("P6", unit, quota.stage, least, own)


def _of_schools(scenario: Scenario, found: Partners) -> Iterator[_Demand]:
    for cohort, schools in found.schools.items():
        if scenario.units[cohort[0]].side == "recipient":
            least = {code: bounds(scenario, scenario.schools[code])[0] for code in schools}
            if asked := sum(least.values()):
                own = {cohort: sum(min(n, found.most[code]) for code, n in least.items())}
                yield _Demand("P2-min", *cohort, asked, own)


# -- what is possible -----------------------------------------------------------------------------


def _possible(found: Partners, demand: _Demand) -> int:
    if len(demand.own) == 1:
        [(cohort, own)] = demand.own.items()
        # Between two cohorts no more passes than through either, so one cohort needs no network.
        return min(own, sum(found.across.get(cohort, {}).values()))
    return most(_arcs(found, [(demand, None)]))


def _bound(found: Partners, demand: _Demand, possible: int) -> PairBound:
    others = {other for cohort in demand.own for other in found.across.get(cohort, ())}
    return PairBound(
        rule=demand.rule,
        unit=demand.unit,
        stage=demand.stage,
        asked=demand.asked,
        schools=sum(len(found.schools[cohort]) for cohort in demand.own),
        partners=sum(len(found.schools[other]) for other in others),
        places=sum(found.places(other) for other in others),
        possible=possible,
    )


def _together(found: Partners, demands: Sequence[tuple[_Demand, int]]) -> JointBound | None:
    wanted = [(x, min(x.asked, n)) for x, n in demands if min(x.asked, n) > 0]
    if len(wanted) < 2:
        return None
    flow, behind = bottleneck(_arcs(found, wanted))
    short = [(x, n) for x, n in wanted if _node(x) in behind]
    possible = flow - sum(n for x, n in wanted if _node(x) not in behind)
    if possible >= sum(n for _, n in short):
        return None
    members = tuple((x.unit, x.stage) for x, _ in short)
    return JointBound(short[0][0].rule, members, sum(x.asked for x, _ in short), possible)


def _arcs(found: Partners, demands: Iterable[tuple[_Demand, int | None]]) -> Iterator[Arc]:
    """Yield the arcs from the other side's cohorts to those that count, and on to the demands."""
    others: set[Cohort] = set()
    for demand, limit in demands:
        node = _node(demand)
        yield node, SINK, limit
        for cohort, own in demand.own.items():
            yield cohort, node, own
            for other, number in found.across.get(cohort, {}).items():
                others.add(other)
                yield other, cohort, number
    for other in sorted(others):
        yield SOURCE, other, found.places(other)


def _node(demand: _Demand) -> tuple[str, str, str | None]:
    return ("asked", demand.unit, demand.stage)


def _groups(scenario: Scenario, demands: Sequence[_Demand]) -> Iterator[list[int]]:
    """Yield the places of demands that may compete: same rule, side and component, none twice.

    Of a unit with a quota in all and quotas by stage, only the one in all takes part.
    """
    part = {unit: i for i, units in enumerate(split(scenario)) for unit in units}
    whole = {x.unit for x in demands if x.rule == "P6" and x.stage is None}
    groups: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for i, x in enumerate(demands):
        if x.rule != "P6" or x.stage is None or x.unit not in whole:
            groups[x.rule, scenario.units[x.unit].side, part[x.unit]].append(i)
    yield from groups.values()
