"""Of equally good plans the one nearest to the plan before: what need not move is put back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from pairmatch.compare.rows import Change, changes
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario
from pairmatch.whatif.answering import places
from pairmatch.whatif.part import Part, part_of, rows_inside, schools_in

MOST = 400
"""Plans that are judged for one part at the most."""
FEW = 6
"""Places up to which any two are put back together."""
Move: TypeAlias = Mapping[type[Assignment], tuple[Sequence[Assignment], Sequence[Assignment]]]
"""Rows to take out of a plan and rows to put in, by table."""


def settled(scenario: Scenario, rooms: Sequence[Room], plan: Plan, before: Plan) -> Plan:
    """Return a plan as good as ``plan``, with rows put back to where ``before`` has them.

    What a solver returns is one of many plans with the same value; this is a local search among them,
    judged by the rules alone: places, tables of a place, rows, and chains of rows that took each other's
    partner. The rows have no names of people but those that a decision gives.
    """
    left = {school for row in _differing(plan, before) for school in schools_in(row)}
    while left:
        part = part_of(scenario, plan, rooms, min(left))
        mine = set(part.scenario.schools)
        near = _nearest(part, rows_inside(before, mine))
        plan = plan.replaced(
            {
                model: [
                    *(x for x in plan.rows(model) if not schools_in(x) <= mine),
                    *near.rows(model),
                ]
                for model in (table.model for table in plan.tables)
            }
        )
        left -= mine
    return plan


def _differing(plan: Plan, before: Plan) -> Iterator[Assignment]:
    for table in plan.tables:
        for change in changes(table, before.rows(table.model), plan.rows(table.model)):
            yield change.row


def _nearest(part: Part, before: Plan) -> Plan:
    """Take the first move that brings a part nearer, again and again, until there is none."""
    now, goal = part.plan, part.judged(part.plan)
    asked, far = 0, _distance(before, part.plan)
    found = True
    while found and far:
        found = False
        for move in _moves(now, before):
            other = _moved(now, move)
            near = _distance(before, other)
            if near >= far:
                continue
            asked += 1
            if asked > MOST:
                return now
            if part.hangs_together(other):
                judged = part.judged(other)
                if (judged.broken, judged.shortfall, judged.value) == (
                    goal.broken,
                    goal.shortfall,
                    goal.value,
                ):
                    now, far, found = other, near, True
                    break
    return now


def _distance(before: Plan, plan: Plan) -> int:
    return sum(len(changes(x, before.rows(x.model), plan.rows(x.model))) for x in plan.tables)


def _moved(plan: Plan, move: Move) -> Plan:
    return plan.replaced(
        {
            model: [*(x for x in plan.rows(model) if x not in set(out)), *put]
            for model, (out, put) in move.items()
        }
    )


# -- what can be put back -----------------------------------------------------------------------------


def _moves(plan: Plan, before: Plan) -> Iterator[Move]:
    """Yield what could be put back, the largest first: places, two of them, tables, chains of rows."""
    told = {x: changes(x, before.rows(x.model), plan.rows(x.model)) for x in plan.tables}
    now, then = _by_place(plan), _by_place(before)
    changed = sorted(
        {
            now_or_then
            for x, found in told.items()
            for now_or_then in _places(x, found, plan, before)
        }
    )
    for place in changed:
        yield _back(plan.tables, [place], now, then)
    if len(changed) <= FEW:
        for two in combinations(changed, 2):
            yield _back(plan.tables, two, now, then)
    for place in changed:
        for table in plan.tables:
            yield _back([table], [place], now, then)
    for table, found in told.items():
        yield from _chains(table, [x for x in found if x.before and x.after])


Rows: TypeAlias = Mapping[tuple[type[Assignment], str], Sequence[Assignment]]


def _by_place(plan: Plan) -> Rows:
    found: dict[tuple[type[Assignment], str], list[Assignment]] = defaultdict(list)
    for (model, row), place in places(plan).items():
        found[model, place].append(row)
    return found


def _places(table: PlanTable, found: Iterable[Change], plan: Plan, before: Plan) -> set[str]:
    """Return the places in which rows of a table changed."""
    now, then = places(plan), places(before)
    return {
        place
        for x in found
        for row, of in ((x.after, now), (x.before, then))
        if row is not None and (place := of.get((table.model, row)))
    }


def _back(tables: Iterable[PlanTable], at: Iterable[str], now: Rows, then: Rows) -> Move:
    """Return the move that gives some tables of some places the rows of before."""
    return {
        table.model: (
            [row for place in at for row in now.get((table.model, place), ())],
            [row for place in at for row in then.get((table.model, place), ())],
        )
        for table in tables
    }


def _chains(table: PlanTable, found: Sequence[Change]) -> Iterator[Move]:
    """Yield rows given back what they were, alone and then with those that have what they need."""
    for first in found:
        chain = [first]
        while True:
            yield {
                table.model: ([x.after for x in chain if x.after], [_row(table, x) for x in chain])
            }
            wanted = getattr(chain[-1].before, table.partner, None) if table.partner else None
            more = next((x for x in found if x not in chain and _has(table, x, wanted)), None)
            if more is None:
                break
            chain.append(more)


def _has(table: PlanTable, change: Change, partner: str | None) -> bool:
    return partner is not None and getattr(change.after, table.partner) == partner


def _row(table: PlanTable, change: Change) -> Assignment:
    """Return a row as it was, under the number that it has now."""
    assert change.before is not None
    numbers = {name: getattr(change.after, name) for name in table.numbering}
    return change.before.model_copy(update=numbers)
