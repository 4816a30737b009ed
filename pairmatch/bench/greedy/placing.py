"""Who is placed for a seat, and where they stay, as a clerk finds it: the own school, one host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pairmatch.bench.greedy.desk import Desk, Kind, Place, Team
from pairmatch.bench.greedy.ledger import Takes, key_of
from pairmatch.programmes.placements.index import subjects_at
from pairmatch.scenario import GroupKey
from pairmatch.vocabulary import Term

NOBODY = 1_000_000
"""More points than anything is worth: a seat that nobody answers is a shortfall."""


class PlacementDesk:
    """Places people for the seats of a team and lodges them."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.scenario, self.ledger = desk, desk.scenario, desk.ledger

    # -- who is placed for a seat -----------------------------------------------------------

    def price(self, team: Team, kind: Kind) -> int:
        """Return the points that answering one more seat of a kind costs, over all terms."""
        found = [self._answer(team, kind, term) for term in self.desk.terms]
        return sum(NOBODY if x is None else x[0] for x in found)

    def place(self, team: Team, kind: Kind, term: Term) -> None:
        """Place somebody for the last seat of a team; if nobody can be, one is missing."""
        found = self._answer(team, kind, term)
        if found is None:
            team.missed += self.scenario.weight("W1")
            return
        price, group, person = found
        team.points -= price
        team.places.append(Place(group, len(team.seats) - 1, term, person))
        self.ledger.take(self.takes(group, term, person))

    def takes(self, group: GroupKey, term: Term, person: str | None) -> Takes:
        """Return what placing somebody takes; people named by a lock are in no group any more."""
        takes = dict(self.ledger.placed(group, term))
        if person is not None:
            del takes["group", *key_of(group)]
        return takes

    def _answer(
        self, team: Team, kind: Kind, term: Term
    ) -> tuple[int, GroupKey, str | None] | None:
        """Return who is placed for a seat at the lowest price in points: the own school first."""
        best: tuple[int, GroupKey, str | None] | None = None
        for price, group, person in self._answers(team, kind, term):
            if (best is None or price < best[0]) and self.ledger.fits(
                self.takes(group, term, person)
            ):
                best = (price, group, person)
                if price == 0:
                    break
        return best

    def _answers(
        self, team: Team, kind: Kind, term: Term
    ) -> Iterator[tuple[int, GroupKey, str | None]]:
        scenario, weight, home = self.scenario, self.scenario.weight, self.scenario.homes[team.site]
        waiting = self._promised(team, term)
        if waiting:
            group = self.desk.group_of(waiting[0])
            yield self._mismatch(team.site, kind, group), group, waiting[0]
            return
        for group in self.desk.groups[team.site]:
            if group.stage in scenario.stages(team.site):
                yield self._mismatch(team.site, kind, group), group, None
        for school in scenario.schools_of[home]:
            if school.school_code != team.site:
                for group in self.desk.groups[school.school_code]:
                    if group.stage in scenario.stages(team.site):
                        price = weight("W1-own") + self._mismatch(team.site, kind, group)
                        yield price, group, None

    def _promised(self, team: Team, term: Term) -> list[str]:
        """Return the people of the site whom a lock places and who are not placed yet."""
        here = {place.person for place in team.places}
        return [
            lock.person_id
            for lock in self.desk.required(team.site, "placement")
            if lock.person_id is not None
            and lock.person_id not in here
            and lock.term in (None, term)
        ]

    def _mismatch(self, site: str, kind: Kind, group: GroupKey) -> int:
        """Return what it costs that somebody is not in the corresponding post."""
        weight = self.scenario.weight
        if group.role != kind[0]:
            return weight("W2") + weight("W2-role")
        taught = subjects_at(self.scenario).get(site, frozenset())
        same = group.role != "teacher" or group.subject == kind[1] or kind[1] not in taught
        return 0 if same else weight("W2")

    # -- hosts ------------------------------------------------------------------------------

    def lodge(self, team: Team) -> None:
        """Find a host for everybody who is placed: one for all if there is one."""
        for term in self.desk.terms:
            waiting = [x for x in team.places if x.term == term]
            for lock in self.desk.required(team.site, "placement"):
                if lock.term in (None, term) and lock.supporting_school:
                    named = [x for x in waiting if x.person == lock.person_id is not None]
                    first = named or waiting[: 1 if lock.person_id is None else 0]
                    for place in first:
                        self._stay(place, lock.supporting_school)
                    self._stay_rest(waiting, lock.supporting_school)
            while [x for x in waiting if not x.host]:
                if not self._best_host(team, [x for x in waiting if not x.host]):
                    break
            self._count_hosts(team, waiting)
        for place in [x for x in team.places if not x.host]:
            self.ledger.give(self.takes(place.group, place.term, place.person))
            team.places.remove(place)
            team.missed += self.scenario.weight("W1")

    def _stay(self, place: Place, host: str) -> None:
        place.host = host
        self.ledger.take(self.ledger.lodging(host, place.term))

    def _stay_rest(self, places: Iterable[Place], host: str) -> int:
        """Lodge as many as a host can take; return how many."""
        count = 0
        for place in places:
            fits = place.group.stage in self.scenario.stages(host)
            if not place.host and fits and self.ledger.fits(self.ledger.lodging(host, place.term)):
                self._stay(place, host)
                count += 1
        return count

    def _best_host(self, team: Team, waiting: list[Place]) -> bool:
        """Lodge people at the host that takes most of them, then at the one that is worth most."""
        best: tuple[tuple[int, int], str] | None = None
        asked = len(waiting)
        for host in self.desk.near(team.site):
            worth = self._host_worth(team, host)
            if best is not None and (asked, worth) <= best[0]:
                continue
            if self._banned(team.site, host, waiting[0].term):
                continue
            count = self._stay_rest(waiting, host)
            for place in waiting:
                if place.host:
                    self.ledger.give(self.ledger.lodging(host, place.term))
                    place.host = ""
            if count and (best is None or (count, worth) > best[0]):
                best = ((count, worth), host)
        if best is None:
            return False
        self._stay_rest(waiting, best[1])
        return True

    def _banned(self, site: str, host: str, term: Term) -> bool:
        return any(
            lock.what == "placement"
            and lock.force == "forbid"
            and lock.person_id is None
            and lock.supporting_school == host
            and lock.term in (None, term)
            for lock in self.desk.locks[site]
        ) or not self.scenario.stages(host) & self.scenario.stages(site)

    def _host_worth(self, team: Team, host: str) -> int:
        senders = {group.school_code for group, _ in team.seats}
        aligned = (host in self.desk.partner.get(team.site, ())) + (host in senders)
        weight = self.scenario.weight
        return weight("O4") * aligned - weight("O6") * self.desk.tens(team.site, host)

    def _count_hosts(self, team: Team, places: list[Place]) -> None:
        hosts = {place.host for place in places if place.host}
        team.points += sum(self._host_worth(team, host) for host in hosts)
        team.points -= self.scenario.weight("W3") * max(0, len(hosts) - 1)
