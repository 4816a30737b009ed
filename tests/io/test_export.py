"""The workbook and the CSV files: text stays text, layout fits Chinese, same input same bytes."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from pairmatch.errors import Defect, Text
from pairmatch.io.csv_tables import guarded, read_csv, unguarded, write_csv
from pairmatch.io.export import sheet_name, write_workbook
from pairmatch.io.layout import (
    LANDSCAPE,
    PORTRAIT,
    WIDEST,
    column_widths,
    display_width,
    lines_of,
    places_of,
)
from pairmatch.programmes.room import SheetColumn
from pairmatch.report import Block, Page, pages
from tests.io.toy_room import FORMULA_NAME, RARE_NAMES

NAMES_ZH = [
    "汇总",
    "结对学校",
    "支教团队",
    "县(市、区)一览",
    "未满足需求",
    "未达标清单",
    "例外清单",
    "规则核对",
    "参数与证明",
]


@pytest.fixture
def filled(scenario, plan, result, verification, rooms):
    return pages(scenario, plan, result, verification, rooms)


@pytest.fixture
def book(filled, tmp_path: Path):
    write_workbook(tmp_path / "结果.xlsx", filled, "zh", 2021)
    return openpyxl.load_workbook(tmp_path / "结果.xlsx")


def _page(columns: list[SheetColumn], rows: list[dict[str, str | int]]) -> Page:
    block = Block("one", tuple(columns), tuple(rows))
    return Page("one", Text("一", "one"), Text("表", "table"), Text("", ""), (block,))


def _header_row(sheet) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[0].value in ("序号", "No."))


def test_sheets_stand_in_the_order_an_official_reads_them(book) -> None:
    assert book.sheetnames == NAMES_ZH


def test_title_unit_year_and_annex_lines(book) -> None:
    sheet = book["结对学校"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "附件1",
        "结对帮扶学校一览表",
        "单位：对　　学年：2021–2022",
    ]
    assert "A2:F2" in {str(merged) for merged in sheet.merged_cells.ranges}
    title = sheet["A2"]
    assert (title.font.name, title.font.size, title.font.bold) == ("黑体", 16, True)
    assert title.alignment.horizontal == "center"
    assert book["汇总"]["A1"].value == "示例情景汇总表"
    assert book["汇总"]["A2"].value == "轮次：2021–2025　　学年：2021–2022"


@pytest.mark.parametrize(
    "name", ["结对学校", "支教团队", "县(市、区)一览", "未达标清单", "例外清单", "规则核对"]
)
def test_one_table_sheets_freeze_filter_and_repeat_their_header(book, name: str) -> None:
    sheet = book[name]
    header = _header_row(sheet)
    assert sheet.freeze_panes == f"A{header + 1}"
    assert sheet.print_title_rows == f"${header}:${header}"
    last = get_column_letter(sheet.max_column)
    numbered = sum(isinstance(row[0].value, int) for row in sheet.iter_rows())
    assert sheet.auto_filter.ref == f"A{header}:{last}{header + numbered}"


@pytest.mark.parametrize("name", NAMES_ZH)
def test_every_sheet_prints_on_a4_one_page_wide(book, name: str) -> None:
    sheet = book[name]
    side = "portrait" if name == "汇总" else "landscape"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (side, 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


def test_numbering_restarts_and_totals_stand_outside_the_filter(book) -> None:
    sheet = book["结对学校"]
    header = _header_row(sheet)
    assert [sheet.cell(header + i, 1).value for i in range(1, 5)] == [1, 2, 3, "合计"]
    assert sheet.cell(header + 4, 6).value == 100 + 101 + 102
    assert sheet.cell(_header_row(book["支教团队"]) + 1, 1).value == 1


def test_cells_have_borders_and_codes_are_text(book) -> None:
    sheet = book["结对学校"]
    cell = sheet.cell(_header_row(sheet) + 1, 3)
    assert (cell.value, cell.data_type, cell.number_format) == ("9900000001", "s", "@")
    assert cell.border.left.style == cell.border.bottom.style == "thin"
    assert sheet.cell(_header_row(sheet), 1).fill.fgColor.rgb == "FFD9D9D9"


def test_text_that_looks_like_a_formula_stays_text(book) -> None:
    sheet = book["结对学校"]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["@宝安实验学校"] == "s"
    # openpyxl itself takes any text with '=' for a formula, so the stored type is looked at there
    assert FORMULA_NAME in cells


def test_no_formula_is_stored_anywhere(filled, tmp_path: Path) -> None:
    import zipfile

    write_workbook(tmp_path / "a.xlsx", filled, "zh", 2021)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in packed.read(name) for name in sheets)
        assert not any(b"hyperlink" in packed.read(name) for name in sheets)


def test_rare_characters_survive(book) -> None:
    sheet = book["结对学校"]
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    assert set(RARE_NAMES) <= values


def test_same_pages_give_the_same_bytes(filled, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(tmp_path / f"{name}.xlsx", filled, "zh", 2021)
        (tmp_path / name).mkdir()
        write_csv(tmp_path / name, filled, "zh")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_columns_are_as_wide_as_chinese_text(book) -> None:
    sheet = book["结对学校"]
    text = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "@宝安实验学校")
    assert sheet.column_dimensions[text.column_letter].width >= 1 + 2 * 6 + 2


def test_long_text_wraps_in_a_row_that_is_high_enough() -> None:
    page = _page([SheetColumn("a", Text("名称", "name"))], [{"a": "长" * 100}])
    assert column_widths(page, "zh")[1] == WIDEST
    assert lines_of("长" * 100, WIDEST) == 6
    assert lines_of("a\nb", 20) == 2


@given(st.text(max_size=30))
def test_display_width_counts_wide_characters_twice(text: str) -> None:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    assert display_width(text) == len(text) + wide


COLUMNS = [
    SheetColumn("city", Text("市", "city")),
    SheetColumn("name", Text("名称", "name")),
    SheetColumn("code", Text("代码", "code"), kind="code", aside=True),
]
CITIES = [{"city": c, "name": "校", "code": "99"} for c in "甲甲乙丙丙"]


def _written(page: Page, path: Path):
    write_workbook(path, [page], "zh", 2021)
    return openpyxl.load_workbook(path).worksheets[0]


def test_a_new_page_begins_where_the_city_changes(tmp_path: Path) -> None:
    page = _page(COLUMNS, CITIES)
    parted = replace(page, blocks=(replace(page.blocks[0], parted="city"),))
    sheet = _written(parted, tmp_path / "a.xlsx")
    first = _header_row(sheet) + 1
    # a break stands after the row that it names
    assert [x.id for x in sheet.row_breaks.brk] == [first + 1, first + 2]
    assert not _written(page, tmp_path / "b.xlsx").row_breaks.brk


def test_what_stands_aside_is_filtered_but_not_printed(tmp_path: Path) -> None:
    sheet = _written(_page(COLUMNS, CITIES), tmp_path / "a.xlsx")
    header = _header_row(sheet)
    assert sheet.print_area == f"'一'!$A$1:$C${header + len(CITIES)}"
    assert sheet.auto_filter.ref == f"A{header}:D{header + len(CITIES)}"
    assert "A1:C1" in {str(merged) for merged in sheet.merged_cells.ranges}
    fills = [sheet.cell(header, column).fill.fgColor.rgb for column in (3, 4)]
    assert fills == ["FFD9D9D9", "FFF2F2F2"]


def test_what_stands_aside_of_several_tables_begins_where_paper_ends() -> None:
    wide = Block("wide", tuple(SheetColumn(x, Text(x, x)) for x in "abcd"), ())
    narrow = Block("narrow", tuple(COLUMNS), ())
    page = Page("two", Text("二", "two"), Text("", ""), Text("", ""), (wide, narrow))
    assert places_of(page, wide) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert places_of(page, narrow) == [(1, 1), (2, 4), (5, 5)]


@pytest.mark.parametrize(("upright", "room"), [(False, LANDSCAPE), (True, PORTRAIT)])
def test_a_wide_table_gives_way_where_fewest_texts_break(upright: bool, room: int) -> None:
    columns = [SheetColumn(x, Text(x, x)) for x in "abcdef"]
    rows = [dict.fromkeys("abcdef", "字" * 19) | {"a": "字" * 5} for _ in range(9)]
    rows.append({"a": "字" * 15})
    page = replace(_page(columns, rows), upright=upright)
    widths = column_widths(page, "zh")
    assert sum(widths) + page.printed <= room
    assert widths[1] < WIDEST - 10
    assert min(widths[1:]) >= 10


def test_codes_never_break() -> None:
    columns = [SheetColumn(str(i), Text("码", "code"), kind="code") for i in range(20)]
    rows = [dict.fromkeys(map(str, range(20)), "9900000001")]
    assert min(column_widths(_page(columns, rows), "zh")[1:]) >= 10


def test_words_of_a_header_never_break() -> None:
    page = _page([SheetColumn("a", Text("跟岗", "Shadow placements"), kind="number")], [{"a": 1}])
    assert column_widths(page, "en")[1] >= len("placements")
    assert column_widths(page, "zh")[1] < len("placements")


def test_the_unit_of_a_header_is_not_torn(tmp_path: Path) -> None:
    """Where a header takes two lines its bracket stands in the second one, and fits there.

    A table alone on its sheet is filtered and read by its headers, so they stay as they are.
    """
    header = SheetColumn("a", Text("结对学校（对）", "pairs"), kind="number")
    for number, count, said in ((1, 2, "结对学校\n（对）"), (10**20, 2, None), (1, 1, None)):
        page = _page([header], [{"a": number}])
        page = replace(page, blocks=page.blocks * count)
        sheet = _written(page, tmp_path / "a.xlsx")
        cell = sheet.cell(_header_row(sheet), 2)
        assert cell.value == (said or "结对学校（对）")
        assert column_widths(page, "zh")[1] >= display_width("结对学校")
        if said:
            assert sheet.row_dimensions[cell.row].height > 2 * 14


@pytest.mark.parametrize("said", ["结对学校（对）", "受援县(市、区)"])
def test_headers_of_a_table_alone_stand_in_one_line_as_far_as_paper_has_room(said: str) -> None:
    """Else offices tear the bracket. Headers without one break anywhere; what stands aside has room."""
    header, other = (SheetColumn(x, Text(x, x), kind="number") for x in (said, "特别长的表头"))
    aside = replace(header, key="aside", aside=True)
    few = _page([header, other, aside], [{}])
    widths = column_widths(few, "zh")
    assert min(widths[1], widths[3]) > display_width(said) > widths[2]
    many = _page([header, *[replace(header, key=str(i)) for i in range(11)], aside], [{}])
    widths = column_widths(many, "zh")
    assert widths[-1] == widths[1] > display_width(said) > widths[-2]
    assert sum(widths[:-1]) + many.printed <= LANDSCAPE
    two = replace(few, blocks=few.blocks * 2)
    assert column_widths(two, "zh")[1] < display_width(said)


def test_a_link_leads_to_the_sheet_it_names(tmp_path: Path) -> None:
    name = "a'b[c]"
    page = _page([SheetColumn("a", Text("表", "sheet"), kind="link")], [{"a": name}])
    sheet = _written(page, tmp_path / "a.xlsx")
    cell = sheet.cell(_header_row(sheet) + 1, 2)
    assert (cell.value, cell.hyperlink.location) == (name, "'a''b_c_'!A1")


def test_sheet_names_are_cut_and_cleaned() -> None:
    assert sheet_name(Text("[广州/韶关]:*?\\" + "长" * 40, ""), "zh") == (
        "_广州_韶关_____" + "长" * 20
    )


def test_a_cell_that_excel_cannot_hold_is_a_defect(tmp_path: Path) -> None:
    page = _page([SheetColumn("a", Text("名称", "name"))], [{"a": "x" * 32_768}])
    with pytest.raises(Defect):
        write_workbook(tmp_path / "a.xlsx", [page], "zh", 2021)


def test_an_empty_table_says_so(tmp_path: Path) -> None:
    page = _page([SheetColumn("a", Text("名称", "name"), total=True)], [])
    write_workbook(tmp_path / "a.xlsx", [page], "zh", 2021)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["一"]
    assert sheet["A4"].value == "无"
    assert sheet.auto_filter.ref is None


def test_english_workbook(filled, tmp_path: Path) -> None:
    write_workbook(tmp_path / "result.xlsx", filled, "en", 2021)
    book = openpyxl.load_workbook(tmp_path / "result.xlsx")
    assert book.sheetnames[:2] == ["Summary", "School pairs"]
    assert book["School pairs"].oddFooter.center.text == "Page &P of &N"


def test_csv_opens_right_and_guards_formulas(filled, tmp_path: Path) -> None:
    written = {path.name: path for path in write_csv(tmp_path, filled, "zh")}
    raw = written["toy_pairs.csv"].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\"'=HYPERLINK" in raw
    header, *rows = read_csv(written["toy_pairs.csv"])
    assert header == ["受援学校", "受援学校代码", "支援学校", "支援学校代码", "距离"]
    assert rows[2] == [FORMULA_NAME, "9900000003", "@宝安实验学校", "9900000012", "102"]
    assert {"summary-tasks.csv", "summary-scarce.csv", "proof-terms.csv"} <= set(written)


RISKY = st.builds(str.__add__, st.sampled_from([*"=+-@\t\r'＝＋－＠"]), st.text(max_size=8))


@given(st.text(max_size=8) | RISKY)
def test_guarding_loses_nothing(text: str) -> None:
    assert unguarded(guarded(text)) == text
    risky = tuple("=+-@\t\r＝＋－＠")
    assert not guarded(text).startswith(risky) or text[1:].replace(".", "").isdigit()


@pytest.mark.parametrize("number", ["-5", "+12", "-0.5", "2021"])
def test_plain_numbers_stay_numbers(number: str) -> None:
    assert guarded(number) == number


@pytest.mark.parametrize("text", ["-5+cmd", "-", "=1", "－5", "-1\n", "-1e5|x"])
def test_what_is_no_plain_number_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
