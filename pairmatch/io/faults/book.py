"""What the workbooks of faults share: how they are opened, how cells look, how pages are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from pairmatch.errors import Lang, message
from pairmatch.io.layout import LINE_POINTS, MARGIN_POINTS

_FONT: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOXED: dict[str, Any] = {**_FONT, "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
_RED: dict[str, Any] = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_YELLOW: dict[str, Any] = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "font_name": "黑体", "font_size": 16, "bold": True, "align": "center"},
    "line": {**_FONT, "text_wrap": True},
    "heading": {**_FONT, "bold": True},
    "header": {**_BOXED, "bold": True, "align": "center", "bg_color": "#D9D9D9"},
    "text": {**_BOXED, "num_format": "@"},
    "word": {**_BOXED, "align": "center"},
    "number": {**_BOXED, "align": "center"},
    "link": {**_BOXED, "font_color": "#0563C1", "underline": 1},
    "error": {**_BOXED, **_RED, "align": "center"},
    "warning": {**_BOXED, **_YELLOW, "align": "center"},
    "cell": {**_FONT, "num_format": "@"},
    "cell-error": {**_FONT, **_RED, "num_format": "@"},
    "cell-warning": {**_FONT, **_YELLOW, "num_format": "@"},
    "number-cell": _FONT,
    "number-error": {**_FONT, **_RED},
    "number-warning": {**_FONT, **_YELLOW},
    "header-error": {**_BOXED, **_RED, "bold": True, "align": "center"},
    "header-warning": {**_BOXED, **_YELLOW, "bold": True, "align": "center"},
    "reason": {**_FONT, "text_wrap": True, "font_color": "#9C0006"},
}
_OPTIONS: dict[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_A4 = 9


@dataclass(frozen=True)
class Book:
    """A workbook being written: its sheets are added in order, their names made to be unlike."""

    file: Any
    formats: Mapping[str, Any]
    names: set[str]

    def sheet(self, name: str) -> Any:
        """Add a sheet, under a name as near to the one given as Excel allows."""
        plain = _NOT_IN_NAMES.sub("_", name).strip("'")[:_LONGEST_NAME] or "_"
        number = 1
        named = plain
        while named.casefold() in self.names:
            number += 1
            named = f"{plain[: _LONGEST_NAME - 4]}({number})"
        self.names.add(named.casefold())
        return self.file.add_worksheet(named)


@contextmanager
def opened(path: Path, title: str, *, lean: bool = False) -> Iterator[Book]:
    """Open a workbook to be written; ``lean`` keeps no row in memory, rows then come in order.

    It says of itself that it was made on a fixed day: the same faults give the same bytes.
    """
    with xlsxwriter.Workbook(str(path), {**_OPTIONS, "constant_memory": lean}) as file:
        file.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        formats = {name: file.add_format(properties) for name, properties in _FORMATS.items()}
        yield Book(file, formats, set())


def on_paper(sheet: Any, lang: Lang) -> None:
    """Give rows room, and print a sheet on A4 in landscape, as wide as the page."""
    sheet.set_default_row(LINE_POINTS + MARGIN_POINTS)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&C{message('faults.footer', lang)}")
