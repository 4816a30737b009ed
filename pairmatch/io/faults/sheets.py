"""The rows that faults are found in: one table, or the settings, of one file, as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pairmatch.io.headers import field_of, header_words
from pairmatch.io.raw import RawTable, written
from pairmatch.schema import Table


@dataclass(frozen=True)
class WrittenSheet:
    """What stands in a sheet of a file, or in a CSV file; ``table`` is None for settings."""

    raw: RawTable
    table: Table | None

    @property
    def place(self) -> tuple[str, str]:
        """Its file and sheet, as faults name them."""
        return self.raw.file, self.raw.sheet

    def places(self) -> dict[str, int]:
        """Return the place of the column of each field, counted from 0; the first of two alike."""
        found: dict[str, int] = {}
        known = header_words(self.table) if self.table is not None else {}
        for place, header in enumerate(self.raw.header):
            name = field_of(header, known)
            if name is not None:
                found.setdefault(name, place)
        return found

    def texts(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Return the cells of a few fields, row by row; none where one of them has no column."""
        places = self.places()
        columns = [places[name] for name in names if name in places]
        if len(columns) == len(names):
            for _, cells in self.raw.rows:
                yield tuple(written(cells[x]) if x < len(cells) else "" for x in columns)


def written_sheets(
    tables: Mapping[str, Sequence[RawTable]],
    declared: Iterable[Table],
    settings: Iterable[RawTable] = (),
) -> tuple[WrittenSheet, ...]:
    """Return the tables of an input as they were written, and its sheets of settings."""
    found = [WrittenSheet(raw, table) for table in declared for raw in tables.get(table.name, ())]
    return (*found, *(WrittenSheet(raw, None) for raw in settings))
