"""A scenario as workbooks: the same rows, each with the party that fills it in, and the same bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from pairmatch import cli
from pairmatch.generate import is_current
from pairmatch.generate.workbooks import write_counties, write_one
from pairmatch.io.read import read_scenario
from pairmatch.io.template import COUNTY
from pairmatch.scenario import Scenario
from pairmatch.schema import Row
from tests.generate.small import small_source
from tests.io.template.package import faults_of
from tests.io.template.reading import rows_of, sheets_of

COUNTIES = ["440804-湛江市坡头区.xlsx", "440823-湛江市遂溪县.xlsx"]


@dataclass(frozen=True)
class Bound:
    """A small province as tables and as the workbooks that the command writes."""

    source: Path
    scenario: Scenario
    settings: str
    folder: Path


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Bound:
    folder = tmp_path_factory.mktemp("bound")
    source = small_source(folder / "small")
    hashes = []
    for name, more in (("tables", []), ("workbooks", ["--workbook"])):
        call = ["generate", str(source), *more, "--out", str(folder / name), "--json"]
        done = CliRunner().invoke(cli.main, call)
        assert done.exit_code == cli.DONE, done.output
        hashes.append(json.loads(done.stdout)["input_hash"])
    assert hashes[0] == hashes[1]
    settings = (source / "scenario.toml").read_text(encoding="utf-8")
    return Bound(source, read_scenario(folder / "tables"), settings, folder / "workbooks")


def rows_in(paths: list[Path], scenario: Scenario) -> dict[str, list[Row]]:
    """Return the rows of some workbooks together, by table."""
    found: dict[str, list[Row]] = {table.name: [] for table in scenario.tables}
    for path in paths:
        sheets = sheets_of(path)
        for table in scenario.tables:
            if table.title.zh in sheets:
                found[table.name] += rows_of(table, sheets[table.title.zh])
    return found


def test_there_is_a_workbook_a_county_a_city_and_one_of_the_province(bound: Bound) -> None:
    names = sorted(path.name for path in bound.folder.iterdir())
    assert names == [
        "440100-广州市.xlsx",
        "440800-湛江市.xlsx",
        *COUNTIES,
        "generated.toml",
        "全省.xlsx",
    ]


def test_all_workbooks_together_hold_the_rows_of_the_tables(bound: Bound) -> None:
    found = rows_in(sorted(bound.folder.glob("*.xlsx")), bound.scenario)
    for table in bound.scenario.tables:
        rows = bound.scenario.rows(table.model)
        key = lambda row: row.model_dump_json()  # noqa: E731
        assert sorted(found[table.name], key=key) == sorted(rows, key=key), table.name
    none = {"approvals", "pair_scores", "published"}
    assert {name for name, rows in found.items() if not rows} == none


def test_a_county_has_what_is_its_own_and_no_more(bound: Bound) -> None:
    for name in COUNTIES:
        found = rows_in([bound.folder / name], bound.scenario)
        assert {row.unit_code for row in found["schools"]} == {name[:6]}  # type: ignore[attr-defined]
        assert {table for table, rows in found.items() if rows} <= set(COUNTY)
        schools = {row.school_code for row in found["schools"]}  # type: ignore[attr-defined]
        for model in ("staff", "needs", "teachers"):
            assert {row.school_code for row in found[model]} <= schools  # type: ignore[attr-defined]
        unit_line = sheets_of(bound.folder / name)["学校"][1][0]
        assert name[7:-5] in unit_line


def test_the_province_holds_the_settings_with_their_sources(bound: Bound) -> None:
    rows = {row[0]: row[1:5] for row in sheets_of(bound.folder / "全省.xlsx")["参数"][3:]}
    assert rows["round"] == ["2021-2025", "", "", ""]
    assert rows["year"][0] == 2021
    document = "粤府〔2021〕55号附件2-1"
    assert rows["policy.province_pairs"] == [40, "GD-2-1§1", document, ""]
    assert rows["policy.placement_terms"] == ["全学年", "GD-2-1§14", document, ""]
    assert rows["policy.city_pool"][0] == "否"
    assert rows["limits.supporting.people"][0] == 30


def test_excel_has_nothing_to_repair_and_the_bytes_are_the_same(
    bound: Bound, tmp_path: Path
) -> None:
    write_counties(tmp_path, bound.scenario, bound.settings)
    assert len(list(tmp_path.iterdir())) == 5
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (bound.folder / path.name).read_bytes()
        assert faults_of(str(path)) == []


def test_one_workbook_holds_everything(
    bound: Bound, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if it were large, so that its rows go through files.
    monkeypatch.setattr("pairmatch.io.template._LARGE", 0)
    write_one(tmp_path, bound.scenario, bound.settings)
    path = tmp_path / "全省.xlsx"
    assert list(tmp_path.iterdir()) == [path]
    found = rows_in([path], bound.scenario)
    for table in bound.scenario.tables:
        assert found[table.name] == list(bound.scenario.rows(table.model)), table.name
    assert "参数" in sheets_of(path)
    assert faults_of(str(path)) == []


def test_workbooks_are_no_tables_that_could_be_used_again(bound: Bound) -> None:
    assert not is_current(bound.source, bound.folder)


def test_the_command_names_its_folder_after_what_it_writes() -> None:
    source = Path("scenarios/some")
    for kind, name in ((None, "some"), ("counties", "some-workbooks"), ("one", "some-workbook")):
        assert cli._targets(source, None, (1,), kind) == {1: Path("generated") / name}
