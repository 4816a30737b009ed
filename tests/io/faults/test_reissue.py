"""Rows handed back: nothing lost or moved, what is wrong coloured and said, and read again after it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from pairmatch.errors import Issue
from pairmatch.io.faults import reissue
from pairmatch.io.faults.finding import findings
from pairmatch.io.faults.reissue import can_be_handed_back, write_reissue
from pairmatch.io.faults.sheets import WrittenSheet
from pairmatch.io.office.grid import Cell, Mark
from pairmatch.io.raw import RawTable
from pairmatch.io.read import read_scenario
from tests.io.faults.inputs import STAFF, UNITS, county, faulty, replaced
from tests.io.folders import SOUND, write

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"
ROWS: list[tuple[int, tuple[Cell, ...]]] = [
    (4, ("0900000011", "专任教师", "物理", "初中", Mark("number", "1"), "=P-01", "王示例")),
    (6, ("9900000012", "", "数字", "初中", Mark("number", "12.50"), "", "")),
    (7, ("9900000013", "校长", "", Mark("error", "#N/A"), Mark("date", "2026-03-05", "3-5"))),
]
SHEET = county(ROWS)
ISSUES = [
    Issue("E-CELL-BLANK", SHEET.raw.file, 6, "岗位", "", {"expected": "x"}, SHEET.raw.sheet, "B"),
    Issue("E-SUBJECT-MISSING", SHEET.raw.file, 6, "学科", "数字", {}, SHEET.raw.sheet, "C"),
    Issue("W-TEST", SHEET.raw.file, 4, "姓名", "王示例", {}, SHEET.raw.sheet, "G"),
    Issue("E-COLUMN-BLANK", SHEET.raw.file, 3, "", "", {}, SHEET.raw.sheet, "D"),
    Issue("E-BOOK-SHEET", SHEET.raw.file, values={"sheet": "学校"}),
]


def handed_back(
    path: Path, sheets: Sequence[WrittenSheet], issues: Sequence[Issue]
) -> list[Worksheet]:
    write_reissue(path, sheets, findings(issues, sheets, "zh"), "zh")
    return load_workbook(path).worksheets


def colour(sheet: Worksheet, cell: str) -> str:
    return str(sheet[cell].fill.start_color.rgb)


def test_every_row_and_column_stands_where_it_stood(tmp_path: Path) -> None:
    _, sheet = handed_back(tmp_path / "x.xlsx", [SHEET], ISSUES)
    assert sheet.title == SHEET.raw.sheet
    assert [cell.value for cell in sheet[3]] == [*SHEET.raw.header, "错误原因"]
    assert [cell.value for cell in sheet[4]][:7] == [
        *("0900000011", "专任教师", "物理", "初中", 1, "=P-01", "王示例")
    ]
    assert sheet["F4"].data_type == "s"
    assert all(cell.value is None for row in (1, 2, 5) for cell in sheet[row])
    assert (sheet["D7"].value, sheet["E7"].value, sheet["E6"].value) == ("#N/A", "3-5", "12.50")
    assert sheet.max_row == 7


def test_faulty_cells_are_coloured_and_the_reasons_stand_last(tmp_path: Path) -> None:
    note, sheet = handed_back(tmp_path / "x.xlsx", [SHEET], ISSUES)
    assert [colour(sheet, x) for x in ("B6", "C6", "G4", "D3")] == [RED, RED, YELLOW, RED]
    assert colour(sheet, "A6") == colour(sheet, "C4") == "00000000"
    reasons = str(sheet["H6"].value).split("\n")
    assert reasons[0].startswith("岗位：这一格没有填")
    assert reasons[1].startswith("学科：专任教师没有填学科")
    assert str(sheet["H4"].value).startswith("姓名：请核对：")
    assert sheet["H7"].value is None
    said = [str(row[0].value) for row in note.iter_rows()]
    assert note.title == "填表说明"
    assert any("未作遮盖" in line for line in said)
    assert any("[E-COLUMN-BLANK]" in line for line in said)
    assert any("[E-BOOK-SHEET]" in line for line in said)
    assert not any("[E-CELL-BLANK]" in line for line in said)


def test_reasons_of_an_earlier_time_are_replaced(tmp_path: Path) -> None:
    header = ("学校代码", "岗位", " 错误原因")
    old = county([(4, ("9900000011", "", "岗位：以前的原因"))], header)
    issue = Issue(
        "E-CELL-BLANK", old.raw.file, 4, "岗位", "", {"expected": "x"}, old.raw.sheet, "B"
    )
    _, sheet = handed_back(tmp_path / "x.xlsx", [old], [issue])
    assert [cell.value for cell in sheet[3]] == ["学校代码", "岗位", "错误原因"]
    assert "没有填" in str(sheet["C4"].value)
    assert "以前" not in str(sheet["C4"].value)


def test_a_row_longer_than_the_header_keeps_its_last_cells(tmp_path: Path) -> None:
    long = county([(4, ("9900000011", "校长", "多余"))], ("学校代码", "岗位"))
    issue = Issue(
        "E-ROW-LONG", long.raw.file, 4, "", "", {"found": 3, "expected": 2}, long.raw.sheet
    )
    _, sheet = handed_back(tmp_path / "x.xlsx", [long], [issue])
    assert sheet["C4"].value == "多余"
    assert sheet["D3"].value == "错误原因"
    assert "[E-ROW-LONG]" in str(sheet["D4"].value)


def test_all_sheets_of_a_file_come_back_under_names_that_differ(tmp_path: Path) -> None:
    units = WrittenSheet(
        RawTable(SHEET.raw.file, ("单位代码",), [(2, ("441621",))], sheet="填表说明"), UNITS
    )
    sheets = handed_back(tmp_path / "x.xlsx", [SHEET, units], ISSUES)
    assert [sheet.title for sheet in sheets] == ["填表说明", SHEET.raw.sheet, "填表说明(2)"]
    assert sheets[2]["A2"].value == "441621"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        handed_back(tmp_path / name, [SHEET], ISSUES)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_rows_that_would_lose_something_are_not_handed_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert can_be_handed_back([SHEET], ())
    assert can_be_handed_back([county([(1_048_576, ("x" * 32_767,))])], ())
    assert not can_be_handed_back([county([(1_048_577, ("x",))])], ())
    assert not can_be_handed_back([county([(4, ("x" * 32_768,))])], ())
    assert not can_be_handed_back([WrittenSheet(replace(SHEET.raw, whole=False), STAFF)], ())
    lost = Issue("E-SHEET-UNKNOWN", SHEET.raw.file, values={"known": ""}, sheet="另一张")
    assert not can_be_handed_back([SHEET], findings([*ISSUES, lost], [SHEET], "zh"))
    assert can_be_handed_back([SHEET], findings(ISSUES, [SHEET], "zh"))
    monkeypatch.setattr(reissue, "MOST_CELLS", 3)
    assert not can_be_handed_back([SHEET], ())


def test_rare_characters_come_back(tmp_path: Path) -> None:
    rare = county([(4, ("䶮㑇𬭎", "_x000D_", " 前后 ", "\x07"))], ("a", "b", "c", "d"))
    handed_back(tmp_path / "x.xlsx", [rare], ISSUES)
    sheet = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(1)
    assert sheet.to_python(skip_empty_area=False)[3][:4] == list(rare.raw.rows[0][1])


def test_what_was_handed_back_is_read_again_once_it_is_corrected(tmp_path: Path) -> None:
    """As a person does it: open, correct the red cells, save as CSV with the reasons still in it."""
    issues, sheets = faulty(
        tmp_path / "in", **replaced("staff", "9900000012,leader", "9900000012,校长大人")
    )
    staff = [sheet for sheet in sheets if sheet.raw.file == "staff.csv"]
    _, sheet = handed_back(tmp_path / "staff.xlsx", staff, issues)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    red = [
        cell
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if colour(sheet, cell.coordinate) == RED
    ]
    assert [cell.value for cell in red] == ["校长大人"]
    rows[red[0].row - 1][red[0].column - 1] = "leader"
    with (tmp_path / "in" / "staff.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    again = read_scenario(tmp_path / "in")
    assert again.input_hash == read_scenario(write(tmp_path / "sound")).input_hash
    assert "错误原因" in (tmp_path / "in" / "staff.csv").read_text(encoding="utf-8")
    assert len(rows) == len(SOUND["staff.csv"].splitlines())
