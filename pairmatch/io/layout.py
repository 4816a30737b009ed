"""Layout: how wide and how high cells must be so that Chinese text shows in full."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

from pairmatch.errors import Lang
from pairmatch.report import Block, Page

NARROWEST, WIDEST = 6, 40
LINE_POINTS, MARGIN_POINTS = 15.0, 5.0
_WIDEST_HEADER = 8
_NUMBERING = 8
_PADDING, _LOST = 3, 2


def display_width(text: str) -> int:
    """Return the width of a text in half-width characters; Chinese characters count two.

    Spreadsheet libraries fit columns as if every character were a digit, which cuts Chinese text.
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def column_widths(page: Page, lang: Lang) -> list[int]:
    """Return the width of every column of a page, that of the numbering first."""
    widest = max(len(block.columns) for block in page.blocks)
    wanted = [_NUMBERING, *[NARROWEST] * widest]
    for block in page.blocks:
        for place, column in enumerate(block.columns, 1):
            if stretched(page, block) == place:
                continue
            cells = [str(block.cell(row, column, lang) or "") for row in block.rows]
            if column.total:
                cells.append(str(block.sums()[column.key]))
            header = display_width(column.header.say(lang))
            texts = [
                min(header, max(_WIDEST_HEADER, math.ceil(header / 2) + 2)),
                *(display_width(cell) for cell in cells),
            ]
            wanted[place] = max(wanted[place], max(texts) + _PADDING)
    return [min(WIDEST, width) for width in wanted]


def stretched(page: Page, block: Block) -> int:
    """Return the place of the column of text that a narrow table stretches to the page, or 0.

    Only the last column can be stretched, and numbers stay in their own column.
    """
    widest = max(len(other.columns) for other in page.blocks)
    narrow = len(block.columns) < widest
    return len(block.columns) if narrow and block.columns[-1].kind == "text" else 0


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a cell of some width.

    A word or a full-width character that does not fit moves on as a whole, so a little room is
    left at the end of each line.
    """
    room = max(1, width - _LOST)
    return sum(max(1, math.ceil(display_width(part) / room)) for part in text.split("\n"))


def row_height(texts: Sequence[tuple[str, int]]) -> float | None:
    """Return the height in points of a row from its texts and their widths.

    None if one line is enough: such a row is left to grow when someone writes more into it.
    """
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    return lines * LINE_POINTS + MARGIN_POINTS if lines > 1 else None
