"""The sheet of settings: every key of `scenario.toml` as a row with value, source and meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pairmatch.errors import Lang, Text, both, catalogue
from pairmatch.io.layout import row_height
from pairmatch.io.settings import PLAIN, SECTIONS
from pairmatch.io.template.look import set_paper
from pairmatch.io.template.words import SETTINGS, SETTINGS_HEADER
from pairmatch.settings import Number, Settings
from pairmatch.vocabulary import canonical, label

ASKED = ("name", "title", "round", "year")
"""The keys without a default."""
_WIDTHS = (32, 30, 14, 30, 24, 46)
_TITLE_POINTS, _HEADER_POINTS, _LINE_POINTS, _ROOM = 30.0, 24.0, 18.0, 4.0
_SOURCES = ("clause", "document", "reason")

Setting = tuple[str, object, str, str, str]
"""A key with its value, clause, document and reason."""


def blank_settings(numbers: Iterable[Number]) -> list[Setting]:
    """Return every key with its default, those without one left blank."""
    plain = [(key, getattr(Settings, key, None), "", "", "") for key in PLAIN]
    policy = [(f"policy.{x.name}", x.default, x.clause, "", "") for x in numbers]
    return [*plain, *policy]


def settings_of(data: Mapping[str, Any]) -> list[Setting]:
    """Return what a `scenario.toml` says, key by key; keys of sections carry its name and a dot."""
    found = [(key, value, "", "", "") for key, value in data.items() if key not in SECTIONS]
    for section in SECTIONS:
        for key, value in data.get(section, {}).items():
            found.extend(_entry(f"{section}.{key}", value))
    return found


def _entry(path: str, value: object) -> Iterator[Setting]:
    if not isinstance(value, Mapping):
        yield path, value, "", "", ""
    elif "value" in value:
        clause, document, reason = (str(value.get(x, "")) for x in _SOURCES)
        yield path, value["value"], clause, document, reason
    else:
        for key, each in value.items():
            yield from _entry(f"{path}.{key}", each)


def write_settings(
    book: Any,
    formats: Mapping[str, Any],
    rows: Sequence[Setting],
    numbers: Iterable[Number],
    lang: Lang,
) -> None:
    """Add the sheet to a workbook, with a title and one row for each setting."""
    titles = {f"policy.{number.name}": number.title for number in numbers}
    sheet = book.add_worksheet(SETTINGS.say(lang))
    set_paper(sheet, lang, header=2)
    sheet.freeze_panes(3, 2)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    last = len(_WIDTHS) - 1
    sheet.set_row(0, _TITLE_POINTS)
    sheet.merge_range(0, 0, 0, last, both("template.settings").say(lang), formats["title"])
    said = both("template.settings-line").say(lang)
    sheet.set_row(1, row_height([(said, sum(_WIDTHS))]) or _LINE_POINTS)
    sheet.merge_range(1, 0, 1, last, said, formats["plain"])
    sheet.set_row(2, _HEADER_POINTS)
    for place, text in enumerate(SETTINGS_HEADER):
        sheet.write_string(2, place, text.say(lang), formats["header"])
    for line, (key, value, *sources) in enumerate(rows, 3):
        meaning = _meaning(key, titles).say(lang)
        texts = [key, _said(value, lang), *sources, meaning]
        height = row_height([(str(x), y) for x, y in zip(texts, _WIDTHS, strict=True)])
        sheet.set_row(line, _LINE_POINTS if height is None else height + _ROOM)
        for place, each in enumerate(texts):
            _write(sheet, line, place, each, formats)
        if key in ASKED:
            missing = {"type": "blanks", "format": formats["missing"]}
            sheet.conditional_format(line, 1, line, 1, missing)


def _write(
    sheet: Any, line: int, place: int, text: str | int | float, formats: Mapping[str, Any]
) -> None:
    if isinstance(text, str):
        sheet.write_string(line, place, text, formats["boxed text"])
    else:
        sheet.write_number(line, place, text, formats["boxed left"])


def _said(value: object, lang: Lang) -> str | int | float:
    """Return a value as it stands in its cell: numbers as numbers, terms by their names."""
    if isinstance(value, bool):
        return both("template.true" if value else "template.false").say(lang)
    if isinstance(value, int | float):
        return value
    if isinstance(value, tuple | list):
        return both("template.between").say(lang).join(_term(str(x), lang) for x in value)
    return "" if value is None else str(value)


def _term(written: str, lang: Lang) -> str:
    known = canonical("term", written)
    return label("term", known, lang) if known else written


def _meaning(key: str, titles: Mapping[str, Text]) -> Text:
    if key in titles:
        return titles[key]
    code = f"setting.{key.split('.')[0]}"
    return both(code) if code in catalogue("zh") else Text("", "")
