"""A run is asked only of the data it was made from; another decision gives the best plan with it."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pairmatch.commands.opening import open_named
from pairmatch.component import component
from pairmatch.errors import BadInput, Defect, HardRulesClash
from pairmatch.fingerprint import fingerprints
from pairmatch.io.read import read_scenario
from pairmatch.model import build
from pairmatch.naming import propose
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.planner import solve
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Staff
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from pairmatch.whatif.alternative import alternative, unnamed, with_locks, with_plan, without_people
from pairmatch.whatif.opened import open_run
from tests.brute import optimum
from tests.builders import code, need, one_link, scenario, school, staff
from tests.tiny_random import tiny
from tests.whatif.runs import run_of, written

TINY = Path(__file__).parent.parent.parent / "scenarios" / "tiny"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Path:
    folder = tmp_path_factory.mktemp("whatif")
    shutil.copytree(TINY, folder / "tiny")
    source = folder / "tiny"
    written(folder / "run", source, read_scenario(source), workers)
    return folder


@pytest.fixture
def moved(kept: Path, tmp_path: Path) -> Path:
    """A copy of the run with its scenario beside it."""
    shutil.copytree(kept, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_run_is_opened_as_it_was_made(kept: Path) -> None:
    run = open_run(kept / "run", ROOMS)
    assert run.scenario.input_hash == run.manifest.result.input_hash
    assert (run.verification.shortfall, run.verification.value) == (
        run.manifest.result.shortfall,
        run.manifest.result.value,
    )
    assert len(run.state.parts) == len(run.manifest.result.components)


def test_only_a_command_takes_the_process_for_its_run(kept: Path) -> None:
    """Whoever opens a run from a program of their own goes on collecting garbage as before."""
    gc.unfreeze()  # commands of other tests may have frozen something, which may go at any time
    open_run(kept / "run", ROOMS)
    assert not gc.get_freeze_count()
    try:
        open_named(str(kept / "run"), kept)
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()


def _edit(folder: Path) -> None:
    path = folder / "tiny" / "needs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",5", ",4"), encoding="utf-8")


def _lose(folder: Path) -> None:
    shutil.rmtree(folder / "tiny")


def _damage(folder: Path) -> None:
    (folder / "run" / "state.json").write_text("{}", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "fault", "named"),
    [
        (_edit, "E-WHATIF-CHANGED", "needs.csv"),
        (_lose, "E-WHATIF-MOVED", "tiny"),
        (_damage, "E-STORE-FILE-ALTERED", "state.json"),
    ],
)
def test_a_run_that_does_not_fit_any_more_is_refused(
    moved: Path, harm: Callable[[Path], None], fault: str, named: str
) -> None:
    harm(moved)
    with pytest.raises(BadInput) as refused:
        open_run(moved / "run", ROOMS)
    assert [issue.code for issue in refused.value.issues] == [fault]
    for lang in ("zh", "en"):
        assert named in refused.value.issues[0].say(lang)  # type: ignore[arg-type]


class Remark(Assignment):
    """A row about no school."""

    said: str


def test_a_row_that_names_no_school_is_said_to_be_a_defect(workers: Workers) -> None:
    """What is left of a run is kept by component, and every component has schools."""
    run = run_of(scenario(one_link()), workers)
    plan = Plan([PlanTable("remarks", Remark, ("said",))], {Remark: [Remark(said="well done")]})
    with pytest.raises(Defect, match=r"remarks names no school.*well done"):
        with_plan(run.scenario, run.state, plan)


def test_another_decision_gives_the_best_plan_with_it(workers: Workers) -> None:
    """As enumeration finds it for the scenario with that decision; what was there is left as it was."""
    asked = clashed = 0
    for seed in range(9):
        one = tiny(seed)
        try:
            run = run_of(one, workers)
        except HardRulesClash:
            continue
        for pair in run.plan.rows(SchoolPair)[:1]:
            lock = Lock(what="pair", force="forbid", **pair.model_dump())
            changed = with_locks(one, [lock, *one.locks])
            assert len(changed.locks) == len(one.locks) + 1
            best = optimum(changed)
            if best is None:
                clashed += 1
                continue
            solved = alternative(run, changed, workers)
            assert (solved.result.shortfall, solved.result.value) == (best.shortfall, best.value)
            assert solved.verification.accepted
            assert pair not in solved.plan.rows(SchoolPair)
            asked += 1
    assert asked > 2


def named(number: int, person_id: str, **more: object) -> dict[str, object]:
    return staff(number, "teacher", 1, "chinese", person_id=person_id, name=person_id, **more)


def people(*rows: dict[str, object]) -> Scenario:
    """A school that asks for three teachers, and one that has these."""
    tables = one_link(
        staff=[*rows, staff(2, "teacher", 5, "chinese")],
        needs=[need(2, "teacher", 3, 5, "chinese")],
    )
    numbers = {"teams_per_county_min": 1, "team_size_max": 3}
    return scenario(tables, numbers=numbers)


def named_as(one: Scenario, plan: Plan, before: Plan) -> Plan:
    return propose(one, unnamed(one, plan), before)


def sent(plan: Plan) -> list[str | None]:
    return sorted(seat.person_id or "" for seat in plan.rows(Seat))


def test_who_withdraws_goes_nowhere_even_if_decided(workers: Workers) -> None:
    one = people(*(named(1, x) for x in "ABCD"))
    decided = Lock(
        what="seat",
        recipient_school=code(2),
        supporting_school=code(1),
        role="teacher",
        subject="chinese",
        person_id="A",
        force="require",
    )
    one = with_locks(one, [decided])
    run = run_of(one, workers)
    assert "A" in sent(run.plan)
    less = without_people(one, {"A"})
    assert sent(alternative(run, less, workers).plan) == ["B", "C", "D"]
    assert one.available_people.keys() == set("ABCD")


def test_who_withdraws_leaves_the_model_its_shape() -> None:
    """So that it can begin with what was known of it: nobody is left in the person's group, or fewer."""
    one = people(named(1, "A"), staff(1, "teacher", 1, "english"), named(1, "B", willing=0))
    fewer = without_people(one, {"A"})
    none = [
        x.model_copy(update={"count": 0}) if x.subject == "english" else x for x in one.rows(Staff)
    ]
    whole, *less = (
        build(component(x, tuple(x.units)), ROOMS, RULES)[0]
        for x in (one, fewer, one.with_rows(Staff, none))
    )
    for model in less:
        assert len(model.upper) == len(whole.upper)
        assert model.high[np.isfinite(model.high)].sum() < whole.high[np.isfinite(whole.high)].sum()


