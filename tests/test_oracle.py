"""The solver against enumeration: same shortfall, same value, proved, on hundreds of tiny scenarios."""

from __future__ import annotations

import pytest

from pairmatch.errors import HardRulesClash
from pairmatch.planner import solve
from pairmatch.solve.workers import Workers
from tests.brute import optimum
from tests.builders import code, one_link, scenario, staff
from tests.tiny_random import tiny

CHUNK = 10
CHUNKS = 34


def _solved(seed: int, workers: Workers) -> tuple[int, int, str] | None:
    try:
        result = solve(tiny(seed), workers=workers).result
    except HardRulesClash:
        return None
    return result.shortfall, result.value, result.status


def _enumerated(seed: int) -> tuple[int, int, str] | None:
    best = optimum(tiny(seed))
    return None if best is None else (best.shortfall, best.value, "proved")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_solver_finds_what_enumeration_finds(chunk: int, workers: Workers) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        assert _solved(seed, workers) == _enumerated(seed), f"seed {seed}"


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
    found = [optimum(tiny(seed)) for seed in range(100)]
    plans = [best for best in found if best is not None]
    assert sum(best.shortfall > 0 for best in plans) >= 15
    assert sum(best.shortfall == 0 for best in plans) >= 15
    assert sum(best is None for best in found) >= 5
    assert sum(best.plans > 20 for best in plans) >= 40
