"""Dates in spreadsheets: from a count of days to the date, and as the format shows it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

_FIRST, _FIRST_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_DAYS = 2_958_466
"""Days before the year 10000: no spreadsheet has a later date."""
_FEIGNED = 60
"""Excel counts a 29 February 1900 as day 60; earlier days are one further on than they seem."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS_OF_WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[hms]+\]|\[[^\]]*\]|(?i:am/pm|a/p)|上午/下午'
    r"|y+|m+|d+|h+|s+(?:\.0+)?|;|.",
    re.DOTALL | re.IGNORECASE,
)


def from_serial(text: str, *, from_1904: bool) -> tuple[str, datetime] | None:
    """Return the date of a number as ISO text and as a date; None where a sheet shows only ####.

    A whole number is a day without a time, one below 1 a time without a day.
    """
    days = Decimal(text)
    if not 0 <= days < _DAYS:
        return None
    seconds = int((days * 86_400).to_integral_value())
    if not from_1904 and seconds // 86_400 == _FEIGNED:
        return "1900-02-29", datetime(1900, 2, 28)
    early = not from_1904 and 0 < seconds // 86_400 < _FEIGNED
    first = _FIRST_1904 if from_1904 else _FIRST
    try:
        when = first + timedelta(seconds=seconds, days=1 if early else 0)
    except OverflowError:
        return None
    if seconds < 86_400 and seconds:
        return when.strftime("%H:%M:%S"), when
    if seconds % 86_400:
        return when.isoformat(timespec="seconds"), when
    return when.date().isoformat(), when


def show(when: datetime, code: str) -> str:
    """Return how a date format shows a date; '' where the format counts hours beyond a day."""
    tokens = _first_section(code)
    if any(re.fullmatch(r"\[[hms]+\]", token, re.IGNORECASE) for token in tokens):
        return ""
    halves = any(_is_half(token) for token in tokens)
    said = []
    for at, token in enumerate(tokens):
        said.append(_piece(token, when, minutes=_means_minutes(tokens, at), halves=halves))
    return "".join(said)


def _first_section(code: str) -> list[str]:
    tokens = _TOKEN.findall(code)
    return tokens[: tokens.index(";")] if ";" in tokens else tokens


def _is_half(token: str) -> bool:
    return token.lower() in ("am/pm", "a/p", "上午/下午")


def _means_minutes(tokens: list[str], at: int) -> bool:
    """Whether an m is minutes: after hours or before seconds, with nothing else coded between."""
    if tokens[at][0] not in "mM":
        return False
    before = [t[0].lower() for t in tokens[:at] if t[0] in "yYmMdDhHsS"]
    after = [t[0].lower() for t in tokens[at + 1 :] if t[0] in "yYmMdDhHsS"]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _piece(token: str, when: datetime, *, minutes: bool, halves: bool) -> str:
    low, width = token.lower(), len(token)
    if low[0] == "y":
        return f"{when.year % 100:02d}" if width <= 2 else f"{when.year:04d}"
    if low[0] == "m" and minutes:
        return f"{when.minute:0{min(width, 2)}d}"
    if low[0] == "m":
        return f"{when.month:0{width}d}" if width <= 2 else _MONTHS[when.month - 1]
    if low[0] == "d":
        return f"{when.day:0{width}d}" if width <= 2 else _DAYS_OF_WEEK[when.weekday()]
    if _is_half(token):
        morning, evening = token.split("/")
        return morning if when.hour < 12 else evening
    if low[0] == "h":
        return f"{(when.hour % 12 or 12) if halves else when.hour:0{min(width, 2)}d}"
    if low[0] == "s":
        return f"{when.second:0{min(len(low.partition('.')[0]), 2)}d}"
    return _as_it_stands(token)


def _as_it_stands(token: str) -> str:
    if token[0] == '"':
        return token.strip('"')
    if token[0] == "\\":
        return token[1:]
    return "" if token[0] in "[_*" and len(token) > 1 else token
