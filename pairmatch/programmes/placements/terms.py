"""The terms that see pairs, teams and placements at once: O4 alignment and O6 distance."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import LEADER
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.placements.index import by_team, sites
from pairmatch.programmes.placements.variables import PlacementVariables
from pairmatch.programmes.rule import Term
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN

KM_UNIT = 10
"""Distances count in tens of kilometres."""
FARTHEST = 1000
"""Tens of kilometres beyond which distance counts no more; keeps every coefficient in range."""


# -- O4: alignment --------------------------------------------------------------------------------


def build_alignment(post: Post, variables: Variables) -> None:
    """Σ_k [leader from the partner] + Σ_(k, t) [host is the partner] + Σ_(k, t) [host also sends].

    Each is a product of two choices: both[i] ≤ first[i], both[i] ≤ second[i], at most one a team
    (and term), so that the relaxation stays tight (design: points per head raise the gap).
    """
    if not len(variables.of(TeamVariables).site):
        return
    _leader_from_partner(post, variables)
    _host_is_partner(post, variables)
    _host_also_sends(post, variables)


def _leader_from_partner(post: Post, variables: Variables) -> None:
    pairs, t = variables.of(PairVariables), variables.of(TeamVariables)
    part, size = post.component, len(post.component.schools)
    groups = part.groups
    leads = groups.role[t.seat_group] == LEADER
    second = t.site[t.seat_at] * size + groups.school[t.seat_group]
    first = pairs.recipient * size + pairs.supporter
    keys = np.intersect1d(first, second[leads])
    both = _both(post, keys, (first, pairs.column), (second[leads], t.seated[leads]))
    _at_most_one(post, _opened(post, t), keys // size, both)
    post.points("O4", both, 1)


def _host_is_partner(post: Post, variables: Variables) -> None:
    pairs, t = variables.of(PairVariables), variables.of(TeamVariables)
    v, size = variables.of(PlacementVariables), len(post.component.schools)
    pair = pairs.recipient * size + pairs.supporter
    hosting = t.site[v.host_at] * size + v.host
    for term in range(len(v.terms)):
        now = v.host_term == term
        keys = np.intersect1d(pair, hosting[now])
        both = _both(post, keys, (pair, pairs.column), (hosting[now], v.hosted[now]))
        _at_most_one(post, _opened(post, t), keys // size, both)
        post.points("O4", both, 1)


def _host_also_sends(post: Post, variables: Variables) -> None:
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    part, size = post.component, len(post.component.schools)
    sending = t.site[t.seat_at] * size + part.groups.school[t.seat_group]
    hosting = t.site[v.host_at] * size + v.host
    for term in range(len(v.terms)):
        now = v.host_term == term
        keys = np.intersect1d(sending, hosting[now])
        both = _both(post, keys, (sending, t.seated), (hosting[now], v.hosted[now]))
        _at_most_one(post, _opened(post, t), keys // size, both)
        post.points("O4", both, 1)


def _both(post: Post, keys: IntArray, *choices: tuple[IntArray, IntArray]) -> IntArray:
    """Add one column a key that is at most the sum of each choice's columns with that key."""
    both = post.columns(len(keys), 1, integer=False, block=keys)
    every = np.arange(len(keys), dtype=np.int64)
    for key, column in choices:
        kept = np.isin(key, keys)
        row = np.searchsorted(keys, key[kept])
        post.define([(every, both, 1), (row, column[kept], -1)], high=0, count=len(keys))
    return both


def _opened(post: Post, t: TeamVariables) -> IntArray:
    column = np.zeros(len(post.component.schools), dtype=np.int64)
    column[t.site] = t.open
    return column


def _at_most_one(post: Post, opened: IntArray, site: IntArray, both: IntArray) -> None:
    rows, row = np.unique(site, return_inverse=True)
    every = np.arange(len(rows), dtype=np.int64)
    post.define(
        [(row.astype(np.int64), both, 1), (every, opened[rows], -1)], high=0, count=len(rows)
    )


def measure_alignment(scenario: Scenario, plan: Plan) -> int:
    """Return the number of yes answers to the three questions, over teams and terms."""
    partners: dict[str, set[str]] = {}
    for pair in plan.rows(SchoolPair):
        partners.setdefault(pair.recipient_school, set()).add(pair.supporting_school)
    found = 0
    for seats in teams(plan).values():
        partner = partners.get(site_of(seats), set())
        found += any(x.role == "leader" and x.supporting_school in partner for x in seats)
    for (team, _), rows in by_team(plan).items():
        hosts = {row.supporting_school for row in rows}
        senders = {seat.supporting_school for seat in teams(plan).get(team, ())}
        found += bool(hosts & partners.get(sites(plan).get(team, ""), set()))
        found += bool(hosts & senders)
    return found


# -- O6: distance ---------------------------------------------------------------------------------


def build_distance(post: Post, variables: Variables) -> None:
    """Σ tens_of_km[r, s] x[r, s] + Σ tens_of_km[k, h] hosted[k, h, t], to be kept small."""
    pairs, t = variables.of(PairVariables), variables.of(TeamVariables)
    v, part = variables.of(PlacementVariables), post.component
    pair_km = part.distance_km(pairs.recipient, pairs.supporter)
    post.points("O6", pairs.column, _tens(pair_km))
    host_km = part.distance_km(t.site[v.host_at], v.host)
    post.points("O6", v.hosted, _tens(host_km))


def _tens(km: IntArray) -> IntArray:
    return np.asarray(np.clip(km // KM_UNIT, 0, FARTHEST), dtype=np.int64)


def measure_distance(scenario: Scenario, plan: Plan) -> int:
    """Return the tens of kilometres of the pairs and of each team's hosts; unknown counts 0."""
    pairs = [(x.recipient_school, x.supporting_school) for x in plan.rows(SchoolPair)]
    return _sum_tens(scenario, pairs) + _sum_tens(scenario, _stays(plan))


def _stays(plan: Plan) -> Iterable[tuple[str, str]]:
    for (team, _), rows in sorted(by_team(plan).items()):
        site = sites(plan).get(team)
        for host in sorted({row.supporting_school for row in rows}):
            if site is not None:
                yield site, host


def _sum_tens(scenario: Scenario, pairs: Iterable[tuple[str, str]]) -> int:
    return sum(min((scenario.distance_km(a, b) or 0) // KM_UNIT, FARTHEST) for a, b in pairs)


TERMS: tuple[Term, ...] = (
    Term(
        "O4",
        "GD-2§4",
        Text(
            "结对、支教、跟岗相互衔接（领导来自结对校、跟岗在结对校、跟岗校也派人）",
            "alignment: leader from the partner, host is the partner, host also sends",
        ),
        Text("项", "answers"),
        60,
        Text("低于一个一级需求岗位", "less than one post of the lowest priority"),
        build_alignment,
        measure_alignment,
    ),
    Term(
        "O6",
        OWN,
        Text("结对和跟岗的距离", "distance of pairs and hosts"),
        Text("10 公里", "10 km"),
        1,
        Text("只在其他相近时起作用", "decides between what is otherwise alike"),
        build_distance,
        measure_distance,
        sign=-1,
    ),
)
