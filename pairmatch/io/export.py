"""Export: pages as a workbook that can be printed and handed out as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pairmatch.errors import Defect, Lang, Text
from pairmatch.io.layout import (
    LINE_POINTS,
    MARGIN_POINTS,
    column_widths,
    header_in,
    lines_of,
    places_of,
    row_height,
)
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.report import Block, Page
from pairmatch.vocabulary import WORDS

NUMBER = Text("序号", "No.")
TOTAL = Text("合计", "Total")
NOTHING = Text("无", "None")
SIGN = Text(
    "单位（盖章）：　　　　　　　填表人：　　　　　审核人：　　　　　日期：　　　年　　月　　日",
    "Unit (seal):                    Filled in by:               Checked by:               Date:",
)
_FOOTER = Text("第 &P 页，共 &N 页", "Page &P of &N")
_ANNEX = Text("附件", "Annex ")

_NUMBER = "0_ ;-0_ ;0_ ;@_ "
"""A little room between a number and the border."""
_BODY: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOXED: dict[str, Any] = {**_BODY, "border": 1, "text_wrap": True}
_FORMATS: dict[str, dict[str, Any]] = {
    "annex": {**_BODY, "font_name": "黑体"},
    "title": {
        **_BODY,
        "font_name": "黑体",
        "font_size": 16,
        "bold": True,
        "align": "center",
        "text_wrap": True,
    },
    "line": {**_BODY, "align": "right"},
    "plain": {**_BODY, "text_wrap": True},
    "heading": {**_BODY, "bold": True},
    "header": {**_BOXED, "bold": True, "align": "center", "bg_color": "#D9D9D9"},
    "aside": {**_BOXED, "bold": True, "align": "center", "bg_color": "#F2F2F2"},
    "text": {**_BOXED, "align": "left"},
    "answer": {**_BOXED, "align": "left", "bg_color": "#FFF9E5", "locked": False},
    "word": {**_BOXED, "align": "center"},
    "code": {**_BOXED, "align": "center", "num_format": "@"},
    "link": {**_BOXED, "align": "left", "font_color": "#0563C1", "underline": 1},
    "number": {**_BOXED, "align": "right", "num_format": _NUMBER},
    "total": {**_BOXED, "bold": True, "align": "center"},
    "sum": {**_BOXED, "bold": True, "align": "right", "num_format": _NUMBER},
}
_STILL_ALLOWED = dict.fromkeys(("format_columns", "format_rows", "autofilter"), True)
"""What people may do on a page that is guarded, beside filling it in."""
_A4 = 9
_TITLE_POINTS = 30.0
_OPTIONS: dict[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "宋体", "font_size": 11},
}


def sheet_name(name: Text, lang: Lang) -> str:
    """Return the name of a sheet as Excel allows it: 31 characters, none of []:*?/\\."""
    return re.sub(r"[\[\]:*?/\\]", "_", name.say(lang))[:31]


def write_workbook(path: Path, pages: Sequence[Page], lang: Lang, year: int) -> None:
    """Write pages as one workbook.

    The file says that it was made on the first day of the school year ``year``, so that the same
    pages give the same bytes on any day. Raises OSError where the file cannot be written.
    """
    # XlsxWriter writes into the options it is given: the second book would differ from the first.
    options = deepcopy(_OPTIONS)
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            book.set_properties(
                {"title": pages[0].title.say(lang), "created": datetime(year, 9, 1)}
            )
            formats = {name: book.add_format(properties) for name, properties in _FORMATS.items()}
            for page in pages:
                sheet = book.add_worksheet(sheet_name(page.name, lang))
                _PageWriter(sheet, formats, page, lang).write()
    except FileCreateError as error:
        raise error.args[0] from None


class _PageWriter:
    """Writes one page from top to bottom; ``row`` is the next free one."""

    def __init__(self, sheet: Any, formats: Mapping[str, Any], page: Page, lang: Lang) -> None:
        self.sheet, self.formats, self.page, self.lang = sheet, formats, page, lang
        self.widths = column_widths(page, lang)
        self.row = 0

    def write(self) -> None:
        page, lang = self.page, self.lang
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)
        self._set_print()
        if page.annex:
            self._across(f"{_ANNEX.say(lang)}{page.annex}", "annex")
        self._across(page.title.say(lang), "title")
        self._across(page.line.say(lang), "line")
        for remark in page.remarks:
            self._across(remark.say(lang), "plain")
        for block in page.blocks:
            self._block(block)
        if page.annex:
            self.row += 1
            self._across(SIGN.say(lang), "plain", height=24)
        if page.guarded:
            self.sheet.protect("", _STILL_ALLOWED)
        self.sheet.print_area(0, 0, self.row - 1, page.printed)

    def _set_print(self) -> None:
        self.sheet.set_default_row(LINE_POINTS + MARGIN_POINTS)
        if not self.page.upright:
            self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.set_footer(f"&C{_FOOTER.say(self.lang)}")

    def _block(self, block: Block) -> None:
        if block.heading.zh:
            self.row += 1
            self._across(block.heading.say(self.lang), "heading")
        places = [(0, 0), *places_of(self.page, block)]
        if len(self.page.blocks) == 1:
            self._guide(block, places[-1][1])
        self._cells(
            [NUMBER.say(self.lang), *self._headers(block, places[1:])],
            ["header", *("aside" if column.aside else "header" for column in block.columns)],
            places,
        )
        styles = ["word", *(self._style(column) for column in block.columns)]
        for number, row in enumerate(block.rows, 1):
            self._cells([number, *self._values(block, row)], styles, places)
        self._ending(block, places)

    def _headers(self, block: Block, places: Sequence[tuple[int, int]]) -> list[str]:
        """Return the headers of a table; alone on its sheet it is filtered and read by them, unbroken."""
        said = [column.header.say(self.lang) for column in block.columns]
        if len(self.page.blocks) == 1:
            return said
        return [header_in(x, self._width(at)) for x, at in zip(said, places, strict=True)]

    def _guide(self, block: Block, last: int) -> None:
        """Keep the header of a table in sight, on the screen and on every page; set filters, parts."""
        header = self.row
        self.sheet.freeze_panes(header + 1, 0)
        self.sheet.repeat_rows(header)
        if block.rows:
            self.sheet.autofilter(header, 0, header + len(block.rows), last)
            self._lists(block, header)
        if block.parted:
            parts = [row.get(block.parted) for row in block.rows]
            starts = [i for i in range(1, len(parts)) if parts[i] != parts[i - 1]]
            self.sheet.set_h_pagebreaks([header + 1 + start for start in starts])

    def _lists(self, block: Block, header: int) -> None:
        """Give the columns that people fill in a dropdown with the words of their closed list."""
        for column, (place, _) in zip(block.columns, places_of(self.page, block), strict=True):
            if column.filled and column.words:
                words = [word.label.say(self.lang) for word in WORDS[column.words].values()]
                allowed = {"validate": "list", "source": words, "show_error": not column.loose}
                last = header + len(block.rows)
                self.sheet.data_validation(header + 1, place, last, place, allowed)

    def _ending(self, block: Block, places: Sequence[tuple[int, int]]) -> None:
        if not block.rows:
            self._merge(NOTHING.say(self.lang), "word", (0, self.page.printed))
            self.row += 1
            return
        printed = block.columns[: block.printed]
        if sums := block.sums():
            cells: list[str | int | None] = [sums.get(column.key) for column in printed]
            styles = ["sum" if column.total else "total" for column in printed]
        elif block.counted.zh:
            count = f"{len(block.rows)} {block.counted.say(self.lang)}"
            cells = [count, *[None] * (len(printed) - 1)]
            styles = ["total"] * len(printed)
        else:
            return
        self._cells([TOTAL.say(self.lang), *cells], ["total", *styles], places[: len(cells) + 1])

    def _values(self, block: Block, row: Mapping[str, Cell]) -> list[str | int | None]:
        found: list[str | int | None] = []
        for column in block.columns:
            value = block.cell(row, column, self.lang)
            found.append(str(value) if column.kind == "code" and value is not None else value)
        return found

    def _cells(
        self,
        values: Sequence[str | int | None],
        styles: Sequence[str],
        places: Sequence[tuple[int, int]],
    ) -> None:
        texts = []
        for value, style, place in zip(values, styles, places, strict=True):
            texts.append(("" if value is None else str(value), self._width(place)))
            self._merge(value, style, place)
        self._set_height(row_height(texts))
        self.row += 1

    def _width(self, place: tuple[int, int]) -> int:
        first, last = place
        return sum(self.widths[first : last + 1])

    def _style(self, column: SheetColumn) -> str:
        if self.page.guarded and column.filled and not column.aside:
            return "answer"
        return "word" if column.words else column.kind

    def _cell(self, place: int, value: str | int | None, style: str) -> None:
        made = self.formats[style]
        if value is None:
            refused = self.sheet.write_blank(self.row, place, None, made)
        elif isinstance(value, int):
            refused = self.sheet.write_number(self.row, place, value, made)
        elif style == "link":
            name = sheet_name(Text(value, value), self.lang).replace("'", "''")
            target = f"internal:'{name}'!A1"
            refused = self.sheet.write_url(self.row, place, target, made, value)
        else:
            refused = self.sheet.write_string(self.row, place, value, made)
        if refused:
            raise Defect(f"{self.page.key}: row {self.row + 1}, column {place + 1} does not fit")

    def _merge(self, value: str | int | None, style: str, place: tuple[int, int]) -> None:
        first, last = place
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", self.formats[style])
        self._cell(first, value, style)

    def _set_height(self, height: float | None) -> None:
        if height is not None:
            self.sheet.set_row(self.row, height)

    def _across(self, text: str, style: str, height: float | None = None) -> None:
        """Write one line of text over the whole width of the page, as it stands on paper."""
        width = sum(self.widths[: self.page.printed + 1])
        if style == "title":
            height = _TITLE_POINTS * lines_of(text, width * 11 // 16)
        self._set_height(height or row_height([(text, width)]))
        self._merge(text, style, (0, self.page.printed))
        self.row += 1
