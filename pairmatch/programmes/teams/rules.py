"""The rules of the teams themselves: T1-T4 and T8, how many, how large, who, where, which subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from pairmatch.approvals import approval_of
from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import LEADER, MIDDLE, SUBJECTS, TEACHER, Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Ids, Part, Post, Variables
from pairmatch.programmes.amounts import PEOPLE, TEAMS
from pairmatch.programmes.excepted import excepted
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.index import (
    counties_without_township,
    may_host,
    site_of,
    team_quota,
    teams,
    teams_in,
)
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.schema import TeacherCount
from pairmatch.settings import OWN
from pairmatch.vocabulary import TOWNSHIP_KINDS

# -- T1: how many -------------------------------------------------------------------------------


def _build_number(code: str, which: int) -> Callable[[Post, Variables], None]:
    def build(post: Post, variables: Variables) -> None:
        v, part = variables.of(TeamVariables), post.component
        inside = {u.unit_code for u in part.scenario.recipient_counties}
        counties = [u for u in part.units if u in inside]
        row_of = np.full(len(part.units), -1, dtype=np.int64)
        row_of[[part.units.index(u) for u in counties]] = np.arange(len(counties))
        limit = np.array([team_quota(part.scenario, u)[which] for u in counties], dtype=np.int64)
        row = row_of[part.home[v.site]]
        parts: list[Part] = [(row[row >= 0], v.open[row >= 0], 1)]
        if which == 0:
            post.rows(code, [(u,) for u in counties], parts, low=limit)
        else:
            post.rows(code, [(u,) for u in counties], parts, high=limit)

    sign = "≥ min[c]" if which == 0 else "≤ max[c]"
    build.__doc__ = f"For every recipient county c: Σ_(k in c) open[k] {sign}."
    return build


def _check_number(code: str, which: int) -> Callable[[Scenario, Plan], Iterator[Violation]]:
    def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
        """Every recipient county has its number of teams, those without any team included."""
        count = teams_in(scenario, plan)
        for county in scenario.recipient_counties:
            found = count[county.unit_code]
            limit = team_quota(scenario, county.unit_code)[which]
            missed = limit - found if which == 0 else found - limit
            if missed > 0:
                sign = "≥" if which == 0 else "≤"
                reason = _supply(scenario, county.unit_code) if which == 0 else None
                yield Violation(code, (county.unit_code,), found, f"{sign} {limit}", missed, reason)

    return check


def _supply(scenario: Scenario, county: str) -> Text:
    """Say what a county has to make teams of: schools that may host one, people who can come."""
    sites = [
        x.school_code for x in scenario.schools_of[county] if may_host(scenario, x.school_code)
    ]
    taught = {stage for site in sites for stage in scenario.stages(site)}
    people = sum(
        count
        for key, count in scenario.group_counts.items()
        if key.stage in taught
        and (scenario.homes[key.school_code], county) in scenario.reaching_units
    )
    return Text(
        f"可驻点学校 {len(sites)} 所，结对单位中学段相符的可派人员 {people} 人",
        f"{len(sites)} schools may host, {people} people of their stages in linked units",
    )


# -- T2, T3: who is in a team -------------------------------------------------------------------


def most_people(scenario: Scenario, site: str) -> int:
    """Return how many people a team at a school may have: the policy's number or its beds."""
    beds = scenario.schools[site].beds
    most = scenario.number("team_size_max")
    return most if beds is None else min(most, beds)


def build_size(post: Post, variables: Variables) -> None:
    """For every site k: size_min open[k] ≤ Σ_p come[p, k] ≤ min(size_max, beds[k]) open[k].

    Of them at most one leader: Σ_(p leaders) come[p, k] ≤ open[k].
    """
    v, part = variables.of(TeamVariables), post.component
    every = np.arange(len(v.site), dtype=np.int64)
    ids = _ids(part, v.site)
    most = np.array([most_people(part.scenario, part.schools[k]) for k in v.site], dtype=np.int64)
    people: Part = (v.at, v.come, 1)
    least = part.scenario.number("team_size_min")
    post.rows("T2", ids, [people, (every, v.open, -least)], low=0)
    post.rows("T2", ids, [people, (every, v.open, -most)], high=0)
    leader = part.groups.role[v.like] == LEADER
    post.rows("T2", ids, [(v.at[leader], v.come[leader], 1), (every, v.open, -1)], high=0)


