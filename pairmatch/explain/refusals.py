"""What a rule or a decision forbids, said with its numbers and found without solving anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from pairmatch.errors import Lang, Text, message
from pairmatch.io.lock_facts import clashes, lock_faults
from pairmatch.programmes import rules_of
from pairmatch.programmes.faults import called, spoken, standing_faults
from pairmatch.programmes.room import Fault, Room
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Row, Staff
from pairmatch.whatif.alternative import with_locks


@dataclass(frozen=True)
class Refusal:
    """Why something cannot be in any plan: the rule, None for one without a code, and the numbers."""

    rule: Rule | None
    fault: str
    why: Text


Known: TypeAlias = frozenset[tuple[str, str, Row]]


def known_faults(scenario: Scenario, rooms: Sequence[Room]) -> Known:
    """Return what is said against a scenario anyway, so that a decision is not blamed for it."""
    return frozenset(_key(fault) for fault in _faults(scenario, rooms))


def refusals(
    scenario: Scenario, lock: Lock, rooms: Sequence[Room], known: Known
) -> tuple[Refusal, ...]:
    """Return what speaks against a decision before anything is solved, by the checks of the input."""
    found = [x for x in _faults(with_locks(scenario, [lock]), rooms) if _key(x) not in known]
    # Where two decisions clash, each of them is told so; once is enough.
    mine = [fault for fault in found if fault.row == lock] or found
    rules = {rule.code: rule for rule in rules_of(rooms)}
    said = (Refusal(rules.get(x.rule), x.code, _why(scenario, x)) for x in mine)
    return tuple(dict.fromkeys(said))


def _faults(scenario: Scenario, rooms: Sequence[Room]) -> Iterator[Fault]:
    """Yield what is wrong with decisions and with what the programmes look at."""
    of_rooms = (room.faults(scenario) for room in rooms if room.faults is not None)
    found = chain(lock_faults(scenario), clashes(scenario), chain.from_iterable(of_rooms))
    yield from standing_faults(scenario, found)


def _key(fault: Fault) -> tuple[str, str, Row]:
    return (fault.code, fault.column, fault.row)


def _why(scenario: Scenario, fault: Fault) -> Text:
    values = {
        name: _row_said(scenario, value) if isinstance(value, Row) else value
        for name, value in fault.values.items()
    }
    written = getattr(fault.row, fault.column)

    def say(lang: Lang) -> str:
        return message(
            f"{fault.code}.problem", lang, value="" if written is None else written, **values
        )

    return Text(say("zh"), say("en"))


def _row_said(scenario: Scenario, row: Row) -> Text:
    if isinstance(row, Lock):
        return lock_said(scenario, row)
    if isinstance(row, Staff):
        return called(scenario, row.school_code)
    return Text("", "")


def lock_said(scenario: Scenario, lock: Lock) -> Text:
    """Return a decision in words: what must or must not be, for whom, and the reason given."""
    schools = [called(scenario, x) for x in (lock.recipient_school, lock.supporting_school) if x]
    words = [
        spoken(words, [value])
        for words, value in (("subject", lock.subject), ("role", lock.role), ("term", lock.term))
        if value
    ]
    person = [lock.person_id] if lock.person_id else []
    force, what = spoken("force", [lock.force]), spoken("lock", [lock.what])
    if lock.provisional:
        force = Text(f"暂定{force.zh}", f"for now {force.en}")
    why = lock.reason or lock.document or ""
    zh = "，".join([" — ".join(x.zh for x in schools), *(x.zh for x in words), *person])
    en = ", ".join([" – ".join(x.en for x in schools), *(x.en for x in words), *person])
    return Text(
        f"{force.zh}{what.zh}：{zh}" + (f"（{why}）" if why else ""),
        f"{force.en} {what.en}: {en}" + (f" ({why})" if why else ""),
    )
