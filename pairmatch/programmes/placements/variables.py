"""The placement variables: people of the site's school, people lent inside the county, and hosts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import SUBJECTS, TEACHER, Component
from pairmatch.post import Ids, Part, Post, Variables, foremost
from pairmatch.programmes.teams.variables import A_LITTLE, TeamVariables
from pairmatch.vocabulary import HALF_TERMS, PERSON_STAGES, Term

LEADER_CLASS, MIDDLE_CLASS, OTHER_CLASS = len(SUBJECTS), len(SUBJECTS) + 1, len(SUBJECTS) + 2
CLASSES = len(SUBJECTS) + 3
"""Classes of posts: each subject of teachers, leaders, middle cadres; the last is for seats only."""
SKETCHED = 3
"""Nearest hosts of each site that do for a first idea of the relaxation."""
KINDS = CLASSES << len(PERSON_STAGES)
"""Kinds of posts: a class with a stage bit."""


@dataclass(frozen=True)
class PlacementVariables:
    """Placements as parallel arrays; ``at`` is the index of a site, ``term`` of a term asked for.

    own: people of the site's school (``own_group``). lent: people that a group (``lent_group``)
    lends to its county. borrowed: lent people of one class and stage (``borrowed_class``,
    ``borrowed_stage``, a bit) who are placed against a site. hosted: 1 when the school ``host``
    takes people of a site; guests: how many. stay: 1 when a person whom a lock names (entry
    ``stay_own`` of own) is at ``stay_host``; for nobody else does it matter who is where. Such
    people are not lent.
    """

    terms: tuple[Term, ...]
    own_group: IntArray
    own_at: IntArray
    own_term: IntArray
    own: IntArray
    lent_group: IntArray
    lent_term: IntArray
    lent: IntArray
    borrowed_class: IntArray
    borrowed_stage: IntArray
    borrowed_at: IntArray
    borrowed_term: IntArray
    borrowed: IntArray
    host: IntArray
    host_at: IntArray
    host_term: IntArray
    hosted: IntArray
    guests: IntArray
    stay_own: IntArray
    stay_host: IntArray
    stay: IntArray

    def cell(self, at: IntArray, term: IntArray) -> IntArray:
        """Return the row number of each (site, term)."""
        return at * len(self.terms) + term

    def ids(self, part: Component, teams: TeamVariables) -> list[Ids]:
        """Return the ids of each (site, term), in row order."""
        return [(part.schools[k], term) for k in teams.site for term in self.terms]

    def in_every_term(self, at: IntArray, column: IntArray, value: int) -> list[Part]:
        """Return coefficients of a column of a site in the rows of all its terms."""
        count = len(self.terms)
        return [(at * count + term, column, value) for term in range(count)]

    @property
    def leaving(self) -> tuple[IntArray, IntArray, IntArray]:
        """(group, term, column) of everybody placed, own and lent."""
        return (
            np.concatenate([self.own_group, self.lent_group]),
            np.concatenate([self.own_term, self.lent_term]),
            np.concatenate([self.own, self.lent]),
        )

    @property
    def placed(self) -> tuple[Part, Part]:
        """Coefficients of the number of people placed, a row for each (site, term)."""
        return (
            (self.cell(self.own_at, self.own_term), self.own, 1),
            (self.cell(self.borrowed_at, self.borrowed_term), self.borrowed, 1),
        )


def class_of(role: IntArray, subject: IntArray) -> IntArray:
    """Return the class of post of people: a teacher's subject, leader or middle cadre."""
    return np.where(role == TEACHER, subject, LEADER_CLASS + role)


def variables(post: Post, earlier: Variables) -> PlacementVariables:
    """Add the columns of placements; W6 filters the hosts."""
    part, teams = post.component, earlier.of(TeamVariables)
    terms = part.scenario.terms("placement_terms")
    own = _own(part, teams, len(terms))
    lent = _lent(part, teams, len(terms))
    borrowed = _borrowed(part, teams, lent, len(terms))
    hosts = _hosts(post, teams, len(terms))
    stays = _stays(part, teams, own, hosts)
    most = part.scenario.number("team_size_max")
    near = -part.distance_km(teams.site[hosts[1]], hosts[0])
    few = foremost(hosts[1] * len(terms) + hosts[2], near, SKETCHED)
    between = post.block(teams.site[hosts[1]], hosts[0])
    v = PlacementVariables(
        terms=terms,
        own_group=own[0],
        own_at=own[1],
        own_term=own[2],
        own=post.columns(len(own[0]), _most_of(post, own[0], most)),
        lent_group=lent[0],
        lent_term=lent[1],
        lent=post.columns(len(lent[0]), _most_of(post, lent[0], most * len(teams.site))),
        borrowed_class=borrowed[0] % CLASSES,
        borrowed_stage=borrowed[0] // CLASSES,
        borrowed_at=borrowed[1],
        borrowed_term=borrowed[2],
        borrowed=post.columns(len(borrowed[0]), most),
        host=hosts[0],
        host_at=hosts[1],
        host_term=hosts[2],
        hosted=post.columns(len(hosts[0]), 1, probe=A_LITTLE / 1000, block=between, sketch=few),
        guests=post.columns(len(hosts[0]), most, block=between),
        stay_own=stays[0],
        stay_host=stays[1],
        stay=post.columns(len(stays[0]), 1),
    )
    _tighten_own(post, teams, v)
    _define_lending(post, teams, v)
    _define_hosting(post, teams, v)
    _define_stays(post, v)
    return v