def check_size(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every team has 3-5 people (fewer where beds are fewer), at most one of them a leader.

    A school with fewer beds than a team has people can have no team.
    """
    least = scenario.number("team_size_min")
    for team, seats in teams(plan).items():
        most, found = most_people(scenario, site_of(seats)), len(seats)
        ids = (team, site_of(seats))
        if not least <= found <= most:
            missed = max(least - found, found - most)
            yield Violation("T2", ids, found, f"{least}–{most}" if least <= most else "0", missed)
        leaders = sum(seat.role == "leader" for seat in seats)
        if leaders > 1:
            yield Violation("T2", ids, leaders, "≤ 1", leaders - 1)


def build_mix(post: Post, variables: Variables) -> None:
    """For every site k and role ρ: Σ_(p of ρ) come[p, k] ≥ open[k]."""
    v, part = variables.of(TeamVariables), post.component
    every = np.arange(len(v.site), dtype=np.int64)
    for role, name in ((LEADER, "leader"), (MIDDLE, "middle"), (TEACHER, "teacher")):
        mine = part.groups.role[v.like] == role
        ids = [(part.schools[k], name) for k in v.site]
        post.rows("T3", ids, [(v.at[mine], v.come[mine], 1), (every, v.open, -1)], low=0)


def check_mix(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every team has a leader, a middle cadre and a teacher."""
    for seats in teams(plan).values():
        roles = {seat.role for seat in seats}
        for role in ("leader", "middle", "teacher"):
            if role not in roles:
                yield Violation("T3", (site_of(seats), role), 0, "≥ 1", 1)


# -- T4: where ----------------------------------------------------------------------------------


def allow_site(part: Component, k: IntArray, _: IntArray) -> BoolArray:
    """open[k] exists only if k may host and is a township school, or its county has none, or approved."""
    allowed = np.zeros(len(part.schools), dtype=bool)
    fallback = counties_without_township(part.scenario)
    counties = {unit.unit_code for unit in part.scenario.recipient_counties}
    for i in part.recipients:
        school, home = part.scenario.schools[part.schools[i]], part.units[part.home[i]]
        township = school.kind in TOWNSHIP_KINDS or home in fallback
        allowed[i] = home in counties and school.site != 0 and township
    return allowed[k] | excepted(part, "T4", recipient_school=k)


def check_site(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every team is at a recipient school of a county that may host one."""
    for team, seats in teams(plan).items():
        if not may_host(scenario, site_of(seats)):
            yield Violation("T4", (team, site_of(seats)), 1, "0", 1)


def build_fallback(post: Post, variables: Variables) -> None:
    """For every site k of another kind, in a county without township schools: open[k] ≤ 0."""
    v, part = variables.of(TeamVariables), post.component
    other = [i for i, k in enumerate(v.site) if _fallback(part.scenario, part.schools[k])]
    every = np.arange(len(other), dtype=np.int64)
    ids = _ids(part, v.site[other])
    post.rows("T4-fallback", ids, [(every, v.open[other], 1)], high=0)


def _fallback(scenario: Scenario, code: str) -> bool:
    """Whether a site is of another kind for want of a township school, and not by an approval of T4."""
    other = scenario.schools[code].kind not in TOWNSHIP_KINDS
    return other and approval_of(scenario, "T4", (code,)) is None


def check_fallback(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """A team at a school of another kind is a named exception."""
    for seats in teams(plan).values():
        code = site_of(seats)
        if _fallback(scenario, code):
            reason = Text(
                "本县没有乡镇寄宿制学校或中心学校",
                "the county has no township boarding or central school",
            )
            yield Violation("T4-fallback", (code,), 1, "0", 1, reason)


# -- T8: shortage subjects ----------------------------------------------------------------------


@lru_cache(maxsize=8)
def shortage_subjects(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """Subjects of each recipient county with fewer teachers present than required."""
    gap: dict[tuple[str, str], int] = {}
    for row in scenario.rows(TeacherCount):
        key = (scenario.homes[row.school_code], row.subject)
        gap[key] = gap.get(key, 0) + row.required - row.present
    counties = [unit.unit_code for unit in scenario.recipient_counties]
    return {c: tuple(s for s in SUBJECTS if gap.get((c, s), 0) > 0) for c in counties}


def build_shortage(post: Post, variables: Variables) -> None:
    """For every county c and shortage subject σ: Σ_(k in c) taught[k, σ] ≥ 1.

    taught[k, σ] ≤ Σ_(p teaching σ) come[p, k] and taught[k, σ] ≤ open[k]: a part of a site with many
    teachers of one subject covers no more than that part of it.
    """
    v, part = variables.of(TeamVariables), post.component
    ids: list[Ids] = []
    size = len(SUBJECTS)
    row_of = np.full((len(part.units), size), -1, dtype=np.int64)
    for i, unit in enumerate(part.units):
        for subject in shortage_subjects(part.scenario).get(unit, ()):
            row_of[i, SUBJECTS.index(subject)] = len(ids)
            ids.append((unit, subject))
    groups = part.groups
    subject_of = groups.subject[v.like]
    row = row_of[part.home[v.site[v.at]], subject_of]
    kept = (groups.role[v.like] == TEACHER) & (row >= 0)
    cells, cell = np.unique((v.at * size + subject_of)[kept], return_inverse=True)
    taught = post.columns(len(cells), 1, integer=False)
    every, site = np.arange(len(cells), dtype=np.int64), cells // size
    sent: Part = (cell.astype(np.int64), v.come[kept], -1)
    post.define([(every, taught, 1), sent], high=0, count=len(cells))
    post.define([(every, taught, 1), (every, v.open[site], -1)], high=0, count=len(cells))
    county = row_of[part.home[v.site[site]], cells % size]
    post.rows("T8", ids, [(county, taught, 1)], low=1)


def check_shortage(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every shortage subject of a county is taught by somebody in one of its teams."""
    sent = {
        (scenario.homes[seat.recipient_school], seat.subject)
        for seat in plan.rows(Seat)
        if seat.role == "teacher"
    }
    for county, subjects in shortage_subjects(scenario).items():
        for subject in subjects:
            if (county, subject) not in sent:
                yield Violation("T8", (county, subject), 0, "≥ 1", 1)


def _ids(part: Component, schools: IntArray) -> list[Ids]:
    return [(part.schools[k],) for k in schools]


def _number_rule(code: str, which: int, says: Text, weight: int, why: Text) -> Rule:
    return Rule(
        code,
        "GD-2-1§13",
        says,
        "relaxable",
        TEAMS,
        _check_number(code, which),
        build=_build_number(code, which),
        weight=weight,
        why=why,
    )


RULES: tuple[Rule, ...] = (
    _number_rule(
        "T1",
        0,
        Text(
            "每个受援县每年支教团队不少于 3 个（或名额下限）",
            "at least 3 teams (or the quota) per recipient county and year",
        ),
        100,
        Text("少一个团队重于其他一切缺口", "a missing team outweighs every other shortfall"),
    ),
    _number_rule(
        "T1-max",
        1,
        Text("每个受援县支教团队不超过名额上限", "a county has no more teams than its quota"),
        500,
        Text("不以超名额弥补其他缺口", "going over the quota never makes up for anything else"),
    ),
    Rule(
        "T2",
        "GD-2-1§13",
        Text(
            "每个支教团队 3–5 人，其中学校领导至多 1 人",
            "a team has 3-5 people, at most one of them a leader",
        ),
        "hard",
        PEOPLE,
        check_size,
        build=build_size,
        firm=True,
    ),
    Rule(
        "T3",
        "GD-2-1§13",
        Text(
            "团队中有学校领导、中层干部和专任教师",
            "a team has a leader, a middle cadre and teachers",
        ),
        "preference",
        Text("个岗位", "roles"),
        check_mix,
        build=build_mix,
        weight=80,
        why=Text("低于一个一级需求岗位", "less than one post of the lowest priority"),
    ),
    Rule(
        "T4",
        "GD-2-1§13",
        Text(
            "支教团队驻乡镇寄宿制学校或中心学校；没有此类学校的县可驻其他学校",
            "a team's site is a township boarding or central school; any school in a county "
            "without one",
        ),
        "hard",
        TEAMS,
        check_site,
        allow=allow_site,
        family="site",
        stays=True,
    ),
    Rule(
        "T4-fallback",
        "GD-2-1§13",
        Text(
            "支教团队驻其他类别学校的，列为例外",
            "a team at a school of another kind is a named exception",
        ),
        "principle",
        TEAMS,
        check_fallback,
        build=build_fallback,
        weight=1,
        why=Text("别无选择，只求列明", "no other choice; only to be named"),
    ),
    Rule(
        "T8",
        OWN,
        Text(
            "每县的短缺学科都有支教教师", "each shortage subject of a county is covered by a team"
        ),
        "preference",
        Text("个学科", "subjects"),
        check_shortage,
        build=build_shortage,
        weight=200,
        why=Text("相当于两个一级需求岗位", "worth two posts of the lowest priority"),
    ),
)
