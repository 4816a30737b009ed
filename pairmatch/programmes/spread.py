"""Spread: mean, percentile, Gini and Jain of some numbers, exact, with their formulas and sources."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction


def mean(values: Iterable[int | Fraction]) -> Fraction | None:
    """Return Σ x / n, None of nothing."""
    found = list(values)
    return sum(map(Fraction, found), Fraction()) / len(found) if found else None


def percentile(values: Iterable[int | Fraction], share: Fraction) -> Fraction | None:
    """Return the least x that at least ``share`` of the values do not exceed, None of nothing.

    The nearest rank, x[ceil(share n)] of the values in order: a value that really occurs (Hyndman
    and Fan 1996, Sample quantiles in statistical packages, definition 1).
    """
    if not 0 < share <= 1:
        raise ValueError(f"{share} is no share above 0")
    found = sorted(map(Fraction, values))
    return found[math.ceil(share * len(found)) - 1] if found else None


def gini(values: Iterable[int | Fraction]) -> Fraction | None:
    """Return Σ_i Σ_j |x_i - x_j| / (2 n Σ x): 0 if all have the same, (n - 1) / n if one has all.

    Computed as Σ_i (2 i - n - 1) x_i / (n Σ x) over the values in rising order (Gini 1912; Sen 1973,
    On Economic Inequality, §2.5). 0 where nobody has anything, None of nothing.
    """
    found = _not_negative(values)
    if not found:
        return None
    n, total = len(found), sum(found, Fraction())
    if not total:
        return Fraction(0)
    weighed = sum(((2 * i - n - 1) * x for i, x in enumerate(sorted(found), 1)), Fraction())
    return weighed / (n * total)


def jain(values: Iterable[int | Fraction]) -> Fraction | None:
    """Return (Σ x)² / (n Σ x²): 1 if all have the same, 1 / n if one has all.

    Jain, Chiu and Hawe 1984, A quantitative measure of fairness (DEC TR-301). 1 where nobody has
    anything, None of nothing.
    """
    found = _not_negative(values)
    if not found:
        return None
    squares = sum((x * x for x in found), Fraction())
    return sum(found, Fraction()) ** 2 / (len(found) * squares) if squares else Fraction(1)


def _not_negative(values: Iterable[int | Fraction]) -> list[Fraction]:
    found = [Fraction(x) for x in values]
    if any(x < 0 for x in found):
        raise ValueError("a spread of negative numbers says nothing")
    return found
