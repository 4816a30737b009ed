"""The workbook 变化对照, written as a whole or not at all, beside what is there already."""

from __future__ import annotations

import os
from pathlib import Path

from pairmatch.compare.comparison import Comparison
from pairmatch.compare.pages import change_pages
from pairmatch.errors import BadInput, Issue, Lang
from pairmatch.io.export import write_workbook

ENDING = ".xlsx"


def refuse_taken(path: Path) -> None:
    """Raise :class:`BadInput` where a workbook cannot be: another ending, or a file there already."""
    if path.suffix.lower() != ENDING:
        raise BadInput([Issue("E-COMPARE-ENDING", str(path), value=path.suffix)])
    if path.exists():
        raise BadInput([Issue("E-COMPARE-EXISTS", str(path))])


def write_changes(path: Path, found: Comparison, lang: Lang) -> None:
    """Write a comparison as a workbook; raises :class:`BadInput` if it cannot be written."""
    refuse_taken(path)
    making = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        write_workbook(making, change_pages(found), lang, found.runs[0].metrics.year)
        making.rename(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput([Issue("E-COMPARE-WRITE", str(path), values={"reason": reason})]) from None
    finally:
        making.unlink(missing_ok=True)
