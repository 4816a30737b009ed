"""Names where codes belong: the code that was probably meant, as a question and never as a guess."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pairmatch.errors import Issue, Text
from pairmatch.io.book import MOST_HINTS
from pairmatch.io.faults.sheets import WrittenSheet
from pairmatch.io.shown import NOTHING, nearest, shown, suggested

_CHINESE = re.compile(r"[㐀-鿿]")
_MOST_CODES = 3
"""Codes offered for a name that several have."""


def asking_for_codes(issues: Iterable[Issue], sheets: Sequence[WrittenSheet]) -> Iterator[Issue]:
    """Turn each fault of a code that reads like a name into a question for the code of that name.

    Columns that refer to a table with names are meant; faulty rows of that table have names too.
    """
    columns = {place: target for sheet in sheets for place, target in _columns(sheet)}
    names: dict[str, _Names] = {}
    for issue in issues:
        target = columns.get((issue.file, issue.sheet, issue.column))
        if issue.code != "E-CELL-CODE" or target is None or not _CHINESE.search(issue.value):
            yield issue
            continue
        if target not in names:
            names[target] = _Names(x for x in sheets if x.table and x.table.name == target)
        values: dict[str, object] = {"target": target, "hint": names[target].hint(issue.value)}
        yield replace(issue, code="E-CELL-NAME", values=values)


def _columns(sheet: WrittenSheet) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Return each column of a sheet that has codes of another table, and that table."""
    places, raw = sheet.places(), sheet.raw
    references = sheet.table.references if sheet.table else None
    for name, target in (references or {}).items():
        if name in places and "." not in target:
            yield (raw.file, raw.sheet, shown(raw.header[places[name]])), target


class _Names:
    """The names of a table and their codes; near names are looked for a few times only."""

    def __init__(self, sheets: Iterable[WrittenSheet]) -> None:
        self._codes: dict[str, list[str]] = defaultdict(list)
        self._near: dict[str, str | None] = {}
        for sheet in sheets:
            key = sheet.table.key[0] if sheet.table else ""
            for name, code in sheet.texts("name", key):
                if name and code:
                    self._codes[name].append(code)

    def hint(self, written: str) -> Text:
        """Return "did you mean" with the codes of a name, or of the nearest one."""
        name = written if written in self._codes else self._nearest(written)
        codes = self._codes[name][:_MOST_CODES] if name else []
        said = "、".join(f"{code}（{name}）" for code in codes)
        return suggested(said) if said else NOTHING

    def _nearest(self, written: str) -> str | None:
        if written not in self._near and len(self._near) < MOST_HINTS:
            self._near[written] = nearest(written, self._codes)
        return self._near.get(written)
