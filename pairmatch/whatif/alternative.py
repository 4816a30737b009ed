"""Another plan for a run: the same scenario with one thing changed, solved from where the run ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from pairmatch.naming import propose
from pairmatch.plan import Assignment, Plan
from pairmatch.planner import Solved, solve
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Staff
from pairmatch.solve.hands import Hands
from pairmatch.whatif.opened import OpenedRun


def with_locks(scenario: Scenario, locks: Iterable[Lock]) -> Scenario:
    """Return a scenario with more decisions in it; one that it has already is not added twice."""
    return scenario.with_rows(Lock, dict.fromkeys((*scenario.locks, *locks)))


def without_people(scenario: Scenario, people: Collection[str]) -> Scenario:
    """Return a scenario in which named people can be counted on no longer, whatever was decided."""
    staff = [
        row.model_copy(update={"willing": 0}) if row.person_id in people else row
        for row in scenario.rows(Staff)
    ]
    locks = [x for x in scenario.locks if x.force != "require" or x.person_id not in people]
    return scenario.with_rows(Staff, staff).with_rows(Lock, locks)


def alternative(run: OpenedRun, scenario: Scenario, workers: Hands | None = None) -> Solved:
    """Return the best plan of a run's scenario with something changed, solved from the run's state.

    It is verified, and proved as the run is. Of people who are alike, those whom the run's plan names
    keep their places where these are still there.

    Raises what :func:`pairmatch.planner.solve` does, among it HardRulesClash.
    """
    solved = solve(scenario, workers=workers, rooms=run.rooms, earlier=run.state)
    return replace(solved, plan=named_as(scenario, solved.plan, run.plan))


def named_as(scenario: Scenario, plan: Plan, before: Plan) -> Plan:
    """Return a plan with its people named as in a plan ``before``, where both have the place.

    People of one group are alike for the rules, so nothing else changes.
    """
    unnamed: dict[type[Assignment], list[Assignment]] = {}
    for table in plan.tables:
        if table.person_school and table.person:
            unnamed[table.model] = [
                _unnamed(scenario, row, table.person) for row in plan.rows(table.model)
            ]
    return propose(scenario, plan.replaced(unnamed), before)


def _unnamed(scenario: Scenario, row: Assignment, person: str) -> Assignment:
    decided = getattr(row, person) in scenario.locked_people
    return row if decided else row.model_copy(update={person: None})
