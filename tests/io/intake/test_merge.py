"""Folders of county workbooks: one scenario from many files, every fault with its file and sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.errors import BadInput, Issue
from pairmatch.io.office.grid import Workbook
from pairmatch.io.read import read_input, read_raw
from pairmatch.programmes import TABLES
from tests.io.folders import SOUND as SOUND_TEXTS
from tests.io.folders import write
from tests.io.intake.books import (
    LINKS,
    NEEDS,
    SCHOOLS,
    SETTINGS,
    STAFF,
    UNITS,
    Rows,
    Shelf,
    book,
    changed,
    found,
    grid,
)


def county(file: str, **sheets: Rows) -> Workbook:
    """Return a workbook with these sheets and no others."""
    return Workbook(file, tuple(grid(name, rows) for name, rows in sheets.items()))


PROVINCE = county("00省.xlsx", 参数=SETTINGS, 单位=UNITS, 结对关系=LINKS)
ZIJIN = county("紫金县.xlsx", 学校=SCHOOLS[:3], 需求=NEEDS)
NANSHAN = county("南山区.xlsx", 学校=[SCHOOLS[0], *SCHOOLS[3:]], 可派名额=STAFF)


def test_many_files_are_one_scenario(shelf: Shelf, tmp_path: Path) -> None:
    one = shelf.read(book())
    (tmp_path / "small.xlsx").unlink()
    many = shelf.read(PROVINCE, ZIJIN, NANSHAN)
    assert one.scenario is not None
    assert many.scenario is not None
    assert many.scenario.input_hash == one.scenario.input_hash
    assert {(x.file, x.table) for x in many.ledger if x.table == "schools"} == {
        ("紫金县.xlsx", "schools"),
        ("南山区.xlsx", "schools"),
    }


def test_a_school_in_two_files_names_both_places(shelf: Shelf) -> None:
    twice = county("南山区.xlsx", 学校=[SCHOOLS[0], SCHOOLS[2], *SCHOOLS[3:]], 可派名额=STAFF)
    (issue,) = shelf.read(PROVINCE, ZIJIN, twice).issues
    assert (issue.code, issue.file, issue.sheet, issue.line, issue.letter) == (
        "E-ROW-TWICE", "紫金县.xlsx", "学校", 3, "A",
    )  # fmt: skip
    assert "南山区.xlsx 工作表“学校” 第 2 行" in issue.say("zh")
    assert 'sheet "学校"' in issue.say("en")


def test_a_person_in_two_files_names_both_places(shelf: Shelf) -> None:
    more = [STAFF[0], ["9900000001", "专任教师", "数学", "初中", "1", "P-01", "王示例"]]
    again = county("紫金县.xlsx", 学校=SCHOOLS[:3], 需求=NEEDS, 可派名额=more)
    (issue,) = shelf.read(PROVINCE, again, NANSHAN).issues
    assert (issue.code, issue.file, issue.line) == ("E-PERSON-TWICE", "南山区.xlsx", 4)
    assert "紫金县.xlsx 工作表“可派名额” 第 2 行" in issue.say("zh")


def test_a_reference_into_another_file_is_checked(shelf: Shelf) -> None:
    wrong = county("紫金县.xlsx", 学校=SCHOOLS[:3], 需求=changed(NEEDS, 2, 1, "9900000005"))
    reading = shelf.read(PROVINCE, wrong, NANSHAN)
    assert [(x.code, x.file, x.line) for x in reading.issues] == [("E-REFERENCE", "紫金县.xlsx", 2)]


def test_one_county_with_other_columns_is_named(shelf: Shelf) -> None:
    other = county("紫金县.xlsx", 学校=[SCHOOLS[0][:3], *(x[:3] for x in SCHOOLS[1:3])], 需求=NEEDS)
    reading = shelf.read(PROVINCE, other, NANSHAN)
    assert [(x.code, x.file, x.sheet, x.column) for x in reading.issues] == [
        ("E-COLUMN-MISSING", "紫金县.xlsx", "学校", "stage")
    ]
    (entry,) = (x for x in reading.ledger if x.file == "紫金县.xlsx" and x.table == "schools")
    assert (entry.used, entry.rejected) == (0, 2)


def test_counties_as_sheets_of_one_workbook(shelf: Shelf) -> None:
    sheets = (
        *PROVINCE.grids,
        grid("紫金县", SCHOOLS[:3]),
        grid("南山区", [SCHOOLS[0], *SCHOOLS[3:]]),
        grid("龙川县", [["学校编号", "校名", "县别"], ["1", "甲", "龙川"]]),
    )
    reading = shelf.read(Workbook("全省.xlsx", sheets))
    assert found(reading) == [("E-SHEET-UNKNOWN", "龙川县", None, "")]


def test_a_file_that_cannot_be_opened_is_one_fault(shelf: Shelf) -> None:
    """What refers to its rows must not be reported with it."""
    lost = ("紫金县.xlsx", [Issue("E-FILE-UNREADABLE", "紫金县.xlsx")])
    more = [STAFF[0], ["9900000001", "专任教师", "数学", "初中", "1", "", ""], *STAFF[1:]]
    nanshan = county("南山区.xlsx", 学校=[SCHOOLS[0], *SCHOOLS[3:]], 可派名额=more)
    reading = shelf.read(PROVINCE, lost, nanshan)
    assert [(x.code, x.file) for x in reading.issues] == [("E-FILE-UNREADABLE", "紫金县.xlsx")]


def test_what_a_reader_noticed_is_passed_on(shelf: Shelf) -> None:
    noticed = Workbook("small.xlsx", book().grids, (("W-SHEET-FORMULAS", {"count": 7}),))
    (issue,) = shelf.read(noticed).issues
    assert issue.file == "small.xlsx"
    assert "7" in issue.say("zh")


def test_lock_files_of_open_workbooks_are_no_input(shelf: Shelf, tmp_path: Path) -> None:
    for name in ("~$small.xlsx", ".~small.xlsx"):
        (tmp_path / name).touch()
    assert not shelf.read(book()).issues


def test_workbooks_and_text_files_go_together(shelf: Shelf, tmp_path: Path) -> None:
    write(tmp_path, units=None)
    reading = shelf.read(county("单位.xlsx", 单位=[*UNITS[:1], ["440306", "宝安区", "深圳市", "县", "支援方"],
                                                *UNITS[1:]]))  # fmt: skip
    assert not reading.issues
    assert reading.scenario is not None
    assert len(reading.scenario.units) == SOUND_TEXTS["units.csv"].count("\n") - 1


def test_a_single_workbook_is_an_input(tmp_path: Path, shelf: Shelf) -> None:
    shelf.read(book())
    reading = read_input(tmp_path / "small.xlsx")
    assert reading.scenario is not None


def test_any_other_file_is_none(tmp_path: Path) -> None:
    file = tmp_path / "small.docx"
    file.touch()
    with pytest.raises(BadInput) as error:
        read_raw(file, TABLES)
    assert [x.code for x in error.value.issues] == ["E-FOLDER-FILE"]


# -- settings -----------------------------------------------------------------------------


def test_settings_beside_the_workbook_go_first(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text(SOUND_TEXTS["scenario.toml"], encoding="utf-8")
    reading = shelf.read(book(参数=grid("参数", [*SETTINGS[:1], ["name", "other"]])))
    assert [(x.code, x.sheet) for x in reading.issues] == [("W-SETTINGS-UNUSED", "参数")]
    assert reading.scenario is not None
    assert reading.scenario.settings.name == "small"


def test_no_settings_say_how_to_add_them(shelf: Shelf) -> None:
    (issue,) = shelf.read(book(参数=None)).issues
    assert issue.code == "E-SETTINGS-MISSING"
    assert "“参数”表" in issue.say("zh")


def test_a_sheet_of_settings_says_all_that_a_file_can(shelf: Shelf) -> None:
    rows: Rows = [
        ["方案参数"],
        ["参数", "值", "条款", "文件", "理由", "含义"],
        *([name, value] for name, value, _ in SETTINGS[1:]),
        ["policy.team_size_max", "4", "", "", "教师不足", "每队人数上限"],
        ["policy.city_pool", "是"],
        ["policy.placement_terms", "秋季学期、春季学期"],
        ["weights.O1", "7", "", "", "需求最要紧"],
        ["force.T1", "原则上"],
        ["limits.supporting.people", "120"],
        ["target_gap_percent", "0.5"],
        ["seed", ""],
    ]
    reading = shelf.with_sheet("参数", rows)
    assert not reading.issues
    assert reading.scenario is not None
    settings = reading.scenario.settings
    team = settings.numbers["team_size_max"]
    assert (team.value, team.reason) == (4, "教师不足")
    assert settings.numbers["city_pool"].value is True
    assert settings.numbers["placement_terms"].value == ("autumn", "spring")
    assert settings.weights["O1"].reason == "需求最要紧"
    assert settings.forces["T1"] == "principle"
    assert settings.limits["supporting"].people == 120
    assert settings.target_gap_percent == 0.5


def test_faults_of_settings_have_their_cell(shelf: Shelf) -> None:
    rows: Rows = [*SETTINGS[:4], ["policy.team_sise_max", "4"], ["policy.team_size_min", "很多"]]
    reading = shelf.with_sheet("参数", rows)
    assert [(x.code, x.sheet, x.line, x.column) for x in reading.issues] == [
        ("E-SETTING-MISSING", "参数", None, "year"),
        ("E-KEY-UNKNOWN", "参数", 5, "policy.team_sise_max"),
        ("E-KEY-TYPE", "参数", 6, "policy.team_size_min"),
    ]


def test_two_sheets_of_settings_must_agree(shelf: Shelf) -> None:
    same = county("紫金县.xlsx", 参数=SETTINGS[:3], 学校=SCHOOLS[:3], 需求=NEEDS)
    assert not shelf.read(PROVINCE, same, NANSHAN).issues
    other = county(
        "紫金县.xlsx", 参数=[SETTINGS[0], ["year", "2022"]], 学校=SCHOOLS[:3], 需求=NEEDS
    )
    (issue,) = shelf.read(PROVINCE, other, NANSHAN).issues
    assert (issue.code, issue.file, issue.line) == ("E-KEY-TWICE", "紫金县.xlsx", 2)
    assert "00省.xlsx 工作表“参数” 第 5 行" in issue.say("zh")
