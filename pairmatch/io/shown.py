"""How a fault shows what was written: short, printable, with the nearest known word beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from pairmatch.errors import Text, both

LONGEST = 60
NOTHING = Text("", "")
_POOL = 20_000
"""Beyond this many known words no nearest one is looked for: it would take longer than reading."""
_TIED = 5
"""So many of the nearest words are compared once more."""


@dataclass(frozen=True)
class Near(Text):
    """ "Did you mean …?" and the word itself, for those who want to fill it in."""

    word: str


def shown(value: object) -> str:
    """Return a value as it can stand in a message: printable, on one line, not too long."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in str(value)[: LONGEST + 1])
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def listed(values: Iterable[str]) -> Text:
    """Return values as a list in each language."""
    found = list(values)
    return Text("、".join(found), ", ".join(found))


def nearest(written: str, known: Iterable[str]) -> str | None:
    """Return the known word that comes nearest to what was written, if any is near."""
    pool = tuple(sorted(set(known)))
    if not written or len(written) > LONGEST or len(pool) > _POOL:
        return None
    return _nearest(written, pool)


@lru_cache(maxsize=1024)
def _nearest(written: str, pool: tuple[str, ...]) -> str | None:
    # One wrong digit in six is near; among codes alike in most digits, two are not.
    cutoff = 82 if written.isdigit() else 50
    found = process.extract(written, pool, scorer=fuzz.ratio, score_cutoff=cutoff, limit=_TIED)
    # Of words that share as much, that with it in the same place: 语闻 is 语文, not 英语.
    near = ((score, -Levenshtein.distance(written, word), word) for word, score, _ in found)
    return max(near, key=lambda one: one[:2], default=(0, 0, None))[2]


def hint(written: str, known: Iterable[str]) -> Text:
    """Return "did you mean" with the nearest known word, or nothing."""
    near = nearest(written, known)
    return NOTHING if near is None else suggested(near)


def suggested(word: str) -> Near:
    """Return "did you mean" with a word."""
    said = both("hint.near", near=word)
    return Near(said.zh, said.en, word)
