"""A run opened for a command that asks what if of it: this process does nothing else any more."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pairmatch.whatif.opened import OpenedRun


def open_named(run: str, root: Path) -> OpenedRun:
    """Return a run by its folder or name, as :func:`pairmatch.whatif.opened.open_run` does."""
    from pairmatch.programmes import ROOMS
    from pairmatch.store import find
    from pairmatch.whatif.opened import open_run

    found = open_run(find(run, root), ROOMS)
    # All of it stays to the end: looking through it again took a fifth of a second of each answer.
    gc.freeze()
    return found
