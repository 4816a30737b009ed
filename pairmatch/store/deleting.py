"""Deleting a run: the whole folder or nothing, and never anything but a run under the root."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.manifest import read_manifest

_ALSO = ("verification.json", "tables")
"""What a run has beside its manifest; a folder with a damaged manifest must have it."""
_AWAY = ".deleted-"


def refuse_undeletable(folder: Path, root: Path) -> None:
    """Raise BadInput if a folder is no run of this program that really lies under the root."""
    real, top = folder.resolve(), root.resolve()
    if real == top or not real.is_relative_to(top) or folder.is_symlink():
        raise BadInput([Issue("E-STORE-OUTSIDE", str(folder), values={"root": root})])
    try:
        read_manifest(folder)
    except BadInput:
        if not all((folder / name).exists() for name in _ALSO):
            raise BadInput([Issue("E-STORE-FOREIGN", str(folder))]) from None


def delete(folder: Path, root: Path) -> None:
    """Delete a run: it is renamed first, so that it is there as a whole or not at all.

    What a killed call left of an earlier one is removed as well. Raises BadInput if the folder may not
    be deleted or cannot be moved.
    """
    refuse_undeletable(folder, root)
    away = root.resolve() / f"{_AWAY}{os.getpid()}-{folder.name}"
    try:
        folder.rename(away)
    except OSError as error:
        values: dict[str, object] = {"reason": error.strerror or str(error)}
        raise BadInput([Issue("E-STORE-DELETE", str(folder), values=values)]) from error
    for left in root.resolve().glob(f"{_AWAY}*"):
        with suppress(OSError):
            shutil.rmtree(left)
