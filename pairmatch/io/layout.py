"""Layout: how wide and how high cells must be so that Chinese text shows in full, on paper too."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from pairmatch.errors import Lang
from pairmatch.programmes.room import SheetColumn
from pairmatch.report import Block, Page

NARROWEST, WIDEST = 6, 40
LINE_POINTS, MARGIN_POINTS = 14.0, 3.0
LANDSCAPE, PORTRAIT = 172, 118
"""How wide a table may be on A4 for its print not to fall below 8 points, gaps between columns
counted with one each."""
_WIDEST_HEADER = 6
_LEAST_TEXT, _LEAST_LONG = 10, 30
_WRITTEN_IN = 16
"""How wide a cell is in which people write."""
_NUMBERING = 6
_PADDING, _LOST = 2, 1
_UNIT_LAST = re.compile(r"(.*[^\x00-\x7f])([（(][^（）()]+[）)])$")


def display_width(text: str) -> int:
    """Return the width of a text in half-width characters; Chinese characters count two.

    Spreadsheet libraries fit columns as if every character were a digit, which cuts Chinese text.
    """
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def places_of(page: Page, block: Block) -> list[tuple[int, int]]:
    """Return the first and last column of the sheet that each column of a block takes.

    The first column holds the numbering. What stands aside begins where paper ends. The last printed
    column of a narrow table is stretched to the page if it holds text; numbers stay in their own.
    """
    printed = block.printed
    aside = range(page.printed + 1, page.printed + 1 + len(block.columns) - printed)
    places = [(place, place) for place in (*range(1, 1 + printed), *aside)]
    if block.columns[printed - 1].kind == "text":
        places[printed - 1] = (printed, page.printed)
    return places


def column_widths(page: Page, lang: Lang) -> list[int]:
    """Return the width of every column of a page, that of the numbering first.

    Where a table is too wide for paper, some of its texts stand in several lines.
    """
    cells: dict[int, Counter[int]] = {0: Counter([_NUMBERING])}
    texts = set(range(1, page.printed + 1))
    least: dict[int, int] = {}
    for block in page.blocks:
        for column, (place, last) in zip(block.columns, places_of(page, block), strict=True):
            if column.kind == "code":
                texts.discard(place)
            if column.long:
                least[place] = _LEAST_LONG
            if place == last:
                cells.setdefault(place, Counter()).update(_asked(block, column, lang))
    widths = [max(cells.get(place, (NARROWEST,))) for place in range(max(cells) + 1)]
    widths = [min(WIDEST, max(NARROWEST, width)) for width in widths]
    whole = _whole(page, lang)
    narrowing = {place: cells[place] for place in sorted(texts & set(cells))}
    wide = [max(width, whole.get(place, 0)) for place, width in enumerate(widths)]
    _narrow(wide, narrowing, {**whole, **least}, page)
    if _left(wide, page) >= 0:
        return wide
    _narrow(widths, narrowing, least, page)
    _widen(widths, whole, page)
    return widths


def _asked(block: Block, column: SheetColumn, lang: Lang) -> Counter[int]:
    """Return how often the cells of a column ask for each width; its header may take two lines."""
    said = column.header.say(lang)
    header, words = display_width(said), [len(word) for word in said.split() if word.isascii()]
    if _UNIT_LAST.match(said):
        words += [display_width(part) for part in _at_unit(said).split("\n")]
    texts = [str(block.cell(row, column, lang) or "") for row in block.rows]
    if column.total:
        texts.append(str(block.sums()[column.key]))
    found = Counter(display_width(text) + _PADDING for text in texts)
    found[min(header, max(_WIDEST_HEADER, math.ceil(header / 2), *words)) + _PADDING] += 1
    if column.filled and not column.words:
        found[_WRITTEN_IN] += 1
    return found


def header_in(said: str, width: int) -> str:
    """Return a header as it is written into a cell of some width.

    Where it takes two lines the unit in its bracket stands in the second one, whole: offices break
    Chinese text anywhere, even after an opening bracket.
    """
    return said if display_width(said) <= width - _LOST else _at_unit(said)


def _at_unit(said: str) -> str:
    return _UNIT_LAST.sub(r"\1\n\2", said)


def _narrow(
    widths: list[int], texts: Mapping[int, Counter[int]], least: Mapping[int, int], page: Page
) -> None:
    """Narrow columns of text until the table fits on paper, those first where it breaks least."""
    while _left(widths, page) < 0:
        wide = [place for place in texts if widths[place] > least.get(place, _LEAST_TEXT)]
        if not wide:
            return
        widths[min(wide, key=lambda x: (texts[x][widths[x] + _PADDING], -widths[x]))] -= 1


def _whole(page: Page, lang: Lang) -> dict[int, int]:
    """Return the width of columns in which headers that end in a bracket stand in one line.

    The headers of a table alone on its sheet are not broken by us, and offices would tear the bracket.
    """
    if len(page.blocks) != 1:
        return {}
    (block,) = page.blocks
    return {
        place: display_width(said) + _LOST
        for column, (place, last) in zip(block.columns, places_of(page, block), strict=True)
        if place == last and _UNIT_LAST.match(said := column.header.say(lang))
    }


def _widen(widths: list[int], whole: Mapping[int, int], page: Page) -> None:
    """Widen columns to their whole headers as far as paper has room, and beside it."""
    room = _left(widths, page)
    for place, width in whole.items():
        more, printed = width - widths[place], place <= page.printed
        if more > 0 and (more <= room or not printed):
            widths[place] = width
            room -= more * printed


def _left(widths: Sequence[int], page: Page) -> int:
    """Return how much wider a table may be for its print not to fall below 8 points."""
    room = (PORTRAIT if page.upright else LANDSCAPE) - page.printed
    return room - sum(widths[: page.printed + 1])


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a cell of some width.

    A word or a full-width character that does not fit moves on as a whole, so a little room is
    left at the end of each line.
    """
    found = (display_width(part) for part in text.split("\n"))
    room = max(1, width - _LOST)
    return sum(1 if part <= width else math.ceil(part / room) for part in found)


def row_height(texts: Sequence[tuple[str, int]]) -> float | None:
    """Return the height in points of a row from its texts and their widths.

    None if one line is enough: such a row is left to grow when someone writes more into it.
    """
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    return lines * LINE_POINTS + MARGIN_POINTS if lines > 1 else None
