"""The rules of who may be sent: T5-T7, T9, T10, people once, within limits, from a linked unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import ROLES, SUBJECTS, Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Ids, Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.excepted import excepted
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import HALVES, GroupKey, Scenario
from pairmatch.settings import OWN
from pairmatch.vocabulary import HALF_TERMS, Term

HAVE = Text("该校可派的这类人员只有这些", "the school has no more such people to send")


def build_once(post: Post, variables: Variables) -> None:
    """For every group g: send[g] ≤ count[g]."""
    v, groups = variables.of(TeamVariables), post.component.groups
    keys = [groups.keys[g] for g in v.group]
    ids = [(key.school_code, key.role, key.subject, key.stage) for key in keys]
    every = np.arange(len(v.group), dtype=np.int64)
    post.rows("T5", ids, [(every, v.send, 1)], high=groups.count[v.group])


def check_once(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Nobody sits twice, no group sends more than it has, no school has two teams."""
    used = Counter(group_of(seat) for seat in plan.rows(Seat))
    for group, found in sorted(used.items()):
        limit = scenario.group_counts.get(group, 0)
        if found > limit:
            ids = (group.school_code, group.role, group.subject, group.stage)
            yield Violation("T5", ids, found, f"≤ {limit}", found - limit, HAVE)
    people = Counter(seat.person_id for seat in plan.rows(Seat) if seat.person_id)
    for person, found in sorted(people.items()):
        if found > 1:
            yield Violation("T5", (person,), found, "≤ 1", found - 1)
    sites = Counter(site_of(seats) for seats in teams(plan).values())
    for site, found in sorted(sites.items()):
        if found > 1:
            yield Violation("T5", (site,), found, "≤ 1", found - 1)


def group_of(seat: Seat) -> GroupKey:
    """Return the group of alike people that a seat's person comes from."""
    return GroupKey(
        seat.supporting_school, seat.role, seat.subject or "", seat.second_subject or "", seat.stage
    )


def build_release(post: Post, variables: Variables) -> None:
    """For every supporting school s: Σ_(g of s) send[g] ≤ release_left[s]."""
    v, part = variables.of(TeamVariables), post.component
    school = part.groups.school[v.group]
    used = np.unique(school)
    limit = [_release_left(part.scenario, part.schools[s]) for s in used]
    row = np.searchsorted(used, school)
    ids = [(part.schools[s],) for s in used]
    post.rows("T6", ids, [(row, v.send, 1)], high=np.array(limit, dtype=np.int64))


