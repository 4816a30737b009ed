"""CSV: the tables of the pages as files that Excel and WPS open right and that hide no formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from pairmatch.errors import Lang
from pairmatch.report import Page

_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take a cell for a formula."""
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def guarded(text: str) -> str:
    """Return a text as it stands in a CSV file: with an apostrophe where it could be a formula.

    A text that begins with an apostrophe gets one more, so that nothing is lost on the way back.
    """
    risky = text.startswith((*_RISKY, "'")) and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def unguarded(text: str) -> str:
    """Return the text that :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_RISKY, "'")) else text


def write_csv(folder: Path, pages: Sequence[Page], lang: Lang) -> tuple[Path, ...]:
    """Write every table of the pages to a folder, one UTF-8 file with BOM each."""
    written = []
    for page in pages:
        for block in page.blocks:
            name = page.key if len(page.blocks) == 1 else f"{page.key}-{block.key}"
            path = folder / f"{name}.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(guarded(column.header.say(lang)) for column in block.columns)
                for row in block.rows:
                    cells = (block.cell(row, column, lang) for column in block.columns)
                    writer.writerow("" if cell is None else guarded(str(cell)) for cell in cells)
            written.append(path)
    return tuple(written)


def read_csv(path: Path) -> list[list[str]]:
    """Return the cells of a file that :func:`write_csv` wrote, header first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [[unguarded(cell) for cell in row] for row in csv.reader(file)]
