"""People who are published for a place of the plan are named for it before anybody else is for anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from pairmatch.plan import Plan
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.published.places import Place, place_of_row, published_places
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario

Row = TypeVar("Row", Seat, Placement)
Waiting = dict[Place, list[str]]


def with_published(scenario: Scenario, plan: Plan) -> tuple[Plan, frozenset[str]]:
    """Return the plan with published people in rows of their places, and who they are."""
    waiting: Waiting = defaultdict(list)
    for place, standing in published_places(scenario).items():
        waiting[place] += sorted(standing.names)
    if not any(waiting.values()):
        return plan, frozenset()
    everybody = frozenset(x for people in waiting.values() for x in people)
    seats = _named(scenario, plan, plan.rows(Seat), waiting)
    stays = _named(scenario, plan, plan.rows(Placement), waiting)
    left = frozenset(x for people in waiting.values() for x in people)
    return plan.replaced({Seat: seats, Placement: stays}), everybody - left


def _named(scenario: Scenario, plan: Plan, rows: Sequence[Row], waiting: Waiting) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        people = waiting[place_of_row(scenario, plan, row)] if row.person_id is None else []
        found.append(row.model_copy(update={"person_id": people.pop(0)}) if people else row)
    return found
