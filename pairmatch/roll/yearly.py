"""Yearly tables: what the folder `years` beside a scenario says anew from some year on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pairmatch.errors import Issue
from pairmatch.io.intake.csv_file import read_table
from pairmatch.io.intake.decoding import read_any_text
from pairmatch.io.intake.known import Known
from pairmatch.io.raw import RawTable
from pairmatch.io.shown import hint, listed
from pairmatch.schema import Table

FOLDER = "years"
FIRST, LAST = 2000, 2099


@dataclass
class Yearly:
    """The tables of each year by name, an empty list for one without rows, and the faults of reading them.

    ``unreadable`` names by year the tables some of whose rows are not known.
    """

    tables: dict[int, dict[str, list[RawTable]]] = field(default_factory=dict)
    unreadable: dict[int, set[str]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def up_to(self, year: int) -> tuple[Mapping[str, list[RawTable]], frozenset[str]]:
        """Return the tables that stand in a year, the last ones said of each, and those not readable."""
        tables: dict[str, list[RawTable]] = {}
        unreadable: set[str] = set()
        for one in sorted(self.tables):
            if one <= year:
                tables.update(self.tables[one])
                unreadable = (unreadable - self.tables[one].keys()) | self.unreadable[one]
        return tables, frozenset(unreadable)

    def since(self, year: int) -> int | None:
        """Return the last year up to this one in which any table is said anew."""
        return max((one for one in self.tables if one <= year), default=None)


def read_yearly(source: Path, tables: Iterable[Table], first: int) -> Yearly:
    """Read the yearly tables beside a scenario; ``first`` is the year that its own tables are of.

    Folders and files that would be read by nobody are faults; those whose name begins with a dot are
    not looked at.
    """
    top = (source if source.is_dir() else source.parent) / FOLDER
    found, known = Yearly(), Known.of(tables)
    if top.is_dir():
        for path in _seen(top):
            year = int(path.name) if path.name.isdecimal() and len(path.name) == 4 else 0
            name = f"{FOLDER}/{path.name}"
            if not path.is_dir() or not FIRST <= year <= LAST:
                found.issues.append(Issue("E-YEARS-FOLDER", name, value=path.name))
            elif year < first:
                values: dict[str, object] = {"year": first}
                found.issues.append(Issue("E-YEARS-BEFORE", name, value=path.name, values=values))
            else:
                _read_year(path, year, known, found)
    return found


def _seen(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if not path.name.startswith("."))


def _read_year(folder: Path, year: int, known: Known, found: Yearly) -> None:
    tables = found.tables.setdefault(year, {})
    unreadable = found.unreadable.setdefault(year, set())
    names = [f"{table.name}.csv" for table in known.tables]
    for path in _seen(folder):
        where = f"{FOLDER}/{year}/{path.name}"
        table = known.named(path.stem) if path.suffix.lower() == ".csv" else None
        if table is None or not path.is_file():
            values: dict[str, object] = {"hint": hint(path.name, names), "known": listed(names)}
            found.issues.append(Issue("E-YEARS-TABLE", where, value=path.name, values=values))
            continue
        parts = tables.setdefault(table.name, [])
        raw, issues = read_table(path, table)
        if raw is None and not table.required and _has_header_only(path, issues):
            continue
        found.issues += [replace(issue, file=where) for issue in issues]
        if raw is None:
            unreadable.add(table.name)
        else:
            parts.append(replace(raw, file=where))


def _has_header_only(path: Path, issues: Iterable[Issue]) -> bool:
    """Whether a table has a header and no rows: from that year on there are none."""
    if [issue.code for issue in issues] != ["E-TABLE-EMPTY"]:
        return False
    text, _, _ = read_any_text(path)
    return bool(text and text.strip())
