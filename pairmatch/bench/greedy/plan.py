"""A careful person with spreadsheets: pairs, then teams with their placements, county by county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pairmatch.bench.greedy.desk import Desk, Team
from pairmatch.bench.greedy.ledger import Ledger
from pairmatch.bench.greedy.pairs import PairDesk, partners
from pairmatch.bench.greedy.teams import TeamDesk
from pairmatch.naming import propose
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import ROOMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.index import may_host, needs_of, team_quota
from pairmatch.programmes.teams.rules import most_people
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario

LOOKED_AT = 10
"""Sites of a county that are worked out in full for each team: those that ask for most."""


def plan_greedily(scenario: Scenario) -> Plan:
    """Return a plan made without any solver."""
    ledger = Ledger(scenario)
    pairs = PairDesk(scenario, ledger).plan()
    desk = TeamDesk(Desk(scenario, ledger, partners(pairs)))
    counties = [unit.unit_code for unit in scenario.recipient_counties]
    # What later counties need at least is kept for them.
    kept = _Kept(scenario, counties)
    teams: list[Team] = []
    for county in counties:
        kept.done(county)
        teams += _best_teams(desk, county, kept)
    return propose(scenario, _plan(scenario, pairs, teams))


class _Kept:
    """How many people of each unit, and of a side, are kept for counties that are still to come."""

    def __init__(self, scenario: Scenario, counties: Iterable[str]) -> None:
        self._scenario = scenario
        self._needs: dict[str, dict[str, int]] = {}
        givers: defaultdict[str, list[str]] = defaultdict(list)
        for a, b in sorted(scenario.reaching_units):
            givers[b].append(a)
        for county in counties:
            people = scenario.number("team_size_min") * team_quota(scenario, county)[0]
            mine = [x for x in givers[county] if scenario.schools_of[x]]
            share = -(-people // max(1, len(mine)))
            self._needs[county] = {"supporting": people, "recipient": people}
            self._needs[county].update(dict.fromkeys(mine, share))

    def done(self, county: str) -> None:
        """Keep nothing more for a county."""
        self._now = set(self._needs.pop(county))

    def people(self, county: str, ledger: Ledger) -> int:
        """Return how many people may be sent to a county now without taking from those to come."""
        left = ledger.left
        sides = [
            left["away", side] - sum(x.get(side, 0) for x in self._needs.values())
            for side in ("supporting", "recipient")
            if ("away", side) in left
        ]
        own = [left["away", county]] if ("away", county) in left else []
        units = self._now - {"supporting", "recipient"}
        sent = [
            max(0, left["away", unit] - sum(x.get(unit, 0) for x in self._needs.values()))
            for unit in sorted(units)
            if ("away", unit) in left
        ]
        given = [sum(sent)] if len(sent) == len(units) and units else []
        return max(0, min([*sides, *own, *given], default=1_000_000))


def _best_teams(desk: TeamDesk, county: str, kept: _Kept) -> list[Team]:
    """Work a county out with each number of teams it may have; keep the best."""
    least, most = team_quota(desk.scenario, county)
    must = _must(desk, county)
    budget = kept.people(county, desk.ledger)
    tried: list[tuple[tuple[int, int], int]] = []
    for number in range(max(least, len(must)), max(most, least, len(must)) + 1):
        teams = _teams(desk, county, number, budget, must)
        short = sum(team.missed for team in teams)
        short += desk.scenario.weight("T1") * max(0, least - len(teams))
        tried.append(((-short, sum(team.points for team in teams)), number))
        _forget(desk, teams)
    if not tried:
        return []
    best = max(tried, key=lambda x: (x[0], -x[1]))
    return _teams(desk, county, best[1], budget, must)


def _forget(desk: TeamDesk, teams: Iterable[Team]) -> None:
    for team in teams:
        desk.undo(team)
    desk.covered.clear()


def _must(desk: TeamDesk, county: str) -> list[str]:
    """Return the sites of a county that decisions already made need a team at."""
    return [
        school.school_code
        for school in desk.scenario.schools_of[county]
        if any(
            lock.force == "require" and lock.what in ("site", "seat", "placement")
            for lock in desk.desk.locks[school.school_code]
        )
    ]


def _teams(desk: TeamDesk, county: str, number: int, budget: int, must: list[str]) -> list[Team]:
    """Build a number of teams, the best site first, within a budget of people shared out evenly."""
    scenario = desk.scenario
    desk.covered.clear()
    sites = [s for s in _sites(desk, county) if s not in must]
    teams: list[Team] = []
    for i in range(number):
        size = min(scenario.number("team_size_max"), -(-budget // (number - i)))
        if i < len(must):
            team = desk.build(must[i], size)
        else:
            if budget < scenario.number("team_size_min"):
                break
            team = _best_team(desk, sites, size)
        if team is not None:
            desk.settle(team)
            teams.append(team)
            budget -= len(team.seats)
            sites = [s for s in sites if s != team.site]
    return teams


def _best_team(desk: TeamDesk, sites: list[str], size: int) -> Team | None:
    """Try a team at each of the sites that ask for most; build the best."""
    best: tuple[tuple[int, int], str] | None = None
    for site in sites[:LOOKED_AT]:
        team = desk.build(site, size)
        if team is not None:
            worth = (-team.missed, team.points)
            desk.undo(team)
            if best is None or worth > best[0]:
                best = (worth, site)
    # Where none of these can have a team, any other will do.
    others = [best[1]] if best else sites[LOOKED_AT:]
    return next((x for site in others if (x := desk.build(site, size)) is not None), None)


def _sites(desk: TeamDesk, county: str) -> list[str]:
    """Return the schools of a county that may host a team, those that ask for most first."""
    scenario, least = desk.scenario, desk.scenario.number("team_size_min")
    found = []
    for school in scenario.schools_of[county]:
        code = school.school_code
        banned = any(x.what == "site" and x.force == "forbid" for x in desk.desk.locks[code])
        if may_host(scenario, code) and most_people(scenario, code) >= least and not banned:
            found.append((-_asked(scenario, code), code))
    return [code for _, code in sorted(found)]


def _asked(scenario: Scenario, site: str) -> int:
    """Return the priorities of the posts of a school that a full team could fill, added up."""
    posts = [x.priority for x in needs_of(scenario).get(site, ()) for _ in range(x.posts)]
    return sum(sorted(posts, reverse=True)[: most_people(scenario, site)])


# -- rows -----------------------------------------------------------------------------------


def _plan(scenario: Scenario, pairs: list[tuple[str, str]], teams: list[Team]) -> Plan:
    seats: list[Assignment] = []
    placements: list[Assignment] = []
    numbered: defaultdict[str, int] = defaultdict(int)
    for team in sorted(teams, key=lambda x: x.site):
        unit = scenario.homes[team.site]
        numbered[unit] += 1
        team_id = f"{unit}-{scenario.settings.year}-{numbered[unit]:02d}"
        for i, (group, person) in enumerate(team.seats, start=1):
            row = {"team_id": team_id, "seat": i, "recipient_school": team.site}
            row |= {"supporting_school": group.school_code, **_post(group), "person_id": person}
            seats.append(Seat.model_validate(row))
        for place in team.places:
            row = {"team_id": team_id, "seat": place.seat + 1, "term": place.term}
            row |= {"recipient_school": place.group.school_code, "supporting_school": place.host}
            row |= {**_post(place.group), "person_id": place.person}
            placements.append(Placement.model_validate(row))
    rows: dict[type[Assignment], list[Assignment]] = {
        SchoolPair: [SchoolPair(recipient_school=r, supporting_school=s) for r, s in pairs],
        Seat: seats,
        Placement: placements,
    }
    return Plan(plan_tables_of(ROOMS), rows)


def _post(group: object) -> dict[str, object]:
    said = ("role", "subject", "second_subject", "stage")
    return {name: getattr(group, name) or None for name in said}
