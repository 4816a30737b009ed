"""The edited workbook of a run: its rows where they stand, taken for what people mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pairmatch.errors import BadInput, Issue, Text
from pairmatch.io.book_row import BookRow
from pairmatch.io.export import sheet_name
from pairmatch.io.faults.masking import masked
from pairmatch.io.headers import squeezed
from pairmatch.io.opened import Sheets, foreign_sheets
from pairmatch.io.workbook import rows_in
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes import plan_tables_of
from pairmatch.programmes.places import MARK, MARKS, REASON
from pairmatch.replan.amiss import amiss
from pairmatch.replan.meant import as_meant
from pairmatch.report.proof import INPUT, NAME, PLAN
from pairmatch.vocabulary import LANGS, canonical
from pairmatch.whatif.opened import OpenedRun

Placed = Mapping[type[Assignment], Sequence[BookRow]]
LOCK, FORBID = "lock", "forbid"
SHOWN = 12
"""Digits of a hash that are shown."""


@dataclass(frozen=True)
class Edited:
    """What an edited workbook says: its rows by table, without those that must go, and these."""

    rows: Placed
    forbidden: Placed

    def plan(self, tables: Sequence[PlanTable]) -> Plan:
        """Return the rows as a plan, whether it keeps any rule or not."""
        return Plan(tables, {model: [x.row for x in rows] for model, rows in self.rows.items()})


def read_edited(path: Path, run: OpenedRun, why: str = "") -> Edited:
    """Return what the edited workbook of a run says.

    Where a name was changed and its code was not, the code of the name counts. ``why`` is the reason of
    marks beside which none stands.
    Raises :class:`BadInput` with every fault found, each in its cell, and where the workbook is of
    another run.
    """
    book = foreign_sheets(path)
    _refuse_another(book, path.name, run)
    found = rows_in(book, path.name, run.rooms)
    placed, issues = as_meant(found, run)
    issues += [issue for rows in placed.values() for issue in _marks_amiss(rows, why)]
    there = {model: _without(rows, FORBID) for model, rows in placed.items()}
    gone = {model: _only(rows, FORBID) for model, rows in placed.items()}
    issues += amiss(run.scenario, plan_tables_of(run.rooms), there, gone)
    if issues:
        raise BadInput(issues)
    return Edited(there, gone)


def mark_of(one: BookRow) -> str | None:
    """Return the mark of a row: lock, forbid, or none."""
    return canonical(MARK.words, squeezed(one.filled.get(MARK.key, "")))


def reason_of(one: BookRow) -> str:
    """Return the reason that stands in a row; it is written on, so numbers of people are masked."""
    return masked(one.filled.get(REASON.key, ""))


def _marks_amiss(rows: Sequence[BookRow], why: str) -> Iterator[Issue]:
    """Report marks that are none or have no reason; where their columns are gone, none could be seen."""
    gone = [column for one in rows[:1] for column in MARKS if column.key not in one.filled]
    for column in gone:
        place = f"{rows[0].file} › {rows[0].sheet}"
        yield Issue("E-BOOK-COLUMN", place, values={"header": column.header})
    for one in rows if not gone else ():
        written = one.filled.get(MARK.key, "")
        if written and mark_of(one) is None:
            yield one.issue("E-EDIT-MARK", MARK.key, written)
        elif written and not (reason_of(one) or why):
            yield one.issue("E-EDIT-REASON", REASON.key, mark=written)


def _without(rows: Sequence[BookRow], mark: str) -> list[BookRow]:
    return [one for one in rows if mark_of(one) != mark]


def _only(rows: Sequence[BookRow], mark: str) -> list[BookRow]:
    return [one for one in rows if mark_of(one) == mark]


# -- which run it is of ---------------------------------------------------------------------------


def _refuse_another(book: Sheets, file: str, run: OpenedRun) -> None:
    """Refuse a workbook whose page of proof says another input or plan than those of the run."""
    known = {INPUT: run.scenario.input_hash, PLAN: run.plan.hash}
    names = {sheet_name(NAME, lang) for lang in LANGS}
    pages = [name for name in book if name.strip() in names]
    if not pages:
        raise BadInput([Issue("E-EDIT-PROOF", file, values={"sheet": NAME})])
    said = list(items_on(book, pages[0], known))
    issues = [
        Issue(
            "E-EDIT-RUN",
            file,
            line,
            sheet=pages[0],
            values={"item": item, "found": found[:SHOWN], "known": known[item][:SHOWN]},
        )
        for item, line, found in said
        if found != known[item]
    ]
    missing = [item for item in known if item not in {one for one, _, _ in said}]
    issues += [Issue("E-EDIT-ITEM", file, sheet=pages[0], values={"item": x}) for x in missing]
    if issues:
        raise BadInput(issues)


def items_on(book: Sheets, page: str, wanted: Iterable[Text]) -> Iterator[tuple[Text, int, str]]:
    """Yield what a page says of each item that stands on it with its value behind, and on which line."""
    by_word = {item.say(lang): item for item in wanted for lang in LANGS}
    for line, cells in enumerate(book[page](), 1):
        texts = [str(cell).strip() for cell in cells if str(cell).strip()]
        for word, value in pairwise(texts):
            if word in by_word:
                yield by_word[word], line, value
