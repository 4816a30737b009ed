"""Withdrawals and least changes as people ask for them: what moves, what is told, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pairmatch.cli import main
from pairmatch.errors import BadInput
from pairmatch.io.workbook import read_plan
from pairmatch.judge import judge
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.published.standins import stand_ins
from pairmatch.programmes.published.tables import NO_LIMIT, Published
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.effects import effects_of
from pairmatch.replan.kept import keep
from pairmatch.replan.least import Wanted
from pairmatch.replan.patch import put_on
from pairmatch.replan.replanned import Asked, Change, Replanned, changed, replan, undone
from pairmatch.replan.says import replan_lines
from pairmatch.replan.withdrawn import PERSON, SCHOOL, withdrawals
from pairmatch.schema import HistoryRow, Link
from pairmatch.settings import MOVED_MAX
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from pairmatch.whatif.opened import OpenedRun, open_run
from tests.builders import code, link, need, one_link, scenario, school, staff, unit
from tests.replan.books import PAIRS, TEAMS, edited, line_of, put
from tests.rules.examples_published import NAMED
from tests.rules.examples_rows import people, plan, stay, team
from tests.whatif.runs import run_of

ASKED = Asked("李主任", "2026-08-20T09:00:00+08:00", "因病")
LINK = "440103-440804"
CLEAR, EAST = "9944010303", "9944080401"


def told(run: OpenedRun) -> set[tuple[str, ...]]:
    """What each row tells people."""
    return _told(run.plan)


def _told(found: Plan) -> set[tuple[str, ...]]:
    seats = {("seat", x.recipient_school, x.person_id or "") for x in found.rows(Seat)}
    stays = {("stay", x.supporting_school, x.person_id or "") for x in found.rows(Placement)}
    pairs = {("pair", x.recipient_school, x.supporting_school) for x in found.rows(SchoolPair)}
    return {x for x in seats | stays if x[2]} | pairs


def person_of(run: OpenedRun) -> str:
    """Somebody without whom the plan is worth less, and more rows that move bring some of it back."""
    assert any(x.person_id == "Z02" for x in run.plan.rows(Seat))
    return "Z02"


@pytest.fixture(scope="module")
def without_one(demo: OpenedRun, workers: Workers) -> Replanned:
    change = Change((person_of(demo),), Wanted(None, curve=True))
    return changed(demo, ASKED, change, workers)


def test_nobody_else_moves_where_nobody_must(demo: OpenedRun, without_one: Replanned) -> None:
    person = person_of(demo)
    gone = told(demo) - _told(without_one.solved.plan)
    assert gone == {x for x in gone if person in x}
    assert without_one.change is not None
    assert (without_one.change.least, without_one.change.moved, without_one.change.gone) == (
        0,
        0,
        1,
    )
    assert without_one.scenario.people[person].willing == 0


def test_plans_are_compared_by_the_data_of_before(without_one: Replanned) -> None:
    """The school of who is gone fits its partner less; no pair is another one, so none counts less."""
    run, effects = without_one.run, effects_of(without_one)
    before, after = run.manifest.result, without_one.solved.result
    affinity = [next(x.points for x in y.terms if x.code == "O5") for y in (before, after)]
    assert affinity[0] > affinity[1]
    assert without_one.solved.plan.rows(SchoolPair) == run.plan.rows(SchoolPair)
    assert "O5" not in {x.code for x in effects.terms}
    lost = effects.value - before.value
    assert sum(x.after - x.before for x in effects.terms) == lost
    said = next(x for x in replan_lines(without_one, "zh") if "出自安排变动" in x)
    assert f"{lost:+d} 出自安排变动" in said
    assert f"{after.value - effects.value:+d} 出自数据变动" in said


def test_the_curve_rises_to_the_best_plan_of_all(without_one: Replanned, workers: Workers) -> None:
    assert without_one.change is not None
    curve = without_one.change.curve
    assert [x.most for x in curve] == sorted({x.most for x in curve})
    assert all(x.moved <= x.most for x in curve)
    assert all(low == high for x in curve for low, high in (x.lost, x.missed))
    values = [(-x.shortfall, x.value) for x in curve]
    assert values == sorted(values)
    assert len(set(values)) > 2
    free = changed(
        without_one.run, ASKED, Change((person_of(without_one.run),), Wanted(NO_LIMIT)), workers
    )
    assert (free.solved.result.shortfall, free.solved.result.value) == (
        curve[-1].shortfall,
        curve[-1].value,
    )
    assert curve[-1].lost == (0, 0)
    assert [x.lost[0] for x in curve] == [curve[-1].value - x.value for x in curve]


def test_the_curve_has_the_least_number_and_the_one_that_was_asked_for(
    demo: OpenedRun, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pairmatch.replan.least.STEPS", ())
    change = Change((person_of(demo),), Wanted(4, curve=True))
    found = changed(demo, ASKED, change, workers).change
    assert found is not None
    assert [x.most for x in found.curve][:2] == [0, 4]
    assert len(found.curve) == 3


def test_the_new_run_keeps_what_was_published(
    without_one: Replanned, tmp_path: Path, workers: Workers
) -> None:
    """It verifies, also when its plan is put back to that of before; undone, nothing is published."""
    folder = keep(tmp_path / "second", without_one, "zh")
    assert judge(folder).accepted
    again = open_run(folder, ROOMS)
    assert again.scenario.settings.numbers[MOVED_MAX].value == 0
    assert (folder / "tables" / "moves.csv").exists()
    assert read_plan(folder / "结果.xlsx", ROOMS) == without_one.solved.plan
    few = Plan(again.plan.tables, {Seat: again.plan.rows(Seat)})
    broken = verify(again.scenario, few).violations["L3"]
    lost = len(again.plan.rows(SchoolPair)) + len(again.plan.rows(Placement))
    published = sum(x.count or 1 for x in again.scenario.rows(Published))
    assert [x.found for x in broken] == [lost] or published < lost
    back = undone(again, [1], ASKED, workers)
    assert back.scenario.rows(Published) == ()
    assert back.scenario.input_hash == without_one.run.scenario.input_hash
    assert back.log[0].status == "undone"


def test_a_school_closes_and_a_link_ends(demo: OpenedRun, workers: Workers) -> None:
    school = demo.plan.rows(SchoolPair)[0].supporting_school
    closed = changed(demo, ASKED, Change((school,)), workers)
    assert school not in closed.scenario.schools
    assert closed.change is not None
    assert closed.change.least == 0
    kept = {x for x in told(demo) if school not in x}
    stays = {x for x in kept if x[0] == "pair"}
    assert stays <= _told(closed.solved.plan)
    # One school less to choose from is another reason for the same shortfall, which was there before.
    effects = effects_of(closed)
    assert "P2-min" in demo.verification.violations
    assert "P2-min" not in {x.rule for x in (*effects.missed, *effects.mended)}


def test_a_link_ends(workers: Workers) -> None:
    more = {"units": [unit(3, "supporting")], "links": [link(3, 2)], "schools": [school(3, 3)]}
    run = run_of(scenario(one_link(**more)), workers)
    (pair,) = run.plan.rows(SchoolPair)
    home = run.scenario.homes[pair.supporting_school]
    over = changed(run, ASKED, Change((f"{home}-000002",)), workers)
    assert home not in {x.supporting_unit for x in over.scenario.rows(Link)}
    (other,) = over.solved.plan.rows(SchoolPair)
    assert other.supporting_school != pair.supporting_school
    assert over.change is not None
    assert (over.change.published, over.change.gone) == (0, 1)


def test_decisions_fall_with_the_link_that_they_need() -> None:
    """A pair across it; a team, where nobody else reaches its county."""
    pair = {"what": "pair", "recipient_school": code(2), "supporting_school": code(1)}
    site = {"what": "site", "recipient_school": code(2)}
    for other, fallen in ((2, ["pair"]), (4, ["pair", "site"])):
        more = {
            "units": [unit(3, "supporting"), unit(4, "recipient")],
            "links": [link(3, other)],
            "locks": [x | {"force": "require"} for x in (pair, site)],
        }
        (found,) = withdrawals(scenario(one_link(**more)), plan(), ("000001-000002",))
        assert [x.what for x in found.locks] == fallen


def test_what_was_in_earlier_years_stays_when_a_school_closes() -> None:
    """Who has rested, and which pairs there were, is told by rows that name schools that are gone."""
    past = {"recipient_school": code(2), "supporting_school": code(1), "status": "actual"}
    more = {
        "schools": [school(3, 1)],
        "staff": [staff(n, "leader", 1) for n in (1, 2)],
        "history": [{"year": 2020, "what": "pair", **past}],
    }
    one = scenario(one_link(**more))
    (found,) = withdrawals(one, plan(), (code(1),))
    assert {name for name, rows in found.wants.gone.items() if rows} == {"schools", "staff"}
    after, _ = put_on(one, found.wants)
    assert after.rows(HistoryRow) == one.rows(HistoryRow)


def test_people_may_be_named_after_their_school(demo: OpenedRun) -> None:
    person = person_of(demo)
    names = (demo.scenario.people[person].school_code, person)
    found = [withdrawals(demo.scenario, demo.plan, x) for x in (names, names[::-1])]
    assert found[0] == found[1]
    assert [x.kind for x in found[0]] == [PERSON, SCHOOL]


def test_what_is_withdrawn_may_be_called_by_its_name(demo: OpenedRun) -> None:
    """A link by its units, as it is said in the answer; of units with one name those that are linked."""
    one, clear = demo.scenario, demo.scenario.schools[CLEAR]
    person = one.people[person_of(demo)]
    assert person.name
    for name, code_ in (
        (clear.name, CLEAR),
        (one.unit_name(clear.unit_code) + clear.name, CLEAR),
        (person.name, person.person_id),
    ):
        assert withdrawals(one, demo.plan, (name,)) == withdrawals(one, demo.plan, (code_ or "",))
    more = {
        "units": [unit(3, "recipient") | {"name": "单位2", "city": "丙市"}, unit(4, "supporting")],
        "links": [link(4, 2)],
        "schools": [school(3, 3), school(4, 4)],
    }
    tables = one_link(**more)
    few = scenario(tables)
    (found,) = withdrawals(few, plan(), ("单位1 – 单位2",))
    assert [(x.supporting_unit, x.recipient_unit) for x in found.wants.gone["links"]] == [  # type: ignore[attr-defined]
        ("000001", "000002")
    ]
    tables["schools"][1]["name"] = tables["schools"][0]["name"]
    with pytest.raises(BadInput) as bad:
        withdrawals(scenario(tables), plan(), ("学校1",))
    assert [x.code for x in bad.value.issues] == ["E-WITHDRAW-SEVERAL"]
    assert f"{code(1)} 甲市单位1、{code(2)} 乙市单位2" in bad.value.issues[0].say("zh")


@pytest.mark.parametrize("whom", ["person", "school"])
def test_what_is_locked_by_hand_and_withdrawn_at_once_is_refused_in_its_cell(
    whom: str, demo: OpenedRun, tmp_path: Path, workers: Workers
) -> None:
    person = person_of(demo)
    if whom == "person":
        sheet, line, gone = TEAMS, line_of(demo.folder, TEAMS, 人员编号=person), person
        change = put(sheet, line, 标记="锁定", 理由="试")
    else:
        sheet, line, gone = PAIRS, line_of(demo.folder, PAIRS, 受援学校代码=EAST), CLEAR
        change = put(sheet, line, 支援学校代码=CLEAR)
    path = edited(demo.folder, tmp_path / "edited.xlsx", change)
    with pytest.raises(BadInput) as bad:
        replan(demo, path, ASKED, workers, Change((gone,)))
    (issue,) = bad.value.issues
    assert (issue.code, issue.sheet, issue.line) == ("E-EDIT-WITHDRAWN", sheet, line)


def test_what_people_changed_themselves_does_not_count(
    demo: OpenedRun, tmp_path: Path, workers: Workers
) -> None:
    """A partner changed by hand is no move; what it takes from others is one. A row marked to stay counts."""
    line = line_of(demo.folder, PAIRS, 受援学校代码=EAST)
    changes = put(PAIRS, line, 支援学校代码=CLEAR), put(PAIRS, line + 1, 标记="锁定", 理由="试")
    path = edited(demo.folder, tmp_path / "edited.xlsx", *changes)
    found = replan(demo, path, ASKED, workers, Change(wanted=Wanted(0)))
    assert (EAST, CLEAR) in {x[1:] for x in _told(found.solved.plan) if x[0] == "pair"}
    others = {x for x in told(demo) if x[:2] != ("pair", EAST)}
    assert others <= _told(found.solved.plan)
    assert found.change is not None
    assert found.change.published == sum(len(demo.plan.rows(x.model)) for x in demo.plan.tables) - 1


# -- what must move -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trio(workers: Workers) -> OpenedRun:
    """A team of three, the least there is, of whom one cannot be replaced."""
    named = [staff(1, "teacher", 1, "chinese", person_id=x) for x in "ABC"]
    tables = one_link(
        staff=[*named, *people(2, chinese=3)], needs=[need(2, "teacher", 3, 5, "chinese")]
    )
    return run_of(scenario(tables), workers)


def test_fewer_than_must_move_are_refused_with_the_least_number(
    trio: OpenedRun, workers: Workers
) -> None:
    """Two of a team of two cannot stay, nor the three who are placed against it."""
    gone = ("A",)
    with pytest.raises(BadInput) as bad:
        changed(trio, ASKED, Change(gone, Wanted(4)), workers)
    (issue,) = bad.value.issues
    assert (issue.code, issue.file, issue.value) == ("E-MOVED-LEAST", "--max-changes", "4")
    assert issue.values["least"] == 5
    for wanted in (None, Wanted(5), Wanted(9)):
        found = changed(trio, ASKED, Change(gone, wanted), workers)
        assert found.change is not None
        assert (found.change.least, found.change.proved, found.change.moved) == (5, 5, 5)
        assert found.solved.plan.rows(Seat) == ()
        # B and C do not go any more, and three do not go to a host; that A does not is known.
        rows = [(x.change.row, x.published) for x in effects_of(found).moved]
        assert [told for _, told in rows] == [True] * 5 + [False]
        assert [row.person_id for row, told in rows if not told] == ["A"]  # type: ignore[attr-defined]


def test_people_who_are_alike_do_not_take_each_others_places(workers: Workers) -> None:
    """A is published and B is not: A goes, although B comes first by lot in some draws."""
    for seed in range(6):
        one = scenario(NAMED, seed=seed, numbers={"team_size_min": 1, "team_size_max": 1})
        solved = run_of(one, workers)
        assert [x.person_id for x in solved.plan.rows(Seat)] == ["A"]
    other = plan(team("chinese", person_id="B"), stay("chinese"))
    none_may = scenario(NAMED, numbers={MOVED_MAX: 0})
    assert [x.found for x in verify(none_may, other).violations["L3"]] == [1]


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture
def called(demo: OpenedRun, tmp_path: Path):
    def call(*words: str) -> Result:
        words = ("replan", str(demo.folder), *words, "--out", str(tmp_path / "new"), "--lang", "zh")
        return CliRunner().invoke(main, words)

    return call


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("--withdraw", "谁"), ["E-WITHDRAW-UNKNOWN"]),
        (("--withdraw", "440103-440103，Z99"), ["E-WITHDRAW-LINK", "E-WITHDRAW-UNKNOWN"]),
        (("--withdraw", "440804-440103"), ["E-WITHDRAW-LINK", LINK]),
        (("--withdraw", LINK), ["E-WITHDRAW-LAST", "结对关系"]),
        (("--max-changes", "-1"), []),
        (("--undo", "7", "--max-changes", "3"), ["E-EDIT-UNDO"]),
    ],
)
def test_what_cannot_be_withdrawn_is_said_and_nothing_written(
    words: tuple[str, ...], codes: list[str], called, tmp_path: Path
) -> None:
    done = called(*words)
    assert done.exit_code == 2
    assert all(code in done.output for code in codes)
    assert not (tmp_path / "new").exists()


def test_somebody_who_is_not_in_the_plan_cannot_withdraw(demo: OpenedRun, called) -> None:
    rows = (*demo.plan.rows(Seat), *demo.plan.rows(Placement))
    home = sorted(set(demo.scenario.people) - {x.person_id for x in rows})
    done = called("--withdraw", home[0])
    assert done.exit_code == 2
    assert "E-WITHDRAW-ABSENT" in done.output


def test_a_script_is_told_what_moved(demo: OpenedRun, called, tmp_path: Path) -> None:
    done = called("--withdraw", person_of(demo), "--json", "--by", "李")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["withdrawn"][0]["kind"] == "人员退出"
    assert answer["change"]["moved"] == answer["change"]["least"] == 0
    assert answer["log"][0]["what"] == "人员退出"
    assert judge(tmp_path / "new").accepted


# -- stand-ins ------------------------------------------------------------------------------------


def test_a_stand_in_can_take_over_every_seat_it_is_listed_for(demo: OpenedRun) -> None:
    listed = stand_ins(demo.scenario, demo.plan)
    assert len(listed) >= 3
    for name, one in listed.items():
        for seat in one.seats or one.second or one.others:
            rows = []
            for x in demo.plan.rows(Seat):
                if (x.team_id, x.seat) == (name, seat):
                    group = one.group
                    x = x.model_copy(
                        update={
                            "supporting_school": group.school_code,
                            "subject": group.subject or None,
                            "second_subject": group.second_subject or None,
                            "stage": group.stage,
                            "person_id": one.person_id,
                        }
                    )
                rows.append(x)
            after = demo.plan.replaced({Seat: rows})
            assert verify(demo.scenario, after).accepted, (name, seat)


@pytest.mark.parametrize(
    ("ban", "who"),
    [
        ({}, "A"),
        ({"role": "teacher", "subject": "chinese"}, None),
        ({"role": "teacher", "subject": "chinese", "count": 5}, "A"),
        ({"role": "teacher", "subject": "chinese", "count": 4}, None),
        ({"role": "teacher", "subject": "chinese", "person_id": "A"}, "B"),
        ({"role": "teacher", "subject": "mathematics"}, "A"),
    ],
)
def test_whom_a_decision_keeps_away_from_a_site_is_no_stand_in(
    ban: dict[str, object], who: str | None
) -> None:
    """Three people are there; of A and B, alike, a fourth could come unless so many are forbidden."""
    schools = {"recipient_school": code(2), "supporting_school": code(1)}
    locks = [{"what": "seat", "force": "forbid", **schools, **ban}] if ban else []
    named = [staff(1, "teacher", 1, "chinese", person_id=x) for x in "AB"]
    one = scenario(one_link(staff=[*named, staff(1, "teacher", 3, "chinese")], locks=locks))
    (found,) = [*stand_ins(one, plan(team("chinese", "chinese", "chinese"))).values()] or [None]
    assert (found and found.person_id) == who
