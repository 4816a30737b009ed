"""Small guards that decide what is published: bounds, claims, people, quotas, the better outcome."""

from __future__ import annotations

import json
import shutil
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pairmatch.errors import BadInput, Defect
from pairmatch.io.runfolder import write_run
from pairmatch.judge import judge
from pairmatch.planner import _refuse_mismatch, solve
from pairmatch.programmes import ROOMS
from pairmatch.programmes.teams.index import team_quota
from pairmatch.result import ComponentResult
from pairmatch.solve.coordinate import Coordinated
from pairmatch.solve.engine import _whole_bound
from pairmatch.solve.job import HALF, Aim, Base, Basis, Column, Outcome, better
from pairmatch.solve.sparse import Sparse
from pairmatch.solve.workers import Workers, merged
from pairmatch.verify import Verification, verify
from tests.builders import one_link, scenario, staff
from tests.rules.examples_rows import plan, team

SCENARIOS = Path(__file__).parent.parent / "scenarios"


@pytest.mark.parametrize(
    ("bound", "maximise", "whole"),
    [
        (7.4, True, 7),
        (7.9999999, True, 8),
        (7.6, False, 8),
        (7.0000001, False, 7),
        (99.0, True, 50),
    ],
)
def test_bounds_are_rounded_to_whole_points(bound: float, maximise: bool, whole: int) -> None:
    """Every plan is worth a whole number; the trivial bound (50, or 0) caps a loose one."""
    assert _whole_bound(bound, maximise, 50 if maximise else 0) == whole


def test_a_large_bound_is_loosened_by_its_own_rounding() -> None:
    assert _whole_bound(2_000_000 - 1e-3, True, 10**9) == 2_000_000


@pytest.mark.parametrize("numbers", [(1, 0, 10, 5), (0, 1, 5, 5), (0, 0, 10, 11)])
def test_a_false_claim_of_proof_is_a_defect(numbers: tuple[int, int, int, int]) -> None:
    shortfall, least, value, bound = numbers
    with pytest.raises(Defect):
        ComponentResult(("000001",), "proved", shortfall, least, value, bound, "highs")


NONE = np.zeros(0, dtype=np.int8)
BASE = Base(Aim(), True, 0.0, (), np.ones(2), Basis(NONE > 0, NONE, NONE))


def plan_of(shortfall: int, points: int, *uses: int) -> Column:
    return Column(shortfall, points, uses, Sparse.of(np.zeros(1)))


def test_a_plan_is_better_than_half_an_answer() -> None:
    half = Outcome(0, "failed", floor=0, least=0, bound=900)
    whole = replace(half, state="feasible", column=plan_of(0, -500))
    more = replace(half, state="feasible", column=plan_of(0, -400))
    for first, second in ((half, whole), (whole, half), (whole, whole)):
        found = merged(first, second, Aim())
        assert (found.state, found.column) == ("feasible", whole.column)
    assert merged(whole, more, Aim()).column == more.column
    assert merged(more, whole, Aim()).column == more.column


def test_the_better_plan_has_less_shortfall_then_more_points_less_their_price() -> None:
    dear, cheap, short = plan_of(0, 10, 6), plan_of(0, 8, 1), plan_of(1, 99, 0)
    assert better(dear, cheap, Aim()) is dear
    assert better(cheap, dear, Aim((0,))) is dear
    assert better(dear, cheap, Aim((2,))) is cheap
    assert better(cheap, short, Aim()) is better(short, cheap, Aim()) is cheap
    assert better(None, cheap, Aim()) is better(cheap, None, Aim()) is cheap
    assert better(None, None, Aim()) is None
    assert dear.worth(Aim((3,))) == HALF * 10 - 3 * 6


def test_what_two_outcomes_know_is_put_together() -> None:
    """The larger proved shortfall; of the bounds there, the lower one; base, uses and the log."""
    first = Outcome(
        0, "feasible", 1, least=1, bound=90, uses=(4.0,), worth=3.0, base=BASE, log=("one",)
    )
    for bound, best in ((95, 90), (85, 85), (None, 90)):
        second = Outcome(0, "failed", 2, least=1, bound=bound, route="scip")
        for old, new in ((first, second), (second, first)):
            found = merged(old, new, Aim())
            assert (found.floor, found.least, found.bound) == (2, 1, best)
            assert (found.uses, found.worth, found.log) == ((4.0,), 3.0, ("one",))
            assert found.base is BASE
            assert found.route == new.route


def test_a_bound_at_less_shortfall_than_any_plan_has_says_nothing() -> None:
    low = Outcome(0, "feasible", 0, least=0, bound=10, base=BASE)
    high = Outcome(0, "feasible", 1, least=1, bound=50, column=plan_of(1, 20))
    for old, new in ((low, high), (high, low)):
        found = merged(old, new, Aim())
        assert (found.floor, found.least, found.bound) == (1, 1, 50)
        assert found.base is None
        assert found.column == high.column
    nothing = Outcome(0, "failed", 0)
    assert merged(high, nothing, Aim()).bound == merged(nothing, high, Aim()).bound == 50


def test_infeasible_stands_only_where_nothing_speaks_against_it() -> None:
    no = Outcome(0, "infeasible", 0)
    half = Outcome(0, "failed", 0, least=0, bound=10)
    plan = replace(half, state="feasible", column=plan_of(0, 1))
    assert merged(None, no, Aim()) is merged(half, no, Aim()) is no
    assert merged(plan, no, Aim()) is merged(no, plan, Aim()) is plan
    assert merged(no, half, Aim()) is half


