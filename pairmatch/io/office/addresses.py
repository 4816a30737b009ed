"""Cell addresses: A1, XFD1048576 and back."""

from __future__ import annotations

import re

from pairmatch.io.office.limits import COLUMNS, ROWS

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def letters_of(column: int) -> str:
    """Return the letters of a column counted from 1: 27 is AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_of(letters: str) -> int:
    """Return the number of a column from its letters: AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parsed(address: str) -> tuple[int, int] | None:
    """Return row and column of an address, None where a sheet has no such cell."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    row, column = int(match[2]), column_of(match[1])
    return (row, column) if 1 <= row <= ROWS and column <= COLUMNS else None


def area(reference: str) -> tuple[int, int, int, int] | None:
    """Return top, left, bottom and right of A1:B2, None where it is no such area."""
    first, _, last = reference.partition(":")
    start, end = parsed(first), parsed(last or first)
    if start is None or end is None:
        return None
    (top, left), (bottom, right) = start, end
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
