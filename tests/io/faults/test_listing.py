"""The workbook of faults: every fault with its place, a link to it, and counts in front."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pairmatch.errors import Issue, Lang
from pairmatch.io.faults import listing
from pairmatch.io.faults.finding import findings
from pairmatch.io.faults.listing import Back, write_list

WORD: dict[str, object] = {"expected": "支援方、受援方", "hint": ""}
ISSUES = [
    Issue("E-CELL-WORD", "紫金县.xlsx", 5, "支援或受援", "接受方", WORD, "单位", "E"),
    Issue("E-CELL-BLANK", "紫金县.xlsx", 6, "学段", "", {"expected": "x"}, "学校 '2", "D"),
    Issue("W-TEST", "紫金县.xlsx", 7, "学段", "=1+1", {}, "单位", "D"),
    Issue("E-SETTINGS-MISSING", "scenario.toml"),
    Issue("E-CELL-BLANK", "龙川 100%#1.csv", 6, "学段", "", {"expected": "x"}),
]
BACK = Back({"紫金县.xlsx": "退回改正/紫金县.xlsx"}, {"龙川 100%#1.csv"})
PLACES = {x: f"../input/{x}" for x in ("紫金县.xlsx", "龙川 100%#1.csv")}


def book(path: Path, lang: Lang = "zh") -> tuple[Worksheet, Worksheet]:
    write_list(path, findings(ISSUES, [], lang), PLACES, BACK, lang)
    opened = load_workbook(path)
    first, second = (opened[name] for name in opened.sheetnames)
    return first, second


def test_the_list_has_a_row_for_each_fault_in_the_promised_columns(tmp_path: Path) -> None:
    _, sheet = book(tmp_path / "x.xlsx")
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert header == [
        "级别",
        "错误码",
        "文件",
        "工作表",
        "行",
        "列",
        "字段",
        "填写值",
        "问题",
        "怎么改",
    ]
    assert rows[0][:8] == [
        "错误",
        "E-CELL-WORD",
        "紫金县.xlsx",
        "单位",
        5,
        "E",
        "支援或受援",
        "接受方",
    ]
    assert rows[0][8] == "“接受方”不在可选范围内；可填：支援方、受援方。"
    assert rows[0][9] == "请改为其中一项。"
    assert rows[2][0] == "请核对"
    assert rows[3][2:7] == ["scenario.toml", None, None, None, None]
    assert len(rows) == len(ISSUES)


def test_a_value_is_never_a_formula(tmp_path: Path) -> None:
    _, sheet = book(tmp_path / "x.xlsx")
    cell = sheet["H4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_file_leads_to_its_cell(tmp_path: Path) -> None:
    _, sheet = book(tmp_path / "x.xlsx")
    links = [row[2].hyperlink for row in sheet.iter_rows(min_row=2)]
    assert [(x.target, x.location) if x else None for x in links] == [
        ("..\\input\\紫金县.xlsx", "'单位'!E5"),
        ("..\\input\\紫金县.xlsx", "'学校 ''2'!D6"),
        ("..\\input\\紫金县.xlsx", "'单位'!D7"),
        None,
        ("..\\input\\龙川%20100%25%231.csv", None),
    ]


def test_the_list_is_made_for_screen_and_paper(tmp_path: Path) -> None:
    first, second = book(tmp_path / "x.xlsx")
    assert second.freeze_panes == "A2"
    assert second.auto_filter.ref == f"A1:J{len(ISSUES) + 1}"
    for sheet in (first, second):
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
    assert second.print_title_rows == "$1:$1"


def test_counts_stand_in_front_by_file_and_by_kind(tmp_path: Path) -> None:
    first, _ = book(tmp_path / "x.xlsx")
    rows = [[cell.value for cell in row] for row in first.iter_rows()]
    assert any("共 4 处问题须改正，1 处请核对" in str(row[0]) for row in rows)
    assert ["紫金县.xlsx", 2, 1, "紫金县.xlsx"] in [row[:4] for row in rows]
    assert ["龙川 100%#1.csv", 1, 0, "未退回（行数太多，或有读不全的工作表），请在原文件中改"] in [
        row[:4] for row in rows
    ]
    kinds = [row[:3] for row in rows if str(row[0]).startswith(("E-", "W-"))]
    assert kinds[0] == ["E-CELL-BLANK", 2, 2]
    assert sorted(kinds[1:]) == [
        ["E-CELL-WORD", 1, 1],
        ["E-SETTINGS-MISSING", 1, 1],
        ["W-TEST", 1, 1],
    ]
    links = [cell.hyperlink.target for row in first.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["退回改正\\紫金县.xlsx"]


def test_the_same_faults_give_the_same_bytes(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    book(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_english_list(tmp_path: Path) -> None:
    _, sheet = book(tmp_path / "x.xlsx", "en")
    assert [cell.value for cell in sheet[1]][:3] == ["Level", "Code", "File"]
    assert "is not one of the choices" in str(sheet["I2"].value)


def test_beyond_what_a_sheet_can_link_the_list_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", 3)
    first, second = book(tmp_path / "x.xlsx")
    assert second.max_row == 1 + 3
    assert any("只列出前 3 处，其余 2 处" in str(row[0].value) for row in first.iter_rows())
