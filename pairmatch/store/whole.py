"""Whether a run folder is still what it was when it was written."""

from __future__ import annotations

from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.manifest import Manifest, read_manifest, sha256

SHOWN = 12
"""Digits of a hash that are shown."""


def whole(folder: Path) -> Manifest:
    """Return the manifest of a run of which every file is as it was written.

    Raises BadInput with one issue for each file that is missing or was altered, with its hash.
    """
    manifest = read_manifest(folder)
    issues = [x for name, known in manifest.files.items() if (x := _amiss(folder / name, known))]
    if issues:
        raise BadInput(issues)
    return manifest


def _amiss(path: Path, known: str) -> Issue | None:
    values: dict[str, object] = {"known": known[:SHOWN]}
    try:
        found = sha256(path) if path.is_file() else None  # a pipe would never end
    except OSError:
        found = None
    if found is None:
        return Issue("E-STORE-FILE-MISSING", str(path), values=values)
    if found == known:
        return None
    return Issue("E-STORE-FILE-ALTERED", str(path), values={**values, "found": found[:SHOWN]})
