"""The commands of a consultation from end to end: forms out, answers in, a verified run, undone again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pairmatch.cli import main
from pairmatch.io.runfolder import changed_files, read_manifest
from pairmatch.io.workbook import read_plan
from pairmatch.judge import judge
from pairmatch.programmes import ROOMS
from pairmatch.programmes.pairs.tables import SchoolPair
from tests.consult.forms import PAIRS, SITES, answered, put
from tests.replan.conftest import demo_folder

__all__ = ["demo_folder"]
pytestmark = pytest.mark.usefixtures("called_here")


@pytest.fixture(scope="module")
def top(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo, a run of it, and the form of its county, filled in."""
    found = tmp_path_factory.mktemp("consult")
    for name in ("demo", "run"):
        shutil.copytree(demo_folder.parent / name, found / name)
    assert call("consult", str(found / "run"), "--out", str(found / "forms"))
    (form,) = (found / "forms").iterdir()
    plan = read_plan(found / "run" / "结果.xlsx", ROOMS)
    agreed, moved, *_ = [x.recipient_school for x in plan.rows(SchoolPair)][2:]
    changes = [
        put(PAIRS, agreed, 意见="同意", 盖章="已盖章"),
        put(PAIRS, moved, 意见="调整", 调整为="备选一", 意见理由="路近"),
    ]
    answered(form, found / "answers", changes)
    call("replan", str(found / "run"), str(found / "answers"), "--out", str(found / "second"))
    return found


def call(*arguments: str) -> str:
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def pairs(run: Path) -> set[tuple[str, str]]:
    rows = read_plan(run / "结果.xlsx", ROOMS).rows(SchoolPair)
    return {(x.recipient_school, x.supporting_school) for x in rows}


def test_the_new_run_is_verified_and_says_what_became_of_each_answer(top: Path) -> None:
    assert judge(top / "second").accepted
    assert changed_files(top / "second", read_manifest(top / "second")) == []
    book = openpyxl.load_workbook(top / "second" / "意见采纳情况表.xlsx")
    assert book.sheetnames == ["意见采纳情况表", "对其他学校的影响"]
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    header = next(row for row in cells if "采纳情况" in row)
    rows = [dict(zip(header, row, strict=True)) for row in cells[cells.index(header) + 1 : -1]]
    told = {row["意见"]: row for row in rows if row["意见"]}
    assert [told[x]["采纳情况"] for x in ("同意", "调整")] == ["采纳", "采纳"]
    assert [told[x]["盖章"] for x in ("同意", "调整")] == ["已盖章", "未注明"]
    assert told["调整"]["意见理由"] == "路近"
    assert told["调整"]["现为"] == told["调整"]["调整为"]
    assert "得分" in told["调整"]["说明"]
    silent = [row for row in rows if not row["意见"]]
    assert {row["采纳情况"] for row in silent} == {"未答复"}
    assert len(silent) == len(rows) - 2


def test_the_run_before_is_as_it_was(top: Path) -> None:
    assert changed_files(top / "run", read_manifest(top / "run")) == []


def test_an_answer_is_undone_like_any_change(top: Path) -> None:
    entries = json.loads((top / "second" / "changes.json").read_text(encoding="utf-8"))
    assert [x["what"]["zh"][-2:] for x in entries] == ["同意", "调整"]
    assert "路近" in entries[1]["why"]
    call("replan", str(top / "second"), "--undo", "2", "--out", str(top / "third"))
    assert pairs(top / "third") == pairs(top / "run") != pairs(top / "second")


def test_a_second_round_goes_on_from_the_first(top: Path) -> None:
    """What was agreed is marked so; the county may still change its own earlier answer."""
    call("consult", str(top / "second"), "--out", str(top / "again"))
    (form,) = (top / "again").iterdir()
    moved = min(pairs(top / "second") - pairs(top / "run"))
    answered(form, top / "back", [put(PAIRS, moved[0], 意见="不同意")])
    told = call(
        "replan", str(top / "second"), str(top / "back"), "--json", "--out", str(top / "fourth")
    )
    answer = json.loads(told)
    assert answer["counts"]["taken"] == 1
    assert moved not in pairs(top / "fourth")
    assert [x["status"] for x in answer["log"]] == ["stands", "stands", "stands"]


def test_a_bad_form_leaves_everything_as_it_was(top: Path, tmp_path: Path) -> None:
    (form,) = (top / "forms").iterdir()
    folder = answered(form, tmp_path / "bad", [lambda book: book.remove(book[SITES])])
    done = CliRunner().invoke(
        main, ["replan", str(top / "run"), str(folder), "--out", str(tmp_path / "never")]
    )
    assert done.exit_code == 2
    assert form.name in done.output
    assert "E-BOOK-SHEET" in done.output
    assert not (tmp_path / "never").exists()
