"""The index of a root: what its runs say, kept in SQLite so that not every manifest is read again.

It is never needed: what is missing, damaged, of another version or stale is read from the folders,
and an index that cannot be written is done without. Nobody changes one in place: it is made beside
and renamed, so that two processes never wait for each other.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from pairmatch.io.manifest import MANIFEST
from pairmatch.store.entry import Entry, entry_of
from pairmatch.store.folders import runs_under
from pairmatch.store.tags import FILE as TAGS

FILE = "index.sqlite"
VERSION = 1
WAIT_S = 5
COARSE_NS = 2_000_000_000
"""Clocks of file systems may be so coarse: a file changed later than that before it was read may
change again and look the same."""
_MAKE = """
CREATE TABLE runs (
    name TEXT PRIMARY KEY, stamp TEXT NOT NULL, seen INTEGER NOT NULL, scenario TEXT NOT NULL,
    title TEXT NOT NULL, round TEXT NOT NULL, year INTEGER NOT NULL, status TEXT NOT NULL,
    shortfall INTEGER NOT NULL, value INTEGER NOT NULL, gap_percent TEXT NOT NULL,
    written TEXT NOT NULL, damaged INTEGER NOT NULL
);
CREATE TABLE tags (tag TEXT NOT NULL, name TEXT NOT NULL REFERENCES runs, PRIMARY KEY (tag, name));
"""
_COLUMNS = (
    *("scenario", "title", "round", "year", "status"),
    *("shortfall", "value", "gap_percent", "written", "damaged"),
)


@dataclass(frozen=True)
class _Known:
    """An entry, what its files looked like when it was read, and when that was (in nanoseconds)."""

    stamp: str
    seen: int
    entry: Entry


def entries(root: Path) -> list[Entry]:
    """Return what the runs under a root say, oldest first; the index is brought up to date."""
    before = _load(root / FILE)
    now: dict[str, _Known] = {}
    for folder in runs_under(root):
        name = folder.relative_to(root).as_posix()
        seen, stamp = time.time_ns(), _stamp(folder)
        known = before.get(name)
        if known is None or known.stamp != stamp:
            known = _Known(stamp, seen, entry_of(name, folder))
        now[name] = known
    if now != before and root.is_dir():
        _save(root, now.values())
    return sorted((known.entry for known in now.values()), key=lambda entry: entry.order)


def _stamp(folder: Path) -> str:
    """Return what tells a changed manifest or changed tags: times, sizes and places on the disk."""
    found = []
    for name in (MANIFEST, TAGS):
        with suppress(OSError):
            stat = (folder / name).stat()
            found.append(f"{name}:{stat.st_mtime_ns}:{stat.st_size}:{stat.st_ino}")
    return "|".join(found)


def _trusted(stamp: str, seen: int) -> bool:
    """Whether nothing can have changed unseen since a stamp was taken."""
    times = [int(part.split(":")[1]) for part in stamp.split("|") if part]
    return all(seen - changed > COARSE_NS for changed in times)


def _load(path: Path) -> dict[str, _Known]:
    """Return what the index knows, nothing if it is missing, damaged or of another version."""
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_S)) as index:
            if index.execute("PRAGMA user_version").fetchone() != (VERSION,):
                return {}
            tags: dict[str, list[str]] = {}
            for tag, name in index.execute("SELECT tag, name FROM tags ORDER BY tag"):
                tags.setdefault(name, []).append(tag)
            rows = index.execute(f"SELECT name, stamp, seen, {', '.join(_COLUMNS)} FROM runs")
            return {
                name: _Known(stamp, seen, _entry(name, values, tags.get(name, ())))
                for name, stamp, seen, *values in rows
                if _trusted(stamp, seen)
            }
    except (sqlite3.Error, ValueError, LookupError, TypeError):
        return {}


def _entry(name: str, values: Iterable[object], tags: Iterable[str]) -> Entry:
    found: Mapping[str, object] = dict(zip(_COLUMNS, values, strict=True))
    return Entry(name=name, **{**found, "damaged": bool(found["damaged"]), "tags": tuple(tags)})  # type: ignore[arg-type]


def _save(root: Path, known: Iterable[_Known]) -> None:
    """Put a new index in the place of the old one, if that can be done."""
    making: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{FILE}.", dir=root)
        os.close(handle)
        making = Path(name)
        with closing(sqlite3.connect(making, timeout=WAIT_S)) as index:
            index.executescript(_MAKE)
            for one in known:
                entry = one.entry
                row = (entry.name, one.stamp, one.seen, *(getattr(entry, x) for x in _COLUMNS))
                index.execute(f"INSERT INTO runs VALUES ({', '.join('?' * len(row))})", row)
                pairs = ((tag, entry.name) for tag in entry.tags)
                index.executemany("INSERT INTO tags VALUES (?, ?)", pairs)
            index.execute(f"PRAGMA user_version = {VERSION}")
            index.commit()
        making.replace(root / FILE)
    except (OSError, sqlite3.Error, ValueError, OverflowError):
        if making is not None:
            with suppress(OSError):
                making.unlink(missing_ok=True)
