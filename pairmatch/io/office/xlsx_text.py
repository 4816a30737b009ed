"""Texts of xlsx: plain or in runs of different looks, without the readings written above them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from pairmatch.io.office.limits import CELL_TEXT
from pairmatch.io.office.markup import parse
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.xlsx_cells import unescaped
from pairmatch.io.office.xlsx_styles import local


class Inline:
    """The text inside one ``si`` or ``is``: every ``t`` that is not in a phonetic run."""

    def __init__(self) -> None:
        self.length = 0
        self._said: list[str] = []
        self._reading = False
        self._phonetic = False

    @property
    def text(self) -> str:
        """What was said, no longer than :data:`CELL_TEXT` and one character."""
        return "".join(self._said)

    def start(self, name: str) -> None:
        """Enter an element, by its local name."""
        if name == "rPh":
            self._phonetic = True
        self._reading = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        """Leave an element."""
        if name == "rPh":
            self._phonetic = False
        self._reading = False

    def words(self, text: str) -> None:
        """Hear some text; what would be too long for a cell is counted and not kept."""
        if self._reading:
            if self.length <= CELL_TEXT:
                self._said.append(text[: CELL_TEXT + 1])
            self.length += len(text)


class _Strings:
    def __init__(self, out: Outbox) -> None:
        self.numbers = array("q")
        self._out = out
        self._inline: Inline | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        here = local(name)
        if here == "si":
            self._inline = Inline()
        elif self._inline is not None:
            self._inline.start(here)

    def end(self, name: str) -> None:
        here = local(name)
        if self._inline is None:
            return
        if here != "si":
            self._inline.end(here)
            return
        long = self._inline.length > CELL_TEXT
        self.numbers.append(
            -self._inline.length if long else self._out.text(unescaped(self._inline.text))
        )
        self._inline = None

    def words(self, text: str) -> None:
        if self._inline is not None:
            self._inline.words(text)


def read_strings(part: str, pieces: Iterable[bytes], out: Outbox) -> array[int]:
    """Send the shared texts and return their numbers; one too long for a cell has minus its length."""
    strings = _Strings(out)
    parse(part, pieces, strings.start, strings.end, strings.words)
    return strings.numbers
