"""R0: whether the rows of a plan hang together, before any rule can be judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Violation
from pairmatch.scenario import GroupKey, Scenario, group_key, sort_key
from pairmatch.vocabulary import label

CODE = "R0"
SAYS = Text(
    "各表的行须相互对得上：代码存在、不重复、人员属实",
    "the rows must hang together: ids exist, none repeats, people are who they are",
)
"""The sentence of what is checked before any rule, and is no rule of the policy."""
SIDE_COLUMNS = {"recipient_school": "recipient", "supporting_school": "supporting"}


def check_structure(scenario: Scenario, plan: Plan, rooms: Sequence[Room]) -> Iterator[Violation]:
    """Ids exist, on the right side; keys do not repeat; people are in the group they are sent from.

    If these hold, each room's own check of its rows follows.
    """
    found: list[Violation] = []
    for table in plan.tables:
        rows = plan.rows(table.model)
        found.extend(_repeated(table, rows))
        for row in rows:
            found.extend(_schools(scenario, table, row))
            found.extend(_person(scenario, table, row))
    yield from found
    if not found:
        for room in rooms:
            if room.structure is not None:
                yield from room.structure(scenario, plan)


def _repeated(table: PlanTable, rows: Sequence[Assignment]) -> Iterator[Violation]:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = sort_key(row, table.key)
        if key in seen:
            yield Violation(CODE, key, 2, "1", 1, Text("同一行重复", "the row stands twice"))
        seen.add(key)


def _schools(scenario: Scenario, table: PlanTable, row: Assignment) -> Iterator[Violation]:
    for column, side in SIDE_COLUMNS.items():
        code = getattr(row, column, None)
        if code is None:
            continue
        if code not in scenario.schools or scenario.side(code) != side:
            yield Violation(
                CODE,
                (*sort_key(row, table.key), code),
                0,
                "1",
                1,
                Text(
                    f"{label('side', side, 'zh')}没有这个学校代码",
                    f"no {side} school has this code",
                ),
            )


def _person(scenario: Scenario, table: PlanTable, row: Assignment) -> Iterator[Violation]:
    person_id = getattr(row, "person_id", None)
    if not table.person_school or person_id is None:
        return
    person = scenario.available_people.get(person_id)
    if person is None or group_key(person) != group_of_row(table, row):
        yield Violation(
            CODE,
            (*sort_key(row, table.key), person_id),
            0,
            "1",
            1,
            Text(
                "查无此人或本人不愿意，或此人不属于该校、该岗位、该学科、该学段",
                "nobody available of that id, or not of this school, role, subject and stage",
            ),
        )


def group_of_row(table: PlanTable, row: Assignment) -> GroupKey:
    """Return the group of alike people that the person of a row comes from."""
    fields = row.model_dump()
    return GroupKey(
        school_code=fields[table.person_school],
        role=fields["role"],
        subject=fields["subject"] or "",
        second_subject=fields["second_subject"] or "",
        stage=fields["stage"],
    )
