"""The pages as data: what each says about the hand-made plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Task
from pairmatch.programmes.rule import Violation
from pairmatch.report import pages
from pairmatch.report.names import name_of, place_of
from pairmatch.report.scarce import scarcities
from pairmatch.report.summary import _task_row
from tests.io.toy_room import ToySeat


@pytest.fixture
def filled(scenario, plan, result, verification, rooms):
    return {page.key: page for page in pages(scenario, plan, result, verification, rooms)}


def _rows(page, block: int = 0) -> list[list[object]]:
    found = page.blocks[block]
    return [[found.cell(row, column, "zh") for column in found.columns] for row in found.rows]


def test_tasks_say_what_is_asked_done_and_missed(filled) -> None:
    assert _rows(filled["summary"]) == [
        ["学校结对", "对", 1000, 999, "99.9%", "1 个单位，共差 1（河源市紫金县 1）"],
        ["支教团队", "队", 6, 6, "100.0%", "无"],
        ["必须结对的学校", "对", 2, 1, "50.0%", "1 个单位，共差 1（河源市紫金县 1）"],
    ]


def test_the_first_page_names_no_more_places_than_it_has_room_for(scenario) -> None:
    missing = (("441621", 4), ("441625", 5), ("441600", 2), ("440305", 1), ("9900000002", 3))
    task = Task(Text("任务", "Task"), Text("个", "items"), 20, 5, missing)
    cell = _task_row(scenario, task)["missing"]
    assert isinstance(cell, Text)
    assert cell.zh == "5 个单位，共差 15（河源市紫金县 7、河源市东源县 5、河源市 2 等）"
    assert cell.en.startswith("5 places, 15 in all (")


def test_what_is_missed_is_counted_by_rule_and_by_city(filled) -> None:
    assert _rows(filled["summary"], 1) == [
        ["未达标", "T1", 1, 2, "每个受援县每年至少 3 支支教团队，且不超过名额。"],
        ["例外", "W2", 1, 1, "跟岗人员原则上安排到对应岗位。"],
    ]
    assert _rows(filled["summary"], 2) == [["河源市", 3, 1, 1]]


def test_what_the_supporting_side_misses_is_in_no_recipient_city(
    scenario, plan, result, verification, rooms
) -> None:
    sender = Violation("T1", ("9900000011",), 1, "≥ 3", 2)
    found = replace(verification, violations={**verification.violations, "T1": (sender,)})
    page = pages(scenario, plan, result, found, rooms)[0]
    assert _rows(page, 2) == [["河源市", 3, 0, 1], ["支援方、全省", None, 1, None]]


def test_scarce_posts_name_the_county_that_lacks_most(filled) -> None:
    # three physics teachers asked; one sent; 紫金 reaches one, 东源 reaches senior teachers only,
    # who do not teach at a nine-year school
    assert _rows(filled["summary"], 3) == [["专任教师", "物理", 3, 1, 1, "河源市紫金县（缺 1）"]]


def test_the_first_page_keeps_the_proof_to_one_sentence(filled) -> None:
    page = filled["summary"]
    assert [remark.zh for remark in page.remarks] == ["方案结论：已证明最优。"]
    headers = {column.header.zh for block in page.blocks for column in block.columns}
    assert not headers & {"得分", "得分上限", "差距", "契合度"}


def test_what_is_possible_is_never_less_than_what_is_filled(scenario, plan) -> None:
    nobody = Plan(plan.tables, {})
    for one in (plan, nobody):
        assert all(x.filled <= x.possible <= x.asked for x in scarcities(scenario, one))
    assert [(x.role, x.missing) for x in scarcities(scenario, nobody)] == [
        ("teacher", 3),
        ("leader", 1),
    ]


def test_more_people_than_asked_do_not_count(scenario, plan) -> None:
    seat = plan.rows(ToySeat)[1]
    seats = [seat.model_copy(update={"seat": i}) for i in range(1, 6)]
    (found,) = [
        x for x in scarcities(scenario, plan.replaced({ToySeat: seats})) if x.role == "teacher"
    ]
    assert (found.asked, found.filled, found.worst_unit) == (3, 2, "441625")


def test_counties_show_every_rooms_numbers_and_add_up(filled) -> None:
    assert _rows(filled["counties"]) == [
        ["河源市", "紫金县", "深圳市南山区", "示例", 2, "441621"],
        ["河源市", "东源县", "深圳市宝安区", "示例", 1, "441625"],
    ]
    assert filled["counties"].blocks[0].sums() == {"pairs": 3}


def test_shortfalls_and_exceptions_have_a_list_each_with_their_reason(filled) -> None:
    assert _rows(filled["shortfalls"]) == [
        [
            "河源市",
            "紫金县",
            "未达标",
            "T1",
            "每个受援县每年至少 3 支支教团队，且不超过名额。",
            "紫金县",
            1,
            "≥ 3",
            2,
            None,
            "GD-2-1§13",
        ],
    ]
    assert _rows(filled["exceptions"]) == [
        [
            "河源市",
            "紫金县",
            "例外",
            "W2",
            "跟岗人员原则上安排到对应岗位。",
            "441621-2021-01、䶮城中学、物理",
            0,
            "= 1",
            1,
            "该校没有对应岗位",
            "GD-2-1§14",
        ],
    ]


def test_what_must_never_be_heads_the_list(scenario, plan, result, verification, rooms) -> None:
    """It comes before what falls short in a city with a smaller code."""
    breach = Violation("P1", ("9900000001",), 1, "0", 1)
    sender = Violation("T1", ("9900000011",), 1, "≥ 3", 2)
    broken = replace(
        verification,
        violations={**verification.violations, "P1": (breach,), "T1": (sender,)},
    )
    found = {page.key: page for page in pages(scenario, plan, result, broken, rooms)}
    assert [row[:4] for row in _rows(found["shortfalls"])] == [
        ["河源市", "紫金县", "违反", "P1"],
        ["深圳市", "南山区", "未达标", "T1"],
    ]
    assert _rows(found["summary"], 1)[0][:2] == ["违反", "P1"]
    assert _rows(found["rules"])[0][4] == "违反 1"


def test_a_plan_that_could_not_be_judged_is_not_called_kept(
    scenario, plan, result, verification, rooms
) -> None:
    nothing = dict.fromkeys(verification.violations, ())
    broken = (Violation("R0", ("9900000009",), 1, "0", 1),)
    unread = replace(verification, violations=nothing, structure=broken)
    found = {page.key: page for page in pages(scenario, plan, result, unread, rooms)}
    assert [row[:4] for row in _rows(found["shortfalls"])] == [[None, None, "违反", "R0"]]
    assert {row[4] for row in _rows(found["rules"])} == {"未核对：各表的行对不上"}


def test_every_rule_is_checked_in_policy_order(filled) -> None:
    found = {row[0]: row[3:] for row in _rows(filled["rules"])}
    assert list(found) == ["P1", "T1", "T3", "T11", "W2"]
    assert found["P1"] == ["必须满足", "符合", 0, "人"]
    assert found["T1"] == ["尽量满足", "未达标 1", 2, "人"]
    assert found["W2"] == ["原则上", "例外 1", 1, "人"]
    assert found["T11"] == ["必须满足", "本方案未启用", None, None]


def test_the_proof_shows_every_number_and_its_ground(filled, scenario) -> None:
    blocks = {block.key: place for place, block in enumerate(filled["proof"].blocks)}
    run = dict(_rows(filled["proof"], blocks["run"]))
    assert run["结论"] == "已证明最优"
    assert run["输入摘要"] == scenario.input_hash
    assert ["teams_min", "每县每年团队数下限", 3, "GD-2-1§13", "粤府〔2021〕55号"] in _rows(
        filled["proof"], blocks["numbers"]
    )
    terms = _rows(filled["proof"], blocks["terms"])
    assert terms[0] == ["O1", "满足的需求（按优先级）", 123, 10, 1230]
    assert _rows(filled["proof"], blocks["limits"]) == [
        ["441621", "河源市紫金县", 20, "不限"],
        [None, "支援方合计", "不限", 800_000],
    ]
    weights = _rows(filled["proof"], blocks["weights"])
    assert weights[1] == ["O1", "满足的需求（按优先级）", 10, "需求最要紧"]
    assert _rows(filled["proof"], blocks["components"]) == [
        ["已证明最优", "深圳市南山区、河源市紫金县", 2, 2, 1234, 1234, "HiGHS, certificate"]
    ]


def test_ids_are_said_as_people_call_them(scenario) -> None:
    assert name_of(scenario, "441621", "zh") == "紫金县"
    assert name_of(scenario, "physics", "en") == "physics"
    assert name_of(scenario, "leader", "zh") == "学校领导"
    assert name_of(scenario, "441621-2021-01", "zh") == "441621-2021-01"
    assert scenario.unit_name("441600") == "河源市"
    assert place_of(scenario, ("441621-2021-01",)) == "河源市紫金县"
    assert place_of(scenario, ("nowhere",)) == ""


def test_texts_without_words_are_blank(filled) -> None:
    block = filled["summary"].blocks[0]
    assert block.cell({"task": Text("", "")}, block.columns[0], "zh") is None
