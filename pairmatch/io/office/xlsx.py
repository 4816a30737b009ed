"""xlsx and xlsm: the package, the list of its sheets, and what in it a person should know of."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from pairmatch.io.office.archive import Archive
from pairmatch.io.office.limits import NAMES, SHEET_NAME, SHEETS
from pairmatch.io.office.markup import parse
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused, damaged, too_large
from pairmatch.io.office.xlsx_cells import Cells
from pairmatch.io.office.xlsx_sheet import read_sheet
from pairmatch.io.office.xlsx_styles import Styles, is_on, local, read_styles
from pairmatch.io.office.xlsx_text import read_strings

MAIN = "xl/workbook.xml"
_NOTICED = (
    ("W-OFFICE-MACROS", ("vbaproject.bin", "macrosheets/")),
    ("W-OFFICE-LINKS", ("externallinks/",)),
    ("W-OFFICE-QUERY", ("connections.xml", "querytables/")),
    ("W-OFFICE-OBJECTS", ("embeddings/", "activex/")),
)
"""What is left alone and told about, by what the name of a part in xl/ begins with."""


class _Sheet(NamedTuple):
    name: str
    hidden: bool
    relationship: str


class _Target(NamedTuple):
    kind: str
    part: str


def main_part(archive: Archive) -> str:
    """Return the part with the list of sheets; raise what else the package is."""
    main = MAIN
    if "_rels/.rels" in archive:
        for target in _relationships(archive, "_rels/.rels", "").values():
            if target.kind == "officeDocument":
                main = target.part
    name = main.lower()
    if name.endswith(".bin"):
        raise Refused("E-OFFICE-OTHER", what="xlsb")
    if name.startswith("word/"):
        raise Refused("E-OFFICE-OTHER", what="document")
    if name.startswith("ppt/"):
        raise Refused("E-OFFICE-OTHER", what="slides")
    return main


def read_xlsx(archive: Archive, out: Outbox) -> dict[str, object]:
    """Send the sheets of a workbook; return its defined names and what was noticed."""
    main = main_part(archive)
    book = _Book()
    parse(main, [archive.read(main)], book.start, book.end, book.words)
    folder, file = posixpath.split(main)
    targets = _relationships(archive, posixpath.join(folder, "_rels", f"{file}.rels"), folder)
    styles, shared = Styles(), None
    for target in targets.values():
        if target.kind == "styles" and target.part in archive:
            styles = read_styles(archive, target.part)
        elif target.kind == "sharedStrings" and target.part in archive:
            shared = read_strings(target.part, archive.chunks(target.part), out)
    cells = Cells(out, styles, shared or (), from_1904=book.from_1904)
    sheets = [(sheet, targets.get(sheet.relationship)) for sheet in book.sheets]
    worksheets = [
        (sheet, target.part) for sheet, target in sheets if target and target.kind == "worksheet"
    ]
    if not worksheets:
        raise Refused("E-OFFICE-SHEETS")
    for sheet, part in worksheets:
        read_sheet(sheet.name, part, archive.chunks(part), cells, out, hidden=sheet.hidden)
    return {"names": book.names, "noticed": _noticed(archive)}


def _noticed(archive: Archive) -> list[str]:
    parts = [name.removeprefix("xl/") for name in archive.names if name.startswith("xl/")]
    return [code for code, starts in _NOTICED if any(part.startswith(starts) for part in parts)]


def _relationships(archive: Archive, part: str, folder: str) -> dict[str, _Target]:
    """Return the relationships of a part by id; what lies outside the file is left out."""
    found: dict[str, _Target] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] != "Relationship" or attributes.get("TargetMode") == "External":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "").replace("\\", "/")
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        found[attributes.get("Id", "")] = _Target(kind, posixpath.normpath(path))

    parse(part, [archive.read(part)], start, lambda name: None, lambda text: None)
    return found


class _Book:
    """What the workbook part says: sheets, defined names, the first day of its dates."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self.names: dict[str, str] = {}
        self.from_1904 = False
        self._name: str | None = None
        self._formula: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        here = local(name)
        if here == "sheet":
            self._sheet(attributes)
        elif here == "workbookPr":
            self.from_1904 = is_on(attributes.get("date1904"))
        elif here == "definedName" and "localSheetId" not in attributes:
            self._name, self._formula = attributes.get("name", ""), []

    def words(self, text: str) -> None:
        if self._name is not None:
            self._formula.append(text)

    def end(self, name: str) -> None:
        if local(name) == "definedName" and self._name is not None:
            if len(self.names) >= NAMES:
                raise too_large("names", NAMES)
            self.names[self._name] = "".join(self._formula)[:8192]
            self._name = None

    def _sheet(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if not 0 < len(name) <= SHEET_NAME or any(
            sheet.name.lower() == name.lower() for sheet in self.sheets
        ):
            raise damaged(MAIN)
        relationship = next(
            (v for k, v in attributes.items() if k.endswith("/relationships id")), ""
        )
        self.sheets.append(
            _Sheet(name, attributes.get("state", "visible") != "visible", relationship)
        )
        if len(self.sheets) > SHEETS:
            raise too_large("sheets", SHEETS)
