"""The sheets of workbooks given to the tables they hold; what holds none is named or passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pairmatch.errors import Issue
from pairmatch.io.intake.known import GUIDES, SETTINGS_SHEETS, Known, sheet_key
from pairmatch.io.intake.ledger import PassedSheet
from pairmatch.io.intake.settings_sheet import SettingsSheets
from pairmatch.io.intake.sheets import find_header, read_sheet
from pairmatch.io.office import open_workbooks
from pairmatch.io.office.grid import Grid, Workbook
from pairmatch.io.raw import RawTable
from pairmatch.io.shown import listed
from pairmatch.programmes import NUMBERS

_WIDE = 3
"""A sheet with a row of so many cells over another holds something that may be a table."""


@dataclass
class Books:
    """Reads workbooks into the tables of an input, one after the other.

    The rows of every table may be missing if a file could not be opened, or a sheet not understood:
    then all of them are ``unreadable``, and ``lost`` is set.
    """

    known: Known
    tables: dict[str, list[RawTable]]
    unreadable: set[str]
    issues: list[Issue]
    passed: list[PassedSheet]
    settings: SettingsSheets = field(default_factory=lambda: SettingsSheets(NUMBERS))
    lost: bool = False

    def read(self, paths: Sequence[Path]) -> None:
        """Read workbooks in their order."""
        for path, found in zip(paths, open_workbooks(paths) if paths else (), strict=True):
            if isinstance(found, Workbook):
                self._read_book(path.name, found)
            else:
                self.issues.extend(found)
                self._lose()

    def _read_book(self, file: str, book: Workbook) -> None:
        self.issues += [Issue(code, file, values=dict(values)) for code, values in book.noticed]
        before = sum(len(each) for each in self.tables.values())
        settings = self.settings.said
        for grid in book.grids:
            self._read_grid(file, grid)
        nothing = before == sum(len(each) for each in self.tables.values())
        if nothing and settings == self.settings.said and not self.lost:
            known: dict[str, object] = {"known": listed(x.title.zh for x in self.known.tables)}
            self.issues.append(Issue("E-BOOK-NOTHING", file, values=known))
            self._lose()

    def _read_grid(self, file: str, grid: Grid) -> None:
        key = sheet_key(grid.sheet)
        if not grid.rows:
            return
        if key in GUIDES or (key in SETTINGS_SHEETS and self.settings.add(file, grid)):
            self._pass(file, grid, "settings" if key in SETTINGS_SHEETS else "guide")
            return
        header = find_header(grid, self.known)
        if header is None:
            self._stranger(file, grid)
            return
        raw, issues = read_sheet(file, grid, header, self.known)
        name = header.table.name
        if grid.hidden and raw.rows:
            title: dict[str, object] = {"title": header.table.title, "count": len(raw.rows)}
            self.issues.append(Issue("E-SHEET-HIDDEN", file, values=title, sheet=grid.sheet))
            self.unreadable.add(name)
            self._pass(file, grid, "hidden data")
        elif grid.hidden:
            self._pass(file, grid, "hidden")
        else:
            self.tables.setdefault(name, []).append(raw)
            self.issues.extend(issues)

    def _stranger(self, file: str, grid: Grid) -> None:
        """Refuse a sheet that looks like a table and is none that is known; pass over any other."""
        named = self.known.named(grid.sheet)
        wide = sum(sum(cell != "" for cell in cells) >= _WIDE for _, cells in grid.rows)
        if grid.hidden:
            self._pass(file, grid, "hidden")
        elif named is not None or wide > 1:
            titles: dict[str, object] = {
                "known": listed(table.title.zh for table in self.known.tables)
            }
            self.issues.append(Issue("E-SHEET-UNKNOWN", file, values=titles, sheet=grid.sheet))
            self._pass(file, grid, "unknown")
            self._lose()
        else:
            self.issues.append(Issue("W-SHEET-PASSED", file, sheet=grid.sheet))
            self._pass(file, grid, "note")

    def _pass(self, file: str, grid: Grid, reason: str) -> None:
        self.passed.append(PassedSheet(file, grid.sheet, len(grid.rows), reason))

    def _lose(self) -> None:
        self.lost = True
        self.unreadable.update(table.name for table in self.known.tables)
