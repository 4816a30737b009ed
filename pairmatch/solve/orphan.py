"""No orphans: a process started here ends with the process that started it, however that one died."""

from __future__ import annotations

import os
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait


def end_with_parent() -> None:
    """Watch the parent process, and end this one at once when it is gone.

    A closed pipe is noticed only between two jobs; a solver may be busy with one for minutes.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
