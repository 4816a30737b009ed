"""Edits against the hard rules and against what was decided before, without any solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pairmatch.errors import Issue, Lang, Text, message
from pairmatch.io.lock_facts import clashes, lock_faults
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.post import Ids
from pairmatch.programmes import plan_tables_of, rules_of
from pairmatch.programmes.faults import standing_faults
from pairmatch.programmes.room import Fault, Room
from pairmatch.programmes.rule import Rule, Violation, standing
from pairmatch.replan.decide import Decided
from pairmatch.replan.diff import Edit
from pairmatch.report.names import clause_of, name_of
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Row
from pairmatch.vocabulary import LANGS


@dataclass(frozen=True)
class Places:
    """Where edits stand: the file, and the sheet of each plan table."""

    file: str
    sheets: Mapping[PlanTable, str]

    def issue(
        self, edit: Edit, code: str, about: Collection[str] = (), /, **values: object
    ) -> Issue:
        """Return a fault of an edit, ``about`` some ids."""
        return edit.issue(code, self.file, self.sheets[edit.table], about, **values)


def judged(
    scenario: Scenario, decided: Sequence[Decided], rooms: Sequence[Room], places: Places
) -> list[Issue]:
    """Return a fault for each edit that cannot hold, whatever else is planned.

    ``scenario`` has the decisions of the edits. First every hard rule of which a breach stays is
    checked on the rows put in alone; then the decisions are judged as those of any input are.
    """
    broken = list(_broken(scenario, decided, rooms))
    issues = [places.issue(edit, "E-EDIT-RULE", ids, **values) for edit, ids, values in broken]
    told = {id(edit) for edit, _, _ in broken}
    for edit, fault in _faulty(scenario, decided, rooms):
        if id(edit) not in told:
            told.add(id(edit))
            issues.append(_refused(scenario, edit, fault, rooms, places))
    return issues


# -- rules ----------------------------------------------------------------------------------------


def _broken(
    scenario: Scenario, decided: Sequence[Decided], rooms: Sequence[Room]
) -> Iterator[tuple[Edit, Ids, dict[str, object]]]:
    edits = [x.edit for x in decided if x.edit.after is not None]
    plan = _plan_of(edits, rooms)
    for rule in rules_of(rooms):
        if rule.stays:
            for breach in standing(rule, scenario, plan):
                for edit in _rows_in(scenario, rule, breach, edits, rooms):
                    yield edit, breach.ids, _said(scenario, rule, breach)


def _plan_of(edits: Sequence[Edit], rooms: Sequence[Room]) -> Plan:
    rows: dict[type[Assignment], list[Assignment]] = defaultdict(list)
    for edit in edits:
        rows[edit.table.model].append(edit.row)
    return Plan(plan_tables_of(rooms), rows)


def _rows_in(
    scenario: Scenario, rule: Rule, breach: Violation, edits: Sequence[Edit], rooms: Sequence[Room]
) -> list[Edit]:
    """Return the edits whose row has a part in a breach: without it there is less of it.

    Where no row alone makes it less, as of a team at a wrong site, those that name most of what is in it.
    """
    named = set(breach.ids)
    shares = [len(named & {value for _, value in edit.row}) for edit in edits]
    found: list[Edit] = []
    for edit, share in zip(edits, shares, strict=True):
        if any(shares) and not share:
            continue  # it cannot be less without it, and the rule need not be asked
        others = _plan_of([x for x in edits if x is not edit], rooms)
        amounts = {x.ids: x.amount for x in standing(rule, scenario, others)}
        if amounts.get(breach.ids, 0) < breach.amount:
            found.append(edit)
    return found or [x for x, n in zip(edits, shares, strict=True) if n == max(shares)]


def _said(scenario: Scenario, rule: Rule, breach: Violation) -> dict[str, object]:
    detail: dict[Lang, str] = {
        lang: breach.detail(lang, lambda one, lang=lang: name_of(scenario, one, lang))  # type: ignore[misc]
        for lang in LANGS
    }
    return _with(rule, Text(detail["zh"], detail["en"]))


def _with(rule: Rule, detail: Text) -> dict[str, object]:
    return {
        "rule": rule.code,
        "clause": clause_of(rule.clause),
        "says": rule.says,
        "detail": detail,
    }


# -- decisions ------------------------------------------------------------------------------------


def _faulty(
    scenario: Scenario, decided: Sequence[Decided], rooms: Sequence[Room]
) -> Iterator[tuple[Edit, Fault]]:
    """Yield each edit whose decision, judged with all others, has a fault."""
    of_lock = _edits_by_lock(decided)
    rooms_say = (room.faults(scenario) for room in rooms if room.faults is not None)
    found = chain(lock_faults(scenario), clashes(scenario), *rooms_say)
    for fault in standing_faults(scenario, found):
        if isinstance(fault.row, Lock):
            for edit in of_lock.get(_key(fault.row)) or _beside(fault.row, decided):
                yield edit, fault


def _key(lock: Lock) -> tuple[object, ...]:
    return tuple(value for name, value in lock if name not in ("reason", "document"))


def _edits_by_lock(decided: Sequence[Decided]) -> dict[tuple[object, ...], list[Edit]]:
    found: dict[tuple[object, ...], list[Edit]] = defaultdict(list)
    for one in decided:
        for lock in one.locks:
            found[_key(lock)].append(one.edit)
    return found


def _beside(lock: Lock, decided: Sequence[Decided]) -> list[Edit]:
    """Return the edits that share a school, or a person, with a decision that was there before."""
    named = {lock.recipient_school, lock.supporting_school, lock.person_id} - {None}
    return [
        one.edit
        for one in decided
        for x in one.locks
        if x.what == lock.what and named & {x.recipient_school, x.supporting_school, x.person_id}
    ]


def _refused(
    scenario: Scenario, edit: Edit, fault: Fault, rooms: Sequence[Room], places: Places
) -> Issue:
    """Return a fault of a decision as one of its edit, with the rule that it is about if it has one."""
    values = {
        name: lock_said(scenario, value) if isinstance(value, Lock) else _row_said(value)
        for name, value in fault.values.items()
    }
    rule = next((x for x in rules_of(rooms) if x.code == fault.rule), None)
    if rule is None:
        return places.issue(edit, fault.code, **values)
    value = getattr(fault.row, fault.column) or ""
    said = [message(f"{fault.code}.problem", x, value=value, **values).rstrip("。.") for x in LANGS]
    return places.issue(edit, "E-EDIT-RULE", **_with(rule, Text(*said)))


def _row_said(value: object) -> object:
    return Text("可派名额", "staff") if isinstance(value, Row) else value


def lock_said(scenario: Scenario, lock: Lock) -> Text:
    """Return a decision in words: its schools, post, person, reason and document."""
    words = [lock.recipient_school, lock.supporting_school, lock.role, lock.subject, lock.term]
    said = {}
    for lang in LANGS:
        names = [name_of(scenario, one, lang) for one in words if one]
        more = [x for x in (lock.person_id, lock.reason, lock.document) if x]
        said[lang] = " · ".join([*names, *more])
    return Text(f"已议定事项“{said['zh']}”", f'the decision "{said["en"]}"')
