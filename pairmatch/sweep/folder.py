"""The folder of a sweep: a run for each variant, what could not be planned, and the table of all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pairmatch.errors import BadInput, Issue, Lang, Text
from pairmatch.io.atomic import write_whole
from pairmatch.io.runfolder import Manifest, read_manifest, write_run
from pairmatch.planner import Solved
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.solve.versions import own_versions
from pairmatch.sweep.definition import Variant
from pairmatch.sweep.table import Row, write_table
from pairmatch.sweep.task import Answer, Refused
from pairmatch.sweep.variants import Sweep

RECORD, TABLE, VARIANTS = "sweep.json", "sweep.csv", "variants"
SURE = ("clash",)
"""Refusals that another attempt would only repeat."""


class SweepFolder:
    """What is known of each variant of a sweep, on disk as soon as it is known.

    Raises BadInput if the folder has something else, or runs of another scenario, of variants that
    changed since, of other versions or in another language.
    """

    def __init__(self, path: Path, sweep: Sweep, lang: Lang) -> None:
        self.path, self.sweep, self.lang = path, sweep, lang
        self._refused: dict[str, Refused] = {}
        self._planned: dict[str, Manifest] = {}
        if path.is_file() or (path.is_dir() and any(map(_counts, path.rglob("*")))):
            self._take_up()

    # -- what is there ------------------------------------------------------------------------

    def _identity(self) -> dict[str, Any]:
        return {
            "scenario": self.sweep.base.input_hash,
            "versions": dict(own_versions()),
            "lang": self.lang,
        }

    def _take_up(self) -> None:
        """Find what an earlier call left; refuse what is not of this sweep."""
        record = self._read_record()
        wrong = [name for name, value in self._identity().items() if record.get(name) != value]
        if wrong:
            values: dict[str, object] = {"what": what_differs(wrong)}
            raise BadInput([Issue("E-SWEEP-OTHER", str(self.path), values=values)])
        issues = []
        for variant in self.sweep.variants:
            folder = self.run_folder(variant)
            if not folder.exists():
                self._remember(variant, record["refused"].get(variant.name))
                continue
            manifest = read_manifest(folder)
            if self._fits(manifest, variant):
                self._planned[variant.name] = manifest
            else:
                issues.append(Issue("E-SWEEP-RUN", str(folder), values={"name": variant.name}))
        if issues:
            raise BadInput(issues)

    def _read_record(self) -> Mapping[str, Any]:
        try:
            found = json.loads((self.path / RECORD).read_text(encoding="utf-8"))
            if isinstance(found, dict) and isinstance(found["refused"], dict):
                return found
        except (OSError, ValueError, LookupError, RecursionError):
            pass
        raise BadInput([Issue("E-SWEEP-FOREIGN", str(self.path))])

    def _fits(self, manifest: Manifest, variant: Variant) -> bool:
        result = manifest.result
        return (
            result.input_hash == self.sweep.hashes[variant.name]
            and result.versions == own_versions()
            and dict(manifest.changes) == dict(variant.changes)
            and manifest.lang == self.lang
        )

    def _remember(self, variant: Variant, said: Any) -> None:
        """Take up a refusal that is on record for just this input."""
        try:
            if said["input_hash"] == self.sweep.hashes[variant.name]:
                texts = tuple(Text(x["zh"], x["en"]) for x in said["said"])
                self._refused[variant.name] = Refused(said["reason"], texts)
        except (LookupError, TypeError):
            return

    # -- what becomes of the variants ---------------------------------------------------------

    def run_folder(self, variant: Variant) -> Path:
        """Return the folder of a variant's run."""
        return self.path / VARIANTS / variant.name

    @property
    def waiting(self) -> list[Variant]:
        """The variants that are still to be planned; refusals that may have had luck are tried again."""
        sure = {name for name, refused in self._refused.items() if refused.reason in SURE}
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
            self._refused.pop(variant.name, None)
        else:
            self._refused[variant.name] = answer
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
        record = {**self._identity(), "refused": dict(map(self._refusal, self._refused))}
        text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        write_whole(self.path / RECORD, text.encode())
        write_whole(self.path / TABLE, write_table(self.rows, self.lang))

    def _refusal(self, name: str) -> tuple[str, dict[str, Any]]:
        refused = self._refused[name]
        said = [{"zh": text.zh, "en": text.en} for text in refused.said]
        found = {"input_hash": self.sweep.hashes[name], "reason": refused.reason, "said": said}
        return name, found

    @property
    def rows(self) -> list[Row]:
        """What is known of each variant, in the order of the sweep."""
        return [self._row(variant) for variant in self.sweep.variants]

    def _row(self, variant: Variant) -> Row:
        manifest = self._planned.get(variant.name)
        result = None if manifest is None else manifest.result
        return Row(variant, result, self._refused.get(variant.name))


def what_differs(names: Sequence[str]) -> Text:
    """Say in which parts of its identity a folder differs from what is asked for."""
    words = {
        "scenario": Text("方案不同", "another scenario"),
        "versions": Text("软件版本不同", "other versions"),
        "lang": Text("语言不同", "another language"),
    }
    return Text("、".join(words[x].zh for x in names), " and ".join(words[x].en for x in names))


def _counts(path: Path) -> bool:
    """Whether a file is more than what a call left that was killed before it had begun."""
    return path.is_file() and not path.name.startswith(f".{RECORD}.tmp-")
