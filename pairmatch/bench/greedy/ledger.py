"""What is left of everything scarce: people, places, pairs and quotas, as a clerk keeps it in a ledger.

Each entry is one sum that a rule limits. A seat, a placement, a place at a host or a pair is a small
list of entries with what it takes of each; it may be had if every entry has that much left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pairmatch.history import kind_of
from pairmatch.programmes.memory.rest import rested_groups, rested_kinds
from pairmatch.programmes.pairs.affinity import load
from pairmatch.programmes.pairs.province import pairs_wanted
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.placements.exchange import people_limits
from pairmatch.programmes.placements.index import leaders_known
from pairmatch.programmes.placements.province import side_limits
from pairmatch.programmes.placements.supply import SPANS, host_left
from pairmatch.programmes.teams.supply import committed_kinds, committed_people
from pairmatch.scenario import HALVES, GroupKey, Scenario
from pairmatch.schema import TeacherCount
from pairmatch.vocabulary import HALF_TERMS, Term

Entry = tuple[str, ...]
Takes = Mapping[Entry, int]


class Ledger:
    """What is left by entry; an entry that stands nowhere is not limited."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.left: dict[Entry, int] = {}
        for school in scenario.schools:
            self.left.update(_of_school(scenario, school))
        for unit in scenario.units:
            self.left.update(_of_unit(scenario, unit))
        for group, count in scenario.group_counts.items():
            self.left[("group", *key_of(group))] = count
        for (group, person), free in rested_groups(scenario).items():
            if not person:
                self.left[("rested", *key_of(group))] = free
        for kind, free in rested_kinds(scenario).items():
            self.left[("rested-kind", *kind)] = free
        for row in scenario.rows(TeacherCount):
            if row.present >= 1:
                for half in HALVES:
                    self.left["subject", row.school_code, row.subject, half] = row.present - 1
        for side in ("supporting", "recipient"):
            for what, limit in side_limits(scenario, side).items():
                self.left[what, side] = limit
        wanted = pairs_wanted(scenario)
        if wanted:
            self.left["pairs", "province"] = wanted[1]

    def fits(self, takes: Takes) -> bool:
        """Whether everything is there still."""
        return all(self.left.get(entry, amount) >= amount for entry, amount in takes.items())

    def take(self, takes: Takes) -> None:
        """Write down what is used, whether it is there or not: some decisions are made already."""
        for entry, amount in takes.items():
            if entry in self.left:
                self.left[entry] -= amount

    def give(self, takes: Takes) -> None:
        """Cross out what was written down."""
        for entry, amount in takes.items():
            if entry in self.left:
                self.left[entry] += amount

    # -- what each decision takes ---------------------------------------------------------

    def pair(self, recipient: str, supporter: str) -> Takes:
        """Return what a pair takes: a partner and, of those who report them, a leader on each side."""
        takes: dict[Entry, int] = {("pairs", "province"): 1}
        takes["load", supporter] = load(self.scenario, recipient, supporter)
        for school in (recipient, supporter):
            takes["pairs", school] = takes["heads", school] = 1
            home = self.scenario.homes[school]
            takes["quota", home, ""] = takes["quota", home, self.scenario.schools[school].stage] = 1
        return takes

    def seat(self, group: GroupKey) -> Takes:
        """Return what sending one person of a group for the year takes."""
        school = group.school_code
        takes = self._person(group, "supporting", 2)
        takes["release", school, "year"] = 1
        takes["rested", *key_of(group)] = 1
        takes["rested-kind", *kind_of(school, group.role, group.subject)] = 1
        for kind in _kinds(group):
            takes["kind", school, *kind, "year"] = 1
        return takes

    def placed(self, group: GroupKey, term: Term) -> Takes:
        """Return what placing one person of a group for a term takes."""
        school, halves = group.school_code, HALF_TERMS[term]
        takes = self._person(group, "recipient", len(halves))
        for half in halves:
            takes["release", school, half] = 1
            if group.role == "teacher":
                takes["subject", school, group.subject, half] = 1
        for kind in _kinds(group):
            for span in {term, *halves}:
                takes["kind", school, *kind, span] = 1
        return takes

    def lodging(self, host: str, term: Term) -> Takes:
        """Return what one place at a host for a term takes."""
        takes: dict[Entry, int] = {("places", host, half): 1 for half in HALF_TERMS[term]}
        takes["hosted", self.scenario.homes[host]] = 1
        return takes

    def comes(self, site: str, group: GroupKey) -> Takes:
        """Return what somebody who comes gives back: one of the school's own may leave instead."""
        if group.role != "teacher":
            return {}
        return {("subject", site, group.subject, half): -1 for half in HALVES}

    def _person(self, group: GroupKey, side: str, halves: int) -> dict[Entry, int]:
        home = self.scenario.homes[group.school_code]
        takes: dict[Entry, int] = {("group", *key_of(group)): 1}
        for whose in (home, side):
            takes["away", whose] = 1
            takes["money", whose] = halves
        if group.role != "teacher":
            takes["heads", group.school_code] = 1
        return takes


def key_of(group: GroupKey) -> Entry:
    """Return what tells a group of alike people from others."""
    return (group.school_code, group.role, group.subject, group.second_subject, group.stage)


def _kinds(group: GroupKey) -> set[tuple[str, str]]:
    return {(group.role, ""), (group.role, group.subject)}


def _of_school(scenario: Scenario, code: str) -> Iterator[tuple[Entry, int]]:
    school = scenario.schools[code]
    yield ("pairs", code), bounds(scenario, school)[1]
    if school.load_max is not None:
        yield ("load", code), school.load_max
    heads = leaders_known(scenario, code)
    if heads is not None:
        yield ("heads", code), heads
    for half in HALVES:
        yield ("release", code, half), scenario.release_left(code, half)
        yield ("places", code, half), host_left(scenario, code, half)
    yield ("release", code, "year"), min(scenario.release_left(code, half) for half in HALVES)
    for role, subject in committed_kinds(scenario, code):
        have = sum(
            x.count
            for x in scenario.staff_of.get(code, ())
            if x.role == role and subject in ("", x.subject)
        )
        for span in SPANS:
            whole = span == "year"
            used = committed_people(scenario, code, role, subject, None if whole else span)
            yield ("kind", code, role, subject, span), max(0, have - used)


def _of_unit(scenario: Scenario, unit: str) -> Iterator[tuple[Entry, int]]:
    for what, limit in people_limits(scenario, unit).items():
        yield (what, unit), limit
    for quota in scenario.quotas.get((unit, "pairs"), ()):
        if quota.max is not None:
            yield ("quota", unit, quota.stage or ""), quota.max
