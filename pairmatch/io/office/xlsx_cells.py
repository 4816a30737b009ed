"""One cell of an xlsx sheet: from its type, style, value and formula to what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pairmatch.io.office.dates import from_serial, show
from pairmatch.io.office.formats import is_date, shower
from pairmatch.io.office.outbox import Outbox
from pairmatch.io.office.refused import Refused
from pairmatch.io.office.xlsx_rows import Fields
from pairmatch.io.office.xlsx_styles import Styles

NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OUT_OF_RANGE = "########"
"""What a sheet shows for a date before the first or after the last it knows."""


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold: ``_x000D_`` stands for a CR."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # Half a surrogate pair is no character, and NUL no text.
    return match[0] if 0xD800 <= code <= 0xDFFF or not code else chr(code)


class Cells:
    """Makes cells of one workbook and says their number in the outbox."""

    def __init__(
        self, out: Outbox, styles: Styles, shared: Sequence[int], *, from_1904: bool
    ) -> None:
        self._out = out
        self.styles = styles
        self.known: dict[bytes, int] = {}
        """The numbers of cells by their bytes after the address, in any sheet of the workbook."""
        self._shared = shared
        self._from_1904 = from_1904

    def number_of(self, cell: Fields) -> int:
        """Return the number of a cell; 0 for a blank one. Raises :class:`Refused` without a place."""
        style, kind, formula, value, inline = cell
        if kind == "n" and value:
            return self._of_number(value.strip(), self.styles.format_of(style))
        if formula is not None and not value and kind != "str":
            return self._out.mark("uncached", f"={formula}")
        if kind == "inlineStr":
            return self._out.text(unescaped(inline or ""))
        if not value:
            return 0
        if kind == "s":
            return self._of_shared(value)
        if kind == "str":
            return self._out.text(unescaped(value))
        if kind == "b":
            return self._out.mark("flag", "TRUE" if value.strip() in ("1", "true") else "FALSE")
        if kind == "e":
            return self._out.mark("error", value[:40])
        if kind == "d":
            return self._out.mark("date", value[:40])
        return self._of_number(value.strip(), self.styles.format_of(style))

    def _of_shared(self, value: str) -> int:
        index = int(value) if value.isascii() and value.strip().isdigit() else -1
        if not 0 <= index < len(self._shared):
            raise Refused("E-OFFICE-CELL", found=value[:40])
        number = self._shared[index]
        if number < 0:  # this text was too long to be kept
            raise Refused("E-OFFICE-LONG", length=-number)
        return number

    def _of_number(self, text: str, code: str) -> int:
        return number_cell(self._out, text, code, from_1904=self._from_1904)


def number_cell(out: Outbox, text: str, code: str, *, from_1904: bool) -> int:
    """Return the number of a cell that holds a number under a number format."""
    if NUMBER.fullmatch(text) is None:
        raise Refused("E-OFFICE-CELL", found=text[:40])
    if not code:
        return out.mark("number", text)
    if is_date(code):
        date = from_serial(text, from_1904=from_1904)
        if date is None:
            return out.mark("error", _OUT_OF_RANGE)
        return out.mark("date", date[0], show(date[1], code))
    shown = shower(code)
    return out.mark("number", text, shown(text) if shown is not None else "")