def _most_of(post: Post, group: IntArray, most: int) -> IntArray:
    """Return how many people of each group are placed at most; where W5 may give way, not its number."""
    if post.soften:
        return np.full(len(group), most, dtype=np.int64)
    return np.minimum(post.component.groups.count[group], most)


def _cross(count: int, terms: int) -> tuple[IntArray, IntArray]:
    """Return every (item, term) as two arrays, terms running fastest."""
    every = np.repeat(np.arange(count, dtype=np.int64), terms)
    return every, np.tile(np.arange(terms, dtype=np.int64), count)


def _own(part: Component, teams: TeamVariables, terms: int) -> tuple[IntArray, IntArray, IntArray]:
    """People of a site's own school, for each term."""
    place = np.full(len(part.schools), -1, dtype=np.int64)
    place[teams.site] = np.arange(len(teams.site))
    group = np.flatnonzero(place[part.groups.school] >= 0)
    which, term = _cross(len(group), terms)
    return group[which], place[part.groups.school[group]][which], term


def _lent(part: Component, teams: TeamVariables, terms: int) -> tuple[IntArray, IntArray]:
    """Groups of recipient schools in a county with a site, for each term.

    Lending goes through the county by kind of post: one column a (group, term) and one a (kind,
    site, term) instead of one a (group, site, term).
    """
    with_site = np.isin(part.home, part.home[teams.site])
    recipient = np.isin(np.arange(len(part.schools)), part.recipients)
    unnamed = np.array([not person for person in part.groups.person], dtype=bool)
    group = np.flatnonzero((with_site & recipient)[part.groups.school] & unnamed)
    which, term = _cross(len(group), terms)
    return group[which], term


def kind_of(part: Component) -> IntArray:
    """Return the kind of post of each group: its stage bit times CLASSES, plus its class."""
    groups = part.groups
    return groups.stage * CLASSES + class_of(groups.role, groups.subject)


