"""Bounds by duals: what they prove must hold for every plan, whatever the duals are."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.post import COEFFICIENT_LIMIT, Model
from pairmatch.solve.bound import (
    SCALE,
    Certificate,
    at_shortfall,
    certificate,
    needed,
    reachable,
    restricted,
)
from pairmatch.solve.engine import solve_lp
from pairmatch.solve.job import HALF, Aim
from tests.tiny_models import column_of, keeps, matrix, plans, tiny_model

SEEDS = st.integers(0, 10**9)
BIG = COEFFICIENT_LIMIT - 1


def whole(numbers: FloatArray) -> list[int]:
    """Numbers without any rounding, and without an end."""
    return [int(x) for x in numbers]


def gain(objective: IntArray, plan: FloatArray) -> int:
    return sum(a * b for a, b in zip(objective.tolist(), whole(plan), strict=True))


def says(model: Model, objective: IntArray, duals: FloatArray) -> None:
    """The bound less what each column costs away from its better end is above every plan."""
    proof = certificate(model, objective, duals)
    for plan in plans(model):
        ends = np.where(proof.reduced > 0, model.upper - plan, plan)
        lost = sum(abs(c) * d for c, d in zip(proof.reduced.tolist(), whole(ends), strict=True))
        assert gain(objective, plan) * SCALE <= proof.bound - lost


def dual_numbers(r: Random, model: Model, size: float) -> FloatArray:
    """Duals of either sign, some of them zero, some whole."""
    kinds = (lambda: 0.0, lambda: r.uniform(-size, size), lambda: float(round(r.gauss(0, size))))
    return np.array([r.choice(kinds)() for _ in model.low])


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_any_duals_prove_a_bound(seed: int) -> None:
    r = Random(seed)
    model = tiny_model(r)
    aim = Aim(tuple(r.randint(-9, 9) for _ in model.uses))
    says(model, aim.objective(model), dual_numbers(r, model, r.choice([1.0, 5.0, 300.0])))


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_duals_bound_the_plans_of_a_shortfall(seed: int) -> None:
    r = Random(seed)
    model = at_shortfall(tiny_model(r), r.randint(0, 4))
    says(model, Aim().objective(model), dual_numbers(r, model, 4.0))


def test_the_best_duals_prove_the_relaxations_value() -> None:
    for seed in range(150):
        model = tiny_model(Random(seed), probe=False)
        objective = Aim().objective(model)
        found = solve_lp(model, objective, route="highs", time_limit_s=9)
        if found is not None:
            proof = certificate(model, objective, found.duals)
            # Each dual is rounded by half a unit at most.
            loose = int(np.abs(matrix(model)).sum(axis=0) @ model.upper) + 99
            assert -1 <= proof.bound - found.value * SCALE <= loose


def one_row(coefficient: float, side: float, points: float, *, upper: float = 3.0) -> Model:
    """One column and one row: coefficient · x ≤ side."""
    return Model(
        lower=np.zeros(1),
        upper=np.array([upper]),
        integer=np.array([True]),
        low=np.array([-np.inf]),
        high=np.array([side]),
        row=np.array([0]),
        column=np.array([0]),
        coefficient=np.array([coefficient]),
        shortfall=np.zeros(1),
        points=np.array([points]),
    )


def test_a_bound_by_hand() -> None:
    """2 x ≤ 3 and x ≤ 3 at 5 points: with the dual 5/2 the bound is 7.5, with 0 it is 15."""
    model, objective = one_row(2, 3, 5), np.array([5])
    tight, loose = (certificate(model, objective, np.array([y])) for y in (2.5, 0.0))
    assert (tight.bound, tight.reduced.tolist()) == (15 * SCALE // 2, [0])
    assert (loose.bound, loose.reduced.tolist()) == (15 * SCALE, [5 * SCALE])


def test_which_columns_a_plan_near_the_bound_needs() -> None:
    """Within 2 of the bound: none that costs 3 a unit, all that loses 3 where it is not full."""
    proof = Certificate(0, np.array([-3, -2, 0, 2, 3]) * SCALE)
    assert proof.needed(2 * SCALE).tolist() == [False, True, True, True, True]
    assert proof.full(2 * SCALE).tolist() == [False, False, False, False, True]


def test_a_dual_of_a_side_that_is_not_there_counts_nothing() -> None:
    model = one_row(2, 3, 5)
    assert certificate(model, np.array([5]), np.array([-2.5])).bound == 15 * SCALE
    other = replace(model, low=np.array([1.0]), high=np.array([np.inf]))
    assert certificate(other, np.array([5]), np.array([2.5])).bound == 15 * SCALE
    assert certificate(other, np.array([-5]), np.array([-2.5])).bound == -5 * SCALE // 2


def test_large_numbers_are_counted_exactly() -> None:
    """Sums beyond what a float can hold keep their last unit."""
    rows = 64
    model = Model(
        lower=np.zeros(3),
        upper=np.array([BIG, BIG - 1, 1.0]),
        integer=np.ones(3, dtype=bool),
        low=np.full(rows, -np.inf),
        high=np.full(rows, float(BIG)),
        row=np.repeat(np.arange(rows), 3),
        column=np.tile(np.arange(3), rows),
        coefficient=np.tile([float(BIG), float(1 - BIG), 1.0], rows),
        shortfall=np.zeros(3),
        points=np.zeros(3),
    )
    objective = np.array([HALF * BIG, HALF * BIG - 1, 1])
    duals = np.array([(k + 1) / SCALE for k in range(rows)])
    proof = certificate(model, objective, duals)
    y = [k + 1 for k in range(rows)]
    reduced = [
        int(c) * SCALE - a * sum(y) for c, a in zip(objective, (BIG, 1 - BIG, 1), strict=True)
    ]
    ends = [max(0, c) * int(u) for c, u in zip(reduced, model.upper, strict=True)]
    assert proof.reduced.tolist() == reduced
    assert proof.bound == BIG * sum(y) + sum(ends)
    assert float(proof.bound) != proof.bound or int(float(proof.bound + 1)) != proof.bound + 1


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_no_plan_lies_beyond_what_columns_can_reach(seed: int) -> None:
    r = Random(seed)
    model = tiny_model(r)
    upper = np.where(model.integer, np.floor(model.upper * r.choice([1, 1, 0.5])), model.upper)
    ends = reachable(model, upper)
    assert (ends <= upper).all()
    for plan in plans(model):
        if (plan <= upper).all():
            assert (plan <= ends + 1e-9).all()


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_every_plan_has_what_columns_must_have_and_lies_within_what_that_leaves(seed: int) -> None:
    r = Random(seed)
    model = tiny_model(r)
    upper = np.where(model.integer, np.floor(model.upper * r.choice([1, 1, 0.5])), model.upper)
    lower = needed(model, upper)
    wished = np.array([float(r.choice([0, 0, 0, 1])) for _ in upper])
    ends = reachable(model, upper, wished)
    assert (ends <= reachable(model, upper)).all()
    for plan in plans(model):
        if (plan <= upper).all():
            assert (plan >= lower - 1e-9).all()
            assert (plan < wished).any() or (plan <= ends + 1e-9).all()


def test_columns_must_have_what_the_others_cannot_add() -> None:
    """x + 2 y ≥ 4 with x ≤ 1: y ≥ 2; and with y ≤ 1 too much is asked of both."""
    model = Model(
        lower=np.zeros(2),
        upper=np.array([1.0, 3.0]),
        integer=np.ones(2, dtype=bool),
        low=np.array([4.0]),
        high=np.array([np.inf]),
        row=np.array([0, 0]),
        column=np.array([0, 1]),
        coefficient=np.array([1.0, 2.0]),
        shortfall=np.zeros(2),
        points=np.zeros(2),
    )
    assert needed(model, model.upper).tolist() == [0, 2]
    assert needed(model, np.ones(2)).tolist() == [1, 1]


def test_columns_reach_as_far_as_the_rows_let_them() -> None:
    """2 x ≤ 3: x ≤ 1; with y ≤ x then y ≤ 1, and z ≤ y as well."""
    model = Model(
        lower=np.zeros(3),
        upper=np.full(3, 9.0),
        integer=np.array([True, True, False]),
        low=np.array([-np.inf, -np.inf, 0.0]),
        high=np.array([3.0, 0.0, np.inf]),
        row=np.array([0, 1, 1, 2, 2]),
        column=np.array([0, 0, 1, 1, 2]),
        coefficient=np.array([2.0, -1.0, 1.0, 1.0, -2.0]),
        shortfall=np.zeros(3),
        points=np.zeros(3),
    )
    assert reachable(model, model.upper).tolist() == [1.0, 1.0, 0.5]
    assert reachable(model, np.array([0.0, 9.0, 9.0])).tolist() == [0.0, 0.0, 0.0]
    least = replace(model, high=np.array([-4.0, 0.0, np.inf]))
    assert reachable(least, least.upper).tolist()[0] == 0.0


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_a_smaller_model_has_just_the_plans_that_it_should(seed: int) -> None:
    r = Random(seed)
    model = tiny_model(r)
    kept = np.array([r.random() < 0.7 for _ in model.upper])
    full = kept & model.integer & np.array([r.random() < 0.2 for _ in model.upper])
    small, rows = restricted(model, kept, full)
    left = {
        tuple(plan[kept])
        for plan in plans(model)
        if not plan[~kept].any() and (plan[full] == model.upper[full]).all()
    }
    own = {int(j): "X" for j, old in enumerate(np.flatnonzero(kept)) if old in model.slack_rule}
    there = {
        tuple(plan) for plan in plans(replace(small, slack_rule=own)) if (plan >= small.lower).all()
    }
    assert there == left
    full_matrix = matrix(model)
    assert (matrix(small) == full_matrix[np.ix_(rows, kept)]).all()
    dropped = np.setdiff1d(np.arange(len(model.low)), rows)
    assert not full_matrix[np.ix_(dropped, kept)].any()
    assert (model.low[dropped] <= 0).all()
    assert (model.high[dropped] >= 0).all()
    for name in ("points", "shortfall", "integer"):
        assert (getattr(small, name) == getattr(model, name)[kept]).all()


def test_a_row_that_needs_something_is_kept_without_columns() -> None:
    model = one_row(2, 3, 5)
    nothing = np.zeros(1, dtype=bool)
    assert len(restricted(model, nothing, nothing)[0].low) == 0
    for low, high in ((1.0, np.inf), (-np.inf, -1.0)):
        needing = replace(model, low=np.array([low]), high=np.array([high]))
        small, rows = restricted(needing, nothing, nothing)
        assert (len(small.low), rows.tolist()) == (1, [0])


def test_a_smaller_model_takes_its_probes_and_sketch_along() -> None:
    every = np.ones(1, dtype=bool)
    model = replace(one_row(2, 3, 5), probe=np.array([0.25]), sketch=every)
    small, _ = restricted(model, every, ~every)
    assert small.probe == np.array([0.25])
    assert small.sketch == every


@pytest.mark.parametrize("least", range(6))
def test_at_a_shortfall_are_the_plans_that_miss_no_more(least: int) -> None:
    compared = 0
    for seed in range(60):
        model = tiny_model(Random(seed))
        at = at_shortfall(model, least)
        if not least:
            assert len(at.low) == len(model.low)
            assert not at.upper[model.shortfall > 0].any()
        wanted = [plan for plan in plans(model) if column_of(model, plan).shortfall <= least]
        found = [plan for plan in plans(model) if keeps(at, plan)]
        assert np.array_equal(np.array(found), np.array(wanted))
        compared += len(wanted)
    assert compared > 1000
