"""A run as it is compared: rows, names and numbers read from its folder, never from its scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pairmatch.compare.shape import Shape
from pairmatch.errors import BadInput, Issue, Lang, Text
from pairmatch.io.csv_tables import read_csv
from pairmatch.io.manifest import NOT_AS_WRITTEN, Manifest
from pairmatch.metrics.kept import RunMetrics
from pairmatch.plan import Assignment
from pairmatch.programmes.room import SheetColumn
from pairmatch.report.counties import CODE, FIRST
from pairmatch.report.proof import NO_LIMIT, TRUTHS
from pairmatch.vocabulary import WORDS, canonical

BASIS = {"numbers": 1, "limits": 2, "weights": 1, "forces": 1}
"""The tables of what a plan rests on, and how many columns of each, from the third on, are values."""
_NOWHERE = ("", "", "")


@dataclass(frozen=True)
class School:
    """A school by name; ``unit_code`` is '' for a unit that is not on the page of counties."""

    unit_code: str
    city: str
    unit: str
    name: str

    @property
    def full(self) -> str:
        """The name with city and county in front."""
        return f"{self.city}{self.unit}{self.name}"


@dataclass(frozen=True)
class ComparedRun:
    """What one run folder says. ``rows`` is by plan table, without those that the run does not have.

    ``counties`` are the codes of the recipient ones; ``basis`` is what each table of :data:`BASIS` gives
    for a code: what it is, and its value.
    """

    name: str
    folder: Path
    manifest: Manifest
    metrics: RunMetrics
    rows: Mapping[str, tuple[Assignment, ...]]
    schools: Mapping[str, School]
    people: Mapping[str, str]
    counties: frozenset[str]
    basis: Mapping[str, Mapping[str, tuple[Text, tuple[Text, ...]]]]


@dataclass
class _Names:
    schools: dict[str, tuple[str, ...]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)


def read_run(
    name: str,
    folder: Path,
    manifest: Manifest,
    metrics: RunMetrics,
    shapes: Sequence[Shape],
) -> ComparedRun:
    """Return what a run folder says, whose files are as its manifest knows them.

    Raises :class:`BadInput` naming the table that this program did not write so.
    """
    lang, names = manifest.lang, _Names()
    rows: dict[str, tuple[Assignment, ...]] = {}
    for shape in shapes:
        if f"tables/{shape.sheet.key}.csv" in manifest.files:
            records = _records(folder, shape.sheet.key, shape.sheet.columns, lang)
            rows[shape.table.name] = tuple(_rows(folder, shape, records, names))
    places = _counties(folder, lang)
    return ComparedRun(
        name,
        folder,
        manifest,
        metrics,
        rows,
        {code: _school(said, places) for code, said in names.schools.items()},
        names.people,
        frozenset(places.values()),
        {name: _basis(folder, name, columns) for name, columns in BASIS.items()},
    )


def _cells(folder: Path, name: str) -> list[list[str]]:
    path = folder / "tables" / f"{name}.csv"
    try:
        found = read_csv(path)
        if len({len(line) for line in found}) != 1:
            raise ValueError(name)
    except NOT_AS_WRITTEN as error:
        raise BadInput([Issue("E-RUN-TABLE", str(path))]) from error
    return found


def _records(
    folder: Path, name: str, columns: Sequence[SheetColumn], lang: Lang
) -> list[dict[str, str]]:
    """Return the cells of a table by key of their column; '' for a column that it does not have."""
    header, *lines = _cells(folder, name)
    places = {said: place for place, said in enumerate(header)}
    found = [(column.key, places.get(column.header.say(lang))) for column in columns]
    return [{key: "" if place is None else line[place] for key, place in found} for line in lines]


def _rows(
    folder: Path, shape: Shape, records: Sequence[Mapping[str, str]], names: _Names
) -> Iterator[Assignment]:
    """Yield the rows of a plan table; take up what the sheet calls their schools and people."""
    reads = [column for column in shape.sheet.columns if column.reads]
    said: dict[str, list[str]] = {}
    for column in shape.sheet.columns:
        if column.of:
            said.setdefault(column.of, []).append(column.key)
    for record in records:
        values = {x.reads: _value(record[x.key], x) for x in reads if record[x.key]}
        try:
            row = shape.table.model.model_validate(values)
        except ValueError as error:
            path = folder / "tables" / f"{shape.sheet.key}.csv"
            raise BadInput([Issue("E-RUN-TABLE", str(path))]) from error
        yield row
        for name, keys in said.items():
            code = getattr(row, name)
            if code is not None and name == shape.table.person:
                names.people[code] = record[keys[-1]]
            elif code is not None:
                names.schools[code] = tuple(record[key] for key in keys)


def _value(text: str, column: SheetColumn) -> str | None:
    return canonical(column.words, text) if column.words else text


def _school(said: tuple[str, ...], places: Mapping[tuple[str, str], str]) -> School:
    city, unit, name = (*_NOWHERE, *said)[-len(_NOWHERE) :]
    return School(places.get((city, unit), ""), city, unit, name)


def _counties(folder: Path, lang: Lang) -> dict[tuple[str, str], str]:
    """Return the code of each recipient county by its city and its name."""
    records = _records(folder, "counties", (*FIRST, CODE), lang)
    return {(record["city"], record["unit"]): record[CODE.key] for record in records}


def _basis(folder: Path, name: str, columns: int) -> dict[str, tuple[Text, tuple[Text, ...]]]:
    """Return what a table of the page of proof says of each code: what it is, and its values."""
    _, *lines = _cells(folder, f"proof-{name}")
    return {
        code or says: (Text(says, says), tuple(map(_said, more[:columns])))
        for code, says, *more in lines
    }


def _said(text: str) -> Text:
    """Return a value in both languages, so that runs of either can be compared."""
    parts = [_word(part) for part in text.replace(", ", "、").split("、")]
    return Text("、".join(x.zh for x in parts), ", ".join(x.en for x in parts))


def _word(text: str) -> Text:
    for words in ("rule_force", "term"):
        if value := canonical(words, text):
            return WORDS[words][value].label
    for known in (*TRUTHS.values(), NO_LIMIT):
        if text in (known.zh, known.en):
            return known
    return Text(text, text)
