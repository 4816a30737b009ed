"""The terms of memory: O7 continuity from round to round, O10 load over schools, O11 sites in turn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from pairmatch.errors import Text
from pairmatch.history import is_seed, last_pairs, people_sent, years_with_team
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.rule import Term
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN

TENTHS = 10
"""Load is counted in tenths of the people that a school offers, up to all of them."""


def build_continuity(post: Post, variables: Variables) -> None:
    """Σ x[r, s] over the pairs (r, s) of the last year before this round."""
    v, part = variables.of(PairVariables), post.component
    at = part.position
    size = len(part.schools)
    cells = [
        at[r] * size + at[s]
        for r, s in last_pairs(part.scenario, of_round=False)
        if r in at and s in at
    ]
    again = np.isin(v.recipient * size + v.supporter, np.array(cells, dtype=np.int64))
    post.points("O7", v.column[again], 1)


def measure_continuity(scenario: Scenario, plan: Plan) -> int:
    """Return how many pairs of the last year before this round are paired again."""
    before = last_pairs(scenario, of_round=False)
    return sum((x.recipient_school, x.supporting_school) in before for x in plan.rows(SchoolPair))


@lru_cache(maxsize=8)
def burdens(scenario: Scenario) -> Mapping[str, int]:
    """How much each school has sent in this round: min(10, floor(10 people / those it offers now))."""
    found: dict[str, int] = {}
    for school, sent in people_sent(scenario).items():
        offered = sum(row.count for row in scenario.staff_of.get(school, ()))
        burden = min(TENTHS, TENTHS * sent // max(1, offered))
        if burden:
            found[school] = burden
    return found


def build_load(post: Post, variables: Variables) -> None:
    """Σ burden[school of g] send[g], to be kept small."""
    v, part = variables.of(TeamVariables), post.component
    known = burdens(part.scenario)
    if known:
        burden = np.array([known.get(code, 0) for code in part.schools], dtype=np.int64)
        mine = burden[part.groups.school[v.group]]
        post.points("O10", v.send[mine > 0], mine[mine > 0])


def measure_load(scenario: Scenario, plan: Plan) -> int:
    """Return the burdens of the schools of all people sent."""
    known = burdens(scenario)
    return sum(known.get(seat.supporting_school, 0) for seat in plan.rows(Seat))


def build_turns(post: Post, variables: Variables) -> None:
    """Σ years[k] open[k] over the sites k that are no seed schools, to be kept small."""
    v, part = variables.of(TeamVariables), post.component
    years = np.array([_years(part.scenario, part.schools[k]) for k in v.site], dtype=np.int64)
    post.points("O11", v.open[years > 0], years[years > 0])


def measure_turns(scenario: Scenario, plan: Plan) -> int:
    """Return the years with a team in this round of all sites that are no seed schools."""
    return sum(_years(scenario, site_of(seats)) for seats in teams(plan).values())


def _years(scenario: Scenario, site: str) -> int:
    return 0 if is_seed(scenario, site) else years_with_team(scenario).get(site, 0)


TERMS: tuple[Term, ...] = (
    Term(
        "O7",
        OWN,
        Text("上一轮的结对延续", "pairs of the round before that go on"),
        Text("对", "pairs"),
        100,
        Text(
            "连同契合度中的已有合作，约合两个一级需求岗位",
            "with the partnership in the affinity, worth about two posts of the lowest priority",
        ),
        build_continuity,
        measure_continuity,
    ),
    Term(
        "O10",
        "GD-2-1§36",
        Text(
            "本轮已多派人的学校再派人", "people sent by schools that have sent many in this round"
        ),
        Text("十分之一", "tenths"),
        5,
        Text("至多半个一级需求岗位", "at most half a post of the lowest priority"),
        build_load,
        measure_load,
        sign=-1,
    ),
    Term(
        "O11",
        OWN,
        Text("本轮已驻过团队的学校再驻", "sites that have had a team in this round"),
        Text("年", "years"),
        100,
        Text("每年相当于一个一级需求岗位", "a year is worth one post of the lowest priority"),
        build_turns,
        measure_turns,
        sign=-1,
    ),
)
