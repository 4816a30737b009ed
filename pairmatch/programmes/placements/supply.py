"""The rules of people and places: W4, places at hosts; W5, W7, W8, people of recipient schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import ROLES, SUBJECTS, TEACHER, Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Ids, Part, Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.placements.index import group_of, people_in_half, teachers_present
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import PlacementVariables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.supply import HAVE, committed_kinds, committed_people
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import HALVES, Scenario
from pairmatch.settings import OWN
from pairmatch.vocabulary import HALF_TERMS, Term


def _in_half(v: PlacementVariables, term: IntArray, half: Term) -> BoolArray:
    """Whether each term takes up a half-year."""
    takes = np.array([half in HALF_TERMS[name] for name in v.terms], dtype=bool)
    taken: BoolArray = takes[term]
    return taken


# -- W4: places at hosts ------------------------------------------------------------------------


def host_left(scenario: Scenario, school: str, half: Term) -> int:
    """Return how many people a school may still host in a half-year: host_max and beds, less others."""
    row = scenario.schools[school]
    most = scenario.number("host_max") if row.host_max is None else row.host_max
    if row.beds is not None:
        most = min(most, row.beds)
    return max(0, most - scenario.committed(school, "host", half))


def build_places(post: Post, variables: Variables) -> None:
    """For every host h and half-year τ: Σ_(k, t in τ) guests[k, h, t] ≤ host_left[h, τ]."""
    v, part = variables.of(PlacementVariables), post.component
    used = np.unique(v.host)
    row = np.searchsorted(used, v.host)
    for half in HALVES:
        mine = _in_half(v, v.host_term, half)
        limit = [host_left(part.scenario, part.schools[h], half) for h in used]
        ids = [(part.schools[h], half) for h in used]
        parts: list[Part] = [(row[mine], v.guests[mine], 1)]
        post.rows("W4", ids, parts, high=np.array(limit, dtype=np.int64))


def check_places(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """People hosted per school and half-year, with other commitments, stay within host_max."""
    for half in HALVES:
        for school, found in sorted(people_in_half(plan, "supporting_school", half).items()):
            limit = host_left(scenario, school, half)
            if found > limit:
                yield Violation("W4", (school, half), found, f"≤ {limit}", found - limit)


SPANS: tuple[Term, ...] = (*HALVES, "year")


# -- W5, W8: people of recipient schools ----------------------------------------------------------


def build_once(post: Post, variables: Variables) -> None:
    """For every group g: Σ own + Σ lent ≤ count[g]; for every kind q that other tasks use and
    half-year τ: Σ own + Σ lent of q in τ ≤ count[q] - used[q, τ]; for stays of a year the same with
    what is used in either half, since they need people who are free in both.
    """
    v, part = variables.of(PlacementVariables), post.component
    groups = part.groups
    group, term, column = v.leaving
    used = np.unique(group)
    ids: list[Ids] = [
        (key.school_code, key.role, key.subject, key.stage)
        for key in map(groups.keys.__getitem__, used)
    ]
    post.rows("W5", ids, [(np.searchsorted(used, group), column, 1)], high=groups.count[used])
    for school in np.unique(groups.school[used]):
        code = part.schools[school]
        for role, subject in committed_kinds(part.scenario, code):
            alike = (groups.school == school) & (groups.role == ROLES.index(role))
            if subject:
                alike &= groups.subject == SUBJECTS.index(subject)
            have = int(groups.count[alike].sum())
            for span in SPANS:
                mine = column[alike[group] & _takes(v, term, span)]
                taken = _taken(part.scenario, code, role, subject, span)
                zero = np.zeros(len(mine), dtype=np.int64)
                limit = max(0, have - taken)
                post.rows("W5", [(code, role, subject, span)], [(zero, mine, 1)], high=limit)


def _takes(v: PlacementVariables, term: IntArray, span: Term) -> BoolArray:
    """Whether each term takes up a half-year, or is the whole year."""
    if span != "year":
        return _in_half(v, term, span)
    whole = np.array([name == "year" for name in v.terms], dtype=bool)
    return np.asarray(whole[term], dtype=np.bool_)


def _taken(scenario: Scenario, school: str, role: str, subject: str, span: Term) -> int:
    half = None if span == "year" else span
    return committed_people(scenario, school, role, subject, half)


def check_once(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """A person is placed once a year, and only people are whom no other task has in the term."""
    rows = plan.rows(Placement)
    for group, found in sorted(Counter(group_of(row) for row in rows).items()):
        limit = scenario.group_counts.get(group, 0)
        if found > limit:
            ids = (group.school_code, group.role, group.subject, group.stage)
            yield Violation("W5", ids, found, f"≤ {limit}", found - limit, HAVE)
    yield from _too_many_with_others(scenario, plan)
    people = Counter(row.person_id for row in rows if row.person_id)
    for person, found in sorted(people.items()):
        if found > 1:
            yield Violation("W5", (person,), found, "≤ 1", found - 1)


def _too_many_with_others(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    kinds: Counter[tuple[str, str, str, Term]] = Counter()
    for row in plan.rows(Placement):
        for span in {row.term, *HALF_TERMS[row.term]}:
            kinds[row.recipient_school, row.role, "", span] += 1
            if row.subject:
                kinds[row.recipient_school, row.role, row.subject, span] += 1
    for (school, role, subject, span), found in sorted(kinds.items()):
        taken = _taken(scenario, school, role, subject, span)
        if not taken:
            continue
        have = sum(
            x.count
            for x in scenario.staff_of.get(school, ())
            if x.role == role and subject in ("", x.subject)
        )
        limit = max(0, have - taken)
        if found > limit:
            ids = (school, role, subject, span)
            yield Violation("W5", ids, found, f"≤ {limit}", found - limit)


def build_release(post: Post, variables: Variables) -> None:
    """For every recipient school r and half-year τ: Σ own + Σ lent in τ ≤ release_left[r, τ]."""
    v, part = variables.of(PlacementVariables), post.component
    group, term, column = v.leaving
    school = part.groups.school[group]
    used = np.unique(school)
    row = np.searchsorted(used, school)
    for half in HALVES:
        mine = _in_half(v, term, half)
        limit = [part.scenario.release_left(part.schools[r], half) for r in used]
        ids = [(part.schools[r], half) for r in used]
        post.rows("W8", ids, [(row[mine], column[mine], 1)], high=np.array(limit, dtype=np.int64))


def check_release(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """People placed from a school, with other commitments, stay within release_max."""
    for half in HALVES:
        for school, found in sorted(people_in_half(plan, "recipient_school", half).items()):
            limit = scenario.release_left(school, half)
            if found > limit:
                yield Violation("W8", (school, half), found, f"≤ {limit}", found - limit)


# -- W7: no subject stripped ----------------------------------------------------------------------


def build_subject(post: Post, variables: Variables) -> None:
    """For every recipient school r, subject σ with present ≥ 1 and half-year τ:
    present - Σ (own + lent of σ in τ) + Σ_p (come[p, r] of σ) ≥ 1.
    """
    t, v, part = variables.of(TeamVariables), variables.of(PlacementVariables), post.component
    groups = part.groups
    group, term, column = v.leaving
    leaving = groups.role[group] == TEACHER
    key = groups.school[group] * len(SUBJECTS) + groups.subject[group]
    coming = groups.role[t.like] == TEACHER
    come = t.site[t.at] * len(SUBJECTS) + groups.subject[t.like]
    present = _present(part)
    keys = np.array(sorted(set(present) & set(key[leaving].tolist())), dtype=np.int64)
    ids = [(part.schools[k // len(SUBJECTS)], SUBJECTS[k % len(SUBJECTS)]) for k in keys]
    low = np.array([1 - present[int(k)] for k in keys], dtype=np.int64)
    arrive = coming & np.isin(come, keys)
    for half in HALVES:
        away = leaving & np.isin(key, keys) & _in_half(v, term, half)
        parts: list[Part] = [
            (np.searchsorted(keys, key[away]), column[away], -1),
            (np.searchsorted(keys, come[arrive]), t.come[arrive], 1),
        ]
        post.rows("W7", [(*i, half) for i in ids], parts, low=low)


def _present(part: Component) -> dict[int, int]:
    """Teachers present by school position and subject, where there is at least one."""
    return {
        position * len(SUBJECTS) + SUBJECTS.index(subject): count
        for code, position in part.position.items()
        for subject, count in teachers_present(part.scenario).get(code, {}).items()
    }


def check_subject(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """No subject that a school teaches is left without a teacher in any half-year."""
    come: Counter[tuple[str, str | None]] = Counter(
        (seat.recipient_school, seat.subject) for seat in plan.rows(Seat) if seat.role == "teacher"
    )
    away: Counter[tuple[str, str, str]] = Counter()
    for row in plan.rows(Placement):
        if row.role == "teacher" and row.subject:
            away.update((row.recipient_school, row.subject, h) for h in HALF_TERMS[row.term])
    present = teachers_present(scenario)
    for school, subject in sorted({(school, subject) for school, subject, _ in away}):
        there = present.get(school, {}).get(subject)
        if there is None:
            continue
        for half in HALVES:
            left = there - away[school, subject, half] + come[school, subject]
            if left < 1:
                yield Violation("W7", (school, subject, half), left, "≥ 1", 1 - left)


RULES: tuple[Rule, ...] = (
    Rule(
        "W4",
        OWN,
        Text(
            "每校每学期接收跟岗人数连同其他任务不超过接收上限",
            "people hosted per school and term, with other commitments, within host_max",
        ),
        "hard",
        PEOPLE,
        check_places,
        build=build_places,
        stays=True,
    ),
    Rule(
        "W5",
        OWN,
        Text(
            "一人一年至多跟岗一次，且该学期未被其他任务占用",
            "a person is placed once a year, in a term in which no other task has the person",
        ),
        "hard",
        PEOPLE,
        check_once,
        build=build_once,
        stays=True,
        firm=True,
    ),
    Rule(
        "W7",
        OWN,
        Text(
            "不使本校任何在开学科无人任教",
            "no subject that a school teaches is left without a teacher",
        ),
        "relaxable",
        PEOPLE,
        check_subject,
        build=build_subject,
        weight=10,
        why=Text("少一人计一次", "each missing teacher counts once"),
    ),
    Rule(
        "W8",
        OWN,
        Text(
            "每校派出跟岗人数连同其他任务不超过派出上限",
            "people placed from a school, with other commitments, within release_max",
        ),
        "hard",
        PEOPLE,
        check_release,
        build=build_release,
        stays=True,
    ),
)
