"""The runs to compare, opened from their folders: whole as they were written, and of one province."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path

from pairmatch.compare.comparison import Comparison, compare
from pairmatch.compare.run import read_run
from pairmatch.compare.shape import shapes_of
from pairmatch.errors import BadInput, Issue
from pairmatch.io.manifest import Manifest
from pairmatch.io.metrics import read_metrics
from pairmatch.io.shown import listed
from pairmatch.metrics import metrics_of
from pairmatch.metrics.kept import RunMetrics
from pairmatch.programmes.room import Room
from pairmatch.store.says import flat
from pairmatch.store.whole import whole

FEW = 3


def compared(folders: Sequence[Path], rooms: Sequence[Room]) -> Comparison:
    """Compare runs by their folders, the first one the baseline.

    Raises :class:`BadInput` for less than two runs, every damaged file of theirs, or other units.
    """
    if len(folders) < 2:
        raise BadInput([Issue("E-COMPARE-ONE", values={"runs": len(folders)})])
    manifests = opened(folders)
    measured = measured_runs(folders)
    shapes = shapes_of(rooms)
    found = zip(_names(folders), folders, manifests, measured, strict=True)
    runs = [
        read_run(name, folder, manifest, metrics, shapes)
        for name, folder, manifest, metrics in found
    ]
    return compare(runs, shapes, metrics_of(rooms))


def _names(folders: Sequence[Path]) -> list[str]:
    """Return what runs are called: by their folder, with as many around it as tell them apart."""
    paths = [folder.resolve() for folder in folders]
    return [flat("/".join(_ending(path, set(paths) - {path}))) for path in paths]


def _ending(path: Path, others: Set[Path]) -> tuple[str, ...]:
    lengths = range(1, len(path.parts))
    endings = (path.parts[-length:] for length in lengths)
    alone = (x for x in endings if all(other.parts[-len(x) :] != x for other in others))
    return next(alone, path.parts)


def opened(folders: Sequence[Path]) -> list[Manifest]:
    """Return the manifests of runs that are whole; raises :class:`BadInput` with all that is not."""
    manifests, issues = [], []
    for folder in folders:
        try:
            manifests.append(whole(folder))
        except BadInput as bad:
            issues += bad.issues
    if issues:
        raise BadInput(issues)
    return manifests


def measured_runs(folders: Sequence[Path]) -> list[RunMetrics]:
    """Return what runs measured; raises :class:`BadInput` if they are not of the same units."""
    measured = [read_metrics(folder) for folder in folders]
    _refuse_other_units(folders, measured)
    return measured


def _refuse_other_units(folders: Sequence[Path], measured: Sequence[RunMetrics]) -> None:
    """Refuse runs whose units are not those of the first: another province, or a part of it."""
    issues = []
    for folder, metrics in zip(folders, measured, strict=True):
        alone = {**measured[0].units, **metrics.units}
        other = sorted(set(measured[0].units) ^ set(metrics.units))
        if other:
            said = listed(f"{alone[code]} {code}" for code in other[:FEW])
            values = {"baseline": folders[0], "count": len(other), "units": said}
            issues.append(Issue("E-COMPARE-UNITS", str(folder), values=values))
    if issues:
        raise BadInput(issues)
