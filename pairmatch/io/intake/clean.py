"""One cell as the program takes it: what it says, what was changed, what is in doubt, what is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal, InvalidOperation

from pairmatch.io.headers import Column, Kind
from pairmatch.io.intake.decoding import garbled
from pairmatch.io.intake.months import month
from pairmatch.io.office.grid import Cell, Mark
from pairmatch.io.raw import ChangeKind, stripped, written
from pairmatch.io.shown import shown

LONGEST_CELL = 32_767
"""What a spreadsheet keeps of one cell."""
MOST_DIGITS = 15
"""What a spreadsheet keeps of one number; the digits after these are zeros, whatever was typed."""
MOST_PLACES = 40
NOTHING = frozenset({"无", "没有", "暂无", "待定", "不详", "未知", "/", "\\", "-", "--", "—", "——"})
"""What people write to say that they have nothing to write."""
FLAGS = {
    **dict.fromkeys(("是", "有", "对", "√", "✓", "✔", "true", "yes", "y"), "1"),
    **dict.fromkeys(("否", "不", "不是", "×", "✗", "✘", "false", "no", "n"), "0"),
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]")
_CJK = "[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_BETWEEN = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_DOT = re.compile(rf"(?<={_CJK})\s*[\u2022\u30fb\uff0e\u2027\u2219\u22c5\uff65\u00b7]\s*(?={_CJK})")
_HOLE = re.compile("[?？□■◇*＊\ue000-\uf8ff]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_WITH_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:人|名|位|个|所|张|岁|年|学年|分|床|度|°)")
_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_PICTURE = re.compile(r"=?(_xlfn\.)?DISPIMG\(", re.IGNORECASE)
_PLAIN: Mapping[Kind, re.Pattern[str]] = {
    "word": re.compile(r"[a-z_\u4e00-\u9fff]*"),
    "flag": re.compile("[01]?"),
    "whole": re.compile("-?[0-9]+|"),
    "number": re.compile("-?[0-9.]+|"),
    "code": re.compile("[0-9A-Z]{0,15}"),
    "month": re.compile(r"([0-9]{4}(-[0-9]{2}){0,2})?"),
    "name": re.compile("[0-9A-Za-z()（）\u00b7\u4e00-\u9fff]*"),
    "text": re.compile("[!-~\u4e00-\u9fff]{0,1000}"),
}
"""What is right as it stands, in most cells of a column."""


@dataclass(frozen=True)
class Clean:
    """What a cell says: ``text``, and how that was made of what is written.

    ``kind`` is that of the change, '' if it stands as it is written. ``fault`` and ``doubt`` are codes
    of messages, ``values`` their fields. A faulty cell keeps what is written in it.
    """

    text: str
    kind: ChangeKind | None = None
    fault: str = ""
    doubt: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def clean(column: Column, cell: Cell) -> Clean:
    """Return what a cell of a column says."""
    if isinstance(cell, Mark):
        return _of_mark(column, cell)
    if _PLAIN[column.kind].fullmatch(cell) and not (cell in NOTHING or garbled(cell)):
        return Clean(cell)
    return _of_text(column, cell)


def _of_text(column: Column, text: str) -> Clean:
    bare = stripped(text)
    if _PICTURE.match(bare):
        return Clean("", "blank", doubt="W-CELL-PICTURE")
    if column.kind != "text" and unicodedata.normalize("NFKC", bare) in NOTHING:
        return _nothing(column, bare)
    if _CONTROL.search(bare) and column.kind != "word":
        return Clean(bare, fault="E-CELL-CONTROL")
    found = _OF_KIND[column.kind](column, bare) if bare else Clean("")
    if found.kind is None and bare and found.text != text:
        return replace(found, kind="space")
    return found


def _nothing(column: Column, text: str) -> Clean:
    if column.required:
        return Clean(text, fault="E-CELL-BLANK", values={"expected": column.expected})
    return Clean("", "blank", doubt="W-CELL-NOTHING")


# -- by kind ------------------------------------------------------------------------------


def _word(column: Column, text: str) -> Clean:
    return Clean(text)


def _half(text: str) -> str:
    """Return a text in half-width signs, without white space and the apostrophe of a text cell."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lstrip("'’‘`")


def _code(column: Column, text: str) -> Clean:
    half = _half(text)
    if column.name.endswith("_id"):
        if _ROUNDED.fullmatch(half):
            return Clean(text, fault="E-CELL-CODE", values={"expected": column.expected})
    elif half.isascii():
        half = half.upper()
    else:
        return Clean(text)
    return Clean(half, _changed(text, half))


def _number(column: Column, text: str) -> Clean:
    half = _half(text)
    bad = Clean(text, fault="E-CELL-TYPE", values={"expected": column.expected})
    if "_" in half:  # pydantic would read 1_000 as a number
        return bad
    if _THOUSANDS.fullmatch(half):
        found = half.replace(",", "")
        return Clean(found, "number", doubt="W-CELL-NUMBER", values={"read": found})
    unit = _WITH_UNIT.fullmatch(half)
    if unit is not None:
        return Clean(_exact(column, unit[1]), "number")
    found = _exact(column, half)
    return Clean(found, "number" if found != half else _changed(text, half))


