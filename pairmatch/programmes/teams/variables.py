"""The team variables: is a site open, how many of each group of alike people go there, posts met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pairmatch.component import LEADER, ROLES, SUBJECTS, TEACHER, Component, IntArray
from pairmatch.plan import Assignment, Plan
from pairmatch.post import FloatArray, Part, Post, Variables, foremost
from pairmatch.programmes.teams.index import needs_of
from pairmatch.programmes.teams.tables import Seat
from pairmatch.schema import Need

KINDS = len(ROLES) * (len(SUBJECTS) + 1)
SKETCHED = 3
"""Groups for each kind of post at each site that do for a first idea of the relaxation."""
A_LITTLE = 1e-4
"""How far the relaxation opens every site, so that closed ones are priced as if they were used."""


@dataclass(frozen=True)
class TeamVariables:
    """Sites (K), possible sendings (N) and needs (M) as parallel arrays.

    ``site``: school position; ``open``: 1 when the site has a team. ``group``: position in the
    component's groups; ``at``: index of the site; ``send``: number of people. ``need_at``: index of
    the site; ``met``: posts of ``needs`` met.
    """

    site: IntArray
    open: IntArray
    group: IntArray
    at: IntArray
    send: IntArray
    needs: tuple[Need, ...]
    need_at: IntArray
    met: IntArray


def variables(post: Post, earlier: Variables) -> TeamVariables:
    """Add the columns of the sites that T4 allows and of the sendings that T7 and T9 allow."""
    part = post.component
    groups = part.groups
    site, _ = post.candidates("site", part.recipients, np.zeros(1, dtype=np.int64))
    senders = np.flatnonzero(np.isin(groups.school, part.supporters))
    group, where = post.candidates("send", senders, site)
    place = np.full(len(part.schools), -1, dtype=np.int64)
    place[site] = np.arange(len(site))
    most = np.where(groups.role == LEADER, 1, part.scenario.number("team_size_max"))
    upper = np.minimum(groups.count, most)[group]
    kind = groups.role * (len(SUBJECTS) + 1) + groups.subject + 1
    few = foremost(place[where] * KINDS + kind[group], upper, SKETCHED)
    needs = tuple(need for k in site for need in needs_of(part.scenario).get(part.schools[k], ()))
    need_at = np.array([place[part.position[need.school_code]] for need in needs], dtype=np.int64)
    v = TeamVariables(
        site=site,
        open=post.columns(len(site), 1, probe=A_LITTLE),
        group=group,
        at=place[where],
        send=post.columns(len(group), upper, sketch=few),
        needs=needs,
        need_at=need_at,
        met=post.columns(len(needs), np.array([need.posts for need in needs]), integer=False),
    )
    _define_met(post, v)
    return v


def _define_met(post: Post, v: TeamVariables) -> None:
    """For every need n of site k: met[n] ≤ Σ_g send[g, k] over the groups of its role and subject.

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
    row = row_of[v.at * size + (groups.role * kinds + subject)[v.group]]
    kept = row >= 0
    every = np.arange(len(v.needs), dtype=np.int64)
    posts = np.array([need.posts for need in v.needs], dtype=np.int64)
    opened: Part = (every, v.open[v.need_at], -posts)
    post.tighten("T2", [(every, v.met, 1), opened], high=0, count=len(v.needs))
    post.define([(every, v.met, 1), (row[kept], v.send[kept], -1)], high=0, count=len(v.needs))


def extract(
    part: Component, variables: Variables, values: FloatArray, earlier: Plan
) -> Mapping[type[Assignment], list[Assignment]]:
    """Read the seats off the solver's values; teams are numbered by site code within a county."""
    v = variables.of(TeamVariables)
    sent = np.rint(values[v.send]).astype(np.int64)
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for i in np.flatnonzero(sent):
        members[int(v.site[v.at[i]])].append((int(v.group[i]), int(sent[i])))
    numbered: dict[str, int] = defaultdict(int)
    seats: list[Assignment] = []
    for site in sorted(members):
        unit = part.units[part.home[site]]
        numbered[unit] += 1
        team = f"{unit}-{part.scenario.settings.year}-{numbered[unit]:02d}"
        seats.extend(_seats(part, team, site, members[site]))
    return {Seat: seats}


def _seats(part: Component, team: str, site: int, members: list[tuple[int, int]]) -> list[Seat]:
    """Return the seats of one team: leader first, then middle cadres, then teachers by subject."""
    groups = part.groups
    order = sorted(members, key=lambda m: (groups.role[m[0]], groups.subject[m[0]], m[0]))
    people = [g for g, count in order for _ in range(count)]
    seats = []
    for number, g in enumerate(people, start=1):
        key = groups.keys[g]
        seats.append(
            Seat.model_validate(
                {
                    "team_id": team,
                    "seat": number,
                    "recipient_school": part.schools[site],
                    "supporting_school": key.school_code,
                    "role": key.role,
                    "subject": key.subject or None,
                    "second_subject": key.second_subject or None,
                    "stage": key.stage,
                    "person_id": groups.person[g] or None,
                }
            )
        )
    return seats
