"""Naming: propose the people who are named in the data for the seats and placements of a plan."""

from __future__ import annotations

import hashlib
from collections import defaultdict

from pairmatch.history import resting_people
from pairmatch.plan import Assignment, Plan
from pairmatch.scenario import GroupKey, Scenario, group_key
from pairmatch.schema import Staff
from pairmatch.structure import group_of_row


def draw(seed: int, person_id: str) -> str:
    """Return a person's place in the draw: a hash of the published seed and the id, nothing else."""
    return hashlib.sha256(f"{seed}:{person_id}".encode()).hexdigest()


def fit(scenario: Scenario, person: Staff) -> tuple[int, int, str]:
    """Sort key of alike people: the willing first, the experienced next, then by draw."""
    return (
        int(person.willing != 1),
        -(person.years or 0),
        draw(scenario.settings.seed, person.person_id or ""),
    )


def propose(scenario: Scenario, plan: Plan) -> Plan:
    """Return the plan with named people in its rows, each at most once.

    People of one group are alike for the rules, so any of them may take any of the group's rows;
    the best fit goes to the first row. People whom a lock names stand in their rows already. Who rests
    is named for nothing (H2).
    """
    busy = scenario.locked_people | resting_people(scenario)
    waiting: dict[GroupKey, list[Staff]] = defaultdict(list)
    for person in scenario.available:
        if person.person_id is not None and person.person_id not in busy:
            waiting[group_key(person)].append(person)
    for people in waiting.values():
        people.sort(key=lambda person: fit(scenario, person))
    named: dict[type[Assignment], list[Assignment]] = {}
    for table in plan.tables:
        if not table.person_school:
            continue
        named[table.model] = []
        for row in plan.rows(table.model):
            people = waiting.get(group_of_row(table, row), [])
            if getattr(row, "person_id", None) is None and people:
                person_id = people.pop(0).person_id
                row = row.model_copy(update={"person_id": person_id})
            named[table.model].append(row)
    return plan.replaced(named)
