"""Which models are taken for a network, and what is refused; knapsacks and their bounds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import numpy as np
import pytest

from pairmatch.arrays import IntArray
from pairmatch.post import Model
from pairmatch.solve.bound import SCALE, at_shortfall
from pairmatch.solve.flow import Arcs, circulation, potentials
from pairmatch.solve.job import Aim
from pairmatch.solve.knapsacks import Knapsacks
from pairmatch.solve.network import network
from pairmatch.solve.packing import priced
from tests.assignment.tiny import flow_of, model_of, paired, tiny


def plain(rows: list[list[int]], points: list[int], *, high: float = 1.0) -> Model:
    """Binary columns in rows of coefficients 1, each at most ``high``."""
    row = np.array([i for i, columns in enumerate(rows) for _ in columns], dtype=np.int64)
    column = np.array([j for columns in rows for j in columns], dtype=np.int64)
    count = len(points)
    return Model(
        lower=np.zeros(count),
        upper=np.ones(count),
        integer=np.ones(count, dtype=bool),
        low=np.full(len(rows), -np.inf),
        high=np.full(len(rows), high),
        row=row,
        column=column,
        coefficient=np.ones(len(row)),
        shortfall=np.zeros(count),
        points=np.array(points, dtype=np.float64),
    )


def halves(model: Model) -> IntArray:
    return Aim().objective(model)


def test_a_column_in_no_row_is_used_if_it_is_worth_it() -> None:
    found = flow_of(plain([[0, 1], [1, 2]], [4, 7, 4, 5, -5]), np.array([4, 7, 4, 5, -5]))
    assert found is not None
    assert found.values.tolist() == [1, 0, 1, 1, 0]
    assert found.proof.bound == 13 * SCALE


def test_rows_may_stand_in_any_order() -> None:
    r, model = Random(1), model_of(tiny(3, loads=False))
    order = list(range(len(model.low)))
    r.shuffle(order)
    place = np.argsort(order)
    row = place[model.row]
    sorted_by = np.lexsort((model.column, row))
    mixed = replace(
        model,
        low=model.low[order],
        high=model.high[order],
        row=row[sorted_by],
        column=model.column[sorted_by],
        coefficient=model.coefficient[sorted_by],
    )
    a, b = flow_of(model, halves(model)), flow_of(mixed, halves(mixed))
    assert a is not None
    assert b is not None
    assert (a.least, a.proof.bound) == (b.least, b.proof.bound)


@pytest.mark.parametrize(
    "model",
    [
        plain([[0, 1], [1, 2], [2, 0]], [1, 1, 1]),
        plain([[0, 1], [0, 2], [0, 3], [1, 2], [2, 3]], [1, 1, 1, 1]),
        replace(plain([[0, 1], [0, 1]], [1, 1]), coefficient=np.array([1.0, 2.0, 1.0, 1.0])),
        replace(plain([[0, 1], [0, 1]], [1, 1]), coefficient=np.array([1.0, -1.0, 1.0, 1.0])),
        plain([[0, 1], [0, 1]], [1, 1], high=1.5),
        plain([[0, 1], [2]], [1, 1, 1]),
        plain([], []),
    ],
    ids=[
        "three sides",
        "three rows",
        "a weight",
        "a negative one",
        "half a partner",
        "one side",
        "nothing",
    ],
)
def test_what_is_no_network_is_left_to_others(model: Model) -> None:
    assert network(model) is None
    assert flow_of(model, halves(model)) is None


def test_a_network_without_any_plan_is_left_to_others() -> None:
    model = replace(plain([[0, 1], [0, 1]], [1, 1]), low=np.array([2.0, -np.inf]))
    assert network(model) is not None
    assert flow_of(model, halves(model)) is None


def test_numbers_that_might_not_fit_are_left_to_others() -> None:
    model = plain([[0, 1], [1, 2]], [1, 1, 1])
    assert flow_of(model, np.array([1, 1, 1]) << 50) is None


def test_columns_beyond_the_sketch_are_taken_in() -> None:
    size = 12
    r = Random(5)
    scores = {
        (10_001 + i, 1 + j): (r.randint(0, 99), None) for i in range(size) for j in range(size)
    }
    model = model_of(
        paired(size, size, scores, numbers={"recipient_pair_min": 1, "supporting_pair_max": 1})
    )
    assert model.sketch is not None
    few = replace(model, sketch=model.sketch & (np.arange(len(model.upper)) < size))
    whole = replace(model, sketch=None)
    bounds = [
        found and found.proof.bound for found in (flow_of(x, halves(x)) for x in (few, whole))
    ]
    assert bounds[0] is not None
    assert bounds[0] == bounds[1]


def test_a_flow_that_is_not_the_cheapest_has_no_potentials() -> None:
    ends = np.array([0, 0, 1]), np.array([1, 1, 0])
    arcs = Arcs(2, *ends, np.array([0, 0, 1]), np.array([1, 1, 1]))
    cost = np.array([5, 3, 0])
    best = circulation(arcs, cost)
    assert best is not None
    assert best.tolist() == [0, 1, 1]
    assert potentials(arcs, cost, best, np.zeros(2, dtype=np.int64)) is not None
    assert potentials(arcs, cost, np.array([1, 0, 1]), np.zeros(2, dtype=np.int64)) is None


# -- knapsacks ------------------------------------------------------------------------------------


def with_weights(r: Random) -> Model:
    """Two knapsacks of four columns each, and a row over pairs of columns of both."""
    model = plain(
        [[0, 1, 2, 3], [4, 5, 6, 7], [0, 4], [1, 5], [2, 6]], [r.randint(-3, 9) for _ in range(8)]
    )
    weights = [float(r.randint(1, 5)) for _ in range(7)]
    coefficient = np.concatenate([weights, [2.0], np.ones(6)])
    coefficient[0] = 2.0
    return replace(
        model, coefficient=coefficient, high=np.array([float(r.randint(0, 9)), 6.0, 1, 1, 1])
    )


@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_duals_the_bound_and_each_loss_hold_for_every_plan(seed: int) -> None:
    r = Random(seed)
    model = with_weights(r)
    knapsacks = Knapsacks.of_model(model)
    assert knapsacks is not None
    assert knapsacks.row.tolist() == [0, 1]
    duals = np.array([r.choice([0.0, 2.5]) for _ in model.low])
    found = priced(model, halves(model), duals, knapsacks)
    assert found is not None
    proof = found.proof
    for values in product((0, 1), repeat=8):
        x = np.array(values)
        used = np.bincount(model.row, model.coefficient * x[model.column], minlength=5)
        if (used <= model.high).all():
            worth = SCALE * int(halves(model) @ x)
            assert worth <= proof.bound
            assert all(worth <= proof.bound + proof.reduced[j] for j in np.flatnonzero(x))


@pytest.mark.parametrize("seed", range(20))
def test_a_knapsack_is_filled_as_well_as_can_be(seed: int) -> None:
    r = Random(seed)
    knapsacks = Knapsacks.of_model(with_weights(r))
    assert knapsacks is not None
    gain = np.array([r.randint(-2, 9) for _ in range(8)], dtype=np.int64)
    filled = knapsacks.solved(gain)
    assert filled is not None
    chosen = filled.chosen()
    for s in range(2):
        mine = np.flatnonzero(knapsacks.of == s)
        sets = np.array(list(product((0, 1), repeat=len(mine))))
        fits = sets @ knapsacks.weight[mine] <= knapsacks.room[s]
        assert filled.most[s] == (sets @ gain[mine])[fits].max()
        assert filled.most[s] == gain[mine] @ chosen[mine]
        assert knapsacks.weight[mine] @ chosen[mine] <= knapsacks.room[s]


def test_rows_that_are_no_knapsacks() -> None:
    model = with_weights(Random(1))
    assert Knapsacks.of_model(plain([[0, 1]], [1, 1])) is None
    assert Knapsacks.of_model(replace(model, upper=np.full(8, 2.0))) is None
    both = np.concatenate([model.row, [1]]), np.concatenate([model.column, [0]])
    twice = replace(
        model, row=both[0], column=both[1], coefficient=np.append(model.coefficient, 3.0)
    )
    assert Knapsacks.of_model(twice) is None


def test_tables_too_large_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pairmatch.solve.knapsacks.MOST_CELLS", 3)
    model = with_weights(Random(2))
    knapsacks = Knapsacks.of_model(model)
    assert knapsacks is not None
    assert priced(model, halves(model), np.zeros(5), knapsacks) is None
    assert at_shortfall(model, 0).upper.tolist() == model.upper.tolist()
