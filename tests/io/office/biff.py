"""Old binary workbooks (BIFF8), written record by record as Excel 97 and WPS have them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_SECTOR = 512
_BOOK, _SHEET = 5, 16
ERRORS = {"#N/A": 42, "#REF!": 23, "#DIV/0!": 7}
FORMATS = {164: "00000000", 165: 'yyyy"年"m"月"', 166: "m-d"}
STYLES = ((0, 0), (164, 0), (165, 0), (14, 0), (166, 0), (0, 1))
"""Number format and font of each style: as in :mod:`packages`; font 1 strikes out."""


@dataclass(frozen=True)
class Error:
    """An error cell, such as #N/A."""

    text: str


Value = str | float | bool | Error
Cells = dict[tuple[int, int], tuple[Value, int]]
"""Row and column from 1; what stands there and its style."""


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``merges`` as top, left, bottom, right from 1."""

    name: str
    cells: Cells
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    hidden: bool = False


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def _text(text: str, length: str = "<H") -> bytes:
    wide = text.encode("utf-16-le")
    return struct.pack(length, len(wide) // 2) + b"\1" + wide


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<4H2L", 0x600, kind, 0x0DBB, 1996, 0, 6))


def _globals(sheets: Sequence[Sheet], starts: Sequence[int]) -> bytes:
    found = _begin(_BOOK) + _record(0x42, struct.pack("<H", 1200))
    for number in range(6):  # number 4 is left out, by an old custom
        struck = 8 if number == 1 else 0
        found += _record(
            0x31, struct.pack("<5H4B", 220, struck, 8, 400, 0, 0, 0, 134, 0) + _text("宋体", "<B")
        )
    for key, code in FORMATS.items():
        found += _record(0x41E, struct.pack("<H", key) + _text(code))
    for key, font in STYLES:
        found += _record(0xE0, struct.pack("<3H", font, key, 1) + b"\0" * 14)
    for sheet, start in zip(sheets, starts, strict=True):
        found += _record(
            0x85, struct.pack("<LBB", start, sheet.hidden, 0) + _text(sheet.name, "<B")
        )
    return found + _record(0x0A)


def _cell(at: tuple[int, int], value: Value, style: int) -> bytes:
    head = struct.pack("<3H", at[0] - 1, at[1] - 1, style)
    if isinstance(value, str):
        return _record(0x204, head + _text(value))
    if isinstance(value, bool):
        return _record(0x205, head + bytes([value, 0]))
    if isinstance(value, Error):
        return _record(0x205, head + bytes([ERRORS[value.text], 1]))
    return _record(0x203, head + struct.pack("<d", value))


def _sheet(sheet: Sheet) -> bytes:
    found = _begin(_SHEET)
    for column in sheet.hidden_columns:
        found += _record(0x7D, struct.pack("<6H", column - 1, column - 1, 2304, 15, 1, 0))
    for row in sheet.hidden_rows:
        found += _record(0x208, struct.pack("<6H2H", row - 1, 0, 9, 255, 0, 0, 0x120, 15))
    for at, (value, style) in sorted(sheet.cells.items()):
        found += _cell(at, value, style)
    merges = b"".join(
        struct.pack("<4H", top - 1, bottom - 1, left - 1, right - 1)
        for top, left, bottom, right in sheet.merges
    )
    return found + _record(0xE5, struct.pack("<H", len(sheet.merges)) + merges) + _record(0x0A)


def stream(*sheets: Sheet) -> bytes:
    """Return the stream of a workbook."""
    bodies = [_sheet(sheet) for sheet in sheets]
    start = len(_globals(sheets, [0] * len(sheets)))
    starts = [start + sum(map(len, bodies[:n])) for n in range(len(bodies))]
    return _globals(sheets, starts) + b"".join(bodies)


def compound(data: bytes, name: str = "Workbook", other: str = "") -> bytes:
    """Return a compound file with the stream in it, and the name of a second, empty one."""
    data = data.ljust(4096, b"\0")  # shorter streams would stand in another place
    count = -(-len(data) // _SECTOR)
    tables = -(-(count + 2) // 127)
    chain = [*range(1, count), -2, -2, *[-3] * tables]
    chain += [-1] * (tables * 128 - len(chain))
    header = struct.pack(
        "<8s16s5H10s8L",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        *(0x3E, 3, 0xFFFE, 9, 6),
        b"",
        *(tables, count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0),
    )
    header += struct.pack("<109l", *(range(count + 1, count + 1 + tables)), *[-1] * (109 - tables))
    folder = _entry("Root Entry", 5, 1, -2, 0) + _entry(name, 2, -1, 0, len(data))
    folder += _entry(other, 2, -1, -2, 0) if other else b"\0" * 128
    folder += b"\0" * 128
    padded = data.ljust(count * _SECTOR, b"\0")
    return header + padded + folder + struct.pack(f"<{len(chain)}l", *chain)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBB3l", len(wide), kind, 1, -1, -1, child)
    return head + b"\0" * 36 + struct.pack("<lLL", start, size, 0)
