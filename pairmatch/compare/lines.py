"""Changed rows in words: which school, which post, who served it before and who does after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pairmatch.compare.rows import Change, Kind, changes
from pairmatch.compare.run import ComparedRun, School
from pairmatch.compare.shape import Column, Shape
from pairmatch.errors import Text
from pairmatch.plan import Assignment
from pairmatch.vocabulary import WORDS


@dataclass(frozen=True)
class Names:
    """What schools and people are called in any of the runs."""

    schools: Mapping[str, School]
    people: Mapping[str, str]

    @classmethod
    def of(cls, runs: Sequence[ComparedRun]) -> Names:
        """Take the name that the last of the runs uses."""
        schools: dict[str, School] = {}
        people: dict[str, str] = {}
        for run in runs:
            schools |= {code: school for code, school in run.schools.items() if school.name}
            people |= {code: name for code, name in run.people.items() if name}
        return cls(schools, people)


@dataclass(frozen=True)
class Server:
    """The school that serves a row and its person, by name and by code; '' where there is none."""

    school: str
    school_code: str
    person: str
    person_id: str


@dataclass(frozen=True)
class More:
    """Another column of a row that changed: what it is called, what it was and is."""

    header: Text
    before: Text
    after: Text


@dataclass(frozen=True)
class RowLine:
    """One changed row.

    ``run`` numbers the run, from 1; ``post`` goes by the shape's. ``before`` is None for an added row,
    ``after`` for one removed.
    """

    run: int
    kind: Kind
    place: School
    place_code: str
    post: tuple[Text, ...]
    before: Server | None
    after: Server | None
    more: tuple[More, ...]


@dataclass(frozen=True)
class TableChanges:
    """What changed in one plan table, by county and school.

    ``rows`` counts the rows of every run, the baseline first: None, and no changes, for a run that
    does not have this programme.
    """

    shape: Shape
    rows: tuple[int | None, ...]
    lines: tuple[RowLine, ...]

    def counted(self, run: int) -> dict[Kind, int]:
        """Return how many rows of a run changed, by kind, those that did."""
        found: dict[Kind, int] = {}
        for line in self.lines:
            if line.run == run:
                found[line.kind] = found.get(line.kind, 0) + 1
        return found

    def kept(self, run: int) -> int:
        """Return how many rows of the baseline are the same in a run."""
        found = self.counted(run)
        return (self.rows[0] or 0) - sum(found.values()) + found.get("added", 0)


def table_changes(shape: Shape, runs: Sequence[ComparedRun], names: Names) -> TableChanges:
    """Return what changed in a plan table between the first run and each of the others."""
    found = [run.rows.get(shape.table.name) for run in runs]
    base = found[0]
    lines: list[RowLine] = []
    for number, rows in enumerate(found[1:], 1):
        if base is not None and rows is not None:
            lines += row_lines(shape, number, base, rows, names)
    return TableChanges(
        shape, tuple(None if rows is None else len(rows) for rows in found), tuple(lines)
    )


def row_lines(
    shape: Shape,
    number: int,
    before: Sequence[Assignment],
    after: Sequence[Assignment],
    names: Names,
) -> list[RowLine]:
    """Return what changed in a table between the plan of the baseline and that of run ``number``."""
    told = (_line(shape, number, x, names) for x in changes(shape.table, before, after))
    return sorted(told, key=lambda x: (x.place.unit_code, x.place_code))


def _line(shape: Shape, number: int, change: Change, names: Names) -> RowLine:
    row, code = change.row, str(getattr(change.row, shape.place.name))
    return RowLine(
        number,
        change.kind,
        names.schools.get(code) or School("", "", "", code),
        code,
        tuple(_said(column, row) for column in shape.post),
        _server(shape, change.before, names),
        _server(shape, change.after, names),
        tuple(_more(shape, change)),
    )


def _server(shape: Shape, row: Assignment | None, names: Names) -> Server | None:
    if row is None:
        return None
    school = _code(shape.partner, row)
    person = _code(shape.person, row)
    said = names.schools[school].full if school in names.schools else school
    return Server(said, school, names.people.get(person, person), person)


def _code(column: Column | None, row: Assignment) -> str:
    return "" if column is None else getattr(row, column.name) or ""


def _more(shape: Shape, change: Change) -> Iterator[More]:
    """Yield the other columns that changed in a row that is there before and after."""
    if change.before is None or change.after is None:
        return
    for column in shape.more:
        before, after = (_said(column, row) for row in (change.before, change.after))
        if before != after:
            yield More(column.header, before, after)


def _said(column: Column, row: Assignment) -> Text:
    value = getattr(row, column.name)
    if value is None:
        return Text("", "")
    return WORDS[column.words][value].label if column.words else Text(str(value), str(value))
