"""What `accept` says: each criterion with pass or fail, value, threshold and the place that decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from pairmatch.accept.judged import Judged
from pairmatch.errors import Lang, Text, message
from pairmatch.metrics.kept import RunMetrics
from pairmatch.metrics.places import places
from pairmatch.metrics.says import shown, with_unit
from pairmatch.programmes.metric import Metric

MOST_DIGITS = 12
"""More digits than usual that are shown, so that a value just below its threshold does not look equal."""
_SOME_MORE = 2


def verdict_lines(one: Judged, run: RunMetrics, lang: Lang) -> list[str]:
    """Return a criterion in a line, with a second one for the reason that the file gives."""
    said = message(
        "accept.passed" if one.passed else "accept.failed",
        lang,
        name=one.criterion.metric.name,
        value=value_said(one, lang),
        asked=asked_said(one, lang),
    )
    where = places(run, one.worst).say(lang)
    lines = [f"{said}{Text('；', '; ').say(lang)}{where}" if where else said]
    if one.criterion.reason:
        lines.append(f"    {message('accept.reason', lang, reason=one.criterion.reason)}")
    return lines


def conclusion(found: Sequence[Judged], lang: Lang) -> str:
    """Return in one line whether every criterion is kept."""
    failed = sum(not one.passed for one in found)
    key = "accept.some" if failed else "accept.all"
    return message(key, lang, count=len(found), all=len(found), failed=failed)


def value_said(one: Judged, lang: Lang) -> str:
    """Return the value, with as many digits as it takes to tell it from its limits; or why none."""
    metric, value = one.criterion.metric, one.value
    if value is None:
        return message("accept.nothing", lang)
    limits = [x for x in (one.low, one.high) if x is not None]
    finer = replace(metric, decimals=max(map(partial(_decimals, metric), limits), default=0))
    for _ in range(MOST_DIGITS):
        if not any(x != value and shown(finer, x) == shown(finer, value) for x in limits):
            break
        finer = replace(finer, decimals=finer.decimals + 1)
    return with_unit(finer, value, lang)


def asked_said(one: Judged, lang: Lang) -> str:
    """Return the limits, and the baseline where it makes one of them."""
    metric, criterion = one.criterion.metric, one.criterion
    parts = []
    if one.low is not None:
        parts.append(f"≥ {_exact(metric, one.low, lang)}")
    if one.high is not None:
        parts.append(f"≤ {_exact(metric, one.high, lang)}")
    if criterion.worse is not None:
        parts.append(_baseline_said(one, criterion.worse, lang))
    return Text("，", ", ").say(lang).join(parts)


def _baseline_said(one: Judged, worse: Fraction, lang: Lang) -> str:
    metric = one.criterion.metric
    if one.base is None:
        return message("accept.no-baseline", lang)
    share = _digits(worse * 100)
    return message("accept.baseline", lang, base=_exact(metric, one.base, lang), share=share)


def _exact(metric: Metric, value: Fraction, lang: Lang) -> str:
    """Return a limit with all its digits, if they end; with some more than usual otherwise."""
    return with_unit(replace(metric, decimals=_decimals(metric, value), better=""), value, lang)


def _decimals(metric: Metric, value: Fraction) -> int:
    """Return how many digits behind the point say a value exactly, at least the usual ones."""
    scaled = value * 100 if metric.percent else value
    for decimals in range(metric.decimals, metric.decimals + MOST_DIGITS):
        if (scaled * 10**decimals).denominator == 1:
            return decimals
    return metric.decimals + _SOME_MORE


def _digits(value: Fraction) -> str:
    return f"{float(value):g}"


def verdict_json(found: Sequence[Judged], run: RunMetrics, lang: Lang) -> Iterator[dict[str, Any]]:
    """Yield each criterion as JSON values; numbers as exact fractions beside rounded ones."""
    for one in found:
        criterion = one.criterion
        yield {
            "metric": criterion.metric.code,
            "name": criterion.metric.name.say(lang),
            "passed": one.passed,
            "value": _number(one.value),
            "at_least": _number(one.low),
            "at_most": _number(one.high),
            "baseline": _number(one.base),
            "not_worse_than_baseline_by": _number(criterion.worse),
            "at": list(one.worst),
            "where": places(run, one.worst).say(lang),
            "reason": criterion.reason,
        }


def _number(value: Fraction | None) -> dict[str, Any] | None:
    return None if value is None else {"value": float(value), "exact": str(value)}
