"""Months and days as people write them, as one form: 2024-09 or 2024-09-01."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = re.compile(r"(20\d\d)(?:年|学年)?")
_DATE = re.compile(r"(20\d\d)[-./年](\d{1,2})(?:月|[-./月](\d{1,2})[日号]?)?")
_SERIAL = re.compile(r"[345]\d{4}")
_FIRST_DAY = date(1899, 12, 30)
_MONTHS = 12


@dataclass(frozen=True)
class Month:
    """A month or day in its form; ``serial`` if it was written as the number of a day."""

    text: str
    serial: bool = False


def month(text: str) -> Month | None:
    """Return the year, month or day that a text says; None if it does not say one for sure."""
    year = _YEAR.fullmatch(text)
    if year is not None:
        return Month(year[1])
    if _SERIAL.fullmatch(text):
        day = _FIRST_DAY + timedelta(int(text))
        return Month(f"{day:%Y-%m}" if day.day == 1 else day.isoformat(), serial=True)
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    number = int(found[2])
    if not 1 <= number <= _MONTHS:
        return None
    if found[3] is None:
        return Month(f"{found[1]}-{number:02d}")
    try:
        return Month(date(int(found[1]), number, int(found[3])).isoformat())
    except ValueError:
        return None
