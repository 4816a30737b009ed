"""How metrics are said: the list that explains them, and one value in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from pairmatch.errors import Lang, Text
from pairmatch.metrics.kept import RunMetrics
from pairmatch.programmes.metric import Metric
from pairmatch.report.names import clause_of
from pairmatch.vocabulary import WORDS, label

BETTER: Mapping[str, Text] = {
    "higher": Text("越高越好", "higher"),
    "lower": Text("越低越好", "lower"),
    "": Text("—", "—"),
}
"""Which way is better, in words."""
PAGES: Mapping[str, Text] = {
    "people": Text("汇报指标", "For those who judge"),
    "technical": Text("技术指标", "For those who check"),
}
_HEADERS = (
    *(Text("编号", "code"), Text("条款", "clause"), Text("指标", "metric")),
    *(
        Text("怎么算", "formula"),
        Text("单位", "unit"),
        Text("方向", "better"),
        Text("用途", "page"),
    ),
)


def metric_lines(metrics: Sequence[Metric], langs: Sequence[Lang]) -> str:
    """Return the list of metrics as a Markdown table, in one language or both."""
    rows = [(f"`{x.code}`", *(_said(cell, langs) for cell in _cells(x)[1:])) for x in metrics]
    head = [_said(header, langs) for header in _HEADERS]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_safe(cell) for cell in line) + " |" for line in lines)


def _cells(x: Metric) -> tuple[str | Text, ...]:
    clause = clause_of(x.clause)
    return (x.code, clause, x.name, x.formula, x.unit, BETTER[x.better], PAGES[x.page])


def _said(text: str | Text, langs: Sequence[Lang]) -> str:
    said = [text] if isinstance(text, str) else [text.say(lang) for lang in langs]
    return " / ".join(dict.fromkeys(said))


def _safe(cell: str) -> str:
    """Return a cell that does not end where a sign in it looks like the end."""
    return cell.replace("|", "\\|") or "—"


def metric_dict(metric: Metric) -> dict[str, Any]:
    """Return what explains a metric as JSON values, texts in both languages."""
    texts = {"name": metric.name, "formula": metric.formula, "unit": metric.unit}
    plain = ("better", "clause", "page", "topic", "parted", "decimals", "percent")
    return {
        "code": metric.code,
        **{key: vars(text) for key, text in texts.items()},
        **{key: getattr(metric, key) for key in plain},
    }


def shown(metric: Metric, value: Fraction | None) -> str:
    """Return a value with its digits, without the unit; '—' where there was nothing to measure.

    It is rounded to the worse side, so that nothing looks better than it is: 999 of 1,000 is 99.9 %,
    never 100. What is neither better nor worse is rounded to the nearest.
    """
    if value is None:
        return "—"
    scaled = value * (100 if metric.percent else 1) * 10**metric.decimals
    whole = _rounded(scaled, metric.better)
    sign, digits = "-" if whole < 0 else "", f"{abs(whole):0{metric.decimals + 1}d}"
    front, behind = digits[: len(digits) - metric.decimals], digits[len(digits) - metric.decimals :]
    return f"{sign}{int(front):,}" + (f".{behind}" if behind else "")


def _rounded(value: Fraction, better: str) -> int:
    if better == "lower":
        return math.ceil(value)
    return math.floor(value if better else value + Fraction(1, 2))


def with_unit(metric: Metric, value: Fraction | None, lang: Lang) -> str:
    """Return a value with its unit."""
    unit = metric.unit.say(lang)
    gap = "" if metric.percent and lang == "zh" else " "
    return (
        shown(metric, value) if value is None or not unit else f"{shown(metric, value)}{gap}{unit}"
    )


def part_name(run: RunMetrics, key: str, lang: Lang) -> str:
    """Return what people call a unit, school, role or subject; the key itself for anything else."""
    named = run.units.get(key) or run.schools.get(key)
    if named:
        return named
    words = next((x for x in ("role", "subject") if key in WORDS[x]), None)
    return label(words, key, lang) if words else key
