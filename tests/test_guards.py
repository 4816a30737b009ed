"""Small guards that decide what is published: bounds, claims, people, quotas, the better outcome."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pairmatch.errors import BadInput, Defect
from pairmatch.io.runfolder import write_run
from pairmatch.judge import judge
from pairmatch.planner import solve
from pairmatch.programmes import ROOMS
from pairmatch.programmes.teams.index import team_quota
from pairmatch.result import ComponentResult
from pairmatch.solve.engine import _whole_bound
from pairmatch.solve.job import Job, Outcome, Tier
from pairmatch.solve.workers import Workers, _better
from pairmatch.verify import verify
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


def test_a_plan_with_points_is_better_than_half_an_answer() -> None:
    values = np.zeros(1)
    first = Tier("proved", 0, 0, values)
    half = Outcome(0, "feasible", first, Tier("failed", None, 900), "highs")
    whole = Outcome(0, "feasible", first, Tier("feasible", -500, 900, values), "highs")
    more = Outcome(0, "feasible", first, Tier("feasible", -400, 900, values), "highs")
    assert _better(half, whole) is whole
    assert _better(whole, half) is whole
    assert _better(whole, more) is more


def test_a_child_that_died_while_idle_is_replaced() -> None:
    from tests.test_workers import knapsack

    with Workers(1) as workers:
        job = Job(0, knapsack(), seed=1, time_limit_s=20)
        assert workers.run([job], 20)[0].state == "proved"
        workers._children[0].process.kill()
        workers._children[0].process.join()
        assert workers.run([job], 20)[0].state == "proved"


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
