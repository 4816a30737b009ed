"""Shares: what the metrics of several programmes divide, whole and by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from pairmatch.programmes.metric import Measured


def ratio(part: int, whole: int) -> Fraction | None:
    """Return part / whole, None where there is no whole."""
    return Fraction(part, whole) if whole else None


def counted(parts: Mapping[str, int]) -> Measured:
    """Return a count: the sum as value, the numbers by unit, blank ones left out."""
    kept = {key: Fraction(parts[key]) for key in sorted(parts) if parts[key]}
    return Measured(Fraction(sum(parts.values())), kept)


def share(done: Mapping[str, int], asked: Mapping[str, int], at: Iterable[str] = ()) -> Measured:
    """Return Σ done / Σ asked, and done / asked of every unit that asks for something."""
    parts = {key: Fraction(done.get(key, 0), asked[key]) for key in sorted(asked) if asked[key]}
    return Measured(ratio(sum(done.values()), sum(asked.values())), parts, tuple(at))


def share_of(rows: Iterable[tuple[str, bool]]) -> Measured:
    """Return the share of rows that are so, whole and by unit; a row is (unit, whether it is so)."""
    every: Counter[str] = Counter()
    so: Counter[str] = Counter()
    for unit, yes in rows:
        every[unit] += 1
        so[unit] += yes
    return share(so, every)
