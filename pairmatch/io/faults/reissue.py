"""The rows of a file handed back: as they were written, faulty cells coloured, the reasons at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairmatch.errors import Lang, message
from pairmatch.io.faults.book import Book, on_paper, opened
from pairmatch.io.faults.finding import Finding
from pairmatch.io.faults.reason import REASON
from pairmatch.io.faults.sheets import WrittenSheet
from pairmatch.io.headers import FAULTS, spelling
from pairmatch.io.layout import display_width, row_height
from pairmatch.io.office.grid import Cell, Mark
from pairmatch.io.raw import RawTable, column_letter, written

MOST_CELLS = 2_000_000
"""Files with more cells are not handed back: they were made by a program, and are corrected there."""
_MOST_ROWS, _LONGEST = 1_048_576, 32_767
"""What a sheet and a cell can hold."""
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,9})(\.[0-9]{0,5}[1-9])?")
"""Numbers that a spreadsheet shows just as they are written."""
_NARROWEST, _WIDEST, _REASON_WIDTH, _NOTE_WIDTH = 8, 30, 70, 100
_SAMPLE = 200
"""Rows that the widths of columns are taken from."""


def can_be_handed_back(sheets: Sequence[WrittenSheet], findings: Sequence[Finding]) -> bool:
    """Return whether a workbook of the rows of a file can take its place without losing anything.

    It cannot where a sheet was not understood or reading stopped before the end.
    """
    names = {"", *(sheet.raw.sheet for sheet in sheets)}
    if any(finding.level == "error" and finding.sheet not in names for finding in findings):
        return False
    cells = sum(len(row) for sheet in sheets for _, row in sheet.raw.rows)
    return cells <= MOST_CELLS and all(
        sheet.raw.whole and all(_fits(line, row) for line, row in sheet.raw.rows)
        for sheet in sheets
    )


def _fits(line: int, row: Sequence[Cell]) -> bool:
    return line <= _MOST_ROWS and all(isinstance(x, Mark) or len(x) <= _LONGEST for x in row)


def write_reissue(
    path: Path, sheets: Sequence[WrittenSheet], findings: Sequence[Finding], lang: Lang
) -> None:
    """Write the sheets of one file with its faults.

    Every row and column stands where it stood. What is wrong with the file or a header, and belongs
    to no row, stands on a first sheet of instructions.
    """
    file = sheets[0].raw.file
    with opened(path, file, lean=True) as book:
        rows = {(sheet.raw.sheet, line) for sheet in sheets for line, _ in sheet.raw.rows}
        others = [finding for finding in findings if (finding.sheet, finding.row) not in rows]
        _write_note(book, file, others, lang)
        for sheet in sheets:
            mine = [finding for finding in findings if finding.sheet == sheet.raw.sheet]
            title = sheet.table.title.say(lang) if sheet.table else ""
            _SheetWriter(
                book.sheet(sheet.raw.sheet or title), book.formats, sheet.raw, mine, lang
            ).write()


def _write_note(book: Book, file: str, others: Sequence[Finding], lang: Lang) -> None:
    """Write how to correct the file, and what belongs to none of its rows."""
    page = book.sheet(message("faults.note", lang))
    on_paper(page, lang)
    page.set_column(0, 0, _NOTE_WIDTH)
    fields = {"reason": REASON, "file": file}
    said = [(message("faults.note-title", lang, **fields), "heading")]
    said += [(message(f"faults.note-{n}", lang, **fields), "line") for n in (1, 2, 3)]
    if others:
        said.append((message("faults.note-others", lang), "heading"))
    for finding in others:
        place = message("place.join", lang).join(filter(None, (finding.sheet, finding.place)))
        head = message("place.head", lang, place=place) if place else ""
        said.append((f"{head}{_sentence(finding, lang)}", "reason"))
    for row, (text, style) in enumerate(said):
        height = row_height([(text, _NOTE_WIDTH)])
        if height is not None:
            page.set_row(row, height)
        page.write_string(row, 0, text, book.formats[style])


def _sentence(finding: Finding, lang: Lang) -> str:
    return message(
        "place.fault",
        lang,
        head=message("faults.warning", lang) if finding.level == "warning" else "",
        problem=finding.problem,
        remedy=finding.remedy,
        fault=finding.code,
    )


@dataclass
class _SheetWriter:
    """Writes one sheet; places count from 0 as XlsxWriter counts them."""

    page: Any
    formats: Mapping[str, Any]
    raw: RawTable
    findings: Sequence[Finding]
    lang: Lang

    def write(self) -> None:
        """Write header, rows and reasons."""
        self.reason = self._reason_place()
        by_row: dict[int, list[Finding]] = {}
        for finding in self.findings:
            by_row.setdefault(finding.row or 0, []).append(finding)
        self._set_page()
        self._header(self._marks(by_row.get(self.raw.head, ())))
        for line, cells in self.raw.rows:
            self._row(line - 1, cells, by_row.get(line, ()))

    def _reason_place(self) -> int:
        """Return where the reasons stand: in their column of an earlier time, or after the last."""
        for place, header in enumerate(self.raw.header):
            if spelling(header) in FAULTS:
                return place
        widest = max((len(cells) for _, cells in self.raw.rows), default=0)
        return max(widest, len(self.raw.header))

    def _set_page(self) -> None:
        """Set widths, what stays in sight, the filter; codes typed anew stay text."""
        page, sheet = self.page, self.raw
        for place, header in enumerate(sheet.header):
            sample = [row[place] for _, row in sheet.rows[:_SAMPLE] if place < len(row)]
            width = max(display_width(text) for text in (header, *map(written, sample))) + 2
            width = min(_WIDEST, max(_NARROWEST, width))
            page.set_column(place, place, width, self.formats["cell"])
        page.set_column(self.reason, self.reason, _REASON_WIDTH)
        page.freeze_panes(sheet.head, 1)
        last = sheet.rows[-1][0] - 1 if sheet.rows else sheet.head - 1
        page.autofilter(sheet.head - 1, 0, last, self.reason)
        page.ignore_errors(
            {"number_stored_as_text": f"A1:{column_letter(self.reason + 1)}{last + 1}"}
        )
        on_paper(page, self.lang)
        page.repeat_rows(sheet.head - 1)

    def _header(self, marks: Mapping[int, str]) -> None:
        row = self.raw.head - 1
        for place, header in enumerate(self.raw.header):
            if place != self.reason:
                level = marks.get(place)
                style = f"header-{level}" if level else "header"
                self.page.write_string(row, place, header, self.formats[style])
        self.page.write_string(row, self.reason, REASON.say(self.lang), self.formats["header"])

    def _row(self, row: int, cells: Sequence[Cell], findings: Sequence[Finding]) -> None:
        """Write one row with its reasons."""
        reasons = "\n".join(self._reason(finding) for finding in findings)
        height = row_height([(reasons, _REASON_WIDTH)]) if reasons else None
        if height is not None:
            self.page.set_row(row, height)
        marks = self._marks(findings)
        self._cells(row, cells, marks)
        for place, level in marks.items():
            if place >= len(cells) or not cells[place]:
                self.page.write_blank(row, place, None, self.formats[f"cell-{level}"])
        if reasons:
            self.page.write_string(row, self.reason, reasons, self.formats["reason"])

    def _cells(self, row: int, cells: Sequence[Cell], marks: Mapping[int, str]) -> None:
        """Write what was written: texts as texts, so that codes keep their zeros, numbers as numbers."""
        write, formats = self.page.write_string, self.formats
        plain = formats["cell"]
        for place, cell in enumerate(cells):
            if not cell or place == self.reason:
                continue
            style = formats[f"cell-{marks[place]}"] if place in marks else plain
            if isinstance(cell, str):
                write(row, place, cell, style)
            elif cell.kind == "number" and _PLAIN_NUMBER.fullmatch(written(cell)):
                level = marks.get(place)
                style = formats[f"number-{level}" if level else "number-cell"]
                self.page.write_number(row, place, float(cell.text), style)
            else:
                write(row, place, written(cell), style)

    def _marks(self, findings: Sequence[Finding]) -> dict[int, str]:
        """Return the level of each faulty cell by its place; a fault before a warning."""
        marks: dict[int, str] = {}
        for finding in findings:
            place = _place(finding.letter)
            if place >= 0 and marks.get(place) != "error":
                marks[place] = finding.level
        return marks

    def _reason(self, finding: Finding) -> str:
        head = message("place.head", self.lang, place=finding.field) if finding.field else ""
        return head + _sentence(finding, self.lang)


def _place(letters: str) -> int:
    """Return the place of a column by its letters, counted from 0; -1 for none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
