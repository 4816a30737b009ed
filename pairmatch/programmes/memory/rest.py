"""The rule of rest: H2, nobody serves two years running unless they offered to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import Component
from pairmatch.errors import Text
from pairmatch.history import Kind, kind_of, kind_of_staff, resting_counts, resting_people
from pairmatch.plan import Plan
from pairmatch.post import Ids, Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.supply import group_of
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import GroupKey, Scenario, group_key
from pairmatch.schema import Staff
from pairmatch.settings import OWN

Group = tuple[GroupKey, str]
"""A group of alike people, and the person where a lock names one, as the model takes them."""
RESTING = Text(
    "该校这类人员中有人上年已支教", "some of these people of the school served last year"
)


@lru_cache(maxsize=8)
def rested_groups(scenario: Scenario) -> dict[Group, int]:
    """How many people of each group are free, of the groups in which somebody named rests."""
    resting = resting_people(scenario)
    free: Counter[Group] = Counter()
    touched: set[Group] = set()
    for row in scenario.available if resting else ():
        group = (group_key(row), _locked(scenario, row.person_id))
        if row.person_id in resting:
            touched.add(group)
        else:
            free[group] += row.count
    return {group: free[group] for group in sorted(touched)}


@lru_cache(maxsize=8)
def rested_kinds(scenario: Scenario) -> dict[Kind, int]:
    """How many people of each kind are free, of the kinds of which some who are only counted rest."""
    counted, resting = resting_counts(scenario), resting_people(scenario)
    people: dict[Kind, list[Staff]] = {kind: [] for kind in counted}
    for row in scenario.available if counted else ():
        if (kind := kind_of_staff(row)) in people and row.person_id not in resting:
            people[kind].append(row)
    return {kind: sum(x.count for x in people[kind]) - counted[kind] for kind in sorted(people)}


def _locked(scenario: Scenario, person_id: str | None) -> str:
    return person_id if person_id is not None and person_id in scenario.locked_people else ""


def build_rest(post: Post, variables: Variables) -> None:
    """For every group g in which named people rest: send[g] ≤ count[g] - resting[g].

    For every kind q of which people rest who are only counted: Σ_(g of q) send[g] ≤ count[q] -
    resting[q], named and counted ones.
    """
    v, part = variables.of(TeamVariables), post.component
    groups = part.groups
    free, kinds = rested_groups(part.scenario), rested_kinds(part.scenario)
    limits = [free.get((groups.keys[g], groups.person[g]), -1) for g in v.group]
    mine = np.flatnonzero(np.array(limits, dtype=np.int64) >= 0)
    ids = [_ids(groups.keys[v.group[i]]) for i in mine]
    high = np.array(limits, dtype=np.int64)[mine]
    post.rows("H2", ids, [(np.arange(len(mine)), v.send[mine], 1)], high=high)
    inside = [kind for kind in kinds if kind[0] in part.position]
    row = _kind_rows(part, v.group, inside)
    sent = (row[row >= 0], v.send[row >= 0], 1)
    post.rows("H2", inside, [sent], high=np.array([kinds[x] for x in inside], dtype=np.int64))


def _kind_rows(part: Component, group: IntArray, kinds: list[Kind]) -> IntArray:
    """Return for each group the place of its kind, -1 where it is of none."""
    place = {kind: i for i, kind in enumerate(kinds)}
    keys = [part.groups.keys[g] for g in group]
    found = [place.get(kind_of(x.school_code, x.role, x.subject), -1) for x in keys]
    return np.array(found, dtype=np.int64)


def check_rest(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """No group sends more people than have not just served, and nobody named who rests is sent."""
    resting = resting_people(scenario)
    sent: Counter[Group] = Counter()
    named: Counter[Group] = Counter()
    kinds: Counter[Kind] = Counter()
    for seat in plan.rows(Seat):
        group = (group_of(seat), _locked(scenario, seat.person_id))
        sent[group] += 1
        named[group] += seat.person_id in resting
        kinds[kind_of(seat.supporting_school, seat.role, seat.subject)] += 1
    for group, limit in rested_groups(scenario).items():
        missed = max(sent[group] - limit, named[group])
        if missed > 0:
            yield Violation("H2", _ids(group[0]), sent[group], f"≤ {limit}", missed, RESTING)
    for kind, limit in rested_kinds(scenario).items():
        if kinds[kind] > limit:
            missed = kinds[kind] - limit
            yield Violation("H2", kind, kinds[kind], f"≤ {limit}", missed, RESTING)


def _ids(key: GroupKey) -> Ids:
    return (key.school_code, key.role, key.subject, key.stage)


RULES: tuple[Rule, ...] = (
    Rule(
        "H2",
        OWN,
        Text(
            "支教期满的人员休整后再派，自愿连任、已议定或在种子学校的除外",
            "nobody serves two years running unless they offered to, are required, or serve a seed school",
        ),
        "relaxable",
        PEOPLE,
        check_rest,
        build=build_rest,
        weight=500,
        why=Text(
            "不以连续派人弥补其他缺口", "sending people again never makes up for anything else"
        ),
    ),
)
