"""How a report says numbers: shares in percent cut off and not rounded up, counts with separators."""

from __future__ import annotations

from fractions import Fraction

from pairmatch.metrics.says import shown
from pairmatch.programmes.metric import Metric

NOTHING = "—"


def count(number: int | None) -> str:
    """Return a count with a comma at every thousand; a dash for none."""
    return NOTHING if number is None else f"{number:,}"


def decimal(value: Fraction, digits: int) -> str:
    """Return a number with so many digits behind the point, halves to the even one."""
    steps = round(value * 10**digits)
    whole, rest = divmod(abs(steps), 10**digits)
    sign = "-" if steps < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:0{digits}d}" if digits else "")


def share(part: int, whole: int) -> str:
    """Return a share in percent with one digit, cut off: 999 of 1,000 is 99.9 %, never 100 %."""
    if not whole:
        return NOTHING
    tenths = 1000 * part // whole
    return f"{tenths // 10}.{tenths % 10}%"


def metric_said(metric: Metric, value: Fraction | None) -> str:
    """Return the value of a metric, with its unit only if that is percent."""
    sign = "%" if metric.percent and value is not None else ""
    return shown(metric, value) + sign


def percentile(values: list[int], percent: int) -> int:
    """Return the smallest of the values that at least so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
