"""From the bytes of a text file to its text: UTF-8, UTF-16 with its mark, or GB18030, never a guess."""

from __future__ import annotations

import re
from pathlib import Path

from pairmatch.errors import Issue

MARK = b"\xef\xbb\xbf"
_MARKS_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_IN_UTF_8 = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")
"""A Chinese character as UTF-8 writes it."""
_UNUSED = re.compile("[\x80-\x9f\ue000-\uf8ff]")
"""What no text of an office has: control characters above ASCII and characters without a meaning."""


def read_text(path: Path) -> tuple[str | None, list[Issue]]:
    """Return the text of a UTF-8 file, with or without its mark; no other encoding will do."""
    data, issues = _bytes(path)
    if data is None:
        return None, issues
    try:
        text = data.removeprefix(MARK).decode("utf-8")
    except UnicodeDecodeError:
        return None, [_not_utf8(path.name, data)]
    return _without_nul(path.name, text)


def read_any_text(path: Path) -> tuple[str | None, str, list[Issue]]:
    """Return the text of a table and its encoding, as far as the bytes leave no doubt about it."""
    data, issues = _bytes(path)
    if data is None:
        return None, "", issues
    try:
        text, encoding = _decoded(data)
    except UnicodeDecodeError:
        return None, "", [_not_utf8(path.name, data)]
    good, issues = _without_nul(path.name, text)
    return good, encoding, issues


def garbled(text: str) -> str | None:
    """Return what a text was before UTF-8 was taken for GBK; None if that did not happen to it."""
    if text.isascii():
        return None
    # Characters of such a text are often lost, so that not all of it comes back.
    before = text.encode("gb18030", "replace").decode("utf-8", "replace")
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in before)
    return before if chinese > 1 and 2 * chinese >= len(before) else None


def _bytes(path: Path) -> tuple[bytes | None, list[Issue]]:
    try:
        return path.read_bytes(), []
    except OSError:
        return None, [Issue("E-FILE-UNREADABLE", path.name)]


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(MARK):
        return data[len(MARK) :].decode("utf-8"), "UTF-8"
    if data[:2] in _MARKS_16:
        return data[2:].decode(_MARKS_16[data[:2]]), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        if not _gb18030(data):
            raise
        return data.decode("gb18030"), "GB18030"


def _gb18030(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are GB18030: all of them, and not a damaged UTF-8 file."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    if _UNUSED.search(text):
        return False
    foreign = sum(byte >= 0x80 for byte in data)
    # GB18030 text falls into such threes only by accident; UTF-8 with a wrong byte nearly always.
    return 3 * len(_IN_UTF_8.findall(data)) < 0.5 * foreign


def _not_utf8(file: str, data: bytes) -> Issue:
    start = len(MARK) if data.startswith(MARK) else 0
    try:
        data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = start + error.start
    else:  # UTF-16 by its mark, and cut off
        at = len(data) - 1
    line = data.count(b"\n", 0, at) + 1
    values: dict[str, object] = {"offset": at, "byte": f"0x{data[at]:02X}"}
    return Issue("E-FILE-ENCODING", file, line, values=values)


def _without_nul(file: str, text: str) -> tuple[str | None, list[Issue]]:
    if "\0" not in text:
        return text, []
    line = text.count("\n", 0, text.index("\0")) + 1
    return None, [Issue("E-FILE-NUL", file, line)]
