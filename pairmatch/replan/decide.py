"""From changes of rows to decisions: what was put in is required, what was taken out is forbidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pairmatch.errors import Issue
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.diff import Edit
from pairmatch.schema import Lock

Post = tuple[object, ...]
"""Site, school that sends, role and subject: what a decision about a seat names."""


@dataclass(frozen=True)
class Decided:
    """An edit and the decisions that hold it; without any, it follows from other edits."""

    edit: Edit
    locks: tuple[Lock, ...]


@dataclass
class Deciding:
    """The plan and what it was edited to, counted as decisions count."""

    plan: Plan
    edited: Plan
    edits: Sequence[Edit]
    file: str
    sheets: dict[PlanTable, str]
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sites = tuple({x.recipient_school for x in p.rows(Seat)} for p in self.both)
        self.posts = tuple(Counter(_post(x) for x in p.rows(Seat)) for p in self.both)
        self.stays = tuple(
            Counter(_stay(x, _team_sites(p, self.plan)) for x in p.rows(Placement))
            for p in self.both
        )
        put_in = [x.after for x in self.edits if isinstance(x.after, Seat)]
        self.held = Counter(_post(x) for x in put_in)

    @property
    def both(self) -> tuple[Plan, Plan]:
        """The plan as it was, and as it was edited."""
        return self.plan, self.edited

    def refuse(self, edit: Edit, code: str) -> None:
        """Note that no decision can say what an edit wants."""
        sheet = edit.at.sheet if edit.at else self.sheets[edit.table]
        self.issues.append(edit.issue(code, self.file, sheet))


Deciders = dict[type[Assignment], Callable[[Deciding, Edit], Iterator[Lock]]]


def decide(
    plan: Plan, edited: Plan, edits: Sequence[Edit], file: str, sheets: dict[PlanTable, str]
) -> tuple[list[Decided], list[Issue]]:
    """Return each edit with its decisions, and a fault for each that no decision can hold."""
    deciding = Deciding(plan, edited, edits, file, sheets)
    found: list[Decided] = []
    for edit in edits:
        decider = DECIDERS.get(edit.table.model)
        if decider is None:
            deciding.refuse(edit, "E-EDIT-TABLE")
        else:
            locks = dict.fromkeys(decider(deciding, edit))
            found.append(Decided(edit, tuple(_reasoned(x, edit.reason) for x in locks)))
    return found, deciding.issues


def _reasoned(lock: Lock, reason: str) -> Lock:
    return lock.model_copy(update={"reason": reason}) if reason else lock


# -- pairs ----------------------------------------------------------------------------------------


def _pair(deciding: Deciding, edit: Edit) -> Iterator[Lock]:
    for row, force in _sides(edit):
        assert isinstance(row, SchoolPair)
        yield Lock.model_validate({"what": "pair", **row.model_dump(), "force": force})


def _sides(edit: Edit) -> Iterator[tuple[Assignment, str]]:
    """Yield what an edit requires, and what it forbids."""
    if edit.after is not None:
        yield edit.after, "require"
    if edit.before is not None and edit.before is not edit.after:
        yield edit.before, "forbid"


# -- seats ----------------------------------------------------------------------------------------


def _post(row: Seat) -> Post:
    return (row.recipient_school, row.supporting_school, row.role, row.subject)


def _seat_lock(row: Seat, force: str, **more: object) -> Lock:
    names = ("recipient_school", "supporting_school", "role", "subject")
    named = {name: getattr(row, name) for name in names}
    return Lock.model_validate({"what": "seat", **named, "force": force, **more})


def _site_lock(school: str, force: str) -> Lock:
    return Lock.model_validate({"what": "site", "recipient_school": school, "force": force})


def _seat(deciding: Deciding, edit: Edit) -> Iterator[Lock]:
    if edit.kind == "other":
        deciding.refuse(edit, "E-EDIT-STAGE")
        return
    for row, force in _sides(edit):
        assert isinstance(row, Seat)
        if force == "forbid":
            yield from _taken_out(deciding, edit, row)
        elif edit.kind != "person" or row.person_id is not None:
            # Where a name was struck out, nothing is said of who comes instead.
            yield from _put_in(deciding, row)


def _put_in(deciding: Deciding, row: Seat) -> Iterator[Lock]:
    (before, _), (had, has) = deciding.sites, deciding.posts
    if row.recipient_school not in before:
        yield _site_lock(row.recipient_school, "require")
    if row.person_id is not None:
        yield _seat_lock(row, "require", person_id=row.person_id)
        return
    post = _post(row)
    count = has[post] if has[post] > had[post] else deciding.held[post]
    yield _seat_lock(row, "require", count=count if count > 1 else None)


def _taken_out(deciding: Deciding, edit: Edit, row: Seat) -> Iterator[Lock]:
    _, after = deciding.sites
    if row.recipient_school not in after:
        yield _site_lock(row.recipient_school, "forbid")
        return
    post = _post(row)
    there = [x for x in deciding.edited.rows(Seat) if x.recipient_school == row.recipient_school]
    if row.person_id is not None and row.person_id not in {x.person_id for x in there}:
        yield _seat_lock(row, "forbid", person_id=row.person_id)
    had, has = deciding.posts
    if has[post] < had[post] or (edit.kind == "forbid" and row.person_id is None):
        yield _seat_lock(row, "forbid", count=has[post] + 1 if has[post] else None)


# -- placements -----------------------------------------------------------------------------------


def _team_sites(plan: Plan, other: Plan) -> dict[str, str]:
    """Return the site of each team, of the other plan's where this one does not have it."""
    return {x.team_id: x.recipient_school for p in (other, plan) for x in p.rows(Seat)}


