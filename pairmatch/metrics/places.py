"""The places that a value is about, by name: the worst county, the schools with too few people."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.errors import Text
from pairmatch.metrics.kept import RunMetrics
from pairmatch.metrics.says import part_name
from pairmatch.vocabulary import LANGS

FEW = 5
"""Places that are named; of more, all are counted."""


def places(run: RunMetrics, ids: Sequence[str]) -> Text:
    """Return the names of the first few ids of a run, and how many there are if there are more."""
    zh, en = ([part_name(run, one, lang) for one in ids[:FEW]] for lang in LANGS)
    more = len(ids) > FEW
    return Text(
        "、".join(zh) + f" 等 {len(ids)} 个" * more, ", ".join(en) + f", … ({len(ids)})" * more
    )
