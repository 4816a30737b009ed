"""Who is where: what counts as a published row that stays, and as one that is moved.

A pair is moved if the two schools are no longer a pair. A person in a team is moved if the person no longer
goes to that site, a person placed if no longer at that host for that site's team and term; whoever is not
named stays while as many alike people of the school are there. A row more is nobody's move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from pairmatch.history import resting_people
from pairmatch.plan import Plan
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.index import group_of as placed_group
from pairmatch.programmes.placements.index import sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.published.tables import Published
from pairmatch.programmes.teams.supply import group_of as seat_group
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import GroupKey, Scenario, group_key

NOBODY = GroupKey("", "", "", "", "")


@dataclass(frozen=True, order=True)
class Place:
    """A pair, or where people are who are alike: their group, the person if a lock names one.

    ``site`` is the recipient school of a pair, or that of the team; ``school`` the partner of a pair,
    or the host; ``term`` that of a placement.
    """

    what: str
    site: str
    school: str = ""
    term: str = ""
    group: GroupKey = NOBODY
    person: str = ""


@dataclass(frozen=True)
class Standing:
    """How many rows are published for a place, and which people in them have a name that can stand."""

    count: int
    names: frozenset[str] = frozenset()


People: TypeAlias = Mapping[Place, Sequence[str | None]]


@lru_cache(maxsize=8)
def published_places(scenario: Scenario) -> Mapping[Place, Standing]:
    """Return what is published for each place, in canonical order.

    Whoever rests, or is not to be counted on, cannot be named: then any of the alike people will do.
    """
    rows = scenario.rows(Published)
    resting = resting_people(scenario) if rows else frozenset()
    counts: dict[Place, int] = defaultdict(int)
    names: dict[Place, set[str]] = defaultdict(set)
    for row in rows:
        place = place_of(scenario, row)
        counts[place] += row.count or 1
        person = scenario.available_people.get(row.person_id or "")
        known = person is not None and group_key(person) == place.group
        if known and row.person_id not in resting and not place.person:
            names[place].add(row.person_id or "")
    return {place: Standing(counts[place], frozenset(names[place])) for place in sorted(counts)}


def place_of(scenario: Scenario, row: Published) -> Place:
    """Return the place that a published row is about."""
    if row.what == "pair":
        return Place("pair", row.recipient_school, row.supporting_school)
    seat = row.what == "seat"
    group = GroupKey(
        row.supporting_school if seat else row.recipient_school,
        row.role or "",
        row.subject or "",
        row.second_subject or "",
        row.stage or "",
    )
    person = _locked(scenario, row.person_id)
    if seat:
        return Place("seat", row.recipient_school, group=group, person=person)
    site = row.site or row.recipient_school
    return Place("placement", site, row.supporting_school, row.term or "", group, person)


def people_at(scenario: Scenario, plan: Plan) -> People:
    """Return who is at each place of a plan, None for people without a name."""
    return plan.derived_in(scenario, _people_at)


def _people_at(scenario: Scenario, plan: Plan) -> People:
    found: dict[Place, list[str | None]] = defaultdict(list)
    for pair in plan.rows(SchoolPair):
        found[Place("pair", pair.recipient_school, pair.supporting_school)].append(None)
    for seat in plan.rows(Seat):
        found[place_of_row(scenario, plan, seat)].append(seat.person_id)
    for stay in plan.rows(Placement):
        found[place_of_row(scenario, plan, stay)].append(stay.person_id)
    return found


def place_of_row(scenario: Scenario, plan: Plan, row: Seat | Placement) -> Place:
    """Return the place of a row of a plan."""
    person = _locked(scenario, row.person_id)
    if isinstance(row, Seat):
        return Place("seat", row.recipient_school, group=seat_group(row), person=person)
    site = sites(plan).get(row.team_id, row.recipient_school)
    return Place("placement", site, row.supporting_school, row.term, placed_group(row), person)


def _locked(scenario: Scenario, person_id: str | None) -> str:
    return person_id if person_id is not None and person_id in scenario.locked_people else ""


def moved(scenario: Scenario, plan: Plan) -> Mapping[Place, int]:
    """Return by place how many published rows a plan moves; places where all stay are left out."""
    published = published_places(scenario)
    there = people_at(scenario, plan) if published else {}
    found: dict[Place, int] = {}
    for place, standing in published.items():
        now = there.get(place, ())
        missing = max(
            len(standing.names.difference(x for x in now if x)), standing.count - len(now)
        )
        if missing > 0:
            found[place] = missing
    return found


def rows_published(scenario: Scenario) -> int:
    """Return how many rows are published in all."""
    return sum(x.count for x in published_places(scenario).values())
