"""Workbook: a plan read back from a workbook that people have changed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from pairmatch.errors import BadInput, Defect, Issue, Lang, Text
from pairmatch.io.book_row import BookRow
from pairmatch.io.export import NOTHING, SIGN, TOTAL, sheet_name
from pairmatch.io.faults.masking import masked, masked_name
from pairmatch.io.headers import squeezed
from pairmatch.io.opened import Cells, Sheets, own_sheets
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes import plan_tables_of
from pairmatch.programmes.room import Cell, Room, Sheet, SheetColumn
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import WORDS, canonical

_LANGUAGES: tuple[Lang, Lang] = ("zh", "en")
_ENDINGS = tuple(text.say(lang) for text in (TOTAL, NOTHING) for lang in _LANGUAGES)
_SIGNS = tuple(SIGN.say(lang)[:5] for lang in _LANGUAGES)
_WHOLE_NUMBER = re.compile("[+-]?[0-9]+")
_NUMBER_FAULTS = ("int_", "greater_than", "less_than")
"""How pydantic's names begin for what is wrong with a whole number."""


def read_plan(path: Path, rooms: Sequence[Room]) -> Plan:
    """Return the plan that stands in a workbook just written, see :func:`plan_in`."""
    return plan_in(own_sheets(path), path.name, rooms)


def plan_in(book: Sheets, file: str, rooms: Sequence[Room]) -> Plan:
    """Return the plan that stands in a workbook written by this program, in either language.

    Only the columns that a room marks as read back count; the others are for people to look at.
    Raises :class:`BadInput` with every fault found, each with its sheet and cell.
    """
    found = rows_in(book, file, rooms)
    rows = {model: [one.row for one in placed] for model, placed in found.items()}
    return Plan(plan_tables_of(rooms), rows)


def rows_in(
    book: Sheets, file: str, rooms: Sequence[Room]
) -> dict[type[Assignment], list[BookRow]]:
    """Return the rows of the plan in a workbook, each with its place; see :func:`plan_in`."""
    rows: dict[type[Assignment], list[BookRow]] = {}
    issues: list[Issue] = []
    for room in rooms:
        for sheet in room.sheets:
            if sheet.plan_table:
                reader = _SheetReader(file, sheet, sheet.plan_table)
                rows[sheet.plan_table.model] = reader.read(book)
                issues += reader.issues
    if issues:
        raise BadInput(issues)
    return rows


def sheet_rows(
    book: Sheets, file: str, sheet: Sheet, table: PlanTable
) -> tuple[list[BookRow], list[Issue]]:
    """Return the rows that stand in one sheet of a workbook, each with its place, and its faults."""
    reader = _SheetReader(file, sheet, table)
    return reader.read(book), reader.issues


def names_amiss(
    book: Sheets, file: str, rooms: Sequence[Room], scenario: Scenario, plan: Plan
) -> list[Text]:
    """Return each name of a workbook that does not belong to the codes in its row.

    The plan is read from the codes alone, so a name that was changed without its code would go out
    to schools as if it had been verified. ``plan`` is what :func:`plan_in` gives.
    """
    found: list[Text] = []
    for room in rooms:
        for sheet in room.sheets:
            if sheet.plan_table:
                placed = _SheetReader(file, sheet, sheet.plan_table).read(book)
                for one, column, meant in amiss(sheet, placed, sheet.rows(scenario, plan)):
                    found.append(_contradiction(one, column, meant))
    return found


def amiss(
    sheet: Sheet, placed: Sequence[BookRow], rows: Sequence[Mapping[str, Cell]]
) -> Iterator[tuple[BookRow, SheetColumn, Text]]:
    """Yield each cell whose name does not belong to the codes of its row, and the one that does.

    ``rows`` are the sheet's rows of the plan that was read.
    """
    reads = [column for column in sheet.columns if column.reads]
    known = {tuple(_said(row.get(column.key)) for column in reads): row for row in rows}
    for one in placed:
        row = known[tuple(_said(getattr(one.row, column.reads)) for column in reads)]
        for column in (column for column in sheet.columns if column.names):
            written, meant = one.names.get(column.key, ""), _meant(row.get(column.key))
            if written and squeezed(written) not in map(squeezed, (meant.zh, meant.en)):
                yield one, column, meant


def _contradiction(one: BookRow, column: SheetColumn, meant: Text) -> Text:
    safe = masked_name if column.person else masked
    written, file = one.names[column.key], f"{one.file} › {one.sheet}"
    return Text(
        f"{file} 第 {one.line} 行 “{column.header.zh}”写的是“{safe(written)}”，"
        f"按本行代码应为“{safe(meant.zh) or '空白'}”；改人改校请改代码",
        f'{file} line {one.line} "{column.header.en}" says "{safe(written)}", the '
        f'codes of the row mean "{safe(meant.en) or "nobody"}"; change the code as well',
    )


def _meant(cell: Cell) -> Text:
    return cell if isinstance(cell, Text) else Text(_said(cell), _said(cell))


