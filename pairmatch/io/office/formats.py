"""Number formats of spreadsheets: which of them are dates, and how they show a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The formats that have a number and no text in the file, as Chinese Excel and WPS show them."""

_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|(?i:am/pm|a/p|general)|上午/下午|G/通用格式'
    r"|[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|.",
    re.DOTALL,
)
_ELAPSED = re.compile(r"\[([hms])\1*\]", re.IGNORECASE)
_DIGITS = re.compile(r"[0#,]*[0#](?:\.[0#]+)?|\.[0#]+")
_LITERALS = frozenset("-+() :$￥¥%/") | frozenset("年月日时分秒人名个所校元分岁")

Shower = Callable[[str], str]
"""From a number as stored to how its format shows it; '' where that is not known or the same."""


@cache
def is_date(code: str) -> bool:
    """Whether a format shows a date or a time: its first section has one of y m d h s as a code."""
    for token in _TOKEN.findall(_section(code)):
        if _ELAPSED.fullmatch(token) or token[0] in "yYmMdDhHsS":
            return True
    return False


@cache
def shower(code: str) -> Shower | None:
    """Return how a format of digits shows a number; None for General and what is not understood."""
    before, digits, after, percent = "", "", "", False
    for token in _pieces(_section(code)):
        literal = _literal(token)
        if literal is not None and token != "%":
            before, after = (before, after + literal) if digits else (before + literal, after)
        elif token == "%" and digits:
            percent, after = True, after + "%"
        elif _DIGITS.fullmatch(token) and not digits:
            digits = token
        else:
            return None
    if not digits or digits.endswith(","):
        return None
    whole, _, fraction = digits.partition(".")

    def show(text: str) -> str:
        digits_shown = _shown(Decimal(text), whole, fraction, percent=percent)
        shown = (before + digits_shown + after).strip()
        return "" if shown == text else shown

    return show


def _section(code: str) -> str:
    """Return the first of the sections that a format has for positive, negative, zero and text."""
    found = ""
    for token in _TOKEN.findall(code):
        if token == ";":
            break
        found += token
    return found


def _pieces(section: str) -> list[str]:
    """Return the tokens of a section, the code of its digits as one."""
    pieces: list[str] = []
    for token in _TOKEN.findall(section):
        if token in "0#,." and pieces and pieces[-1][0] in "0#,.":
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def _literal(token: str) -> str | None:
    """Return what a token shows as it stands; None for one that stands for something."""
    if token[0] == '"' and len(token) > 1:
        return token[1:-1]
    if token[0] == "\\" and len(token) == 2:
        return token[1]
    if token[0] == "_" and len(token) == 2:
        return " "
    if token[0] == "[" and "=" not in token and "<" not in token and ">" not in token:
        return "" if not token.startswith("[$") else token[2:-1].partition("-")[0]
    return token if token in _LITERALS else None


def _shown(value: Decimal, whole: str, fraction: str, *, percent: bool) -> str:
    """Return the digits of a number with at least as many places as the format has zeros."""
    if value.adjusted() > 30:
        return str(value)
    places = Decimal(1).scaleb(-len(fraction))
    rounded = (value * 100 if percent else value).quantize(places, rounding=ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    left, _, right = f"{abs(rounded):f}".partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole and left:
        left = f"{int(left):,}".rjust(len(left), "0")
    kept = len(fraction.rstrip("#"))
    right = right[:kept] + right[kept:].rstrip("0")
    return f"{sign}{left}.{right}" if right else sign + left
