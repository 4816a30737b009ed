"""Reading a scenario: a folder of CSV tables and scenario.toml, validated as a whole."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.changes import Changes
from pairmatch.io.declared import Declared
from pairmatch.io.raw import RawTable, read_table, read_text
from pairmatch.io.shown import hint, listed
from pairmatch.io.validate import validate
from pairmatch.programmes import ROOMS
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario
from pairmatch.schema import Table

SETTINGS_FILE = "scenario.toml"
OFFICE_ENDINGS = frozenset({".xlsx", ".xls", ".xlsm", ".et", ".ods"})


@dataclass
class RawFolder:
    """What a scenario folder holds: the text of its settings, its tables, and the faults so far.

    ``unreadable`` names tables that should be there but whose rows are not known.
    """

    settings: str | None = None
    tables: dict[str, RawTable] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)


def read_scenario(
    folder: Path, *, rooms: Sequence[Room] = ROOMS, changes: Changes | None = None
) -> Scenario:
    """Read and validate a scenario; raise :class:`BadInput` with every fault of the whole input.

    ``changes`` are those of a variant.
    """
    declared = Declared.of(rooms)
    with _uncollected():
        return validated(read_folder(folder, declared.tables), declared, changes)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: rows stay, and to go through a million of them takes seconds."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def validated(raw: RawFolder, declared: Declared, changes: Changes | None = None) -> Scenario:
    """Return the scenario of a folder; raise :class:`BadInput` with every fault of the whole input."""
    scenario, issues = validate(raw.settings, raw.tables, raw.unreadable, declared, changes)
    if raw.issues or issues:
        raise BadInput([*raw.issues, *issues])
    return scenario


def read_folder(folder: Path, tables: Iterable[Table]) -> RawFolder:
    """Read every file of a scenario folder; files that are no table of it are faults."""
    if not folder.exists():
        raise BadInput([Issue("E-FOLDER-MISSING", str(folder))])
    if not folder.is_dir():
        raise BadInput([Issue("E-FOLDER-FILE", str(folder))])
    raw = RawFolder()
    _read_settings(folder, raw)
    known = {table.name: table for table in tables}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv" and path.stem in known:
            _read_one(path, raw)
        elif _is_office_file(path) or path.name.split(".")[0] in known:
            raw.issues.append(Issue("E-TABLE-FORMAT", path.name))
        elif path.suffix.lower() == ".csv":
            values: dict[str, object] = {
                "hint": hint(path.name, [f"{name}.csv" for name in known]),
                "known": listed(f"{name}.csv" for name in known),
            }
            raw.issues.append(Issue("E-TABLE-UNKNOWN", path.name, values=values))
    for name, table in known.items():
        if table.required and name not in raw.tables and name not in raw.unreadable:
            raw.unreadable.add(name)
            title: dict[str, object] = {"title": table.title}
            raw.issues.append(Issue("E-TABLE-MISSING", f"{name}.csv", values=title))
    return raw


def _is_office_file(path: Path) -> bool:
    """Whether a file is a workbook that somebody may take for a table; lock files of Excel are not."""
    return path.suffix.lower() in OFFICE_ENDINGS and not path.name.startswith(("~$", ".~"))


def _read_settings(folder: Path, raw: RawFolder) -> None:
    path = folder / SETTINGS_FILE
    if not path.exists():
        raw.issues.append(Issue("E-SETTINGS-MISSING", SETTINGS_FILE))
        return
    raw.settings, issues = read_text(path)
    raw.issues.extend(issues)


def _read_one(path: Path, raw: RawFolder) -> None:
    table, issues = read_table(path)
    raw.issues.extend(issues)
    if table is None:
        raw.unreadable.add(path.stem)
    else:
        raw.tables[path.stem] = table
