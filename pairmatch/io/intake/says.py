"""The ledger of an input in a few lines: rows by what became of them, and what was read otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pairmatch.errors import Lang, message
from pairmatch.io.intake.csv_file import COMMA
from pairmatch.io.intake.ledger import Entry

UTF_8 = "UTF-8"
TAB = "\t"


def ledger_lines(ledger: Sequence[Entry], lang: Lang) -> Iterator[str]:
    """Say where all rows went, which text files are unusual, and how many cells were changed."""
    skipped: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    for entry in ledger:
        skipped.update(entry.skipped)
        changes.update(change.kind for change in entry.changes)
    yield message(
        "ledger.rows",
        lang,
        rows=sum(entry.rows for entry in ledger),
        used=sum(entry.used for entry in ledger),
        rejected=sum(entry.rejected for entry in ledger),
        skipped=skipped.total(),
        reasons=_counted("reason", skipped, lang),
    )
    for entry in ledger:
        if entry.raw is not None and entry.raw.encoding:
            yield from _unusual(entry, lang)
    if changes:
        kinds = _counted("change", changes, lang)
        yield message("ledger.changes", lang, count=changes.total(), kinds=kinds)


def _counted(family: str, counts: Counter[str], lang: Lang) -> str:
    said = [f"{message(f'{family}.{name}', lang)} {counts[name]}" for name in sorted(counts)]
    return message("ledger.join", lang).join(said)


def _unusual(entry: Entry, lang: Lang) -> Iterator[str]:
    raw = entry.raw
    if raw is not None and (raw.encoding != UTF_8 or raw.separator != COMMA):
        separator = message("ledger.tab", lang) if raw.separator == TAB else raw.separator
        yield message(
            "ledger.text", lang, file=entry.file, encoding=raw.encoding, separator=separator
        )
