"""The objective terms of teams: O1 needs met, O8 fairness between counties, P7 priority areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.rule import Term
from pairmatch.programmes.teams.index import (
    in_priority_area,
    may_host,
    met_posts,
    needs_of,
    site_of,
    team_quota,
    teams,
)
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN
from pairmatch.vocabulary import TOWNSHIP_KINDS


def build_needs(post: Post, variables: Variables) -> None:
    """Σ priority[n] met[n]."""
    v = variables.of(TeamVariables)
    post.points("O1", v.met, np.array([need.priority for need in v.needs], dtype=np.int64))


def measure_needs(scenario: Scenario, plan: Plan) -> int:
    """Return Σ priority × min(filled by main subject, posts) over sites with a team."""
    return sum(
        need.priority * met
        for seats in teams(plan).values()
        for need, met in met_posts(scenario, seats)
    )


def most_met(scenario: Scenario, county: str) -> int:
    """Return a bound on the posts that a county's teams can meet: the best sites, full teams."""
    size = scenario.number("team_size_max")
    asked = sorted(
        (
            min(size, sum(need.posts for need in needs_of(scenario).get(x.school_code, ())))
            for x in scenario.schools_of[county]
            if may_host(scenario, x.school_code)
        ),
        reverse=True,
    )
    return sum(asked[: team_quota(scenario, county)[1]])


@lru_cache(maxsize=8)
def band_widths(scenario: Scenario) -> Mapping[str, int]:
    """The posts in each fairness band of a county: the most it can get, in equal parts."""
    bands = scenario.number("fairness_bands")
    return {
        x.unit_code: -(-most_met(scenario, x.unit_code) // bands)
        for x in scenario.recipient_counties
    }


def build_fairness(post: Post, variables: Variables) -> None:
    """For every county c: Σ_j (bands - j) band[c, j], Σ_j band[c, j] ≤ Σ met in c, band ≤ width[c].

    Concave in the posts met, so a county that has little comes first, and still separable.
    """
    v, part = variables.of(TeamVariables), post.component
    counties = [u.unit_code for u in part.scenario.recipient_counties if u.unit_code in part.units]
    bands = part.scenario.number("fairness_bands")
    width = np.array([band_widths(part.scenario)[c] for c in counties], dtype=np.int64)
    every = np.repeat(np.arange(len(counties), dtype=np.int64), bands)
    band = post.columns(len(every), width[every], integer=False)
    row_of = np.full(len(part.units), -1, dtype=np.int64)
    row_of[[part.units.index(c) for c in counties]] = np.arange(len(counties))
    row = row_of[part.home[v.site[v.need_at]]]
    post.define(
        [(every, band, 1), (row[row >= 0], v.met[row >= 0], -1)], high=0, count=len(counties)
    )
    worth = np.tile(np.arange(bands, 0, -1, dtype=np.int64), len(counties))
    post.points("O8", band, worth)


def measure_fairness(scenario: Scenario, plan: Plan) -> int:
    """Return the band points of every county's met posts."""
    met: Counter[str] = Counter()
    for seats in teams(plan).values():
        county = scenario.homes[site_of(seats)]
        met[county] += sum(found for _, found in met_posts(scenario, seats))
    bands, total = scenario.number("fairness_bands"), 0
    for county, width in band_widths(scenario).items():
        for j in range(bands):
            total += (bands - j) * min(max(met[county] - j * width, 0), width)
    return total


def priority_points(scenario: Scenario, code: str) -> int:
    """Return 0-3: a priority area (known flags only), a township school, a county high school."""
    school = scenario.schools[code]
    area = in_priority_area(scenario, school.unit_code)
    return int(area) + int(school.kind in TOWNSHIP_KINDS) + int(school.kind == "county_high")


def _points(part: Component, schools: IntArray) -> IntArray:
    return np.array(
        [priority_points(part.scenario, part.schools[i]) for i in schools], dtype=np.int64
    )


def build_priority(post: Post, variables: Variables) -> None:
    """Σ priority[r] x[r, s] + Σ priority[k] open[k]."""
    pairs, v = variables.of(PairVariables), variables.of(TeamVariables)
    points = _points(post.component, np.arange(len(post.component.schools)))
    post.points("P7", pairs.column, points[pairs.recipient])
    post.points("P7", v.open, points[v.site])


def measure_priority(scenario: Scenario, plan: Plan) -> int:
    """Return the priority points of the paired recipient schools and of the teams' sites."""
    pairs = sum(priority_points(scenario, p.recipient_school) for p in plan.rows(SchoolPair))
    sites = sum(priority_points(scenario, site_of(seats)) for seats in teams(plan).values())
    return pairs + sites


def build_people(post: Post, variables: Variables) -> None:
    """Σ send[g], to be kept small."""
    post.points("O9", variables.of(TeamVariables).send, 1)


def measure_people(scenario: Scenario, plan: Plan) -> int:
    """Return the number of people sent."""
    return len(plan.rows(Seat))


TERMS: tuple[Term, ...] = (
    Term(
        "O1",
        "GD-2§5",
        Text("满足的需求（岗位 × 优先级）", "needs met (posts × priority)"),
        Text("优先级分", "priority points"),
        100,
        Text("以受援方需求为导向，居首位", "the recipients' needs lead"),
        build_needs,
        measure_needs,
    ),
    Term(
        "O8",
        "GD-2-1§36",
        Text("县际均衡：满足岗位少的县优先", "fairness: counties that have little come first"),
        Text("档分", "band points"),
        20,
        Text("只在需求相近时起作用", "decides between needs that are alike"),
        build_fairness,
        measure_fairness,
    ),
    Term(
        "P7",
        "GD-2§1",
        Text(
            "结对和支教向苏区老区民族地区、乡镇学校、县域高中倾斜",
            "pairs and teams in priority areas, township schools, county high schools",
        ),
        Text("分", "points"),
        50,
        Text("相当于半个一级需求岗位", "worth half a post of the lowest priority"),
        build_priority,
        measure_priority,
    ),
    Term(
        "O9",
        OWN,
        Text("派出支教人数", "people sent"),
        PEOPLE,
        10,
        Text("不派无人需要的人", "nobody is sent whom nobody needs"),
        build_people,
        measure_people,
        sign=-1,
    ),
)
