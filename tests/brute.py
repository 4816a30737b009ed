"""A planner by enumeration: every plan of a tiny scenario, judged by the checks, none by a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import ROOMS, RULES, TERMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.rule import standing
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.verify import verify
from tests.choices import Person, Team, pair_sets, persons_of, stays_in, team_sets

TABLES = plan_tables_of(ROOMS)
PAIRS_ONLY = {
    *("P1", "P2", "P2-min", "P3", "P3-min", "P3-load", "P4"),
    *("P5", "P5-max", "P6", "P6-max", "P9", "O5", "H1", "O7"),
}
COUPLED = {"P8", "O4", "L1", "L2", "L3", "O12"}
"""Rules and terms that see pairs together with the rest; P7 and O6 simply add up over the two."""
TEAMS_ALONE = {"T2", "T4", "T5", "T6", "T7", "T9", "T10"}
"""Hard rules that need no placements: checked once for each team plan, to save time."""
TEAMS = TEAMS_ALONE | {
    *("T1", "T1-max", "T3", "T4-fallback", "T8", "O1", "O8", "P7"),
    *("H2", "H3", "O10", "O11"),
}
"""All that needs no placements."""
STAYS = {"W1", "W1-max", "W1-own", "W2", "W2-role", "W3", "W6", "W6-stage", "O6"}
"""What sees one team with its placements, and adds up over the teams."""
LAST = {x.code for x in (*RULES, *TERMS)} - PAIRS_ONLY - COUPLED - TEAMS - STAYS
"""What sees all placements at once. It can only make a plan worse, so it is left until the end."""
HARD_FIRST = sorted(RULES, key=lambda rule: rule.force != "hard")

Score = tuple[int, int]
"""(shortfall, -value): less is better."""


@dataclass(frozen=True)
class Stays:
    """Placements against one team, their score with it by :data:`STAYS`, and how many of whom go."""

    score: Score
    rows: tuple[Assignment, ...]
    people: tuple[int, ...]


@dataclass(frozen=True)
class Sent:
    """Teams and their placements; the plan is no better than ``score``, by all but :data:`LAST`."""

    score: Score
    seats: list[Assignment]
    placed: list[Assignment]


@dataclass(frozen=True)
class Best:
    """The optimum by enumeration."""

    shortfall: int
    value: int
    plan: Plan


def optimum(scenario: Scenario) -> Best | None:
    """Return the best plan, None if no plan obeys the hard rules."""
    pairs = _pairs(scenario)
    best: tuple[Score, Plan] | None = None
    for sent in sorted(_sent(scenario), key=lambda x: x.score) if pairs else ():
        (a, b), late = sent.score, None
        # Alignment gives at most one yes a team and two more a team and term.
        terms = len(scenario.terms("placement_terms"))
        most = scenario.weight("O4") * (1 + 2 * terms) * len({x.team_id for x in sent.seats})  # type: ignore[attr-defined]
        for (c, d), chosen in pairs:
            if best is not None and (a + c, b + d - most) >= best[0]:
                break
            rows = {SchoolPair: chosen, Seat: sent.seats, Placement: sent.placed}
            late = late or _judge(scenario, rows, LAST)
            if late is None:
                break
            more = _judge(scenario, rows, COUPLED)
            if more is None:
                continue
            score = (a + c + late[0] + more[0], b + d + late[1] + more[1])
            if best is None or score < best[0]:
                best = (score, Plan(TABLES, rows))
    if best is None:
        return None
    found = verify(scenario, best[1])
    assert found.accepted
    assert (found.shortfall, -found.value) == best[0]
    return Best(found.shortfall, found.value, best[1])


def every_plan(scenario: Scenario) -> Iterator[Plan]:
    """Yield every plan, whatever rules it breaks."""
    persons = persons_of(scenario, "recipient")
    terms = scenario.terms("placement_terms")
    for teams in team_sets(scenario):
        seats = [seat for team in teams for seat in team]
        stays = [list(stays_in(scenario, team, term, persons)) for team in teams for term in terms]
        for choice, pairs in product(product(*stays), pair_sets(scenario)):
            placed = [row for rows, _ in choice for row in rows]
            yield Plan(TABLES, {SchoolPair: pairs, Seat: seats, Placement: placed})


def plans(scenario: Scenario) -> Iterator[Plan]:
    """Yield every plan that obeys the hard rules."""
    pairs = _pairs(scenario)
    for sent in _sent(scenario) if pairs else ():
        for _, chosen in pairs:
            rows = {SchoolPair: chosen, Seat: sent.seats, Placement: sent.placed}
            if _judge(scenario, rows, LAST | COUPLED) is not None:
                yield Plan(TABLES, rows)


def _pairs(scenario: Scenario) -> list[tuple[Score, list[Assignment]]]:
    """Every set of pairs that the rules of pairs allow, the best first."""
    judged = (
        (_judge(scenario, {SchoolPair: rows}, PAIRS_ONLY | {"P7", "O6"}), rows)
        for rows in pair_sets(scenario)
    )
    return sorted(
        ((score, rows) for score, rows in judged if score is not None), key=lambda x: x[0]
    )


def _sent(scenario: Scenario) -> Iterator[Sent]:
    """Every way to send teams and place people that obeys :data:`TEAMS` and :data:`STAYS`."""
    persons = persons_of(scenario, "recipient")
    stays_of: dict[Team, list[Stays]] = {}
    for teams in team_sets(scenario):
        seats: list[Assignment] = [seat for team in teams for seat in team]
        alone = _judge(scenario, {Seat: seats}, TEAMS)
        if alone is None:
            continue
        for team in teams:
            if team not in stays_of:
                stays_of[team] = list(_stays(scenario, team, persons))
        for choice in product(*(stays_of[team] for team in teams)):
            if _enough(persons, [stays.people for stays in choice]):
                scores = [alone, *(stays.score for stays in choice)]
                placed = [row for stays in choice for row in stays.rows]
                yield Sent((sum(x[0] for x in scores), sum(x[1] for x in scores)), seats, placed)


def _judge(
    scenario: Scenario,
    rows: Mapping[type[Assignment], Sequence[Assignment]],
    codes: set[str],
) -> Score | None:
    """Return the score of a plan by some rules and terms; None if a hard rule is broken."""
    plan = Plan(TABLES, rows)
    shortfall = value = 0
    for rule in HARD_FIRST:
        if rule.code not in codes:
            continue
        missed = sum(x.amount for x in standing(rule, scenario, plan))
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


def _stays(scenario: Scenario, team: Team, persons: list[tuple[Person, int]]) -> Iterator[Stays]:
    """Every way to place people of the county against a team, at most one a seat and term."""
    terms = scenario.terms("placement_terms")
    for choice in product(*(list(stays_in(scenario, team, x, persons)) for x in terms)):
        placed = tuple(row for rows, _ in choice for row in rows)
        going = [person for _, people in choice for person in people]
        people = tuple(going.count(person) for person, _ in persons)
        if _enough(persons, [people]):
            score = _judge(scenario, {Seat: team, Placement: placed}, STAYS)
            if score is not None:
                yield Stays(score, placed, people)


def _enough(persons: list[tuple[Person, int]], sent: Sequence[tuple[int, ...]]) -> bool:
    there = [count for _, count in persons]
    return all(sum(used) <= count for count, *used in zip(there, *sent, strict=True))
