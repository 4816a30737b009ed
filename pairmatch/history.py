"""History: what earlier years leave to this one: pairs, who rests, needs taken over, load carried."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from pairmatch.scenario import Scenario
from pairmatch.schema import HistoryRow, Need, Staff

Pair = tuple[str, str]
"""(recipient school, supporting school)."""
Kind = tuple[str, str, str]
"""(school, role, subject); the subject only of teachers, as nobody asks for that of the others."""


@lru_cache(maxsize=8)
def records(scenario: Scenario) -> tuple[HistoryRow, ...]:
    """Return the history that counts: what really was takes the place of what was planned.

    Where a recipient school has a row of a year, about one thing, that is not planned, its planned ones
    of that year and thing are left out. Schools and people of a record may be gone.
    """
    rows = scenario.rows(HistoryRow)
    known = {_about(row) for row in rows if row.status != "planned"}
    return tuple(row for row in rows if row.status != "planned" or _about(row) not in known)


def _about(row: HistoryRow) -> tuple[int, str, str]:
    return (row.year, row.what, row.recipient_school)


def people_in(row: HistoryRow) -> int:
    """Return how many alike people a row is about."""
    return 1 if row.count is None else row.count


def _in_round(scenario: Scenario, what: str) -> Iterable[HistoryRow]:
    """Yield the records of one thing of earlier years of this round."""
    settings = scenario.settings
    for row in records(scenario):
        if row.what == what and settings.first_year <= row.year < settings.year:
            yield row


# -- pairs --------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def partnerships(scenario: Scenario) -> frozenset[Pair]:
    """Pairs of any earlier year whose schools are both there still."""
    return frozenset(_pair(row) for row in records(scenario) if _both_known(scenario, row))


@lru_cache(maxsize=8)
def last_pairs(scenario: Scenario, *, of_round: bool) -> frozenset[Pair]:
    """Pairs of the last year that the recipient's county tells of: of this round, or before it.

    Counties hand in their history apart, so that each has a last year of its own. Pairs that ended, or
    whose schools are gone, are left out, but their year counts: what was before it is past.
    """
    first, year = scenario.settings.first_year, scenario.settings.year
    rows = [
        row
        for row in records(scenario)
        if row.what == "pair"
        and row.recipient_school in scenario.homes
        and (first <= row.year < year if of_round else row.year < first)
    ]
    last: dict[str, int] = {}
    for row in rows:
        home = scenario.homes[row.recipient_school]
        last[home] = max(row.year, last.get(home, 0))
    return frozenset(
        _pair(row)
        for row in rows
        if row.year == last[scenario.homes[row.recipient_school]]
        and row.status != "ended"
        and _both_known(scenario, row)
    )


@lru_cache(maxsize=8)
def kept_pairs(scenario: Scenario) -> frozenset[Pair]:
    """Last year's pairs of this round that no decision forbids."""
    forbidden = {
        (lock.recipient_school, lock.supporting_school)
        for lock in scenario.locks
        if lock.what == "pair" and lock.force == "forbid"
    }
    return last_pairs(scenario, of_round=True) - forbidden


def fits(scenario: Scenario, pair: Pair) -> bool:
    """Whether two schools may be paired still: inside a link, with a shared stage."""
    recipient, supporting = pair
    shared = scenario.stages(supporting) & scenario.stages(recipient)
    return scenario.linked(supporting, recipient) and bool(shared)


def _pair(row: HistoryRow) -> Pair:
    return (row.recipient_school, row.supporting_school or "")


def _both_known(scenario: Scenario, row: HistoryRow) -> bool:
    known = scenario.schools
    return row.what == "pair" and all(code in known for code in _pair(row))


# -- people who rest ----------------------------------------------------------------------


@lru_cache(maxsize=8)
def _served(scenario: Scenario) -> tuple[HistoryRow, ...]:
    """Return the seats of the years after which people rest; a seed school's team stays."""
    year, rest = scenario.settings.year, scenario.number("rest_years")
    return tuple(
        row
        for row in records(scenario)
        if row.what == "seat"
        and year - rest <= row.year < year
        and not is_seed(scenario, row.recipient_school)
    )


@lru_cache(maxsize=8)
def resting_people(scenario: Scenario) -> frozenset[str]:
    """Ids of the named people who have served and neither offered to go on nor are required."""
    served = {row.person_id for row in _served(scenario) if row.person_id is not None}
    return frozenset(
        person
        for person in served & scenario.available_people.keys()
        if scenario.people[person].willing != 1 and person not in scenario.required_people
    )


