"""Run folder: everything a run leaves behind, written as a whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from pairmatch.errors import BadInput, Defect, Issue, Lang, Text
from pairmatch.io.changes import Changes
from pairmatch.io.csv_tables import write_csv
from pairmatch.io.export import write_workbook
from pairmatch.io.manifest import (
    MANIFEST,
    NOT_AS_WRITTEN,
    Manifest,
    changed_files,
    read_manifest,
    sha256,
)
from pairmatch.io.own_scenario import keep_scenario
from pairmatch.io.state import FILE as STATE
from pairmatch.io.state import read_state, write_state
from pairmatch.io.workbook import read_plan
from pairmatch.metrics import measure
from pairmatch.metrics.kept import FILE as METRICS
from pairmatch.metrics.kept import RunMetrics
from pairmatch.plan import Plan
from pairmatch.programmes import plan_tables_of
from pairmatch.programmes.room import Room
from pairmatch.report import Page, pages
from pairmatch.report.handout import handout
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.state import State
from pairmatch.verify import Verification

__all__ = [
    "COUNTIES",
    "MANIFEST",
    "NOT_AS_WRITTEN",
    "WORKBOOK",
    "Manifest",
    "changed_files",
    "read_manifest",
    "sha256",
    "state_of",
    "verification_dict",
    "write_run",
]
WORKBOOK = Text("结果.xlsx", "result.xlsx")
SCENARIO = "scenario"
"""The folder in a run with its scenario, where it has one of its own."""
COUNTIES = Text("分县.xlsx", "counties.xlsx")


def write_run(
    folder: Path,
    *,
    scenario: Scenario,
    plan: Plan,
    result: Result,
    verification: Verification,
    rooms: Sequence[Room],
    lang: Lang,
    log: str,
    state: State,
    source: str | None,
    per_county: bool = False,
    changes: Changes | None = None,
    more_pages: Sequence[Page] = (),
    more_files: Mapping[str, str] | None = None,
    more_books: Mapping[str, Sequence[Page]] | None = None,
) -> Path:
    """Write a run and return its folder; if anything fails, nothing is left behind.

    With ``per_county``, what every recipient county is given stands in a second workbook.
    ``changes`` are what the scenario says differently from its ``source``; without a source the run
    keeps its scenario inside. ``more_pages`` come last in the workbook; ``more_files`` are texts, and
    ``more_books`` workbooks, by the name of their file.
    """
    if folder.exists():
        raise BadInput([Issue("E-RUN-EXISTS", str(folder))])
    making = folder.with_name(f".{folder.name}.tmp-{os.getpid()}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        making.mkdir()
    except OSError as error:
        values: dict[str, object] = {"reason": error.strerror or str(error)}
        raise BadInput([Issue("E-RUN-WRITE", str(folder), values=values)]) from error
    try:
        filled = (*pages(scenario, plan, result, verification, rooms), *more_pages)
        _write_tables(making, filled, lang, scenario.settings.year)
        if read_plan(making / WORKBOOK.say(lang), rooms) != plan:
            raise Defect("the workbook read back does not give the plan that was written")
        if per_county:
            handed = handout(scenario, plan, verification, rooms)
            write_workbook(making / COUNTIES.say(lang), handed, lang, scenario.settings.year)
        _write_json(making / "verification.json", verification_dict(verification))
        measured = measure(scenario, plan, verification, result, rooms)
        _write_json(making / METRICS, RunMetrics.of(scenario, measured).to_dict())
        (making / "solver.log").write_text(log, encoding="utf-8")
        write_state(making / STATE, state, plan_tables_of(rooms))
        for name, text in (more_files or {}).items():
            (making / name).write_text(text, encoding="utf-8")
        for name, filled_in in (more_books or {}).items():
            write_workbook(making / name, filled_in, lang, scenario.settings.year)
        if source is None:
            keep_scenario(making / SCENARIO, scenario, rooms)
        manifest = {
            "written": datetime.now().astimezone().isoformat(timespec="seconds"),
            "round": scenario.settings.round,
            "year": scenario.settings.year,
            "source": SCENARIO if source is None else _from(folder, Path(source)),
            "changes": dict(changes or {}),
            "lang": lang,
            "workbook": WORKBOOK.say(lang),
            "result": result.to_dict(),
            "gap": float(result.gap),
            "inputs": _hashes(making / SCENARIO if source is None else Path(source), "*"),
            "files": _hashes(making, "**/*"),
        }
        _write_json(making / MANIFEST, manifest)
        settle(making)
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return folder


def _from(folder: Path, source: Path) -> str:
    """Return the way from a run folder to its scenario, so that both can be moved together."""
    try:
        return Path(os.path.relpath(source, folder)).as_posix()
    except ValueError:  # another drive
        return str(source.resolve())


def state_of(folder: Path, rooms: Sequence[Room]) -> State:
    """Return what a run left for the next; raises :class:`BadInput` if it is not as it was written."""
    manifest, path = read_manifest(folder), folder / STATE
    try:
        if sha256(path) != manifest.files[STATE]:
            raise ValueError(STATE)
        return read_state(path, plan_tables_of(rooms))
    except NOT_AS_WRITTEN as error:
        raise BadInput([Issue("E-RUN-STATE", str(path))]) from error


def verification_dict(verification: Verification) -> dict[str, Any]:
    """Return a verification as JSON values: force and breaches by rule, amount by term."""
    return {
        "shortfall": verification.shortfall,
        "value": verification.value,
        "rules": {
            code: {"force": verification.forces[code], "violations": [asdict(x) for x in breaches]}
            for code, breaches in verification.violations.items()
        },
        "terms": dict(verification.amounts),
        "structure": [asdict(breach) for breach in verification.structure],
        "approved": [asdict(breach) for breach in verification.approved],
        "idle": [row.model_dump(exclude_none=True) for row in verification.idle],
    }


def _write_tables(folder: Path, filled: Sequence[Page], lang: Lang, year: int) -> None:
    write_workbook(folder / WORKBOOK.say(lang), filled, lang, year)
    (folder / "tables").mkdir()
    write_csv(folder / "tables", filled, lang)


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def _hashes(top: Path, pattern: str) -> dict[str, str]:
    """Return the SHA-256 of a file, or of the files of a folder, by name inside it."""
    if top.is_file():
        return {top.name: sha256(top)}
    found = (path for path in sorted(top.glob(pattern)) if path.is_file())
    return {path.relative_to(top).as_posix(): sha256(path) for path in found}


def settle(folder: Path) -> None:
    """Have the disk keep every file, and every name where it can, before the folder is renamed."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and os.name != "posix":
            continue
        opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
