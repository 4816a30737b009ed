"""Which rows of a plan answer others: those that name the number of a row of another table."""

from __future__ import annotations

from collections.abc import Iterator

from pairmatch.plan import Assignment, Plan, PlanTable


def numbered(table: PlanTable) -> bool:
    """Whether the rows of a table are known by their numbers alone."""
    return bool(table.key) and set(table.key) <= set(table.numbering)


def answering(
    plan: Plan, table: PlanTable, row: Assignment
) -> dict[type[Assignment], set[Assignment]]:
    """Return the rows of other tables that name the number of a row, by their type."""
    return {
        other.model: {
            x
            for x in plan.rows(other.model)
            if all(getattr(x, name) == getattr(row, name) for name in table.key)
        }
        for other in answers(plan, table)
    }


def places(plan: Plan) -> dict[tuple[type[Assignment], Assignment], str]:
    """Return the recipient school that each row is about: of an answer, that of the row it answers."""
    found = {
        (table.model, row): row.recipient_school  # type: ignore[attr-defined]
        for table in plan.tables
        if "recipient_school" in table.model.model_fields
        for row in plan.rows(table.model)
    }
    for table in plan.tables:
        of = {
            tuple(getattr(row, name) for name in table.key): found[table.model, row]
            for row in plan.rows(table.model)
            if numbered(table)
        }
        for other in answers(plan, table):
            for row in plan.rows(other.model):
                key = tuple(getattr(row, name) for name in table.key)
                found[other.model, row] = of.get(key, found[other.model, row])
    return found


def answers(plan: Plan, table: PlanTable) -> Iterator[PlanTable]:
    """Yield the tables whose rows name the number of a row of a table."""
    if numbered(table):
        for other in plan.tables:
            if other is not table and set(table.key) <= set(other.model.model_fields):
                yield other
