"""Inputs as offices make them, each with its verdict: accepted, to be looked at, or refused by cell.

The numbers are those of the list of nasty inputs that this project started from. Verdicts: A is read
and nothing need be asked, W is read and a person is asked to look, R is refused with its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from pairmatch.io.office.grid import Cell, Mark, Merge
from pairmatch.schema import Link, Row, School, Staff, Unit
from tests.io.intake.books import (
    LINKS,
    NEEDS,
    SCHOOLS,
    SOUND,
    STAFF,
    UNITS,
    Rows,
    Shelf,
    changed,
    found,
)

Found = tuple[str, int | None, str]
Value = tuple[type[Row], int, str, object]


@dataclass(frozen=True)
class Case:
    """One sheet in place of the sound one, and what must come of it.

    ``found`` are (code, line, letter) of every fault and warning; ``reads`` is a value of the
    scenario: model, place of the row in the order of its key, field, value.
    """

    number: str
    verdict: Literal["A", "W", "R"]
    about: str
    sheet: str
    rows: Rows
    found: tuple[Found, ...] = ()
    reads: Value | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def number(text: str, shown: str = "") -> Mark:
    return Mark("number", text, shown)


def staff_id(cell: Cell) -> Rows:
    return changed(STAFF, 4, 6, cell)


def school_name(cell: Cell) -> Rows:
    return changed(SCHOOLS, 2, 2, cell)


def students(cell: Cell) -> Rows:
    return changed(SCHOOLS, 2, 6, cell)


def starting(cell: Cell) -> Rows:
    return [[*LINKS[0], "起"], [*LINKS[1], cell]]


def count(cell: Cell) -> Rows:
    return changed(STAFF, 3, 5, cell)


def below(rows: Rows, *more: list[Cell]) -> Rows:
    return [*rows, *more]


TITLED: Rows = [["附件2"], ["紫金县学校情况表"], ["填报单位：紫金县教育局", "", "", "填表人：某某"]]
TWO_LEVELS: Rows = [
    ["学校代码", "岗位", "需求", "", "优先级"],
    ["", "", "学科", "需求人数", ""],
    *NEEDS[1:],
]
COUNTY_ONCE = changed(SCHOOLS, 3, 3, "")

CASES = (
    # Codes and identities
    Case("N01", "R", "18 digits in a number cell", "可派名额",
         staff_id(number("440402199001011000")), (("E-CELL-DIGITS", 4, "F"),)),
    Case("N01", "R", "the same as a float", "可派名额",
         staff_id(number("4.40402199001011E+17")), (("E-CELL-DIGITS", 4, "F"),)),
    Case("N02", "R", "identity numbers have no place here, with a wide X or not", "可派名额",
         staff_id("11010119900101123Ｘ"), (("E-PERSON-IDENTITY", 4, "F"),)),
    Case("N03", "R", "nor with a wrong check digit", "可派名额",
         staff_id("110101199001011230"), (("E-PERSON-IDENTITY", 4, "F"),)),
    Case("N04", "R", "nor the old ones of 15 digits", "可派名额",
         staff_id("110101900101123"), (("E-PERSON-IDENTITY", 4, "F"),)),
    Case("N05", "A", "apostrophe, tab and NBSP around a code", "可派名额",
         changed(STAFF, 4, 1, "\u00a0'9900000012\t"), (), (Staff, 2, "school_code", "9900000012")),
    Case("N07", "A", "zeros that only the format shows", "可派名额",
         staff_id(number("1001", "00001001")), (), (Staff, 2, "person_id", "00001001")),
    Case("N08", "W", "codes as text in some rows, as numbers in others", "学校",
         changed(SCHOOLS, 3, 1, number("9900000002")), (("W-CODE-MIXED", 3, "A"),),
         (School, 1, "school_code", "9900000002")),
    Case("N09", "R", "a code in scientific notation", "学校",
         below(SCHOOLS, ["3.30101E+09", "某小学", "441621", "小学"]), (("E-CELL-CODE", 6, "A"),)),
    Case("N09", "R", "an id in scientific notation", "可派名额",
         staff_id("3.30101E+09"), (("E-CELL-CODE", 4, "F"),)),
    Case("N10", "W", "phones are not read", "可派名额",
         [[*STAFF[0], "手机号"], *STAFF[1:]], (("W-COLUMN-EXTRA", 1, "H"),)),
    Case("N11", "R", "a name without an id", "可派名额",
         staff_id(""), (("E-PERSON-ID", 4, "F"),)),
    Case("N12", "A", "the same name at the same school under two ids", "可派名额",
         below(STAFF, ["9900000012", "专任教师", "数学", "小学", "1", "P-02", "王示例"])),
    Case("N14", "R", "one person twice, with another subject", "可派名额",
         below(STAFF, ["9900000012", "专任教师", "数学", "小学", "1", "P-01", "王示例"]),
         (("E-PERSON-TWICE", 5, "F"),)),
    Case("N15", "R", "a staff number turned into a date", "可派名额",
         staff_id(Mark("date", "2024-01-02", "1月2日")), (("E-CELL-DATE", 4, "F"),)),
    Case("N17", "W", "O or I in a code", "学校",
         below(SCHOOLS, ["99000O0007", "某小学", "441621", "小学"]), (("W-CODE-LETTER", 6, "A"),)),
    # Names and places
    Case("N18", "R", "a school by its name instead of its code", "需求",
         changed(NEEDS, 2, 1, "紫金中心学校"), (("E-CELL-CODE", 2, "A"),)),
    Case("N19", "W", "the same name in other brackets", "学校",
         below(SCHOOLS, ["9900000006", "紫金小学（东校区）", "441621", "小学"],
               ["9900000007", "紫金小学(东校区)", "441621", "小学"]),
         (("W-SCHOOL-ALIKE", 7, "B"),), (School, 2, "name", "紫金小学（东校区）")),
    Case("N20", "W", "traditional characters are asked about and never merged", "学校",
         below(SCHOOLS, ["9900000006", "云臺小学", "441621", "小学"],
               ["9900000007", "云台小学", "441621", "小学"]),
         (("W-SCHOOL-ALIKE", 7, "B"),), (School, 2, "name", "云臺小学")),
    Case("N22", "A", "a name padded in the middle and at the end", "可派名额",
         changed(STAFF, 4, 7, "李　四\u3000"), (), (Staff, 2, "name", "李四")),
    Case("N24", "A", "the dot of minority names", "可派名额",
         changed(STAFF, 4, 7, "买买提•艾力"), (), (Staff, 2, "name", "买买提·艾力")),
    Case("N25", "A", "a long name is not cut", "学校",
         school_name("紫金" + "长" * 60 + "学校"), (), (School, 0, "name", "紫金" + "长" * 60 + "学校")),
    Case("N26", "A", "rare characters", "学校",
         school_name("䶮㑇𬭎学校"), (), (School, 0, "name", "䶮㑇𬭎学校")),
    Case("N28", "W", "a question mark for a rare character", "可派名额",
         changed(STAFF, 4, 7, "王?示"), (("W-NAME-HOLE", 4, "G"),), (Staff, 2, "name", "王?示")),
    Case("N30", "R", "the code of a county that is none any more", "学校",
         changed(SCHOOLS, 2, 3, "441620"), (("E-REFERENCE", 2, "C"),)),
    Case("N31", "R", "a unit by its short name", "学校",
         changed(SCHOOLS, 2, 3, "紫金"), (("E-CELL-CODE", 2, "C"),)),
    Case("N33", "R", "a link twice", "结对关系",
         below(LINKS, list(LINKS[1])), (("E-ROW-TWICE", 3, "A"),)),
    Case("N33", "R", "a link the wrong way round", "结对关系",
         [LINKS[0], ["441621", "440305", "县", "示例"]], (("E-LINK-REVERSED", 2, "A"),)),
    Case("N35", "A", "a name that is literally NA", "学校",
         school_name("NA"), (), (School, 0, "name", "NA")),
    # Numbers and dates
    Case("N37", "W", "a comma between thousands", "学校",
         students("1,234"), (("W-CELL-NUMBER", 2, "F"),), (School, 0, "students", 1234)),
    Case("N37", "A", "white space, wide digits and a unit", "学校",
         students(" １２人 "), (), (School, 0, "students", 12)),
    Case("N37", "R", "80 % of what", "学校",
         students(number("0.8", "80%")), (("E-CELL-TYPE", 2, "F"),)),
    Case("N38", "A", "the rounding of a computer", "学校",
         students(number("12.000000000000002")), (), (School, 0, "students", 12)),
    Case("N38", "R", "half a pupil", "学校",
         students(number("12.5")), (("E-CELL-TYPE", 2, "F"),)),
    Case("N39", "R", "a negative number", "学校",
         students(number("-3")), (("E-CELL-RANGE", 2, "F"),)),
    Case("N39", "R", "no number at all", "学校",
         students("NaN"), (("E-CELL-TYPE", 2, "F"),)),
    Case("N39", "R", "more than anything", "学校",
         students(number("1e400")), (("E-CELL-TYPE", 2, "F"),)),
    Case("N40", "R", "TRUE where people are counted", "学校",
         students(Mark("flag", "TRUE")), (("E-CELL-TYPE", 2, "F"),)),
    Case("N40", "A", "TRUE where 1 or 0 is asked for", "学校",
         changed(SCHOOLS, 2, 7, Mark("flag", "TRUE")), (), (School, 0, "boarding", 1)),
    Case("N40", "A", "yes and no", "学校",
         changed(SCHOOLS, 2, 7, "否"), (), (School, 0, "boarding", 0)),
    Case("N41", "A", "2024年9月", "结对关系", starting("2024年9月"), (), (Link, 0, "from_", "2024-09")),
    Case("N41", "A", "2024/9", "结对关系", starting("2024/9"), (), (Link, 0, "from_", "2024-09")),
    Case("N41", "A", "2024.9 as a number", "结对关系",
         starting(number("2024.9")), (), (Link, 0, "from_", "2024-09")),
    Case("N41", "A", "a date", "结对关系",
         starting(Mark("date", "2024-09-01", "2024/9/1")), (), (Link, 0, "from_", "2024-09")),
    Case("N41", "R", "January or October", "结对关系",
         starting(number("2024.1")), (("E-CELL-MONTH", 2, "E"),)),
    Case("N41", "R", "a month of no year", "结对关系",
         starting("九月"), (("E-CELL-MONTH", 2, "E"),)),
    Case("N43", "W", "the number of a day as text", "结对关系",
         starting("45536"), (("W-CELL-SERIAL", 2, "E"),), (Link, 0, "from_", "2024-09")),
    Case("N45", "W", "results of formulas may be old", "学校",
         SCHOOLS, (("W-SHEET-FORMULAS", None, ""),), more={"formulas": 3}),
    Case("N47", "R", "3～5人 is no number of people", "可派名额",
         count("3～5人"), (("E-CELL-TYPE", 3, "E"),)),
    Case("N48", "R", "a number of something else", "可派名额",
         count("2小时"), (("E-CELL-TYPE", 3, "E"),)),
    Case("N49", "W", "待定 in an optional column", "学校",
         students("待定"), (("W-CELL-NOTHING", 2, "F"),), (School, 0, "students", None)),
    Case("N49", "R", "无 in a required column", "可派名额",
         count("无"), (("E-CELL-BLANK", 3, "E"),)),
    # The shape of sheets
    Case("N51", "A", "title rows and a unit line", "学校", [*TITLED, *SCHOOLS]),
    Case("N51", "A", "a header of two levels", "需求", TWO_LEVELS,
         more={"merges": (Merge(1, 3, 1, 4), Merge(1, 1, 2, 1))}),
    Case("N52", "A", "the county merged down its schools", "学校", COUNTY_ONCE, (),
         (School, 1, "unit_code", "441621"), {"merges": (Merge(2, 3, 3, 3),)}),
    Case("N52", "R", "a number merged down could mean anything", "学校",
         students("90"), (("E-CELL-MERGED", 2, "F"),), None, {"merges": (Merge(2, 6, 3, 6),)}),
    Case("N52", "R", "so could the only code of two rows", "学校",
         changed(SCHOOLS, 3, 1, ""),
         (("E-CELL-MERGED", 2, "A"), ("E-CELL-BLANK", 3, "A"), ("E-REFERENCE", 3, "A")),
         None, {"merges": (Merge(2, 1, 3, 1),)}),
    Case("N54", "W", "hidden rows are read", "学校",
         SCHOOLS, (("W-ROWS-HIDDEN", 3, ""),), more={"hidden_rows": frozenset({3, 4})}),
    Case("N54", "W", "hidden columns are read", "学校",
         SCHOOLS, (("W-COLUMN-HIDDEN", 1, "C"),), more={"hidden_columns": frozenset({3})}),
    Case("N54", "R", "a hidden sheet with rows", "需求",
         NEEDS, (("E-SHEET-HIDDEN", None, ""),), more={"hidden": True}),
    Case("N56", "R", "a header twice", "学校",
         [[*SCHOOLS[0], "学校名称"], *SCHOOLS[1:]], (("E-COLUMN-TWICE", 1, "H"),)),
    Case("N57", "A", "white space and line ends in a header", "学校",
         changed(SCHOOLS, 1, 2, "学 校\n名称")),
    Case("N57", "A", "a header with its unit", "学校", changed(SCHOOLS, 1, 6, "学生数（人）")),
    Case("N58", "A", "another word for a header", "学校", changed(SCHOOLS, 1, 1, "学校标识码")),
    Case("N58", "A", "帮扶校 for the supporting school", "已议定",
         [["事项", "受帮扶校", "帮扶校", "方式"], ["结对", "9900000001", "9900000011", "必须"]]),
    Case("N58", "A", "派出学校 for the same", "外部契合度",
         [["派出学校", "受援学校", "契合度"], ["9900000011", "9900000001", "5"]]),
    Case("N59", "R", "a required column is missing", "学校",
         [cells[:2] + cells[3:] for cells in SCHOOLS], (("E-COLUMN-MISSING", 1, ""),)),
    Case("N59", "W", "a column of their own", "学校",
         [[*SCHOOLS[0], "校车线路"], *SCHOOLS[1:]], (("W-COLUMN-EXTRA", 1, "H"),)),
    Case("N59", "R", "a misspelt column", "学校",
         changed(SCHOOLS, 1, 6, "学生人数"), (("E-COLUMN-UNKNOWN", 1, "F"),)),
    Case("N59", "A", "serial numbers, remarks and the reasons of an earlier list", "学校",
         [["序号", *cells, "备注", "错误原因"] if line == 0 else [str(line), *cells, "好", "学段不对"]
          for line, cells in enumerate(SCHOOLS)]),
    Case("N61", "A", "sums, notes and signatures", "需求",
         below(NEEDS, ["合计", "", "", "2"], ["注：以上为核定数"], ["填表人：某某", "", "审核人："])),
    Case("N62", "A", "blank rows inside, and cells with nothing but white space", "需求",
         [NEEDS[0], [], NEEDS[1], ["　", " "], NEEDS[2]]),
    Case("N67", "W", "a struck row counts until a person says otherwise", "需求",
         NEEDS, (("W-ROW-STRUCK", 3, ""),), more={"struck": frozenset({3})}),
    Case("N68", "R", "a cell longer than any sheet can hold", "学校",
         [[*SCHOOLS[0], "标签"], [*SCHOOLS[1], "长" * 32_768], *SCHOOLS[2:]],
         (("E-CELL-LENGTH", 2, "H"),)),
    Case("N69", "R", "a formula without a result", "学校",
         school_name(Mark("uncached", "=VLOOKUP(A2,B:C,2,0)")), (("E-CELL-FORMULA", 2, "B"),)),
    Case("N70", "R", "#N/A, in an optional column too", "学校",
         students(Mark("error", "#N/A")), (("E-CELL-ERROR", 2, "F"),)),
    Case("N72", "W", "a picture in a cell", "学校",
         students('=DISPIMG("ID_0A",1)'), (("W-CELL-PICTURE", 2, "F"),)),
    Case("N73", "R", "a word that is not in the list", "学校",
         changed(SCHOOLS, 2, 4, "大学"), (("E-CELL-WORD", 2, "D"),)),
    Case("N73", "A", "the example of the template, which chose its words from the lists", "需求",
         [NEEDS[0], ["示例：9944080401", "专任教师", "英语", "2", "5"], *NEEDS[1:]]),
    Case("N83", "R", "garbled names", "学校",
         school_name("绱噾涓績瀛︽牎"), (("E-CELL-GARBLED", 2, "B"),)),
    Case("N96", "R", "a required table with a header only", "学校",
         SCHOOLS[:1], (("E-SHEET-EMPTY", 1, ""),)),
    Case("N96", "A", "an optional table with a header only: a sheet that was not needed", "需求", NEEDS[:1]),
    Case("N104", "R", "a negative capacity", "学校",
         [[*SCHOOLS[0], "接收上限"], [*SCHOOLS[1], number("-1")], *SCHOOLS[2:]],
         (("E-CELL-RANGE", 2, "H"),)),
    Case("N104", "A", "a capacity of 0 is one: the school takes nobody", "学校",
         [[*SCHOOLS[0], "接收上限"], [*SCHOOLS[1], number("0")], *SCHOOLS[2:]],
         (), (School, 0, "host_max", 0)),
    Case("N104", "A", "a blank capacity is the policy's number", "学校",
         [[*SCHOOLS[0], "接收上限"], *SCHOOLS[1:]], (), (School, 0, "host_max", None)),
    Case("N106", "W", "a county with schools and no link", "结对关系",
         [LINKS[0], ["440305", "441622", "县", "示例"]], (("W-UNIT-UNLINKED", 4, "A"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case.number}-{case.verdict}-{case.about}"
)
def test_case(case: Case, shelf: Shelf) -> None:
    reading = shelf.with_sheet(case.sheet, case.rows, **case.more)
    assert [(code, line, letter) for code, _, line, letter in found(reading)] == list(case.found)
    if case.verdict == "R":
        assert reading.scenario is None
        assert reading.faults
        return
    assert reading.scenario is not None
    assert bool(reading.warnings) == (case.verdict == "W")
    if case.reads is not None:
        model, place, name, value = case.reads
        assert getattr(reading.scenario.rows(model)[place], name) == value


OFFICE, INTAKE, IO = "io/office/test_", "io/intake/test_", "io/test_"
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "N64": (f"{INTAKE}sheets.py::test_a_sheet_is_known_by_name_or_header",),
    "N65": (f"{INTAKE}merge.py::test_one_county_with_other_columns_is_named",),
    "N74": (f"{OFFICE}cells.py::test_a_cell_is_what_it_is",),
    "N77": (f"{OFFICE}cells.py::test_the_strict_namespace_is_read",),
    "N78": (f"{OFFICE}furniture.py::test_filters_panes_tables_and_pivots_change_nothing",),
    "N79": (f"{INTAKE}text.py::test_the_same_table_in_other_dress",),
    "N81": (f"{INTAKE}text.py::test_the_same_table_in_other_dress",),
    "N82": (f"{INTAKE}text.py::test_the_same_table_in_other_dress",),
    "N85": (f"{INTAKE}text.py::test_the_same_table_in_other_dress",),
    "N88": (f"{INTAKE}text.py::test_a_line_end_in_quotes_stays",),
    "N89": (
        f"{IO}read.py::test_mark_and_line_ends_do_not_matter",
        f"{IO}read.py::test_a_file_that_cannot_be_read_is_one_fault",
    ),
    "N90": (
        f"{OFFICE}attacks.py::test_an_attack_ends_as_it_should",
        f"{OFFICE}old.py::test_old_workbooks_under_a_new_name_are_refused",
    ),
    "N91": (
        f"{OFFICE}old.py::test_a_password_is_told",
        f"{OFFICE}furniture.py::test_a_protected_sheet_is_read",
    ),
    "N93": (f"{OFFICE}keeper.py::test_names_do_not_matter",),
    "N94": (f"{OFFICE}attacks.py::test_an_attack_ends_as_it_should",),
    "N98": ("test_counting.py::test_lines_name_the_county_and_its_numbers",),
    "N100": (f"{IO}locks_input.py::test_a_lock_that_cannot_hold_is_refused",),
    "N101": (f"{IO}locks_input.py::test_a_lock_that_cannot_hold_is_refused",),
    # Weights are whole numbers of their own and need not sum to anything.
    "N108": (f"{IO}settings.py::test_weights_by_code_or_by_the_name_of_the_term",),
}
VISIBLE = """
01 02 03 04 05 07 08 09 10 11 12 14 15 17
18 19 20 22 24 25 26 28 30 31 33 35
37 38 39 40 41 43 45 47 48 49
51 52 54 56 57 58 59 61 62 64 65 67 68 69 70 72 73 74 77 78
79 81 82 83 85 88 89 90 91 93 94 96
98 100 101 104 106 108
"""


@pytest.mark.parametrize("number", ELSEWHERE)
def test_a_case_that_stands_elsewhere_is_there(number: str) -> None:
    for place in ELSEWHERE[number]:
        file, name = place.split("::")
        text = (Path(__file__).parents[2] / file).read_text(encoding="utf-8")
        assert f"def {name}(" in text, place


def test_every_case_of_the_list_has_a_verdict() -> None:
    here = {case.number for case in CASES}
    assert not here & ELSEWHERE.keys()
    assert here | ELSEWHERE.keys() == {f"N{number}" for number in VISIBLE.split()}


def test_the_sound_workbook_needs_no_looking_at(shelf: Shelf) -> None:
    reading = shelf.with_sheet("学校", SOUND["学校"])
    assert reading.scenario is not None
    assert not reading.issues
    assert len(reading.scenario.rows(Unit)) == len(UNITS) - 1
