"""A table as it stands in a CSV file: header, cells and line numbers, nothing understood yet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from pairmatch.errors import Issue

BOM = b"\xef\xbb\xbf"
_OTHER_SEPARATORS = re.compile(r"[;\t|，]")
_INVISIBLE = "\u200b\ufeff"
_LOOSE = re.compile(rf"[^\S\r\n]|[\x1c-\x1f\x85{_INVISIBLE}]|\"")
"""What a text has if anything around its cells may need to be stripped; line ends in quotes too."""


@dataclass(frozen=True)
class RawTable:
    """One table: its file, header and rows of stripped cells, each with its line.

    Lines count records from 1 at the header, blank ones included: the row number of a spreadsheet.
    ``whole`` is False when reading stopped before the end.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    whole: bool = True


def read_text(path: Path) -> tuple[str | None, list[Issue]]:
    """Return the text of a UTF-8 file, with or without BOM; never guess another encoding."""
    try:
        data = path.read_bytes()
    except OSError:
        return None, [Issue("E-FILE-UNREADABLE", path.name)]
    start = len(BOM) if data.startswith(BOM) else 0
    try:
        text = data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = start + error.start
        line = data.count(b"\n", 0, at) + 1
        values: dict[str, object] = {"offset": at, "byte": f"0x{data[at]:02X}"}
        return None, [Issue("E-FILE-ENCODING", path.name, line, values=values)]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return None, [Issue("E-FILE-NUL", path.name, line)]
    return text, []


def read_table(path: Path) -> tuple[RawTable | None, list[Issue]]:
    """Read one CSV file; None where nothing of it can be used."""
    text, issues = read_text(path)
    if text is None:
        return None, issues
    records, issues = _records(path.name, text)
    filled = [(line, cells) for line, cells in records if any(cells)]
    if issues and not filled:
        return None, issues
    if len(filled) < 2 and not issues:
        return None, [Issue("E-TABLE-EMPTY", path.name)]
    (line, header), rows = filled[0], filled[1:]
    if len(header) == 1 and _OTHER_SEPARATORS.search(header[0]):
        return None, [Issue("E-FILE-SEPARATOR", path.name, line)]
    table = RawTable(path.name, header, tuple(rows), whole=not issues)
    return without_blank_columns(table), issues


def without_blank_columns(table: RawTable) -> RawTable:
    """Leave out the columns on the right that have neither header nor content."""
    width = len(table.header)
    while width and not table.header[width - 1]:
        if any(len(cells) > width - 1 and cells[width - 1] for _, cells in table.rows):
            break
        width -= 1
    if width == len(table.header):
        return table
    full = len(table.header)
    rows = ((line, cells[:width] if len(cells) == full else cells) for line, cells in table.rows)
    return RawTable(table.file, table.header[:width], tuple(rows), table.whole)


def stripped(cell: str) -> str:
    """Return a cell without white space at its ends, full-width and invisible ones included."""
    return cell.strip().strip(_INVISIBLE).strip()


def _records(file: str, text: str) -> tuple[list[tuple[int, tuple[str, ...]]], list[Issue]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    loose = _LOOSE.search(text) is not None
    records: list[tuple[int, tuple[str, ...]]] = []
    line = 0
    while True:
        line += 1
        try:
            cells = next(reader)
        except StopIteration:
            return records, []
        except csv.Error:
            return records, [Issue("E-FILE-QUOTES", file, line)]
        records.append((line, tuple([stripped(cell) for cell in cells] if loose else cells)))
