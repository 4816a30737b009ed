"""A table from a text file: its records, separated by what its header shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from pathlib import Path

from pairmatch.errors import Issue
from pairmatch.io.headers import header_words, spelling
from pairmatch.io.intake.decoding import read_any_text
from pairmatch.io.raw import RawTable, SkippedLine, stripped, without_blank_columns
from pairmatch.schema import Table

COMMA = ","
SEPARATORS = (COMMA, ";", "\t", "，")
_OTHER = re.compile(r"[;\t|，]")
_SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_LOOSE = re.compile(r"[^\S\r\n]|[\x1c-\x1f\x85\u200b\ufeff]|\"")
"""What a text has if a cell of it may hold white space and nothing else."""
_LINE = re.compile(r"[^\r\n]*[^\s\ufeff\u200b][^\r\n]*")
Records = list[tuple[int, tuple[str, ...]]]


def read_table(path: Path, table: Table) -> tuple[RawTable | None, list[Issue]]:
    """Read one text file; None where nothing of it can be used."""
    text, encoding, issues = read_any_text(path)
    if text is None:
        return None, issues
    skipped: list[SkippedLine] = []
    separator = _separator(text, header_words(table))
    said = _SAID.match(text)
    if said is not None:
        skipped.append((1, "title", said[0].strip()))
        text = text[said.end() :]
    records, broken = _records(text, separator, 1 + len(skipped))
    issues = [] if broken is None else [Issue("E-FILE-QUOTES", path.name, broken)]
    filled = _filled(records, loose=_LOOSE.search(text) is not None)
    if len(filled) < (1 if issues else 2):
        return None, issues or [Issue("E-TABLE-EMPTY", path.name)]
    (head, cells), rows = filled[0], filled[1:]
    header = tuple([stripped(cell) for cell in cells])
    if len(header) == 1 and _OTHER.search(header[0]):
        return None, [Issue("E-FILE-SEPARATOR", path.name, head)]
    skipped.append((head, "header", header[0]))
    if len(filled) < len(records):
        lines = {line for line, _ in filled}
        skipped.extend((line, "blank", "") for line, _ in records if line not in lines)
    raw = RawTable(
        path.name,
        header,
        rows,
        whole=broken is None,
        head=head,
        skipped=tuple(skipped),
        encoding=encoding,
        separator=separator,
    )
    return without_blank_columns(raw), issues


def _separator(text: str, known: Collection[str]) -> str:
    """Return what separates the cells of a text.

    It is another sign than the comma only if the file says so, or if that sign and not the comma
    makes known headers of the first line.
    """
    said = _SAID.match(text)
    if said is not None:
        return said[1]
    first = _LINE.search(text)
    counts = [
        sum(spelling(cell.strip(' "')) in known for cell in first[0].split(sign)) if first else 0
        for sign in SEPARATORS
    ]
    most = max(counts)
    return SEPARATORS[counts.index(most)] if most > 1 else COMMA


def _records(text: str, separator: str, first: int) -> tuple[Records, int | None]:
    """Return the records of a text, and the line of the first that cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    records: Records = []
    line = first
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return records, None
        except csv.Error:
            return records, line
        records.append((line, tuple(cells)))
        line += 1


def _filled(records: Records, *, loose: bool) -> Records:
    if loose:
        return [(n, cells) for n, cells in records if any(stripped(cell) for cell in cells)]
    return [(n, cells) for n, cells in records if any(cells)]
