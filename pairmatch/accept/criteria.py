"""The criteria of a director: a TOML file of thresholds, read strictly, every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from pairmatch.errors import BadInput, Issue, Text, both
from pairmatch.io.intake.decoding import read_text
from pairmatch.io.keys import Keys, Wrong, numbered, words
from pairmatch.io.shown import hint
from pairmatch.io.toml_keys import BadToml, key_lines, parse
from pairmatch.programmes.metric import Metric

TomlPath = tuple[str, ...]
LIST = "criterion"
LEAST, MOST, WORSE = THRESHOLDS = ("at_least", "at_most", "not_worse_than_baseline_by")
LONGEST_REASON = 200
_LARGEST = 12
"""Digits before the point of a threshold, and after it: more is a slip, and slow to compare."""


@dataclass(frozen=True)
class Criterion:
    """What one metric must keep: least ≤ value ≤ most, and how far below the baseline it may stay.

    ``worse`` is a share of the baseline's value, in the direction in which the metric is worse.
    """

    metric: Metric
    least: Fraction | None = None
    most: Fraction | None = None
    worse: Fraction | None = None
    reason: str = ""


def read_criteria(
    file: Path, metrics: Sequence[Metric], *, with_baseline: bool
) -> tuple[Criterion, ...]:
    """Return what a file asks for, in its order.

    Raises :class:`BadInput` with every fault of the file, among them a threshold that needs a baseline
    where none is given.
    """
    keys = _opened(file)
    keys.refuse_unknown((), keys.data, (LIST,))
    known = {metric.code: metric for metric in metrics}
    found = tuple(_criteria(keys, known, with_baseline=with_baseline))
    if not keys.data[LIST] and not keys.issues:
        keys.fault("E-ACCEPT-EMPTY", (LIST,))
    if keys.issues:
        raise BadInput(keys.issues)
    return found


def _opened(file: Path) -> Keys:
    if not file.is_file():
        raise BadInput([Issue("E-ACCEPT-FILE", str(file))])
    text, issues = read_text(file)
    if text is None:
        raise BadInput(issues)
    try:
        data = parse(text, Decimal)
    except BadToml as error:
        raise BadInput([Issue("E-TOML-SYNTAX", file.name, error.line)]) from None
    return Keys(file.name, {**data, LIST: numbered(data.get(LIST))}, key_lines(text))


def _criteria(
    keys: Keys, known: Mapping[str, Metric], *, with_baseline: bool
) -> Iterator[Criterion]:
    for number, found in keys.section(LIST).items():
        path = (LIST, number)
        table = keys.table(path)
        if not isinstance(found, Mapping):
            continue
        keys.refuse_unknown(path, table, ("metric", *THRESHOLDS, "reason"))
        metric = _metric(keys, path, table, known)
        least, most, worse = (keys.read((*path, name), _amount(name), None) for name in THRESHOLDS)
        reason = keys.read((*path, "reason"), words(LONGEST_REASON), "")
        _refuse_senseless(keys, path, metric, with_baseline=with_baseline)
        _refuse_slips(keys, path, metric, {LEAST: least, MOST: most})
        if least is not None and most is not None and least > most:
            names = {"least": LEAST, "low": table[LEAST], "most": MOST, "high": table[MOST]}
            keys.fault("E-KEY-CROSSED", (*path, LEAST), "", names)
        if metric is not None:
            yield Criterion(metric, least, most, worse, reason)


def _metric(
    keys: Keys, path: TomlPath, table: Mapping[str, object], known: Mapping[str, Metric]
) -> Metric | None:
    """Return the metric that a criterion names; None after a fault if there is no such metric."""
    if "metric" not in table:
        keys.fault("E-ACCEPT-METRIC", path)
    code = keys.read((*path, "metric"), words(LONGEST_REASON), "")
    if code and code not in known:
        keys.fault("E-ACCEPT-UNKNOWN", (*path, "metric"), code, {"hint": hint(code, known)})
    return known.get(code)


def _refuse_senseless(
    keys: Keys, path: TomlPath, metric: Metric | None, *, with_baseline: bool
) -> None:
    """Report a criterion without a threshold, or whose comparison with a baseline says nothing."""
    table = keys.table(path)
    if not any(name in table for name in THRESHOLDS):
        keys.fault("E-ACCEPT-NOTHING", path)
    if WORSE in table and metric is not None and not metric.better:
        keys.fault("E-ACCEPT-DIRECTION", (*path, WORSE), metric.code)
    if WORSE in table and not with_baseline:
        keys.fault("E-ACCEPT-BASELINE", (*path, WORSE))


def _refuse_slips(
    keys: Keys, path: TomlPath, metric: Metric | None, limits: Mapping[str, Fraction | None]
) -> None:
    """Report a limit above the whole of a share that does not say percent: 80 would be 8000 %."""
    table = keys.table(path)
    for name, limit in limits.items():
        share = metric is not None and metric.percent and not isinstance(table.get(name), str)
        if share and limit is not None and limit > 1:
            keys.fault("E-ACCEPT-PERCENT", (*path, name), table[name])


# -- numbers --------------------------------------------------------------------------------------


def _amount(name: str) -> Callable[[object], Fraction | None]:
    """Return a parser of exact numbers; text is one in percent. Only a threshold may be below zero."""
    code = "expected.tolerance" if name == WORSE else "expected.threshold"
    expected = both(code)

    def parsed(value: object) -> Fraction:
        found = _exact(value, expected)
        if name == WORSE and found < 0:
            raise Wrong("E-KEY-RANGE", expected=expected)
        return found

    return parsed


def _exact(value: object, expected: Text) -> Fraction:
    percent = isinstance(value, str)
    if isinstance(value, str):
        head, sign, tail = value.strip().partition("%")
        if not sign or tail:
            raise Wrong("E-KEY-TYPE", expected=expected)
        value = _decimal(head.strip(), expected)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Wrong("E-KEY-TYPE", expected=expected)
    number = Decimal(value)
    if not number.is_finite() or _too_long(number):
        raise Wrong("E-KEY-RANGE", expected=expected)
    return Fraction(number) / (100 if percent else 1)


def _decimal(text: str, expected: Text) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Wrong("E-KEY-TYPE", expected=expected) from None


def _too_long(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return bool(number) and (number.adjusted() >= _LARGEST or int(exponent) < -_LARGEST)
