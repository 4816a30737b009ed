"""People placed who stay at their host: their columns, and the rows that leave room for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.post import Part, Post
from pairmatch.programmes.placements.extract import Staying
from pairmatch.programmes.placements.variables import (
    CLASSES,
    KINDS,
    PlacementVariables,
    kind_of,
)
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.vocabulary import PERSON_STAGES


@dataclass(frozen=True)
class Stays:
    """How many people of an entry stay at a host; of people lent, after those of the own school.

    ``entry`` is one of own, or of lent from ``own`` on; ``kind`` one of borrowed, -1 for own people;
    ``host`` is one of hosted.
    """

    own: int
    entry: IntArray
    kind: IntArray
    host: IntArray
    column: IntArray

    def staying(self, v: PlacementVariables, values: FloatArray) -> Staying:
        """Return who stays where, as the placements are read off."""
        found = Staying()
        counts = np.rint(values[self.column]).astype(np.int64)
        for i in np.flatnonzero(counts):
            host, lent = self.host[i], i >= self.own
            cell = (int(v.host_at[host]), int(v.host_term[host]))
            group = int((v.lent_group if lent else v.own_group)[self.entry[i]])
            found.lodged[cell] += [(group, int(v.host[host]))] * int(counts[i])
            if lent:
                found.lent += [(group, cell)] * int(counts[i])
        return found


def define_stays(
    post: Post,
    t: TeamVariables,
    v: PlacementVariables,
    own: Sequence[tuple[int, int, int]],
    lent: Sequence[tuple[int, int, int, int]],
) -> Stays:
    """Add a column for each (own entry, host, people) and each (lent entry, kind, host, people).

    They stay within the entries, kinds and guests; see also the rows below.
    """
    entry = np.array([x[0] for x in (*own, *lent)], dtype=np.int64)
    kind = np.array([-1] * len(own) + [x[1] for x in lent], dtype=np.int64)
    host = np.array([x[-2] for x in (*own, *lent)], dtype=np.int64)
    count = np.array([x[-1] for x in (*own, *lent)], dtype=np.int64)
    between = post.block(t.site[v.host_at[host]], v.host[host])
    column = post.columns(len(entry), count, block=between, sketch=True)
    stays = Stays(len(own), entry, kind, host, column)
    if len(entry):
        cut = len(own)
        _within(post, entry[:cut], column[:cut], v.own)
        _within(post, entry[cut:], column[cut:], v.lent)
        _within(post, kind[cut:], column[cut:], v.borrowed)
        _within_guests(post, v, stays)
        _others_lodged(post, t, v, stays)
        _others_lent(post, t, v, stays)
    return stays


def _within(post: Post, of: IntArray, column: IntArray, whole: IntArray) -> None:
    """Σ of the columns ≤ the whole that each is a part of."""
    some = np.unique(of)
    parts: list[Part] = [
        (np.searchsorted(some, of), column, 1),
        (np.arange(len(some)), whole[some], -1),
    ]
    post.define(parts, high=0, count=len(some))


def _within_guests(post: Post, v: PlacementVariables, stays: Stays) -> None:
    """For every site, term and host: Σ kept + Σ stay of people whom a lock names ≤ guests."""
    some = np.unique(stays.host)
    size = int(v.host.max(initial=0)) + 1
    cell = v.cell(v.host_at, v.host_term) * size + v.host
    order = np.argsort(cell[some], kind="stable")
    keys = cell[some][order]
    named = v.cell(v.own_at[v.stay_own], v.own_term[v.stay_own]) * size + v.stay_host
    mine = np.isin(named, keys)
    parts: list[Part] = [
        (np.searchsorted(keys, cell[stays.host]), stays.column, 1),
        (np.searchsorted(keys, named[mine]), v.stay[mine], 1),
        (np.arange(len(keys)), v.guests[some[order]], -1),
    ]
    post.define(parts, high=0, count=len(keys))


def _others_lodged(post: Post, t: TeamVariables, v: PlacementVariables, stays: Stays) -> None:
    """For every site k, term and set Q of some of its stages, as in W6-stage:
    Σ unnamed people placed of a stage in Q + Σ stay + Σ kept of other stages, both at hosts that teach
    a stage in Q, ≤ Σ guests of hosts that teach a stage in Q.

    Whoever stays holds a place that somebody else may need.
    """
    part = post.component
    groups = part.groups
    cut = stays.own
    group = np.concatenate([v.own_group[stays.entry[:cut]], v.lent_group[stays.entry[cut:]]])
    stage, there = groups.stage[group], part.stages[v.host[stays.host]]
    at, term = v.host_at[stays.host], v.host_term[stays.host]
    named = np.array([bool(groups.person[g]) for g in v.own_group], dtype=bool)
    families: list[tuple[IntArray, IntArray, IntArray, int]] = [
        (v.cell(v.own_at, v.own_term), v.own, np.where(named, 0, groups.stage[v.own_group]), 1),
        (
            v.cell(v.own_at[v.stay_own], v.own_term[v.stay_own]),
            v.stay,
            part.stages[v.stay_host],
            1,
        ),
        (v.cell(v.borrowed_at, v.borrowed_term), v.borrowed, v.borrowed_stage, 1),
        (v.cell(v.host_at, v.host_term), v.guests, part.stages[v.host], -1),
    ]
    for some in range(1, 1 << len(PERSON_STAGES)):
        taught = part.stages[t.site[at]]
        inside = ((taught & some) == some) & (taught != some)
        holds = inside & ((stage & some) == 0) & ((there & some) != 0)
        rows = np.unique(v.cell(at, term)[holds])
        parts: list[Part] = [
            (np.searchsorted(rows, v.cell(at, term)[holds]), stays.column[holds], 1)
        ]
        for cell, column, of, value in families:
            mine = np.isin(cell, rows) & ((of & some) != 0)
            parts.append((np.searchsorted(rows, cell[mine]), column[mine], value))
        post.define(parts, high=0, count=len(rows))


def _others_lent(post: Post, t: TeamVariables, v: PlacementVariables, stays: Stays) -> None:
    """For every site k that lends and borrows a kind of post in a term:
    Σ borrowed by k + Σ kept from others to others ≤ Σ lent by others of the county.

    Whoever stays leaves the others to be dealt out so that no school lends to itself.
    """
    part, terms = post.component, len(v.terms)
    entry, column = stays.entry[stays.own :], stays.column[stays.own :]
    giver = part.groups.school[v.lent_group]
    given = (part.home[giver] * KINDS + kind_of(part)[v.lent_group]) * terms + v.lent_term
    taker = t.site[v.borrowed_at]
    taken_kind = v.borrowed_stage * CLASSES + v.borrowed_class
    taken = (part.home[taker] * KINDS + taken_kind) * terms + v.borrowed_term
    to = taker[stays.kind[stays.own :]]
    parts: list[Part] = []
    count = 0
    for pool in np.unique(given[entry]):
        both = np.intersect1d(giver[given == pool], taker[taken == pool])
        for school in both:
            across = (given[entry] == pool) & (giver[entry] != school) & (to != school)
            if across.any():
                borrows = v.borrowed[(taken == pool) & (taker == school)]
                others = v.lent[(given == pool) & (giver != school)]
                for some, value in ((borrows, 1), (column[across], 1), (others, -1)):
                    parts.append((np.full(len(some), count, dtype=np.int64), some, value))
                count += 1
    post.define(parts, high=0, count=count)
