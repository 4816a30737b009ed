"""Decisions already made (L1, L2): what must, and what must not, be in a plan of any programme."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pairmatch.component import SUBJECTS, BoolArray, Component, IntArray
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Part, Post, Variables
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.placements.index import by_team, sites
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
    """For every required row: Σ of the columns it names ≥ 1.

    For a person required at a host: Σ_t own[person, k, t] ≥ 1, and in every term
    Σ_n n host[k, h, t, n] ≥ Σ own of all people required there.
    """
    for lock in _locks(post.component, "require"):
        *_, last = _named(post.component, variables, lock)
        _row(post, "L1", lock, last, low=1)
        if lock.what == "placement" and lock.person_id is not None:
            _require_places(post, variables, lock)


def _require_places(post: Post, variables: Variables, lock: Lock) -> None:
    v = variables.of(PlacementVariables)
    hosts, _ = _named(post.component, variables, lock)
    same = [
        other
        for other in _locks(post.component, "require")
        if other.what == "placement"
        and other.person_id is not None
        and (other.recipient_school, other.supporting_school)
        == (lock.recipient_school, lock.supporting_school)
    ]
    people = np.concatenate([_named(post.component, variables, other)[1] for other in same])
    for term in range(len(v.terms)):
        places = hosts[v.host_term[_where(v.hosted, hosts)] == term]
        mine = people[v.own_term[_where(v.own, people)] == term]
        zero, one = (np.zeros(len(x), dtype=np.int64) for x in (places, mine))
        amount = v.host_people[_where(v.hosted, places)]
        post.rows("L1", [_ids(lock)], [(zero, places, amount), (one, mine, -1)], low=0)


def build_forbidden(post: Post, variables: Variables) -> None:
    """For every forbidden row: Σ of the columns it names ≤ 0.

    For a person kept from a host: Σ own[person, k, t] + Σ_n host[k, h, t, n] ≤ 1 in each term.
    """
    part = post.component
    for lock in _locks(part, "forbid"):
        named = _named(part, variables, lock)
        if len(named) == 1:
            _row(post, "L2", lock, named[0], high=0)
            continue
        v = variables.of(PlacementVariables)
        hosts, people = named
        for term in range(len(v.terms)):
            mine = [
                *hosts[v.host_term[_where(v.hosted, hosts)] == term],
                *people[v.own_term[_where(v.own, people)] == term],
            ]
            _row(post, "L2", lock, np.array(mine, dtype=np.int64), high=1)


def _where(columns: IntArray, chosen: IntArray) -> IntArray:
    """Return the places of some columns within their block, which is numbered without gaps."""
    return chosen - columns[0] if len(columns) else chosen


def _locks(part: Component, force: str) -> list[Lock]:
    inside = set(part.schools)
    return [x for x in part.scenario.locks if x.force == force and x.recipient_school in inside]


def _row(post: Post, code: str, lock: Lock, columns: IntArray, **bound: int) -> None:
    parts: list[Part] = [(np.zeros(len(columns), dtype=np.int64), columns, 1)]
    post.rows(code, [_ids(lock)], parts, **bound)


def _ids(lock: Lock) -> tuple[str, ...]:
    named = (lock.supporting_school, lock.role, lock.subject, lock.term, lock.person_id)
    return (lock.recipient_school, *(x for x in named if x))


def _named(part: Component, variables: Variables, lock: Lock) -> list[IntArray]:
    """Return the columns that a lock names; a placement with a person names two sets."""
    position = part.position
    r = position[lock.recipient_school]
    s = position.get(lock.supporting_school or "", -1)
    if lock.what == "pair":
        p = variables.of(PairVariables)
        return [p.column[(p.recipient == r) & (p.supporter == s)]]
    t = variables.of(TeamVariables)
    if lock.what == "site":
        return [t.open[t.site == r]]
    at_site = t.site[t.at] == r
    if lock.what == "seat":
        return [t.send[at_site & (part.groups.school[t.group] == s) & _alike(part, lock)[t.group]]]
    v = variables.of(PlacementVariables)
    terms = np.array([lock.term in (None, term) for term in v.terms], dtype=bool)
    hosts = v.hosted[(t.site[v.host_at] == r) & (v.host == s) & terms[v.host_term]]
    if lock.person_id is None:
        return [hosts]
    mine = (t.site[v.own_at] == r) & _alike(part, lock)[v.own_group] & terms[v.own_term]
    return [hosts, v.own[mine]]


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
    """Every required row is in the plan."""
    for lock in scenario.locks:
        if lock.force == "require" and not _found(plan, lock):
            yield Violation("L1", _ids(lock), 0, "≥ 1", 1)


def check_forbidden(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """No forbidden row is in the plan."""
    for lock in scenario.locks:
        if lock.force == "forbid" and (found := _found(plan, lock)):
            yield Violation("L2", _ids(lock), found, "0", found)


def _found(plan: Plan, lock: Lock) -> int:
    """Return how often a plan does what a lock names."""
    r, s = lock.recipient_school, lock.supporting_school
    if lock.what == "pair":
        return sum(
            (x.recipient_school, x.supporting_school) == (r, s) for x in plan.rows(SchoolPair)
        )
    seats = [seat for seat in plan.rows(Seat) if seat.recipient_school == r]
    if lock.what == "site":
        return len({seat.team_id for seat in seats})
    if lock.what == "seat":
        return sum(seat.supporting_school == s and _fits(seat, lock) for seat in seats)
    return sum(
        _is_placed(rows, lock)
        for (team, term), rows in by_team(plan).items()
        if sites(plan).get(team) == r and lock.term in (None, term)
    )


def _is_placed(rows: tuple[Placement, ...], lock: Lock) -> bool:
    """Whether a team's people of one term use a host, and the named person is among them.

    A required person stands at the host itself; a forbidden one may not be in a group that uses it.
    """
    at_host = [row for row in rows if row.supporting_school == lock.supporting_school]
    if lock.person_id is None:
        return bool(at_host)
    where = at_host if lock.force == "require" else rows
    return bool(at_host) and any(row.person_id == lock.person_id for row in where)


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
        ),
    ),
)
