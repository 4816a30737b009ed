"""The team variables: is a site open, who is sent and who comes, posts met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import (
    NO_SUBJECT,
    ROLES,
    SUBJECTS,
    TEACHER,
    Component,
)
from pairmatch.post import Part, Post, Variables
from pairmatch.programmes.teams.index import needs_of
from pairmatch.schema import Lock, Need

A_LITTLE = 1e-4
"""How far the relaxation opens every site, so that closed ones are priced as if they were used."""


@dataclass(frozen=True)
class TeamVariables:
    """Sites (K), groups that may be sent (G), comings (C), seatings (N) and needs (M) as parallel arrays.

    ``site``: school position; ``open``: 1 when the site has a team.
    ``group``: position in the component's groups; ``send``: how many of its people are sent in all;
    ``pool``: groups of one pool are alike at every site, and who of them goes where is left open.
    ``come_pool``, ``at``: a pool and the index of a site; ``come``: how many of the pool come there;
    ``like``: a group of the pool.
    ``seat_group``, ``seat_at``: a group and the index of a site; ``seated``: 1 when somebody of just
    this group is sure to come there, for those who care from which school.
    ``need_at``: index of the site; ``met``: posts of ``needs`` met.
    """

    site: IntArray
    open: IntArray
    group: IntArray
    pool: IntArray
    send: IntArray
    come_pool: IntArray
    like: IntArray
    at: IntArray
    come: IntArray
    seat_group: IntArray
    seat_at: IntArray
    seated: IntArray
    needs: tuple[Need, ...]
    need_at: IntArray
    met: IntArray


def variables(post: Post, earlier: Variables) -> TeamVariables:
    """Add the columns of the sites that T4 allows and of the people whom T7 and T9 allow there."""
    part = post.component
    groups = part.groups
    site, _ = post.candidates("site", part.recipients, np.zeros(1, dtype=np.int64))
    senders = np.flatnonzero(np.isin(groups.school, part.supporters))
    if not len(senders) and all(lock.what == "pair" for lock in _decisions(part)):
        # Nobody can come: no site is ever open, and what is decided about pairs stands alone.
        site = site[:0]
    allowed, where = post.candidates("send", senders, site)
    place = np.full(len(part.schools), -1, dtype=np.int64)
    place[site] = np.arange(len(site))
    seat_at = place[where]
    group, pool = _pools(part, allowed, seat_at, len(site))
    have = np.bincount(pool, groups.count[group]).astype(np.int64)
    size = part.scenario.number("team_size_max")
    cells = np.unique(pool[np.searchsorted(group, allowed)] * len(site) + seat_at)
    come_pool, at = cells // max(1, len(site)), cells % max(1, len(site))
    like = group[np.unique(pool, return_index=True)[1]][come_pool]
    needs = tuple(need for k in site for need in needs_of(part.scenario).get(part.schools[k], ()))
    need_at = np.array([place[part.position[need.school_code]] for need in needs], dtype=np.int64)
    v = TeamVariables(
        site=site,
        open=post.columns(len(site), 1, probe=A_LITTLE),
        group=group,
        pool=pool,
        send=post.columns(len(group), size * len(site)),
        come_pool=come_pool,
        like=like,
        at=at,
        come=post.columns(len(cells), size),
        seat_group=allowed,
        seat_at=seat_at,
        seated=post.columns(len(allowed), 1, block=post.block(where, groups.school[allowed])),
        needs=needs,
        need_at=need_at,
        met=post.columns(len(needs), np.array([need.posts for need in needs]), integer=False),
    )
    _define_pools(post, v, have)
    _define_met(post, v)
    return v


def _pools(
    part: Component, allowed: IntArray, at: IntArray, sites: int
) -> tuple[IntArray, IntArray]:
    """Return the groups that may be sent, and the number of each one's pool.

    Groups are alike with the same role, subject and stage, if they may go to the same sites. A group
    of a school that a decision about a seat names is alone.
    """
    groups = part.groups
    group, inverse = np.unique(allowed, return_inverse=True)
    reach = np.zeros((len(group), sites), dtype=bool)
    reach[inverse, at] = True
    same = np.unique(reach, axis=0, return_inverse=True)[1].ravel() if sites else inverse
    # Nobody asks for the subject of a leader or a middle cadre.
    subject = np.where(groups.role == TEACHER, groups.subject, NO_SUBJECT)[group]
    alone = np.where(_decided(part)[group], group, -1)
    alike = np.stack([groups.role[group], subject, groups.stage[group], same, alone], axis=1)
    return group, np.unique(alike, axis=0, return_inverse=True)[1].ravel()


def _decisions(part: Component) -> list[Lock]:
    """Return the decisions about the component's own recipient schools, whatever others decide."""
    return [lock for lock in part.scenario.locks if lock.recipient_school in part.position]


