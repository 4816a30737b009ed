"""The command line: what it prints, what it writes, how it ends, as a process and called in this one."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from pairmatch.cli import main
from pairmatch.generate.workbooks import write_counties, write_one
from pairmatch.io.read import read_scenario
from pairmatch.scenario import Scenario

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def process(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does: a good end, bad input, a verdict."""
    return subprocess.run(
        [sys.executable, "-m", "pairmatch", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def pairmatch(*arguments: str | Path, cwd: Path) -> Result:
    """Call the command line in this process; whatever it does not answer for comes through."""
    with contextlib.chdir(cwd):
        return CliRunner().invoke(main, [str(x) for x in arguments], catch_exceptions=False)


pytestmark = pytest.mark.usefixtures("called_here")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the demo, made once."""
    top = tmp_path_factory.mktemp("run")
    done = process("solve", SCENARIOS / "demo", "--out", "demo", "--per-county", cwd=top)
    assert done.returncode == 0, done.stderr
    assert "已证明最优" in done.stdout
    assert "支教团队" in done.stdout
    assert "结果.xlsx" in done.stdout
    assert "分县.xlsx" in done.stdout
    assert "Traceback" not in done.stderr
    return top / "demo"


def test_a_run_is_a_whole_folder(run: Path) -> None:
    names = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}
    assert {"manifest.json", "verification.json", "solver.log", "结果.xlsx"} <= names
    assert {"tables/pairs.csv", "tables/teams.csv", "tables/placements.csv"} <= names
    assert not list(run.parent.glob(".*"))


def test_the_workbook_by_county_has_the_rows_of_the_lists(run: Path) -> None:
    book = load_workbook(run / "分县.xlsx")
    here = [[c for c in cells if c is not None] for sheet in book for cells in sheet.values]
    every = load_workbook(run / "结果.xlsx")
    for name in ("结对学校", "支教团队", "跟岗安排"):
        rows = [list(cells) for cells in every[name].values if isinstance(cells[0], int)]
        assert rows
        for number, _city, _county, *rest in rows:
            mine = [number, *(cell for cell in rest if cell is not None)]
            assert here.count(mine) == 1, name


def test_a_good_run_is_accepted(run: Path) -> None:
    done = process("verify", run, cwd=run.parent)
    assert (done.returncode, "符合全部硬性规则" in done.stdout) == (0, True)
    english = pairmatch("verify", run / "结果.xlsx", "--lang", "en", cwd=run.parent)
    assert (english.exit_code, "every hard rule is kept" in english.stdout) == (0, True)


def test_a_run_may_be_named_by_the_beginning_of_its_name(run: Path, tmp_path: Path) -> None:
    shutil.copytree(run, tmp_path / "runs" / "demo-1")
    done = pairmatch("verify", "dem", "--scenario", SCENARIOS / "demo", cwd=tmp_path)
    assert (done.exit_code, "符合全部硬性规则" in done.stdout) == (0, True)
    for call in (["verify", "demm"], ["solve", SCENARIOS / "demo", "--from", "demm"]):
        done = pairmatch(*call, cwd=tmp_path)
        assert (done.exit_code, "E-STORE-UNKNOWN" in done.stderr) == (2, True)
        assert "是否想填：demo-1？" in done.stderr


@pytest.fixture
def edited(run: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy"
    shutil.copytree(run, copy)
    return copy


def _edit(folder: Path, sheet: str, header: str, value: object) -> None:
    """Change one cell of the first row of a sheet, as a person would."""
    path = folder / "结果.xlsx"
    book = load_workbook(path)
    page = book[sheet]
    head = next(row for row in page.iter_rows() if any(c.value == header for c in row))
    column = next(c.column for c in head if c.value == header)
    page.cell(head[0].row + 1, column).value = value
    book.save(path)


def test_an_edit_that_breaks_a_rule_is_named(edited: Path) -> None:
    _edit(edited, "支教团队", "支援学校代码", "9944010309")
    workbook = edited / "结果.xlsx"
    done = pairmatch("verify", workbook, "--scenario", SCENARIOS / "demo", cwd=edited)
    assert done.exit_code == 5
    assert "违反规则" in done.stdout
    assert "T5" in done.stdout
    found = json.loads(pairmatch("verify", workbook, "--json", cwd=edited).stdout)
    assert found["exit"] == 5
    assert found["rules"]["T5"]["violations"]


def test_an_edited_run_is_no_longer_what_it_claims(edited: Path) -> None:
    _edit(edited, "结对学校", "备注", "改过")
    done = pairmatch("verify", edited, cwd=edited)
    assert done.exit_code == 5
    assert "结果.xlsx 缺失或已被改动" in done.stdout
    assert pairmatch("verify", edited / "结果.xlsx", cwd=edited).exit_code == 0


def test_an_unreadable_workbook_is_addressed_to_a_cell(edited: Path) -> None:
    _edit(edited, "支教团队", "任教学段", "大学")
    done = pairmatch("verify", edited / "结果.xlsx", cwd=edited)
    assert done.exit_code == 2
    assert "支教团队" in done.stderr
    assert "大学" in done.stderr


def test_a_workbook_without_its_scenario_asks_for_it(edited: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.xlsx"
    shutil.copy(edited / "结果.xlsx", alone)
    done = pairmatch("verify", alone, cwd=tmp_path)
    assert done.exit_code == 2
    assert "--scenario" in done.stderr


MANY = SCENARIOS / "dirty" / "many-faults"


def test_bad_input_writes_the_list_of_faults_and_nothing_else(tmp_path: Path) -> None:
    done = process("solve", MANY, "--out", "run", cwd=tmp_path)
    assert done.returncode == 2
    assert [x.name for x in tmp_path.iterdir()] == ["many-faults-错误"]
    assert done.stdout == ""
    assert done.stderr.count("[E-") == 7
    assert "many-faults-错误/错误清单.xlsx" in done.stderr
    assert "Traceback" not in done.stderr
    book = load_workbook(tmp_path / "many-faults-错误" / "错误清单.xlsx")
    assert book["错误清单"].max_row == 1 + 7
    again = pairmatch("check", MANY, cwd=tmp_path)
    assert "many-faults-错误-2/错误清单.xlsx" in again.stderr


def test_bad_input_as_json(tmp_path: Path) -> None:
    done = pairmatch("check", MANY, "--json", "--lang", "en", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert (done.exit_code, found["exit"], found["errors"], found["warnings"]) == (2, 2, 7, 0)
    assert found["list"] is None
    assert not list(tmp_path.iterdir())
    side = next(x for x in found["issues"] if x["code"] == "E-CELL-WORD")
    assert side.pop("problem").startswith('"接受方" is not one of the choices')
    assert side.pop("remedy") == "Did you mean: 受援方? Write one of them."
    assert side == {
        "level": "error",
        "code": "E-CELL-WORD",
        "file": "units.csv",
        "sheet": "",
        "row": 3,
        "letter": "E",
        "field": "side",
        "value": "接受方",
        "suggestion": "受援方",
    }


def test_the_list_of_faults_goes_where_it_is_told(tmp_path: Path) -> None:
    done = pairmatch("check", MANY, "--json", "--lang", "en", "--faults", "a/b", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert (tmp_path / found["list"]) == tmp_path / "a" / "b" / "faults.xlsx"
    assert (tmp_path / "a" / "b" / "returned" / "units.xlsx").is_file()
    again = pairmatch("check", MANY, "--faults", "a/b", cwd=tmp_path)
    assert again.exit_code == 2
    assert "E-FAULTS-EXISTS" in again.stderr
    assert "E-CELL-WORD" not in again.stderr


def test_good_input_and_wrong_paths_leave_no_list(tmp_path: Path) -> None:
    assert pairmatch("check", SCENARIOS / "tiny", "--faults", "out", cwd=tmp_path).exit_code == 0
    assert pairmatch("check", "nowhere", "--faults", "out", cwd=tmp_path).exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_list_that_cannot_be_written_does_not_hide_the_faults(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = pairmatch("check", MANY, "--faults", "file/out", cwd=tmp_path)
    assert done.exit_code == 2
    assert done.stderr.count("[E-") == 7
    assert "错误清单没有写出" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_clash_says_which_decision_gives_way(tmp_path: Path) -> None:
    done = pairmatch("solve", SCENARIOS / "infeasible" / "hard-clash", "--lang", "en", cwd=tmp_path)
    assert done.exit_code == 3
    assert "L1" in done.stderr
    assert "甲区一小" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_run_folder_is_never_overwritten(run: Path) -> None:
    done = pairmatch("solve", SCENARIOS / "tiny", "--out", run, cwd=run.parent)
    assert done.exit_code == 2
    assert "E-RUN-EXISTS" in done.stderr


def test_the_default_folder_and_language(tmp_path: Path) -> None:
    done = pairmatch("solve", SCENARIOS / "tiny", "--lang", "en", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert found["status"] == "proved"
    assert (tmp_path / found["workbook"]).name == "result.xlsx"
    assert (tmp_path / found["run"]).parent == tmp_path / "runs"


def test_same_input_same_bytes_for_any_row_order(run: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "demo"
    shutil.copytree(SCENARIOS / "demo", shuffled)
    for path in shuffled.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        random.Random(7).shuffle(rows)
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    done = pairmatch("solve", shuffled, "--out", "again", cwd=tmp_path)
    assert done.exit_code == 0, done.stderr
    for name in ("结果.xlsx", "tables/teams.csv", "tables/placements.csv", "tables/pairs.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (run / name).read_bytes(), name


def test_rules_in_both_languages(tmp_path: Path) -> None:
    both = pairmatch("rules", cwd=tmp_path).stdout
    assert "每个受援县每年支教团队不少于 3 个" in both
    assert "at least 3 teams" in both
    assert "at least 3 teams" not in pairmatch("rules", "--lang", "zh", cwd=tmp_path).stdout


@pytest.mark.parametrize("arguments", [["check", "nowhere"], ["solve", "nowhere"]])
def test_a_path_to_nothing(arguments: list[str], tmp_path: Path) -> None:
    done = pairmatch(*arguments, cwd=tmp_path)
    assert done.exit_code == 2
    assert "nowhere" in done.stderr


def test_every_command_has_help(tmp_path: Path) -> None:
    for command in ("check", "solve", "verify", "rules"):
        done = pairmatch(command, "--help", cwd=tmp_path)
        assert done.exit_code == 0
        assert len(done.stdout.splitlines()) > 3


def test_a_run_is_verified_from_anywhere(run: Path, tmp_path: Path) -> None:
    assert pairmatch("verify", run, cwd=tmp_path).exit_code == 0


def test_a_scenario_that_moved_is_asked_for(run: Path, edited: Path, tmp_path: Path) -> None:
    manifest = json.loads((edited / "manifest.json").read_text(encoding="utf-8"))
    manifest["source"] = "../gone"
    (edited / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = pairmatch("verify", edited, cwd=tmp_path)
    assert done.exit_code == 2
    assert "--scenario" in done.stderr
    assert (
        pairmatch("verify", edited, "--scenario", SCENARIOS / "demo", cwd=tmp_path).exit_code == 0
    )


@pytest.mark.parametrize(
    ("sheet", "header", "name", "shown"),
    [
        ("结对学校", "支援学校", "荷溪学校", "荷溪学校"),
        ("结对学校", "受援县(市、区)", "广州市海珠区", "广州市海珠区"),
        ("支教团队", "姓名（建议）", "王老师", "王*"),
        ("跟岗安排", "姓名（建议）", "买买提·艾力", "买*"),
        ("结对学校", "支援学校", "440402199001011234", "440****1234"),
    ],
)
def test_a_name_that_contradicts_its_code_is_reported(
    edited: Path, sheet: str, header: str, name: str, shown: str
) -> None:
    """An edit of names alone would go out to schools as if it had been verified."""
    _edit(edited, sheet, header, name)
    done = pairmatch("verify", edited / "结果.xlsx", cwd=edited)
    assert done.exit_code == 5
    assert f"“{header}”写的是“{shown}”" in done.stdout
    (said,) = json.loads(
        pairmatch("verify", edited / "结果.xlsx", "--json", "--lang", "en", cwd=edited).stdout
    )["differs"]
    assert f'says "{shown}"' in said
    if shown != name:
        assert name not in done.stdout + said


def test_a_person_who_was_meant_is_masked_too(edited: Path) -> None:
    """The run proposes people by name; another name in their place must not bring theirs out."""
    book = load_workbook(edited / "结果.xlsx")
    page = book["支教团队"]
    head = next(row for row in page.iter_rows() if any(c.value == "姓名（建议）" for c in row))
    column = next(c.column for c in head if c.value == "姓名（建议）")
    meant = next(
        cell
        for (cell,) in page.iter_rows(min_row=head[0].row + 1, min_col=column, max_col=column)
        if cell.value
    )
    name, meant.value = str(meant.value), "另一个人"
    book.save(edited / "结果.xlsx")
    said = pairmatch("verify", edited / "结果.xlsx", cwd=edited).stdout
    assert "写的是“另*”" in said
    assert f"应为“{name[0]}*”" in said
    assert name not in said


@pytest.mark.parametrize("write", [write_counties, write_one])
def test_a_run_is_verified_against_workbooks(
    run: Path, tmp_path: Path, write: Callable[[Path, Scenario, str], None]
) -> None:
    settings = (SCENARIOS / "demo" / "scenario.toml").read_text(encoding="utf-8")
    source = tmp_path / "in"
    source.mkdir()
    write(source, read_scenario(SCENARIOS / "demo"), settings)
    done = pairmatch("verify", run, "--scenario", source, cwd=tmp_path)
    assert (done.exit_code, "符合全部硬性规则" in done.stdout) == (0, True), done.stdout
    if write is write_one:
        (book,) = source.iterdir()
        assert pairmatch("verify", run, "--scenario", book, cwd=tmp_path).exit_code == 0


def test_faulty_workbooks_to_verify_against_are_refused(run: Path, tmp_path: Path) -> None:
    (tmp_path / "全省.xlsx").write_bytes(b"PK\x03\x04")
    done = pairmatch("verify", run, "--scenario", tmp_path / "全省.xlsx", cwd=tmp_path)
    assert (done.exit_code, "E-OFFICE-CUT" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "code"), [("needs.xlsx", "E-OFFICE-TEXT"), ("needs.txt", "E-TABLE-FORMAT")]
)
def test_a_table_under_another_ending_is_no_silent_loss(
    tmp_path: Path, name: str, code: str
) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(SCENARIOS / "demo", folder)
    (folder / "needs.csv").rename(folder / name)
    done = pairmatch("check", folder, cwd=tmp_path)
    assert done.exit_code == 2
    assert name in done.stderr
    assert code in done.stderr


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = pairmatch("solve", SCENARIOS / "tiny", "--out", tmp_path / "file" / "run", cwd=tmp_path)
    assert done.exit_code == 2
    assert "E-RUN-WRITE" in done.stderr


def test_a_row_cannot_hide_behind_the_word_total(edited: Path) -> None:
    """A row of the plan whose number reads 合计 is judged like any other."""
    _edit(edited, "支教团队", "序号", "合计")
    _edit(edited, "支教团队", "支援学校代码", "9944010309")
    done = pairmatch("verify", edited / "结果.xlsx", cwd=edited)
    assert done.exit_code == 5


def test_a_formula_without_a_result_is_not_taken_for_a_blank(edited: Path) -> None:
    """As a spreadsheet program writes it that has not computed yet."""
    _edit(edited, "支教团队", "支援学校代码", "=VLOOKUP(A1,B:C,2,0)")
    done = pairmatch("verify", edited / "结果.xlsx", cwd=edited)
    assert (done.exit_code, "E-BOOK-FORM" in done.stderr) == (2, True), done.stderr
    assert "=VLOOKUP" in done.stderr


@pytest.mark.parametrize(
    ("data", "code"), [(b"<html><table>", "E-OFFICE-HTML"), (b"PK\x03\x04", "E-OFFICE-CUT")]
)
def test_a_workbook_to_verify_is_opened_as_input_is(edited: Path, data: bytes, code: str) -> None:
    (edited / "结果.xlsx").write_bytes(data)
    done = pairmatch("verify", edited / "结果.xlsx", cwd=edited)
    assert (done.exit_code, code in done.stderr) == (2, True), done.stderr


def test_two_sheets_for_one_table_are_a_fault(edited: Path) -> None:
    path = edited / "结果.xlsx"
    book = load_workbook(path)
    book.create_sheet("School pairs", 0)
    book.save(path)
    done = pairmatch("verify", path, cwd=edited)
    assert done.exit_code == 2
    assert "E-BOOK-SHEETS" in done.stderr


def test_generate_needs_facts_and_spares_foreign_files(tmp_path: Path) -> None:
    done = pairmatch("generate", SCENARIOS / "tiny", cwd=tmp_path)
    assert (done.exit_code, "E-GENERATE-SOURCE" in done.stderr) == (2, True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    done = pairmatch("generate", SCENARIOS / "guangdong-2021", "--out", "mine", cwd=tmp_path)
    assert (done.exit_code, "E-GENERATE-FOREIGN" in done.stderr) == (2, True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]
