"""How many support teams each recipient county can have at most, alone and beside the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from pairmatch.component import split
from pairmatch.counting.bounds import JointBound, TeamBound
from pairmatch.counting.flow import SINK, SOURCE, Arc, bottleneck, most
from pairmatch.counting.people import Kind, Supply, supplies
from pairmatch.programmes.teams.index import may_host, team_quota
from pairmatch.programmes.teams.rules import most_people
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import PersonStage

Taught: TypeAlias = frozenset[PersonStage]
"""The stages that a site teaches; sites of one county that teach the same are alike."""


@dataclass(frozen=True)
class _Ground:
    """What teams are made of.

    ``sites`` counts the schools that may have a team, by county and stages taught; ``senders`` are
    the supporting units whose people reach a county.
    """

    scenario: Scenario

    @cached_property
    def least(self) -> int:
        return self.scenario.number("team_size_min")

    @cached_property
    def supply(self) -> dict[str, Supply]:
        return supplies(self.scenario)

    @cached_property
    def sites(self) -> dict[str, Counter[Taught]]:
        forbidden = {
            lock.recipient_school
            for lock in self.scenario.locks
            if lock.what == "site" and lock.force == "forbid"
        }
        return {
            county.unit_code: Counter(
                self.scenario.stages(school.school_code)
                for school in self.scenario.schools_of[county.unit_code]
                if may_host(self.scenario, school.school_code)
                and most_people(self.scenario, school.school_code) >= self.least
                and school.school_code not in forbidden
            )
            for county in self.scenario.recipient_counties
        }

    @cached_property
    def senders(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for supporting, recipient in sorted(self.scenario.reaching_units):
            found[recipient].append(supporting)
        return found

    def released(self, county: str, stages: frozenset[str]) -> int:
        return sum(self.supply[x].released(stages) for x in self.senders.get(county, ()))


def team_bounds(scenario: Scenario) -> tuple[tuple[TeamBound, ...], tuple[JointBound, ...]]:
    """Return the bound of every recipient county, and of counties together where it says more.

    A bound is proved by a maximum flow of people from units to sites. Take the teams of any plan
    that keeps the hard rules, and drop people from each until it has ``team_size_min``. What is
    left is a flow: nobody counts twice, schools and units send no more than :func:`supplies` says,
    people go where they reach (T7) and their stage is taught (T9), a site gets ``team_size_min``
    people of one team (T2, T4, T5), at most one of them a leader. So the teams are at most
    ⌊flow / team_size_min⌋, and at most the sites. Placements do not limit teams: W1 gives way first.

    Together, each county takes part only as far as it asks and alone could have. Behind a minimum
    cut stand the counties that share too few people; the others have all they ask for in the flow.
    """
    ground = _Ground(scenario)
    bounds = {county: _alone(ground, county) for county in ground.sites}
    together = (_together(ground, bounds, units) for units in split(scenario))
    return tuple(bounds.values()), tuple(x for x in together if x is not None)


def _alone(ground: _Ground, county: str) -> TeamBound:
    sites, units = ground.sites[county], ground.senders.get(county, [])
    taught = frozenset(stage for stages in sites for stage in stages)
    number = sites.total()
    flow = most(_arcs(ground, {county: number}))
    return TeamBound(
        county=county,
        asked=team_quota(ground.scenario, county)[0],
        sites=number,
        people=sum(ground.supply[unit].free.get(stage, 0) for unit in units for stage in taught),
        released=ground.released(county, taught),
        possible=min(number, flow // ground.least),
    )


def _together(
    ground: _Ground, bounds: Mapping[str, TeamBound], units: Iterable[str]
) -> JointBound | None:
    wanted = {
        unit: teams
        for unit in units
        if unit in bounds and (teams := min(bounds[unit].asked, bounds[unit].possible)) > 0
    }
    if len(wanted) < 2:
        return None
    flow, behind = bottleneck(_arcs(ground, wanted))
    short = [county for county in wanted if county in behind]
    served = sum(teams for county, teams in wanted.items() if county not in behind)
    possible = flow // ground.least - served
    if possible >= sum(wanted[county] for county in short):
        return None
    asked = sum(bounds[county].asked for county in short)
    return JointBound("T1", tuple((county, None) for county in short), asked, possible)


def _arcs(ground: _Ground, wanted: Mapping[str, int]) -> Iterator[Arc]:
    """Yield the arcs of people from units to the teams that each county wants."""
    receivers: dict[str, list[str]] = defaultdict(list)
    for county, teams in wanted.items():
        yield county, SINK, ground.least * teams
        yield from _county_arcs(ground, county)
        for unit in ground.senders.get(county, ()):
            receivers[unit].append(county)
    for unit, counties in receivers.items():
        yield from _unit_arcs(unit, ground.supply[unit])
        kinds = {kind for pool in ground.supply[unit].pools for kind in pool.of_kind}
        for county in counties:
            for stages in ground.sites[county]:
                for kind in kinds:
                    if kind.stage in stages:
                        yield (unit, kind), _door(county, stages, kind), None


def _county_arcs(ground: _Ground, county: str) -> Iterator[Arc]:
    """Yield the arcs from alike sites to their county: team_size_min people a site, one leader.

    Alike sites can have no more teams than all people of their stages make.
    """
    for stages, number in ground.sites[county].items():
        teams = min(number, ground.released(county, stages) // ground.least)
        yield (county, stages, "leader"), (county, stages), teams
        yield (county, stages), county, ground.least * teams


def _door(county: str, stages: Taught, kind: Kind) -> tuple[object, ...]:
    return (county, stages, "leader") if kind.leader else (county, stages)


def _unit_arcs(unit: str, supply: Supply) -> Iterator[Arc]:
    yield SOURCE, unit, supply.limit
    for number, pool in enumerate(supply.pools):
        yield unit, (unit, number), pool.most
        for kind, people in pool.of_kind.items():
            yield (unit, number), (unit, kind), people
