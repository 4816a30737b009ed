"""Sheets: which table each holds, where its header and rows are, and what is passed over."""

from __future__ import annotations

import pytest

from pairmatch.io.office.grid import Merge
from pairmatch.schema import Need, School
from tests.io.intake.books import (
    LINKS,
    NEEDS,
    SCHOOLS,
    STAFF,
    Rows,
    Shelf,
    book,
    found,
    grid,
    renamed,
)


@pytest.mark.parametrize(
    "name",
    ["学校", "学校 ", "1.学校", "附件2 学校", "学校(紫金县)", "学校表", "学校情况表", "Schools", "schools2",
     "Ｓchools", "Sheet1", "紫金县学校"],
)  # fmt: skip
def test_a_sheet_is_known_by_name_or_header(shelf: Shelf, name: str) -> None:
    reading = shelf.read(book(学校=renamed(grid("学校", SCHOOLS), name)))
    assert not reading.issues
    assert reading.scenario is not None
    assert len(reading.scenario.rows(School)) == 4


def test_a_sheet_of_the_wrong_name_holds_what_its_header_says(shelf: Shelf) -> None:
    reading = shelf.read(book(需求=renamed(grid("需求", NEEDS), "已议定")))
    assert not reading.issues
    assert reading.scenario is not None
    assert len(reading.scenario.rows(Need)) == 2


def test_columns_may_stand_anywhere_in_any_order(shelf: Shelf) -> None:
    turned = [["", "", *reversed(cells)] for cells in SCHOOLS]
    reading = shelf.with_sheet("学校", [["学校情况"], [], *turned])
    assert not reading.issues
    assert reading.scenario is not None
    assert reading.scenario.schools["9900000002"].name == "紫金初中"
    wrong = [list(cells) for cells in turned]
    wrong[2][-1] = "99"
    again = shelf.with_sheet("学校", [["学校情况"], [], *wrong])
    assert ("E-CELL-CODE", "学校", 5, "I") in found(again)


def test_a_table_of_two_levels_under_the_two_sides(shelf: Shelf) -> None:
    rows: Rows = [
        ["支援方", "受援方", "层级", "来源性质"],
        ["单位代码", "单位代码", "", ""],
        *LINKS[1:],
    ]
    assert not shelf.with_sheet("结对关系", rows).issues


def test_a_header_of_two_levels_is_not_the_header_and_a_row(shelf: Shelf) -> None:
    reading = shelf.with_sheet("学校", [*SCHOOLS[:1], ["", "", "", "", "", "", ""], *SCHOOLS[1:]])
    assert not reading.issues


def test_an_unknown_sheet_that_looks_like_a_table_is_refused(shelf: Shelf) -> None:
    rows: Rows = [["甲", "乙", "丙"], ["1", "2", "3"]]
    reading = shelf.read(book(其他=grid("其他", rows)))
    assert found(reading) == [("E-SHEET-UNKNOWN", "其他", None, "")]


def test_a_sheet_with_a_few_words_is_passed_over(shelf: Shelf) -> None:
    reading = shelf.read(book(其他=grid("其他", [["联系人见通知"]]), 空=grid("空", [])))
    assert found(reading) == [("W-SHEET-PASSED", "其他", None, "")]
    assert reading.scenario is not None


def test_instructions_choices_and_hidden_lists_are_no_data(shelf: Shelf) -> None:
    lists: Rows = [["语文", "小学", "县"], ["数学", "初中", "市"]]
    reading = shelf.read(
        book(
            填表说明=grid("填表说明", [["字段", "必填", "格式"], ["学校代码", "是", "10 位"]]),
            选项=grid("选项", lists, hidden=True),
            词表=grid("词表", lists, hidden=True),
        )
    )
    assert not reading.issues
    passed = {entry.sheet: dict(entry.skipped) for entry in reading.ledger if not entry.table}
    assert passed == {
        "填表说明": {"guide": 2},
        "选项": {"guide": 2},
        "词表": {"hidden": 2},
        "参数": {"settings": 5},
    }


def test_a_second_table_below_is_refused_and_not_read(shelf: Shelf) -> None:
    rows: Rows = [*NEEDS, [], *STAFF]
    reading = shelf.with_sheet("需求", rows)
    assert found(reading) == [("E-SHEET-TWO", "需求", 5, "")]
    (entry,) = (entry for entry in reading.ledger if entry.table == "needs")
    assert (entry.used, entry.rejected, entry.rows) == (2, len(STAFF), 3 + len(STAFF))


def test_the_header_repeated_on_every_page_is_skipped(shelf: Shelf) -> None:
    reading = shelf.with_sheet("需求", [NEEDS[0], NEEDS[1], NEEDS[0], NEEDS[2]])
    assert not reading.issues
    (entry,) = (entry for entry in reading.ledger if entry.table == "needs")
    assert dict(entry.skipped) == {"header": 2}