@lru_cache(maxsize=8)
def resting_counts(scenario: Scenario) -> Mapping[Kind, int]:
    """How many of the people who are only counted have served, of each kind.

    Somebody who served and is not named this year is one of those counted; there are never more than
    the school counts now. Alike people who offered to go on do not rest.
    """
    served: Counter[Kind] = Counter()
    for row in _served(scenario):
        if row.person_id is None or row.person_id not in scenario.people:
            served[kind_of(row.supporting_school or "", row.role or "", row.subject)] += people_in(
                row
            )
    counted: Counter[Kind] = Counter()
    for person in scenario.available:
        if person.person_id is None and person.willing != 1:
            counted[kind_of_staff(person)] += person.count
    resting = {kind: min(number, counted[kind]) for kind, number in sorted(served.items())}
    return {kind: number for kind, number in resting.items() if number}


def kind_of(school: str, role: str, subject: str | None) -> Kind:
    """Return the kind of post of somebody of a school."""
    return (school, role, (subject or "") if role == "teacher" else "")


def kind_of_staff(row: Staff) -> Kind:
    """Return the kind of post of a staff row."""
    return kind_of(row.school_code, row.role, row.subject)


@lru_cache(maxsize=8)
def recalled_people(scenario: Scenario) -> frozenset[str]:
    """Ids of the people who can be counted on only because a decision requires them."""
    served = {row.person_id for row in _served(scenario)}
    return frozenset(
        person
        for person in scenario.required_people
        if (row := scenario.people.get(person)) is not None
        and (row.willing == 0 or (row.willing is None and person in served))
    )


# -- needs taken over ---------------------------------------------------------------------


@lru_cache(maxsize=8)
def open_needs(scenario: Scenario) -> tuple[Need, ...]:
    """Return the needs less what people who were placed in this round have taken over (GD-2-1§14).

    Of n posts of a school, role and subject with a people who confirmed and u whose work has not been
    confirmed, max(0, n - a - floor(u * takeover_percent / 100)) are open. Needs without any are left out.
    """
    confirmed: Counter[Kind] = Counter()
    awaited: Counter[Kind] = Counter()
    for row in _in_round(scenario, "placement"):
        kind = kind_of(row.recipient_school, row.role or "", row.subject)
        if row.status == "confirmed":
            confirmed[kind] += people_in(row)
        elif row.status != "left":
            awaited[kind] += people_in(row)
    percent = scenario.number("takeover_percent")
    found: list[Need] = []
    for need in scenario.rows(Need):
        kind = kind_of(need.school_code, need.role, need.subject)
        posts = need.posts - confirmed[kind] - awaited[kind] * percent // 100
        if posts == need.posts:
            found.append(need)
        elif posts > 0:
            found.append(need.model_copy(update={"posts": posts}))
    return tuple(found)


# -- load carried and teams had -----------------------------------------------------------


@lru_cache(maxsize=8)
def people_sent(scenario: Scenario) -> Mapping[str, int]:
    """How many people each supporting school has sent in this round, also those who left early."""
    found: Counter[str] = Counter()
    for row in _in_round(scenario, "seat"):
        found[row.supporting_school or ""] += people_in(row)
    return {school: number for school, number in sorted(found.items()) if number}


@lru_cache(maxsize=8)
def years_with_team(scenario: Scenario) -> Mapping[str, int]:
    """In how many years of this round each recipient school has had a team."""
    years: dict[str, set[int]] = defaultdict(set)
    for what in ("site", "seat"):
        for row in _in_round(scenario, what):
            years[row.recipient_school].add(row.year)
    return {school: len(found) for school, found in sorted(years.items())}


def is_seed(scenario: Scenario, school: str) -> bool:
    """Whether a school is one of the seed schools, whose team stays (GD-2-1§26)."""
    return school in scenario.schools and scenario.schools[school].seed == 1


@lru_cache(maxsize=8)
def last_senders(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """The schools that sent the last team of each seed school whose team was replaced in this round.

    A team is replaced when none of its schools has sent anybody to the one before.
    """
    senders: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in _in_round(scenario, "seat"):
        if is_seed(scenario, row.recipient_school):
            senders[row.recipient_school][row.year].add(row.supporting_school or "")
    found: dict[str, tuple[str, ...]] = {}
    for seed, by_year in sorted(senders.items()):
        teams = [by_year[year] for year in sorted(by_year)]
        if any(not before & after for before, after in pairwise(teams)):
            found[seed] = tuple(sorted(teams[-1]))
    return found
