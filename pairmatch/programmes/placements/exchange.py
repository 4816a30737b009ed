"""The rules that count people of all programmes: P8, leaders and middle cadres; T11, a unit's budget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from pairmatch.component import TEACHER
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Part, Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.placements.index import (
    leaders_known,
)
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import PlacementVariables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import HALF_TERMS


def build_exchange(post: Post, variables: Variables) -> None:
    """For every school s that reports them:
    Σ (leaders and middle cadres sent, or placed) + Σ x of s ≤ leaders and middle cadres of s.
    """
    part, pairs = post.component, variables.of(PairVariables)
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    groups, scenario = part.groups, part.scenario
    known = {i: leaders_known(scenario, code) for i, code in enumerate(part.schools)}
    schools = np.array([i for i, have in known.items() if have is not None], dtype=np.int64)
    row_of = np.full(len(part.schools), -1, dtype=np.int64)
    row_of[schools] = np.arange(len(schools))
    group, _, column = v.leaving
    heads = [(g, c) for g, c in ((t.group, t.send), (group, column))]
    parts: list[Part] = []
    for g, c in heads:
        mine = (groups.role[g] != TEACHER) & (row_of[groups.school[g]] >= 0)
        parts.append((row_of[groups.school[g]][mine], c[mine], 1))
    for side in (pairs.recipient, pairs.supporter):
        mine = row_of[side] >= 0
        parts.append((row_of[side][mine], pairs.column[mine], 1))
    high = np.array([known[int(i)] for i in schools], dtype=np.int64)
    post.rows("P8", [(part.schools[i],) for i in schools], parts, high=high)


def check_exchange(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Leaders and middle cadres away, with one for each pair, are not more than a school has."""
    used: Counter[str] = Counter()
    used.update(x.supporting_school for x in plan.rows(Seat) if x.role != "teacher")
    used.update(x.recipient_school for x in plan.rows(Placement) if x.role != "teacher")
    for pair in plan.rows(SchoolPair):
        used.update((pair.recipient_school, pair.supporting_school))
    for school, found in sorted(used.items()):
        have = leaders_known(scenario, school)
        if have is not None and found > have:
            yield Violation("P8", (school,), found, f"≤ {have}", found - have)


def people_limits(scenario: Scenario, unit: str) -> dict[str, int]:
    """Return a unit's limits: 'away' (people sent or placed), 'hosted' (people) and 'money'.

    Money is counted in half-years, as :func:`half_years` says.
    """
    supporting = scenario.units[unit].side == "supporting"
    limit = scenario.settings.limits.get(unit)
    away: list[int] = []
    if limit is not None and limit.people is not None:
        away.append(limit.people)
    sends = "teams" if supporting else "placements"
    away += [q.max for q in scenario.quotas.get((unit, sends), ()) if q.max is not None]
    hosted = [q.max for q in scenario.quotas.get((unit, "placements"), ()) if q.max is not None]
    found = {"away": min(away)} if away else {}
    if limit is not None and limit.money is not None:
        found["money"] = half_years(scenario, limit.money)
    if supporting and hosted:
        found["hosted"] = min(hosted)
    return found


def half_years(scenario: Scenario, money: int) -> int:
    """Return how many half-years of a person some yuan pay for.

    A seat or a placement of a year takes two, a placement of one term takes one.
    """
    return 2 * money // scenario.number("cost_per_person")


def build_budget(post: Post, variables: Variables) -> None:
    """For every unit u with a limit: Σ people u sends (or places) ≤ people;
    Σ half-years of those people ≤ 2 money / cost; Σ people u hosts ≤ its quota of placements.
    """
    part, t, v = post.component, variables.of(TeamVariables), variables.of(PlacementVariables)
    home, school = part.home, part.groups.school
    group, term, column = v.leaving
    halves = np.array([len(HALF_TERMS[name]) for name in v.terms], dtype=np.int64)
    for i, unit in enumerate(part.units):
        sent = t.send[home[school[t.group]] == i]
        placed = home[school[group]] == i
        hosted = home[v.host] == i
        away = np.concatenate([sent, column[placed]])
        columns = {"away": away, "money": away, "hosted": v.guests[hosted]}
        amounts = {
            "away": np.ones(len(away), dtype=np.int64),
            "money": np.concatenate([np.full(len(sent), 2, dtype=np.int64), halves[term[placed]]]),
            "hosted": np.ones(int(hosted.sum()), dtype=np.int64),
        }
        for what, limit in people_limits(part.scenario, unit).items():
            zero = np.zeros(len(columns[what]), dtype=np.int64)
            post.rows("T11", [(unit, what)], [(zero, columns[what], amounts[what])], high=limit)


def check_budget(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each unit's people stay within its own limits on people and money."""
    used: Counter[tuple[str, str]] = Counter()
    for seat in plan.rows(Seat):
        home = scenario.homes[seat.supporting_school]
        used[home, "away"] += 1
        used[home, "money"] += 2
    for row in plan.rows(Placement):
        home = scenario.homes[row.recipient_school]
        used[home, "away"] += 1
        used[home, "money"] += len(HALF_TERMS[row.term])
        used[scenario.homes[row.supporting_school], "hosted"] += 1
    for unit in scenario.units:
        for what, limit in people_limits(scenario, unit).items():
            found = used[unit, what]
            if found > limit:
                yield Violation("T11", (unit, what), found, f"≤ {limit}", found - limit)


RULES: tuple[Rule, ...] = (
    Rule(
        "P8",
        "GD-2-1§5",
        Text(
            "外派的领导和中层干部，加每对结对学校互派的 1 人，不超过本校现有人数",
            "leaders and middle cadres away, with one for each pair, at most those a school has",
        ),
        "relaxable",
        PEOPLE,
        check_exchange,
        build=build_exchange,
        weight=10,
        why=Text("少一人计一次", "each missing person counts once"),
    ),
    Rule(
        "T11",
        "GD-2-1§33",
        Text(
            "各单位派出、跟岗、接收人数不超过人数和经费限额（人均每年不低于 4 万元）",
            "people sent, placed and hosted within each unit's limits on people and money",
        ),
        "hard",
        PEOPLE,
        check_budget,
        build=build_budget,
        stays=True,
    ),
)