def check_release(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """People sent by a school, with its other commitments, stay within release_max."""
    sent = Counter(seat.supporting_school for seat in plan.rows(Seat))
    for school, found in sorted(sent.items()):
        limit = _release_left(scenario, school)
        if found > limit:
            yield Violation("T6", (school,), found, f"≤ {limit}", found - limit)


def _release_left(scenario: Scenario, school: str) -> int:
    # A seat lasts the year, so the tighter half-year decides.
    return min(scenario.release_left(school, half) for half in HALVES)


def allow_reach(part: Component, g: IntArray, k: IntArray) -> BoolArray:
    """send[g, k] exists only if reach[home(school of g), home(k)], or approved."""
    reached: BoolArray = part.reach[part.home[part.groups.school[g]], part.home[k]]
    sender = part.groups.school[g]
    return reached | excepted(part, "T7", recipient_school=k, supporting_school=sender)


def check_reach(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each person comes from a unit linked with the site's."""
    for seat in plan.rows(Seat):
        if not scenario.reaches(seat.supporting_school, seat.recipient_school):
            ids = (seat.team_id, str(seat.seat), seat.supporting_school, seat.recipient_school)
            yield Violation("T7", ids, 1, "0", 1)


def allow_stage(part: Component, g: IntArray, k: IntArray) -> BoolArray:
    """send[g, k] exists only if stage[g] is in stages(k), or approved."""
    taught = np.asarray((part.groups.stage[g] & part.stages[k]) != 0, dtype=np.bool_)
    sender = part.groups.school[g]
    return taught | excepted(part, "T9", recipient_school=k, supporting_school=sender)


def check_stage(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each person's stage is taught at the site."""
    for seat in plan.rows(Seat):
        if seat.stage not in scenario.stages(seat.recipient_school):
            ids = (seat.team_id, str(seat.seat), seat.supporting_school, seat.recipient_school)
            yield Violation("T9", ids, 1, "0", 1)


def build_free(post: Post, variables: Variables) -> None:
    """For every school s and kind of post q that other tasks use: Σ send of q ≤ count[q] - used[q].

    A kind is a role, or a role with a subject; what is used of a subject is used of its role too.
    """
    v, part = variables.of(TeamVariables), post.component
    groups = part.groups
    ids: list[Ids] = []
    limits: list[int] = []
    rows: list[IntArray] = []
    columns: list[IntArray] = []
    for school in np.unique(groups.school[v.group]):
        code = part.schools[school]
        for role, subject in committed_kinds(part.scenario, code):
            alike = (groups.school == school) & (groups.role == ROLES.index(role))
            if subject:
                alike &= groups.subject == SUBJECTS.index(subject)
            mine = v.send[alike[v.group]]
            used = committed_people(part.scenario, code, role, subject)
            rows.append(np.full(len(mine), len(ids), dtype=np.int64))
            columns.append(mine)
            limits.append(max(0, int(groups.count[alike].sum()) - used))
            ids.append((code, role, subject))
    if ids:
        parts = [(np.concatenate(rows), np.concatenate(columns), 1)]
        post.rows("T10", ids, parts, high=np.array(limits, dtype=np.int64))


def committed_kinds(scenario: Scenario, school: str) -> list[tuple[str, str]]:
    """Return the kinds of post of a school that other tasks use, with each kind's whole role."""
    rows = [x for x in scenario.commitments(school, "release") if x.role is not None]
    kinds = {(x.role, x.subject or "") for x in rows} | {(x.role, "") for x in rows}
    return sorted(kinds)  # type: ignore[arg-type]


def committed_people(
    scenario: Scenario, school: str, role: str, subject: str, half: Term | None = None
) -> int:
    """Return how many people of a kind other tasks use in one half-year, or in the whole year.

    For the year, tasks of autumn and spring are added up: they may take different people, and a
    seat lasts the year.
    """
    return sum(
        x.count
        for x in scenario.commitments(school, "release")
        if x.role == role
        and subject in ("", x.subject)
        and (half is None or half in HALF_TERMS[x.term])
    )


def check_free(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Seats are filled only by people who are free in both terms."""
    sent: Counter[tuple[str, str, str]] = Counter()
    for seat in plan.rows(Seat):
        sent[seat.supporting_school, seat.role, ""] += 1
        if seat.subject:
            sent[seat.supporting_school, seat.role, seat.subject] += 1
    for (school, role, subject), found in sorted(sent.items()):
        used = committed_people(scenario, school, role, subject)
        if not used:
            continue
        have = sum(
            row.count
            for row in scenario.staff_of.get(school, ())
            if row.role == role and subject in ("", row.subject)
        )
        limit = max(0, have - used)
        if found > limit:
            yield Violation("T10", (school, role, subject), found, f"≤ {limit}", found - limit)


RULES: tuple[Rule, ...] = (
    Rule(
        "T5",
        OWN,
        Text("一人不在两处，一校至多一个支教团队", "nobody in two places; one team a site"),
        "hard",
        PEOPLE,
        check_once,
        build=build_once,
        stays=True,
        firm=True,
    ),
    Rule(
        "T6",
        OWN,
        Text(
            "每校派出人数连同其他帮扶占用不超过派出上限",
            "people sent by a school, with other commitments, within release_max",
        ),
        "hard",
        PEOPLE,
        check_release,
        build=build_release,
        stays=True,
    ),
    Rule(
        "T7",
        "GD-2§7",
        Text(
            "支教人员来自与受援县结对的单位（启用市级调用时含全市）",
            "people come from a unit linked with the site's (with city_pool, from the city)",
        ),
        "hard",
        PEOPLE,
        check_reach,
        allow=allow_reach,
        family="send",
        stays=True,
        apart=True,
    ),
    Rule(
        "T9",
        OWN,
        Text("支教人员任教学段须为受援学校所设学段", "the person's stage is taught at the site"),
        "hard",
        PEOPLE,
        check_stage,
        allow=allow_stage,
        family="send",
        stays=True,
    ),
    Rule(
        "T10",
        "GD-2-1§13",
        Text(
            "支教时间为全学年，只派两学期均未被其他任务占用的人",
            "a seat lasts the school year: only people free in both terms",
        ),
        "hard",
        PEOPLE,
        check_free,
        build=build_free,
        stays=True,
    ),
)
