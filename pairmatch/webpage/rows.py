"""Rows of the tables that a report shows, read from the CSV files of a run by the columns declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from pairmatch.errors import BadInput, Issue, Lang, Text
from pairmatch.io.csv_tables import read_csv
from pairmatch.io.runfolder import NOT_AS_WRITTEN
from pairmatch.programmes.room import Room, SheetColumn
from pairmatch.report.counties import CODE, FIRST
from pairmatch.report.rules import BREACH_COLUMNS
from pairmatch.report.summary import POST_COLUMNS, TASK_COLUMNS
from pairmatch.vocabulary import canonical


@dataclass(frozen=True)
class Place:
    """A school of one side: its city, its unit as lists call it, its code."""

    city: str
    unit: str
    code: str


@dataclass(frozen=True)
class Move:
    """A pair, a person sent or a person placed: the two schools; the team if there is one; km."""

    supporting: Place
    recipient: Place
    team: str = ""
    km: int | None = None


@dataclass(frozen=True)
class TaskRow:
    """A task: ``asked`` is None where nothing is asked.

    ``missing`` is added up over the places that miss it, the first of which are ``places``, by name
    and number, ``more`` tells that there are others: what one has too much helps no other.
    """

    name: str
    unit: str
    asked: int | None
    done: int
    missing: int
    places: str
    more: bool


@dataclass(frozen=True)
class PostRow:
    """A kind of post that is not wholly filled; the words of ``role`` and ``subject`` are codes."""

    role: str
    subject: str
    asked: int
    filled: int
    possible: int


@dataclass(frozen=True)
class CountyRow:
    """A recipient county: its numbers by the key of the column."""

    code: str
    city: str
    unit: str
    supporting: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class BreachRow:
    """A place where a rule falls short or a principle is departed from, in the words of the run."""

    city: str
    unit: str
    kind: str
    code: str
    where: str
    found: str
    expected: str
    amount: int
    reason: str


@dataclass(frozen=True)
class Rows:
    """What the tables of one run say, in the order of the files."""

    pairs: tuple[Move, ...]
    sent: tuple[Move, ...]
    placed: tuple[Move, ...]
    tasks: tuple[TaskRow, ...]
    posts: tuple[PostRow, ...]
    counties: tuple[CountyRow, ...]
    shortfalls: tuple[BreachRow, ...]
    exceptions: tuple[BreachRow, ...]
    headers: Mapping[str, Text] = field(default_factory=dict)


def read_rows(folder: Path, lang: Lang, rooms: Sequence[Room]) -> Rows:
    """Return the rows of a run that was written in ``lang``.

    Raises :class:`BadInput` naming the table that this program does not write so.
    """
    sheets = {sheet.key: sheet.columns for room in rooms for sheet in room.sheets}
    counted = [SheetColumn(x.key, x.header) for room in rooms for x in room.unit_columns]
    table = _Tables(folder / "tables", lang)
    return Rows(
        pairs=table.read("pairs", sheets["pairs"], _SCHOOLS, _move),
        sent=table.read("teams", sheets["teams"], (*_SCHOOLS, "team_id"), _move),
        placed=table.read("placements", sheets["placements"], _SCHOOLS, _move),
        tasks=table.read("summary-tasks", TASK_COLUMNS, ("task", "done"), _task),
        posts=table.read("summary-scarce", POST_COLUMNS, ("asked", "filled"), _post),
        counties=table.read(
            "counties",
            (*FIRST, *counted, CODE),
            ("city", "unit", "code"),
            partial(_county, counted=counted),
        ),
        shortfalls=table.read("shortfalls", BREACH_COLUMNS, ("code",), _breach),
        exceptions=table.read("exceptions", BREACH_COLUMNS, ("code",), _breach),
        headers={column.key: column.header for column in counted},
    )


_SCHOOLS = tuple(
    f"{side}_{what}" for side in ("supporting", "recipient") for what in ("city", "unit", "code")
)
_MISSING = re.compile(
    r"(?:\d+ 个单位，|\d+ places, )?(?:共差 (?P<zh>\d+)|(?P<en>\d+) in all)(?:[（ ]\(?(?P<places>.*)[）)])?"
)
"""How the page of tasks says what is missing, in either language."""
_Row = Mapping[str, str]
_Made = TypeVar("_Made")


class _Tables:
    """The tables of a run, rows by the key of their column."""

    def __init__(self, folder: Path, lang: Lang) -> None:
        self._folder, self._lang = folder, lang

    def read(
        self,
        name: str,
        columns: Sequence[SheetColumn],
        needed: Sequence[str],
        make: Callable[[_Row], _Made],
    ) -> tuple[_Made, ...]:
        """Return what is made of the rows of a table; a column that it may lack is blank."""
        path = self._folder / f"{name}.csv"
        try:
            header, *lines = read_csv(path)
            places = {said: place for place, said in enumerate(header)}
            found = {x.key: places.get(x.header.say(self._lang)) for x in columns}
            if any(found[key] is None for key in needed):
                raise ValueError(needed)
            words = {x.key: x.words for x in columns}
            rows = [
                {key: "" if at is None else line[at] for key, at in found.items()} for line in lines
            ]
            return tuple(
                make({key: _coded(cell, words[key]) for key, cell in row.items()}) for row in rows
            )
        except NOT_AS_WRITTEN as error:
            raise BadInput([Issue("E-REPORT-TABLE", str(path))]) from error


def _coded(cell: str, words: str) -> str:
    return (canonical(words, cell) or cell) if words and cell else cell


def _whole(cell: str) -> int:
    return int(cell) if cell else 0


def _move(row: _Row) -> Move:
    km = row.get("km", "")
    return Move(
        _place(row, "supporting"),
        _place(row, "recipient"),
        row.get("team_id", ""),
        int(km) if km else None,
    )


def _place(row: _Row, side: str) -> Place:
    return Place(row[f"{side}_city"], row[f"{side}_unit"], row[f"{side}_code"])


def _task(row: _Row) -> TaskRow:
    asked = row["asked"]
    known = int(asked) if asked else None
    return TaskRow(row["task"], row["unit"], known, _whole(row["done"]), *_missing(row["missing"]))


def _missing(cell: str) -> tuple[int, str, bool]:
    """Return what a cell says of the places that miss a task: how much in all, which, and if more."""
    found = _MISSING.fullmatch(cell)
    if found is None:
        return 0, "", False
    places = found["places"] or ""
    short = places.removesuffix(" 等").removesuffix(", …")
    return int(found["zh"] or found["en"]), short, short != places


def _post(row: _Row) -> PostRow:
    numbers = (_whole(row[key]) for key in ("asked", "filled", "possible"))
    return PostRow(row["role"], row["subject"], *numbers)


def _county(row: _Row, counted: Sequence[SheetColumn]) -> CountyRow:
    counts = {x.key: int(row[x.key]) for x in counted if row[x.key]}
    return CountyRow(row["code"], row["city"], row["unit"], row["supporting"], counts)


def _breach(row: _Row) -> BreachRow:
    return BreachRow(
        row["city"],
        row["place"],
        row["kind"],
        row["code"],
        row["where"],
        row["found"],
        row["expected"],
        _whole(row["amount"]),
        row["reason"],
    )
