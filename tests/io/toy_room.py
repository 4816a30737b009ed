"""A small programme and its scenario tables made by hand, with names that are hard on files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes.room import Cell, Room, Sheet, SheetColumn, Task, UnitColumn
from pairmatch.programmes.rule import Rule, Term
from pairmatch.scenario import Scenario
from pairmatch.schema import Need, School, SchoolCode, Unit
from pairmatch.settings import Number
from pairmatch.vocabulary import Role, Subject

FORMULA_NAME = '=HYPERLINK("http://x","中学")'
RARE_NAMES = ("䶮城中学", "㑇洲小学", "𬭎昌学校")


class ToyPair(Assignment):
    """A pair of the toy room."""

    recipient_school: SchoolCode
    supporting_school: SchoolCode


class ToySeat(Assignment):
    """A seat of the toy room."""

    team_id: str
    seat: Annotated[int, Field(ge=1, le=99)]
    recipient_school: SchoolCode
    supporting_school: SchoolCode
    role: Role
    subject: Subject | None = None
    person_id: str | None = None


PAIRS = PlanTable("toy_pairs", ToyPair, ("recipient_school", "supporting_school"))
SEATS = PlanTable("toy_seats", ToySeat, ("team_id", "seat"), person_school="supporting_school")


def _pair_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    return [
        {
            "name": scenario.schools[pair.recipient_school].name,
            "recipient": pair.recipient_school,
            "other": scenario.schools[pair.supporting_school].name,
            "supporting": pair.supporting_school,
            "km": 100 + place,
        }
        for place, pair in enumerate(plan.rows(ToyPair))
    ]


def _seat_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    return [
        {**seat.model_dump(), "name": scenario.schools[seat.recipient_school].name}
        for seat in plan.rows(ToySeat)
    ]


def _unmet_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    return [
        {"name": scenario.schools[need.school_code].name, "posts": need.posts}
        for need in scenario.rows(Need)
    ]


SHEETS = (
    Sheet(
        "toy_pairs",
        Text("结对学校", "School pairs"),
        Text("结对帮扶学校一览表", "School pairs"),
        Text("单位：对", "Unit: pairs"),
        (
            SheetColumn("name", Text("受援学校", "Recipient school")),
            SheetColumn(
                "recipient",
                Text("受援学校代码", "Recipient school code"),
                reads="recipient_school",
                kind="code",
            ),
            SheetColumn("other", Text("支援学校", "Supporting school")),
            SheetColumn(
                "supporting",
                Text("支援学校代码", "Supporting school code"),
                reads="supporting_school",
                kind="code",
            ),
            SheetColumn("km", Text("距离", "Distance"), total=True, kind="number"),
        ),
        _pair_rows,
        PAIRS,
    ),
    Sheet(
        "toy_unmet",
        Text("未满足需求", "Unmet needs"),
        Text("未满足需求一览表", "Unmet needs"),
        Text("单位：人", "Unit: people"),
        (
            SheetColumn("name", Text("受援学校", "Recipient school")),
            SheetColumn("posts", Text("需求人数", "Posts"), total=True, kind="number"),
        ),
        _unmet_rows,
    ),
    Sheet(
        "toy_seats",
        Text("支教团队", "Support teams"),
        Text("支教团队安排表", "Support teams"),
        Text("单位：人", "Unit: people"),
        (
            SheetColumn("team_id", Text("团队编号", "Team"), reads="team_id", kind="code"),
            SheetColumn("seat", Text("岗位序号", "Seat"), reads="seat", kind="number"),
            SheetColumn("name", Text("受援学校", "Recipient school")),
            SheetColumn(
                "recipient_school",
                Text("受援学校代码", "Recipient school code"),
                reads="recipient_school",
                kind="code",
            ),
            SheetColumn(
                "supporting_school",
                Text("支援学校代码", "Supporting school code"),
                reads="supporting_school",
                kind="code",
            ),
            SheetColumn("role", Text("岗位", "Role"), words="role", reads="role"),
            SheetColumn("subject", Text("学科", "Subject"), words="subject", reads="subject"),
            SheetColumn("person_id", Text("人员编号", "Person"), reads="person_id", kind="code"),
        ),
        _seat_rows,
        SEATS,
    ),
)


def _tasks(scenario: Scenario, plan: Plan) -> Sequence[Task]:
    return [
        Task(Text("学校结对", "School pairs"), Text("对", "pairs"), 1000, 999, (("441621", 1),)),
        Task(Text("支教团队", "Support teams"), Text("队", "teams"), 6, 6),
        Task(
            Text("必须结对的学校", "Schools that need a partner"),
            Text("对", "pairs"),
            2,
            1,
            (("9900000002", 1),),
        ),
    ]


def _pairs_by_unit(scenario: Scenario, plan: Plan) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for pair in plan.rows(ToyPair):
        unit = scenario.homes[pair.recipient_school]
        found[unit] = found.get(unit, 0) + 1
    return found


def _rule(code: str, clause: str, zh: str, force: Any) -> Rule:
    return Rule(
        code,
        clause,
        Text(zh, f"sentence of {code}"),
        force,
        Text("人", "people"),
        check=lambda scenario, plan: iter(()),
        build=lambda post, variables: None,
    )


RULES = (
    _rule("P1", "GD-2-1§4", "结对双方应在同一县级结对关系之内。", "hard"),
    _rule("T1", "GD-2-1§13", "每个受援县每年至少 3 支支教团队，且不超过名额。", "relaxable"),
    _rule("W2", "GD-2-1§14", "跟岗人员原则上安排到对应岗位。", "principle"),
    _rule("T3", "GD-2-1§13", "团队由学校领导、中层干部、专任教师组成。", "preference"),
    _rule("T11", "GD-2-1§33", "派出人数和经费不超过本情景的上限。", "hard"),
)
TERM = Term(
    "O1",
    "pairmatch",
    Text("满足的需求（按优先级）", "needs met, by priority"),
    Text("分", "points"),
    10,
    Text("最重要", "comes first"),
    build=lambda post, variables: None,
    measure=lambda scenario, plan: 0,
)
NUMBER = Number("teams_min", Text("每县每年团队数下限", "Teams, least"), 3, "GD-2-1§13")

TOY_ROOM = Room(
    name="toy",
    order=1,
    title=Text("示例", "Toy"),
    variables=lambda post, variables: None,
    extract=lambda component, variables, values, earlier: {},
    plan_tables=(PAIRS, SEATS),
    rules=RULES,
    terms=(TERM,),
    numbers=(NUMBER,),
    sheets=SHEETS,
    tasks=_tasks,
    unit_columns=(UnitColumn("pairs", Text("结对学校（对）", "School pairs"), _pairs_by_unit),),
)


def units() -> list[Unit]:
    rows = [
        ("440300", "深圳市", "深圳市", "city", "supporting"),
        ("440305", "南山区", "深圳市", "county", "supporting"),
        ("440306", "宝安区", "深圳市", "county", "supporting"),
        ("441600", "河源市", "河源市", "city", "recipient"),
        ("441621", "紫金县", "河源市", "county", "recipient"),
        ("441625", "东源县", "河源市", "county", "recipient"),
    ]
    return [
        Unit(unit_code=code, name=name, city=city, level=level, side=side)  # type: ignore[arg-type]
        for code, name, city, level, side in rows
    ]


def schools() -> list[School]:
    rows = [
        ("9900000001", RARE_NAMES[0], "441621", "township_boarding"),
        ("9900000002", RARE_NAMES[1], "441621", "township_central"),
        ("9900000003", FORMULA_NAME, "441625", "township_central"),
        ("9900000011", RARE_NAMES[2], "440305", "urban"),
        ("9900000012", "@宝安实验学校", "440306", "urban"),
    ]
    return [
        School(school_code=code, name=name, unit_code=unit, stage="nine_year", kind=kind)  # type: ignore[arg-type]
        for code, name, unit, kind in rows
    ]
