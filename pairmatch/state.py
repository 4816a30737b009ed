"""State: what a run leaves for the next, so that a change is planned without solving all again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pairmatch.fingerprint import Fingerprint
from pairmatch.plan import Assignment
from pairmatch.solve.earlier import Earlier, Past
from pairmatch.solve.job import Aim, Column
from pairmatch.solve.shared import SharedRow
from pairmatch.solve.versions import exact_versions

Rows = Mapping[type[Assignment], Sequence[Assignment]]


@dataclass(frozen=True)
class PartState:
    """A component as a run left it: its units, its fingerprint, and its rows of the plan, unnamed."""

    units: tuple[str, ...]
    fingerprint: Fingerprint
    past: Past
    rows: Rows


@dataclass(frozen=True)
class State:
    """All components with a plan, the prices and the rows they shared, and which programs made them."""

    versions: tuple[tuple[str, str], ...]
    aim: Aim
    shared: tuple[SharedRow, ...]
    parts: tuple[PartState, ...]

    @property
    def prices(self) -> State:
        """What a run of another year may begin with: prices, and nothing of the components."""
        return replace(self, parts=())

    def earlier(
        self, components: Sequence[tuple[str, ...]], fingerprints: Sequence[Fingerprint]
    ) -> Earlier | None:
        """Return what of this a run over ``components`` may begin with, None if it is of other programs."""
        if self.versions != exact_versions():
            return None
        known = {part.units: part for part in self.parts}
        same: dict[int, Past] = {}
        narrower: dict[int, Past] = {}
        changed: dict[int, Past] = {}
        for i, (units, mark) in enumerate(zip(components, fingerprints, strict=True)):
            if units in known:
                part = known[units]
                if part.fingerprint == mark:
                    same[i] = part.past
                else:
                    narrows = mark.narrows(part.fingerprint)
                    (narrower if narrows else changed)[i] = part.past
        return Earlier(self.aim, self.shared, same, narrower, changed)

    def rows_if(
        self, units: tuple[str, ...], fingerprint: Fingerprint, chosen: Column
    ) -> Rows | None:
        """Return the plan's rows of a component that is as it was and has kept the plan it had."""
        for part in self.parts:
            if (part.units, part.fingerprint) == (units, fingerprint):
                return part.rows if part.past.chosen is chosen else None
        return None
