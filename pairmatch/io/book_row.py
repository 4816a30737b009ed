"""A row of a plan where it stands in a workbook that people have changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pairmatch.errors import Issue
from pairmatch.plan import Assignment


@dataclass(frozen=True)
class BookRow:
    """A row of a plan where it stands in a workbook: file, sheet and line.

    ``names`` and ``filled`` are what stands beside its codes, by key of the sheet's column: what codes
    are called, and what people filled in. ``headers`` and ``letters`` say where each column is, by the
    same keys, or by plan column.
    """

    file: str
    sheet: str
    line: int
    row: Assignment
    headers: Mapping[str, str]
    letters: Mapping[str, str]
    names: Mapping[str, str]
    filled: Mapping[str, str]

    def issue(self, code: str, column: str = "", value: str = "", **values: object) -> Issue:
        """Return a fault of the row, in one of its columns."""
        header, letter = self.headers.get(column, ""), self.letters.get(column, "")
        return Issue(code, self.file, self.line, header, value, values, self.sheet, letter)
