"""A model made ready for solving has the plans that it had, and no row or end that says nothing."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.arrays import FloatArray
from pairmatch.post import Model
from pairmatch.solve.bound import at_shortfall
from pairmatch.solve.ready import ready, reduced
from tests.tiny_models import tiny_model

SEEDS = st.integers(0, 10**9)


def model_of(upper: list[float], rows: list[tuple[list[float], float, float]]) -> Model:
    """Whole columns; each row is its coefficients, its low and its high side."""
    dense = np.array([row for row, _, _ in rows]).reshape(len(rows), len(upper))
    row, column = np.nonzero(dense)
    zeros = np.zeros(len(upper))
    return Model(
        lower=zeros,
        upper=np.array(upper),
        integer=np.ones(len(upper), dtype=bool),
        low=np.array([low for _, low, _ in rows]),
        high=np.array([high for _, _, high in rows]),
        row=row,
        column=column,
        coefficient=dense[row, column],
        shortfall=zeros,
        points=zeros,
    )


def plans(model: Model) -> list[list[int]]:
    """Return every plan, by trying all."""
    every = product(*(range(int(end) + 1) for end in model.upper))
    return [list(x) for x in every if keeps(model, dense(model) @ np.array(x))]


def keeps(model: Model, activity: FloatArray) -> bool:
    return bool(((activity >= model.low) & (activity <= model.high)).all())


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_no_plan_is_lost_or_won(seed: int) -> None:
    r = Random(seed)
    upper = [float(r.randint(0, 3)) for _ in range(r.randint(1, 4))]
    rows = []
    for _ in range(r.randint(0, 4)):
        low = r.choice([-np.inf, float(r.randint(-4, 4))])
        row = [float(r.choice([0, 0, 1, 1, 2, -1, -3])) for _ in upper]
        rows.append((row, low, r.choice([np.inf, max(low, 0.0) + r.randint(0, 3)])))
    model = model_of(upper, rows)
    small = reduced(model)
    assert plans(model) == plans(small)
    assert (small.upper <= model.upper).all()


def test_a_row_of_one_column_becomes_its_end() -> None:
    small = reduced(model_of([5], [([2], -np.inf, 7)]))
    assert small.upper.tolist() == [3]
    assert not len(small.row)
    assert small.high.tolist() == [np.inf]


def test_a_row_that_nothing_can_break_is_gone_and_others_stay() -> None:
    rows = [([1.0, 1.0], -np.inf, 4.0), ([1.0, 1.0], -np.inf, 3.0), ([1.0, -1.0], -2.0, np.inf)]
    small = reduced(model_of([2, 2], rows))
    assert small.high.tolist() == [np.inf, 3, np.inf]
    assert small.low.tolist() == [-np.inf] * 3
    assert small.row.tolist() == [1, 1]


def test_a_column_that_can_only_be_zero_is_in_no_row() -> None:
    small = reduced(model_of([4, 4, 4], [([1, 0, 0], -np.inf, 0), ([1, 1, 1], -np.inf, 5)]))
    assert small.upper.tolist() == [0, 4, 4]
    assert small.column.tolist() == [1, 2]


def test_a_row_that_cannot_be_kept_stays() -> None:
    small = reduced(model_of([1, 1], [([1, 1], 3, np.inf)]))
    assert small.low.tolist() == [3]
    assert not plans(small)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_no_plan_is_lost_or_won_where_a_yes_opens_too_much_room(seed: int) -> None:
    """People of limited numbers come where it is open; some of it is decided already."""
    r = Random(seed)
    rows = []
    for _ in range(r.randint(1, 3)):
        sign = r.choice([1, -1])
        people = [float(sign * r.choice([0, 1, 1, 2])) for _ in range(2)]
        opened = [float(sign * r.choice([0, -2, -5, -6])) for _ in range(2)]
        side = float(sign * r.choice([0, 0, 1, -1]))
        rows.append((people + opened, *((-np.inf, side) if sign > 0 else (side, np.inf))))
    for column in range(4):
        if r.random() < 0.3:
            low = float(r.choice([-np.inf, 1]))
            rows.append(([float(j == column) for j in range(4)], low, r.choice([1.0, np.inf])))
    model = model_of([3, float(r.randint(1, 3)), 1, 1], rows)
    small = reduced(model)
    assert plans(model) == plans(small)
    assert (np.abs(dense(small)) <= np.abs(dense(model))).all()


def dense(model: Model) -> FloatArray:
    found = np.zeros((len(model.low), len(model.upper)))
    found[model.row, model.column] = model.coefficient
    return found


def test_a_yes_opens_no_more_room_than_can_be_used() -> None:
    """Of five seats at most two are filled: come ≤ 5 open, come ≤ sent, and two can be sent."""
    small = reduced(
        model_of(
            [5, 5, 1],
            [([1, 0, -5], -np.inf, 0), ([-1, 1, 0], 0, np.inf), ([0, 1, 0], -np.inf, 2)],
        )
    )
    assert small.upper.tolist() == [2, 2, 1]
    assert dense(small)[0].tolist() == [1, 0, -2]
    turned = reduced(model_of([5, 5, 1], [([-1, 0, 5], 0, np.inf), ([1, 0, 0], -np.inf, 2)]))
    assert dense(turned)[0].tolist() == [-1, 0, 2]


def test_what_is_decided_leaves_no_room_for_others() -> None:
    """One partner at most, and it is known; of two leaders one is taken by the pair."""
    rows = [([1, 0, 0], 1, np.inf), ([1, 1, 0], -np.inf, 1), ([1, 0, 1], -np.inf, 2)]
    small = reduced(
        model_of([1, 1, 2], [(list(map(float, a)), low, high) for a, low, high in rows])
    )
    assert small.upper.tolist() == [1, 0, 1]
    assert small.low.tolist()[0] == 1
    assert plans(small) == [[1, 0, 0], [1, 0, 1]]


def test_ready_is_the_model_at_its_shortfall() -> None:
    model = tiny_model(Random(3))
    for least in range(4):
        one, other = ready(model, least).model, reduced(at_shortfall(model, least))
        assert one.upper.tolist() == other.upper.tolist()
        assert one.row.tolist() == other.row.tolist()
