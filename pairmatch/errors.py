"""Faults as data: what is wrong, where, what was expected and what to do, in Chinese or English."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Text:
    """One short text in the two languages of the program."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the text in one language."""
        return self.zh if lang == "zh" else self.en


@cache
def catalogue(lang: Lang) -> dict[str, str]:
    """Return the message catalogue of one language, keyed by code."""
    text = files("pairmatch").joinpath(f"messages/{lang}.toml").read_text(encoding="utf-8")
    return {str(code): str(message) for code, message in tomllib.loads(text).items()}


def message(code: str, lang: Lang, **values: object) -> str:
    """Return a catalogue message with its fields filled in."""
    said = {
        name: value.say(lang) if isinstance(value, Text) else value
        for name, value in values.items()
    }
    return catalogue(lang)[code].format(**said)


def both(code: str, **values: object) -> Text:
    """Return a catalogue message in both languages, to stand as a field in another message."""
    return Text(message(code, "zh", **values), message(code, "en", **values))


@dataclass(frozen=True)
class Issue:
    """One fault of the input, addressed to a cell.

    ``line`` counts from 1 at the top of the file or sheet; ``column`` is the header as the file spells
    it, ``letter`` the column of a spreadsheet; ``values`` fill the problem and the remedy of the
    catalogue entry of ``code``. A code that begins with W asks a person to look and stops nothing.
    """

    code: str
    file: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    values: dict[str, object] = field(default_factory=dict, hash=False)
    sheet: str = ""
    letter: str = ""

    @property
    def level(self) -> Literal["error", "warning"]:
        """Return whether the fault stops the reading."""
        return "warning" if self.code.startswith("W-") else "error"

    def place(self, lang: Lang) -> str:
        """Return where the fault is, as a person would look for it."""
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(message("place.sheet", lang, sheet=self.sheet))
        if self.line is not None:
            parts.append(message("place.line", lang, line=self.line))
        if self.column:
            code = "place.column-letter" if self.letter else "place.column"
            parts.append(message(code, lang, column=self.column, letter=self.letter))
        return message("place.join", lang).join(parts)

    def say(self, lang: Lang) -> str:
        """Return the whole fault in one line: place, problem, expectation, remedy, code."""
        problem = message(f"{self.code}.problem", lang, value=self.value, **self.values)
        remedy = message(f"{self.code}.remedy", lang, value=self.value, **self.values)
        place = self.place(lang)
        head = message("place.head", lang, place=place) if place else ""
        return message(
            "place.fault", lang, head=head, problem=problem, remedy=remedy, fault=self.code
        )

    def order(self) -> tuple[str, str, int, str, str, str]:
        """Sort key: file, sheet, line, column, code, value."""
        return (self.file, self.sheet, self.line or 0, self.column, self.code, self.value)


class Breach(Protocol):
    """A breach of a rule that can be said in either language."""

    def say(self, lang: Lang) -> str:
        """Return the breach in one line."""
        ...


class PairmatchError(Exception):
    """Base of every error this program raises on purpose."""


class BadInput(PairmatchError):
    """The input has faults; all of them are in ``issues``."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = sorted(issues, key=Issue.order)
        super().__init__(f"{len(self.issues)} faults in the input")


class HardRulesClash(PairmatchError):
    """Hard rules and decisions cannot all hold; ``breaches`` are the smallest ones found."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        self.breaches = list(breaches)
        super().__init__("; ".join(breach.say("en") for breach in breaches))


class NoPlanInTime(PairmatchError):
    """The solver found no plan for some component before the deadline."""


class ExecutorLost(PairmatchError):
    """The cluster that did the work is gone in the middle of it; the argument is its address."""


class Defect(PairmatchError):
    """Something this program guarantees does not hold: a bug, never the user's fault."""
