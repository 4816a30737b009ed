"""Of equally good plans the one nearest to the plan before: what need not move is put back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

import networkx as nx

from pairmatch.compare.rows import Change, changes
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario
from pairmatch.whatif.answering import places
from pairmatch.whatif.part import Judged, Part, part_of, rows_inside, schools_in

MOST = 400
"""Plans that are judged for one part at the most."""
FEW = 6
"""Places up to which any two are put back together."""
Move: TypeAlias = Mapping[type[Assignment], tuple[Sequence[Assignment], Sequence[Assignment]]]
"""Rows to take out of a plan and rows to put in, by table."""
_Key: TypeAlias = tuple[tuple[type[Assignment], frozenset[Assignment], frozenset[Assignment]], ...]


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
    """Take moves that bring a part nearer, one after the other, until none is left."""
    settling = _Settling(part, before)
    while settling.sweeps():
        pass
    return settling.now


class _Settling:
    """A part on its way back: its plan ``now``, which is always as good as the one it began with."""

    def __init__(self, part: Part, before: Plan) -> None:
        self.part, self.before, self.now = part, before, part.plan
        self._far, self._asked = _distance(before, self.now), 0
        self._shortfall, self._value = part.shortfall_inside(self.now), part.value_inside(self.now)
        self._province = part.judged_by_province(self.now)

    def sweeps(self) -> bool:
        """Take the first move that does, again and again; False if another sweep could find none.

        What failed is not asked again in this sweep: a move taken since rarely makes it possible.
        """
        failed, taken = set[_Key](), False
        while self._far and self._takes_one(failed):
            taken = True
        return taken and bool(failed) and self._asked < MOST

    def _takes_one(self, failed: set[_Key]) -> bool:
        for move in _moves(self.now, self.before):
            key = _key(move)
            if key in failed:
                continue
            if self._asked == MOST:
                break
            other = _moved(self.now, move)
            near = _distance(self.before, other)
            if near < self._far:
                self._asked += 1
                if self._is_as_good(other):
                    self.now, self._far = other, near
                    return True
            failed.add(key)
        return False

    def _is_as_good(self, other: Plan) -> bool:
        part = self.part
        return (
            part.hangs_together(other)
            and part.keeps_hard_rules(other)
            and part.shortfall_inside(other) == self._shortfall
            and part.value_inside(other) == self._value
            and _alike(part.judged_by_province(other), self._province)
        )


def _alike(one: Judged, other: Judged) -> bool:
    return (one.broken, one.shortfall, one.value) == (other.broken, other.shortfall, other.value)


def _key(move: Move) -> _Key:
    return tuple((model, frozenset(out), frozenset(put)) for model, (out, put) in move.items())


def _distance(before: Plan, plan: Plan) -> int:
    return sum(len(changes(x, before.rows(x.model), plan.rows(x.model))) for x in plan.tables)


def _moved(plan: Plan, move: Move) -> Plan:
    rows: dict[type[Assignment], list[Assignment]] = {}
    for model, (out, put) in move.items():
        gone = set(out)
        rows[model] = [*(x for x in plan.rows(model) if x not in gone), *put]
    return plan.replaced(rows)


# -- what can be put back -----------------------------------------------------------------------------


def _moves(plan: Plan, before: Plan) -> Iterator[Move]:
    """Yield what could be put back, the largest first.

    Places that have to do with each other, places, two of them, tables, chains of rows.
    """
    told = {x: changes(x, before.rows(x.model), plan.rows(x.model)) for x in plan.tables}
    now, then = _by_place(plan), _by_place(before)
    together = list(_together(told, plan, before))
    for several in together:
        if len(several) > 1:
            yield _back(plan.tables, several, now, then)
    changed = sorted(place for several in together for place in several)
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


def _together(
    told: Mapping[PlanTable, Sequence[Change]], plan: Plan, before: Plan
) -> Iterator[list[str]]:
    """Yield the places in which rows changed, those together that schools in such rows join."""
    now, then = places(plan), places(before)
    joined: nx.Graph[str] = nx.Graph()
    changed: set[str] = set()
    for table, found in told.items():
        for x in found:
            rows = [(row, of) for row, of in ((x.after, now), (x.before, then)) if row is not None]
            at = {place for row, of in rows if (place := of.get((table.model, row)))}
            nx.add_path(joined, sorted(at.union(*(schools_in(row) for row, _ in rows))))
            changed |= at
    for some in sorted(sorted(x) for x in nx.connected_components(joined)):
        if several := [x for x in some if x in changed]:
            yield several


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
