"""What is stored comes back as it was, in less memory."""

from __future__ import annotations

from dataclasses import fields
from random import Random
from typing import Any

import numpy as np
import pytest

from pairmatch.post import Model
from pairmatch.solve.stored import ALIGNED, Stored
from tests.tiny_models import tiny_model


def again(thing: Any) -> Any:
    return Stored(thing).taken_out()


def same(one: Any, other: Any) -> bool:
    """Whether two things are the same, arrays to the bit."""
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, tuple):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, x.name), getattr(other, x.name)) for x in fields(one))
    return bool(one == other)


@pytest.mark.parametrize("seed", range(20))
def test_a_model_comes_back_as_it_was(seed: int) -> None:
    model = tiny_model(Random(seed))
    assert type(again(model)) is Model
    assert same(again(model), model)


@pytest.mark.parametrize(
    "values",
    [
        [0.0, 1.0, -128.0],
        [0.0, 128.0],
        [-0.0, 3.0],
        [0.1, 2.0],
        [0.5, float("inf"), float("-inf")],
        [float("nan"), 1.0],
        [2.0**24 + 1, 1.0],
        [2.0**31, 2.0**63, 1e300],
        [],
    ],
)
def test_numbers_come_back_to_the_bit(values: list[float]) -> None:
    assert same(again(np.array(values)), np.array(values))


@pytest.mark.parametrize("size", [7, 8, 15, 16, 31, 32, 62])
def test_whole_numbers_of_any_size_come_back(size: int) -> None:
    values = np.array([(1 << size) - 1, -(1 << size), 0])
    assert same(again(values), values)


def test_what_is_no_plain_array_comes_back_too() -> None:
    grid = np.arange(12).reshape(3, 4).T
    mixed = (grid, grid[::2], np.array([True, False]), np.array(5), "text", None, {"a": (1, 2)})
    assert same(again(mixed), mixed)


def test_numbers_take_only_the_bytes_that_they_need() -> None:
    columns = np.arange(1000) % 100
    wide, narrow = Stored((columns, columns + 0.25)), Stored((columns, columns.astype(np.float64)))
    assert [array.nbytes for array in wide._arrays] == [1000, 4000]
    assert [array.nbytes for array in narrow._arrays] == [1000, 1000]


def test_a_copy_is_stored() -> None:
    values, half = np.array([1, 2, 3]), np.array([0.5, 0.1])
    stored = Stored((values, half))
    values[0], half[0] = 9, 9
    assert [x.tolist() for x in stored.taken_out()] == [[1, 2, 3], [0.5, 0.1]]
    with pytest.raises(ValueError, match="read-only"):
        stored.taken_out()[1][0] = 9


def test_arrays_begin_where_the_machine_likes_them_to() -> None:
    arrays = again((np.array([0.1]), np.array([0.2, 0.3]), np.zeros(0), np.array([0.4])))
    assert [x.tolist() for x in arrays] == [[0.1], [0.2, 0.3], [], [0.4]]
    assert all(x.ctypes.data % ALIGNED == 0 for x in arrays if len(x))
