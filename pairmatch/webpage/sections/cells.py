"""Short ways to fill in tables: words, numbers at the right, heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from pairmatch.programmes.metric import Metric
from pairmatch.webpage.content import SHADES, Cell, Head
from pairmatch.webpage.numbers import count, metric_said
from pairmatch.webpage.shading import shades


def words(*texts: str) -> tuple[Cell, ...]:
    """Return cells with words."""
    return tuple(Cell(text) for text in texts)


def counts(*numbers: int | None) -> tuple[Cell, ...]:
    """Return cells with counts."""
    return tuple(Cell(count(number)) for number in numbers)


def said(*texts: str) -> tuple[Head, ...]:
    """Return heads of columns with words."""
    return tuple(Head(text) for text in texts)


def counted(*texts: str) -> tuple[Head, ...]:
    """Return heads of columns with numbers."""
    return tuple(Head(text, number=True) for text in texts)


def summed(rows: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """Return the sum of every column."""
    return tuple(map(sum, zip(*rows, strict=True)))


def shaded(metric: Metric, values: Sequence[Fraction | None]) -> tuple[Cell, ...]:
    """Return cells with what a metric is in several places, the worst of them darkest."""
    steps = shades(values, metric.better)
    dark = [x for x, shade in zip(values, steps, strict=True) if x is not None and shade == SHADES]
    worst = (min if metric.better == "higher" else max)(dark, default=None)
    return tuple(
        Cell(metric_said(metric, value), shade, "worst" if shade and value == worst else "")
        for value, shade in zip(values, steps, strict=True)
    )
