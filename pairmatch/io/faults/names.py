"""Names where codes belong: the code that was probably meant, as a question and never as a guess."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pairmatch.errors import Issue, Text
from pairmatch.io.book import MOST_HINTS
from pairmatch.io.faults.sheets import WrittenSheet
from pairmatch.io.headers import beside_at
from pairmatch.io.shown import NOTHING, nearest, shown, suggested

_NAME = re.compile(r"(?!.*[0-9]{6}).*[㐀-鿿]", re.DOTALL)
"""Chinese words; a code with a word beside it is no name."""
_MOST_CODES = 3
"""Codes offered for a name that several have."""


def asking_for_codes(issues: Iterable[Issue], sheets: Sequence[WrittenSheet]) -> Iterator[Issue]:
    """Turn each fault of a code that reads like a name into a question for the code of that name.

    A name that its code does not have is asked about in the same way. Columns that refer to a table
    with names are meant; faulty rows of that table have names too.
    """
    columns = {place: target for sheet in sheets for place, target in _columns(sheet)}
    names: dict[str, _Names] = {}
    for issue in issues:
        target = columns.get((issue.file, issue.sheet, issue.column))
        beside = issue.code == "E-NAME-BESIDE"
        named = issue.code == "E-CELL-CODE" and _NAME.match(issue.value)
        if target is None or not (beside or named):
            yield issue
            continue
        if target not in names:
            names[target] = _Names(x for x in sheets if x.table and x.table.name == target)
        near: dict[str, object] = {"hint": names[target].hint(issue.value)}
        if beside:
            yield replace(issue, values={**issue.values, **near})
        else:
            yield replace(issue, code="E-CELL-NAME", values={"target": target, **near})


def _columns(sheet: WrittenSheet) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Return each column of a sheet with codes of another table, or their names, and that table."""
    places, raw = sheet.places(), sheet.raw
    beside = beside_at(sheet.table, raw.header) if sheet.table else {}
    references = sheet.table.references if sheet.table else None
    for name, target in (references or {}).items():
        for at in (places.get(name), beside.get(name)):
            if at is not None and "." not in target:
                yield (raw.file, raw.sheet, shown(raw.header[at])), target


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