def test_people_who_are_alike_keep_their_places(workers: Workers) -> None:
    """The best fit by the draw is proposed anew, but nobody is moved who need not be."""
    one = people(*(named(1, x, years=i) for i, x in enumerate("ABCD")))
    solved = solve(one, workers=workers)
    assert sent(solved.plan) == ["B", "C", "D"]
    before = named_as(without_people(one, {"D"}), solved.plan, solved.plan)
    assert sent(before) == ["A", "B", "C"]
    again = named_as(one, solved.plan, before)
    assert again == before
    assert verify(one, again).accepted


def test_a_decision_about_somebody_who_said_no_is_no_narrower_question(workers: Workers) -> None:
    """The person can be counted on only then, so that more is possible than was proved before."""
    one = people(*(named(1, x) for x in "AB"), named(1, "C", willing=0))
    run = run_of(one, workers)
    assert sent(run.plan) == []
    require = Lock(
        what="seat",
        recipient_school=code(2),
        supporting_school=code(1),
        role="teacher",
        subject="chinese",
        person_id="C",
        force="require",
    )
    other = with_locks(one, [require])
    units = [tuple(one.units)]
    (before,), (after,) = (fingerprints(x, units, []) for x in (one, other))
    assert not after.narrows(before)
    solved = alternative(run, other, workers)
    assert sent(solved.plan) == ["A", "B", "C"]
    assert solved.result.value > run.manifest.result.value


def test_each_of_two_alike_people_keeps_the_own_place(workers: Workers) -> None:
    tables = one_link(
        schools=[school(3, 2, kind="township_central")],
        staff=[
            *(named(1, x) for x in "ABCDEF"),
            *(staff(n, "teacher", 5, "chinese") for n in (2, 3)),
        ],
        needs=[need(n, "teacher", 3, 5, "chinese") for n in (2, 3)],
    )
    numbers = {"teams_per_county_min": 2, "team_size_max": 3, "release_max": 6}
    one = scenario(tables, numbers=numbers)
    plan = solve(one, workers=workers).plan
    seats = plan.rows(Seat)
    assert len({(seat.person_id, seat.recipient_school) for seat in seats}) == 6
    turned = [
        seat.model_copy(update={"person_id": other.person_id})
        for seat, other in zip(seats, reversed(seats), strict=True)
    ]
    before = plan.replaced({Seat: turned})
    assert places(named_as(one, plan, before)) == places(before) != places(plan)


def places(plan: Plan) -> dict[str | None, str]:
    return {seat.person_id: seat.recipient_school for seat in plan.rows(Seat)}
