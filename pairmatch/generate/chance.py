"""Draws that stay the same for a seed: everything comes from `Random.random`."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def binomial(rng: Random, trials: int, chance: float) -> int:
    """Return how many of some trials succeed."""
    if chance <= 0:
        return 0
    return sum(rng.random() < chance for _ in range(trials))


def rounded(rng: Random, mean: float) -> int:
    """Return one of the two whole numbers beside a mean, so that the mean is kept."""
    whole = int(mean)
    return whole + (rng.random() < mean - whole)


def pick(rng: Random, weights: Mapping[T, float]) -> T:
    """Return one key, each with a chance in proportion to its weight."""
    mark = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        mark -= weight
        if mark < 0:
            return key
    return next(reversed(list(weights)))


def uneven(mean: float, spread: float, name: str) -> float:
    """Return a chance for one unit, at most 0.75: near the mean for most, far above it for a few."""
    return min(0.75, mean * Random(name).lognormvariate(-spread * spread / 2, spread))
