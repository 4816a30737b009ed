"""The runs of a report, read from their folders alone: whole, of one province, ordered by year."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pairmatch.errors import BadInput, Issue, Text
from pairmatch.io.metrics import read_metrics
from pairmatch.io.runfolder import MANIFEST, NOT_AS_WRITTEN, Manifest
from pairmatch.io.shown import listed
from pairmatch.metrics.kept import RunMetrics
from pairmatch.settings import Force
from pairmatch.store.whole import whole

_FORCES: Mapping[str, Force] = {force: force for force in get_args(Force)}
FEW = 3
"""How many of the units that differ are named."""


@dataclass(frozen=True)
class RuleBreaches:
    """How often a rule is not wholly kept, and by how much in all."""

    code: str
    force: Force
    count: int
    amount: int


@dataclass(frozen=True)
class KeptRun:
    """What one run folder says.

    ``name`` tells it from the other runs of the report. ``reasons`` are the reasons of its breaches
    in both languages. ``digest`` is the SHA-256 of its manifest, which vouches for all other files.
    """

    name: str
    folder: Path
    manifest: Manifest
    metrics: RunMetrics
    breaches: tuple[RuleBreaches, ...]
    reasons: tuple[Text, ...]
    digest: str

    @property
    def years(self) -> str:
        """The school year, as 2023–2024."""
        return f"{self.metrics.year}–{self.metrics.year + 1}"


def read_kept(folders: Sequence[Path]) -> tuple[KeptRun, ...]:
    """Return the runs, ordered by year; those of one year as they were given.

    Raises :class:`BadInput` with every damaged file of theirs, a run given twice, or one of another
    province than the first.
    """
    manifests = _all_whole(folders)
    _refuse_twice(folders)
    measured = [read_metrics(folder) for folder in folders]
    _refuse_other_units(folders, measured)
    runs = [
        _kept(*known) for known in zip(names_of(folders), folders, manifests, measured, strict=True)
    ]
    return tuple(sorted(runs, key=lambda run: run.metrics.year))


def _kept(name: str, folder: Path, manifest: Manifest, metrics: RunMetrics) -> KeptRun:
    breaches, reasons = _judged(folder / "verification.json")
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    return KeptRun(name, folder, manifest, metrics, breaches, reasons, digest)


def _all_whole(folders: Sequence[Path]) -> list[Manifest]:
    manifests, issues = [], []
    for folder in folders:
        try:
            manifests.append(whole(folder))
        except BadInput as bad:
            issues += bad.issues
    if issues:
        raise BadInput(issues)
    return manifests


def _refuse_twice(folders: Sequence[Path]) -> None:
    seen: set[Path] = set()
    issues = []
    for folder in folders:
        if (real := folder.resolve()) in seen:
            issues.append(Issue("E-REPORT-TWICE", str(folder)))
        seen.add(real)
    if issues:
        raise BadInput(issues)


def _refuse_other_units(folders: Sequence[Path], measured: Sequence[RunMetrics]) -> None:
    issues = []
    first = measured[0].units
    for folder, metrics in zip(folders, measured, strict=True):
        other = sorted(set(first) ^ set(metrics.units))
        if other:
            known = {**first, **metrics.units}
            said = listed(f"{known[code]} {code}" for code in other[:FEW])
            values = {"first": folders[0], "count": len(other), "units": said}
            issues.append(Issue("E-REPORT-UNITS", str(folder), values=values))
    if issues:
        raise BadInput(issues)


def names_of(folders: Sequence[Path]) -> list[str]:
    """Return what each folder is called: its own name, with those above it where two share it."""
    real = [folder.resolve() for folder in folders]
    names = [folder.name for folder in real]
    for depth in range(2, max(len(folder.parts) for folder in real) + 1):
        shared = {name for name in names if names.count(name) > 1}
        if not shared:
            break
        longer = ["/".join(folder.parts[-depth:]) for folder in real]
        names = [more if name in shared else name for name, more in zip(names, longer, strict=True)]
    return names


def _judged(path: Path) -> tuple[tuple[RuleBreaches, ...], tuple[Text, ...]]:
    """Return how often each rule is not kept, in the order of the rules, and all reasons given."""
    breaches: list[RuleBreaches] = []
    reasons: dict[Text, None] = {}
    try:
        rules = json.loads(path.read_text(encoding="utf-8"))["rules"]
        for code, judged in rules.items():
            found = judged["violations"]
            if found:
                amount = sum(int(breach["amount"]) for breach in found)
                breaches.append(RuleBreaches(code, _FORCES[judged["force"]], len(found), amount))
            reasons |= {Text(**x["reason"]): None for x in found if x["reason"]}
    except NOT_AS_WRITTEN as error:
        raise BadInput([Issue("E-REPORT-TABLE", str(path))]) from error
    return tuple(breaches), tuple(reasons)
