"""The styles of an xlsx workbook, as far as they change what a cell means."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pairmatch.io.office.archive import Archive
from pairmatch.io.office.formats import BUILT_IN
from pairmatch.io.office.markup import parse

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@lru_cache(maxsize=256)
def local(name: str) -> str:
    """Return a name of the spreadsheet's own namespace without it, '' for one of another."""
    space, _, rest = name.rpartition(" ")
    return rest if space in (TRANSITIONAL, STRICT) else ""


def is_on(value: str | None) -> bool:
    """Whether a yes/no attribute says yes."""
    return value in ("1", "true", "on")


class Styles(NamedTuple):
    """The number format of each style, and the styles that strike the text out."""

    formats: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()

    def format_of(self, style: int) -> str:
        """Return the number format of a style, General where there is no such style."""
        return self.formats[style] if 0 <= style < len(self.formats) else ""


def read_styles(archive: Archive, part: str) -> Styles:
    """Read the styles part."""
    reading = _Reading()
    parse(part, [archive.read(part)], reading.start, reading.end, lambda text: None)
    formats = {**BUILT_IN, **reading.formats}
    return Styles(
        tuple(formats.get(number, "") for number, _ in reading.styles),
        frozenset(i for i, (_, font) in enumerate(reading.styles) if font in reading.struck_fonts),
    )


class _Reading:
    def __init__(self) -> None:
        self.formats: dict[int, str] = {}
        self.struck_fonts: set[int] = set()
        self.styles: list[tuple[int, int]] = []
        self._fonts = -1
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        here = local(name)
        if here in ("fonts", "cellXfs", "dxfs", "cellStyleXfs"):
            self._inside = here
        elif here == "numFmt" and self._inside != "dxfs":
            self.formats[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif here == "font" and self._inside == "fonts":
            self._fonts += 1
        elif here == "strike" and self._inside == "fonts":
            if is_on(attributes.get("val", "1")):
                self.struck_fonts.add(self._fonts)
        elif here == "xf" and self._inside == "cellXfs":
            number, font = attributes.get("numFmtId", "0"), attributes.get("fontId", "0")
            self.styles.append((int(number), int(font)))

    def end(self, name: str) -> None:
        if local(name) == self._inside:
            self._inside = ""
