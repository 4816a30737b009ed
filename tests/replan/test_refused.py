"""Workbooks that are refused: each fault in its cell, all at once, and the run is as it was."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pairmatch.cli import main
from pairmatch.errors import BadInput, HardRulesClash, Issue
from pairmatch.io.read import read_scenario
from pairmatch.programmes import RULES
from pairmatch.programmes.locks.spoken import ids_of
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.rule import Clash
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.replanned import Asked, replan
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun
from tests.replan.books import (
    FIRST,
    PAIRS,
    PROOF,
    STAYS,
    TEAMS,
    Change,
    column,
    copy,
    delete,
    edited,
    line_of,
    put,
)

ASKED = Asked("李", "2026-08-20", "")


@pytest.fixture
def faults(demo: OpenedRun, tmp_path: Path, workers: Workers):
    def call(*changes: Change) -> list[Issue]:
        path = edited(demo.folder, tmp_path / "edited.xlsx", *changes)
        with pytest.raises(BadInput) as refused:
            replan(demo, path, ASKED, workers)
        for issue in refused.value.issues:
            assert issue.code in issue.say("zh")
            assert issue.code in issue.say("en")
        return list(refused.value.issues)

    return call


def cells(issues: list[Issue]) -> set[tuple[str, str, int | None, str]]:
    return {(x.code, x.sheet, x.line, x.letter) for x in issues}


def test_every_fault_of_a_workbook_is_told_at_once(demo: OpenedRun, faults) -> None:
    """Codes that nobody has, rows and people that repeat, a team in two places, names that lie."""
    z5 = line_of(demo.folder, TEAMS, 人员编号="Z05")
    issues = faults(
        copy(PAIRS, FIRST + 2),
        put(PAIRS, FIRST, 支援学校代码="9944010399", 标记="保留"),
        put(PAIRS, FIRST + 1, 受援学校="没有的学校"),
        put(TEAMS, FIRST + 2, 受援学校代码="9944080403", 受援学校=""),
        put(TEAMS, z5, 人员编号="Z04", **{"姓名（建议）": None}),
        put(STAYS, FIRST + 1, 人员编号="G99", **{"姓名（建议）": None}),
    )
    assert cells(issues) == {
        ("E-EDIT-TWICE", PAIRS, FIRST + 3, "L"),
        ("E-EDIT-SCHOOL", PAIRS, FIRST, "L"),
        ("E-EDIT-MARK", PAIRS, FIRST, "M"),
        ("E-EDIT-NAME", PAIRS, FIRST + 1, "D"),
        ("E-EDIT-TEAM", TEAMS, FIRST + 2, "O"),
        ("E-EDIT-PERSON", TEAMS, z5, "R"),
        ("E-EDIT-PLACES", TEAMS, z5, "R"),
        ("E-EDIT-NOBODY", STAYS, FIRST + 1, "T"),
    }


def test_a_mark_has_a_reason(demo: OpenedRun, faults, tmp_path: Path, workers: Workers) -> None:
    """Its own, or one that is given for all; a row that is changed needs none."""
    (issue,) = faults(
        put(PAIRS, FIRST, 标记="锁定"),
        put(PAIRS, FIRST + 1, 标记="锁定", 理由="已谈妥"),
        put(PAIRS, FIRST + 2, 支援学校代码="9944010303"),
    )
    assert (issue.code, issue.sheet, issue.line, issue.column) == (
        "E-EDIT-REASON",
        PAIRS,
        FIRST,
        "理由",
    )
    path = edited(demo.folder, tmp_path / "edited.xlsx", put(PAIRS, FIRST, 标记="锁定"))
    (found,) = replan(demo, path, Asked("李", "2026-08-20", "会商"), workers).decided
    assert found.edit.kind == "lock"


@pytest.mark.parametrize("header", ["标记", "理由"])
def test_marks_whose_column_is_gone_are_not_passed_over(header: str, faults) -> None:
    """Under another header nobody would see what people marked."""

    def renamed(book: openpyxl.Workbook) -> None:
        book[PAIRS].cell(FIRST - 1, column(book[PAIRS], header)).value = "备用"

    (issue,) = faults(put(PAIRS, FIRST, 标记="锁定", 理由="试"), renamed)
    assert issue.code == "E-BOOK-COLUMN"
    assert header in issue.say("zh")
    assert PAIRS in issue.say("zh")


def test_a_workbook_of_another_plan_is_refused(faults) -> None:
    def other(book: openpyxl.Workbook) -> None:
        for row in book[PROOF].iter_rows():
            for cell, after in pairwise(row):
                if cell.value in ("输入摘要", "方案摘要"):
                    after.value = "0" * 64

    (one, two) = faults(other)
    assert {one.code, two.code} == {"E-EDIT-RUN"}
    assert one.sheet == two.sheet == PROOF
    assert two.line == (one.line or 0) + 1


def test_a_workbook_that_does_not_say_of_which_run_it_is(faults) -> None:
    def wiped(book: openpyxl.Workbook) -> None:
        for row in book[PROOF].iter_rows():
            for cell in row:
                if cell.value in ("输入摘要", "方案摘要"):
                    cell.value = None

    assert [x.code for x in faults(wiped)] == ["E-EDIT-ITEM"] * 2
    assert [x.code for x in faults(lambda book: book.remove(book[PROOF]))] == ["E-EDIT-PROOF"]


def test_a_broken_rule_comes_back_in_its_cell_with_its_clause(demo: OpenedRun, faults) -> None:
    """A decision that was made before, then one partner too many of a school; nothing is planned."""
    agreed = line_of(demo.folder, PAIRS, 备注="已议定")
    others = [line_of(demo.folder, PAIRS, 受援学校代码=x) for x in ("9944080405", "9944080409")]
    issues = faults(
        put(PAIRS, FIRST, 支援学校代码="9944010305"),
        put(PAIRS, agreed, 支援学校代码="9944010306"),
    )
    assert cells(issues) == {("E-EDIT-DECIDED", PAIRS, agreed, "L")}
    lines = [FIRST, *others]
    issues = faults(*[put(PAIRS, line, 支援学校代码="9944010303") for line in lines])
    assert cells(issues) == {("E-EDIT-RULE", PAIRS, line, "L") for line in lines}
    assert all("P3" in x.say("zh") and "GD-2-1§1" in x.say("zh") for x in issues)
    assert all("实际 3，应为 ≤ 2" in x.say("zh") for x in issues)


def test_a_row_that_must_stay_and_must_go_is_refused_in_both_cells(demo: OpenedRun, faults) -> None:
    """The same pair twice, marked either way."""
    twice = copy(PAIRS, FIRST, 标记="禁止", 理由="太远")
    issues = faults(put(PAIRS, FIRST, 标记="锁定", 理由="已谈妥"), twice)
    assert [(x.code, x.line) for x in issues] == [
        ("E-EDIT-RULE", FIRST),
        ("E-EDIT-RULE", FIRST + 1),
    ]
    assert ["L1" in issues[0].say("zh"), "L2" in issues[1].say("zh")] == [True, True]


def test_what_stands_beside_a_decision_of_before_is_refused_in_its_own_cell(
    demo: OpenedRun, faults
) -> None:
    """A second partner of a school whose only one was decided; the decision is no edit."""
    agreed = line_of(demo.folder, PAIRS, 备注="已议定")
    second = copy(PAIRS, agreed, 支援学校代码="9944010304", 支援学校="")
    (issue,) = faults(second)
    assert (issue.code, issue.line, issue.letter) == ("E-EDIT-RULE", agreed + 1, "L")
    assert "P2" in issue.say("zh")


def test_a_term_that_nobody_asked_for_is_refused(demo: OpenedRun, faults) -> None:
    named = next(x for x in demo.plan.rows(Placement) if x.person_id)
    line = line_of(demo.folder, STAYS, 人员编号=named.person_id)
    assert {x.line for x in faults(put(STAYS, line, 学期="秋季学期"))} == {line}


def test_a_site_that_is_none_is_refused_in_the_cell_of_the_site(demo: OpenedRun, faults) -> None:
    """What stands beside it, the school that sends, may be right."""
    site = demo.plan.rows(Seat)[0].recipient_school
    lines = range(FIRST, FIRST + sum(x.recipient_school == site for x in demo.plan.rows(Seat)))
    moved = [put(TEAMS, x, 受援学校代码="9944080411", 受援学校="") for x in lines]
    found = [x for x in faults(*moved) if "T4" in x.say("zh")]
    assert {(x.line, x.letter, x.value) for x in found} == {(x, "O", "9944080411") for x in lines}


def test_what_no_decision_can_say_is_refused(demo: OpenedRun, faults) -> None:
    """Who is placed without a name, a stage alone, half of a host."""
    bare = line_of(demo.folder, STAYS, 受援学校代码="9944080403", 学科="物理")
    issues = faults(
        put(TEAMS, line_of(demo.folder, TEAMS, 受援学校代码="9944080403"), 任教学段="高中"),
        delete(STAYS, bare),
    )
    assert {x.code for x in issues} == {"E-EDIT-STAGE", "E-EDIT-PLACED"}


def test_a_decision_too_many_is_told_by_its_rule(demo: OpenedRun, faults) -> None:
    """Two leaders for one team: T2 asks for three people too, so it is judged as a decision."""
    leader = line_of(demo.folder, TEAMS, 受援学校代码="9944080403", 岗位="学校领导")
    second = copy(TEAMS, leader, 岗位序号=9, 支援学校代码="9944010307", 支援学校="")
    (issue,) = faults(put(TEAMS, leader, 标记="锁定", 理由="试"), second)
    assert issue.code == "E-EDIT-RULE"
    assert issue.line in (leader, leader + 1)
    assert "T2（GD-2-1§13）" in issue.say("zh")


def test_what_only_a_solver_sees_is_named_in_its_cell(
    demo: OpenedRun, faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two edits the one whose decision has to give way is named, with what it is about."""
    required = next(rule for rule in RULES if rule.code == "L1")

    def clashing(run: OpenedRun, scenario: Scenario, workers: object) -> None:
        new = next(x for x in scenario.locks if x.supporting_school == "9944010303")
        raise HardRulesClash([Clash(required, ids_of(new), 1)])

    monkeypatch.setattr("pairmatch.replan.replanned.alternative", clashing)
    (issue,) = faults(
        put(PAIRS, FIRST, 支援学校代码="9944010303"), put(PAIRS, FIRST + 1, 标记="锁定", 理由="试")
    )
    assert (issue.code, issue.line) == ("E-EDIT-CLASH", FIRST)
    assert "晴川小学" in issue.say("zh")