def test_certified_once_is_certified() -> None:
    once = Outcome(0, "proved", 0, least=0, bound=2, column=plan_of(0, 1), certified=True)
    again = replace(once, certified=False)
    assert merged(once, again, Aim()).certified
    assert merged(again, once, Aim()).certified
    assert not merged(again, again, Aim()).certified


def test_a_child_that_died_while_idle_is_replaced() -> None:
    from tests.test_workers import knapsack, run

    with Workers(1) as workers:
        assert run(workers, knapsack())[0].state == "proved"
        workers._children[0].process.kill()
        workers._children[0].process.join()
        assert run(workers, knapsack())[0].state == "proved"


def test_a_child_that_died_while_idle_takes_its_models_with_it() -> None:
    from tests.test_workers import job, knapsack

    with Workers(1) as workers:
        for _ in range(2):
            found = workers.run([job()], lambda _: knapsack(), time.monotonic() + 20)[0]
            assert found.state == "proved"
            workers._children[0].process.kill()
            workers._children[0].process.join()


def claimed(
    shortfall: int, value: int, *, least: int = 2, bound: int = 10
) -> tuple[Coordinated, Verification]:
    """The coordinator says shortfall 3 and value 8; the verification what is given."""
    found = Coordinated((), (), Aim(), (), 3, least, 8, bound, ())
    return found, Verification({}, {}, {}, shortfall, value, ())


@pytest.mark.parametrize(
    ("shortfall", "value", "said"),
    [
        (3, 8, True),
        (3, 9, True),
        (2, 10, True),
        (2, 5, True),
        (3, 7, False),
        (4, 8, False),
        (1, 8, False),
        (2, 11, False),
    ],
)
def test_the_recomputation_may_only_be_better_and_within_the_bounds(
    shortfall: int, value: int, said: bool
) -> None:
    found, verification = claimed(shortfall, value)
    with nullcontext() if said else pytest.raises(Defect, match="differ"):
        _refuse_mismatch(found, verification, proved=False)


def test_what_is_proved_must_agree_to_the_point() -> None:
    found, verification = claimed(3, 9)
    with pytest.raises(Defect, match="differ"):
        _refuse_mismatch(found, verification, proved=True)
    _refuse_mismatch(*claimed(3, 8), proved=True)


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ({}, (3, 5)),
        ({"max": 2}, (2, 2)),
        ({"min": 7}, (7, 7)),
        ({"min": 1, "max": 4}, (1, 4)),
        ({"min": 0}, (0, 5)),
    ],
)
def test_a_quota_of_teams_comes_before_the_policy(
    quota: dict[str, int], expected: tuple[int, int]
) -> None:
    row = {"unit_code": "000002", "programme": "teams", **quota}
    assert team_quota(scenario(one_link(quotas=[row])), "000002") == expected


def test_a_named_person_must_be_of_the_seats_group_and_available() -> None:
    one = scenario(
        one_link(
            staff=[
                staff(1, "teacher", 3, "chinese"),
                staff(1, "teacher", 1, "mathematics", person_id="M"),
                staff(1, "teacher", 1, "chinese", person_id="N", willing=0),
                staff(1, "teacher", 1, "chinese", person_id="C"),
            ]
        )
    )
    for person, accepted in (("M", False), ("N", False), ("X", False), ("C", True)):
        found = verify(one, plan(team("chinese", "chinese", "chinese", person_id=person)))
        assert bool([x for x in found.structure if person in x.ids]) != accepted


@pytest.fixture
def written(tmp_path: Path, workers: Workers) -> Path:
    source = tmp_path / "tiny"
    shutil.copytree(SCENARIOS / "tiny", source)
    from pairmatch.io.read import read_scenario

    one = read_scenario(source)
    solved = solve(one, workers=workers)
    return write_run(
        tmp_path / "run",
        scenario=one,
        plan=solved.plan,
        result=solved.result,
        verification=solved.verification,
        rooms=ROOMS,
        lang="zh",
        log=solved.log,
        state=solved.state,
        source=str(source),
    )


@pytest.mark.parametrize("figure", ["value", "shortfall", "input_hash"])
def test_a_run_that_claims_another_figure_is_refused(written: Path, figure: str) -> None:
    path = written / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert judge(written).accepted
    if figure == "input_hash":
        manifest["result"][figure] = "0" * 64
    else:
        manifest["result"][figure] += 1
        manifest["result"].update(status="bounded", bound=99_999)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert not judge(written).accepted


@pytest.mark.parametrize(
    "broken", [{"versions": []}, {"status": "proved", "bound": 99_999}, {"terms": 3}]
)
def test_a_broken_manifest_is_bad_input(written: Path, broken: dict[str, object]) -> None:
    path = written / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["result"].update(broken)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BadInput):
        judge(written)


def test_a_forbidden_unwilling_person_stays_unwilling(workers: Workers) -> None:
    lock = {
        "what": "seat",
        "recipient_school": "9900000002",
        "supporting_school": "9900000001",
        "role": "teacher",
        "person_id": "N",
        "force": "forbid",
    }
    people = [
        staff(1, "teacher", 2, "chinese"),
        staff(1, "teacher", 1, "chinese", person_id="N", willing=0),
        staff(2, "teacher", 3, "chinese"),
    ]
    one = scenario(one_link(staff=people, locks=[lock]), numbers={"teams_per_county_min": 1})
    assert [x.rule for x in solve(one, workers=workers).verification.shortfalls] == ["T1"]
    required = scenario(
        one_link(staff=people, locks=[{**lock, "force": "require"}]),
        numbers={"teams_per_county_min": 1},
    )
    assert solve(required, workers=workers).verification.shortfall == 0
