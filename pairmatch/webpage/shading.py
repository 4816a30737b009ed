"""Shades of a heat table: in each column the best county is white, the worst one darkest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from pairmatch.webpage.content import SHADES

Better = Literal["higher", "lower", ""]


def shades(values: Sequence[Fraction | None], better: Better) -> list[int]:
    """Return a shade for each value, by how far it is from the best to the worst of them.

    Nothing is shaded where all are alike, or where neither direction is better.
    """
    known = [value for value in values if value is not None]
    if not better or not known or min(known) == max(known):
        return [0] * len(values)
    best, worst = (max(known), min(known)) if better == "higher" else (min(known), max(known))
    return [0 if x is None else _step((best - x) / (best - worst)) for x in values]


def _step(far: Fraction) -> int:
    """Return 0 for the best and :data:`SHADES` for the worst alone; what is between, between."""
    return SHADES if far == 1 else min(SHADES - 1, -(-far.numerator * SHADES // far.denominator))
