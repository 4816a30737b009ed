"""What a clerk has on the desk for teams and placements: who is where, how far, and what is decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pairmatch.bench.greedy.ledger import Ledger, key_of
from pairmatch.programmes.placements.terms import FARTHEST, KM_UNIT
from pairmatch.scenario import GroupKey, Scenario
from pairmatch.schema import Lock, Staff
from pairmatch.vocabulary import Term

Kind = tuple[str, str]
"""Role and subject of a post, '' for none."""


@dataclass
class Place:
    """Somebody of the county who answers a seat: who, for which seat and term, at which host."""

    group: GroupKey
    seat: int
    term: Term
    person: str | None = None
    host: str = ""


@dataclass
class Team:
    """A team at a site: its seats with the people named for them, the people placed, what it is worth."""

    site: str
    seats: list[tuple[GroupKey, str | None]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    points: int = 0
    missed: int = 0


class Desk:
    """The people, distances and decisions of a scenario, with the ledger they are booked in.

    ``partner`` has the chosen partners of each recipient school. People whom a lock names are taken
    out of their groups: they do only what is decided for them.
    """

    def __init__(self, scenario: Scenario, ledger: Ledger, partner: Mapping[str, set[str]]) -> None:
        self.scenario, self.ledger, self.partner = scenario, ledger, partner
        self.terms = scenario.terms("placement_terms")
        self.locks: defaultdict[str, list[Lock]] = defaultdict(list)
        for lock in scenario.locks:
            self.locks[lock.recipient_school].append(lock)
        self.groups: defaultdict[str, list[GroupKey]] = defaultdict(list)
        for group, count in scenario.group_counts.items():
            named = self._named(group)
            ledger.left["group", *key_of(group)] = count - named
            if count > named:
                self.groups[group.school_code].append(group)
        self._near: dict[str, list[str]] = {}
        self._reach: defaultdict[str, list[str]] = defaultdict(list)
        for a, b in sorted(scenario.reaching_units):
            self._reach[b].append(a)

    def _named(self, group: GroupKey) -> int:
        rows = self.scenario.staff_of.get(group.school_code, ())
        return sum(x.person_id in self.scenario.locked_people and _is(group, x) for x in rows)

    def group_of(self, person_id: str) -> GroupKey:
        """Return the group that a named person belongs to."""
        person = self.scenario.people[person_id]
        return next(g for g in self.scenario.group_counts if _is(g, person))

    def required(self, site: str, what: str) -> list[Lock]:
        """Return the decisions of one kind that a recipient school has to follow."""
        return [x for x in self.locks[site] if x.what == what and x.force == "require"]

    def near(self, site: str) -> list[str]:
        """Return the supporting schools within reach of a site, the nearest first."""
        if site not in self._near:
            schools = [
                x.school_code
                for unit in self._reach[self.scenario.homes[site]]
                for x in self.scenario.schools_of[unit]
            ]
            schools.sort(key=lambda x: (self.tens(site, x), x))
            self._near[site] = schools
        return self._near[site]

    def tens(self, a: str, b: str) -> int:
        """Return the tens of kilometres between two schools, as distance counts."""
        return min((self.scenario.distance_km(a, b) or 0) // KM_UNIT, FARTHEST)


def _is(group: GroupKey, person: Staff) -> bool:
    fields = ("school_code", "role", "subject", "second_subject", "stage")
    return all((getattr(person, x) or "") == getattr(group, x) for x in fields)
