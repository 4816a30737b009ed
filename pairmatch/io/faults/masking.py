"""Masking: what tells who a person is, shortened to what is enough to find the cell again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from pairmatch.errors import Issue, Text

STARS = "****"
_FIGURES = re.compile(r"\d[\d .+-]{7}")
"""The least that such a number has."""
_IDENTITY = r"\d{15,}[XxＸｘ]?|\d{6}[ -]?\d{8}[ -]?\d{3}[\dXxＸｘ]"
_CARD = r"\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?"
_PHONE = r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
_PRIVATE = re.compile(rf"(?<!\d)(?<!\d\.)(?:{_IDENTITY}|{_CARD}|{_PHONE})(?!\d)")
"""Identity numbers, bank cards and mobile phones, alone or in a sentence. Fifteen digits are always
one of them here, unless they are the decimals of a number."""
_ERROR = re.compile(r"#[A-Z0-9/!?]+")
"""What a formula shows that has failed is nobody's name."""
_ROUNDED = re.compile(r"\d\.\d{8,}(?=[Ee]\+?\d)")
"""A long number as a spreadsheet keeps it, 4.40224199001011e+17: nearly all of it is there."""


def masked(text: str) -> str:
    """Return a text without identity numbers, numbers of bank cards and phones, whatever is around.

    The first three and the last four figures stay (440****1234, 138****5678); of a number that a
    spreadsheet has rounded, the first three.
    """
    if not _FIGURES.search(text):
        return text
    text = _PRIVATE.sub(_shortened, text)
    return _ROUNDED.sub(lambda found: found[0][:4] + STARS, text)


def _shortened(found: re.Match[str]) -> str:
    figures = re.sub("[ +-]", "", found[0])
    if len(figures) == 13:  # a phone with the code of the country
        figures = figures[2:]
    return figures[:3] + STARS + figures[-4:]


def masked_name(name: str) -> str:
    """Return a person's name as its first character and a star: 张*."""
    name = masked(name)
    return f"{name[0]}*" if name else ""


def private(issue: Issue, *, person: bool) -> Issue:
    """Return a fault that may be shown to anybody; ``person`` says that its cell holds a name."""

    def safe(text: str) -> str:
        if person and issue.value and not _ERROR.fullmatch(issue.value):
            text = text.replace(issue.value, masked_name(issue.value))
        return masked(text)

    values = {key: _masked_value(value, safe) for key, value in issue.values.items()}
    return replace(issue, value=safe(issue.value), column=masked(issue.column), values=values)


def _masked_value(value: object, safe: Callable[[str], str]) -> object:
    if isinstance(value, Text):
        return replace(value, zh=safe(value.zh), en=safe(value.en))
    return safe(value) if isinstance(value, str) else value
