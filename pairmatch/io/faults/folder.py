"""The folder that faults are written to: the list, and each file's rows to be corrected."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from pairmatch.errors import Lang, Text
from pairmatch.io.faults.finding import Finding
from pairmatch.io.faults.listing import Back, write_list
from pairmatch.io.faults.reissue import can_be_handed_back, write_reissue
from pairmatch.io.faults.sheets import WrittenSheet

FOLDER = Text("错误", "faults")
LIST = Text("错误清单.xlsx", "faults.xlsx")
RETURNED = Text("退回改正", "returned")


@dataclass(frozen=True)
class Written:
    """What was written: the list, and by file the workbook to be corrected."""

    list: Path
    returned: tuple[Path, ...]


def default_folder(source: Path, lang: Lang) -> Path:
    """Return a folder that is not there yet, in the current one, named after the input.

    A folder of an earlier check is never touched: somebody may be correcting what is in it.
    """
    path = source.resolve()
    name = f"{path.stem if path.is_file() else path.name}-{FOLDER.say(lang)}"
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(path for path in map(Path, names) if not path.exists())


def write_faults(
    folder: Path,
    source: Path,
    findings: Sequence[Finding],
    sheets: Sequence[WrittenSheet],
    lang: Lang,
) -> Written:
    """Write the list of faults, and each file with errors for correction, to a new folder.

    ``source`` is the input, a file or a folder of files. All of it is there at the end or, after an
    OSError, nothing.
    """
    making = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    faulty = {finding.file for finding in findings if finding.level == "error"}
    mine = {
        file: [sheet for sheet in sheets if sheet.raw.file == file]
        for file in dict.fromkeys(sheet.raw.file for sheet in sheets)
        if file in faulty
    }
    said = {file: [finding for finding in findings if finding.file == file] for file in mine}
    kept = {file for file in mine if not can_be_handed_back(mine[file], said[file])}
    books = _books(file for file in mine if file not in kept)
    try:
        making.mkdir(parents=True)
        if books:
            (making / RETURNED.say(lang)).mkdir()
        for name, file in books.items():
            write_reissue(making / RETURNED.say(lang) / name, mine[file], said[file], lang)
        links = {file: f"{RETURNED.say(lang)}/{name}" for name, file in books.items()}
        where = _places(folder, source, {finding.file for finding in findings})
        write_list(making / LIST.say(lang), findings, where, Back(links, kept), lang)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    returned = tuple(folder / RETURNED.say(lang) / name for name in books)
    return Written(folder / LIST.say(lang), returned)


def _books(files: Iterable[str]) -> dict[str, str]:
    """Return the files to hand back, each under the name of its workbook."""
    books: dict[str, str] = {}
    for file in files:
        name = f"{Path(file).stem}.xlsx"
        books[name if name not in books else f"{file}.xlsx"] = file
    return books


def _places(folder: Path, source: Path, files: Iterable[str]) -> dict[str, str]:
    """Return how to get from the folder to each file that exists: relative where possible."""
    home = source if source.is_dir() else source.parent
    places: dict[str, str] = {}
    for file in files:
        path = (home / file).resolve()
        if file and path.is_file():
            try:
                places[file] = Path(os.path.relpath(path, folder.resolve())).as_posix()
            except ValueError:  # another drive of Windows
                places[file] = path.as_posix()
    return places