@pytest.mark.parametrize(
    "name", ["示例小学", "合计小学", "注册小学", "单位子弟学校", "小计镇小学", "合计"]
)
def test_a_row_with_a_code_is_data_whatever_it_is_called(shelf: Shelf, name: str) -> None:
    rows = [["学校名称", "学校代码", "单位代码", "学段"], [name, "9900000001", "441621", "小学"]]
    rows += [[x[1], x[0], x[2], x[3]] for x in SCHOOLS[2:]]  # type: ignore[list-item]
    reading = shelf.read(book(学校=grid("学校", rows), 需求=None))
    assert not reading.issues
    assert reading.scenario is not None
    assert reading.scenario.schools["9900000001"].name == name


def test_the_origin_of_a_link_is_no_example_row(shelf: Shelf) -> None:
    rows = [[cells[3], *cells[:3]] for cells in LINKS]
    assert rows[1][0] == "示例"
    reading = shelf.with_sheet("结对关系", rows)
    assert reading.scenario is not None
    assert not reading.issues


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", "", "", "3"], "total"),
        (["紫金县小计", "", "", "3"], "total"),
        (["", "总 计", "", "3"], "total"),
        (["注：本表一式两份"], "note"),
        (["填表人：某某", "", "联系电话："], "note"),
        (["单位（盖章）"], "note"),
        (["以下空白"], "note"),
        (["示例：9900000001", "专任教师", "数学", "1", "3"], "example"),
        (["Example: 9900000001", "teacher", "mathematics", "1", "3"], "example"),
        (["\u00a0", "", "　"], "blank"),
    ],
)
def test_rows_that_are_no_data_are_skipped_with_a_reason(
    shelf: Shelf, row: list[str], reason: str
) -> None:
    reading = shelf.with_sheet("需求", [*NEEDS[:2], row, *NEEDS[2:]])
    assert not reading.issues
    (entry,) = (entry for entry in reading.ledger if entry.table == "needs")
    assert dict(entry.skipped) == {"header": 1, reason: 1}
    skipped = entry.as_dict()["skipped_rows"]
    assert (skipped[1]["row"], skipped[1]["reason"]) == (3, reason)
    assert "某某" not in str(skipped)


def test_an_example_may_begin_with_a_word_of_a_list(shelf: Shelf) -> None:
    rows: Rows = [
        ["事项*", "受援学校代码*", "支援学校代码", "方式*"],
        ["示例：结对", "9944080401", "9944010305", "必须"],
        ["结对", "9900000001", "9900000011", "必须"],
    ]
    reading = shelf.read(book(已议定=grid("已议定", rows)))
    assert not reading.issues
    assert reading.scenario is not None
    assert len(reading.scenario.locks) == 1


def test_serial_numbers_alone_are_a_blank_row(shelf: Shelf) -> None:
    rows = [["序号", *NEEDS[0]], *([str(i), *x] for i, x in enumerate(NEEDS[1:], 1)), ["3"], ["4"]]
    reading = shelf.with_sheet("需求", rows)
    assert not reading.issues
    (entry,) = (entry for entry in reading.ledger if entry.table == "needs")
    assert dict(entry.skipped) == {"header": 1, "blank": 2}


def test_a_title_merged_over_the_whole_sheet_is_a_title(shelf: Shelf) -> None:
    merges = (Merge(1, 1, 1, 16_384), Merge(1, 1, 1_048_576, 16_384))
    reading = shelf.with_sheet("需求", [["需求表"], *NEEDS], merges=merges)
    assert reading.scenario is not None
    assert not reading.issues


def test_a_county_merged_with_its_blank_rows_is_filled_and_listed(shelf: Shelf) -> None:
    rows = [list(cells) for cells in NEEDS]
    rows[2][0] = ""
    rows[2][2] = "语文"
    reading = shelf.with_sheet("需求", rows, merges=(Merge(2, 1, 40, 1),))
    assert not reading.issues
    assert reading.scenario is not None
    assert {need.school_code for need in reading.scenario.rows(Need)} == {"9900000001"}
    (entry,) = (entry for entry in reading.ledger if entry.table == "needs")
    assert [tuple(x) for x in entry.changes] == [("filled", 3, 0, "", "9900000001")]


def test_a_workbook_without_any_table_is_named(shelf: Shelf) -> None:
    other = book(
        "other.xlsx", **dict.fromkeys(("参数", "单位", "结对关系", "学校", "可派名额", "需求"))
    )
    assert [(x.code, x.file) for x in shelf.read(book(), other).issues] == [
        ("E-BOOK-NOTHING", "other.xlsx")
    ]
