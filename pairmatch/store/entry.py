"""Entry: what a list of runs says of one, read from its manifest and its tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

from pairmatch.errors import BadInput
from pairmatch.io.manifest import read_manifest
from pairmatch.result import Status
from pairmatch.store.tags import read_tags


@dataclass(frozen=True)
class Entry:
    """One run under a root.

    ``name`` is its folder from the root on. ``damaged`` tells that manifest or tags cannot be read;
    what they would say is then blank. ``written`` is an ISO time, '' for a run that does not say it.
    """

    name: str
    scenario: str = ""
    title: str = ""
    round: str = ""
    year: int = 0
    status: str = ""
    shortfall: int = 0
    value: int = 0
    gap_percent: str = ""
    written: str = ""
    tags: tuple[str, ...] = ()
    damaged: bool = False

    @property
    def order(self) -> tuple[float, str]:
        """Sort key: the time of writing, then the name."""
        try:
            return (datetime.fromisoformat(self.written).timestamp(), self.name)
        except (ValueError, OverflowError, OSError):
            return (0.0, self.name)


def entry_of(name: str, folder: Path) -> Entry:
    """Read what there is to say of a run."""
    damaged = False
    tags: tuple[str, ...] = ()
    try:
        tags = read_tags(folder)
    except BadInput:
        damaged = True
    try:
        manifest = read_manifest(folder)
    except BadInput:
        return Entry(name, tags=tags, damaged=True)
    result = manifest.result
    if result.status not in get_args(Status):
        return Entry(name, tags=tags, damaged=True)
    return Entry(
        name=name,
        scenario=str(result.scenario),
        title=str(result.title),
        round=manifest.round,
        year=manifest.year,
        status=result.status,
        shortfall=result.shortfall,
        value=result.value,
        gap_percent=result.gap_percent,
        written=manifest.written,
        tags=tags,
        damaged=damaged,
    )
