"""What people changed: the rows of an edited workbook against those of the plan that they were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pairmatch.compare.rows import Kind, changes, compared_of
from pairmatch.errors import Issue
from pairmatch.io.book_row import BookRow
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes import plan_tables_of
from pairmatch.programmes.places import REASON
from pairmatch.replan.edited import LOCK, Edited, mark_of, reason_of
from pairmatch.structure import SIDE_COLUMNS
from pairmatch.whatif.opened import OpenedRun

EditKind = Kind | Literal["lock", "forbid"]


@dataclass(frozen=True)
class Edit:
    """One change of one row: as it was planned, as people want it, and where that stands.

    ``before`` is None for a row put in, ``after`` for one taken out. A row that was marked to stay is
    ``lock``, before and after are one; a row that was marked to go is ``forbid``, and may never have
    been in the plan. ``at`` is None for a row that is no longer in the workbook.
    """

    table: PlanTable
    kind: EditKind
    before: Assignment | None
    after: Assignment | None
    at: BookRow | None
    reason: str = ""

    @property
    def row(self) -> Assignment:
        """The row as people want it, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    def issue(
        self, code: str, file: str, sheet: str, about: Collection[str] = (), /, **values: object
    ) -> Issue:
        """Return a fault of the edit: in the cell of what serves the row, or in its sheet.

        Where the fault is ``about`` other ids, it is in the first cell with a school among them.
        """
        if self.at is None:
            return Issue(code, file, values=values, sheet=sheet)
        column = self.table.person if self.kind == "person" else self.table.partner
        schools = [x for x in SIDE_COLUMNS if getattr(self.at.row, x, None) in about]
        if schools and getattr(self.at.row, column, None) not in about:
            column = schools[0]
        value = getattr(self.at.row, column, None)
        return self.at.issue(code, column, "" if value is None else str(value), **values)


def edits_of(run: OpenedRun, edited: Edited) -> tuple[Edit, ...]:
    """Return every change, by table and by where it stands; rows taken out come last."""
    tables = plan_tables_of(run.rooms)
    return tuple(edit for table in tables for edit in _of_table(table, run.plan, edited))


def idle_reasons(edited: Edited, edits: Sequence[Edit]) -> tuple[Issue, ...]:
    """Return a warning for each row that has a reason and was neither changed nor marked."""
    known = {id(edit.at) for edit in edits}
    return tuple(
        one.issue("W-EDIT-REASON", REASON.key)
        for rows in edited.rows.values()
        for one in rows
        if reason_of(one) and id(one) not in known
    )


def _of_table(table: PlanTable, plan: Plan, edited: Edited) -> Iterator[Edit]:
    rows, gone = edited.rows[table.model], edited.forbidden[table.model]
    left = _without(table, plan.rows(table.model), [one.row for one in gone])
    places = {id(one.row): one for one in rows}
    found: list[Edit] = []
    for change in changes(table, left, [one.row for one in rows]):
        at = places.get(id(change.after))
        reason = reason_of(at) if at else ""
        found.append(Edit(table, change.kind, change.before, change.after, at, reason))
    changed = {id(edit.at) for edit in found}
    for one in rows:
        if mark_of(one) == LOCK and id(one) not in changed:
            found.append(Edit(table, "lock", one.row, one.row, one, reason_of(one)))
    found += [Edit(table, "forbid", one.row, None, one, reason_of(one)) for one in gone]
    yield from sorted(found, key=lambda edit: edit.at.line if edit.at else 1 << 30)


def _said(table: PlanTable, row: Assignment) -> tuple[object, ...]:
    return tuple([getattr(row, name) for name in compared_of(table)])


def _without(
    table: PlanTable, rows: Sequence[Assignment], others: Sequence[Assignment]
) -> list[Assignment]:
    """Return rows but for one each that says the same as one of others."""
    taken = Counter(_said(table, row) for row in others)
    left: list[Assignment] = []
    for row in rows:
        if taken[_said(table, row)]:
            taken[_said(table, row)] -= 1
        else:
            left.append(row)
    return left
