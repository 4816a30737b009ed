"""Who could fill a seat: people with room left, judged one by one, the best of them solved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pairmatch.compare.shape import Shape, shapes_of
from pairmatch.explain.asked import Answer, Asker, rank
from pairmatch.explain.find import find_row
from pairmatch.naming import fit
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.scenario import GroupKey, Scenario, group_key
from pairmatch.schema import Lock, Staff
from pairmatch.structure import group_of_row
from pairmatch.whatif.alternative import without_people
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import Judged, Part, part_of

MOST = 80
"""Groups of people that are judged at the most, those of the same subject first."""
SAME, SECOND, OTHER = range(3)
"""How a group's subject fits a seat: it is the seat's, the second one is, neither is."""


@dataclass(frozen=True)
class Candidate:
    """A group of alike people who could take a seat.

    ``free`` counts those whom the plan leaves at home, ``people`` are the ids of the named ones, the best
    fit first. ``shortfall`` and ``value`` say what changes if one of them takes the seat and nothing else
    is changed; ``answer``, for the best few, the best plan with that.
    """

    group: GroupKey
    fits: int
    free: int
    people: tuple[str, ...]
    shortfall: int
    value: int
    answer: Answer | None = None


@dataclass(frozen=True)
class Suggestion:
    """Who could fill a seat: those solved, the best first, then others by what they change directly.

    ``empty`` is the best plan without the person of the seat, whoever comes instead or nobody. ``full``
    counts groups that a hard rule keeps at home as the plan is, ``left`` those that were not judged.
    """

    shape: Shape
    row: Assignment
    empty: Answer
    solved: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    full: int
    left: int


def suggest(asker: Asker, seat: str, top: int) -> Suggestion:
    """Return who could fill a seat TEAM/SEAT if its person were gone; the best ``top`` are solved.

    Raises :class:`BadInput` if the plan has no such seat.
    """
    run = asker.run
    table, row = find_row(run.plan, seat)
    shape = next(x for x in shapes_of(run.rooms) if x.table is table)
    gone = withdrawn(run.scenario, table, row)
    part = part_of(gone, run.plan, run.rooms, getattr(row, shape.place.name))
    as_is = part_of(run.scenario, run.plan, run.rooms, getattr(row, shape.place.name))
    before = as_is.judged(as_is.plan)
    groups = sorted(_free(gone, run.plan, table, row), key=lambda x: (x.fits, x.group))
    judged = [_judged(part, before, table, row, x) for x in groups[:MOST]]
    able = sorted((x for x in judged if x is not None), key=_direct)
    solved = [replace(x, answer=asker.ask(_lock(run, row, x), gone)) for x in able[:top]]
    return Suggestion(
        shape,
        row,
        asker.ask(None, gone),
        tuple(sorted(solved, key=lambda x: (rank(x.answer), _direct(x)))),
        tuple(able[top:]),
        len(judged) - len(able),
        max(0, len(groups) - MOST),
    )


def withdrawn(scenario: Scenario, table: PlanTable, row: Assignment) -> Scenario:
    """Return a scenario without the person of a row: the named one, or one less of a group."""
    person = getattr(row, table.person)
    if person is not None:
        return without_people(scenario, {person})
    group, staff = group_of_row(table, row), list(scenario.rows(Staff))
    for place, one in enumerate(staff):
        if one.person_id is None and one.count and group_key(one) == group:
            staff[place] = one.model_copy(update={"count": one.count - 1})
            break
    return scenario.with_rows(Staff, staff)


def _free(scenario: Scenario, plan: Plan, table: PlanTable, row: Assignment) -> Iterator[Candidate]:
    """Yield the groups of a seat's role that may go there and have somebody at home."""
    site, old = row.recipient_school, group_of_row(table, row)  # type: ignore[attr-defined]
    others = [x for x in plan.rows(table.model) if x != row]
    used = Counter(group_of_row(table, x) for x in others)
    away = {getattr(x, table.person) for x in others}
    for group, count in scenario.group_counts.items():
        free = count - used[group]
        if group.role != old.role or free < 1 or group.stage not in scenario.stages(site):
            continue
        if scenario.side(group.school_code) != "supporting":
            continue
        if scenario.reaches(group.school_code, site):
            people = _people(scenario, group, away)
            yield Candidate(group, _fits(old, group), free, people, 0, 0)


def _fits(seat: GroupKey, group: GroupKey) -> int:
    if group.subject == seat.subject:
        return SAME
    return SECOND if group.second_subject and group.second_subject == seat.subject else OTHER


def _people(scenario: Scenario, group: GroupKey, away: set[str | None]) -> tuple[str, ...]:
    people = [x for x in scenario.available if x.person_id and group_key(x) == group]
    people.sort(key=lambda person: fit(scenario, person))
    return tuple(x.person_id for x in people if x.person_id and x.person_id not in away)


def _direct(x: Candidate) -> tuple[int, int, int, GroupKey]:
    return (x.shortfall, -x.value, x.fits, x.group)


def _judged(
    part: Part, before: Judged, table: PlanTable, row: Assignment, x: Candidate
) -> Candidate | None:
    """Return what changes if one of a group takes a seat, None if a hard rule is broken by that.

    ``part`` is without the person of the seat, who counts for the own school too; ``before`` is with.
    """
    new = row.model_copy(
        update={
            table.person_school: x.group.school_code,
            table.person: None,
            "subject": x.group.subject or None,
            "second_subject": x.group.second_subject or None,
            "stage": x.group.stage,
        }
    )
    rows = [new if other == row else other for other in part.plan.rows(table.model)]
    after = part.judged(part.plan.replaced({table.model: rows}))
    if after.broken:
        return None
    return replace(
        x, shortfall=after.shortfall - before.shortfall, value=after.value - before.value
    )


def _lock(run: OpenedRun, row: Assignment, x: Candidate) -> Lock:
    """Return the decision that one of a group comes to the site of a seat: of the named ones the best fit.

    Who has no name is one more than those of the same school and post who are there beside the seat.
    """
    lock = Lock(
        what="seat",
        force="require",
        recipient_school=row.recipient_school,  # type: ignore[attr-defined]
        supporting_school=x.group.school_code,
        role=x.group.role,
        subject=x.group.subject if x.group.role == "teacher" else None,
        person_id=x.people[0] if x.people else None,
    )
    if x.people:
        return lock
    beside = sum(_takes(lock, other) for other in run.plan.rows(type(row)) if other != row)
    return lock.model_copy(update={"count": beside + 1})


def _takes(lock: Lock, row: Assignment) -> bool:
    """Whether a seat is of the site, school and post that a decision asks for."""
    names = ("recipient_school", "supporting_school", "role")
    if any(getattr(lock, name) != getattr(row, name) for name in names):
        return False
    return lock.subject in (None, row.subject)  # type: ignore[attr-defined]
