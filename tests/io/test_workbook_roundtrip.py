"""A plan read back from its workbook: equal if unchanged, faults with their cells if not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairmatch.errors import BadInput, Defect
from pairmatch.io.export import write_workbook
from pairmatch.io.workbook import read_plan
from pairmatch.plan import Plan
from pairmatch.report import pages
from pairmatch.report.page import room_page
from tests.io.toy_room import SHEETS, TOY_ROOM, ToyPair, ToySeat

Change = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def written(scenario, plain_plan, result, verification, rooms, tmp_path: Path) -> Path:
    path = tmp_path / "结果.xlsx"
    write_workbook(path, pages(scenario, plain_plan, result, verification, rooms), "zh", 2021)
    return path


def _changed(path: Path, change: Change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def _faults(path: Path, change: Change) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_plan(_changed(path, change), (TOY_ROOM,))
    for issue in caught.value.issues:
        assert issue.code in issue.say("zh")
        assert issue.code in issue.say("en")
    return caught.value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_round_trip(lang, scenario, plain_plan, result, verification, rooms, tmp_path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, pages(scenario, plain_plan, result, verification, rooms), lang, 2021)
    assert read_plan(path, rooms) == plain_plan


def test_an_empty_plan_comes_back_empty(scenario, result, verification, rooms, tmp_path) -> None:
    nothing = Plan(TOY_ROOM.plan_tables, {})
    path = tmp_path / "a.xlsx"
    write_workbook(path, pages(scenario, nothing, result, verification, rooms), "zh", 2021)
    assert read_plan(path, rooms) == nothing


def test_the_ending_of_the_name_does_not_matter(written: Path, plain_plan, rooms) -> None:
    assert read_plan(written.rename(written.with_suffix(".xls")), rooms) == plain_plan


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(TEXTS.filter(lambda x: x[0] != "=" and "_x" not in x.lower()), max_size=4))
def test_any_person_id_comes_back(names: list[str], plain_plan, scenario, tmp_path) -> None:
    seat = plain_plan.rows(ToySeat)[0]
    seats = [seat.model_copy(update={"seat": i, "person_id": n}) for i, n in enumerate(names, 1)]
    plan = plain_plan.replaced({ToySeat: seats})
    filled = [room_page(sheet, scenario, plan) for sheet in SHEETS]
    write_workbook(tmp_path / "a.xlsx", filled, "zh", 2021)
    assert read_plan(tmp_path / "a.xlsx", (TOY_ROOM,)) == plan


def test_blank_rows_and_moved_columns_are_harmless(written: Path, plain_plan, rooms) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["结对学校"]
        sheet.insert_rows(6)
        sheet.insert_rows(1, 2)
        sheet.insert_cols(3)

    assert read_plan(_changed(written, change), rooms) == plain_plan


def test_codes_and_counts_retyped_as_numbers_are_understood(
    written: Path, plain_plan, rooms
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["结对学校"]["C5"] = 9900000001
        book["支教团队"]["C5"] = "１"
        book["支教团队"]["G6"] = " 教师 "

    assert read_plan(_changed(written, change), rooms) == plain_plan


def test_a_changed_pair_and_a_deleted_row_count(written: Path, plain_plan, rooms) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["结对学校"]
        sheet["E5"] = "9900000012"
        for cell in sheet[6]:
            cell.value = None

    found = read_plan(_changed(written, change), rooms)
    assert [(p.recipient_school, p.supporting_school) for p in found.rows(ToyPair)] == [
        ("9900000001", "9900000012"),
        ("9900000003", "9900000012"),
    ]


def _set(sheet: str, cell: str, value: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value
        book[sheet][cell].data_type = "n" if isinstance(value, float | int | None) else "s"

    return change


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code", "column"),
    [
        ("结对学校", "C5", "99-1", "E-BOOK-FORM", "受援学校代码"),
        ("结对学校", "C5", None, "E-BOOK-BLANK", "受援学校代码"),
        ("结对学校", "C5", "=A1", "E-BOOK-FORM", "受援学校代码"),
        ("支教团队", "G5", "校工", "E-BOOK-WORD", "岗位"),
        ("支教团队", "C5", "一", "E-BOOK-NUMBER", "岗位序号"),
        ("支教团队", "C5", "1_0", "E-BOOK-NUMBER", "岗位序号"),
        ("支教团队", "C5", 1.5, "E-BOOK-NUMBER", "岗位序号"),
        ("支教团队", "C5", 100, "E-BOOK-NUMBER", "岗位序号"),
    ],
)
def test_a_wrong_cell_is_named(written: Path, sheet, cell, value, code, column) -> None:
    (issue,) = _faults(written, _set(sheet, cell, value)).issues
    assert (issue.code, issue.file, issue.line, issue.column) == (
        code,
        f"结果.xlsx › {sheet}",
        5,
        column,
    )
    assert issue.values["cell"] == cell


def test_all_faults_come_at_once(written: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["结对学校"]["C5"] = "x"
        book["支教团队"]["G5"] = "校工"
        book["支教团队"]["C5"] = "一"

    assert [i.code for i in _faults(written, change).issues] == [
        "E-BOOK-WORD",
        "E-BOOK-NUMBER",
        "E-BOOK-FORM",
    ]


def test_a_missing_sheet_is_named(written: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        del book["支教团队"]

    (issue,) = _faults(written, change).issues
    assert issue.code == "E-BOOK-SHEET"
    assert "支教团队" in issue.say("zh")


def test_a_missing_and_a_doubled_column_are_named(written: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["结对学校"]["C4"] = "代号"
        book["支教团队"]["D4"] = "岗位"

    found = [(i.code, i.line) for i in _faults(written, change).issues]
    assert found == [("E-BOOK-TWICE", 4), ("E-BOOK-COLUMN", 4)]


def test_a_lost_header_is_named(written: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["结对学校"].delete_rows(4)

    (issue,) = _faults(written, change).issues
    assert issue.code == "E-BOOK-HEADER"


def test_a_row_whose_codes_are_all_gone_is_a_fault(written: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["结对学校"]["C5"] = book["结对学校"]["E5"] = None

    (issue,) = _faults(written, change).issues
    assert (issue.code, issue.line) == ("E-BOOK-ROW", 5)


@pytest.mark.parametrize("content", [b"", b"not a workbook"])
def test_what_is_no_workbook_is_bad_input(content: bytes, tmp_path: Path, rooms) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_plan(path, rooms)
    assert [i.code for i in caught.value.issues] == ["E-BOOK-OPEN"]


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path, rooms) -> None:
    with pytest.raises(BadInput):
        read_plan(tmp_path / "none.xlsx", rooms)


def test_a_sheet_that_hides_a_plan_column_is_a_defect(written: Path) -> None:
    from dataclasses import replace

    columns = tuple(column for column in SHEETS[0].columns if not column.reads)
    room = replace(TOY_ROOM, sheets=(replace(SHEETS[0], columns=columns),))
    with pytest.raises(Defect):
        read_plan(written, (room,))
