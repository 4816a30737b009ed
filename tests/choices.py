"""Every choice of a tiny scenario, allowed or not: sets of pairs, teams, placements against a team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, permutations, product
from typing import Any

from pairmatch.approvals import approval_of
from pairmatch.plan import Assignment
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.index import answers
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import GroupKey, Scenario, group_key

Person = tuple[GroupKey, str | None]
Team = tuple[Seat, ...]


def pair_sets(scenario: Scenario) -> Iterator[list[Assignment]]:
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


def persons_of(scenario: Scenario, side: str) -> list[tuple[Person, int]]:
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


def team_sets(scenario: Scenario) -> Iterator[list[Team]]:
    """Every way to send people to recipient schools in teams of at most the largest size."""
    most = scenario.number("team_size_max")
    sites = [x.school_code for x in scenario.schools_on("recipient")]
    persons = persons_of(scenario, "supporting")
    choices = [list(_spread(count, len(sites), most)) for _, count in persons]
    for choice in product(*choices):
        members: dict[str, list[Person]] = {site: [] for site in sites}
        for (person, _), spread in zip(persons, choice, strict=True):
            for site, number in zip(sites, spread, strict=True):
                members[site] += [person] * number
        if all(len(team) <= most for team in members.values()):
            numbered = enumerate(members.items(), start=1)
            yield [_team(scenario, number, *one) for number, one in numbered if one[1]]


def _spread(count: int, places: int, most: int) -> Iterator[tuple[int, ...]]:
    for numbers in product(range(min(count, most) + 1), repeat=places):
        if sum(numbers) <= count:
            yield numbers


def _team(scenario: Scenario, number: int, site: str, people: list[Person]) -> Team:
    team_id = f"{scenario.homes[site]}-{scenario.settings.year}-{number:02d}"
    return tuple(
        Seat(
            team_id=team_id,
            seat=seat,
            recipient_school=site,
            **fields(group, "supporting_school"),
            person_id=person,
        )
        for seat, (group, person) in enumerate(people, start=1)
    )


def fields(group: GroupKey, school_column: str) -> dict[str, Any]:
    return {
        school_column: group.school_code,
        "role": group.role,
        "stage": group.stage,
        "subject": group.subject or None,
        "second_subject": group.second_subject or None,
    }


def stays_in(
    scenario: Scenario, team: Team, term: str, persons: list[tuple[Person, int]]
) -> Iterator[tuple[list[Assignment], list[Person]]]:
    """Every way to place people of the county at any host in one term."""
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
        or approval_of(scenario, "W6", (site, x.school_code)) is not None
    ]
    for size in range(len(team) + 1):
        for stays in combinations_with_replacement([(p, h) for p in near for h in hosts], size):
            rows = [
                Placement(
                    team_id=team[0].team_id,
                    seat=1,
                    term=term,
                    supporting_school=host,
                    **fields(person[0], "recipient_school"),
                    person_id=person[1],
                )
                for person, host in stays
            ]
            yield best_seats(scenario, team, rows), [person for person, _ in stays]


def best_seats(
    scenario: Scenario, team: Sequence[Seat], rows: Sequence[Placement]
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