def _stay(row: Placement, sites: dict[str, str]) -> Post:
    return (sites.get(row.team_id, row.recipient_school), row.supporting_school, row.term)


def _placement_lock(site: object, row: Placement, force: str, person: str | None = None) -> Lock:
    return Lock.model_validate(
        {
            "what": "placement",
            "recipient_school": site,
            "supporting_school": row.supporting_school,
            "term": row.term,
            "person_id": person,
            "force": force,
        }
    )


def _placement(deciding: Deciding, edit: Edit) -> Iterator[Lock]:
    found: list[Lock] = []
    for row, force in _sides(edit):
        assert isinstance(row, Placement)
        if row.person_id is not None:
            found += _person(deciding, row, force)
        else:
            found += _hosts(deciding, edit, row, force)
    rows = [row for row, _ in _sides(edit) if isinstance(row, Placement)]
    if not found and not any(_follows(deciding, row) for row in rows):
        deciding.refuse(edit, "E-EDIT-PLACED")
    yield from found


def _person(deciding: Deciding, row: Placement, force: str) -> Iterator[Lock]:
    kept = force == "forbid" and any(
        (x.person_id, x.supporting_school, x.term)
        == (row.person_id, row.supporting_school, row.term)
        for x in deciding.edited.rows(Placement)
    )
    if not kept:
        yield _placement_lock(row.recipient_school, row, force, row.person_id)


def _hosts(deciding: Deciding, edit: Edit, row: Placement, force: str) -> Iterator[Lock]:
    """Decide about the host of people who are not named: that some go there, or that nobody does."""
    had, has = deciding.stays
    plan = deciding.edited if force == "require" else deciding.plan
    stay = _stay(row, _team_sites(plan, deciding.plan))
    if force == "require":
        wanted = edit.kind == "lock" or not had[stay]
    else:
        wanted = not has[stay] and not _follows(deciding, row)
    if wanted:
        yield _placement_lock(stay[0], row, force)


def _follows(deciding: Deciding, row: Placement) -> bool:
    """Whether the seat that a placement answers was put in or taken out as well."""
    seats = [{(x.team_id, x.seat) for x in p.rows(Seat)} for p in deciding.both]
    return (row.team_id, row.seat) in seats[0] ^ seats[1]


DECIDERS: Deciders = {SchoolPair: _pair, Seat: _seat, Placement: _placement}
