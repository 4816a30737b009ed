"""sweep.csv: one row a variant, with what it changes, what became of it, and what its terms count."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pairmatch.errors import Lang, Text
from pairmatch.io.csv_tables import guarded
from pairmatch.result import Result
from pairmatch.sweep.definition import Variant
from pairmatch.sweep.names import spelled
from pairmatch.sweep.task import Refused

STATUS = {
    "proved": Text("已证明最优", "proved optimal"),
    "bounded": Text("可行", "feasible"),
    "clash": Text("硬性规则冲突", "hard rules clash"),
    "late": Text("时限内无方案", "no plan in time"),
    "defect": Text("程序自检不通过", "defect"),
    "died": Text("求解进程多次中断", "its processes died"),
    "waiting": Text("未求解", "not planned yet"),
}
HEADERS = (
    Text("备选", "variant"),
    Text("状态", "status"),
    Text("未达标量", "shortfall"),
    Text("未达标量下限", "shortfall bound"),
    Text("得分", "value"),
    Text("上界", "bound"),
    Text("差距（%）", "gap (%)"),
)
REASON = Text("原因", "reason")


@dataclass(frozen=True)
class Row:
    """A variant, and its result or why it has none; neither if it was not planned yet."""

    variant: Variant
    result: Result | None
    refused: Refused | None

    @property
    def status(self) -> str:
        """Return the word for what became of the variant."""
        if self.result is not None:
            return self.result.status
        return "waiting" if self.refused is None else self.refused.reason

    def reason(self, lang: Lang) -> str:
        """Return why there is no plan, in one line."""
        return "; ".join(text.say(lang) for text in self.refused.said) if self.refused else ""

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """Return the row as JSON values."""
        found: dict[str, Any] = {
            "variant": self.variant.name,
            "changes": dict(self.variant.changes),
            "status": self.status,
        }
        if self.result is None:
            return {**found, "reason": self.reason(lang)}
        return {
            **found,
            "shortfall": self.result.shortfall,
            "shortfall_bound": self.result.shortfall_bound,
            "value": self.result.value,
            "bound": self.result.bound,
            "gap": float(self.result.gap),
            "terms": {term.code: term.amount for term in self.result.terms},
        }


def write_table(rows: Sequence[Row], lang: Lang) -> bytes:
    """Return the table as a UTF-8 file with BOM; changed keys and terms have a column each."""
    keys = list(dict.fromkeys(key for row in rows for key in row.variant.changes))
    terms = sorted({x.code for row in rows if row.result is not None for x in row.result.terms})
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    first, *numbers = (header.say(lang) for header in HEADERS)
    writer.writerow([first, *keys, *numbers, *terms, REASON.say(lang)])
    for row in rows:
        writer.writerow([guarded(cell) for cell in _cells(row, keys, terms, lang)])
    return text.getvalue().encode("utf-8-sig")


def _cells(row: Row, keys: Sequence[str], terms: Sequence[str], lang: Lang) -> Iterator[str]:
    yield row.variant.name
    changes, result = row.variant.changes, row.result
    yield from (spelled(changes[key]) if key in changes else "" for key in keys)
    yield STATUS[row.status].say(lang)
    if result is None:
        yield from ("",) * (len(HEADERS) - 2 + len(terms))
    else:
        yield from map(str, (result.shortfall, result.shortfall_bound, result.value, result.bound))
        yield result.gap_percent
        amounts = {term.code: term.amount for term in result.terms}
        yield from (str(amounts.get(code, "")) for code in terms)
    yield row.reason(lang)
