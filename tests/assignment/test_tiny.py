"""Pairs with outside scores against enumeration: both senses, minima, maxima, loads, ties, gaps."""

from __future__ import annotations

import pytest

from pairmatch.planner import solve
from pairmatch.solve.bound import SCALE
from pairmatch.solve.job import HALF, Aim, Job
from pairmatch.solve.workers import Workers
from tests.assignment.tiny import best, flow_of, model_of, tiny
from tests.tiny_models import searched


@pytest.mark.parametrize("seed", range(90))
def test_without_loads_the_flow_alone_finds_and_proves_the_best(seed: int) -> None:
    one = tiny(seed, loads=False)
    model = model_of(one)
    found = flow_of(model, Aim().objective(model))
    assert found is not None
    shortfall, value = best(one)
    assert found.least == shortfall
    assert found.proof.bound == SCALE * HALF * value
    assert round(float(model.points @ found.values)) == value


@pytest.mark.parametrize("seed", range(80))
def test_with_loads_the_search_finds_and_proves_the_best(seed: int) -> None:
    one = tiny(1000 + seed, loads=True)
    found = searched(model_of(one), Job(0, Aim(), "prove", 1, 60.0, slack=80))
    assert found.state == "proved"
    assert found.column is not None
    assert (found.column.shortfall, found.column.points) == best(one)


@pytest.mark.parametrize("loads", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_the_verified_plan_of_a_whole_run_is_the_best(
    seed: int, loads: bool, workers: Workers
) -> None:
    one = tiny(2000 + seed, loads=loads)
    result = solve(one, workers=workers).result
    assert (result.status, result.shortfall, result.value) == ("proved", *best(one))
