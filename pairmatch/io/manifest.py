"""Manifest: what a run folder says about itself; read without all that it takes to write one."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, get_args

from pairmatch.errors import BadInput, Defect, Issue, Lang, Text
from pairmatch.result import Result, Status

if TYPE_CHECKING:
    from pairmatch.io.changes import Changes

MANIFEST = "manifest.json"
NOT_AS_WRITTEN = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(RecursionError, MemoryError, zlib.error, Defect),
)
"""What reading a file may raise that somebody else has written."""


@dataclass(frozen=True)
class Manifest:
    """What a run folder says about itself.

    ``source`` is the path of the scenario, from the run folder where there is a way; ``inputs`` and
    ``files`` are the SHA-256 of the scenario's files and of the run's, by name. ``changes`` are what
    a variant says differently from the scenario. ``written`` is the ISO time of writing, to the second.
    """

    source: str
    lang: Lang
    workbook: str
    result: Result
    inputs: Mapping[str, str]
    files: Mapping[str, str]
    changes: Changes = field(default_factory=dict)
    written: str = ""
    round: str = ""
    year: int = 0


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a run folder; raises :class:`BadInput` if it has none."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = _inside(_hashes(found["files"]))
        return Manifest(
            source=_text(found["source"]),
            lang=_one_of(found["lang"], Lang),
            workbook=_known(found["workbook"], files),
            result=_judged(Result.from_dict(found["result"])),
            inputs=_hashes(found["inputs"]),
            files=files,
            changes=_changes(found.get("changes", {})),
            written=str(found.get("written", "")),
            round=str(found.get("round", "")),
            year=int(found.get("year", 0)),
        )
    except NOT_AS_WRITTEN as error:
        raise BadInput([Issue("E-RUN-MANIFEST", str(folder / MANIFEST))]) from error


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("a name that is no text")
    return found


def _one_of(found: object, values: Any) -> Any:
    for value in get_args(values):
        if found == value:
            return value
    raise ValueError("a word that no run is written with")


def _known(name: str, files: Mapping[str, str]) -> str:
    """Return the name of the workbook; the plan is read only from a file with a hash."""
    if name not in files:
        raise ValueError("a workbook without a hash")
    return name


def _judged(result: Result) -> Result:
    """Return a result that says only what a result may say of a plan and its parts."""
    for status in (result.status, *(part.status for part in result.components)):
        _one_of(status, Status)
    return result


def _hashes(found: Mapping[str, str]) -> Mapping[str, str]:
    if not all(isinstance(known, str) for known in found.values()):
        raise TypeError("a hash that is no text")
    return found


def _inside(files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the hashes of a run's files; nothing outside the run is read for them."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\0" in name:
            raise ValueError("a file outside the run")
    return files


def _changes(found: Mapping[str, Any]) -> Changes:
    """Return the changes of a manifest; raise one of many errors if they are none."""
    if not found:
        return {}
    from pairmatch.io.changes import nested

    if not all(isinstance(section, Mapping) for section in nested(found).values()):
        raise ValueError("a change outside any section")
    return found


def changed_files(folder: Path, manifest: Manifest) -> list[Text]:
    """Return what is missing or no longer as it was written in a run folder."""
    return [
        Text(f"文件 {name} 缺失或已被改动", f"the file {name} is missing or was changed")
        for name, known in manifest.files.items()
        if not (folder / name).is_file() or sha256(folder / name) != known
    ]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
