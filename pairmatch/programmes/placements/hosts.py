"""The rules of hosts: W3 and W6, one host for a team's people, inside the link, of the right stage."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Part, Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.excepted import excepted
from pairmatch.programmes.placements.index import (
    by_team,
    sites,
)
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import (
    PlacementVariables,
)
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN
from pairmatch.vocabulary import PERSON_STAGES


def build_one_host(post: Post, variables: Variables) -> None:
    """For every site k and term t: Σ_h hosted[k, h, t] ≤ open[k]."""
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    every = np.arange(len(t.site), dtype=np.int64)
    hosts: Part = (v.cell(v.host_at, v.host_term), v.hosted, 1)
    opened = v.in_every_term(every, t.open, -1)
    post.rows("W3", v.ids(post.component, t), [hosts, *opened], high=0)


def check_one_host(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """The people placed against one team in a term are at one host school."""
    for (team, term), rows in by_team(plan).items():
        hosts = {row.supporting_school for row in rows}
        if len(hosts) > 1:
            reason = Text(
                "一所学校接收不下或他校更合需要",
                "one school cannot take them all, or another serves better",
            )
            site = sites(plan).get(team, "")
            yield Violation("W3", (site, term), len(hosts), "1", len(hosts) - 1, reason)


def allow_host(part: Component, k: IntArray, h: IntArray) -> BoolArray:
    """hosted[k, h, t] exists only if reach[home(h), home(k)] or approved, and stages(h) & stages(k).

    Where they share no stage nobody could be placed, whatever is approved (W6-stage).
    """
    shared = (part.stages[k] & part.stages[h]) != 0
    reached: BoolArray = part.reach[part.home[h], part.home[k]]
    reached = reached | excepted(part, "W6", recipient_school=k, supporting_school=h)
    return np.asarray(reached & shared, dtype=np.bool_)


def check_host(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each host lies inside the link and teaches a stage of the site's school."""
    for row in plan.rows(Placement):
        site = sites(plan).get(row.team_id)
        if site is None:
            continue
        host = row.supporting_school
        inside = scenario.reaches(host, site)
        if not inside or not scenario.stages(host) & scenario.stages(site):
            yield Violation("W6", (row.team_id, str(row.seat), row.term, host), 1, "0", 1)


def build_host_stage(post: Post, variables: Variables) -> None:
    """For every site k, term t and set Q of some of its stages:
    Σ unnamed people placed of a stage in Q + Σ stay at hosts that teach a stage in Q
    ≤ Σ guests[k, h, t] of hosts that teach a stage in Q.

    Just what makes it possible to lodge everybody where their stage is taught (Hall's condition);
    people whom a lock names have their places already.
    """
    part, t, v = post.component, variables.of(TeamVariables), variables.of(PlacementVariables)
    named = np.array([bool(part.groups.person[g]) for g in v.own_group], dtype=bool)
    own_stage = np.where(named, 0, part.groups.stage[v.own_group])
    for some in range(1, 1 << len(PERSON_STAGES)):
        stages = part.stages[t.site]
        asked = np.flatnonzero(((stages & some) == some) & (stages != some))
        row_of = np.full(len(t.site), -1, dtype=np.int64)
        row_of[asked] = np.arange(len(asked))
        ids = [(part.schools[k], term) for k in t.site[asked] for term in v.terms]
        parts: list[Part] = []
        for at, term, column, stage, value in (
            (v.own_at, v.own_term, v.own, own_stage, 1),
            (
                v.own_at[v.stay_own],
                v.own_term[v.stay_own],
                v.stay,
                part.stages[v.stay_host],
                1,
            ),
            (v.borrowed_at, v.borrowed_term, v.borrowed, v.borrowed_stage, 1),
            (v.host_at, v.host_term, v.guests, part.stages[v.host], -1),
        ):
            mine = (row_of[at] >= 0) & ((stage & some) != 0)
            parts.append((v.cell(row_of[at[mine]], term[mine]), column[mine], value))
        post.rows("W6-stage", ids, parts, high=0)
    _tighten_stages(post, t, v, own_stage)


def _tighten_stages(
    post: Post, t: TeamVariables, v: PlacementVariables, own_stage: IntArray
) -> None:
    """For every site k of several stages, term t and stage q of them: near[q] ≤ Σ hosted[k, h, t] of
    the hosts h that teach q; for all unnamed own entries i of q: own[i] ≤ most[i] near[q].

    Else the relaxation takes a part of a host for each stage where whole ones would have to be two (on
    components of the third year of a round its gap falls from 1-3 % to 0-1 %).
    """
    part, count = post.component, len(PERSON_STAGES)
    stages = (part.stages[t.site][:, None] & (1 << np.arange(count))) != 0
    stages[stages.sum(axis=1) < 2] = False
    wanted = np.repeat(stages, len(v.terms), axis=0).ravel()
    row_of = np.where(wanted, np.cumsum(wanted) - 1, -1)
    near = post.columns(int(wanted.sum()), 1, integer=False)
    every = np.arange(len(near), dtype=np.int64)
    host, stage = np.nonzero((part.stages[v.host][:, None] & (1 << np.arange(count))) != 0)
    there = row_of[v.cell(v.host_at, v.host_term)[host] * count + stage]
    hosts: Part = (there[there >= 0], v.hosted[host[there >= 0]], -1)
    post.define([(every, near, 1), hosts], high=0, count=len(near))
    mine = v.cell(v.own_at, v.own_term) * count + np.bitwise_count(np.maximum(own_stage, 1) - 1)
    some = np.flatnonzero((own_stage != 0) & wanted[mine])
    size = part.scenario.number("team_size_max")
    most = np.minimum(part.groups.count[v.own_group[some]], size)
    each = np.arange(len(some), dtype=np.int64)
    opened: Part = (each, near[row_of[mine[some]]], -most)
    post.tighten("W6-stage", [(each, v.own[some], 1), opened], high=0, count=len(some))


def check_host_stage(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each placed person's stage is taught at the host."""
    for row in plan.rows(Placement):
        if row.stage not in scenario.stages(row.supporting_school):
            ids = (row.team_id, str(row.seat), row.term, row.supporting_school)
            yield Violation("W6-stage", ids, 1, "0", 1)


RULES: tuple[Rule, ...] = (
    Rule(
        "W3",
        "GD-2-1§14",
        Text(
            "同一受援学校（支教团队驻点）的跟岗人员安排在同一学校",
            "the people placed for one school (the site of a team) go to one host",
        ),
        "principle",
        Text("所", "hosts"),
        check_one_host,
        build=build_one_host,
        weight=300,
        why=Text("相当于三个一级需求岗位", "worth three posts of the lowest priority"),
        term="O3",
    ),
    Rule(
        "W6",
        "GD-2§7",
        Text(
            "跟岗学校在结对关系之内（启用市级调用时含全市），且设有受援学校的学段",
            "the host lies inside the link (with city_pool, the city) and shares a stage with the site",
        ),
        "hard",
        PEOPLE,
        check_host,
        allow=allow_host,
        family="host",
        stays=True,
        apart=True,
    ),
    Rule(
        "W6-stage",
        OWN,
        Text(
            "跟岗人员的任教学段须为跟岗学校所设学段",
            "the host teaches the stage of each person placed there",
        ),
        "hard",
        PEOPLE,
        check_host_stage,
        build=build_host_stage,
        stays=True,
        firm=True,
    ),
)
