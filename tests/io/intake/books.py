"""Workbooks made by hand for the tests of the intake: sheets by name, cells as text or as marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pairmatch.errors import Issue
from pairmatch.io.intake import workbooks
from pairmatch.io.office.grid import Cell, Grid, Mark, Workbook
from pairmatch.io.read import Reading, read_input

Rows = Sequence[Sequence[Cell]]

SETTINGS: Rows = [
    ["参数", "值", "理由"],
    ["name", "small", ""],
    ["title", "最小方案", ""],
    ["round", "2021-2025", ""],
    ["year", Mark("number", "2021"), ""],
]
UNITS: Rows = [
    ["单位代码*", "单位名称*", "所属市*", "层级*", "支援或受援*"],
    ["440305", "南山区", "深圳市", "县", "支援方"],
    ["441600", "河源市", "河源市", "市", "受援方"],
    ["441621", "紫金县", "河源市", "县", "受援方"],
    ["441622", "龙川县", "河源市", "县", "受援方"],
]
LINKS: Rows = [
    ["支援单位代码", "受援单位代码", "层级", "来源性质"],
    ["440305", "441621", "县", "示例"],
]
SCHOOLS: Rows = [
    ["学校代码", "学校名称", "单位代码", "学段", "类别", "学生数", "寄宿"],
    ["9900000001", "紫金中心学校", "441621", "九年一贯制学校", "乡镇中心学校", "", ""],
    ["9900000002", "紫金初中", "441621", "初级中学", "", "", ""],
    ["9900000011", "南山学校", "440305", "九年一贯制学校", "城区学校", "", ""],
    ["9900000012", "南山小学", "440305", "小学", "", "", ""],
]
STAFF: Rows = [
    ["学校代码", "岗位", "学科", "任教学段", "人数", "人员编号", "姓名"],
    ["9900000011", "学校领导", "", "初中", "1", "", ""],
    ["9900000011", "专任教师", "数学", "初中", "3", "", ""],
    ["9900000012", "专任教师", "语文", "小学", "1", "P-01", "王示例"],
]
NEEDS: Rows = [
    ["学校代码", "岗位", "学科", "需求人数", "优先级"],
    ["9900000001", "专任教师", "数学", "1", "3"],
    ["9900000002", "专任教师", "物理", "1", "5"],
]
SOUND: dict[str, Rows] = {
    "参数": SETTINGS,
    "单位": UNITS,
    "结对关系": LINKS,
    "学校": SCHOOLS,
    "可派名额": STAFF,
    "需求": NEEDS,
}


def grid(sheet: str, rows: Rows, **more: Any) -> Grid:
    """Return a sheet whose first row is row 1; rows without cells are blank and left out."""
    filled = ((line, tuple(cells)) for line, cells in enumerate(rows, 1) if cells)
    return Grid(sheet, tuple(filled), **more)


def book(file: str = "small.xlsx", **changes: Rows | Grid | None) -> Workbook:
    """Return the sound workbook with some sheets replaced, added, or (None) left out."""
    sheets: dict[str, Rows | Grid | None] = {**SOUND, **changes}
    grids = (
        each if isinstance(each, Grid) else grid(name, each)
        for name, each in sheets.items()
        if each is not None
    )
    return Workbook(file, tuple(grids))


def changed(rows: Rows, line: int, column: int, cell: Cell) -> list[list[Cell]]:
    """Return rows with another cell; line and column count from 1 as in a sheet."""
    found = [list(cells) for cells in rows]
    found[line - 1][column - 1] = cell
    return found


class Shelf:
    """Workbooks that the reader finds in a folder, in place of what stands in the files."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the folder to read; the files in it are empty."""
        self._folder, self._patch = folder, monkeypatch

    def read(self, *books: Workbook | tuple[str, list[Issue]]) -> Reading:
        """Read a folder of workbooks; a file that cannot be opened is its name with its faults."""
        answers: dict[str, Workbook | list[Issue]] = {}
        for each in books:
            name = each.file if isinstance(each, Workbook) else each[0]
            answers[name] = each if isinstance(each, Workbook) else each[1]
            (self._folder / name).touch()

        def opened(paths: Iterable[Path]) -> list[Workbook | list[Issue]]:
            return [answers[path.name] for path in paths]

        self._patch.setattr(workbooks, "open_workbooks", opened)
        reading = read_input(self._folder)
        for issue in reading.issues:
            assert all(issue.code in issue.say(lang) for lang in ("zh", "en"))
        return reading

    def with_sheet(self, name: str, rows: Rows, **more: Any) -> Reading:
        """Read the sound workbook with one sheet replaced."""
        return self.read(book(**{name: grid(name, rows, **more)}))


def found(reading: Reading) -> list[tuple[str, str, int | None, str]]:
    """Return (code, sheet, line, letter) of every fault and warning."""
    return [(x.code, x.sheet, x.line, x.letter) for x in reading.issues]


def renamed(sheet: Grid, name: str) -> Grid:
    """Return a sheet under another name."""
    return replace(sheet, sheet=name)
