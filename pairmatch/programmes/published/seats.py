"""Further people of one group who stay at a site, where the teams' own columns tell of one alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.post import Part, Post
from pairmatch.programmes.teams.variables import TeamVariables


@dataclass(frozen=True)
class More:
    """How many stay beside the first: ``group`` of the component, ``at`` the index of a site."""

    group: IntArray
    at: IntArray
    column: IntArray

    def staying(self, values: FloatArray) -> Counter[tuple[int, int]]:
        """Return the people who stay beside the first, by group and index of a site."""
        counts = np.rint(values[self.column]).astype(np.int64)
        cells = zip(self.group.tolist(), self.at.tolist(), counts.tolist(), strict=True)
        return Counter({(group, at): count for group, at, count in cells if count})


def define_more(post: Post, v: TeamVariables, further: Sequence[tuple[int, int, int]]) -> More:
    """Add a column for each (group, site, further people published).

    For every such group g: Σ_k seated[g, k] + Σ_k more[g, k] ≤ send[g]; for its pool p and such a site k:
    Σ_(g in p) (seated[g, k] + more[g, k]) ≤ come[p, k]. Then a pool can still be dealt out in any way.
    """
    group, at, count = (
        (np.array(x, dtype=np.int64) for x in zip(*further, strict=True))
        if (further)
        else (np.zeros(0, dtype=np.int64),) * 3
    )
    site = v.site[at]
    between = post.block(site, post.component.groups.school[group])
    more = More(group, at, post.columns(len(group), count, block=between, sketch=True))
    if further:
        _within_sent(post, v, more)
        _within_coming(post, v, more)
    return more


def _within_sent(post: Post, v: TeamVariables, more: More) -> None:
    groups = np.unique(more.group)
    mine = np.isin(v.seat_group, groups)
    sent = v.send[np.searchsorted(v.group, groups)]
    parts: list[Part] = [
        (np.searchsorted(groups, v.seat_group[mine]), v.seated[mine], 1),
        (np.searchsorted(groups, more.group), more.column, 1),
        (np.arange(len(groups)), sent, -1),
    ]
    post.define(parts, high=0, count=len(groups))


def _within_coming(post: Post, v: TeamVariables, more: More) -> None:
    sites = len(v.site)
    pool = v.pool[np.searchsorted(v.group, more.group)]
    cells = np.unique(pool * sites + more.at)
    seats = v.pool[np.searchsorted(v.group, v.seat_group)] * sites + v.seat_at
    come = v.come_pool * sites + v.at
    mine, there = np.isin(seats, cells), np.isin(come, cells)
    parts: list[Part] = [
        (np.searchsorted(cells, seats[mine]), v.seated[mine], 1),
        (np.searchsorted(cells, pool * sites + more.at), more.column, 1),
        (np.searchsorted(cells, come[there]), v.come[there], -1),
    ]
    post.define(parts, high=0, count=len(cells))