def _borrowed(
    part: Component, teams: TeamVariables, lent: tuple[IntArray, IntArray], terms: int
) -> tuple[IntArray, IntArray, IntArray]:
    """Kinds of post that a site's county can lend and whose stage the site teaches, for each term."""
    kind = kind_of(part)[lent[0]]
    county = part.home[part.groups.school[lent[0]]]
    offered = np.unique(county * KINDS + kind)
    near = part.home[teams.site][:, None] == (offered // KINDS)[None, :]
    taught = part.stages[teams.site][:, None] & (offered % KINDS // CLASSES)[None, :]
    site, choice = np.nonzero(near & (taught != 0))
    which, term = _cross(len(site), terms)
    return (offered % KINDS)[choice][which], site.astype(np.int64)[which], term


def _hosts(post: Post, teams: TeamVariables, terms: int) -> tuple[IntArray, IntArray, IntArray]:
    """Possible hosts of each site, for each term."""
    part = post.component
    site, host = post.candidates("host", teams.site, part.supporters)
    place = np.full(len(part.schools), -1, dtype=np.int64)
    place[teams.site] = np.arange(len(teams.site))
    which, term = _cross(len(host), terms)
    return host[which], place[site][which], term


def _tighten_own(post: Post, teams: TeamVariables, v: PlacementVariables) -> None:
    """For every site k and term t: Σ_g own[g, t] ≤ release_left[k, t] open[k].

    Follows from W1-max, T2 and W8, but without it the relaxation opens a part of a site and places
    all of its people (on a component of two counties its gap falls from 2.7 % to 0.4 %).
    """
    part = post.component
    cells = len(teams.site) * len(v.terms)
    every = np.arange(cells, dtype=np.int64)
    left = [
        min(part.scenario.release_left(part.schools[k], half) for half in HALF_TERMS[term])
        for k in teams.site
        for term in v.terms
    ]
    opened = teams.open[every // len(v.terms)]
    people: Part = (v.cell(v.own_at, v.own_term), v.own, 1)
    room: Part = (every, opened, -np.array(left, dtype=np.int64))
    post.tighten("W8", [people, room], high=0, count=cells)
    each = np.arange(len(v.own), dtype=np.int64)
    most = np.minimum(part.groups.count[v.own_group], part.scenario.number("team_size_max"))
    post.tighten(
        "W5", [(each, v.own, 1), (each, teams.open[v.own_at], -most)], high=0, count=len(each)
    )


def _define_lending(post: Post, teams: TeamVariables, v: PlacementVariables) -> None:
    """For every county, kind and term: Σ lent = pool = Σ borrowed.

    For every site that lends and borrows a kind: lent by its own school + borrowed by it ≤ pool, which
    is just what makes it possible to deal the people out so that no school lends to itself.
    """
    part, groups, terms = post.component, post.component.groups, len(v.terms)
    all_sites = part.scenario.number("team_size_max") * len(teams.site)
    lent_kind = kind_of(part)[v.lent_group]
    lent_school = groups.school[v.lent_group]
    borrowed_kind = v.borrowed_stage * CLASSES + v.borrowed_class
    borrowed_school = teams.site[v.borrowed_at]
    given = (part.home[lent_school] * KINDS + lent_kind) * terms + v.lent_term
    taken = (part.home[borrowed_school] * KINDS + borrowed_kind) * terms + v.borrowed_term
    pools = np.unique(np.concatenate([given, taken]))
    most = np.zeros(len(pools), dtype=np.int64)
    np.add.at(most, np.searchsorted(pools, given), _most_of(post, v.lent_group, all_sites))
    pool = post.columns(len(pools), most, integer=False)
    every = np.arange(len(pools), dtype=np.int64)
    for key, column in ((given, v.lent), (taken, v.borrowed)):
        parts: list[Part] = [(np.searchsorted(pools, key), column, 1), (every, pool, -1)]
        post.define(parts, low=0, high=0, count=len(pools))
    mine = (borrowed_school * KINDS + borrowed_kind) * terms + v.borrowed_term
    theirs = (lent_school * KINDS + lent_kind) * terms + v.lent_term
    both = np.intersect1d(mine, theirs)
    takes, lends = np.isin(mine, both), np.isin(theirs, both)
    row = np.searchsorted(both, mine[takes])
    own: list[Part] = [
        (np.searchsorted(both, theirs[lends]), v.lent[lends], 1),
        (row, v.borrowed[takes], 1),
        (row, pool[np.searchsorted(pools, taken[takes])], -1),
    ]
    post.define(own, high=0, count=len(both))


def _define_hosting(post: Post, teams: TeamVariables, v: PlacementVariables) -> None:
    """For every site and term: Σ_h guests[k, h, t] = people placed; for every host of them:
    hosted[k, h, t] ≤ guests[k, h, t] ≤ size_max hosted[k, h, t].
    """
    cells = len(teams.site) * len(v.terms)
    cell = v.cell(v.host_at, v.host_term)
    placed = [(row, column, -1) for row, column, _ in v.placed]
    post.define([(cell, v.guests, 1), *placed], low=0, high=0, count=cells)
    every = np.arange(len(v.hosted), dtype=np.int64)
    most = post.component.scenario.number("team_size_max")
    post.define([(every, v.guests, 1), (every, v.hosted, -most)], high=0, count=len(every))
    post.define([(every, v.hosted, 1), (every, v.guests, -1)], high=0, count=len(every))


def _stays(
    part: Component,
    teams: TeamVariables,
    own: tuple[IntArray, IntArray, IntArray],
    hosts: tuple[IntArray, IntArray, IntArray],
) -> tuple[IntArray, IntArray]:
    """Hosts that teach the stage of each person whom a lock names, for each own entry."""
    named = [i for i, g in enumerate(own[0]) if part.groups.person[g]]
    found: list[tuple[int, int]] = []
    for i in named:
        near = np.unique(hosts[0][(hosts[1] == own[1][i]) & (hosts[2] == own[2][i])])
        taught = (part.stages[near] & part.groups.stage[own[0][i]]) != 0
        found.extend((i, int(host)) for host in near[taught])
    pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _define_stays(post: Post, v: PlacementVariables) -> None:
    """For every named person i: Σ_h stay[i, h] = own[i]; for every site, term and host:
    Σ_i stay[i, h] ≤ guests[k, h, t].
    """
    named = np.array(
        [i for i, g in enumerate(v.own_group) if post.component.groups.person[g]], dtype=np.int64
    )
    every = np.arange(len(named), dtype=np.int64)
    mine: list[Part] = [
        (np.searchsorted(named, v.stay_own), v.stay, 1),
        (every, v.own[named], -1),
    ]
    post.define(mine, low=0, high=0, count=len(named))
    size = len(post.component.schools)
    there = v.cell(v.own_at[v.stay_own], v.own_term[v.stay_own]) * size + v.stay_host
    rows = np.unique(there)
    place = v.cell(v.host_at, v.host_term) * size + v.host
    known = np.isin(place, rows)
    room: list[Part] = [
        (np.searchsorted(rows, there), v.stay, 1),
        (np.searchsorted(rows, place[known]), v.guests[known], -1),
    ]
    post.define(room, high=0, count=len(rows))
