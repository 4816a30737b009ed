"""The folder of faults: all of it or nothing, never over something that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pairmatch.errors import Issue
from pairmatch.io.faults import folder as writing
from pairmatch.io.faults.finding import findings
from pairmatch.io.faults.folder import default_folder, write_faults
from pairmatch.io.faults.sheets import WrittenSheet
from tests.io.faults.inputs import county, faulty, replaced
from tests.io.faults.test_reissue import ISSUES, SHEET


def names(folder: Path) -> list[str]:
    return sorted(x.relative_to(folder).as_posix() for x in folder.rglob("*") if x.is_file())


def test_each_file_with_errors_is_handed_back(tmp_path: Path) -> None:
    issues, sheets = faulty(
        tmp_path / "in",
        **replaced("staff", "9900000012,leader", "9900000012,校长大人"),
        **replaced("units", "441621,紫金县,河源市,county", "441621,紫金县,河源市,国家"),
        scenario="",
    )
    found = findings(issues, sheets, "zh")
    written = write_faults(tmp_path / "out", tmp_path / "in", found, sheets, "zh")
    assert names(tmp_path / "out") == [
        "退回改正/staff.xlsx",
        "退回改正/units.xlsx",
        "错误清单.xlsx",
    ]
    assert written.list == tmp_path / "out" / "错误清单.xlsx"
    assert {path.name for path in written.returned} == {"staff.xlsx", "units.xlsx"}
    links = {
        row[2].hyperlink.target: (tmp_path / "out" / row[2].hyperlink.target.replace("\\", "/"))
        for row in load_workbook(written.list).worksheets[1].iter_rows(min_row=2)
        if row[2].hyperlink
    }
    assert set(links) == {"..\\in\\staff.csv", "..\\in\\units.csv", "..\\in\\scenario.toml"}
    assert all(path.is_file() for path in links.values())


def test_in_english(tmp_path: Path) -> None:
    found = findings(ISSUES, [SHEET], "en")
    write_faults(tmp_path / "out", tmp_path, found, [SHEET], "en")
    assert names(tmp_path / "out") == ["faults.xlsx", "returned/紫金县.xlsx"]
    assert (
        load_workbook(tmp_path / "out/returned/紫金县.xlsx").worksheets[1]["H3"].value == "Faults"
    )


def test_files_with_warnings_alone_are_listed_and_not_handed_back(tmp_path: Path) -> None:
    found = findings([ISSUES[2]], [SHEET], "zh")
    write_faults(tmp_path / "out", tmp_path, found, [SHEET], "zh")
    assert names(tmp_path / "out") == ["错误清单.xlsx"]


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    sheets = [
        WrittenSheet(replace(SHEET.raw, file=file), SHEET.table) for file in ("甲.xls", "甲.xlsx")
    ]
    issues = [Issue("E-SUBJECT-MISSING", x.raw.file, 6, "学科", sheet=x.raw.sheet) for x in sheets]
    write_faults(tmp_path / "out", tmp_path, findings(issues, sheets, "zh"), sheets, "zh")
    assert names(tmp_path / "out")[:2] == ["退回改正/甲.xlsx", "退回改正/甲.xlsx.xlsx"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "write_list", full)
    with pytest.raises(OSError, match="space"):
        write_faults(tmp_path / "out", tmp_path, findings(ISSUES, [SHEET], "zh"), [SHEET], "zh")
    assert not list(tmp_path.iterdir())


def test_the_default_folder_is_a_new_one_named_after_the_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "elsewhere" / "2026.上报"
    source.mkdir(parents=True)
    source.with_name("紫金县.xlsx").write_text("")
    assert default_folder(source, "zh") == Path("2026.上报-错误")
    assert default_folder(source.with_name("紫金县.xlsx"), "en") == Path("紫金县-faults")
    Path("2026.上报-错误").mkdir()
    assert default_folder(source, "zh") == Path("2026.上报-错误-2")


def test_more_rows_than_a_sheet_has_are_listed_and_not_handed_back(tmp_path: Path) -> None:
    big = county([(1_048_577, ("9900000011",))], ("学校代码",))
    issue = Issue(
        "E-REFERENCE", big.raw.file, 9, "学校代码", "9", {"target": "", "hint": ""}, big.raw.sheet
    )
    write_faults(tmp_path / "out", tmp_path, findings([issue], [big], "zh"), [big], "zh")
    assert names(tmp_path / "out") == ["错误清单.xlsx"]
    book = load_workbook(tmp_path / "out" / "错误清单.xlsx")
    assert any("未退回" in str(cell.value) for cell in book["汇总"]["D"])