def _decided(part: Component) -> BoolArray:
    """Return which groups are of a school that a decision about a seat names."""
    named = {lock.supporting_school for lock in part.scenario.locks if lock.what == "seat"}
    schools = np.array([code in named for code in part.schools], dtype=bool)
    return np.asarray(schools[part.groups.school], dtype=np.bool_)


def _define_pools(post: Post, v: TeamVariables, have: IntArray) -> None:
    """For every pool p: Σ_(g in p) send[g] = Σ_k come[p, k].

    For every group g: Σ_k seated[g, k] ≤ send[g]; for every pool p and site k:
    Σ_(g in p) seated[g, k] ≤ come[p, k]. The others of a pool can then be dealt out in any way.
    """
    pools = int(v.pool.max(initial=-1)) + 1
    post.define([(v.pool, v.send, 1), (v.come_pool, v.come, -1)], low=0, high=0, count=pools)
    mine = np.searchsorted(v.group, v.seat_group)
    each = np.arange(len(v.group), dtype=np.int64)
    post.define([(mine, v.seated, 1), (each, v.send, -1)], high=0, count=len(each))
    few = np.flatnonzero(have[v.come_pool] < post.component.scenario.number("team_size_max"))
    each = np.arange(len(few), dtype=np.int64)
    opened: Part = (each, v.open[v.at[few]], -have[v.come_pool[few]])
    post.tighten("T5", [(each, v.come[few], 1), opened], high=0, count=len(few))
    sites = len(v.site)
    row = np.searchsorted(v.come_pool * sites + v.at, v.pool[mine] * sites + v.seat_at)
    every = np.arange(len(v.come), dtype=np.int64)
    post.define([(row, v.seated, 1), (every, v.come, -1)], high=0, count=len(every))


def _define_met(post: Post, v: TeamVariables) -> None:
    """For every need n of site k: met[n] ≤ Σ_p come[p, k] over the pools of its role and subject.

    And met[n] ≤ posts[n] open[k], which follows from T2 but closes most of the relaxation's gap (on
    a component of 60 sites from 3.9 % to 0.5 %).
    """
    groups, kinds = post.component.groups, len(SUBJECTS) + 1
    size = len(ROLES) * kinds
    row_of = np.full(len(v.site) * size, -1, dtype=np.int64)
    for row, need in enumerate(v.needs):
        kind = SUBJECTS.index(need.subject) if need.subject else len(SUBJECTS)
        row_of[v.need_at[row] * size + ROLES.index(need.role) * kinds + kind] = row
    # A leader or middle cadre answers the post whatever subject stands beside the name.
    subject = np.where(groups.role == TEACHER, groups.subject, len(SUBJECTS))
    row = row_of[v.at * size + (groups.role * kinds + subject)[v.like]]
    kept = row >= 0
    every = np.arange(len(v.needs), dtype=np.int64)
    posts = np.array([need.posts for need in v.needs], dtype=np.int64)
    opened: Part = (every, v.open[v.need_at], -posts)
    post.tighten("T2", [(every, v.met, 1), opened], high=0, count=len(v.needs))
    post.define([(every, v.met, 1), (row[kept], v.come[kept], -1)], high=0, count=len(v.needs))
