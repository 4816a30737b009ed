"""Fixing a plan in a model: the way back from assignments to the values of columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np

from pairmatch.arrays import FloatArray
from pairmatch.component import Component, component, split
from pairmatch.model import build
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Model, Variables
from pairmatch.programmes import ROOMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.placements.index import sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import CLASSES, PlacementVariables, kind_of
from pairmatch.programmes.rule import Rule
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.solve.engine import solve_tier
from tests.choices import best_seats, fields, persons_of

Wanted = Counter[tuple[Any, ...]]


def missed(scenario: Scenario, plan: Plan, rules: Collection[Rule]) -> int | None:
    """Return the least slack of a model of these rules alone with the plan fixed, None if none."""
    total = 0
    for model in _fixed_models(scenario, plan, rules):
        if model is None:
            return None
        slack = np.zeros(len(model.lower))
        slack[list(model.slack_rule)] = 1
        tier = solve_tier(model, slack, maximise=False, route="highs", seed=1, time_limit_s=10)
        if tier.value is None:
            return None
        total += tier.value
    return total


def points(scenario: Scenario, plan: Plan) -> int | None:
    """Return the most points of a model without rules with the plan fixed, None if it has none."""
    total = 0
    for model in _fixed_models(scenario, plan, ()):
        if model is None:
            return None
        tier = solve_tier(
            model, model.points, maximise=True, route="highs", seed=1, time_limit_s=10
        )
        if tier.value is None:
            return None
        total += tier.value
    return total


def _fixed_models(scenario: Scenario, plan: Plan, rules: Collection[Rule]) -> list[Model | None]:
    # A row that all components share can only be judged where they are one.
    shared = any(rule.scope == "province" for rule in rules)
    found = [tuple(scenario.units)] if shared else split(scenario)
    parts = [component(scenario, units) for units in found]
    return [_fixed(part, plan, *build(part, ROOMS, rules)) for part in parts]


def _fixed(part: Component, plan: Plan, model: Model, variables: Variables) -> Model | None:
    values = np.full(len(model.lower), np.nan)
    inside = set(part.schools)
    if not (
        _fix_pairs(part, plan, variables, values, inside)
        and _fix_teams(part, plan, variables, values, inside)
        and _fix_placements(part, plan, variables, values, inside)
    ):
        return None
    known = ~np.isnan(values)
    if (values[known] > model.upper[known]).any():
        return None
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[known] = upper[known] = values[known]
    return replace(model, lower=lower, upper=upper)


def _put(values: FloatArray, column: Any, keys: list[tuple[Any, ...]], wanted: Wanted) -> bool:
    """Set each column to what is wanted of its key; False if something wanted has no column."""
    for c, key in zip(column, keys, strict=True):
        values[c] = wanted.pop(key, 0)
    return not +wanted


def _fix_pairs(
    part: Component, plan: Plan, variables: Variables, values: FloatArray, inside: set[str]
) -> bool:
    v = variables.of(PairVariables)
    wanted: Wanted = Counter(
        (x.recipient_school, x.supporting_school)
        for x in plan.rows(SchoolPair)
        if x.recipient_school in inside
    )
    keys = [
        (part.schools[r], part.schools[s]) for r, s in zip(v.recipient, v.supporter, strict=True)
    ]
    return _put(values, v.column, keys, wanted)


def _fix_teams(
    part: Component, plan: Plan, variables: Variables, values: FloatArray, inside: set[str]
) -> bool:
    t = variables.of(TeamVariables)
    seats = [x for x in plan.rows(Seat) if x.recipient_school in inside]
    opened: Wanted = Counter((code,) for code in {x.recipient_school for x in seats})
    sent: Wanted = Counter((_group(x, x.supporting_school), x.person_id or "") for x in seats)
    groups = [(part.groups.keys[g], part.groups.person[g]) for g in t.group]
    pool_of = dict(zip(groups, t.pool.tolist(), strict=True))
    if any(group not in pool_of for group in sent):
        return False
    come: Wanted = Counter()
    for (key, person), site in (
        ((_group(x, x.supporting_school), x.person_id or ""), x.recipient_school) for x in seats
    ):
        come[pool_of[key, person], site] += 1
    names = [(part.schools[k],) for k in t.site]
    places = [(int(p), part.schools[t.site[at]]) for p, at in zip(t.come_pool, t.at, strict=True)]
    seated = [
        (part.groups.keys[g], part.groups.person[g], part.schools[t.site[at]])
        for g, at in zip(t.seat_group, t.seat_at, strict=True)
    ]
    there: Wanted = Counter(
        {(_group(x, x.supporting_school), x.person_id or "", x.recipient_school): 1 for x in seats}
    )
    return (
        _put(values, t.open, names, opened)
        and _put(values, t.send, groups, sent)
        and _put(values, t.come, places, come)
        and _put(values, t.seated, seated, there)
    )


def _group(row: Any, school: str) -> Any:
    from pairmatch.scenario import GroupKey

    return GroupKey(school, row.role, row.subject or "", row.second_subject or "", row.stage)


def _fix_placements(
    part: Component, plan: Plan, variables: Variables, values: FloatArray, inside: set[str]
) -> bool:
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    groups = part.groups
    rows = [x for x in plan.rows(Placement) if sites(plan)[x.team_id] in inside]
    own: Wanted = Counter()
    lent: Wanted = Counter()
    borrowed: Wanted = Counter()
    hosted: Wanted = Counter()
    stays: Wanted = Counter()
    kinds = {(groups.keys[g], groups.person[g]): int(c) for g, c in enumerate(kind_of(part))}
    for x in rows:
        site = sites(plan)[x.team_id]
        key = (_group(x, x.recipient_school), x.person_id or "")
        hosted[site, x.term, x.supporting_school] += 1
        if x.person_id:
            stays[x.person_id, site, x.term, x.supporting_school] += 1
        if x.recipient_school == site:
            own[(*key, site, x.term)] += 1
        elif key not in kinds:
            return False
        else:
            lent[(*key, x.term)] += 1
            borrowed[kinds[key], site, x.term] += 1
    site_of = [part.schools[k] for k in t.site]
    at_host = [
        (
            groups.person[v.own_group[i]],
            site_of[v.own_at[i]],
            v.terms[v.own_term[i]],
            part.schools[h],
        )
        for i, h in zip(v.stay_own, v.stay_host, strict=True)
    ]
    at_schools = [
        (site_of[a], v.terms[m], part.schools[h])
        for h, a, m in zip(v.host, v.host_at, v.host_term, strict=True)
    ]
    if not _put(values, v.stay, at_host, stays):
        return False
    return (
        _put(
            values,
            v.own,
            [
                (groups.keys[g], groups.person[g], site_of[a], v.terms[m])
                for g, a, m in zip(v.own_group, v.own_at, v.own_term, strict=True)
            ],
            own,
        )
        and _put(
            values,
            v.lent,
            [
                (groups.keys[g], groups.person[g], v.terms[m])
                for g, m in zip(v.lent_group, v.lent_term, strict=True)
            ],
            lent,
        )
        and _put(
            values,
            v.borrowed,
            [
                (int(c), site_of[a], v.terms[m])
                for c, a, m in zip(
                    v.borrowed_stage * CLASSES + v.borrowed_class,
                    v.borrowed_at,
                    v.borrowed_term,
                    strict=True,
                )
            ],
            borrowed,
        )
        and _put(values, v.hosted, at_schools, Counter(dict.fromkeys(hosted, 1)))
        and _put(values, v.guests, at_schools, hosted)
    )


def random_plan(scenario: Scenario, r: Random) -> Plan:
    """Return a plan that may break any rule, but whose rows hang together."""
    recipients = [x.school_code for x in scenario.schools_on("recipient")]
    supporters = [x.school_code for x in scenario.schools_on("supporting")]
    share = r.choice([0.2, 0.5, 0.8])
    pairs: list[Assignment] = [
        SchoolPair(recipient_school=a, supporting_school=b)
        for a in recipients
        for b in supporters
        if r.random() < share
    ]
    seats = _random_seats(scenario, r, recipients)
    return Plan(
        plan_tables_of(ROOMS),
        {
            SchoolPair: pairs,
            Seat: seats,
            Placement: _random_placements(scenario, r, seats, supporters),
        },
    )


def _random_seats(scenario: Scenario, r: Random, recipients: list[str]) -> list[Seat]:
    seats: list[Seat] = []
    share = r.choice([0.2, 0.5, 0.9])
    for number, site in enumerate(recipients, start=1):
        people = [
            p
            for p, count in persons_of(scenario, "supporting")
            for _ in range(count)
            if r.random() < share
        ]
        team = f"{scenario.homes[site]}-{scenario.settings.year}-{number:02d}"
        for seat, (group, person) in enumerate(people, start=1):
            seats.append(
                Seat(
                    team_id=team,
                    seat=seat,
                    recipient_school=site,
                    **fields(group, "supporting_school"),
                    person_id=person,
                )
            )
    return seats


def _random_placements(
    scenario: Scenario, r: Random, seats: list[Seat], supporters: list[str]
) -> list[Assignment]:
    rows: list[Assignment] = []
    teams: dict[str, list[Seat]] = {}
    for seat in seats:
        teams.setdefault(seat.team_id, []).append(seat)
    for team_id, team in teams.items():
        site = team[0].recipient_school
        near = [
            p
            for p, count in persons_of(scenario, "recipient")
            for _ in range(count)
            if scenario.homes[p[0].school_code] == scenario.homes[site]
        ]
        near = [p for p in near if p[0].school_code == site or (p[1] is None and r.random() < 0.4)]
        for term in scenario.terms("placement_terms"):
            size = min(len(near), len(team) + r.choice([-1, 0, 0, 0, 1]))
            hosts = supporters if r.random() < 0.4 else [r.choice(supporters)]
            placed = [
                Placement(
                    team_id=team_id,
                    seat=i,
                    term=term,
                    supporting_school=r.choice(hosts),
                    **fields(p[0], "recipient_school"),
                    person_id=p[1],
                )
                for i, p in enumerate(r.sample(near, max(0, size)), start=1)
            ]
            rows += (
                best_seats(scenario, team, placed) if len(placed) <= min(4, len(team)) else placed
            )
    return rows
