"""The sheet of shadow placements: who goes where, when, against which seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.placements.index import (
    answers,
    by_team,
    seats_by_number,
    sites,
)
from pairmatch.programmes.placements.tables import PLACEMENTS, Placement
from pairmatch.programmes.places import (
    MARKS,
    by_county,
    code_column,
    decided,
    school_cells,
    school_columns,
    target_column,
)
from pairmatch.programmes.room import Cell, Sheet, SheetColumn, Task, UnitColumn
from pairmatch.programmes.teams.index import teams
from pairmatch.programmes.teams.sheets import PERSON_COLUMN, PERSON_NAME_COLUMN, person_name
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import label


def placement_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    """One row a person placed, by county and team."""
    ordered = sorted(
        plan.rows(Placement),
        key=lambda x: (
            by_county(scenario, sites(plan).get(x.team_id, "")),
            x.team_id,
            x.term,
            x.seat,
        ),
    )
    return [
        {
            "team_id": row.team_id,
            "seat": row.seat,
            "answers": _seat_text(scenario, plan, row),
            **school_cells(scenario, "recipient", row.recipient_school),
            **school_cells(scenario, "supporting", row.supporting_school),
            "role": row.role,
            "subject": row.subject,
            "second_subject": row.second_subject,
            "stage": row.stage,
            "term": row.term,
            "person_id": row.person_id,
            "person": person_name(scenario, row.person_id),
            "note": _note(scenario, plan, row),
        }
        for row in ordered
    ]


def _note(scenario: Scenario, plan: Plan, row: Placement) -> Text | None:
    site = sites(plan).get(row.team_id, "")
    named = {
        "supporting_school": row.supporting_school,
        "term": row.term,
        "person_id": row.person_id,
    }
    if (note := decided(scenario, "placement", site, **named)) is not None:
        return note
    if row.recipient_school != site:
        return Text("县内其他学校补足", "from another school of the county")
    seat = seats_by_number(plan).get((row.team_id, row.seat))
    if seat is not None and not answers(scenario, seat, row):
        return Text("非对应岗位", "another post")
    return None


def _seat_text(scenario: Scenario, plan: Plan, row: Placement) -> Text | None:
    """Return the post of the seat that a person answers, and the school that sends it."""
    seat = seats_by_number(plan).get((row.team_id, row.seat))
    if seat is None:
        return None
    return Text(
        label("subject", seat.subject, "zh") or label("role", seat.role, "zh"),
        label("subject", seat.subject, "en") or label("role", seat.role, "en"),
    )


_PLACED = Text("跟岗学习", "Shadow placements")
_COUNTED = Text("人次", "placements")
TASK_WORDS = ((_PLACED, _COUNTED),)


def tasks(scenario: Scenario, plan: Plan) -> Sequence[Task]:
    """Placements 1:1 with the seats, in each term asked for."""
    terms = scenario.terms("placement_terms")
    missing: Counter[str] = Counter()
    asked = 0
    for team, seats in teams(plan).items():
        for term in terms:
            asked += len(seats)
            found = len(by_team(plan).get((team, term), ()))
            if found < len(seats):
                missing[seats[0].recipient_school] += len(seats) - found
    return [
        Task(
            _PLACED,
            _COUNTED,
            asked,
            len(plan.rows(Placement)),
            tuple(sorted(missing.items())),
        )
    ]


def placed_by_unit(scenario: Scenario, plan: Plan) -> Mapping[str, int]:
    """Number of placements by the unit that places and the unit that hosts."""
    found: Counter[str] = Counter()
    for row in plan.rows(Placement):
        found[scenario.homes[row.recipient_school]] += 1
        found[scenario.homes[row.supporting_school]] += 1
    return found


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "placements",
        Text("跟岗安排", "Placements"),
        Text("跟岗学习人员安排表", "Shadow placements"),
        Text("单位：人", "Unit: people"),
        (
            *school_columns("recipient"),
            *school_columns("supporting", host=True),
            SheetColumn("team_id", Text("团队编号", "Team"), reads="team_id", kind="code"),
            SheetColumn("answers", Text("对应支教岗位", "Post answered")),
            SheetColumn("role", Text("岗位", "Role"), words="role", reads="role"),
            SheetColumn("subject", Text("学科", "Subject"), words="subject", reads="subject"),
            SheetColumn("stage", Text("任教学段", "Stage"), words="person_stage", reads="stage"),
            SheetColumn("term", Text("学期", "Term"), words="term", reads="term"),
            PERSON_NAME_COLUMN,
            SheetColumn("note", Text("备注", "Note")),
            code_column("recipient", reads="recipient_school"),
            code_column("supporting", reads="supporting_school", host=True),
            SheetColumn(
                "seat",
                Text("对应岗位序号", "Seat answered"),
                reads="seat",
                aside=True,
                kind="number",
            ),
            SheetColumn(
                "second_subject",
                Text("第二学科", "Second subject"),
                words="subject",
                reads="second_subject",
                aside=True,
            ),
            PERSON_COLUMN,
            *MARKS,
        ),
        placement_rows,
        PLACEMENTS,
        Text("人次", "placements"),
        parted="recipient_city",
        school="recipient_code",
    ),
)

UNIT_COLUMNS: tuple[UnitColumn, ...] = (
    target_column("placements"),
    UnitColumn("placed", Text("跟岗（人次）", "Placements"), placed_by_unit),
)
