"""What is wrong in the input of the teams: needs, teacher counts, site and seat locks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from pairmatch.errors import Text, both
from pairmatch.programmes.faults import (
    beyond,
    called,
    not_taught,
    required_locks,
    spoken,
    wrong_side,
)
from pairmatch.programmes.room import Fault
from pairmatch.programmes.teams.index import counties_without_township
from pairmatch.programmes.teams.rules import most_people
from pairmatch.programmes.teams.supply import committed_people
from pairmatch.scenario import HALVES, Scenario
from pairmatch.schema import Lock, Need, TeacherCount
from pairmatch.vocabulary import TOWNSHIP_KINDS

WHERE = ("units", "links")


def faults(scenario: Scenario) -> Iterator[Fault]:
    """Judge the needs, the teacher counts and the locks of sites and seats."""
    return chain(_needs(scenario), _teachers(scenario), _sites(scenario), _seats(scenario))


def _needs(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(Need):
        yield from wrong_side(scenario, row, "school_code", "recipient")
        if row.role == "teacher" and row.subject is None:
            yield Fault("E-SUBJECT-MISSING", row, "subject")
        elif row.role != "teacher" and row.subject is not None:
            yield Fault("E-SUBJECT-ROLE", row, "subject")
        else:
            yield from not_taught(scenario, row, row.school_code, row.subject)


def _teachers(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(TeacherCount):
        yield from wrong_side(scenario, row, "school_code", "recipient")
        yield from not_taught(scenario, row, row.school_code, row.subject)


def site_fault(scenario: Scenario, lock: Lock) -> Iterator[Fault]:
    """Report a lock that puts a team at a school where no team may be."""
    for rule, why in _why_no_site(scenario, lock.recipient_school):
        values = {"school": called(scenario, lock.recipient_school), "why": why}
        yield Fault("E-LOCK-SITE", lock, "recipient_school", values, ("units",), rule)


def _why_no_site(scenario: Scenario, code: str) -> Iterator[tuple[str, Text]]:
    """Yield by which rules no team may be at a school, and why in words; each rule once."""
    school = scenario.schools[code]
    home = scenario.units[scenario.homes[code]]
    least = scenario.number("team_size_min")
    fallback = home.unit_code in counties_without_township(scenario)
    if school.site == 0:
        yield "T4", both("why.site-flag")
    elif home.level == "city":
        yield "T4", both("why.site-city", unit=home.name)
    elif school.kind not in TOWNSHIP_KINDS and not fallback:
        yield "T4", both("why.site-kind", unit=home.name)
    if most_people(scenario, code) < least:
        yield "T2", both("why.site-beds", beds=most_people(scenario, code), least=least)


def _sites(scenario: Scenario) -> Iterator[Fault]:
    for lock in required_locks(scenario, "site"):
        yield from site_fault(scenario, lock)


def _seats(scenario: Scenario) -> Iterator[Fault]:
    possible: list[Lock] = []
    for lock in required_locks(scenario, "seat"):
        wrong = list(site_fault(scenario, lock)) or list(_sender(scenario, lock))
        yield from wrong
        if not wrong:
            possible.append(lock)
    yield from _two_sites(possible)
    seats = _distinct(scenario, possible)
    yield from _full_sites(scenario, seats)
    yield from _drained_schools(scenario, seats)


def _sender(scenario: Scenario, lock: Lock) -> Iterator[Fault]:
    """Report a seat whose school may not send there, or has nobody for it."""
    site, school = lock.recipient_school, lock.supporting_school or ""
    values = {
        "site": called(scenario, site),
        "school": called(scenario, school),
        "post": post(lock),
        "stages": spoken("person_stage", scenario.stages(site)),
    }
    if not scenario.reaches(school, site):
        yield Fault("E-LOCK-REACH", lock, "supporting_school", values, WHERE, "T7")
    people = [
        row
        for row in scenario.staff_of.get(school, ())
        if row.role == lock.role
        and lock.subject in (None, row.subject)
        and lock.person_id in (None, row.person_id)
    ]
    if not sum(row.count for row in people if row.stage in scenario.stages(site)):
        column = "role" if lock.person_id is None else "person_id"
        rule = "T9" if sum(row.count for row in people) else "T5"
        yield Fault("E-LOCK-NOBODY", lock, column, values, ("staff",), rule)


def post(lock: Lock) -> Text:
    """Return the post that a lock names: its role, with its subject if it has one."""
    role = spoken("role", [lock.role or ""])
    subject = spoken("subject", [lock.subject or ""])
    return Text(f"{subject.zh}{role.zh}", f"{subject.en} {role.en}".strip())


def _two_sites(locks: list[Lock]) -> Iterator[Fault]:
    first: dict[str, Lock] = {}
    for lock in locks:
        if lock.person_id is None:
            continue
        other = first.setdefault(lock.person_id, lock)
        if other.recipient_school != lock.recipient_school:
            yield Fault("E-LOCK-TWICE", lock, "person_id", {"other": other}, rule="T5")


def _distinct(scenario: Scenario, locks: list[Lock]) -> list[Lock]:
    """Return the locks once for each seat that they need.

    One that says less may share the seats of those that say more.
    """

    def kind(lock: Lock) -> tuple[str | None, ...]:
        return (lock.recipient_school, lock.supporting_school, lock.role)

    def subject(lock: Lock) -> str | None:
        person = scenario.people.get(lock.person_id or "")
        return lock.subject or (person.subject if person else None)

    named = Counter((*kind(x), subject(x)) for x in locks if x.person_id is not None)
    told: Counter[tuple[str | None, ...]] = Counter()
    for key in {(*kind(x), subject(x)) for x in locks if subject(x) or x.person_id is not None}:
        counts = [x.count or 1 for x in locks if x.person_id is None and _is(x, key)]
        told[key[:-1]] += max([named[key], *counts])

    def shared(lock: Lock) -> int:
        if lock.person_id is not None:
            return 0
        return told[kind(lock)] if lock.subject is None else named[*kind(lock), lock.subject]

    return [lock for lock in locks for _ in range((lock.count or 1) - shared(lock))]


def _is(lock: Lock, key: tuple[str | None, ...]) -> bool:
    """Whether a lock names just a subject of a post: school of the site, sender, role, subject."""
    named = (lock.recipient_school, lock.supporting_school, lock.role, lock.subject)
    return named == key and lock.subject is not None


def _full_sites(scenario: Scenario, locks: list[Lock]) -> Iterator[Fault]:
    """Report the seats beyond the size of a team, and leaders beyond the first."""
    by_site: dict[str, list[Lock]] = defaultdict(list)
    for lock in locks:
        by_site[lock.recipient_school].append(lock)
    for site, mine in by_site.items():
        name, most = called(scenario, site), most_people(scenario, site)
        yield from beyond("E-LOCK-TEAM", mine, "recipient_school", most, name, rule="T2")
        leaders = [lock for lock in mine if lock.role == "leader"]
        yield from beyond("E-LOCK-LEADER", leaders, "role", 1, name, rule="T2")


def _drained_schools(scenario: Scenario, locks: list[Lock]) -> Iterator[Fault]:
    """Report the seats beyond the people that a school has for them, or may let go."""
    by_school: dict[str, list[Lock]] = defaultdict(list)
    by_post: dict[tuple[str, str, str], list[Lock]] = defaultdict(list)
    for lock in locks:
        school = lock.supporting_school or ""
        by_school[school].append(lock)
        by_post[school, lock.role or "", lock.subject or ""].append(lock)
    for school, mine in by_school.items():
        left = min(scenario.release_left(school, half) for half in HALVES)
        name = called(scenario, school)
        yield from beyond("E-LOCK-RELEASE", mine, "supporting_school", left, name, rule="T6")
    for (school, role, subject), mine in by_post.items():
        used = committed_people(scenario, school, role, subject)
        free = _people(scenario, school, role, subject) - used
        name, rule = called(scenario, school), "T10" if used else "T5"
        yield from beyond("E-LOCK-PEOPLE", mine, "role", free, name, "staff", rule=rule)


def _people(scenario: Scenario, school: str, role: str, subject: str) -> int:
    rows = scenario.staff_of.get(school, ())
    return sum(x.count for x in rows if x.role == role and subject in ("", x.subject))
