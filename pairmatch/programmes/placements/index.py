"""What checks and sheets read off the placements of a plan: by team and term, school and half-year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from pairmatch.plan import Plan
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import GroupKey, Scenario
from pairmatch.schema import Staff, TeacherCount
from pairmatch.vocabulary import HALF_TERMS


def by_team(plan: Plan) -> Mapping[tuple[str, str], tuple[Placement, ...]]:
    """Placements by (team id, term)."""
    return plan.derived(_by_team)


def _by_team(plan: Plan) -> Mapping[tuple[str, str], tuple[Placement, ...]]:
    found: dict[tuple[str, str], list[Placement]] = defaultdict(list)
    for row in plan.rows(Placement):
        found[row.team_id, row.term].append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def seats_by_number(plan: Plan) -> Mapping[tuple[str, int], Seat]:
    """Seats by (team id, seat)."""
    return plan.derived(_seats)


def _seats(plan: Plan) -> Mapping[tuple[str, int], Seat]:
    return {(seat.team_id, seat.seat): seat for seat in plan.rows(Seat)}


def sites(plan: Plan) -> Mapping[str, str]:
    """Site of each team."""
    return plan.derived(_sites)


def _sites(plan: Plan) -> Mapping[str, str]:
    return {seat.team_id: seat.recipient_school for seat in plan.rows(Seat)}


def people_in_half(plan: Plan, column: str, half: str) -> Counter[str]:
    """Number of people placed in a half-year by school; ``column`` says which school."""
    return Counter(
        getattr(row, column) for row in plan.rows(Placement) if half in HALF_TERMS[row.term]
    )


def group_of(row: Placement) -> GroupKey:
    """Return the group of alike people that a placed person comes from."""
    return GroupKey(
        row.recipient_school, row.role, row.subject or "", row.second_subject or "", row.stage
    )


@lru_cache(maxsize=8)
def subjects_at(scenario: Scenario) -> Mapping[str, frozenset[str]]:
    """The subjects that a recipient school has a teacher of, from staff and teachers tables."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, count in scenario.group_counts.items():
        if key.role == "teacher" and count > 0:
            found[key.school_code].add(key.subject)
    for row in scenario.rows(TeacherCount):
        if row.present > 0:
            found[row.school_code].add(row.subject)
    return {code: frozenset(subjects) for code, subjects in found.items()}


@lru_cache(maxsize=8)
def teachers_present(scenario: Scenario) -> Mapping[str, Mapping[str, int]]:
    """Teachers present by recipient school and subject, where there is at least one."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in scenario.rows(TeacherCount):
        if row.present >= 1:
            found[row.school_code][row.subject] = row.present
    return found


def answers(scenario: Scenario, seat: Seat, person: Placement) -> bool:
    """Whether a placed person is in the post corresponding to a seat.

    Same role and, for teachers, same subject where the site's school has a teacher of it.
    """
    if seat.role != person.role:
        return False
    known = subjects_at(scenario).get(seat.recipient_school, frozenset())
    return seat.role != "teacher" or seat.subject == person.subject or seat.subject not in known


def leaders_known(scenario: Scenario, school: str) -> int | None:
    """Return the leaders and middle cadres that a school reports, None if it reports none of either.

    A school that lists only teachers has not said how many leaders it has.
    """
    return _leaders(scenario).get(school)


@lru_cache(maxsize=8)
def _leaders(scenario: Scenario) -> Mapping[str, int]:
    # Who would rather not leave is a leader of the school all the same.
    found: Counter[str] = Counter()
    for row in scenario.rows(Staff):
        if row.role != "teacher":
            found[row.school_code] += row.count
    return found
