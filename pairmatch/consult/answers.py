"""The answers of counties: the rows of the workbooks that came back, each with what its county says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from pairmatch.consult.form import (
    ALTERNATIVES,
    ANSWERS,
    CODES,
    INSTEAD,
    REMARK,
    REPLY,
    SEAL,
    Form,
    unit_of_row,
)
from pairmatch.consult.front import unit_of_book
from pairmatch.consult.instead import school_meant
from pairmatch.errors import BadInput, Issue, Text
from pairmatch.io.book_row import BookRow
from pairmatch.io.faults.masking import masked
from pairmatch.io.headers import squeezed
from pairmatch.io.opened import Sheets, foreign_books
from pairmatch.io.read import OFFICE_ENDINGS
from pairmatch.io.shown import shown
from pairmatch.io.workbook import amiss, sheet_rows
from pairmatch.plan import Assignment
from pairmatch.programmes.faults import called
from pairmatch.programmes.room import SheetColumn
from pairmatch.vocabulary import canonical
from pairmatch.whatif.opened import OpenedRun

Reply: TypeAlias = Literal["agree", "adjust", "refuse"]
NO_ANSWERS = ("~$", ".")
"""How the names begin of what Excel, WPS and systems keep beside files."""
SCANS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})
"""How the names end of what may lie beside the workbooks: pages that were sealed."""


@dataclass(frozen=True)
class Answer:
    """What a county says of one row: ``reply`` is None where it says nothing.

    ``wanted`` is the row as the county wants it: the same, one with another school, or None for none.
    """

    unit: str
    form: Form
    row: Assignment
    reply: Reply | None
    wanted: Assignment | None
    remark: str
    seal: str
    at: BookRow

    def issue(
        self, code: str, column: SheetColumn = REPLY, value: str = "", **more: object
    ) -> Issue:
        """Return a fault of the answer, in one of the cells that counties fill in."""
        return _issue(self.at, code, column, value, **more)


def read_answers(folder: Path, run: OpenedRun, forms: Sequence[Form]) -> tuple[Answer, ...]:
    """Return the answers in a folder of workbooks, county by county, silent rows included.

    Raises :class:`BadInput` with every fault of every workbook: of another run, of a county twice, rows
    that are gone, double, changed or another county's, answers that contradict themselves.
    """
    there = [x for x in sorted(folder.iterdir()) if not x.name.startswith(NO_ANSWERS)]
    paths = [x for x in there if x.suffix.lower() in OFFICE_ENDINGS and x.is_file()]
    if not paths:
        raise BadInput([Issue("E-CONSULT-EMPTY", str(folder))])
    others = [x for x in there if x not in paths and x.suffix.lower() not in SCANS]
    issues = [Issue("E-CONSULT-KIND", path.name) for path in others]
    answers: list[Answer] = []
    files: dict[str, str] = {}
    for path, book in zip(paths, foreign_books(paths), strict=True):
        if isinstance(book, list):
            issues += book
            continue
        unit, faults = unit_of_book(book, path.name, run)
        if unit in files:
            faults.append(Issue("E-CONSULT-FILES", path.name, values={"first": files[unit]}))
        if unit is None or faults:
            issues += faults
            continue
        files[unit] = path.name
        reader = _Reader(path.name, unit, run, forms)
        answers += reader.read(book)
        issues += reader.issues
    if issues:
        raise BadInput(issues)
    return tuple(sorted(answers, key=lambda x: (x.unit, x.form.sheet.key, x.at.line)))


def _issue(at: BookRow, code: str, column: SheetColumn, value: str = "", **more: object) -> Issue:
    return at.issue(code, column.key, masked(shown(value)), **more)


@dataclass
class _Reader:
    """Reads the workbook of one county and collects its faults."""

    file: str
    unit: str
    run: OpenedRun
    forms: Sequence[Form]
    issues: list[Issue] = field(default_factory=list)

    def read(self, book: Sheets) -> list[Answer]:
        found: list[Answer] = []
        for form in self.forms:
            placed, faults = sheet_rows(book, self.file, form.sheet, form.consulted.table)
            self.issues += faults
            if not faults:
                mine = self._own_rows(form, placed)
                self._changed_words(form, mine)
                answers = [self._answer(form, one) for one in mine]
                self.issues += _contrary([x for x in answers if x is not None])
                found += [x for x in answers if x is not None]
        return found

    # -- rows ---------------------------------------------------------------------------------------

    def _own_rows(self, form: Form, placed: Sequence[BookRow]) -> list[BookRow]:
        """Return the rows that the county was asked about, each once; what else there is are faults."""
        mine: dict[Assignment, BookRow] = {}
        for one in placed:
            if one.row not in form.by_row:
                self.issues.append(one.issue("E-CONSULT-ROW", form.consulted.chosen))
            elif (home := unit_of_row(self.run.scenario, one.row)) != self.unit:
                names = {x: self.run.scenario.unit_name(x) for x in (home, self.unit)}
                said = {"other": names[home], "unit": names[self.unit]}
                self.issues.append(one.issue("E-CONSULT-COUNTY", "recipient_school", **said))
            elif one.row in mine:
                self.issues.append(one.issue("E-CONSULT-TWICE", first=mine[one.row].line))
            else:
                mine[one.row] = one
        for proposed in form.proposed:
            asked = unit_of_row(self.run.scenario, proposed.row) == self.unit
            if asked and proposed.row not in mine:
                school: str = proposed.row.recipient_school  # type: ignore[attr-defined]
                values: dict[str, object] = {
                    "sheet": form.sheet.name,
                    "school": called(self.run.scenario, school),
                }
                self.issues.append(Issue("E-CONSULT-GONE", self.file, values=values))
        return list(mine.values())

    def _changed_words(self, form: Form, mine: Sequence[BookRow]) -> None:
        """Report what was written over instead of being answered."""
        rows = form.sheet.rows(self.run.scenario, self.run.plan)
        fixed = [column for column in form.sheet.columns if column not in ALTERNATIVES]
        for one, column, meant in amiss(replace(form.sheet, columns=tuple(fixed)), mine, rows):
            said = Text(shown(meant.zh), shown(meant.en))
            written = one.names.get(column.key, "")
            self.issues.append(_issue(one, "E-CONSULT-WORDS", column, written, meant=said))
        for one in mine:
            for said_in, code in zip(ALTERNATIVES, CODES, strict=True):
                self._changed_alternative(one, said_in, code)

    def _changed_alternative(self, one: BookRow, column: SheetColumn, code: SheetColumn) -> None:
        """Report an alternative whose words name another school than its code."""
        if code.key not in one.filled:
            return
        school = self.run.scenario.schools.get(one.filled[code.key])
        written = one.names.get(column.key, "")
        if (school is None and written) or (
            school and squeezed(school.name) not in squeezed(written)
        ):
            name = school.name if school else one.filled[code.key]
            meant = Text(name, name)
            self.issues.append(_issue(one, "E-CONSULT-WORDS", column, written, meant=meant))

    # -- answers ------------------------------------------------------------------------------------

    def _answer(self, form: Form, one: BookRow) -> Answer | None:
        missing = [x for x in (*ANSWERS, *CODES) if x.key not in one.filled]
        if missing:
            self.issues += [_issue(one, "E-CONSULT-COLUMN", x, header=x.header) for x in missing]
            return None
        said = one.filled[REPLY.key]
        reply = canonical(REPLY.words, squeezed(said)) if said else None
        if said and reply is None:
            self.issues.append(_issue(one, "E-CONSULT-REPLY", REPLY, said))
            return None
        written = one.filled[INSTEAD.key]
        if fault := _unanswered(reply, written):
            self.issues.append(_issue(one, fault, INSTEAD, written))
            return None
        wanted: Assignment | None = None if reply == "refuse" else one.row
        if written:
            school, faults = school_meant(self.run.scenario, form, one, written)
            self.issues += [_issue(one, x.code, INSTEAD, written, **x.values) for x in faults]
            if school is None:
                return None
            wanted = one.row.model_copy(update={form.consulted.chosen: school})
        return Answer(
            self.unit,
            form,
            one.row,
            reply,  # type: ignore[arg-type]
            wanted,
            one.filled[REMARK.key],
            one.filled[SEAL.key],
            one,
        )


def _unanswered(reply: str | None, written: str) -> str:
    """Return the code of what is wrong between a reply and another school, '' if nothing is."""
    if written and reply is None:
        return "E-CONSULT-BLANK"
    if written and reply != "adjust":
        return "E-CONSULT-BOTH"
    return "E-CONSULT-INSTEAD" if reply == "adjust" and not written else ""


def _contrary(answers: Sequence[Answer]) -> Iterator[Issue]:
    """Report answers of one county that want the same row, which there can only be once."""
    first: dict[tuple[object, ...], Answer] = {}
    for one in sorted(answers, key=lambda x: x.reply == "adjust"):
        if one.wanted is not None:
            key = _said(one)
            other = first.setdefault(key, one)
            if other is not one:
                yield one.issue("E-CONSULT-CONTRARY", INSTEAD, first=other.at.line)


def _said(answer: Answer) -> tuple[object, ...]:
    """Return what an answer wants, whatever only numbers it."""
    decision = answer.form.consulted.decision(answer.wanted or answer.row)
    return tuple(value for _, value in decision)
