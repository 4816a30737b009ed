"""The commands about runs: what they print, in both languages and for scripts, and how they end."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pairmatch.cli import main
from pairmatch.store.tags import read_tags, write_tags
from tests.store.made import FILES, made


@pytest.fixture
def here(tmp_path: Path):
    """A folder with two runs, the current one while a test runs."""
    made(tmp_path / "runs", "demo-1")
    made(tmp_path / "runs", "tiny-1", written="2026-05-06T07:08:09+08:00", scenario="tiny")
    with contextlib.chdir(tmp_path):
        yield tmp_path


def call(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=answer, catch_exceptions=False)


def test_the_list_of_runs(here: Path) -> None:
    write_tags(here / "runs" / "tiny-1", ["定稿"])
    lines = call("runs").output.splitlines()
    assert [line.split()[0] for line in lines] == ["运行", "demo-1", "tiny-1"]
    assert lines[2].split() == [
        *("tiny-1", "定稿", "tiny", "2023–2024", "2026-05-06", "07:08", "1", "7", "已证明最优"),
    ]
    assert "proved" in call("runs", "--lang", "en").output
    found = json.loads(call("runs", "--json").output)
    assert [run["name"] for run in found["runs"]] == ["demo-1", "tiny-1"]
    assert found["runs"][1]["tags"] == ["定稿"]
    assert found["exit"] == 0


def test_a_run_without_proof_and_a_damaged_one(here: Path) -> None:
    made(here / "runs", "open", status="bounded", bound=8)
    (here / "runs" / "demo-1" / "manifest.json").write_text("{", encoding="utf-8")
    said = call("runs").output
    assert "差距 ≤ 14.2858%" in said
    assert next(x for x in said.splitlines() if "demo-1" in x).split() == ["demo-1", "已损坏"]


def test_what_others_have_named_is_only_shown(here: Path) -> None:
    made(here / "runs", "line\nbreak\x1b[2J", title="\u202eturned", scenario="a\nb")
    listed, told = call("runs").output, call("show", "line").output
    assert len(listed.splitlines()) == 1 + len(list((here / "runs").glob("*/manifest.json")))
    assert "line\\u000abreak\\u001b[2J" in listed
    assert "\\u202eturned (a\\u000ab)" in told


def test_no_runs_are_said_to_be_none(here: Path) -> None:
    done = call("runs", "--runs", "elsewhere")
    assert (done.exit_code, done.output) == (0, "在 elsewhere 下没有运行。\n")


def test_what_a_run_is(here: Path) -> None:
    write_tags(here / "runs" / "demo-1", ["a", "b"])
    said = call("show", "demo").output.splitlines()
    assert said[0] == f"运行：{Path('runs/demo-1')}"
    assert "标签：a, b" in said
    assert "方案：示例方案 (demo)" in said
    assert "学年：2023–2024" in said
    assert "写出时间：2026-01-02 03:04" in said
    assert "输入摘要：abababababab" in said
    assert "文件：4 个文件与写出时一致。" in said
    assert not [line for line in said if line.startswith("改动")]
    assert "Scenario: 示例方案 (demo)" in call("show", "demo", "--lang", "en").output
    found = json.loads(call("show", "a", "--json").output)
    assert (found["run"], found["result"]["value"]) == (str(Path("runs/demo-1")), 7)
    assert (found["tags"], found["round"], found["year"]) == (["a", "b"], "2021-2025", 2023)
    assert set(found["files"]) == set(FILES)


def test_a_damaged_run_is_named_by_file_and_hash(here: Path) -> None:
    (here / "runs" / "demo-1" / "solver.log").write_text("more", encoding="utf-8")
    done = call("show", "demo", "--lang", "en")
    assert done.exit_code == 2
    assert done.stderr.startswith("Not done:\n")
    assert f"{Path('runs/demo-1/solver.log')}: This file of the run was altered" in done.stderr
    assert "E-STORE-FILE-ALTERED" in done.stderr
    assert json.loads(call("show", "demo", "--json").output)["exit"] == 2


def test_tagging_says_from_where_a_tag_moves(here: Path) -> None:
    assert call("tag", "demo", "定稿").output == f"已给 {Path('runs/demo-1')} 加上标签“定稿”。\n"
    moved = call("tag", "tiny", "定稿", "--lang", "en").output
    assert moved == f'The tag "定稿" was on demo-1 and is now on {Path("runs/tiny-1")}.\n'
    assert read_tags(here / "runs" / "demo-1") == ()
    found = json.loads(call("tag", "demo", "定稿", "--json").output)
    assert (found["moved_from"], found["tag"], found["exit"]) == (["tiny-1"], "定稿", 0)
    assert call("untag", "定稿").output == "已从 demo-1 去掉标签“定稿”。\n"
    assert json.loads(call("untag", "定稿", "--json").output)["exit"] == 2


def test_a_bad_tag_is_bad_input(here: Path) -> None:
    done = call("tag", "demo", "a b")
    assert (done.exit_code, "E-STORE-TAG" in done.stderr) == (2, True)


def test_deleting_asks_first(here: Path) -> None:
    question = f"删除运行 {Path('runs/demo-1')}（示例方案）？"
    no = call("delete", "demo", answer="n\n")
    assert (no.exit_code, no.output.startswith(question)) == (0, True)
    assert no.output.endswith("没有删除。\n")
    assert (here / "runs" / "demo-1").exists()
    yes = call("delete", "demo", answer="y\n")
    assert yes.output.endswith(f"已删除运行 {Path('runs/demo-1')}。\n")
    assert not (here / "runs" / "demo-1").exists()


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_where_nobody_answers_nothing_is_deleted(here: Path, options: tuple[str, ...]) -> None:
    done = call("delete", "demo", *options)
    assert done.exit_code == 2
    assert "E-STORE-CONFIRM" in done.output + done.stderr
    assert (here / "runs" / "demo-1").exists()


def test_deleting_for_scripts(here: Path) -> None:
    done = call("delete", "demo", "--yes", "--json")
    assert json.loads(done.output) == {"exit": 0, "deleted": str(Path("runs/demo-1"))}
    assert [x.name for x in (here / "runs").iterdir() if x.is_dir()] == ["tiny-1"]


def test_what_may_not_be_deleted_is_not_asked_about(here: Path) -> None:
    folder = made(here, "outside")
    done = call("delete", str(folder), answer="y\n")
    assert (done.exit_code, done.output) == (2, done.stderr)
    assert "E-STORE-OUTSIDE" in done.stderr
    assert folder.exists()
