"""What a replan did: which edits stand, which other rows moved, and what each term lost or won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pairmatch.compare.rows import Change, changes, compared_of
from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.planner import term_values
from pairmatch.programmes import plan_tables_of
from pairmatch.programmes.locks import found_in
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.published.places import Place, moved, place_of_row
from pairmatch.programmes.rule import Violation
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.decide import Decided
from pairmatch.replan.replanned import Replanned
from pairmatch.result import TermValue
from pairmatch.schema import Lock
from pairmatch.verify import Verification, verify


@dataclass(frozen=True)
class Stand:
    """An edit in the new plan: whether it stands, and which row is there now, None if none is."""

    decided: Decided
    stands: bool
    now: Assignment | None


@dataclass(frozen=True)
class TermChange:
    """A term, and its points before and after."""

    code: str
    says: Text
    before: int
    after: int


@dataclass(frozen=True)
class RowChange:
    """A row that differs; ``published`` tells that somebody who knows of it must be told otherwise."""

    table: PlanTable
    change: Change
    published: bool


@dataclass(frozen=True)
class Effects:
    """The three-way difference of a replan: plan, edit, re-plan.

    ``moved`` are rows that nobody edited, the published ones first; ``missed`` are breaches of soft rules
    that the plan did not have before, ``mended`` those that it has no longer. ``terms`` and ``value``, what
    the new plan is worth, are counted with the data of the run before.
    """

    stands: tuple[Stand, ...]
    moved: tuple[RowChange, ...]
    terms: tuple[TermChange, ...]
    value: int
    missed: tuple[Violation, ...]
    mended: tuple[Violation, ...]


def effects_of(found: Replanned) -> Effects:
    """Return what a replan did."""
    before, after = found.run.plan, found.solved.plan
    by_table = {
        table: changes(table, before.rows(table.model), after.rows(table.model))
        for table in plan_tables_of(found.run.rooms)
    }
    otherwise = moved(found.scenario, after)
    differing = [
        RowChange(table, change, _place(found, change.before) in otherwise)
        for table, some in by_table.items()
        for change in some
        if not _edited(table, change, found)
    ]
    old, new = _soft(found.run.verification), _soft(found.solved.verification)
    terms, value = _worth(found)
    return Effects(
        tuple(_stand(x, by_table[x.edit.table], found) for x in found.decided),
        tuple(sorted(differing, key=lambda x: not x.published)),
        _terms(found, terms),
        value,
        tuple(x for key, x in new.items() if key not in old),
        tuple(x for key, x in old.items() if key not in new),
    )


def _place(found: Replanned, row: Assignment | None) -> Place | None:
    """Return the place of a row that was there before, None if it is gone with what was withdrawn."""
    if isinstance(row, SchoolPair):
        return Place("pair", row.recipient_school, row.supporting_school)
    if not isinstance(row, Seat | Placement):
        return None
    if row.person_id is not None and row.person_id not in found.scenario.available_people:
        return None
    return place_of_row(found.scenario, found.run.plan, row)


def _soft(verification: Verification) -> dict[Violation, Violation]:
    """Return breaches of soft rules; one whose reason counts other schools now is still the same."""
    short = {replace(x, reason=None): x for x in verification.shortfalls}
    return {**short, **{x: x for x in verification.exceptions}}


def _said(table: PlanTable, row: Assignment | None) -> tuple[object, ...] | None:
    return None if row is None else tuple([getattr(row, name) for name in compared_of(table)])


def _edited(table: PlanTable, change: Change, found: Replanned) -> bool:
    """Whether a change is one that people asked for, or fills what they took out."""
    edits = [x.edit for x in found.decided if x.edit.table == table]
    gone = {_said(table, edit.before) for edit in edits if edit.before is not edit.after}
    come = {_said(table, edit.after) for edit in edits}
    gone.discard(None)
    come.discard(None)
    return _said(table, change.before) in gone or _said(table, change.after) in come


def _stand(one: Decided, some: tuple[Change, ...], found: Replanned) -> Stand:
    edit, plan = one.edit, found.solved.plan
    stands = all(_holds(found.solved.plan, lock) for lock in one.locks)
    if edit.after is not None:
        wanted = _said(edit.table, edit.after)
        rows = plan.rows(edit.table.model)
        now = next((row for row in rows if _said(edit.table, row) == wanted), None)
        return Stand(one, stands, now)
    gone = _said(edit.table, edit.before)
    return Stand(
        one, stands, next((x.after for x in some if _said(edit.table, x.before) == gone), None)
    )


def _holds(plan: Plan, lock: Lock) -> bool:
    count = found_in(plan, lock)
    least = lock.count or 1
    return count >= least if lock.force == "require" else count < least


def _worth(found: Replanned) -> tuple[Sequence[TermValue], int]:
    """Return what the new plan counts, and what it is worth, with the data of the run before.

    What is withdrawn changes the data of those who stay as well: a school with a teacher less is less alike.
    """
    run, solved = found.run, found.solved
    if not found.withdrawn:
        return solved.result.terms, solved.result.value
    before = verify(run.scenario, solved.plan, run.rooms)
    return term_values(run.scenario, run.rooms, before), before.value


def _terms(found: Replanned, now: Sequence[TermValue]) -> tuple[TermChange, ...]:
    old = {term.code: term for term in found.run.manifest.result.terms}
    new = {term.code: term for term in now}
    return tuple(
        TermChange(code, term.says, old[code].points, term.points)
        for code, term in sorted(new.items())
        if code in old and old[code].points != term.points
    )
