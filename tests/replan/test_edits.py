"""Edits of a workbook that stand: what people wrote is in the new plan, the rest is planned again."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from pairmatch.errors import BadInput
from pairmatch.io.workbook import read_plan
from pairmatch.judge import judge
from pairmatch.programmes import ROOMS
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.effects import effects_of
from pairmatch.replan.kept import keep
from pairmatch.replan.log import read_log
from pairmatch.replan.replanned import (
    Asked,
    Replanned,
    contrary,
    made_before,
    replan,
    undone,
)
from pairmatch.schema import Lock
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import with_locks
from pairmatch.whatif.opened import OpenedRun, open_run
from tests.replan.books import (
    FIRST,
    PAIRS,
    STAYS,
    TEAMS,
    Change,
    copy,
    delete,
    edited,
    line_of,
    put,
)

ASKED = Asked("李主任", "2026-08-20T09:00:00+08:00", "会商")
EAST, WHITE, PORT, BRIDGE = "9944080401", "9944080409", "9944080412", "9944080407"
CLEAR = "9944010303"
"""A primary school that has no partner in the plan."""


@pytest.fixture
def again(demo: OpenedRun, tmp_path: Path, workers: Workers):
    def call(*changes: Change) -> Replanned:
        path = edited(demo.folder, tmp_path / "edited.xlsx", *changes)
        return replan(demo, path, ASKED, workers)

    return call


def partners(found: Replanned) -> set[tuple[str, str]]:
    return {(x.recipient_school, x.supporting_school) for x in found.solved.plan.rows(SchoolPair)}


def partner(run: OpenedRun, school: str) -> str:
    return next(s for r, s in _pairs(run) if r == school)


def full(run: OpenedRun) -> str:
    """A school that has the two partners that it may have, none of them 东岸镇中心小学."""
    taken = [s for r, s in _pairs(run) if r != EAST]
    return next(s for s in sorted(taken) if taken.count(s) == 2)


def seats(found: Replanned, site: str) -> list[Seat]:
    return [x for x in found.solved.plan.rows(Seat) if x.recipient_school == site]


def test_without_edits_the_plan_is_the_same(demo: OpenedRun, again) -> None:
    found = again()
    assert found.solved.plan == demo.plan
    assert found.scenario.input_hash == demo.scenario.input_hash
    assert (found.decided, found.log) == ((), ())
    assert effects_of(found).moved == ()
    assert effects_of(found).terms == ()


def test_another_partner_stands_by_code_and_by_name(demo: OpenedRun, again) -> None:
    """A coordinator may change what is read, or what is written beside it for the program."""
    by_code = again(put(PAIRS, FIRST, 支援学校代码=CLEAR))
    by_name = again(put(PAIRS, FIRST, 支援学校="晴川小学"))
    for found in (by_code, by_name):
        assert (EAST, CLEAR) in partners(found)
        assert (EAST, partner(demo, EAST)) not in partners(found)
    assert by_code.solved.plan == by_name.solved.plan


def test_what_an_edit_costs_is_told_by_term(demo: OpenedRun, again) -> None:
    found = again(put(PAIRS, FIRST, 支援学校代码=CLEAR))
    effects = effects_of(found)
    lost = sum(term.after - term.before for term in effects.terms)
    assert lost == found.solved.result.value - demo.manifest.result.value < 0
    (stand,) = effects.stands
    assert stand.stands
    assert stand.now == SchoolPair(recipient_school=EAST, supporting_school=CLEAR)
    assert all(x.change.row != stand.now for x in effects.moved)


def test_an_edit_that_is_not_complete_moves_others(demo: OpenedRun, again) -> None:
    """A school that has two partners already takes no third: one of them has to go elsewhere."""
    school = full(demo)
    found = again(put(PAIRS, FIRST, 支援学校代码=school))
    has = {r for r, s in partners(found) if s == school}
    assert EAST in has
    assert len(has) == 2


def _pairs(run: OpenedRun) -> set[tuple[str, str]]:
    return {(x.recipient_school, x.supporting_school) for x in run.plan.rows(SchoolPair)}


def test_a_mark_holds_a_row_or_forbids_it(demo: OpenedRun, again) -> None:
    other = put(PAIRS, line_of(demo.folder, PAIRS, 受援学校代码=WHITE), 标记="禁止", 理由="太远")
    held = put(PAIRS, FIRST, 标记="锁定")
    found = again(other, held)
    assert (WHITE, partner(demo, WHITE)) not in partners(found)
    assert (EAST, partner(demo, EAST)) in partners(found)
    assert [entry.why for entry in found.log] == ["会商", "太远"]
    new = set(found.scenario.locks) - set(demo.scenario.locks)
    assert sorted((x.force, x.reason or "") for x in new) == [("forbid", "太远"), ("require", "")]


def test_a_pair_is_put_in_and_another_taken_out(demo: OpenedRun, again) -> None:
    last = FIRST + len(_pairs(demo)) - 1
    new = copy(PAIRS, FIRST, 受援学校代码=PORT, 支援学校代码=CLEAR, 受援学校="", 支援学校="")
    found = again(new, delete(PAIRS, last + 1))
    gone = _pairs(demo) - partners(found)
    assert (PORT, CLEAR) in partners(found)
    assert ("9944080413", "9944010309") in gone


def test_a_team_moves_to_another_site(demo: OpenedRun, again) -> None:
    seats_there = [x for x in demo.plan.rows(Seat) if x.recipient_school == EAST]
    moves = [
        put(TEAMS, FIRST + i, 受援学校代码=BRIDGE, 受援学校="") for i in range(len(seats_there))
    ]
    found = again(*moves)
    posts = {(x.supporting_school, x.role, x.subject) for x in seats(found, BRIDGE)}
    assert posts >= {(x.supporting_school, x.role, x.subject) for x in seats_there}
    assert seats(found, EAST) == []


def test_a_person_goes_to_another_team(demo: OpenedRun, again) -> None:
    """One comes with the post, where another was; the own row is taken out."""
    there = next(x for x in demo.plan.rows(Seat) if x.person_id == "Z03")
    here = next(
        x
        for x in demo.plan.rows(Seat)
        if (x.role, x.stage) == ("teacher", "primary")
        and x.recipient_school != there.recipient_school
    )
    lines = [
        line_of(demo.folder, TEAMS, 团队编号=x.team_id, 岗位序号=x.seat) for x in (here, there)
    ]
    change = put(
        TEAMS,
        lines[0],
        支援学校代码=there.supporting_school,
        支援学校="",
        学科="美术",
        任教学段="小学",
        人员编号="Z03",
        **{"姓名（建议）": "梁示三"},
    )
    found = again(change, delete(TEAMS, lines[1]))
    assert "Z03" in {x.person_id for x in seats(found, here.recipient_school)}
    assert "Z03" not in {x.person_id for x in seats(found, there.recipient_school)}


def test_a_person_is_named_by_name_alone(demo: OpenedRun, again) -> None:
    """Who is written into a blank cell is looked up among the people of the school."""
    line = line_of(demo.folder, TEAMS, 人员编号="Z02")
    blank = again(put(TEAMS, line, 人员编号=None, **{"姓名（建议）": None}))
    home = next(x.recipient_school for x in demo.plan.rows(Seat) if x.person_id == "Z02")
    assert "Z02" not in {x.person_id for x in seats(blank, home)}
    back = put(TEAMS, line, 人员编号=None, **{"姓名（建议）": "黄示二"})
    assert again(back).solved.plan == demo.plan


def test_people_go_to_another_host(demo: OpenedRun, again) -> None:
    rows = [x for x in demo.plan.rows(Placement) if x.recipient_school == EAST]
    found = again(*[put(STAYS, FIRST + i, 跟岗学校代码=CLEAR) for i in range(len(rows))])
    hosts = {
        x.supporting_school for x in found.solved.plan.rows(Placement) if x.recipient_school == EAST
    }
    assert hosts == {CLEAR}


# -- the run that is written, and the log ---------------------------------------------------------


def kept(folder: Path, found: Replanned) -> OpenedRun:
    return open_run(keep(folder, found, "zh"), ROOMS)


def test_the_new_run_stands_by_itself(demo: OpenedRun, again, tmp_path: Path) -> None:
    """It has its scenario inside, so that it is verified where nothing else is."""
    run = keep(tmp_path / "new", again(put(PAIRS, FIRST, 支援学校代码=CLEAR)), "zh")
    moved = tmp_path / "elsewhere"
    shutil.copytree(run, moved)
    shutil.rmtree(run)
    verdict = judge(moved)
    assert verdict.accepted
    assert verdict.differs == ()
    assert any(x.supporting_school == CLEAR for x in verdict.scenario.locks)
    book = openpyxl.load_workbook(moved / "结果.xlsx")
    said = [cell.value for row in book["变更记录"].iter_rows() for cell in row]
    assert {"李主任", "会商", "有效", "东岸镇中心小学 · 晴川小学"} <= set(said)
    assert (moved / "tables" / "changes.csv").exists()
    assert (demo.folder / "结果.xlsx").exists()


def test_changes_add_up_and_can_be_undone(demo: OpenedRun, again, tmp_path: Path, workers) -> None:
    """A later change of the same row takes the place of the earlier one; without it that is back."""
    first = kept(tmp_path / "1", again(put(PAIRS, FIRST, 支援学校代码=CLEAR)))
    path = edited(first.folder, tmp_path / "2.xlsx", put(PAIRS, FIRST, 支援学校代码=full(demo)))
    found = replan(first, path, Asked("王", "2026-08-21", ""), workers)
    assert (EAST, full(demo)) in partners(found)
    assert [(x.number, x.who) for x in found.log] == [(1, "李主任"), (2, "王")]
    second = kept(tmp_path / "2", found)
    one_less = undone(second, [2], Asked("王", "2026-08-22", "有误"), workers)
    assert (EAST, CLEAR) in partners(one_less)
    assert one_less.scenario.input_hash == first.scenario.input_hash
    assert [(x.status, x.undone) for x in one_less.log] == [
        ("stands", ""),
        ("undone", "王 · 2026-08-22 · 有误"),
    ]
    both_less = undone(second, [2, 1], ASKED, workers)
    assert both_less.scenario.input_hash == demo.scenario.input_hash
    assert both_less.solved.result.value == demo.manifest.result.value
    without_first = undone(second, [1], ASKED, workers)
    assert (EAST, full(demo)) in partners(without_first)
    third = kept(tmp_path / "3", one_less)
    with pytest.raises(BadInput) as refused:
        undone(third, [2, 7], ASKED, workers)
    assert [issue.code for issue in refused.value.issues] == ["E-EDIT-UNDO"] * 2


def test_a_change_that_was_undone_is_none_to_take_the_place_of(
    demo: OpenedRun, again, tmp_path: Path, workers
) -> None:
    """What it had decided may have been decided otherwise since; what is kept for now may give way."""
    first = kept(tmp_path / "1", again(put(PAIRS, FIRST, 支援学校代码=CLEAR)))
    back = undone(first, [1], ASKED, workers)
    assert made_before(first.scenario, read_log(first.folder, demo.scenario.tables))
    assert made_before(back.scenario, back.log) == set()
    for_now = Lock(what="site", force="require", recipient_school=EAST, provisional=1)
    assert made_before(with_locks(back.scenario, [for_now]), back.log) == {for_now}


def test_who_goes_to_a_site_goes_against_a_ban_of_the_site_and_not_the_other_way_round() -> None:
    said = {"recipient_school": EAST}
    person = {**said, "supporting_school": CLEAR, "role": "leader"}
    for one, wide, narrow in ((True, "forbid", "require"), (False, "require", "forbid")):
        site = Lock.model_validate({"what": "site", **said, "force": wide})
        seat = Lock.model_validate({"what": "seat", **person, "force": narrow})
        assert [contrary(site, seat), contrary(seat, site)] == [one, one]


def test_a_damaged_log_is_refused(again, demo: OpenedRun, tmp_path: Path, workers) -> None:
    run = kept(tmp_path / "1", again(put(PAIRS, FIRST, 标记="锁定")))
    (run.folder / "changes.json").write_text('[{"number": 1}]', encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        undone(run, [1], ASKED, workers)
    assert [issue.code for issue in refused.value.issues] == ["E-EDIT-LOG"]


def test_the_workbook_offers_the_marks_and_reads_as_before(demo: OpenedRun) -> None:
    book = openpyxl.load_workbook(demo.folder / "结果.xlsx")
    for name in (PAIRS, TEAMS, STAYS):
        (rule,) = book[name].data_validations.dataValidation
        assert rule.formula1 == '"锁定,禁止"'
    assert read_plan(demo.folder / "结果.xlsx", ROOMS) == demo.plan
