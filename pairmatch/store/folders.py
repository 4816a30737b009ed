"""Where the runs are: the folders under a root that have a manifest, links to elsewhere left out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pairmatch.io.manifest import MANIFEST

DEPTH = 4
"""How deep runs may lie: those of a sweep are three folders down, those of a round two."""


def is_run(folder: Path) -> bool:
    """Whether a folder says that it is a run, truly or not."""
    try:
        return (folder / MANIFEST).is_file()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def is_folder(text: str) -> bool:
    """Whether a text names a folder."""
    try:
        return bool(text) and Path(text).is_dir()
    except (OSError, ValueError):
        return False


def runs_under(root: Path) -> Iterator[Path]:
    """Find the run folders under a root; what is in a run, hidden or a link is passed over."""
    yield from _under(root, DEPTH)


def _under(folder: Path, depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            inside = sorted(x.name for x in found if x.is_dir(follow_symlinks=False))
    except OSError:
        return
    for name in inside:
        if name.startswith("."):
            continue
        if is_run(folder / name):
            yield folder / name
        elif depth > 1:
            yield from _under(folder / name, depth - 1)
