"""Forms that were tampered with, or contradict themselves: every fault in its cell, and nothing solved."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from pairmatch.consult.answers import read_answers
from pairmatch.consult.form import forms_of
from pairmatch.consult.sent import send
from pairmatch.errors import BadInput, Issue
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun
from tests.consult.counties import RECIPIENTS, pairs_only, scores
from tests.consult.forms import FRONT, PAIRS, SITES, Change, answered, column, line_of, put, top
from tests.replan.conftest import demo, demo_folder
from tests.whatif.runs import run_of

__all__ = ["demo", "demo_folder"]
A, B, C, D = RECIPIENTS
"""The schools that are asked about: two of the county 000002, two of the county 000003."""


@pytest.fixture(scope="module")
def run(workers: Workers) -> OpenedRun:
    return run_of(pairs_only(scores(1)), workers)


@pytest.fixture(scope="module")
def sent(run: OpenedRun, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    found = send(run, tmp_path_factory.mktemp("consult") / "sent", "zh")
    return [found.folder / name for name in found.files]


def refused(run: OpenedRun, folder: Path) -> list[Issue]:
    with pytest.raises(BadInput) as caught:
        read_answers(folder, run, forms_of(run.scenario, run.plan, run.rooms))
    for issue in caught.value.issues:
        assert issue.say("zh")
        assert issue.say("en")
    return caught.value.issues


def codes(run: OpenedRun, folder: Path) -> list[str]:
    return [issue.code for issue in refused(run, folder)]


def partner(run: OpenedRun, school: str) -> str:
    rows = run.plan.rows(SchoolPair)
    return next(x.supporting_school for x in rows if x.recipient_school == school)


def without_column(header: str) -> Change:
    return lambda book: book[PAIRS].delete_cols(column(book[PAIRS], header))


def copied(school: str, **values: str) -> Change:
    """A row of the form once more below the others, with other values in some cells."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book[PAIRS]
        cells = [cell.value for cell in sheet[line_of(sheet, school)]]
        sheet.insert_rows(top(sheet) + 3)
        for place, value in enumerate(cells, 1):
            sheet.cell(top(sheet) + 3, place).value = value
        for header, value in values.items():
            sheet.cell(top(sheet) + 3, column(sheet, header)).value = value

    return change


def deleted(school: str) -> Change:
    return lambda book: book[PAIRS].delete_rows(line_of(book[PAIRS], school))


def fact(item: str, value: str | None) -> Change:
    """Another value beside an item of the first page."""

    def change(book: openpyxl.Workbook) -> None:
        for row in book[FRONT].iter_rows():
            for cell, beside in pairwise(row):
                if cell.value == item:
                    beside.value = value

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put(PAIRS, A, 意见="赞成"), "E-CONSULT-REPLY"),
        (put(PAIRS, A, 意见="同意", 调整为="备选一"), "E-CONSULT-BOTH"),
        (put(PAIRS, A, 意见="不同意", 调整为="备选一"), "E-CONSULT-BOTH"),
        (put(PAIRS, A, 调整为="备选一"), "E-CONSULT-BLANK"),
        (put(PAIRS, A, 意见="调整"), "E-CONSULT-INSTEAD"),
        (put(PAIRS, A, 意见="调整", 调整为="学校99"), "E-CONSULT-SCHOOL"),
        (put(PAIRS, A, 意见="调整", 调整为=C), "E-CONSULT-SCHOOL"),
        (put(PAIRS, A, 支援学校="学校99"), "E-CONSULT-WORDS"),
        (put(PAIRS, A, 备选一="甲市单位1学校9：很近"), "E-CONSULT-WORDS"),
        (put(PAIRS, A, 备选一代码="9900000077"), "E-CONSULT-WORDS"),
        (without_column("意见"), "E-CONSULT-COLUMN"),
        (without_column("备选一代码"), "E-CONSULT-COLUMN"),
        (without_column("盖章"), "E-CONSULT-COLUMN"),
        (without_column("受援学校代码"), "E-BOOK-COLUMN"),
        (copied(A), "E-CONSULT-TWICE"),
        (copied(A, 受援学校代码="9900000099"), "E-CONSULT-ROW"),
        (deleted(A), "E-CONSULT-GONE"),
        (fact("方案摘要", "0" * 64), "E-CONSULT-RUN"),
        (fact("输入摘要", "0" * 64), "E-CONSULT-RUN"),
        (fact("输入摘要", None), "E-CONSULT-ITEM"),
        (fact("单位代码", "000001"), "E-CONSULT-UNIT"),
        (lambda book: book.remove(book[FRONT]), "E-CONSULT-FRONT"),
        (lambda book: book.remove(book[PAIRS]), "E-BOOK-SHEET"),
    ],
)
def test_a_form_that_was_tampered_with_is_refused(
    run: OpenedRun, sent: list[Path], tmp_path: Path, change: Change, code: str
) -> None:
    found = refused(run, answered(sent[0], tmp_path / "back", [change]))
    assert {x.code for x in found} == {code}
    assert all(sent[0].name in x.file for x in found)


