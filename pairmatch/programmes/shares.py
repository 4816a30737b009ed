"""Shares: what the metrics of several programmes divide and count, whole and by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.programmes.metric import Measured

PERCENT = Text("%", "%")


def counted(parts: Mapping[str, int], at: Iterable[str] = ()) -> Measured:
    """Return a count: the sum as value, the numbers by unit; what counts nothing is left out.

    What is of no unit ('') is in the sum alone.
    """
    kept = {key: Fraction(parts[key]) for key in sorted(parts) if key and parts[key]}
    return Measured(Fraction(sum(parts.values())), kept, tuple(at))


def share(done: Mapping[str, int], asked: Mapping[str, int]) -> Measured:
    """Return Σ done / Σ asked, and done / asked of every unit that asks for something.

    What is of no unit ('') is in the sums alone.
    """
    asking = [key for key in sorted(asked) if key and asked[key]]
    parts = {key: Fraction(done.get(key, 0), asked[key]) for key in asking}
    whole = sum(asked.values())
    return Measured(Fraction(sum(done.values()), whole) if whole else None, parts)


def task(done: Mapping[str, int], asked: Mapping[str, int]) -> Measured:
    """Return the share of a task that is done; ``at``: the units that miss some of it."""
    found = share(done, asked)
    return Measured(
        found.value, found.parts, tuple(u for u, part in found.parts.items() if part < 1)
    )


def share_of(rows: Iterable[tuple[str, bool]]) -> Measured:
    """Return the share of rows that are so, whole and by unit; a row is (unit, whether it is so)."""
    every: Counter[str] = Counter()
    so: Counter[str] = Counter()
    for unit, yes in rows:
        every[unit] += 1
        so[unit] += yes
    return share(so, every)


def most(parts: Mapping[str, Fraction]) -> Measured:
    """Return the greatest part as value; ``at``: whose it is."""
    value = max(parts.values(), default=None)
    return Measured(value, parts, tuple(key for key, part in parts.items() if part == value))
