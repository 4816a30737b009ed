"""Why the plan says what it says of a school, a person or a pair, and why not something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pairmatch.compare.shape import Shape, shapes_of
from pairmatch.errors import BadInput, Issue, Text
from pairmatch.explain.asked import Answer, Asker, forbidden, rank
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes.faults import called
from pairmatch.programmes.room import Fact, Room
from pairmatch.schema import Lock, Staff
from pairmatch.whatif.answering import answering
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import part_of, schools_in
from pairmatch.whatif.tally import TermChange, term_changes

TRIED = 3
"""Places that are solved for somebody who is nowhere, the most promising first."""
Row: TypeAlias = tuple[Shape, Assignment]
SAID_NO = Text(
    "本人意愿为“否”，不列入可派人员，所以没有安排。",
    "The person has said no (willing: 0) and cannot be counted on.",
)
NOWHERE = Text(
    "结对关系内没有学段相同、可以接收的地方，所以没有安排。",
    "Nothing inside the links teaches the person's stage and could take anybody.",
)


@dataclass(frozen=True)
class ExplainedRow:
    """A row of the plan: the facts behind it, and what each term would lose without it.

    ``worth`` compares the plan with the same plan without the row and those that answer it: what the
    row adds as things are, nothing else being changed.
    """

    shape: Shape
    row: Assignment
    facts: tuple[Fact, ...]
    worth: tuple[TermChange, ...]


@dataclass(frozen=True)
class Question:
    """The best plan without something that the plan has, or with something that it has not."""

    sort: Literal["without", "with"]
    answer: Answer


@dataclass(frozen=True)
class Explanation:
    """What is said of ``subject``: its rows, notes, and questions with their answers.

    ``left`` counts the places that were possible for a person and were not solved.
    """

    subject: Text
    rows: tuple[ExplainedRow, ...]
    questions: tuple[Question, ...] = ()
    notes: tuple[Text, ...] = ()
    left: int = 0


def explain_school(asker: Asker, code: str) -> Explanation:
    """Explain every row about a school, each with the best plan without it, and what it has not got."""
    run = asker.run
    rows = _rows(run, lambda row: code in schools_in(row))
    locks = [x for x in _decisions(run, rows) if code in (x.recipient_school, x.supporting_school)]
    wishes = [
        lock
        for room in run.rooms
        if room.wishes is not None
        for lock in room.wishes(run.scenario, run.plan, code)
    ]
    questions = (*_without(asker, locks), *(Question("with", asker.ask(x)) for x in wishes))
    return Explanation(called(run.scenario, code), _explained(run, code, rows), questions)


def explain_person(asker: Asker, person: Staff) -> Explanation:
    """Explain where a person goes, or what it would cost to give the person a place."""
    run, subject = asker.run, _named(asker.run, person)
    rows = _rows(run, lambda row: getattr(row, "person_id", None) == person.person_id)
    if rows:
        locks = _of_person(_decisions(run, rows), person)
        return Explanation(
            subject, _explained(run, person.school_code, rows), _without(asker, locks)
        )
    if person.person_id not in run.scenario.available_people:
        return Explanation(subject, (), notes=(SAID_NO,))
    openings = [
        lock
        for room in run.rooms
        if room.openings is not None
        for lock in room.openings(run.scenario, run.plan, person)
    ]
    if not openings:
        return Explanation(subject, (), notes=(NOWHERE,))
    answers = sorted((asker.ask(lock) for lock in openings[:TRIED]), key=rank)
    found = tuple(Question("with", answer) for answer in answers)
    return Explanation(subject, (), found, left=max(0, len(openings) - TRIED))


def explain_pair(asker: Asker, one: str, other: str) -> Explanation:
    """Explain a pair of the plan, or what it would cost to have it.

    Raises :class:`BadInput` if both schools are on one side.
    """
    scenario = asker.run.scenario
    sides = {scenario.side(code): code for code in (one, other)}
    if len(sides) < 2:
        raise BadInput([Issue("E-EXPLAIN-SIDES", value=f"{one} {other}")])
    r, s = sides["recipient"], sides["supporting"]
    a, b = called(scenario, r), called(scenario, s)
    subject = Text(f"{a.zh} — {b.zh}", f"{a.en} – {b.en}")
    lock = Lock(what="pair", force="require", recipient_school=r, supporting_school=s)
    both = _rows(asker.run, lambda row: {r, s} <= schools_in(row))
    rows = [row for row in both if lock in _decisions(asker.run, [row])]
    if not rows:
        return Explanation(subject, (), (Question("with", asker.ask(lock)),))
    return Explanation(subject, _explained(asker.run, r, rows), _without(asker, [lock]))


def _named(run: OpenedRun, person: Staff) -> Text:
    school = called(run.scenario, person.school_code)
    name = f"{person.name or ''} {person.person_id}".strip()
    return Text(f"{school.zh} {name}", f"{school.en} {name}")


# -- rows and the decisions that they come from -----------------------------------------------------


def _rows(run: OpenedRun, about: Callable[[Assignment], bool]) -> list[Row]:
    """Return the rows that fit, table by table, and the rows of later tables that answer them."""
    found: list[Row] = []
    answered: set[Assignment] = set()
    for shape in shapes_of(run.rooms):
        for row in run.plan.rows(shape.table.model):
            if about(row) or row in answered:
                found.append((shape, row))
                answered.update(*answering(run.plan, shape.table, row).values())
    return found


def _room(run: OpenedRun, shape: Shape) -> Room:
    return next(room for room in run.rooms if shape.table in room.plan_tables)


def _decisions(run: OpenedRun, rows: Iterable[Row]) -> list[Lock]:
    """Return the decisions that rows come from, each once, in the order of the rows."""
    return list(
        dict.fromkeys(
            lock
            for shape, row in rows
            if (decide := _room(run, shape).decisions) is not None
            for lock in decide(run.plan, row)
        )
    )


def _of_person(locks: Iterable[Lock], person: Staff) -> list[Lock]:
    """Return the decisions about people, made about one: of the own school, or to go with its team."""
    return [
        lock.model_copy(update={"person_id": person.person_id})
        for lock in locks
        if (lock.what == "seat" and lock.supporting_school == person.school_code)
        or (lock.what == "placement" and lock.recipient_school == person.school_code)
    ]


def _without(asker: Asker, locks: Iterable[Lock]) -> tuple[Question, ...]:
    return tuple(Question("without", asker.ask(forbidden(lock))) for lock in locks)


def _explained(run: OpenedRun, school: str, rows: Sequence[Row]) -> tuple[ExplainedRow, ...]:
    """Judge the part of the plan around a school without each of the rows in turn."""
    part = part_of(run.scenario, run.plan, run.rooms, school)
    whole = part.judged(part.plan).tally
    found = []
    for shape, row in rows:
        tell = _room(run, shape).facts
        facts = () if tell is None else tuple(tell(run.scenario, run.plan, row))
        less = part.judged(_less(part.plan, shape, row)).tally
        worth = term_changes(run.scenario, run.rooms, less, whole)
        found.append(ExplainedRow(shape, row, facts, worth))
    return tuple(found)


def _less(plan: Plan, shape: Shape, row: Assignment) -> Plan:
    gone = {**answering(plan, shape.table, row), shape.table.model: {row}}
    return plan.replaced(
        {model: [x for x in plan.rows(model) if x not in rows] for model, rows in gone.items()}
    )
