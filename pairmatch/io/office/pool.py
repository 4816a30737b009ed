"""Many files by a few children, each child reading one file after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from pairmatch.errors import Issue
from pairmatch.io.office.grid import Workbook
from pairmatch.io.office.keeper import Keeper

_MOST = 8
"""Children at once."""


def read_all(paths: Sequence[Path]) -> Iterator[Workbook | list[Issue]]:
    """Yield for each path in order what stands in the file, or why it cannot be read."""
    count = max(1, min(len(paths), os.cpu_count() or 1, _MOST))
    keepers = [Keeper() for _ in range(count)]
    free: SimpleQueue[Keeper] = SimpleQueue()
    for keeper in keepers:
        free.put(keeper)

    def read(path: Path) -> Workbook | list[Issue]:
        keeper = free.get()
        try:
            return keeper.read(path)
        finally:
            free.put(keeper)

    threads = ThreadPoolExecutor(count)
    try:
        yield from threads.map(read, paths)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for keeper in keepers:
            keeper.close()
