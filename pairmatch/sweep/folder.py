"""The folder of a sweep: a run for each variant, what could not be planned, and the table of all."""

from __future__ import annotations

import shutil
from pathlib import Path

from pairmatch.errors import BadInput, Issue, Lang
from pairmatch.io.atomic import write_whole
from pairmatch.io.runfolder import Manifest, read_manifest, write_run
from pairmatch.planner import Solved
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.solve.versions import own_versions
from pairmatch.sweep.definition import Variant
from pairmatch.sweep.record import Known, Record
from pairmatch.sweep.table import Row, write_table
from pairmatch.sweep.task import Answer
from pairmatch.sweep.variants import Sweep

RECORD, TABLE, VARIANTS = "sweep.json", "sweep.csv", "variants"


class SweepFolder:
    """What is known of each variant of a sweep, on disk as soon as it is known.

    Raises BadInput if the folder has something else, or runs of another scenario, of variants that
    changed since, of other versions or in another language.
    """

    def __init__(self, path: Path, sweep: Sweep, lang: Lang) -> None:
        self.path, self.sweep, self.lang = path, sweep, lang
        self._planned: dict[str, Manifest] = {}
        base = sweep.base.input_hash
        self._record = Record(path / RECORD, base, lang, "E-SWEEP-FOREIGN", "E-SWEEP-OTHER")
        if self._record.taken:
            self._take_up()

    # -- what is there ------------------------------------------------------------------------

    def _take_up(self) -> None:
        """Find what an earlier call left; refuse what is not of this sweep."""
        self._record.read()
        issues = []
        for variant in self.sweep.variants:
            folder = self.run_folder(variant)
            if not folder.exists():
                continue
            manifest = read_manifest(folder)
            if self._fits(manifest, variant):
                self._planned[variant.name] = manifest
            else:
                issues.append(Issue("E-SWEEP-RUN", str(folder), values={"name": variant.name}))
        if issues:
            raise BadInput(issues)
        self._record.refused = {
            name: known
            for name, known in self._record.refused.items()
            if name not in self._planned and known.input_hash == self.sweep.hashes.get(name)
        }

    def _fits(self, manifest: Manifest, variant: Variant) -> bool:
        result = manifest.result
        return (
            result.input_hash == self.sweep.hashes[variant.name]
            and result.versions == own_versions()
            and dict(manifest.changes) == dict(variant.changes)
            and manifest.lang == self.lang
        )

    # -- what becomes of the variants ---------------------------------------------------------

    def run_folder(self, variant: Variant) -> Path:
        """Return the folder of a variant's run."""
        return self.path / VARIANTS / variant.name

    @property
    def waiting(self) -> list[Variant]:
        """The variants that are still to be planned; refusals that may have had luck are tried again."""
        refused, hashes = self._record.refused, self.sweep.hashes
        sure = {name for name, known in refused.items() if known.sure_of(hashes[name])}
        done = sure | set(self._planned)
        return [variant for variant in self.sweep.variants if variant.name not in done]

    def begin(self) -> None:
        """Make the folder; remove what a killed call left half-written."""
        try:
            (self.path / VARIANTS).mkdir(parents=True, exist_ok=True)
            for half in (self.path / VARIANTS).glob(".*.tmp-*"):
                shutil.rmtree(half, ignore_errors=True)
            self._write()
        except OSError as error:
            values: dict[str, object] = {"reason": error.strerror or str(error)}
            raise BadInput([Issue("E-RUN-WRITE", str(self.path), values=values)]) from error

    def keep(self, variant: Variant, scenario: Scenario, answer: Answer) -> Row:
        """Write what became of a variant: a run of its own or why there is none, and the table."""
        if isinstance(answer, Solved):
            folder = self._write_run(variant, scenario, answer)
            self._planned[variant.name] = read_manifest(folder)
            self._record.refused.pop(variant.name, None)
        else:
            known = Known(self.sweep.hashes[variant.name], answer)
            self._record.refused[variant.name] = known
        self._write()
        return self._row(variant)

    def _write_run(self, variant: Variant, scenario: Scenario, solved: Solved) -> Path:
        return write_run(
            self.run_folder(variant),
            scenario=scenario,
            plan=solved.plan,
            result=solved.result,
            verification=solved.verification,
            rooms=ROOMS,
            lang=self.lang,
            log=solved.log,
            state=solved.state,
            source=str(self.sweep.source),
            changes=variant.changes,
        )

    def _write(self) -> None:
        """Write record and table anew."""
        self._record.write()
        write_whole(self.path / TABLE, write_table(self.rows, self.lang))

    @property
    def rows(self) -> list[Row]:
        """What is known of each variant, in the order of the sweep."""
        return [self._row(variant) for variant in self.sweep.variants]

    def _row(self, variant: Variant) -> Row:
        manifest = self._planned.get(variant.name)
        result = None if manifest is None else manifest.result
        known = self._record.refused.get(variant.name)
        return Row(variant, result, None if known is None else known.refused)
