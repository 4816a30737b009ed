"""The record of a folder with many runs: what they are of, and what could not be planned in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pairmatch.errors import BadInput, Issue, Lang, Text
from pairmatch.io.atomic import write_whole
from pairmatch.solve.versions import own_versions
from pairmatch.sweep.task import Refused

SURE = ("clash",)
"""Refusals that another attempt would only repeat."""
DIFFERS = {
    "scenario": Text("方案不同", "another scenario"),
    "versions": Text("软件版本不同", "other versions"),
    "lang": Text("语言不同", "another language"),
}
"""What a folder may be of, and what is said if it is of another."""


@dataclass(frozen=True)
class Known:
    """Why the input with this hash has no plan."""

    input_hash: str
    refused: Refused

    def sure_of(self, input_hash: str) -> bool:
        """Whether another attempt at an input would only fail again."""
        return self.input_hash == input_hash and self.refused.reason in SURE


@dataclass
class Record:
    """What a folder says of itself in a file of its own, on disk as soon as it is known.

    ``scenario`` is the input hash of what all of it is of. ``foreign`` and ``other`` are the codes of
    the issues if the folder has something else, or is of another scenario, other versions or in another
    language. ``refused`` has by name what could not be planned.
    """

    path: Path
    scenario: str
    lang: Lang
    foreign: str
    other: str
    refused: dict[str, Known] = field(default_factory=dict)

    @property
    def taken(self) -> bool:
        """Whether the folder has more than what a call left that was killed before it had begun."""
        folder, half = self.path.parent, f".{self.path.name}.tmp-"
        if not folder.is_dir():
            return folder.exists()
        return any(x.is_file() and not x.name.startswith(half) for x in folder.rglob("*"))

    def read(self) -> None:
        """Take up what an earlier call left; raises BadInput if the folder is of something else."""
        found = self._found()
        wrong = [name for name, value in self._identity().items() if found.get(name) != value]
        if wrong:
            values: dict[str, object] = {"what": _all(DIFFERS[name] for name in wrong)}
            raise BadInput([Issue(self.other, str(self.path.parent), values=values)])
        taken = {name: _known(said) for name, said in found["refused"].items()}
        self.refused = {name: known for name, known in taken.items() if known is not None}

    def write(self, **more: object) -> None:
        """Write the record anew; ``more`` is for whoever reads it."""
        refused = {name: _said(known) for name, known in self.refused.items()}
        found = {**self._identity(), **more, "refused": refused}
        text = json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        write_whole(self.path, text.encode())

    def _identity(self) -> dict[str, Any]:
        return {"scenario": self.scenario, "versions": dict(own_versions()), "lang": self.lang}

    def _found(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            if isinstance(found, dict) and isinstance(found["refused"], dict):
                return found
        except (OSError, ValueError, LookupError, RecursionError):
            pass
        raise BadInput([Issue(self.foreign, str(self.path.parent))])


def _known(said: Any) -> Known | None:
    """Return what is on record of one, None if that cannot be read: it is then planned again."""
    try:
        texts = tuple(Text(x["zh"], x["en"]) for x in said["said"])
        return Known(said["input_hash"], Refused(said["reason"], texts))
    except (LookupError, TypeError):
        return None


def _said(known: Known) -> dict[str, Any]:
    said = [{"zh": text.zh, "en": text.en} for text in known.refused.said]
    return {"input_hash": known.input_hash, "reason": known.refused.reason, "said": said}


def _all(words: Iterable[Text]) -> Text:
    found = list(words)
    return Text("、".join(x.zh for x in found), " and ".join(x.en for x in found))
