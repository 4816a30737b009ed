"""What the tests of faults share: faults made by hand, and those of a folder."""

from __future__ import annotations

from pathlib import Path

from pairmatch.errors import Issue
from pairmatch.io.declared import Declared
from pairmatch.io.faults.finding import Finding, findings
from pairmatch.io.faults.sheets import WrittenSheet, written_sheets
from pairmatch.io.office.grid import Cell
from pairmatch.io.raw import RawTable
from pairmatch.io.read import Refused, read_scenario
from pairmatch.programmes import ROOMS
from pairmatch.schema import SHARED_TABLES
from tests.io.folders import SOUND, write

STAFF = next(table for table in SHARED_TABLES if table.name == "staff")
UNITS = next(table for table in SHARED_TABLES if table.name == "units")


def faulty(folder: Path, **changes: str) -> tuple[list[Issue], tuple[WrittenSheet, ...]]:
    """Return the faults of the sound scenario with changes, and its tables as they are written."""
    try:
        read_scenario(write(folder, **changes))
    except Refused as bad:
        raw, tables = bad.reading.raw, Declared.of(ROOMS).tables
        return bad.issues, written_sheets(raw.tables, tables, raw.settings_sheets)
    raise AssertionError("no fault was found")


def replaced(table: str, old: str, new: str) -> dict[str, str]:
    """Return the change of one text in a table of the sound scenario."""
    text = SOUND[f"{table}.csv"]
    assert old in text
    return {table: text.replace(old, new)}


def county(rows: list[tuple[int, tuple[Cell, ...]]], header: tuple[str, ...] = ()) -> WrittenSheet:
    """Return the staff of one county as a sheet with two lines above its header."""
    header = header or ("学校代码", "岗位", "学科", "任教学段", "人数", "人员编号", "姓名")
    return WrittenSheet(RawTable("紫金县.xlsx", header, rows, sheet="可派名额", head=3), STAFF)


def shown(issue: Issue, *sheets: WrittenSheet) -> Finding:
    """Return one fault as it is shown in Chinese."""
    return findings([issue], sheets, "zh")[0]
