"""Names written beside codes: checked against the code, asked about, and otherwise without effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.io.faults.finding import findings
from pairmatch.io.faults.sheets import written_sheets
from pairmatch.io.office.grid import Cell, Mark
from pairmatch.io.read import Reading, read_input
from pairmatch.programmes import TABLES
from tests.io.folders import SOUND, write
from tests.io.intake.books import NEEDS, Rows, Shelf, found


def beside(header: str = "学校名称", second: Cell = "紫金初中") -> Rows:
    """Return the needs with a column of names after the codes."""
    names: tuple[Cell, ...] = (header, "紫金中心学校", second)
    return [[cells[0], name, *cells[1:]] for cells, name in zip(NEEDS, names, strict=True)]


def suggested(reading: Reading) -> list[str]:
    sheets = written_sheets(reading.raw.tables, TABLES)
    return [x.suggestion for x in findings(reading.issues, sheets, "zh")]


@pytest.mark.parametrize("header", ["学校名称", "校名", "school_name", "学校名称（全称）"])
def test_names_that_agree_change_nothing(shelf: Shelf, header: str) -> None:
    plain = shelf.with_sheet("需求", NEEDS).checked().input_hash
    reading = shelf.with_sheet("需求", beside(header))
    assert not reading.issues
    assert reading.checked().input_hash == plain


@pytest.mark.parametrize(
    "name", ["", "\u3000", "紫金 初中", "紫金初中\u200b", Mark("error", "#N/A")]
)
def test_blank_names_and_names_written_otherwise_agree(shelf: Shelf, name: Cell) -> None:
    assert not shelf.with_sheet("需求", beside(second=name)).issues


def test_a_name_of_another_school_is_asked_about(shelf: Shelf) -> None:
    reading = shelf.with_sheet("需求", beside(second="南山小学"))
    assert found(reading) == [("E-NAME-BESIDE", "需求", 3, "B")]
    assert reading.scenario is None
    (issue,) = reading.issues
    assert "代码 9900000002 是“紫金初中”" in issue.say("zh")
    assert suggested(reading) == ["9900000012（南山小学）"]
    (entry,) = (x for x in reading.ledger if x.table == "needs")
    assert (entry.used, entry.rejected) == (1, 1)


def test_a_code_that_stands_for_nothing_is_one_fault(shelf: Shelf) -> None:
    rows = [[*cells] for cells in beside()]
    rows[2][0] = "9900000009"
    assert [x.code for x in shelf.with_sheet("需求", rows).issues] == ["E-REFERENCE"]


def test_text_files_may_have_names_too(tmp_path: Path) -> None:
    """They are looked at in any order of the columns, and cost no other fault."""
    header, *others = SOUND["staff.csv"].splitlines()
    schools = dict(line.split(",")[:2] for line in SOUND["schools.csv"].splitlines())
    rows = [f"学校名称,{header}", *(f"{schools[x.split(',')[0]]},{x}" for x in others)]
    assert not read_input(write(tmp_path / "a", staff="\n".join(rows))).issues
    rows[1] = f"别的学校,{others[0]}"
    (issue,) = read_input(write(tmp_path / "b", staff="\n".join(rows))).issues
    assert (issue.code, issue.line, issue.column) == ("E-NAME-BESIDE", 2, "学校名称")
