"""The solver against enumeration: same shortfall, same value, proved, on hundreds of tiny scenarios."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice

import pytest

from pairmatch.counting import count
from pairmatch.counting.bounds import CountedRule
from pairmatch.errors import HardRulesClash
from pairmatch.planner import Solved, solve
from pairmatch.programmes import TERMS
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.index import teams_in
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.brute import LAST, Best, every_plan, optimum, plans
from tests.builders import code, one_link, scenario, school, staff
from tests.tiny_random import tiny

SEEDS = (*range(200), 201, 207, 229, 248, 320)
"""What tables and settings say in any of the first 340 scenarios they say in one of these, too."""
CHUNKS = 20
COUNTED: tuple[CountedRule, ...] = ("T1", "P6", "P2-min")
SMALLEST = (20, 21, 40, 55, 72, 82, 86, 103, 133, 202, 211, 296)
"""Scenarios with at most 200 plans, so few that each can be judged whole; two have no plan."""


def _solved(scenario: Scenario, workers: Workers) -> Solved | None:
    try:
        return solve(scenario, workers=workers)
    except HardRulesClash:
        return None


def _figures(solved: Solved | None) -> tuple[int, int, str] | None:
    return solved and (solved.result.shortfall, solved.result.value, solved.result.status)


@cache
def _best(seed: int) -> Best | None:
    return optimum(tiny(seed))


def _enumerated(seed: int) -> tuple[int, int, str] | None:
    best = _best(seed)
    return None if best is None else (best.shortfall, best.value, "proved")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_solver_finds_what_enumeration_finds(chunk: int, workers: Workers) -> None:
    for seed in SEEDS[chunk::CHUNKS]:
        one = tiny(seed)
        solved = _solved(one, workers)
        assert _figures(solved) == _enumerated(seed), f"seed {seed}"
        if solved is not None:
            _counted(one, solved, f"seed {seed}")


def _counted(one: Scenario, solved: Solved, seed: str) -> None:
    """The plan falls short by at least what counting said before."""
    found, missed = count(one), Counter[str]()
    for x in solved.verification.shortfalls:
        missed[x.rule] += x.amount
    assert all(missed[rule] >= found.missing(rule) for rule in COUNTED), seed
    number = teams_in(one, solved.plan)
    assert all(number[x.county] <= x.possible for x in found.teams), seed


def test_a_school_does_not_lend_to_itself(workers: Workers) -> None:
    """Before the fix a school lent a person to its own team, round a forbidden placement."""
    lock = {
        "what": "placement",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "person_id": "P1",
        "force": "forbid",
    }
    tables = one_link(
        staff=[
            staff(1, "teacher", 1, "mathematics"),
            staff(2, "teacher", 1, "mathematics", person_id="P1"),
        ],
        locks=[lock],
    )
    numbers = {"team_size_min": 1, "team_size_max": 1, "teams_per_county_min": 1}
    solved = solve(scenario(tables, numbers=numbers), workers=workers)
    assert [x.rule for x in solved.verification.shortfalls] == ["W1"]


def test_the_scenarios_are_worth_solving() -> None:
    """Enough of them fall short, clash, and have something to decide."""
    best = {seed: found for seed in range(100) if (found := _best(seed)) is not None}
    assert sum(found.shortfall > 0 for found in best.values()) >= 15
    assert sum(found.shortfall == 0 for found in best.values()) >= 15
    assert len(best) <= 95
    for rule in COUNTED:
        assert sum(count(tiny(seed)).missing(rule) for seed in best) >= 5
    few = [list(islice(plans(tiny(seed)), 21)) for seed in best]
    assert sum(len(some) > 20 for some in few) >= 40


@pytest.mark.parametrize("seed", SMALLEST)
def test_enumeration_passes_over_no_better_plan(seed: int) -> None:
    """Its shortcuts: what is judged of a part counts for the whole, and what comes last is no gain."""
    one, best = tiny(seed), optimum(tiny(seed))
    judged = [verify(one, plan) for plan in every_plan(one)]
    scores = [(found.shortfall, -found.value) for found in judged if found.accepted]
    assert len(list(plans(one))) == len(scores)
    assert (best and (best.shortfall, -best.value)) == min(scores, default=None)
    assert all(term.sign < 0 for term in TERMS if term.code in LAST)


def test_people_whom_locks_send_leave_room_for_the_others(workers: Workers) -> None:
    """Before the fix a required primary teacher took the only place where a junior teacher fits."""
    required = {
        "what": "placement",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "person_id": "P1",
        "force": "require",
    }
    tables = one_link(
        schools=[school(3, 1, host_max=1)],
        staff=[
            staff(1, "teacher", 2, "chinese"),
            staff(2, "teacher", 1, "chinese", person_id="P1"),
            staff(2, "teacher", 1, "chinese", stage="junior"),
        ],
        locks=[required],
    )
    tables["schools"][0] = school(1, 1, stage="nine_year", host_max=1)
    tables["schools"][1] = school(2, 2, stage="nine_year", kind="township_central")
    numbers = {"team_size_min": 2, "team_size_max": 2, "teams_per_county_min": 1}
    one = scenario(tables, numbers=numbers)
    best, solved = optimum(one), solve(one, workers=workers)
    assert best is not None
    assert (solved.result.shortfall, solved.result.value) == (best.shortfall, best.value)
    assert [x.rule for x in solved.verification.shortfalls] == ["W1"]


def test_a_person_kept_from_a_host_does_not_keep_the_others_from_it(workers: Workers) -> None:
    forbidden = {
        "what": "placement",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "person_id": "P1",
        "force": "forbid",
    }
    tables = one_link(
        schools=[school(3, 1, host_max=1)],
        staff=[
            staff(1, "teacher", 2, "chinese"),
            staff(2, "teacher", 1, "chinese", person_id="P1"),
            staff(2, "teacher", 1, "chinese"),
        ],
        locks=[forbidden],
    )
    tables["schools"][0] = school(1, 1, host_max=1)
    numbers = {"team_size_min": 2, "team_size_max": 2, "teams_per_county_min": 1}
    solved = solve(scenario(tables, numbers=numbers), workers=workers)
    assert solved.result.shortfall == 0
    at = {x.person_id: x.supporting_school for x in solved.plan.rows(Placement)}
    assert at["P1"] == code(3)
