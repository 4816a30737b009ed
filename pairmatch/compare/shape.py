"""What a comparison must know of a plan table: which columns say what, and how a sheet shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pairmatch.compare.rows import about_of
from pairmatch.errors import Text
from pairmatch.plan import PlanTable
from pairmatch.programmes.room import Room, Sheet, SheetColumn


@dataclass(frozen=True)
class Column:
    """A column of a plan table: its name there, what heads it and its closed list, '' for none."""

    name: str
    header: Text
    words: str = ""


@dataclass(frozen=True)
class Shape:
    """A plan table in parts.

    ``place`` is the recipient school that a row is for, ``post`` what it is for there; ``partner`` and
    ``person`` serve it, None where a programme has none; ``more`` is everything else that counts.
    """

    table: PlanTable
    sheet: Sheet
    place: Column
    post: tuple[Column, ...]
    partner: Column | None
    person: Column | None
    more: tuple[Column, ...]


def shapes_of(rooms: Sequence[Room]) -> tuple[Shape, ...]:
    """Return the shape of every plan table that has a sheet, in the order of the workbook."""
    return tuple(
        _shape(sheet, sheet.plan_table)
        for room in rooms
        for sheet in room.sheets
        if sheet.plan_table is not None
    )


def _shape(sheet: Sheet, table: PlanTable) -> Shape:
    columns = {column.name: column for column in _columns(sheet)}
    about = about_of(table)
    recipient = next((x.reads for x in sheet.columns if x.key == sheet.school), about[0])
    apart = {*about, recipient, table.partner, table.person, *table.numbering}
    return Shape(
        table,
        sheet,
        columns[recipient],
        tuple(columns[name] for name in about if name != recipient),
        columns.get(table.partner),
        columns.get(table.person),
        tuple(column for name, column in columns.items() if name not in apart),
    )


def _columns(sheet: Sheet) -> Iterator[Column]:
    """Yield the plan columns of a sheet, headed by what says them in words where something does."""
    said: dict[str, SheetColumn] = {column.of: column for column in sheet.columns if column.of}
    for column in sheet.columns:
        if column.reads:
            header = said.get(column.reads, column).header
            yield Column(column.reads, header, column.words)
