"""Whether a run keeps its criteria: each compared exactly, with the place that decides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pairmatch.accept.criteria import Criterion
from pairmatch.metrics.kept import RunMetrics
from pairmatch.programmes.metric import Measured

NOTHING = Measured(None)


@dataclass(frozen=True)
class Judged:
    """One criterion and what became of it.

    ``value`` is None where the run has nothing to measure, ``base`` where the baseline has not or is
    not asked. ``low`` and ``high`` are all that the criterion asks for, the baseline's part included.
    ``worst`` are ids of the places that decide the value.
    """

    criterion: Criterion
    value: Fraction | None
    base: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    worst: tuple[str, ...] = ()

    @property
    def unmeasured(self) -> bool:
        """Whether a value that the criterion needs does not exist."""
        lost = self.criterion.worse is not None and self.base is None
        return self.value is None or lost

    @property
    def passed(self) -> bool:
        """Whether the value is within the limits; what cannot be measured is not."""
        if self.value is None or self.unmeasured:
            return False
        low, high = self.low, self.high
        return (low is None or self.value >= low) and (high is None or self.value <= high)


def judged(
    criteria: Sequence[Criterion], run: RunMetrics, baseline: RunMetrics | None = None
) -> tuple[Judged, ...]:
    """Return what became of each criterion, in their order."""
    return tuple(_judged(criterion, run, baseline) for criterion in criteria)


def _judged(criterion: Criterion, run: RunMetrics, baseline: RunMetrics | None) -> Judged:
    code = criterion.metric.code
    measured = run.metrics.get(code, NOTHING)
    base = None
    if criterion.worse is not None and baseline is not None:
        base = baseline.metrics.get(code, NOTHING).value
    lows, highs = [criterion.least], [criterion.most]
    if criterion.worse is not None and base is not None:
        play = criterion.worse * abs(base)
        if criterion.metric.better == "higher":
            lows.append(base - play)
        else:
            highs.append(base + play)
    return Judged(
        criterion,
        measured.value,
        base,
        max((x for x in lows if x is not None), default=None),
        min((x for x in highs if x is not None), default=None),
        measured.at or tuple(_worst(criterion, measured)),
    )


def _worst(criterion: Criterion, measured: Measured) -> Iterator[str]:
    """Yield the first county with the worst part of a metric that has a part for each county."""
    metric = criterion.metric
    if metric.parted != "unit" or not measured.parts or not metric.better:
        return
    sign = 1 if metric.better == "higher" else -1
    yield min(measured.parts, key=lambda unit: (sign * measured.parts[unit], unit))
