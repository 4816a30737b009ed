"""Writing a report: a whole file or none, and never over a file that is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pairmatch.errors import BadInput, Issue, Lang, Text
from pairmatch.programmes.room import Room
from pairmatch.webpage.render import render
from pairmatch.webpage.view import View

ENDINGS = (".html", ".htm")
_NAME = Text("报告", "report")


def write_report(
    folders: Sequence[Path], rooms: Sequence[Room], lang: Lang | None, out: Path | None
) -> tuple[Path, View]:
    """Write the report on some runs; return its file and what it shows.

    Without ``out`` the file stands beside the last run, named after it. Raises :class:`BadInput` for
    what cannot be reported, and where there is a file already or none can be written.
    """
    if out is not None:
        _refuse(out)
    view = View.of(folders, rooms, lang)
    path = out or _beside(view)
    _refuse(path)
    _write(path, render(view))
    return path, view


def _beside(view: View) -> Path:
    folder = view.main.folder.resolve()
    return folder.with_name(f"{folder.name}-{_NAME.say(view.lang)}.html")


def _refuse(path: Path) -> None:
    if path.suffix.lower() not in ENDINGS:
        raise BadInput([Issue("E-REPORT-ENDING", str(path), value=path.suffix)])
    if path.exists():
        raise BadInput([Issue("E-REPORT-EXISTS", str(path))])


def _write(path: Path, text: str) -> None:
    making = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        # A folder's name need not be text that UTF-8 can say.
        making.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        making.rename(path)
    except OSError as error:
        values: dict[str, object] = {"reason": error.strerror or str(error)}
        raise BadInput([Issue("E-REPORT-WRITE", str(path), values=values)]) from None
    finally:
        if making.exists():
            making.unlink()
