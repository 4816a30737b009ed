"""Numbers most of which are zero come back as they were."""

from __future__ import annotations

import numpy as np
import pytest

from pairmatch.solve.sparse import Sparse


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [0.0, 2.0, 0.0, 0.5, -1.0, 0.0], [1.0]])
def test_what_is_not_zero_is_held(values: list[float]) -> None:
    held = Sparse.of(np.array(values))
    assert held.length == len(values)
    assert held.filled.tolist() == [value for value in values if value]
    assert held.dense().tolist() == values


def test_the_numbers_are_a_copy() -> None:
    values = np.array([0.0, 3.0])
    held = Sparse.of(values)
    values[1] = 9.0
    held.dense()[1] = 9.0
    assert held.dense().tolist() == [0, 3]