def _said(value: object) -> str:
    """Return what a cell says; whole numbers come from workbooks as 3.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _plain(header: str) -> str:
    """Return a header without what people change unawares: blanks, breaks, width, case."""
    return squeezed(header).casefold()


@dataclass(frozen=True)
class _Header:
    """Where the header of a sheet is: its row, and the position of each column read back."""

    row: int
    places: Mapping[str, int]
    written: Mapping[str, str]


class _SheetReader:
    """Reads one sheet and collects its faults."""

    def __init__(self, file: str, sheet: Sheet, table: PlanTable) -> None:
        self.file, self.sheet, self.table = file, sheet, table
        self.columns = {column.reads: column for column in sheet.columns if column.reads}
        self.issues: list[Issue] = []
        if hidden := set(table.model.model_fields) - set(self.columns):
            raise Defect(f"sheet {sheet.key} does not show {sorted(hidden)}")

    def read(self, book: Sheets) -> list[BookRow]:
        """Return the rows of the sheet; faults go to ``issues``."""
        names = {sheet_name(self.sheet.name, lang) for lang in _LANGUAGES}
        found = [name for name in book if name.strip() in names]
        if len(found) != 1:
            code = "E-BOOK-SHEETS" if found else "E-BOOK-SHEET"
            self.issues.append(Issue(code, self.file, values={"sheet": self.sheet.name}))
            return []
        name, book_file = found[0], self.file
        self.file = f"{self.file} › {name}"
        cells = book[name]()
        header = self._header(cells)
        if header is None:
            return []
        beside = self._beside(cells[header.row])
        places = {**beside[0], **beside[1], **header.places}
        letters = {key: xl_col_to_name(column) for key, column in places.items()}
        headers = {key: _said(cells[header.row][column]) for key, column in places.items()}
        placed: list[BookRow] = []
        for place, row in enumerate(cells[header.row + 1 :], header.row + 1):
            one = self._assignment(header, place, row)
            if one is not None:
                shown, filled = (
                    {key: _said(row[column]) for key, column in some.items()} for some in beside
                )
                at = (book_file, name, place + 1)
                placed.append(BookRow(*at, one, headers, letters, shown, filled))
        return placed

    def _beside(self, header: Sequence[object]) -> tuple[dict[str, int], dict[str, int]]:
        """Return the position of each column that is there, by key: of names, and to fill in."""
        said = [_plain(_said(cell)) for cell in header]
        names: dict[str, int] = {}
        filled: dict[str, int] = {}
        for column in self.sheet.columns:
            found = [
                text for lang in _LANGUAGES if (text := _plain(column.header.say(lang))) in said
            ]
            if found and (column.names or column.filled):
                (names if column.names else filled)[column.key] = said.index(found[-1])
        return names, filled

    def _header(self, cells: Cells) -> _Header | None:
        """Return the row that has most of the headers read back; faults if one is amiss."""
        known = {
            _plain(column.header.say(lang)): reads
            for reads, column in self.columns.items()
            for lang in _LANGUAGES
        }
        found = [[known.get(_plain(_said(cell))) for cell in row] for row in cells]
        best = max(range(len(found)), key=lambda i: len({*found[i]} - {None}), default=0)
        columns = found[best] if found else []
        if not any(columns):
            self.issues.append(Issue("E-BOOK-HEADER", self.file))
            return None
        for reads, column in self.columns.items():
            if columns.count(reads) != 1:
                code = "E-BOOK-TWICE" if reads in columns else "E-BOOK-COLUMN"
                self.issues.append(
                    Issue(code, self.file, best + 1, values={"header": column.header})
                )
        if self.issues:
            return None
        places = {reads: columns.index(reads) for reads in self.columns}
        written = {reads: _said(cells[best][place]) for reads, place in places.items()}
        return _Header(best, places, written)

    def _assignment(self, header: _Header, place: int, row: list[Any]) -> Assignment | None:
        """Return one row of the plan; None for a row that holds none, and for a faulty one."""
        said = [_said(cell) for cell in row]
        first = next(filter(None, said), "")
        texts = {reads: said[column] for reads, column in header.places.items()}
        # Only a row that holds no more than a count is a total, whatever its first cell says.
        total = first in _ENDINGS and sum(map(bool, texts.values())) <= 1
        if total or first.startswith(_SIGNS):
            return None
        if not any(texts.values()):
            if any(text for text in said if not text.isdigit()):
                self.issues.append(Issue("E-BOOK-ROW", self.file, place + 1, value=first))
            return None
        faults = {
            reads: code
            for reads, text in texts.items()
            if (code := _fault(text, self.columns[reads]))
        }
        values = {
            reads: _value(text, self.columns[reads])
            for reads, text in texts.items()
            if text and reads not in faults
        }
        try:
            made = self.table.model.model_validate(values)
        except ValidationError as error:
            faults = {**dict(_faults(error)), **faults}
            made = None
        for reads, code in faults.items():
            self._add(code, header, place, reads, texts[reads])
        return None if faults else made

    def _add(self, code: str, header: _Header, place: int, reads: str, value: str) -> None:
        words = WORDS.get(self.columns[reads].words, {})
        expected = Text(
            *("、".join(word.label.say(lang) for word in words.values()) for lang in _LANGUAGES)
        )
        cell = xl_rowcol_to_cell(place, header.places[reads])
        self.issues.append(
            Issue(
                code,
                self.file,
                place + 1,
                header.written[reads],
                value,
                values={"cell": cell, "expected": expected},
            )
        )


def _fault(text: str, column: SheetColumn) -> str | None:
    """Return the code of what is wrong with a text before its value is looked at."""
    if text and column.words and _value(text, column) is None:
        return "E-BOOK-WORD"
    if text and column.kind == "number" and not _WHOLE_NUMBER.fullmatch(squeezed(text)):
        return "E-BOOK-NUMBER"
    return None


def _value(text: str, column: SheetColumn) -> str | None:
    if column.words:
        return canonical(column.words, text) or canonical(column.words, squeezed(text))
    return squeezed(text) if column.kind == "number" else text


def _faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Return the column and code of each fault that the row model found."""
    for fault in error.errors():
        kind, column = fault["type"], str(fault["loc"][0])
        if kind == "missing":
            yield column, "E-BOOK-BLANK"
        else:
            yield column, "E-BOOK-NUMBER" if kind.startswith(_NUMBER_FAULTS) else "E-BOOK-FORM"
