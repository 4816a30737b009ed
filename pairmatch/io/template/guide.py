"""The first sheet of a workbook to fill in: how to fill it in, and every column with its demands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pairmatch.errors import Lang, Text, message
from pairmatch.io.layout import row_height
from pairmatch.io.template.forms import Form, example_of
from pairmatch.io.template.look import set_paper
from pairmatch.io.template.words import GUIDE
from pairmatch.schema import Table
from pairmatch.vocabulary import LANGS

_HEADER = (
    Text("工作表", "sheet"),
    Text("列", "column"),
    Text("必填", "required"),
    Text("填什么", "what goes in"),
    Text("空白表示", "blank means"),
    Text("示例", "example"),
    Text("常见错误", "common mistake"),
)
_WIDTHS = (14, 17, 10, 52, 22, 20, 48)
_STYLES = ("boxed", "boxed", "boxed middle", "boxed", "boxed", "boxed text", "boxed")
_LOST = 3
"""Of the width of a cell, so that quotation marks, which some fonts show wide, do not cut a line."""
_SENTENCES = ("purpose", "fill", "send")
_REQUIRED = Text("是", "yes")
_TITLE_POINTS, _HEADER_POINTS, _LINE_POINTS, _ROOM = 32.0, 24.0, 18.0, 4.0


def write_guide(
    book: Any,
    formats: Mapping[str, Any],
    sheets: Sequence[tuple[Table, Sequence[Form]]],
    lang: Lang,
) -> None:
    """Add the sheet to a workbook: a few sentences, then one row for each column of each table."""
    sheet = book.add_worksheet(GUIDE.say(lang))
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    last, whole = len(_WIDTHS) - 1, sum(_WIDTHS)
    sheet.set_row(0, _TITLE_POINTS)
    sheet.merge_range(0, 0, 0, last, message("template.guide-title", lang), formats["title"])
    for line, name in enumerate(_SENTENCES, 1):
        said = message(f"template.guide-{name}", lang)
        sheet.set_row(line, row_height([(said, whole - _LOST)]) or _LINE_POINTS)
        sheet.merge_range(line, 0, line, last, said, formats["plain"])
    header = len(_SENTENCES) + 1
    set_paper(sheet, lang, header=header)
    sheet.freeze_panes(header + 1, 0)
    sheet.set_row(header, _HEADER_POINTS)
    for place, text in enumerate(_HEADER):
        sheet.write_string(header, place, text.say(lang), formats["header"])
    line = header + 1
    for table, forms in sheets:
        for row in _rows(table, forms, lang):
            height = row_height([(x, w - _LOST) for x, w in zip(row, _WIDTHS, strict=True)])
            sheet.set_row(line, _LINE_POINTS if height is None else height + _ROOM)
            for place, (cell, style) in enumerate(zip(row, _STYLES, strict=True)):
                sheet.write_string(line, place, cell, formats[style])
            line += 1


def _rows(table: Table, forms: Sequence[Form], lang: Lang) -> list[tuple[str, ...]]:
    """Return a row for each column of a table."""
    shown = example_of(table, forms, lang) or [None] * len(forms)
    if table.example is not None:
        shown[0] = forms[0].written(table.example, lang)
    found: list[tuple[str, ...]] = []
    for form, value in zip(forms, shown, strict=True):
        takes = form.takes.say(lang)
        if form.name == table.key[0]:
            takes = message("template.also", lang, first=takes, then=_unrepeated(table, forms))
        found.append(
            (
                table.title.say(lang),
                form.header.say(lang),
                _REQUIRED.say(lang) if form.required else "",
                takes,
                form.blank.say(lang),
                "" if value is None else str(value),
                form.mistake.say(lang),
            )
        )
    return found


def _unrepeated(table: Table, forms: Sequence[Form]) -> Text:
    """Return which cells may not say the same in two rows."""
    headers = {form.name: form.header for form in forms}
    if len(table.key) == 1:
        return Text(*(message("template.once", lang) for lang in LANGS))
    joined = Text(
        *("＋".join(headers[x].zh for x in table.key), " + ".join(headers[x].en for x in table.key))
    )
    return Text(*(message("template.once-together", lang, columns=joined) for lang in LANGS))
