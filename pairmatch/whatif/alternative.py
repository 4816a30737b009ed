"""Another plan for a run: the same scenario with one thing changed, solved from where the run ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from pairmatch.errors import Defect
from pairmatch.naming import propose
from pairmatch.plan import Assignment, Plan
from pairmatch.planner import Solved, solve
from pairmatch.programmes.published.tables import Published
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Staff
from pairmatch.solve.hands import Hands
from pairmatch.state import State
from pairmatch.whatif.numbers import numbered_as
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import schools_in
from pairmatch.whatif.settled import settled


def with_locks(scenario: Scenario, locks: Iterable[Lock]) -> Scenario:
    """Return a scenario with more decisions in it; one that it has already is not added twice."""
    return scenario.with_rows(Lock, tuple(dict.fromkeys((*scenario.locks, *locks))))


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

    It is verified, and proved as the run is. Of equally good plans it is near to the run's: what need
    not move stays, teams keep their numbers and people who are alike their places.

    Raises what :func:`pairmatch.planner.solve` does, among it HardRulesClash.
    """
    before = unnamed(scenario, run.plan)

    def arrange(plan: Plan) -> Plan:
        near = numbered_as(plan, before)
        if not scenario.rows(Published):
            # Where rows are published the model itself moves none without a gain.
            near = settled(scenario, run.rooms, near, before)
        return propose(scenario, near, run.plan)

    solved = solve(scenario, workers=workers, rooms=run.rooms, earlier=run.state, arrange=arrange)
    return replace(solved, state=with_plan(scenario, solved.state, unnamed(scenario, solved.plan)))


def unnamed(scenario: Scenario, plan: Plan) -> Plan:
    """Return a plan without the people in it, but for those whom a decision names."""
    rows: dict[type[Assignment], list[Assignment]] = {}
    for table in plan.tables:
        if table.person_school and table.person:
            rows[table.model] = [
                _unnamed(scenario, x, table.person) for x in plan.rows(table.model)
            ]
    return plan.replaced(rows)


def _unnamed(scenario: Scenario, row: Assignment, person: str) -> Assignment:
    decided = getattr(row, person) in scenario.locked_people
    return row if decided else row.model_copy(update={person: None})


def with_plan(scenario: Scenario, state: State, plan: Plan) -> State:
    """Return what a run left, with the rows of an equally good plan, people unnamed.

    Raises :class:`Defect` for a row that names no school: no component has it.
    """
    part_of = {unit: i for i, part in enumerate(state.parts) for unit in part.units}
    rows: list[dict[type[Assignment], list[Assignment]]] = [
        {table.model: [] for table in plan.tables} for _ in state.parts
    ]
    for table in plan.tables:
        for row in plan.rows(table.model):
            # A row names schools of one part alone.
            some = next(iter(schools_in(row)), None)
            if some is None:
                raise Defect(
                    f"a row of {table.name} names no school, so no component has it: {row!r}"
                )
            rows[part_of[scenario.homes[some]]][table.model].append(row)
    parts = (replace(part, rows=mine) for part, mine in zip(state.parts, rows, strict=True))
    return replace(state, parts=tuple(parts))
