"""Workbooks of offices: from a file that may be anything to the cells that stand in its sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pairmatch.errors import Issue
    from pairmatch.io.office.grid import Workbook

# The functions import what they need themselves: the child that opens the files lives in this
# package too, and starts fast because it loads nothing of the parent's.


def open_workbook(path: Path) -> Workbook:
    """Return what stands in a file; raise :class:`~pairmatch.errors.BadInput` where it is no sound
    workbook."""
    from pairmatch.errors import BadInput

    (answer,) = open_workbooks([path])
    if isinstance(answer, list):
        raise BadInput(answer)
    return answer


def open_workbooks(paths: Sequence[Path]) -> Iterator[Workbook | list[Issue]]:
    """Yield for each file in order what stands in it, or the faults for which it cannot be read."""
    from pairmatch.io.office.pool import read_all

    yield from read_all(paths)
