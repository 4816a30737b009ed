"""Decisions already made (L1, L2): what must, and what must not, be in a plan of any programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import SUBJECTS, Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Part, Post, Variables
from pairmatch.programmes.locks.spoken import ids_of, spoken
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.placements.index import sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import PlacementVariables
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.settings import OWN

ROWS = Text("项", "decisions")


def build_required(post: Post, variables: Variables) -> None:
    """For every required row: Σ of the columns it names ≥ count (1)."""
    for lock in _locks(post.component, "require"):
        _row(post, "L1", lock, _named(post.component, variables, lock), low=lock.count or 1)


def build_forbidden(post: Post, variables: Variables) -> None:
    """For every forbidden row: Σ of the columns it names ≤ count - 1 (0)."""
    for lock in _locks(post.component, "forbid"):
        high = (lock.count or 1) - 1
        _row(post, "L2", lock, _named(post.component, variables, lock), high=high)


def _locks(part: Component, force: str) -> list[Lock]:
    inside = set(part.schools)
    return [x for x in part.scenario.locks if x.force == force and x.recipient_school in inside]


def _row(post: Post, code: str, lock: Lock, columns: IntArray, **bound: int) -> None:
    parts: list[Part] = [(np.zeros(len(columns), dtype=np.int64), columns, 1)]
    post.rows(code, [ids_of(lock)], parts, **bound)


def _named(part: Component, variables: Variables, lock: Lock) -> IntArray:
    """Return the columns that a lock names; a placement lock with a person names the person's stays."""
    r = part.position[lock.recipient_school]
    s = part.position.get(lock.supporting_school or "", -1)
    if lock.what == "pair":
        p = variables.of(PairVariables)
        return np.asarray(p.column[(p.recipient == r) & (p.supporter == s)], dtype=np.int64)
    t = variables.of(TeamVariables)
    if lock.what == "site":
        return np.asarray(t.open[t.site == r], dtype=np.int64)
    if lock.what == "seat":
        # Groups of a school that such a decision names are pools of their own.
        mine = (t.site[t.at] == r) & (part.groups.school[t.like] == s)
        return np.asarray(t.come[mine & _alike(part, lock)[t.like]], dtype=np.int64)
    v = variables.of(PlacementVariables)
    terms = np.array([lock.term in (None, term) for term in v.terms], dtype=bool)
    if lock.person_id is None:
        mine = (t.site[v.host_at] == r) & (v.host == s) & terms[v.host_term]
        return np.asarray(v.hosted[mine], dtype=np.int64)
    own = v.stay_own
    mine = (v.stay_host == s) & terms[v.own_term[own]] & _alike(part, lock)[v.own_group[own]]
    return np.asarray(v.stay[mine], dtype=np.int64)


def _alike(part: Component, lock: Lock) -> BoolArray:
    """Return which groups a lock's role, subject and person fit."""
    groups = part.groups
    fits = np.ones(len(groups), dtype=bool)
    if lock.role is not None:
        fits &= np.array([key.role == lock.role for key in groups.keys], dtype=bool)
    if lock.subject is not None:
        fits &= groups.subject == SUBJECTS.index(lock.subject)
    if lock.person_id is not None:
        fits &= np.array([person == lock.person_id for person in groups.person], dtype=bool)
    return fits


# -- checks ---------------------------------------------------------------------------------------


def check_required(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every required row is in the plan, as often as it is required."""
    for lock in scenario.locks:
        least = lock.count or 1
        if lock.force == "require" and (found := found_in(plan, lock)) < least:
            yield Violation("L1", ids_of(lock), found, f"≥ {least}", least - found)


def check_forbidden(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """No forbidden row is in the plan, or not as often as it is forbidden."""
    for lock in scenario.locks:
        most = (lock.count or 1) - 1
        if lock.force == "forbid" and (found := found_in(plan, lock)) > most:
            expected = f"≤ {most}" if most else "0"
            yield Violation("L2", ids_of(lock), found, expected, found - most)


def found_in(plan: Plan, lock: Lock) -> int:
    """Return how often a plan does what a lock names."""
    r, s = lock.recipient_school, lock.supporting_school
    if lock.what == "pair":
        return plan.derived(_pairs)[r, s]
    seats = plan.derived(_seats).get(r, [])
    if lock.what == "site":
        return len({seat.team_id for seat in seats})
    if lock.what == "seat":
        return sum(seat.supporting_school == s and _fits(seat, lock) for seat in seats)
    rows = [
        row
        for row in plan.rows(Placement)
        if row.supporting_school == s and lock.term in (None, row.term)
    ]
    if lock.person_id is not None:
        return sum(row.person_id == lock.person_id for row in rows)
    return len({(x.team_id, x.term) for x in rows if sites(plan).get(x.team_id) == r})


def _pairs(plan: Plan) -> Counter[tuple[str, str | None]]:
    return Counter((x.recipient_school, x.supporting_school) for x in plan.rows(SchoolPair))


def _seats(plan: Plan) -> dict[str, list[Seat]]:
    found: dict[str, list[Seat]] = {}
    for seat in plan.rows(Seat):
        found.setdefault(seat.recipient_school, []).append(seat)
    return found


def _fits(seat: Seat, lock: Lock) -> bool:
    return (
        lock.role in (None, seat.role)
        and lock.subject in (None, seat.subject)
        and lock.person_id in (None, seat.person_id)
    )


ROOM = Room(
    name="locks",
    order=9,
    title=Text("已议定事项", "Decisions already made"),
    rules=(
        Rule(
            "L1",
            OWN,
            Text("已议定必须列入的，均已列入", "every required decision is in the plan"),
            "hard",
            ROWS,
            check_required,
            build=build_required,
            decision=True,
            spoken=spoken("require"),
        ),
        Rule(
            "L2",
            OWN,
            Text("已议定禁止的，均未列入", "no forbidden decision is in the plan"),
            "hard",
            ROWS,
            check_forbidden,
            build=build_forbidden,
            decision=True,
            spoken=spoken("forbid"),
        ),
    ),
)
