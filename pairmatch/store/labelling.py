"""Tagging: giving a name to one run under a root, and taking it away."""

from __future__ import annotations

from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.shown import hint
from pairmatch.store.index import entries
from pairmatch.store.tags import read_tags, refuse_bad, write_tags


def tag(folder: Path, name: str, root: Path) -> list[str]:
    """Tag a run; return the names of the runs under the root that had the tag before and lose it.

    Raises BadInput if it is no tag, if a run is called so, if the run is none of those under the root,
    or if tags cannot be read or written.
    """
    refuse_bad(name)
    known = entries(root)
    if not any(_same(root / entry.name, folder) for entry in known):
        raise BadInput([Issue("E-STORE-ELSEWHERE", str(folder), values={"root": root})])
    if any(name in (entry.name, entry.name.rpartition("/")[2]) for entry in known):
        raise BadInput([Issue("E-STORE-TAG-NAME", value=name)])
    had = [x.name for x in known if name in x.tags and not _same(root / x.name, folder)]
    # First the new one: whoever is interrupted finds the tag twice, and is told so, but never lost.
    write_tags(folder, (*read_tags(folder), name))
    for other in had:
        _take(root / other, name)
    return had


def untag(name: str, root: Path) -> list[str]:
    """Take a tag away; return the names of the runs that had it. Raises BadInput if there is none."""
    known = entries(root)
    had = [entry.name for entry in known if name in entry.tags]
    if not had:
        near = hint(name, (x for entry in known for x in entry.tags))
        values: dict[str, object] = {"root": root, "hint": near}
        raise BadInput([Issue("E-STORE-TAG-UNKNOWN", value=name, values=values)])
    for run in had:
        _take(root / run, name)
    return had


def _take(folder: Path, name: str) -> None:
    write_tags(folder, (x for x in read_tags(folder) if x != name))


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
