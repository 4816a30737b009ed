"""A run opened to ask what if: the scenario it was made from, its plan, and what it left for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.manifest import NOT_AS_WRITTEN, Manifest, sha256
from pairmatch.io.read import read_scenario
from pairmatch.io.runfolder import state_of
from pairmatch.io.shown import listed
from pairmatch.io.workbook import read_plan
from pairmatch.plan import Plan
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario
from pairmatch.solve.versions import exact_versions
from pairmatch.state import State
from pairmatch.store.whole import whole
from pairmatch.verify import Verification, verify
from pairmatch.worst import with_floors

FEW = 5
"""How many changed files of a scenario are named."""


@dataclass(frozen=True)
class OpenedRun:
    """A run and all that a change to it begins with; ``rooms`` are its programmes."""

    folder: Path
    manifest: Manifest
    scenario: Scenario
    plan: Plan
    state: State
    rooms: tuple[Room, ...]

    @property
    def usable(self) -> bool:
        """Whether these programs can begin where the run ended; else every question is solved anew."""
        return self.state.versions == exact_versions()

    @cached_property
    def verification(self) -> Verification:
        """The verdict on the run's plan."""
        return verify(self.scenario, self.plan, self.rooms)


def open_run(folder: Path, rooms: Sequence[Room]) -> OpenedRun:
    """Return a run with its scenario, as it was when the run was made.

    Raises :class:`BadInput` if a file of the run is not as it was written, or if the scenario is gone,
    has faults, or is another one now.
    """
    manifest = whole(folder)
    source = folder / manifest.source
    if not source.exists():
        moved = Issue("E-WHATIF-MOVED", str(folder), values={"source": manifest.source})
        raise BadInput([moved])
    scenario = read_scenario(source, rooms=rooms, changes=manifest.changes)
    if scenario.input_hash != manifest.result.input_hash:
        values: dict[str, object] = {
            "source": manifest.source,
            "files": listed(_changed(source, manifest)[:FEW] or ["?"]),
        }
        raise BadInput([Issue("E-WHATIF-CHANGED", str(folder), values=values)])
    if manifest.result.levels:
        scenario = with_floors(scenario, manifest.result.levels)
    plan, state = read_plan(folder / manifest.workbook, rooms), state_of(folder, rooms)
    return OpenedRun(folder, manifest, scenario, plan, state, tuple(rooms))


def _changed(source: Path, manifest: Manifest) -> list[str]:
    """Return the files of a scenario that are not what they were, or are new, or are gone."""
    files = [source] if source.is_file() else [x for x in sorted(source.iterdir()) if x.is_file()]
    try:
        now = {path.name: sha256(path) for path in files}
    except NOT_AS_WRITTEN:
        return []
    names = {**manifest.inputs, **now}
    return sorted(name for name in names if manifest.inputs.get(name) != now.get(name))
