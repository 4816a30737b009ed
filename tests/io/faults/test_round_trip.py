"""A workbook of an office with faults: checked, handed back, corrected by hand, and read as if new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from pairmatch.cli import main
from pairmatch.generate.workbooks import write_counties
from pairmatch.io.read import read_input, read_scenario
from pairmatch.programmes import TABLES
from tests.io.folders import SOUND, write

DEMO = Path(__file__).parents[3] / "scenarios" / "demo"
RED = "FFFFC7CE"
TITLES = {table.name: table.title.zh for table in TABLES}


def office_book(path: Path, wrong: dict[tuple[str, str], str]) -> None:
    """Write the sound scenario as an office would, with some words wrong: title, unit, header, rows."""
    book = Workbook()
    book.remove(book.active)
    for file, text in SOUND.items():
        name = file.removesuffix(".csv")
        if name in TITLES:
            sheet = book.create_sheet(TITLES[name])
            sheet.append([f"{TITLES[name]}情况表"])
            sheet.append(["填报单位：紫金县", "填表人：王示例"])
            for line in text.splitlines():
                sheet.append([wrong.get((name, x), x) or None for x in line.split(",")])
    settings = book.create_sheet("参数")
    settings.append(["参数", "值", "理由"])
    for line in SOUND["scenario.toml"].splitlines():
        key, _, value = line.partition(" = ")
        settings.append([key, value.strip('"')])
    book.save(path)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(x) for x in arguments])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_workbook_comes_back_and_is_read_again(home: Path) -> None:
    right = {"接受方": "recipient", "校长大人": "leader", "9900000099": "9900000002"}
    office_book(
        home / "紫金县.xlsx",
        {
            ("units", "recipient"): "接受方",
            ("staff", "leader"): "校长大人",
            ("staff", "9900000002"): "9900000099",
        },
    )
    said = run("check", "紫金县.xlsx")
    assert said.exit_code == 2, said.output
    returned = home / "紫金县-错误" / "退回改正" / "紫金县.xlsx"
    book = load_workbook(returned)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    red = [cell for cell in cells if cell.fill.start_color.rgb == RED]
    assert {str(cell.value) for cell in red} == set(right)
    for cell in red:
        cell.value = right[str(cell.value)]
    (home / "again").mkdir()
    book.save(home / "again" / "紫金县.xlsx")
    again = read_input(home / "again")
    assert [str(issue) for issue in again.faults] == []
    assert again.checked().input_hash == read_scenario(write(home / "sound")).input_hash


def test_workbooks_of_counties_come_back_each_its_own(home: Path) -> None:
    """Cells damaged in two of them: these are handed back, and once right again all is as it was."""
    demo = read_scenario(DEMO)
    (home / "in").mkdir()
    write_counties(home / "in", demo, (DEMO / "scenario.toml").read_text(encoding="utf-8"))
    damage = {"A6": "994408040", "C7": "天文", "D8": "#N/A", "E9": None, "E10": "约3"}
    right: dict[tuple[str, str], object] = {}
    counties = sorted(path.name for path in (home / "in").iterdir() if "全省" not in path.name)
    for name in counties:
        book = load_workbook(home / "in" / name)
        title = "需求" if "需求" in book.sheetnames and book["需求"].max_row > 10 else "可派名额"
        for cell, wrong in damage.items():
            right[name, f"{title}!{cell}"] = book[title][cell].value
            book[title][cell].value = wrong
        book.save(home / "in" / name)
    said = run("check", "in", "--faults", "out")
    assert said.exit_code == 2, said.output
    returned = home / "out" / "退回改正"
    assert sorted(path.name for path in returned.iterdir()) == counties
    for name in counties:
        book = load_workbook(returned / name)
        for (file, place), value in right.items():
            if file == name:
                title, cell = place.split("!")
                assert book[title][cell].fill.start_color.rgb == RED, (name, place)
                book[title][cell].value = value
        book.save(home / "in" / name)
    again = read_input(home / "in")
    assert [str(issue) for issue in again.faults] == []
    assert again.checked().input_hash == demo.input_hash


def test_the_list_leads_to_the_cells_of_the_workbook(home: Path) -> None:
    office_book(home / "紫金县.xlsx", {("staff", "leader"): "校长大人"})
    run("check", "紫金县.xlsx", "--faults", "out")
    sheet = load_workbook(home / "out" / "错误清单.xlsx")["错误清单"]
    links = [row[2].hyperlink for row in sheet.iter_rows(min_row=2)]
    assert [(x.target, x.location) for x in links] == [
        ("..\\紫金县.xlsx", "'可派名额'!B4"),
        ("..\\紫金县.xlsx", "'可派名额'!B7"),
    ]


def test_a_sheet_that_was_not_understood_is_not_left_out_of_what_comes_back(home: Path) -> None:
    office_book(home / "紫金县.xlsx", {("staff", "leader"): "校长大人"})
    book = load_workbook(home / "紫金县.xlsx")
    for _ in range(3):
        book.create_sheet("甲") if "甲" not in book.sheetnames else None
        book["甲"].append(["一", "二", "三", "四"])
    book.save(home / "紫金县.xlsx")
    said = run("check", "紫金县.xlsx", "--faults", "out")
    assert "E-SHEET-UNKNOWN" in said.output
    assert not (home / "out" / "退回改正").exists()


def test_warnings_alone_write_a_list_where_one_is_asked_for(home: Path) -> None:
    office_book(home / "紫金县.xlsx", {})
    book = load_workbook(home / "紫金县.xlsx")
    book["可派名额"].row_dimensions[5].hidden = True
    book.save(home / "紫金县.xlsx")
    assert run("check", "紫金县.xlsx").exit_code == 0
    assert [path.name for path in home.iterdir()] == ["紫金县.xlsx"]
    said = run("check", "紫金县.xlsx", "--faults", "out", "--json")
    assert said.exit_code == 0, said.output
    assert [x["level"] for x in json.loads(said.output)["warnings"]] == ["warning"]
    assert [x.name for x in (home / "out").iterdir()] == ["错误清单.xlsx"]