def _exact(column: Column, text: str) -> str:
    """Return a whole number whose last digits a computer has spoilt as it was meant."""
    if column.kind != "whole" or not re.fullmatch(r"[+-]?\d+\.\d+", text):
        return text
    found = Context(prec=MOST_DIGITS).create_decimal(text)
    whole = found == found.to_integral_value() and len(text.strip("+-")) > MOST_DIGITS
    return f"{found:.0f}" if whole else text


def _flag(column: Column, text: str) -> Clean:
    found = FLAGS.get(_half(text).casefold())
    return _number(column, text) if found is None else Clean(found, "flag")


def _month(column: Column, text: str) -> Clean:
    found = month(_half(text))
    if found is None:
        return Clean(text, fault="E-CELL-MONTH", values={"expected": column.expected})
    if found.serial:
        return Clean(found.text, "date", doubt="W-CELL-SERIAL", values={"read": found.text})
    return Clean(found.text, "date" if found.text != text else None)


def _name(column: Column, text: str) -> Clean:
    before = garbled(text)
    if before is not None:
        return Clean(text, fault="E-CELL-GARBLED", values={"before": shown(before)})
    found = _DOT.sub("\u00b7", _BETWEEN.sub("", text))
    doubt = "W-NAME-HOLE" if _HOLE.search(found) else ""
    return Clean(found, _changed(text, found), doubt=doubt)


def _text(column: Column, text: str) -> Clean:
    if len(text) > LONGEST_CELL:
        return Clean(text, fault="E-CELL-LENGTH", values={"expected": column.expected})
    before = garbled(text)
    if before is not None:
        return Clean(text, fault="E-CELL-GARBLED", values={"before": shown(before)})
    return Clean(text)


def _changed(before: str, after: str) -> ChangeKind | None:
    if before == after:
        return None
    return "space" if "".join(before.split()) == after else "sign"


_OF_KIND: Mapping[Kind, Callable[[Column, str], Clean]] = {
    "word": _word,
    "flag": _flag,
    "whole": _number,
    "number": _number,
    "code": _code,
    "month": _month,
    "name": _name,
    "text": _text,
}


# -- cells that are more than text --------------------------------------------------------


def _of_mark(column: Column, mark: Mark) -> Clean:
    if mark.kind == "error":
        return Clean(mark.text, fault="E-CELL-ERROR")
    if mark.kind == "uncached":
        if _PICTURE.match(mark.text):
            return Clean("", "blank", doubt="W-CELL-PICTURE")
        return Clean(mark.text, fault="E-CELL-FORMULA")
    if mark.kind == "date":
        return _of_date(column, mark)
    if mark.kind == "number":
        return _of_number(column, mark)
    return _of_text(column, mark.text)


def _of_date(column: Column, mark: Mark) -> Clean:
    """A date is one only where a month is asked for; elsewhere it was made of something like 3-5."""
    if column.kind == "month":
        found = _month(column, mark.text[:10].removesuffix("-01"))
        return replace(found, kind=None if found.text == written(mark) else "date")
    if column.kind == "text":
        return Clean(written(mark), doubt="W-CELL-DATE")
    return Clean(written(mark), fault="E-CELL-DATE", values={"expected": column.expected})


def _of_number(column: Column, mark: Mark) -> Clean:
    number = _decimal(mark.text)
    if number is None:
        return _of_text(column, written(mark))
    digits = len(number.as_tuple().digits) + max(0, int(number.as_tuple().exponent))
    whole = number == number.to_integral_value()
    if column.kind == "code":
        if whole and digits > MOST_DIGITS:
            return Clean(written(mark), fault="E-CELL-DIGITS")
        text = f"{number:.0f}" if whole else mark.text
        # A format such as 00000000 shows the zeros that the code has and the number has not.
        same = mark.shown.isdigit() and mark.shown.isascii() and int(mark.shown) == number
        return (
            Clean(mark.shown, "number") if same and mark.shown != text else _of_text(column, text)
        )
    if column.kind == "month":
        return _of_month_number(column, mark, number)
    text = f"{number:f}"
    if column.kind in ("whole", "flag"):
        near = Context(prec=MOST_DIGITS).create_decimal(number)
        if near == near.to_integral_value():
            text = f"{near:.0f}"
            return replace(_of_text(column, text), kind=None if near == number else "number")
    return _of_text(column, text)


def _decimal(text: str) -> Decimal | None:
    """Return a number exactly; None for what is none, or so large that nobody counts to it."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_PLACES else None


def _of_month_number(column: Column, mark: Mark, number: Decimal) -> Clean:
    """2024.1 may be January or October; 2024.10 is shown as such or not at all."""
    said = mark.shown or f"{number:f}"
    if re.fullmatch(r"\d{4}\.1", said):
        return Clean(said, fault="E-CELL-MONTH", values={"expected": column.expected})
    return _of_text(column, said)
