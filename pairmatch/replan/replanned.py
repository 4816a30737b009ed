"""A run planned again after people changed it: from the edited workbook, or without some changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pairmatch.errors import BadInput, HardRulesClash, Issue, Lang, Text
from pairmatch.io.lock_facts import covers
from pairmatch.plan import Assignment
from pairmatch.planner import Solved
from pairmatch.programmes import plan_tables_of
from pairmatch.programmes.locks.spoken import ids_of
from pairmatch.programmes.rule import Clash
from pairmatch.replan.decide import Decided, decide
from pairmatch.replan.diff import edits_of, idle_reasons
from pairmatch.replan.edited import Edited, read_edited
from pairmatch.replan.judged import Places, judged, lock_said
from pairmatch.replan.least import LeastChange, Wanted, planned
from pairmatch.replan.log import Entry, Log, put_all, read_log, without
from pairmatch.replan.patch import Patch
from pairmatch.replan.published import counted, published, standing, unpublished
from pairmatch.replan.told import NOTHING, row_said, sheet_of
from pairmatch.replan.withdrawn import Withdrawal, withdrawals
from pairmatch.report.names import name_of
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands
from pairmatch.vocabulary import LANGS
from pairmatch.whatif.alternative import alternative
from pairmatch.whatif.opened import OpenedRun


@dataclass(frozen=True)
class Asked:
    """Who asks for a change, when (ISO time) and why."""

    who: str
    when: str
    why: str

    @property
    def said(self) -> str:
        """Who, when and why in one line."""
        return " · ".join(filter(None, (self.who, self.when, self.why)))


@dataclass(frozen=True)
class Change:
    """What is asked beside edits: what is withdrawn, and how few published rows are to be moved.

    Without withdrawals, and where ``wanted`` is None, rows may be moved at will.
    """

    withdrawn: tuple[str, ...] = ()
    wanted: Wanted | None = None

    @property
    def least(self) -> Wanted | None:
        """How few rows are to be moved; as few as possible where something is withdrawn."""
        return self.wanted or (Wanted() if self.withdrawn else None)


AT_WILL = Change()


@dataclass(frozen=True)
class Replanned:
    """A run before, the edits that were taken up, the scenario with them, and the plan that it gives.

    ``change`` says how few published rows were moved, None where nobody asked for that; ``idle`` are
    warnings of what people wrote that comes to nothing.
    """

    run: OpenedRun
    decided: tuple[Decided, ...]
    scenario: Scenario
    log: Log
    solved: Solved
    withdrawn: tuple[Withdrawal, ...] = field(default=())
    change: LeastChange | None = None
    idle: tuple[Issue, ...] = ()


def replan(
    run: OpenedRun,
    workbook: Path,
    asked: Asked,
    workers: Hands | None = None,
    change: Change = AT_WILL,
) -> Replanned:
    """Return a run planned again with what people changed in its workbook.

    Raises :class:`BadInput` with every edit that cannot be read or cannot hold, before anything is
    planned where that can be told; where it takes a solver, with those that clash.
    """
    edited = read_edited(workbook, run, asked.why)
    return taken_up(run, edited, _places(run, workbook, edited), asked, workers, change)


def taken_up(
    run: OpenedRun,
    edited: Edited,
    places: Places,
    asked: Asked,
    workers: Hands | None = None,
    change: Change = AT_WILL,
) -> Replanned:
    """Return a run planned again with what an edited workbook says; see :func:`replan`."""
    tables = plan_tables_of(run.rooms)
    edits = edits_of(run, edited)
    decided, issues = decide(run.plan, edited.plan(tables), edits, places.file, dict(places.sheets))
    log = read_log(run.folder, run.scenario.tables)
    made = made_before(run.scenario, log)
    issues += _against(run.scenario, decided, made, places)
    if issues:
        raise BadInput(issues)
    entries = list(_entries(run, decided, log, made, asked))
    scenario, log = put_all(run.scenario, log, entries)
    if issues := judged(scenario, decided, run.rooms, places):
        raise BadInput(issues)
    if issues := list(_missing(withdrawals(scenario, run.plan, change.withdrawn), decided, places)):
        raise BadInput(issues)
    try:
        found = planned_again(run, scenario, log, tuple(decided), asked, workers, change)
    except HardRulesClash as clash:
        raise _located(scenario, clash, decided, places) from clash
    return replace(found, idle=idle_reasons(edited, edits))


def _missing(
    gone: Iterable[Withdrawal], decided: Iterable[Decided], places: Places
) -> Iterator[Issue]:
    """Report edits that require what is withdrawn at the same time."""
    lost = {ids_of(lock) for one in gone for lock in one.locks if lock.force == "require"}
    for one in decided:
        if any(lock.force == "require" and ids_of(lock) in lost for lock in one.locks):
            yield places.issue(one.edit, "E-EDIT-WITHDRAWN")


def undone(
    run: OpenedRun,
    numbers: Sequence[int],
    asked: Asked,
    workers: Hands | None = None,
    change: Change = AT_WILL,
) -> Replanned:
    """Return a run planned again as if some changes of its log had never been made."""
    log = read_log(run.folder, run.scenario.tables)
    scenario, log = without(run.scenario, log, numbers, asked.said)
    return planned_again(run, scenario, log, (), asked, workers, change)


def changed(
    run: OpenedRun, asked: Asked, change: Change, workers: Hands | None = None
) -> Replanned:
    """Return a run planned again without what is withdrawn, moving as few published rows as is asked."""
    log = read_log(run.folder, run.scenario.tables)
    return planned_again(run, run.scenario, log, (), asked, workers, change)


def planned_again(
    run: OpenedRun,
    scenario: Scenario,
    log: Log,
    decided: tuple[Decided, ...],
    asked: Asked,
    workers: Hands | None,
    change: Change,
) -> Replanned:
    """Return a run planned again with a changed scenario and the log of what changed in it.

    Raises what :func:`pairmatch.planner.solve` does.
    """
    gone = withdrawals(scenario, run.plan, change.withdrawn)
    entries = [_withdrawal(x, number, asked) for number, x in enumerate(gone, len(log) + 1)]
    scenario, log = put_all(unpublished(scenario), log, entries)
    moves: LeastChange | None = None
    if change.least is None:
        solved = alternative(run, scenario, workers)
    else:
        given = published(run.plan, _edited(decided))
        rows = standing(scenario, given)
        lost = counted(given) - counted(rows)
        scenario, solved, moves = planned(run, scenario, rows, lost, change.least, workers)
    return Replanned(run, decided, scenario, log, solved, gone, moves)


def _edited(decided: Iterable[Decided]) -> Collection[Assignment]:
    """Return the rows of the plan that people changed themselves: whoever stands there knows of it."""
    edits = [x.edit for x in decided]
    return [x.before for x in edits if x.before is not None and x.before is not x.after]


def _withdrawal(gone: Withdrawal, number: int, asked: Asked) -> Entry:
    return Entry(
        number, asked.who, asked.when, asked.why, gone.kind, gone.what, NOTHING, gone.wants
    )


def _places(run: OpenedRun, workbook: Path, edited: Edited) -> Places:
    sheets = {}
    for table in plan_tables_of(run.rooms):
        rows = [*edited.rows[table.model], *edited.forbidden[table.model]]
        name = sheet_of(run.rooms, table).name.say(run.manifest.lang)
        sheets[table] = rows[0].sheet if rows else name
    return Places(workbook.name, sheets)


# -- what was decided before ----------------------------------------------------------------------


def made_before(scenario: Scenario, log: Log) -> set[Lock]:
    """Return the decisions that a new change may take the place of: earlier changes, and what is held."""
    made = {lock for entry in log if entry.status == "stands" for lock in entry.did.locks}
    return made | {lock for lock in scenario.locks if lock.provisional}


def contrary(one: Lock, other: Lock) -> bool:
    """Whether one decision requires what the other forbids."""
    if one.force == other.force or one.recipient_school != other.recipient_school:
        return False
    ban, wish = (one, other) if one.force == "forbid" else (other, one)
    return covers(ban, wish)


def _against(
    scenario: Scenario, decided: Iterable[Decided], made: set[Lock], places: Places
) -> Iterator[Issue]:
    """Report edits against a decision of the scenario; one against an earlier edit takes its place."""
    for one in decided:
        for old in scenario.locks:
            if old not in made and any(contrary(old, new) for new in one.locks):
                said = lock_said(scenario, old)
                yield places.issue(one.edit, "E-EDIT-DECIDED", decision=said)


def _entries(
    run: OpenedRun, decided: Iterable[Decided], log: Log, made: set[Lock], asked: Asked
) -> Iterator[Entry]:
    for number, one in enumerate(decided, len(log) + 1):
        edit = one.edit
        gone = [old for old in made if any(contrary(old, new) for new in one.locks)]
        yield Entry(
            number=number,
            who=asked.who,
            when=asked.when,
            why=edit.reason or asked.why,
            what=Text(*(_what(run, one).say(lang) for lang in LANGS)),
            before=row_said(run.scenario, edit.table, edit.before),
            after=row_said(run.scenario, edit.table, edit.after),
            wants=Patch.of_locks(sorted(gone, key=str), one.locks),
        )


KINDS = {
    "added": Text("新增", "put in"),
    "removed": Text("删除", "taken out"),
    "partner": Text("改学校", "another school"),
    "person": Text("改人", "another person"),
    "other": Text("改动", "changed"),
    "lock": Text("锁定", "locked"),
    "forbid": Text("禁止", "forbidden"),
}


def _what(run: OpenedRun, one: Decided) -> Text:
    name, kind = sheet_of(run.rooms, one.edit.table).name, KINDS[one.edit.kind]
    return Text(f"{name.zh}：{kind.zh}", f"{name.en}: {kind.en}")


# -- clashes that take a solver to find -----------------------------------------------------------


def _located(
    scenario: Scenario, clash: HardRulesClash, decided: Sequence[Decided], places: Places
) -> BadInput:
    """Return hard rules that clash as faults of the edits in them; of all edits if none is named."""
    ids = {breach.ids for breach in clash.breaches if isinstance(breach, Clash)}
    named = [x for x in decided if any(ids_of(lock) in ids for lock in x.locks)]
    breaches = [breach for breach in clash.breaches if isinstance(breach, Clash)]
    said = Text(*("; ".join(_said(scenario, x, lang) for x in breaches) for lang in LANGS))
    return BadInput([places.issue(x.edit, "E-EDIT-CLASH", clash=said) for x in named or decided])


def _said(scenario: Scenario, breach: Clash, lang: Lang) -> str:
    return breach.say(lang, lambda one: name_of(scenario, one, lang))
