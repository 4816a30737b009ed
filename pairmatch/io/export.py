"""Export: pages as a workbook that can be printed and handed out as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from pairmatch.errors import Defect, Lang, Text
from pairmatch.io.layout import LINE_POINTS, MARGIN_POINTS, column_widths, row_height, stretched
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.report import Block, Page

NUMBER = Text("序号", "No.")
TOTAL = Text("合计", "Total")
NOTHING = Text("无", "None")
SIGN = Text(
    "单位（盖章）：　　　　　　　填表人：　　　　　审核人：　　　　　日期：　　　年　　月　　日",
    "Unit (seal):                    Filled in by:               Checked by:               Date:",
)
_FOOTER = Text("第 &P 页，共 &N 页", "Page &P of &N")
_ANNEX = Text("附件", "Annex ")

_BODY: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOXED: dict[str, Any] = {**_BODY, "border": 1, "text_wrap": True}
_FORMATS: dict[str, dict[str, Any]] = {
    "annex": {**_BODY, "font_name": "黑体"},
    "title": {**_BODY, "font_name": "黑体", "font_size": 16, "bold": True, "align": "center"},
    "line": {**_BODY, "align": "right"},
    "plain": {**_BODY, "text_wrap": True},
    "heading": {**_BODY, "bold": True},
    "header": {**_BOXED, "bold": True, "align": "center", "bg_color": "#D9D9D9"},
    "text": {**_BOXED, "align": "left", "indent": 1},
    "word": {**_BOXED, "align": "center"},
    "code": {**_BOXED, "align": "center", "num_format": "@"},
    "number": {**_BOXED, "align": "right", "indent": 1, "num_format": "0"},
    "total": {**_BOXED, "bold": True, "align": "center"},
    "sum": {**_BOXED, "bold": True, "align": "right", "indent": 1, "num_format": "0"},
}
_A4 = 9
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
    pages give the same bytes on any day.
    """
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": pages[0].title.say(lang), "created": datetime(year, 9, 1)})
        formats = {name: book.add_format(properties) for name, properties in _FORMATS.items()}
        for page in pages:
            sheet = book.add_worksheet(sheet_name(page.name, lang))
            _PageWriter(sheet, formats, page, lang).write()


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
        self._across(page.title.say(lang), "title", height=30)
        self._across(page.line.say(lang), "line")
        for remark in page.remarks:
            self._across(remark.say(lang), "plain")
        for block in page.blocks:
            self._block(block)
        if page.annex:
            self.row += 1
            self._across(SIGN.say(lang), "plain", height=24)

    def _set_print(self) -> None:
        self.sheet.set_default_row(LINE_POINTS + MARGIN_POINTS)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        self.sheet.set_footer(f"&C{_FOOTER.say(self.lang)}")

    def _block(self, block: Block) -> None:
        if block.heading.zh:
            self.row += 1
            self._across(block.heading.say(self.lang), "heading")
        header = self.row
        self._cells(
            [NUMBER.say(self.lang), *(c.header.say(self.lang) for c in block.columns)],
            ["header"] * (1 + len(block.columns)),
            self._spans(block),
        )
        if len(self.page.blocks) == 1:
            self.sheet.freeze_panes(self.row, 0)
            self.sheet.repeat_rows(header)
            if block.rows:
                self.sheet.autofilter(header, 0, header + len(block.rows), len(block.columns))
        styles = ["word", *(_style(column) for column in block.columns)]
        for number, row in enumerate(block.rows, 1):
            self._cells([number, *self._values(block, row)], styles, self._spans(block))
        if not block.rows:
            self._merge(NOTHING.say(self.lang), "word", len(self.widths) - 1)
            self.row += 1
        elif sums := block.sums():
            self._cells(
                [TOTAL.say(self.lang), *(sums.get(c.key) for c in block.columns)],
                ["total", *("sum" if c.total else "total" for c in block.columns)],
                self._spans(block),
            )
        elif block.counted.zh:
            count = f"{len(block.rows)} {block.counted.say(self.lang)}"
            blank = [None] * (len(block.columns) - 1)
            self._cells(
                [TOTAL.say(self.lang), count, *blank],
                ["total"] * (len(block.columns) + 1),
                self._spans(block),
            )

    def _values(self, block: Block, row: Mapping[str, Cell]) -> list[str | int | None]:
        found: list[str | int | None] = []
        for column in block.columns:
            value = block.cell(row, column, self.lang)
            found.append(str(value) if column.kind == "code" and value is not None else value)
        return found

    def _spans(self, block: Block) -> list[int]:
        """Return the last sheet column that each cell of a row of the block reaches."""
        reach = list(range(1 + len(block.columns)))
        if stretched(self.page, block):
            reach[-1] = len(self.widths) - 1
        return reach

    def _cells(
        self, values: Sequence[str | int | None], styles: Sequence[str], reach: Sequence[int]
    ) -> None:
        texts = []
        for place, (value, style, last) in enumerate(zip(values, styles, reach, strict=True)):
            texts.append(("" if value is None else str(value), sum(self.widths[place : last + 1])))
            if last > place:
                self._merge(value, style, last, place)
            else:
                self._cell(place, value, style)
        self._set_height(row_height(texts))
        self.row += 1

    def _cell(self, place: int, value: str | int | None, style: str) -> None:
        made = self.formats[style]
        if value is None:
            refused = self.sheet.write_blank(self.row, place, None, made)
        elif isinstance(value, int):
            refused = self.sheet.write_number(self.row, place, value, made)
        else:
            refused = self.sheet.write_string(self.row, place, value, made)
        if refused:
            raise Defect(f"{self.page.key}: row {self.row + 1}, column {place + 1} does not fit")

    def _merge(self, value: str | int | None, style: str, last: int, first: int = 0) -> None:
        made = self.formats[style]
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", made)
        self._cell(first, value, style)

    def _set_height(self, height: float | None) -> None:
        if height is not None:
            self.sheet.set_row(self.row, height)

    def _across(self, text: str, style: str, height: float | None = None) -> None:
        """Write one line of text over the whole width of the page."""
        self._set_height(height or row_height([(text, sum(self.widths))]))
        self._merge(text, style, len(self.widths) - 1)
        self.row += 1


def _style(column: SheetColumn) -> str:
    return "word" if column.words else column.kind
