"""The comparison as workbook, JSON and text: everything is in it, and nothing that is there is replaced."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from pairmatch.cli import main
from pairmatch.compare.as_json import comparison_json
from pairmatch.compare.book import refuse_taken, write_changes
from pairmatch.compare.comparison import Comparison
from pairmatch.compare.opened import compared
from pairmatch.compare.pages import change_pages
from pairmatch.errors import BadInput, Lang
from pairmatch.metrics import METRICS
from pairmatch.programmes import ROOMS
from pairmatch.report import Page
from tests.builders import code


@pytest.fixture(scope="module")
def pages(found: Comparison) -> dict[str, Page]:
    return {page.key: page for page in change_pages(found)}


def cells(page: Page, lang: Lang = "zh") -> list[list[object]]:
    return [
        [block.cell(row, column, lang) for column in block.columns]
        for block in page.blocks
        for row in block.rows
    ]


# -- pages ----------------------------------------------------------------------------------------


def test_the_pages_stand_in_the_order_in_which_they_are_read(pages: dict[str, Page]) -> None:
    assert [page.name.zh for page in pages.values()] == [
        "指标对照",
        "县(市、区)对照",
        "县(市、区)技术指标",
        "支援单位对照",
        "结对学校变化",
        "支教团队变化",
        "跟岗安排变化",
        "运行条件对照",
    ]


def test_every_metric_has_a_row_with_its_verdict(pages: dict[str, Page], found: Comparison) -> None:
    rows = {row[-1]: row for row in cells(pages["metrics"])}
    assert set(rows) == {metric.code for metric in METRICS}
    assert rows["people_sent"][:5] == ["派出支教人数", "人", "4", "3", "有变化"]
    assert rows["worst_county"][5] == "乙市子县"
    assert [column.header.zh for column in pages["metrics"].blocks[0].columns][2:4] == [
        "基准 first",
        "second",
    ]


def test_counties_stand_in_order_with_what_changed(pages: dict[str, Page]) -> None:
    (people,) = pages["counties"].blocks
    assert [row["unit"] for row in people.rows] == ["乙市子县", "乙市丑县"]
    assert people.sums() == {
        "changed pairs 1": 2,
        "changed teams 1": 2,
        "changed placements 1": 1,
    }
    assert people.rows[0]["metric people_sent"].zh == "2 → 1"  # type: ignore[union-attr]
    # Nothing in any county has another number of pairs.
    assert "metric pairs" not in {column.key for column in people.columns}


def test_a_county_says_what_is_better(pages: dict[str, Page]) -> None:
    (technical,) = pages["technical"].blocks
    said = [row["metric team_from_partner"].zh for row in technical.rows]  # type: ignore[union-attr]
    assert said == ["0.0 → 100.0（更好）", "100.0 → 50.0（更差）"]


def test_changed_rows_have_both_sides(pages: dict[str, Page]) -> None:
    first, second = cells(pages["pairs"])
    where = ["乙市", "子县"]
    assert first[:4] == ["新增", *where, "子县东镇中心小学"]
    assert first[4:] == [None, "甲市甲区甲区一小", code(11), None, code(1)]
    assert second[0] == "取消"
    assert second[4:] == ["甲市甲区甲区一小", None, code(12), code(1), None]
    assert [row[0] for row in cells(pages["teams"])] == ["取消", "换支援学校"]
    assert cells(pages["teams"], "en")[1][4:8] == [
        *("teacher", "English"),
        *("甲市乙区乙区一小", "甲市甲区甲区一小"),
    ]


def test_a_column_says_which_run_where_there_are_several(years: tuple[Path, Path]) -> None:
    first, second = years
    three = {page.key: page for page in change_pages(compared([second, first, second], ROOMS))}
    assert [row[0] for row in cells(three["pairs"])] == ["first", "first"]
    changed = [x.key for x in three["counties"].blocks[0].columns if x.total]
    assert changed[:2] == ["changed pairs 1", "changed pairs 2"]


def test_what_the_runs_rest_on_is_said(pages: dict[str, Page]) -> None:
    rows = {row[-1]: row for row in cells(pages["differs"])}
    assert rows["year"][:4] == ["运行", "学年", "2021–2022", "2022–2023"]
    assert rows["release_max"][:4] == ["政策参数", "每校派出人数上限", "5", "4"]


# -- the workbook ---------------------------------------------------------------------------------


def test_the_workbook_has_every_page_and_the_same_bytes_again(
    found: Comparison, tmp_path: Path
) -> None:
    paths = [tmp_path / "变化对照.xlsx", tmp_path / "again.xlsx"]
    for path in paths:
        write_changes(path, found, "zh")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert _sheet_names(paths[0]) == [page.name.zh for page in change_pages(found)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.xlsx", "变化对照.xlsx"]


def _sheet_names(path: Path) -> list[str]:
    with ZipFile(path) as book:
        return re.findall('<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())


def test_a_file_that_is_there_is_never_replaced(found: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        write_changes(path, found, "zh")
    assert [x.code for x in bad.value.issues] == ["E-COMPARE-EXISTS"]
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_workbook_that_cannot_be_written_leaves_nothing(
    found: Comparison, tmp_path: Path
) -> None:
    for name, expected in (("no/such.xlsx", "E-COMPARE-WRITE"), ("x.csv", "E-COMPARE-ENDING")):
        with pytest.raises(BadInput) as bad:
            write_changes(tmp_path / name, found, "zh")
        assert [x.code for x in bad.value.issues] == [expected]
    assert not list(tmp_path.iterdir())
    refuse_taken(tmp_path / "free.xlsx")


# -- JSON and text --------------------------------------------------------------------------------


def test_json_has_everything(found: Comparison) -> None:
    said = json.loads(json.dumps(comparison_json(found, "zh")))
    assert [run["year"] for run in said["runs"]] == [2021, 2022]
    assert said["tables"]["pairs"]["counts"] == [{"kept": 1, "added": 1, "removed": 1}]
    assert said["tables"]["pairs"]["rows"] == [2, 2]
    first = said["tables"]["pairs"]["changes"][0]
    assert (first["kind"], first["place"]["code"], first["before"]) == ("added", code(11), None)
    assert first["after"]["school_code"] == code(1)
    assert said["tables"]["teams"]["changes"][1]["post"] == {"role": "专任教师", "subject": "英语"}
    sent = said["metrics"]["people_sent"]
    assert [x["exact"] for x in sent["values"]] == ["4", "3"]
    assert sent["verdicts"] == ["", "other"]
    assert [x["code"] for x in said["recipients"]] == ["990011", "990012"]
    assert said["recipients"][0]["changed"] == {"pairs": [2], "teams": [1], "placements": [1]}
    assert {x["code"] for x in said["differs"]} >= {"year", "release_max"}


def called(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["compare", *map(str, arguments)], catch_exceptions=False)


def test_the_command_says_what_changed(years: tuple[Path, Path]) -> None:
    said = called(*years)
    assert said.exit_code == 0
    assert "结对学校：不变 1，新增 1，取消 1" in said.stdout
    assert "新增  乙市子县子县东镇中心小学：甲市甲区甲区一小" in said.stdout
    assert (
        "乙市丑县丑县南镇寄宿制小学 专任教师 英语：甲市乙区乙区一小 → 甲市甲区甲区一小"
        in said.stdout
    )
    assert "有变化的受援县(市、区)：2 个，共 2 个" in said.stdout
    english = called(*years, "--lang", "en").stdout
    assert "School pairs: kept 1, added 1, removed 1" in english


def test_the_command_finds_runs_by_name_and_writes_the_workbook(
    years: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "变化对照.xlsx"
    said = called("first", "sec", "--runs", years[0].parent, "--out", out, "--json")
    answer = json.loads(said.stdout)
    assert (said.exit_code, answer["exit"], answer["workbook"]) == (0, 0, str(out))
    assert [run["name"] for run in answer["runs"]] == ["first", "second"]
    assert out.is_file()
    again = called("first", "sec", "--runs", years[0].parent, "--out", out, "--json")
    assert again.exit_code == 2
    assert [x["code"] for x in json.loads(again.stdout)["issues"]] == ["E-COMPARE-EXISTS"]


def test_runs_are_told_apart_by_the_folders_around_them(
    years: tuple[Path, Path], tmp_path: Path
) -> None:
    rolls = [tmp_path / roll / "2024" / "run" for roll in ("one", os.fsdecode(b"t\xffwo"))]
    for folder in rolls:
        shutil.copytree(years[0], folder)
    found = compared([*rolls, years[1]], ROOMS)
    assert [run.name for run in found.runs] == [
        "one/2024/run",
        "t\\udcffwo/2024/run",
        years[1].name,
    ]
    write_changes(tmp_path / "changes.xlsx", found, "zh")


def test_runs_that_are_the_same_have_nothing_to_say(years: tuple[Path, Path]) -> None:
    said = called(years[0], years[0]).stdout
    assert "年度、输入、版本、参数和权重均相同。" in said
    assert "支教团队：不变 4\n" in said
    assert "→" not in said
    assert re.search(r"^\d+ 项指标均没有变化。$", said, re.MULTILINE)
    assert "持平" not in said


def test_the_screen_shows_the_metrics_that_differ_and_counts_the_others(
    years: tuple[Path, Path], found: Comparison
) -> None:
    differing = [line for line in found.metrics if line.numbers.differs]
    others = [line for line in found.metrics if not line.numbers.differs]
    assert differing
    assert others
    begins = {line.split("  ")[0] for line in called(*years).stdout.splitlines()}
    assert {line.metric.name.zh for line in differing} <= begins
    assert not {line.metric.name.zh for line in others} & begins
    assert f"另有 {len(others)} 项指标没有变化，见变化对照工作簿（--out）" in begins
