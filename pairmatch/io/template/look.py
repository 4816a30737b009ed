"""How a workbook to fill in looks: its file, fonts, colours and paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pairmatch.errors import Lang, message
from pairmatch.io.template.words import VERSION, VERSION_NAME

_BODY: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_HEADER: dict[str, Any] = {
    **_BODY,
    "bold": True,
    "align": "center",
    "text_wrap": True,
    "border": 1,
    "bg_color": "#D9E2F3",
}
_BOXED: dict[str, Any] = {**_BODY, "border": 1, "text_wrap": True}
_EXAMPLE: dict[str, Any] = {**_BODY, "border": 1, "italic": True, "font_color": "#7F7F7F"}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {**_BODY, "font_name": "黑体", "font_size": 16, "align": "center"},
    "line": {**_BODY, "align": "left", "text_wrap": True},
    "plain": {**_BODY, "text_wrap": True},
    "header": _HEADER,
    "required": {**_HEADER, "font_color": "#C00000"},
    "boxed": _BOXED,
    "boxed middle": {**_BOXED, "align": "center"},
    "boxed left": {**_BOXED, "align": "left"},
    "boxed text": {**_BOXED, "num_format": "@"},
    "example text": {**_EXAMPLE, "num_format": "@"},
    "example number": _EXAMPLE,
    "text": {**_BODY, "num_format": "@"},
    "number": _BODY,
    "filled": {"border": 1},
    "missing": {"bg_color": "#FFC7CE"},
    "twice": {"font_color": "#C00000", "bold": True},
}
_OPTIONS: dict[str, Any] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "宋体", "font_size": 11},
}
_MADE = datetime(2026, 1, 1)
"""What every file gives as its time, so that the same content gives the same bytes on any day."""
_A4 = 9


@contextmanager
def new_book(
    path: Path, title: str, *, large: bool = False
) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Give a workbook and its formats; it is written to ``path`` when all went well.

    Sheets are written row by row from the top, each before the next one is begun. The rows of a
    ``large`` one are not kept in memory. Raises OSError where the file cannot be written.
    """
    # XlsxWriter writes into the options it is given: the second book would differ from the first.
    options = {**deepcopy(_OPTIONS), "constant_memory" if large else "in_memory": True}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            subject = f"{VERSION_NAME} {VERSION}"
            book.set_properties({"title": title, "subject": subject, "created": _MADE})
            book.define_name(VERSION_NAME, f'="{VERSION}"')
            yield book, {name: book.add_format(look) for name, look in _FORMATS.items()}
    except FileCreateError as error:
        raise error.args[0] from None


def set_paper(sheet: Any, lang: Lang, *, header: int, upright: bool = False) -> None:
    """Set a sheet up for A4, one page wide, its header row (from 0) on every page."""
    if not upright:
        sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer(f"&C{message('template.footer', lang)}")
    sheet.repeat_rows(header)
