"""What every lock must say, whichever programme it belongs to, and locks that contradict others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pairmatch.programmes.faults import called, spoken, wrong_side
from pairmatch.programmes.room import Fault
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock

NEEDED: dict[str, tuple[str, ...]] = {
    "pair": ("supporting_school",),
    "site": (),
    "seat": ("supporting_school", "role"),
    "placement": ("supporting_school",),
}
"""The columns, beside the recipient school, that a lock of each kind must fill."""
LEFT_BLANK: dict[str, tuple[str, ...]] = {
    "pair": ("role", "subject", "term", "person_id", "count"),
    "site": ("supporting_school", "role", "subject", "term", "person_id", "count"),
    "seat": ("term",),
    "placement": ("count",),
}
"""The columns that say nothing about a lock of each kind and so must be blank."""


def lock_faults(scenario: Scenario) -> Iterator[Fault]:
    """Judge each lock by itself: columns filled, sides, term, and the person it names."""
    for lock in scenario.locks:
        yield from _columns(lock)
        yield from wrong_side(scenario, lock, "recipient_school", "recipient")
        if "supporting_school" not in LEFT_BLANK[lock.what]:
            yield from wrong_side(scenario, lock, "supporting_school", "supporting")
        if lock.what == "placement":
            yield from _term(scenario, lock)
        if lock.what in ("seat", "placement") and lock.person_id is not None:
            yield from _person(scenario, lock, lock.person_id)


def _columns(lock: Lock) -> Iterator[Fault]:
    what = spoken("lock", [lock.what])
    for column in NEEDED[lock.what]:
        if getattr(lock, column) is None:
            yield Fault("E-LOCK-BLANK", lock, column, {"what": what})
    for column in LEFT_BLANK[lock.what]:
        if getattr(lock, column) is not None:
            yield Fault("E-LOCK-EXTRA", lock, column, {"what": what})
    if "subject" in LEFT_BLANK[lock.what]:
        return
    if lock.person_id is not None and lock.what == "seat" and lock.count is not None:
        yield Fault("E-LOCK-COUNT", lock, "count")
    if lock.what == "seat" and lock.role == "teacher" and lock.subject is None:
        yield Fault("E-SUBJECT-MISSING", lock, "subject")
    if lock.subject is not None and lock.role is None:
        yield Fault("E-SUBJECT-ROLE", lock, "subject")
    if lock.what == "placement" and lock.role is not None and lock.person_id is None:
        yield Fault("E-LOCK-ROLE", lock, "role")


def _term(scenario: Scenario, lock: Lock) -> Iterator[Fault]:
    if lock.term is None or "placement_terms" not in scenario.settings.numbers:
        return
    terms = scenario.terms("placement_terms")
    if lock.term not in terms:
        yield Fault("E-LOCK-TERM", lock, "term", {"terms": spoken("term", terms)})


def _person(scenario: Scenario, lock: Lock, person_id: str) -> Iterator[Fault]:
    person = scenario.people[person_id]
    values = {
        "other": person,
        "school": called(scenario, person.school_code),
        "role": spoken("role", [person.role]),
        "subject": spoken("subject", [person.subject or ""]),
    }
    if lock.what == "seat":
        at_home = lock.supporting_school in (None, person.school_code)
    else:
        at_home = person.school_code == lock.recipient_school
    if not at_home:
        yield Fault("E-LOCK-PERSON", lock, "person_id", values, ("staff",))
    for column in ("role", "subject"):
        if getattr(lock, column) not in (None, getattr(person, column)):
            yield Fault("E-LOCK-POST", lock, column, values, ("staff",))


# -- locks against locks ------------------------------------------------------------------


def clashes(scenario: Scenario) -> Iterator[Fault]:
    """Report, on both lines, what one lock requires and another forbids."""
    forbidden: dict[str, list[Lock]] = defaultdict(list)
    for lock in scenario.locks:
        if lock.force == "forbid":
            forbidden[lock.recipient_school].append(lock)
    for lock in scenario.locks:
        if lock.force == "require":
            for other in forbidden[lock.recipient_school]:
                if covers(other, lock):
                    yield Fault("E-LOCK-CLASH", lock, "force", {"other": other}, rule="L1")
                    yield Fault("E-LOCK-CLASH", other, "force", {"other": lock}, rule="L2")


def covers(ban: Lock, wish: Lock) -> bool:
    """Whether what is required falls under what is forbidden, for the same recipient school."""
    if ban.what == "site":
        return wish.what in ("site", "seat", "placement")
    if ban.what != wish.what:
        return False
    columns = ("supporting_school", "role", "subject", "term", "person_id")
    if (ban.count or 1) > (wish.count or 1):
        return False
    return all(getattr(ban, x) in (None, getattr(wish, x)) for x in columns)
