"""What checks and sheets read off the seats of a plan: teams by id, by site and by county."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from pairmatch.history import open_needs
from pairmatch.plan import Plan
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Need
from pairmatch.vocabulary import TOWNSHIP_KINDS


def teams(plan: Plan) -> Mapping[str, tuple[Seat, ...]]:
    """Seats by team id."""
    return plan.derived(_teams)


def _teams(plan: Plan) -> Mapping[str, tuple[Seat, ...]]:
    found: dict[str, list[Seat]] = defaultdict(list)
    for seat in plan.rows(Seat):
        found[seat.team_id].append(seat)
    return {team: tuple(seats) for team, seats in found.items()}


def site_of(seats: tuple[Seat, ...]) -> str:
    """Return the school that a team's seats are at."""
    return seats[0].recipient_school


def teams_in(scenario: Scenario, plan: Plan) -> Counter[str]:
    """Number of teams by the county of their site."""
    return Counter(scenario.homes[site_of(seats)] for seats in teams(plan).values())


def met_posts(scenario: Scenario, seats: tuple[Seat, ...]) -> list[tuple[Need, int]]:
    """Return each need of a team's site with the posts that the team's main subjects fill."""
    filled = Counter(
        (seat.role, seat.subject if seat.role == "teacher" else None) for seat in seats
    )
    return [
        (need, min(need.posts, filled[need.role, need.subject]))
        for need in needs_of(scenario).get(site_of(seats), ())
    ]


@lru_cache(maxsize=8)
def needs_of(scenario: Scenario) -> Mapping[str, tuple[Need, ...]]:
    """Needs by school, less what is taken over."""
    found: dict[str, list[Need]] = defaultdict(list)
    for need in open_needs(scenario):
        found[need.school_code].append(need)
    return {code: tuple(needs) for code, needs in found.items()}


@lru_cache(maxsize=8)
def counties_without_township(scenario: Scenario) -> frozenset[str]:
    """Recipient counties that have no township boarding or central school (T4's fallback)."""
    return frozenset(
        unit.unit_code
        for unit in scenario.recipient_counties
        if not any(x.kind in TOWNSHIP_KINDS for x in scenario.schools_of[unit.unit_code])
    )


def may_host(scenario: Scenario, code: str) -> bool:
    """Whether a school may be the site of a team (T4)."""
    school, home = scenario.schools[code], scenario.units[scenario.homes[code]]
    if home.side != "recipient" or home.level == "city" or school.site == 0:
        return False
    return school.kind in TOWNSHIP_KINDS or home.unit_code in counties_without_township(scenario)


def in_priority_area(scenario: Scenario, unit_code: str) -> bool:
    """Whether a unit is known to be a priority area; what is not known is none."""
    unit = scenario.units[unit_code]
    return 1 in (unit.former_soviet, unit.old_revolutionary, unit.ethnic_autonomous)


def team_quota(scenario: Scenario, county: str) -> tuple[int, int]:
    """Return the least and most teams of a county.

    A quota comes before the policy's numbers; where it gives one side only, the other gives way.
    """
    least = scenario.number("teams_per_county_min")
    most = max(least, scenario.number("teams_per_county_max"))
    for quota in scenario.quotas.get((county, "teams"), ()):
        if quota.max is not None:
            least, most = min(least, quota.max), quota.max
        if quota.min is not None:
            least, most = quota.min, max(most, quota.min)
    return least, most
