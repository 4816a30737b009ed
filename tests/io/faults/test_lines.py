"""Faults in the terminal: each is found again, and many of them do not flood the screen."""

from __future__ import annotations

from pathlib import Path

from pairmatch.errors import Issue
from pairmatch.io.faults.finding import findings
from pairmatch.io.faults.lines import FEW, MOST, fault_lines, heading
from tests.io.faults.inputs import county, faulty, replaced


def lines(issues: list[Issue], lang: str = "zh") -> list[str]:
    return list(fault_lines(findings(issues, [], lang), lang))  # type: ignore[arg-type]


def blank(line: int, file: str = "a.xlsx", sheet: str = "学校", letter: str = "D") -> Issue:
    return Issue("E-CELL-BLANK", file, line, "学段", "", {"expected": "x"}, sheet, letter)


def test_a_single_fault_is_one_line_with_its_place() -> None:
    (line,) = lines([blank(5)])
    assert line.startswith("  a.xlsx 工作表“学校” 第 5 行 D 列“学段”：这一格没有填")
    assert line.endswith("[E-CELL-BLANK]")
    (line,) = lines([blank(5)], "en")
    assert line.startswith('  a.xlsx sheet "学校" line 5 column D "学段": ')


def test_faults_of_a_sheet_stand_together_under_their_count() -> None:
    found = lines([blank(5), blank(6), blank(7, sheet="需求"), blank(1, "b.xlsx")])
    assert found[0] == "  a.xlsx 工作表“学校”：2 处"
    assert found[1].startswith("    第 5 行 D 列“学段”：")
    assert found[2].startswith("    第 6 行")
    assert found[3].startswith("  a.xlsx 工作表“需求” 第 7 行")
    assert found[4].startswith("  b.xlsx 工作表“学校” 第 1 行")


def test_of_many_alike_the_first_are_said_and_the_rest_counted() -> None:
    found = lines([blank(line) for line in range(2, 1002)])
    assert len(found) == 1 + FEW + 1
    assert found[0].endswith("：1000 处")
    assert str(1000 - FEW) in found[-1]
    assert "[E-CELL-BLANK]" in found[-1]


def test_of_many_alike_those_that_say_something_else_come_first() -> None:
    def word(line: int, value: str) -> Issue:
        values: dict[str, object] = {"expected": "x", "hint": ""}
        return Issue("E-CELL-WORD", "a.csv", line, "学段", value, values)

    found = lines([*(word(line, "大学") for line in range(2, 50)), word(60, "中学")])
    assert [("大学" in line, "中学" in line) for line in found[1:4]] == [
        (True, False),
        (True, False),
        (False, True),
    ]


def test_a_flood_ends_after_two_screens_and_says_what_is_left_out() -> None:
    issues = [blank(line, f"{n:03}.xlsx") for n in range(200) for line in (2, 3)]
    found = lines(issues)
    said = [line for line in found if "[E-CELL-BLANK]" in line]
    assert len(said) == MOST
    assert f"{200 - MOST // 2} 个文件" in found[-1]
    assert f"{400 - MOST} 处" in found[-1]


def test_what_stops_the_reading_comes_before_what_does_not() -> None:
    found = lines([Issue("W-TEST", "a.csv", 2), blank(3, "a.csv", "", "")])
    assert "[E-CELL-BLANK]" in found[1]
    assert "请核对：" in found[2]


def test_the_heading_counts_faults_and_warnings_apart() -> None:
    error, warning = blank(2), Issue("W-TEST", "a.csv", 2)
    assert "2 处问题" in heading([error, error], "zh")
    both = heading([error, warning, warning], "zh")
    assert "1 处问题" in both
    assert "2 处请核对" in both
    assert "没有求解" not in heading([warning], "zh")


def test_a_column_of_a_text_file_is_called_by_its_letter_too(tmp_path: Path) -> None:
    issues, sheets = faulty(tmp_path, **replaced("units", "county,supporting", "county,接受方"))
    words = [x for x in findings(issues, sheets, "zh") if x.code == "E-CELL-WORD"]
    assert [x.letter for x in words] == ["E", "E"]
    rows = [(4, ("9900000011", "校长"))]
    header = (*(f"列{n}" for n in range(27)), "岗位")
    issue = Issue(
        "E-CELL-WORD", "紫金县.xlsx", 4, "岗位", "x", {"expected": "", "hint": ""}, "可派名额"
    )
    (finding,) = findings([issue], [county(rows, header)], "zh")
    assert finding.letter == "AB"