def test_the_command_refuses_and_leaves_the_run_as_it_was(
    demo_folder: Path, tmp_path: Path, called_here: None
) -> None:
    path = edited(
        demo_folder, tmp_path / "edited.xlsx", put(PAIRS, FIRST, 支援学校代码="9944010305")
    )
    before = {x: x.read_bytes() for x in demo_folder.rglob("*") if x.is_file()}
    out = tmp_path / "new"
    call = ["replan", str(demo_folder), str(path), "--out", str(out), "--json"]
    answer = CliRunner().invoke(main, call)
    assert answer.exit_code == 2
    (issue,) = json.loads(answer.stdout)["issues"]
    assert (issue["code"], issue["sheet"], issue["row"], issue["letter"]) == (
        "E-EDIT-RULE",
        PAIRS,
        FIRST,
        "L",
    )
    assert not out.exists()
    assert {x: x.read_bytes() for x in demo_folder.rglob("*") if x.is_file()} == before
    neither = CliRunner().invoke(main, ["replan", str(demo_folder)])
    assert neither.exit_code == 2
    assert "E-EDIT-CALL" in neither.output


def test_the_command_writes_a_run_and_undoes(
    demo_folder: Path, tmp_path: Path, called_here: None
) -> None:
    path = edited(demo_folder, tmp_path / "e.xlsx", put(PAIRS, FIRST, 支援学校代码="9944010303"))
    out, back = tmp_path / "new", tmp_path / "back"
    call = ["replan", str(demo_folder), str(path), "--out", str(out), "--by", "周", "--json"]
    answer = CliRunner().invoke(main, call)
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.stdout)
    (edit,) = said["edits"]
    assert (edit["sheet"], edit["line"], edit["stands"]) == (PAIRS, FIRST, True)
    assert said["log"][0]["who"] == "周"
    call = ["replan", str(out), "--undo", "1", "--out", str(back), "--lang", "en"]
    answer = CliRunner().invoke(main, call)
    assert answer.exit_code == 0, answer.output
    lost = [x["value"][1] - x["value"][0] for x in (said,)]
    assert f"({-lost[0]:+d})" in answer.output
    assert f"New run: {back}" in answer.output
    assert (
        read_scenario(back / "scenario").input_hash
        == read_scenario(demo_folder.parent / "demo").input_hash
    )
    shutil.rmtree(back)
