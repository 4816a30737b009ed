"""A zip archive that is looked at before anything of it is unpacked, and unpacked within limits."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from pairmatch.io.office.limits import ENTRIES, PART_BYTES, UNPACKED_BYTES
from pairmatch.io.office.refused import Refused, damaged, too_large

_CHUNK = 1 << 18
_LOCAL_HEADER = 30
"""Bytes of the fixed part of what stands before each file's data."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What zipfile raises for archives that are not sound."""


class Archive:
    """The files of an archive by their names in lower case, with slashes."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _BROKEN:
            raise Refused("E-OFFICE-CUT") from None
        self._left = UNPACKED_BYTES
        infos = self._zip.infolist()
        if len(infos) > ENTRIES:
            raise too_large("entries", ENTRIES)
        _refuse_overlaps(infos, self._zip.start_dir)
        self._infos = _by_name(infos)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._infos

    @property
    def names(self) -> list[str]:
        """The names in lower case."""
        return list(self._infos)

    def read(self, name: str) -> bytes:
        """Return a small file."""
        if self._info(name).file_size > PART_BYTES:
            raise too_large("unpacked", PART_BYTES)
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a file in pieces; its checksum is tested at the end."""
        info = self._info(name)
        if info.file_size > self._left:
            raise too_large("unpacked", UNPACKED_BYTES)
        with _sound(name), self._zip.open(info) as file:
            while piece := file.read(_CHUNK):
                self._left -= len(piece)
                yield piece

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = self._infos.get(name.lower())
        if info is None:
            raise damaged(name)
        return info


@contextmanager
def _sound(name: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN:
        raise damaged(name) from None


def _by_name(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name; raise where two readers could disagree on what is meant."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").lower()
        parts = name.split("/")
        if ".." in parts or name.startswith("/") or ":" in parts[0] or "\0" in info.orig_filename:
            raise Refused("E-OFFICE-ARCHIVE", why="path")
        if info.flag_bits & 0x1:
            raise Refused("E-OFFICE-PASSWORD")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Refused("E-OFFICE-ARCHIVE", why="link")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("E-OFFICE-ARCHIVE", why="method")
        if name in found:
            raise Refused("E-OFFICE-ARCHIVE", why="twice")
        found[name] = info
    return found


def _refuse_overlaps(infos: list[zipfile.ZipInfo], end: int) -> None:
    """Raise unless every file has bytes of its own, and the first begins the archive."""
    free = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < free or (free == 0 and info.header_offset != 0):
            raise Refused("E-OFFICE-ARCHIVE", why="overlap")
        name = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
        free = info.header_offset + _LOCAL_HEADER + len(name) + info.compress_size
    if free > end:
        raise Refused("E-OFFICE-ARCHIVE", why="overlap")
