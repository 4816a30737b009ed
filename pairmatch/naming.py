"""Naming: propose the people who are named in the data for the seats and placements of a plan."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pairmatch.history import resting_people
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes.published.named import with_published
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


def propose(scenario: Scenario, plan: Plan, before: Plan | None = None) -> Plan:
    """Return the plan with named people in its rows, each at most once.

    People of one group are alike for the rules, so any of them may take any of the group's rows;
    those who are published for a place keep it, then those whom the plan ``before`` names for the same
    thing, and of the others the best fit goes to the first row. People whom a lock names stand in their
    rows already. Who rests is named for nothing (H2).
    """
    plan, published = with_published(scenario, plan)
    busy = scenario.locked_people | resting_people(scenario) | published
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
        rows = list(plan.rows(table.model))
        if before is not None:
            for columns in ((*table.about, table.partner), table.about):
                rows = _kept(table, rows, before.rows(table.model), columns, waiting)
        named[table.model] = []
        for row in rows:
            people = waiting.get(group_of_row(table, row), [])
            if getattr(row, "person_id", None) is None and people:
                person_id = people.pop(0).person_id
                row = row.model_copy(update={"person_id": person_id})
            named[table.model].append(row)
    return plan.replaced(named)


def _kept(
    table: PlanTable,
    rows: Sequence[Assignment],
    before: Sequence[Assignment],
    columns: Sequence[str],
    waiting: Mapping[GroupKey, list[Staff]],
) -> list[Assignment]:
    """Return rows with the waiting people who had one of the same group and ``columns`` before."""

    def same(row: Assignment) -> tuple[object, ...]:
        return (group_of_row(table, row), *(getattr(row, name) for name in columns if name))

    had: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for row in before:
        if (person_id := getattr(row, "person_id", None)) is not None:
            had[same(row)].append(person_id)
    found: list[Assignment] = []
    for row in rows:
        if getattr(row, "person_id", None) is None:
            people = waiting.get(group_of_row(table, row), [])
            kept = next((x for x in people if x.person_id in had[same(row)]), None)
            if kept is not None:
                people.remove(kept)
                row = row.model_copy(update={"person_id": kept.person_id})
        found.append(row)
    return found
