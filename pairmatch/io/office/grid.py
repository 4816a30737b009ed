"""What stands in the sheets of one file, cell by cell, before anything of it is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "date", "flag", "error", "uncached"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that is not plain text: what it is, and how it reads.

    ``number``: ``text`` is the number as stored in the file, never through a float of ours; ``shown``
    how its format shows it where that differs (00000000: "00001001"). ``date``: ``text`` in ISO form,
    ``shown`` as the sheet shows it. ``flag``: TRUE or FALSE. ``error``: #N/A, #REF! …
    ``uncached``: a formula without a stored value, ``text`` the formula. What a sheet shows as ####,
    a date out of range, is the error ########.
    """

    kind: Kind
    text: str
    shown: str = ""


Cell = str | Mark
"""Text stands as it is, unstripped; a blank cell is ''."""


@dataclass(frozen=True)
class Merge:
    """A merged area, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet: the rows that have anything in them, each with its number in the sheet.

    Row numbers count from 1 as the spreadsheet shows them; cells begin in column A and a row ends with
    its last filled cell. ``formulas`` counts the formulas with a stored value. ``struck`` are rows whose
    filled cells are all struck out. ``hidden_rows`` (those in ``rows``) and ``hidden_columns`` hold
    numbers from 1.
    """

    sheet: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    formulas: int = 0


@dataclass(frozen=True)
class Workbook:
    """The sheets of one file in their order, and what else was found in it that a person should know.

    ``noticed`` holds message codes with their fields, such as macros that were not run.
    """

    file: str
    grids: tuple[Grid, ...]
    noticed: tuple[tuple[str, Mapping[str, object]], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Defined names and their formula, such as the version of a template."""
