"""The sheet of stand-ins: a row a team, and who would step in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.places import by_county, code_column, school_cells, school_columns
from pairmatch.programmes.published.standins import StandIn, stand_ins
from pairmatch.programmes.room import Cell, Sheet, SheetColumn
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.sheets import PERSON_NAME_COLUMN, person_name
from pairmatch.scenario import Scenario

NOBODY = Text("没有可替补的人", "nobody can step in")


def stand_in_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    """One row a team, by county and site."""
    found = stand_ins(scenario, plan)
    ordered = sorted(teams(plan).items(), key=lambda x: (by_county(scenario, site_of(x[1])), x[0]))
    return [
        {
            "team_id": team,
            **school_cells(scenario, "recipient", site_of(seats)),
            **_cells(scenario, found.get(team)),
        }
        for team, seats in ordered
    ]


def _cells(scenario: Scenario, one: StandIn | None) -> Mapping[str, Cell]:
    if one is None:
        return {"note": NOBODY}
    group = one.group
    return {
        **school_cells(scenario, "supporting", group.school_code),
        "role": group.role,
        "subject": group.subject or None,
        "second_subject": group.second_subject or None,
        "stage": group.stage,
        "person": person_name(scenario, one.person_id),
        "person_id": one.person_id,
        "seats": "、".join(map(str, one.seats or one.second or one.others)),
        "note": _note(one),
    }


def _note(one: StandIn) -> Text:
    if one.seats:
        return Text("岗位、学科相同", "same post and subject")
    if one.second:
        return Text("岗位相同，学科为第二学科", "same role, by the second subject")
    return Text("岗位相同，学科不同", "same role, another subject")


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "standins",
        Text("替补人选", "Stand-ins"),
        Text("各支教团队替补人选", "The best stand-in for each team"),
        Text(
            "单位：人（同一人可列为几个团队的替补）",
            "Unit: people (one may stand in for several teams)",
        ),
        (
            *school_columns("recipient"),
            SheetColumn("team_id", Text("团队编号", "Team"), kind="code"),
            *school_columns("supporting"),
            SheetColumn("role", Text("岗位", "Role"), words="role"),
            SheetColumn("subject", Text("学科", "Subject"), words="subject"),
            SheetColumn("second_subject", Text("第二学科", "Second subject"), words="subject"),
            SheetColumn("stage", Text("任教学段", "Stage"), words="person_stage"),
            PERSON_NAME_COLUMN,
            SheetColumn("seats", Text("可接替的岗位序号", "Seats to take over")),
            SheetColumn("note", Text("说明", "Note")),
            code_column("recipient", reads=""),
            code_column("supporting", reads=""),
            SheetColumn("person_id", Text("人员编号", "Person"), aside=True, kind="code"),
        ),
        stand_in_rows,
        parted="recipient_city",
    ),
)
