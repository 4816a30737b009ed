"""Shades of a heat table: the worse half of each column is coloured, the worst county darkest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from pairmatch.webpage.content import SHADES

Better = Literal["higher", "lower", ""]


def shades(values: Sequence[Fraction | None], better: Better) -> list[int]:
    """Return a shade for each value: 0 as long as at most half of the others are better than it.

    From there it grows with the number of those, up to :data:`SHADES` where all others are. So one
    value far off does not pale all others, and what most counties share is no mark against any.
    """
    sign = {"higher": -1, "lower": 1, "": 0}[better]
    order = sorted(sign * value for value in values if value is not None)
    return [0 if x is None else _step(bisect_left(order, sign * x), len(order) - 1) for x in values]


def _step(ahead: int, others: int) -> int:
    """Return the shade of a value that so many of the others are better than."""
    beyond = 2 * ahead - others
    return -(-SHADES * beyond // others) if beyond > 0 else 0
