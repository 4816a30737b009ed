"""The rows of a run's plan as published ones: who knows where to go, and whose row can stand no longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from pairmatch.plan import Assignment, Plan
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.index import sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.published.tables import NO_LIMIT, Published
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.settings import MOVED_MAX, OWN, SCENARIO, Given


def published(plan: Plan, edited: Collection[Assignment] = ()) -> tuple[Published, ...]:
    """Return the rows of a plan as published ones, but for those that people changed themselves.

    Alike people without a name are one row with their number.
    """
    left = Counter(edited)
    found: Counter[Published] = Counter()
    for row in _rows(plan):
        if left[row]:
            left[row] -= 1
        else:
            found[_published(plan, row)] += 1
    return tuple(
        row if count == 1 else row.model_copy(update={"count": count})
        for row, count in found.items()
    )


def _rows(plan: Plan) -> Iterable[SchoolPair | Seat | Placement]:
    return (*plan.rows(SchoolPair), *plan.rows(Seat), *plan.rows(Placement))


def _published(plan: Plan, row: SchoolPair | Seat | Placement) -> Published:
    said: dict[str, Any] = row.model_dump(exclude={"team_id", "seat"})
    if isinstance(row, SchoolPair):
        return Published(what="pair", **said)
    if isinstance(row, Seat):
        return Published(what="seat", **said)
    return Published(what="placement", site=sites(plan)[row.team_id], **said)


def standing(scenario: Scenario, rows: Iterable[Published]) -> tuple[Published, ...]:
    """Return the published rows that can still be carried out: school, link and person are there."""
    return tuple(row for row in rows if _stands(scenario, row))


def _stands(scenario: Scenario, row: Published) -> bool:
    named = {row.recipient_school, row.supporting_school, row.site or row.recipient_school}
    if not named <= scenario.schools.keys():
        return False
    if row.person_id is not None and row.person_id not in scenario.available_people:
        return False
    if row.what == "pair":
        return scenario.linked(row.supporting_school, row.recipient_school)
    return scenario.reaches(row.supporting_school, row.site or row.recipient_school)


def counted(rows: Iterable[Published]) -> int:
    """Return how many rows of a plan some published rows stand for."""
    return sum(row.count or 1 for row in rows)


def as_published(scenario: Scenario, rows: Iterable[Published], most: int) -> Scenario:
    """Return a scenario in which these rows are published, of which at most so many may be moved."""
    return moving(scenario.with_rows(Published, tuple(rows)), most)


def moving(scenario: Scenario, most: int) -> Scenario:
    """Return a scenario in which another number of published rows may be moved."""
    given = Given(most, OWN if most == NO_LIMIT else SCENARIO)
    numbers = {**scenario.settings.numbers, MOVED_MAX: given}
    return scenario.with_settings(replace(scenario.settings, numbers=numbers))


def unpublished(scenario: Scenario) -> Scenario:
    """Return a scenario in which nothing is published, so that everything may be moved."""
    return as_published(scenario, (), NO_LIMIT)
