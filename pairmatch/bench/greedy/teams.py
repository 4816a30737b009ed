"""One support team as a clerk puts it together: seat by seat, each with who is placed for it, then a host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pairmatch.bench.greedy.desk import Desk, Kind, Team
from pairmatch.bench.greedy.ledger import Takes, key_of
from pairmatch.bench.greedy.placing import PlacementDesk
from pairmatch.history import is_seed, years_with_team
from pairmatch.programmes.placements.index import subjects_at
from pairmatch.programmes.teams.index import needs_of
from pairmatch.programmes.teams.rules import most_people, shortage_subjects
from pairmatch.programmes.teams.terms import priority_points
from pairmatch.scenario import GroupKey
from pairmatch.schema import Lock


class TeamDesk:
    """Builds teams; ``covered`` has the shortage subjects that the county's teams so far bring."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.scenario, self.ledger = desk, desk.scenario, desk.ledger
        self.placing = PlacementDesk(desk)
        self.covered: set[tuple[str, str]] = set()
        self._senders: dict[tuple[str, Kind], list[GroupKey]] = {}

    # -- one team -------------------------------------------------------------------------

    def build(self, site: str, size: int) -> Team | None:
        """Put a team together and write it down; None, and nothing written, if too few can come."""
        scenario, weight = self.scenario, self.scenario.weight
        turns = 0 if is_seed(scenario, site) else years_with_team(scenario).get(site, 0)
        points = weight("P7") * priority_points(scenario, site) - weight("O11") * turns
        team = Team(site, points=points)
        most = most_people(scenario, site)
        least = scenario.number("team_size_min")
        open_posts: dict[Kind, list[int]] = {
            (need.role, need.subject or ""): [need.priority, need.posts]
            for need in needs_of(scenario).get(site, ())
        }
        for lock in self.desk.required(site, "seat"):
            self._seat_locked(team, lock, open_posts)
        while len(team.seats) < min(most, max(size, least)):
            if not self._seat_best(team, open_posts, needed=len(team.seats) < least):
                break
        if not least <= len(team.seats) <= most:
            self.undo(team)
            return None
        self.placing.lodge(team)
        return team

    def undo(self, team: Team) -> None:
        """Cross out everything that a team takes."""
        for group, person in team.seats:
            self.ledger.give(self._seat_takes(team.site, group, person))
        for place in team.places:
            self.ledger.give(self.placing.takes(place.group, place.term, place.person))
            if place.host:
                self.ledger.give(self.ledger.lodging(place.host, place.term))
        team.seats, team.places = [], []

    def settle(self, team: Team) -> None:
        """Remember which shortage subjects of the county are covered now."""
        home = self.scenario.homes[team.site]
        self.covered |= {(home, g.subject) for g, _ in team.seats if g.role == "teacher"}

    # -- seats ----------------------------------------------------------------------------

    def _forbidden(self, site: str, group: GroupKey) -> bool:
        return any(
            lock.what == "seat"
            and lock.force == "forbid"
            and lock.person_id is None
            and lock.supporting_school == group.school_code
            and lock.role in (None, group.role)
            and lock.subject in (None, group.subject or None)
            for lock in self.desk.locks[site]
        )

    def _seat_takes(self, site: str, group: GroupKey, person: str | None) -> Takes:
        takes = {**self.ledger.seat(group), **self.ledger.comes(site, group)}
        if person is not None:
            del takes["group", *key_of(group)]
        return takes

    def _seat_locked(self, team: Team, lock: Lock, open_posts: Mapping[Kind, list[int]]) -> None:
        alike = self.desk.groups[lock.supporting_school or ""]
        fitting = [g for g in alike if g.role == lock.role and lock.subject in (None, g.subject)]
        found = [self.desk.group_of(lock.person_id)] if lock.person_id is not None else fitting
        # A decision that nobody can follow stays undone, and the verdict says so.
        for group in found[:1]:
            self._seat(team, group, lock.person_id, open_posts)

    def _seat_best(self, team: Team, open_posts: Mapping[Kind, list[int]], *, needed: bool) -> bool:
        """Fill the post that is worth most, counting who has to be placed for it."""
        kinds = sorted(self._kinds(team, open_posts), key=lambda x: (-x[0], x[1]))
        best: tuple[int, Kind, GroupKey] | None = None
        for points, kind in kinds:
            if best is not None and points <= best[0]:
                break
            group = self._sender(team, kind)
            if group is not None:
                found = points - self.placing.price(team, kind)
                if best is None or found > best[0]:
                    best = (found, kind, group)
        if best is None or (best[0] <= 0 and not needed):
            return False
        self._seat(team, best[2], None, open_posts)
        return True

    def _kinds(
        self, team: Team, open_posts: Mapping[Kind, list[int]]
    ) -> Iterator[tuple[int, Kind]]:
        """Yield every kind of post with what one more person of it is worth."""
        lacking = shortage_subjects(self.scenario).get(self.scenario.homes[team.site], ())
        subjects = {*lacking, *subjects_at(self.scenario).get(team.site, ())}
        asked = [kind for kind, (_, posts) in open_posts.items() if posts]
        every = {*asked, ("leader", ""), ("middle", ""), *(("teacher", x) for x in subjects)}
        for kind in every:
            yield self._worth(team, kind, open_posts), kind

    def _worth(self, team: Team, kind: Kind, open_posts: Mapping[Kind, list[int]]) -> int:
        weight, home = self.scenario.weight, self.scenario.homes[team.site]
        priority, posts = open_posts.get(kind, (0, 0))
        points = -weight("O9")
        if posts:
            points += weight("O1") * priority + weight("O8")
        if all(group.role != kind[0] for group, _ in team.seats):
            points += weight("T3")
        here = {(home, group.subject) for group, _ in team.seats}
        lacking = kind[1] in shortage_subjects(self.scenario).get(home, ())
        if kind[0] == "teacher" and lacking and (home, kind[1]) not in self.covered | here:
            points += weight("T8")
        return points

    def _sender(self, team: Team, kind: Kind) -> GroupKey | None:
        """Return who can fill a post: from the partner school if possible, else from the nearest."""
        if kind[0] == "leader" and any(g.role == "leader" for g, _ in team.seats):
            return None
        partner = self.desk.partner.get(team.site, set())
        groups = self._possible(team.site, kind)
        for group in (
            *(g for g in groups if g.school_code in partner),
            *(g for g in groups if g.school_code not in partner),
        ):
            takes = self._seat_takes(team.site, group, None)
            if self.ledger.fits(takes) and not self._forbidden(team.site, group):
                return group
        return None

    def _possible(self, site: str, kind: Kind) -> list[GroupKey]:
        """Return the groups of a kind that may come to a site, the nearest first."""
        if (site, kind) not in self._senders:
            stages = self.scenario.stages(site)
            self._senders[site, kind] = [
                group
                for school in self.desk.near(site)
                for group in self.desk.groups[school]
                if (group.role, group.subject) == kind and group.stage in stages
            ]
        return self._senders[site, kind]

    def _seat(
        self, team: Team, group: GroupKey, person: str | None, open_posts: Mapping[Kind, list[int]]
    ) -> None:
        kind = (group.role, group.subject)
        team.points += self._worth(team, kind, open_posts)
        if open_posts.get(kind, (0, 0))[1]:
            open_posts[kind][1] -= 1
        if group.role == "leader" and group.school_code in self.desk.partner.get(team.site, ()):
            team.points += self.scenario.weight("O4")
        team.seats.append((group, person))
        self.ledger.take(self._seat_takes(team.site, group, person))
        for term in self.desk.terms:
            self.placing.place(team, kind, term)
