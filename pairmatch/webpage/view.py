"""View: the runs of a report, the one that it tells in full, and how they are said in a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pairmatch.errors import Lang, Text
from pairmatch.metrics import metrics_of
from pairmatch.programmes import rules_of, terms_of
from pairmatch.programmes.metric import Metric
from pairmatch.programmes.places import CITY_RUN
from pairmatch.programmes.room import Room
from pairmatch.report.rules import KINDS
from pairmatch.vocabulary import WORDS
from pairmatch.webpage.kept import KeptRun, read_kept
from pairmatch.webpage.rows import Rows, read_rows

_NUMBER = re.compile(r"\d+")
_LISTERS: Mapping[Lang, str] = {"zh": "、", "en": ", "}


@dataclass(frozen=True)
class View:
    """The runs in the order of their years; the last one is told in full, with its ``rows``."""

    runs: tuple[KeptRun, ...]
    rows: Rows
    metrics: tuple[Metric, ...]
    lang: Lang
    rooms: tuple[Room, ...]

    @classmethod
    def of(cls, folders: Sequence[Path], rooms: Sequence[Room], lang: Lang | None) -> View:
        """Read the runs; without a language, that of the last run is taken.

        Raises :class:`~pairmatch.errors.BadInput` for what cannot be reported.
        """
        runs = read_kept(folders)
        last = runs[-1]
        rows = read_rows(last.folder, last.manifest.lang, rooms)
        return cls(runs, rows, metrics_of(rooms), lang or last.manifest.lang, tuple(rooms))

    @property
    def main(self) -> KeptRun:
        """The run that is told in full."""
        return self.runs[-1]

    def say(self, zh: str, en: str) -> str:
        """Return one of two texts."""
        return zh if self.lang == "zh" else en

    def sentence(self, code: str) -> str:
        """Return what a rule or term demands; its code if this program does not know it."""
        found = self._sentences.get(code)
        return found.say(self.lang) if found else code

    def translated(self, text: str) -> str:
        """Return words that the run wrote in its own language; names and numbers stay as they are."""
        if self.main.manifest.lang == self.lang:
            return text
        return self._words.get(text, text)

    def unit_code(self, city: str, unit: str) -> str:
        """Return the code of a unit by what lists call it; '' for one that is not known."""
        full = city if unit in (CITY_RUN.zh, CITY_RUN.en) else unit
        return self._units.get(full) or self._units.get(city + unit, "")

    def task(self, name: str, unit: str) -> tuple[str, str]:
        """Return the name and the unit of a task; numbers in the name stay as they are."""
        known = self.main.manifest.lang
        if known == self.lang:
            return name, unit
        numbers = _NUMBER.findall(name)
        for words, counted in (pair for room in self.rooms for pair in room.task_words):
            if words.say(known) == _NUMBER.sub("#", name):
                said = words.say(self.lang)
                for number in numbers:
                    said = said.replace("#", number, 1)
                return said, counted.say(self.lang)
        return name, unit

    def listed(self, text: str) -> str:
        """Return a list of names and words that the run wrote, each in the language of the report."""
        parts = text.split(_LISTERS[self.main.manifest.lang])
        return _LISTERS[self.lang].join(map(self.translated, parts))

    def label(self, words: str, code: str) -> str:
        """Return the word for a value of a closed list; what is in none stays as it is."""
        word = WORDS[words].get(code)
        return word.label.say(self.lang) if word else code

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return {name: code for code, name in self.main.metrics.units.items()}

    @cached_property
    def _sentences(self) -> Mapping[str, Text]:
        rules, terms = rules_of(self.rooms), terms_of(self.rooms)
        return {rule.code: rule.says for rule in rules} | {term.code: term.says for term in terms}

    @cached_property
    def _words(self) -> Mapping[str, str]:
        known = self.main.manifest.lang
        return {text.say(known): text.say(self.lang) for text in self._texts()}

    def _texts(self) -> Iterable[Text]:
        """Return every text that a table of a run may hold, the most particular ones last."""
        for words in ("person_stage", "term", "role", "subject"):
            yield from (word.label for word in WORDS[words].values())
        yield from (*KINDS.values(), CITY_RUN)
        yield from self.main.reasons
