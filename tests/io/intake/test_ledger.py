"""The ledger: every row of every file is used, rejected with a cell, or skipped with a reason."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairmatch.errors import Lang
from pairmatch.io.intake.says import ledger_lines
from pairmatch.io.office.grid import Cell, Grid, Mark, Merge, Workbook
from pairmatch.io.read import Reading, read_input
from tests.io.folders import SOUND as SOUND_TEXTS
from tests.io.folders import write
from tests.io.intake.books import NEEDS, SCHOOLS, SOUND, STAFF, Shelf, book, grid

CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        [
            *("", "", " ", "合计", "示例：1", "注：", "填表人：", "1", "３", "1,000", "无", "是"),
            *("9900000001", "9900000011", "441621", "专任教师", "数学", "小学", "学校代码", "岗位"),
        ]
    ),
    st.builds(
        Mark,
        st.sampled_from(["number", "date", "flag", "error", "uncached"]),
        st.sampled_from(["1", "2024-01-02", "TRUE", "#N/A", "9900000001", "1e400", "", "=A1"]),
        st.sampled_from(["", "1月2日", "00000001"]),
    ),
)
MERGES = st.builds(
    lambda top, left, down, right: Merge(top, left, top + down, left + right),
    st.integers(1, 6),
    st.integers(1, 8),
    st.sampled_from([0, 1, 3, 1_048_000]),
    st.sampled_from([0, 0, 1, 16_000]),
)


@st.composite
def sheets(draw: st.DrawFn) -> Grid:
    """A sound sheet with rows, cells and merges of chance in it."""
    name = draw(st.sampled_from(["学校", "可派名额", "需求", "单位", "结对关系", "参数"]))
    rows = [list(cells) for cells in SOUND[name]]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(rows) - 1))
        rows[at][draw(st.integers(0, len(rows[at]) - 1))] = draw(CELLS)
    for _ in range(draw(st.integers(0, 3))):
        rows.insert(draw(st.integers(0, len(rows))), draw(st.lists(CELLS, max_size=9)))
    merges = tuple(draw(st.lists(MERGES, max_size=2)))
    return grid(draw(st.sampled_from([name, name, "甲"])), rows, merges=merges)


def accounted(reading: Reading, rows: int) -> None:
    """Assert that all rows of an input are in its ledger, and where its rejected ones have a fault."""
    assert sum(entry.rows for entry in reading.ledger) == rows
    rejected = sum(entry.rejected for entry in reading.ledger)
    assert not rejected or reading.faults
    if reading.scenario is not None:
        assert rejected == 0
        tables = reading.scenario.tables
        assert sum(entry.used for entry in reading.ledger) == sum(
            len(reading.scenario.rows(table.model)) for table in tables
        )
    for entry in reading.ledger:
        if entry.raw is not None:
            lines = [line for line, _ in entry.raw.rows] + [line for line, *_ in entry.raw.skipped]
            assert len(set(lines)) == len(lines) == entry.rows - entry.raw.unread


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(spoilt=sheets())
def test_rows_of_workbooks_are_accounted_for(spoilt: Grid, monkeypatch: pytest.MonkeyPatch) -> None:
    grids = [grid(name, rows) for name, rows in SOUND.items() if name != spoilt.sheet]
    workbook = Workbook("small.xlsx", (*grids, spoilt))
    with tempfile.TemporaryDirectory() as folder:
        reading = Shelf(Path(folder), monkeypatch).read(workbook)
    accounted(reading, sum(len(each.rows) for each in workbook.grids))


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(["units", "schools", "staff"]),
    lines=st.lists(
        st.tuples(st.integers(1, 9), st.text("0123456789,ab ,", max_size=20)), max_size=4
    ),
)
def test_rows_of_text_files_are_accounted_for(name: str, lines: list[tuple[int, str]]) -> None:
    texts = {file: text.splitlines() for file, text in SOUND_TEXTS.items() if file.endswith(".csv")}
    rows = texts[f"{name}.csv"]
    for at, line in lines:
        rows.insert(at, line)
    with tempfile.TemporaryDirectory() as folder:
        reading = read_input(write(Path(folder), **{name: "".join(f"{row}\n" for row in rows)}))
    accounted(reading, sum(map(len, texts.values())))


def test_a_row_with_a_fault_is_rejected_and_all_others_are_used(shelf: Shelf) -> None:
    rows = [*SCHOOLS, ["9900000099", "", "441621", "小学"]]
    reading = shelf.read(book(学校=grid("学校", rows)))
    (entry,) = (entry for entry in reading.ledger if entry.table == "schools")
    assert (entry.used, entry.rejected, dict(entry.skipped)) == (4, 1, {"header": 1})
    assert reading.scenario is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ledger_is_said_in_a_few_lines(shelf: Shelf, lang: Lang) -> None:
    staff = [list(cells) for cells in STAFF]
    staff[3][6] = "王 示"
    reading = shelf.read(
        book(
            可派名额=grid("可派名额", [["题"], *staff, ["合计"]]),
            需求=grid("需求", [*NEEDS, ["", " "]]),
        )
    )
    first, second = ledger_lines(reading.ledger, lang)
    counts = sum(len(rows) for rows in SOUND.values()) + 3
    assert str(counts) in first
    assert "1" in second
    said = [entry.as_dict() for entry in reading.ledger if entry.table == "staff"]
    assert said[0]["changes"] == [
        {"kind": "space", "row": 5, "letter": "G", "field": "姓名", "before": "王*", "after": "王*"}
    ]
