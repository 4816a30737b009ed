"""A planner by enumeration: every plan of a tiny scenario, judged by the checks, none by a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations, product
from typing import Any

from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import ROOMS, RULES, TERMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.index import answers
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import GroupKey, Scenario, group_key
from pairmatch.verify import verify

TABLES = plan_tables_of(ROOMS)
PAIRS_ONLY = {
    *("P1", "P2", "P2-min", "P3", "P3-min", "P3-load", "P4"),
    *("P5", "P5-max", "P6", "P6-max", "P9", "O5"),
}
COUPLED = {"P8", "O4", "L1", "L2"}
"""Rules and terms that see pairs together with the rest; P7 and O6 simply add up over the two."""
BOTH = {"P7", "O6"}
TEAMS_ALONE = {"T2", "T4", "T5", "T6", "T7", "T9", "T10"}
"""Hard rules that need no placements: checked once for each team plan, to save time."""
HARD_FIRST = sorted(RULES, key=lambda rule: rule.force != "hard")

Person = tuple[GroupKey, str | None]
Score = tuple[int, int]
"""(shortfall, -value): less is better."""


@dataclass(frozen=True)
class Best:
    """The optimum by enumeration, and how many plans obeyed the hard rules."""

    shortfall: int
    value: int
    plan: Plan
    plans: int


def optimum(scenario: Scenario) -> Best | None:
    """Return the best plan, None if no plan obeys the hard rules."""
    pairs = [
        (score, rows)
        for rows in _pair_sets(scenario)
        if (score := _judge(scenario, {SchoolPair: rows}, PAIRS_ONLY | BOTH)) is not None
    ]
    rest: list[tuple[Score, list[Assignment], list[Assignment]]] = []
    others = {x.code for x in (*RULES, *TERMS)} - PAIRS_ONLY - COUPLED - TEAMS_ALONE
    for seats in _team_sets(scenario):
        if _judge(scenario, {Seat: seats}, TEAMS_ALONE) is None:
            continue
        for placed in _placement_sets(scenario, seats):
            score = _judge(scenario, {Seat: seats, Placement: placed}, others)
            if score is not None:
                rest.append((score, seats, placed))
    return _best(scenario, pairs, rest)


def _best(
    scenario: Scenario,
    pairs: list[tuple[Score, list[Assignment]]],
    rest: list[tuple[Score, list[Assignment], list[Assignment]]],
) -> Best | None:
    best: tuple[Score, Plan] | None = None
    pairs.sort(key=lambda x: x[0])
    rest.sort(key=lambda x: x[0])
    for (a, b), seats, placed in rest:
        # Alignment gives at most one yes a team and two more a team and term.
        terms = len(scenario.terms("placement_terms"))
        most = scenario.weight("O4") * (1 + 2 * terms) * len({x.team_id for x in seats})  # type: ignore[attr-defined]
        for (c, d), chosen in pairs:
            if best is not None and (a + c, b + d - most) >= best[0]:
                continue
            rows = {SchoolPair: chosen, Seat: seats, Placement: placed}
            more = _judge(scenario, rows, COUPLED)
            if more is None:
                continue
            score = (a + c + more[0], b + d + more[1])
            if best is None or score < best[0]:
                best = (score, Plan(TABLES, rows))
    if best is None:
        return None
    found = verify(scenario, best[1])
    assert found.accepted
    assert (found.shortfall, -found.value) == best[0]
    return Best(found.shortfall, found.value, best[1], len(pairs) * len(rest))


def _judge(
    scenario: Scenario, rows: dict[type[Assignment], list[Assignment]], codes: set[str]
) -> Score | None:
    """Return the score of a plan by some rules and terms; None if a hard rule is broken."""
    plan = Plan(TABLES, rows)
    shortfall = value = 0
    for rule in HARD_FIRST:
        if rule.code not in codes:
            continue
        missed = sum(x.amount for x in rule.check(scenario, plan))
        force = scenario.force(rule.code)
        if missed and force == "hard":
            return None
        if force == "relaxable":
            shortfall += scenario.weight(rule.code) * missed
        elif force != "hard":
            value -= scenario.weight(rule.code) * missed
    for term in TERMS:
        if term.code in codes:
            value += term.sign * scenario.weight(term.code) * term.measure(scenario, plan)
    return shortfall, -value


def _pair_sets(scenario: Scenario) -> Iterator[list[Assignment]]:
    """Every subset of all pairs of a recipient and a supporting school; hard rules come later."""
    cells = [
        (r.school_code, s.school_code)
        for r in scenario.schools_on("recipient")
        for s in scenario.schools_on("supporting")
    ]
    for choice in product((False, True), repeat=len(cells)):
        yield [
            SchoolPair(recipient_school=r, supporting_school=s)
            for (r, s), chosen in zip(cells, choice, strict=True)
            if chosen
        ]


def _persons(scenario: Scenario, side: str) -> list[tuple[Person, int]]:
    """Groups of alike people of one side with their number; people whom a lock names stand alone."""
    counts: dict[Person, int] = {}
    for code, rows in scenario.staff_of.items():
        if scenario.side(code) != side:
            continue
        for row in rows:
            locked = row.person_id in scenario.locked_people
            key = (group_key(row), row.person_id if locked else None)
            counts[key] = counts.get(key, 0) + row.count
    return sorted(counts.items(), key=str)


def _team_sets(scenario: Scenario) -> Iterator[list[Assignment]]:
    """Every way to send people to recipient schools in teams of at most the largest size."""
    most = scenario.number("team_size_max")
    sites = [x.school_code for x in scenario.schools_on("recipient")]
    persons = _persons(scenario, "supporting")
    choices = [list(_spread(count, len(sites), most)) for _, count in persons]
    for choice in product(*choices):
        members: dict[str, list[Person]] = {site: [] for site in sites}
        for (person, _), spread in zip(persons, choice, strict=True):
            for site, number in zip(sites, spread, strict=True):
                members[site] += [person] * number
        if all(len(team) <= most for team in members.values()):
            yield _seats(scenario, members)


def _spread(count: int, places: int, most: int) -> Iterator[tuple[int, ...]]:
    for numbers in product(range(min(count, most) + 1), repeat=places):
        if sum(numbers) <= count:
            yield numbers


def _seats(scenario: Scenario, members: dict[str, list[Person]]) -> list[Assignment]:
    seats: list[Assignment] = []
    for number, (site, team) in enumerate(members.items(), start=1):
        team_id = f"{scenario.homes[site]}-{scenario.settings.year}-{number:02d}"
        for seat, (group, person) in enumerate(team, start=1):
            seats.append(
                Seat(
                    team_id=team_id,
                    seat=seat,
                    recipient_school=site,
                    **_fields(group, "supporting_school"),
                    person_id=person,
                )
            )
    return seats


def _fields(group: GroupKey, school_column: str) -> dict[str, Any]:
    return {
        school_column: group.school_code,
        "role": group.role,
        "stage": group.stage,
        "subject": group.subject or None,
        "second_subject": group.second_subject or None,
    }


def _placement_sets(scenario: Scenario, seats: list[Assignment]) -> Iterator[list[Assignment]]:
    """Every way to place people of the county, at most one a seat and term, at any host."""
    teams: dict[str, list[Seat]] = {}
    for seat in seats:
        assert isinstance(seat, Seat)
        teams.setdefault(seat.team_id, []).append(seat)
    persons = _persons(scenario, "recipient")
    groups = [
        list(_group_sets(scenario, team, term, persons))
        for team in teams.values()
        for term in scenario.terms("placement_terms")
    ]
    available = dict(persons)
    for choice in product(*groups):
        used: dict[Person, int] = {}
        for _, people in choice:
            for person in people:
                used[person] = used.get(person, 0) + 1
        if all(number <= available[person] for person, number in used.items()):
            yield [row for rows, _ in choice for row in rows]


def _group_sets(
    scenario: Scenario, team: list[Seat], term: str, persons: list[tuple[Person, int]]
) -> Iterator[tuple[list[Assignment], list[Person]]]:
    site = team[0].recipient_school
    near = [
        p
        for p, count in persons
        if count
        and scenario.homes[p[0].school_code] == scenario.homes[site]
        # Somebody whom a lock names goes with the own school's team only.
        and (p[1] is None or p[0].school_code == site)
    ]
    hosts = [
        x.school_code
        for x in scenario.schools_on("supporting")
        if scenario.reaches(x.school_code, site)
    ]
    for size in range(len(team) + 1):
        for stays in combinations_with_replacement([(p, h) for p in near for h in hosts], size):
            rows = [
                Placement(
                    team_id=team[0].team_id,
                    seat=1,
                    term=term,
                    supporting_school=host,
                    **_fields(person[0], "recipient_school"),
                    person_id=person[1],
                )
                for person, host in stays
            ]
            yield _best_seats(scenario, team, rows), [person for person, _ in stays]


def _best_seats(
    scenario: Scenario, team: list[Seat], rows: Sequence[Placement]
) -> list[Assignment]:
    """Number the seats so that as many as possible are answered by the corresponding post."""
    if not rows:
        return []
    best = max(
        permutations(team, len(rows)),
        key=lambda order: (
            sum(answers(scenario, s, r) for s, r in zip(order, rows, strict=True)),
            sum(s.role == r.role for s, r in zip(order, rows, strict=True)),
        ),
    )
    return [r.model_copy(update={"seat": s.seat}) for s, r in zip(best, rows, strict=True)]
