"""Reading a scenario: a folder of tables and workbooks, or one workbook, validated as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.changes import Changes
from pairmatch.io.declared import Declared
from pairmatch.io.intake.csv_file import read_table
from pairmatch.io.intake.decoding import read_text
from pairmatch.io.intake.known import Known
from pairmatch.io.intake.ledger import Entry, PassedSheet, entries
from pairmatch.io.intake.workbooks import Books
from pairmatch.io.raw import RawTable
from pairmatch.io.settings import FILE, Said, said_in_toml
from pairmatch.io.shown import hint, listed
from pairmatch.io.validate import validate
from pairmatch.programmes import ROOMS
from pairmatch.programmes.room import Room
from pairmatch.scenario import Scenario
from pairmatch.schema import Table
from pairmatch.uncollected import uncollected

SETTINGS_FILE = FILE
OFFICE_ENDINGS = frozenset({".xlsx", ".xls", ".xlsm", ".et", ".ods"})


@dataclass
class RawInput:
    """What an input holds: its settings, its tables by file and sheet, and the faults so far.

    ``unreadable`` names tables some of whose rows are not known. ``passed`` are the sheets that hold
    no table, ``settings_sheets`` those of settings. What was found so far may include warnings.
    """

    settings: Said | None = None
    tables: dict[str, list[RawTable]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)
    passed: list[PassedSheet] = field(default_factory=list)
    settings_sheets: list[RawTable] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """What came of reading an input: every fault and warning, and where each of its rows went.

    ``scenario`` is None if there is any fault.
    """

    raw: RawInput
    scenario: Scenario | None
    issues: tuple[Issue, ...]
    ledger: tuple[Entry, ...]

    def checked(self) -> Scenario:
        """Return the scenario; raise :class:`Refused` if there is any fault."""
        if self.scenario is None:
            raise Refused(self)
        return self.scenario

    @property
    def faults(self) -> tuple[Issue, ...]:
        """What stops the reading."""
        return tuple(issue for issue in self.issues if issue.level == "error")

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """What a person should look at."""
        return tuple(issue for issue in self.issues if issue.level == "warning")


class Refused(BadInput):
    """An input with faults, and all that is known of it."""

    def __init__(self, reading: Reading) -> None:
        """Take what came of reading."""
        super().__init__(reading.issues)
        self.reading = reading


def read_scenario(
    source: Path, *, rooms: Sequence[Room] = ROOMS, changes: Changes | None = None
) -> Scenario:
    """Read and validate a scenario; raise :class:`BadInput` with every fault of the whole input.

    ``changes`` are those of a variant.
    """
    declared = Declared.of(rooms)
    with uncollected():
        return validated(read_raw(source, declared.tables), declared, changes)


def read_input(source: Path, *, rooms: Sequence[Room] = ROOMS) -> Reading:
    """Read and validate a scenario, and account for each of its rows.

    Raises :class:`BadInput` only if there is nothing to read.
    """
    declared = Declared.of(rooms)
    with uncollected():
        return accounted(read_raw(source, declared.tables), declared)


def accounted(raw: RawInput, declared: Declared) -> Reading:
    """Validate an input, and account for each of its rows."""
    scenario, issues, typed = validate(raw.settings, raw.tables, raw.unreadable, declared)
    found = tuple(sorted([*raw.issues, *issues], key=Issue.order))
    faulty = any(issue.level == "error" for issue in found)
    ledger = (*entries(typed, found), *(x.entry() for x in raw.passed))
    return Reading(raw, None if faulty else scenario, found, ledger)


def validated(raw: RawInput, declared: Declared, changes: Changes | None = None) -> Scenario:
    """Return the scenario of an input; raise :class:`Refused` with every fault of the whole input."""
    scenario, issues, _ = validate(raw.settings, raw.tables, raw.unreadable, declared, changes)
    found = tuple(sorted([*raw.issues, *issues], key=Issue.order))
    if any(issue.level == "error" for issue in found):
        raise Refused(Reading(raw, None, found, ()))
    return scenario


def read_raw(source: Path, tables: Iterable[Table]) -> RawInput:
    """Read every file of an input: one workbook, or a folder; files that are no table are faults."""
    if not source.exists():
        raise BadInput([Issue("E-FOLDER-MISSING", str(source))])
    known = Known.of(tables)
    raw = RawInput()
    if source.is_dir():
        books = _read_folder(source, known, raw)
    elif source.suffix.lower() in OFFICE_ENDINGS:
        books = [source]
    else:
        raise BadInput([Issue("E-FOLDER-FILE", str(source))])
    home = source if source.is_dir() else source.parent
    sheets = Books(known, raw.tables, raw.unreadable, raw.issues, raw.passed)
    sheets.read(books)
    _settle_settings(home, sheets, raw)
    _refuse_missing(known.tables, raw, source, in_sheets=bool(books))
    return raw


def _read_folder(folder: Path, known: Known, raw: RawInput) -> list[Path]:
    """Read the text files of a folder, and return its workbooks."""
    books: list[Path] = []
    names = [table.name for table in known.tables]
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        table = known.named(path.stem) if ending == ".csv" else None
        if table is not None:
            _read_one(path, table, raw)
        elif ending in OFFICE_ENDINGS:
            if not path.name.startswith(("~$", ".~")):  # what Excel and WPS keep while one is open
                books.append(path)
        elif path.name.split(".")[0] in names:
            raw.issues.append(Issue("E-TABLE-FORMAT", path.name))
        elif ending == ".csv":
            values: dict[str, object] = {
                "hint": hint(path.name, [f"{name}.csv" for name in names]),
                "known": listed(f"{name}.csv" for name in names),
            }
            raw.issues.append(Issue("E-TABLE-UNKNOWN", path.name, values=values))
    return books


def _read_one(path: Path, table: Table, raw: RawInput) -> None:
    found, issues = read_table(path, table)
    raw.issues.extend(issues)
    if found is None:
        raw.unreadable.add(table.name)
    else:
        raw.tables.setdefault(table.name, []).append(found)


def _settle_settings(home: Path, sheets: Books, raw: RawInput) -> None:
    """Take the settings from scenario.toml if it is there, else from the sheets that have some."""
    path = home / SETTINGS_FILE
    in_sheets = sheets.settings.said
    raw.settings_sheets = sheets.settings.written
    if path.exists():
        text, issues = read_text(path)
        raw.issues.extend(issues)
        if text is not None:
            raw.settings, issues = said_in_toml(text)
            raw.issues.extend(issues)
        if in_sheets is not None:
            raw.issues.append(Issue("W-SETTINGS-UNUSED", in_sheets.file, sheet=in_sheets.sheet))
    elif in_sheets is not None:
        raw.settings = in_sheets
        raw.issues.extend(sheets.settings.issues)
    elif not sheets.lost:
        raw.issues.append(Issue("E-SETTINGS-MISSING", SETTINGS_FILE))


def _refuse_missing(
    tables: Iterable[Table], raw: RawInput, source: Path, *, in_sheets: bool
) -> None:
    """Report each table that must be there and is not; one without rows counts as none."""
    for table in tables:
        if not table.required or table.name in raw.unreadable:
            continue
        there = raw.tables.get(table.name, [])
        if any(each.rows for each in there):
            continue
        raw.unreadable.add(table.name)
        title: dict[str, object] = {"title": table.title}
        if there:
            raw.issues.append(there[0].issue("E-SHEET-EMPTY", there[0].head, values=title))
        elif in_sheets:
            raw.issues.append(Issue("E-SHEET-MISSING", source.name, values=title))
        else:
            raw.issues.append(Issue("E-TABLE-MISSING", f"{table.name}.csv", values=title))
