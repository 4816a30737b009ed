"""Teams keep their numbers, and placements the seats they answer, where a plan before had them too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pairmatch.compare.rows import compared_of
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.whatif.answering import answers, numbered


def numbered_as(plan: Plan, before: Plan) -> Plan:
    """Return a plan whose groups of rows have the ids that ``before`` gives to the same places.

    A group, as a team, is what shares the first column of a key that only numbers. One that is new gets
    an id that neither plan has, but for its own.
    """
    for table in plan.tables:
        if numbered(table) and len(table.key) > 1:
            plan = _renamed(plan, table.key[0], dict(_ids(plan, before, table)))
    return plan


def answering_as(plan: Plan, before: Plan) -> Plan:
    """Return a plan in which rows answer what they did in ``before``, in groups that are as they were."""
    for table in plan.tables:
        for other in answers(plan, table):
            groups = [_by_group(x, table) for x in (plan, before)]
            rows = [_by_group(x, other, table.key[0]) for x in (plan, before)]
            found: list[Assignment] = []
            for group, now in rows[0].items():
                then = rows[1].get(group, ())
                same = groups[0].get(group) == groups[1].get(group)
                found += then if same and _said(other, now) == _said(other, then) else now
            plan = plan.replaced({other.model: found})
    return plan


def _by_group(plan: Plan, table: PlanTable, column: str = "") -> Mapping[str, Sequence[Assignment]]:
    found: dict[str, list[Assignment]] = defaultdict(list)
    for row in plan.rows(table.model):
        found[getattr(row, column or table.key[0])].append(row)
    return found


def _said(table: PlanTable, rows: Sequence[Assignment]) -> Counter[tuple[object, ...]]:
    return Counter(tuple([getattr(row, name) for name in compared_of(table)]) for row in rows)


def _ids(plan: Plan, before: Plan, table: PlanTable) -> Iterator[tuple[str, str]]:
    old = {place: group for group, place in _groups(before, table)}
    now = list(_groups(plan, table))
    kept = {old[place] for _, place in now if place in old}
    taken = {*old.values(), *kept}
    for group, place in now:
        if place in old:
            yield group, old[place]
        else:
            new = group if group not in taken else _free(group, taken)
            taken.add(new)
            yield group, new


def _groups(plan: Plan, table: PlanTable) -> Iterator[tuple[str, str]]:
    found = {
        getattr(row, table.key[0]): getattr(row, table.about[0]) for row in plan.rows(table.model)
    }
    yield from sorted(found.items())


def _free(group: str, taken: set[str]) -> str:
    """Return the first id of the same beginning that is not taken."""
    head, _, number = group.rpartition("-")
    return next(
        one for n in range(1, len(taken) + 2) if (one := f"{head}-{n:0{len(number)}d}") not in taken
    )


def _renamed(plan: Plan, column: str, ids: dict[str, str]) -> Plan:
    rows: dict[type[Assignment], list[Assignment]] = {
        table.model: [
            row.model_copy(update={column: ids[getattr(row, column)]})
            for row in plan.rows(table.model)
        ]
        for table in plan.tables
        if column in table.model.model_fields
    }
    return plan.replaced(rows)