def test_the_place_of_a_fault_is_its_cell(run: OpenedRun, sent: list[Path], tmp_path: Path) -> None:
    folder = answered(sent[0], tmp_path / "back", [put(PAIRS, A, 意见="赞成")])
    line = line_of(openpyxl.load_workbook(sent[0])[PAIRS], A)
    (issue,) = refused(run, folder)
    assert (issue.file, issue.sheet, issue.line) == (sent[0].name, PAIRS, line)
    assert (issue.column, issue.value) == ("意见", "赞成")


def test_a_county_answers_for_its_own_rows(
    run: OpenedRun, sent: list[Path], tmp_path: Path
) -> None:
    """Its form says that it is another county's: every row in it belongs to somebody else."""
    folder = answered(sent[0], tmp_path / "back", [fact("单位代码", "000003")])
    assert sorted(codes(run, folder)) == [*["E-CONSULT-COUNTY"] * 2, *["E-CONSULT-GONE"] * 2]


def test_two_forms_of_one_county_are_refused(
    run: OpenedRun, sent: list[Path], tmp_path: Path
) -> None:
    folder = answered(sent[0], tmp_path / "back", [])
    shutil.copy(sent[0], folder / "again.xlsx")
    assert codes(run, folder) == ["E-CONSULT-FILES"]


def test_another_school_is_another_school(run: OpenedRun, sent: list[Path], tmp_path: Path) -> None:
    same = put(PAIRS, A, 意见="调整", 调整为=partner(run, A))
    assert codes(run, answered(sent[0], tmp_path / "back", [same])) == ["E-CONSULT-SAME"]


def test_a_county_cannot_want_two_teams_at_one_school(demo: OpenedRun, tmp_path: Path) -> None:
    """Where another team is proposed, no second one can go, unless that is moved as well."""
    first, second = (x.row for x in forms_of(demo.scenario, demo.plan, demo.rooms)[1].proposed[:2])
    (name,) = send(demo, tmp_path / "sent", "zh").files
    there = put(SITES, first.recipient_school, 意见="调整", 调整为=second.recipient_school)  # type: ignore[attr-defined]
    folder = answered(tmp_path / "sent" / name, tmp_path / "back", [there])
    (issue,) = refused(demo, folder)
    assert (issue.code, issue.sheet, issue.column) == ("E-CONSULT-CONTRARY", SITES, "调整为")
    away = put(SITES, second.recipient_school, 意见="不同意")  # type: ignore[attr-defined]
    answered(tmp_path / "sent" / name, tmp_path / "back", [there, away])
    forms = forms_of(demo.scenario, demo.plan, demo.rooms)
    assert len(read_answers(folder, demo, forms)) == sum(len(x.proposed) for x in forms)


def test_a_folder_without_workbooks_and_a_broken_file_are_refused(
    run: OpenedRun, sent: list[Path], tmp_path: Path
) -> None:
    assert codes(run, tmp_path) == ["E-CONSULT-EMPTY"]
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    (tmp_path / "~$b.xlsx").write_bytes(b"what Excel keeps while a workbook is open")
    (tmp_path / "sealed.pdf").write_bytes(b"the scan of a page")
    (found,) = refused(run, tmp_path)
    assert found.file == "a.xlsx"


def test_answers_that_cannot_be_read_are_not_passed_over(
    run: OpenedRun, sent: list[Path], tmp_path: Path
) -> None:
    folder = answered(sent[0], tmp_path / "back", [])
    (folder / "answer.docx").write_bytes(b"a letter")
    (folder / "more").mkdir()
    found = refused(run, folder)
    assert [(x.code, x.file) for x in found] == [
        ("E-CONSULT-KIND", "answer.docx"),
        ("E-CONSULT-KIND", "more"),
    ]


def test_all_faults_of_all_forms_are_said_at_once(
    run: OpenedRun, sent: list[Path], tmp_path: Path
) -> None:
    folder = answered(sent[0], tmp_path / "back", [put(PAIRS, A, 意见="赞成"), deleted(B)])
    answered(sent[1], folder, [put(PAIRS, D, 调整为="备选一")])
    assert sorted(codes(run, folder)) == ["E-CONSULT-BLANK", "E-CONSULT-GONE", "E-CONSULT-REPLY"]


def test_a_private_number_in_a_cell_is_not_shown(
    run: OpenedRun, sent: list[Path], tmp_path: Path
) -> None:
    told = put(PAIRS, A, 意见="找440106198001011234")
    (issue,) = refused(run, answered(sent[0], tmp_path / "back", [told]))
    assert "440106198001011234" not in issue.say("zh")
