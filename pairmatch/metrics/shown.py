"""How the value of a metric is shown: rounded, in percent where it is a share, its places by name."""

from __future__ import annotations

from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.metrics.kept import RunMetrics
from pairmatch.programmes.metric import Metric
from pairmatch.vocabulary import WORDS

NO_NUMBER = "—"
FEW = 3
"""Places that are named; of more, the others are counted."""
_LISTS = ("role", "subject")


def rounded(value: Fraction, decimals: int) -> str:
    """Return a number with so many digits behind the point, halves to the even one."""
    steps = round(value * 10**decimals)
    whole, rest = divmod(abs(steps), 10**decimals)
    sign = "-" if steps < 0 else ""
    return f"{sign}{whole}" + (f".{rest:0{decimals}d}" if decimals else "")


def shown(metric: Metric, value: Fraction | None, more: int = 0) -> str:
    """Return a value with its usual digits and ``more``; a dash where there is nothing to measure."""
    if value is None:
        return NO_NUMBER
    if metric.percent:
        return f"{rounded(value * 100, metric.decimals + more)}%"
    return rounded(value, metric.decimals + more)


def places(run: RunMetrics, ids: tuple[str, ...]) -> Text:
    """Return the names of the first few ids that a value is about, and how many more there are."""
    names = [_name(run, one) for one in ids[:FEW]]
    zh, en = "、".join(x.zh for x in names), ", ".join(x.en for x in names)
    if len(ids) <= FEW:
        return Text(zh, en)
    return Text(f"{zh}等 {len(ids)} 处", f"{en} and {len(ids) - FEW} more")


def _name(run: RunMetrics, one: str) -> Text:
    for words in _LISTS:
        if one in WORDS[words]:
            return WORDS[words][one].label
    said = run.units.get(one) or run.schools.get(one) or one
    return Text(said, said)
