"""The rules of placements against teams: W1, how many and whose, and W2, in which post."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import ROLES, SUBJECTS, TEACHER, Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Part, Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.placements.index import (
    answers,
    by_team,
    seats_by_number,
    sites,
    subjects_at,
)
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import (
    CLASSES,
    LEADER_CLASS,
    OTHER_CLASS,
    PlacementVariables,
    class_of,
)
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import LANGS, label

# -- W1: as many as the team has ------------------------------------------------------------------


def build_equal(post: Post, variables: Variables) -> None:
    """For every site k and term t: Σ own + Σ borrowed ≥ Σ_p come[p, k]."""
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    sent = v.in_every_term(t.at, t.come, -1)
    post.rows("W1", v.ids(post.component, t), [*v.placed, *sent], low=0)


def check_equal(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """In each term asked for, as many people are placed as the team has."""
    for team, seats in teams(plan).items():
        for term in scenario.terms("placement_terms"):
            found = len(by_team(plan).get((team, term), ()))
            if found < len(seats):
                missed = len(seats) - found
                site = site_of(seats)
                have = sum(x.count for x in scenario.staff_of.get(site, ()))
                reason = Text(
                    f"本校可派跟岗 {have} 人；派出、接收、经费限额见参数",
                    f"the school has {have} people to place; see the limits on release, hosts and money",
                )
                yield Violation("W1", (site, term), found, f"≥ {len(seats)}", missed, reason)


def build_no_more(post: Post, variables: Variables) -> None:
    """For every site k and term t: Σ own + Σ borrowed ≤ Σ_p come[p, k]."""
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    sent = v.in_every_term(t.at, t.come, -1)
    post.rows("W1-max", v.ids(post.component, t), [*v.placed, *sent], high=0)


def check_no_more(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Nobody is placed beyond 1:1, in a term not asked for, or from another county or stage."""
    asked = scenario.terms("placement_terms")
    for (team, term), rows in by_team(plan).items():
        limit = len(teams(plan).get(team, ())) if term in asked else 0
        if len(rows) > limit:
            yield Violation("W1-max", (team, term), len(rows), f"≤ {limit}", len(rows) - limit)
        site = sites(plan).get(team)
        for row in rows:
            if site and not _near(scenario, row, site):
                ids = (team, term, str(row.seat), row.recipient_school)
                yield Violation("W1-max", ids, 1, "0", 1)


def _near(scenario: Scenario, row: Placement, site: str) -> bool:
    """Whether a person is of the site's county and of a stage that the site teaches.

    Somebody whom a lock names goes with a team of the own school only.
    """
    if row.recipient_school != site and row.person_id in scenario.locked_people:
        return False
    same_county = scenario.homes[row.recipient_school] == scenario.homes[site]
    return same_county and row.stage in scenario.stages(site)


def build_own(post: Post, variables: Variables) -> None:
    """For every site k and term t: Σ borrowed ≤ 0."""
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    post.rows("W1-own", v.ids(post.component, t), [v.placed[1]], high=0)


def check_own(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """People of another school of the county are listed exceptions."""
    for (team, term), rows in by_team(plan).items():
        site = sites(plan).get(team, "")
        others = [row for row in rows if row.recipient_school != site]
        if others:
            reason = Text(
                "本校可派人员不足，由县内其他学校补足",
                "the school has too few people to place; another school of the county fills in",
            )
            yield Violation("W1-own", (site, term), len(others), "0", len(others), reason)


# -- W2: in the corresponding post ----------------------------------------------------------------


def build_post(post: Post, variables: Variables) -> None:
    """For every site k and term t: Σ placed - Σ_c match[k, t, c] ≤ 0.

    match[c] ≤ seats of class c and ≤ people placed of class c; a seat whose subject the site does
    not have is matched by any teacher left over: match[*] ≤ such seats,
    Σ_(subjects) match + match[*] ≤ teachers placed.
    """
    part, t, v = post.component, variables.of(TeamVariables), variables.of(PlacementVariables)
    cells = len(t.site) * len(v.terms)
    column = _match_columns(post, t, v)
    groups = part.groups
    kind = class_of(groups.role, groups.subject)
    seat = kind[t.like]
    seat = np.where(_exact(part, t)[t.at, seat], seat, OTHER_CLASS)
    seats = v.in_every_term(t.at, t.come, -1)
    # one row a (site, term, class): match <= seats
    every = np.arange(cells * CLASSES, dtype=np.int64)
    exists = column >= 0
    mine = (every[exists], column[exists], 1)
    by_seat = [(row * CLASSES + seat, col, value) for row, col, value in seats]
    post.define([mine, *by_seat], high=0, count=cells * CLASSES)
    # match <= people placed, for the exact classes
    placed = _placed_by_class(v, kind)
    exact = exists & (every % CLASSES != OTHER_CLASS)
    post.define([(every[exact], column[exact], 1), *placed], high=0, count=cells * CLASSES)
    # teachers matched, exactly or not <= teachers placed
    teaching = exists & ~np.isin(every % CLASSES, [LEADER_CLASS, LEADER_CLASS + 1])
    teachers = [(row // CLASSES, col, value) for row, col, value in _only_teachers(placed)]
    post.define([(every[teaching] // CLASSES, column[teaching], 1), *teachers], high=0, count=cells)
    matched: Part = (every[exists] // CLASSES, column[exists], -1)
    post.rows("W2", v.ids(part, t), [*v.placed, matched], high=0)


def _exact(part: Component, t: TeamVariables) -> BoolArray:
    """exact[k, c]: whether a seat of class c at site k must be answered by the same class."""
    exact = np.zeros((len(t.site), CLASSES), dtype=bool)
    exact[:, [LEADER_CLASS, LEADER_CLASS + 1]] = True
    for i, k in enumerate(t.site):
        for subject in subjects_at(part.scenario).get(part.schools[k], ()):
            exact[i, SUBJECTS.index(subject)] = True
    return exact


def _match_columns(post: Post, t: TeamVariables, v: PlacementVariables) -> IntArray:
    """Add the match columns; return their numbers by (site, term, class), -1 where none is needed."""
    wanted = _exact(post.component, t)
    wanted[:, OTHER_CLASS] = True
    wanted = np.repeat(wanted, len(v.terms), axis=0).ravel()
    column = np.full(len(wanted), -1, dtype=np.int64)
    most = post.component.scenario.number("team_size_max")
    column[wanted] = post.columns(int(wanted.sum()), most, integer=False)
    return column


def _placed_by_class(v: PlacementVariables, kind: IntArray) -> list[Part]:
    own = v.cell(v.own_at, v.own_term) * CLASSES + kind[v.own_group]
    borrowed = v.cell(v.borrowed_at, v.borrowed_term) * CLASSES + v.borrowed_class
    return [(own, v.own, -1), (borrowed, v.borrowed, -1)]


def _only_teachers(placed: list[Part]) -> list[Part]:
    kept: list[Part] = []
    for row, column, value in placed:
        mine = row % CLASSES < LEADER_CLASS
        kept.append((row[mine], column[mine], value))
    return kept


def build_role(post: Post, variables: Variables) -> None:
    """For every site k and term t: Σ placed - Σ_ρ match[k, t, ρ] ≤ 0.

    match[ρ] ≤ seats of role ρ and ≤ people placed of role ρ.
    """
    part, t, v = post.component, variables.of(TeamVariables), variables.of(PlacementVariables)
    roles, groups = len(ROLES), part.groups
    rows = len(t.site) * len(v.terms) * roles
    column = post.columns(rows, part.scenario.number("team_size_max"), integer=False)
    every = np.arange(rows, dtype=np.int64)
    seats = v.in_every_term(t.at, t.come, -1)
    seat_role = groups.role[t.like]
    by_seat: list[Part] = [(row * roles + seat_role, col, value) for row, col, value in seats]
    post.define([(every, column, 1), *by_seat], high=0, count=rows)
    borrowed = np.where(v.borrowed_class < LEADER_CLASS, TEACHER, v.borrowed_class - LEADER_CLASS)
    own: Part = (v.cell(v.own_at, v.own_term) * roles + groups.role[v.own_group], v.own, -1)
    lent: Part = (v.cell(v.borrowed_at, v.borrowed_term) * roles + borrowed, v.borrowed, -1)
    post.define([(every, column, 1), own, lent], high=0, count=rows)
    post.rows("W2-role", v.ids(part, t), [*v.placed, (every // roles, column, -1)], high=0)


def check_role(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each placed person answers a seat of the same role."""
    for row in plan.rows(Placement):
        seat = seats_by_number(plan).get((row.team_id, row.seat))
        if seat is not None and seat.role != row.role:
            ids = (row.team_id, str(row.seat), row.term, row.recipient_school)
            yield Violation("W2-role", ids, 0, "1", 1, _asked_and_sent(seat, row))


def check_post(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each placed person answers a seat of the same role and subject."""
    for row in plan.rows(Placement):
        seat = seats_by_number(plan).get((row.team_id, row.seat))
        if seat is not None and not answers(scenario, seat, row):
            ids = (row.team_id, str(row.seat), row.term, row.recipient_school)
            yield Violation("W2", ids, 0, "1", 1, _asked_and_sent(seat, row))


def _asked_and_sent(seat: Seat, person: Placement) -> Text:
    asked, sent = (_post_text(x.role, x.subject) for x in (seat, person))
    return Text(
        f"支教岗位为{asked.zh}，派出跟岗的是{sent.zh}",
        f"the seat is {asked.en}, the person placed {sent.en}",
    )


def _post_text(role: str, subject: str | None) -> Text:
    """Return a post in words: a teacher's subject, or the role."""
    zh, en = (f"{label('subject', subject, x)} {label('role', role, x)}".strip() for x in LANGS)
    return Text(zh.replace(" ", ""), en)


RULES: tuple[Rule, ...] = (
    Rule(
        "W1",
        "GD-2-1§14",
        Text("跟岗人数与支教人数 1:1", "as many people are placed as the team has (1:1)"),
        "relaxable",
        PEOPLE,
        check_equal,
        build=build_equal,
        weight=10,
        why=Text("少一人计一次", "each missing person counts once"),
    ),
    Rule(
        "W1-max",
        "GD-2-1§14",
        Text(
            "跟岗人数不超过支教人数，且均为本县、驻点学校所设学段的人员",
            "no more people are placed than the team has, all of the site's county and stages",
        ),
        "hard",
        PEOPLE,
        check_no_more,
        build=build_no_more,
    ),
    Rule(
        "W1-own",
        "GD-2-1§14",
        Text("跟岗人员为受援学校本校人员", "the people placed are of the site's own school"),
        "principle",
        PEOPLE,
        check_own,
        build=build_own,
        weight=200,
        why=Text("相当于两个一级需求岗位", "worth two posts of the lowest priority"),
    ),
    Rule(
        "W2",
        "GD-2-1§14",
        Text(
            "跟岗人员安排在对应岗位（岗位；本校有该学科的，学科）",
            "in the corresponding post: role, and subject where the site has one",
        ),
        "principle",
        PEOPLE,
        check_post,
        build=build_post,
        weight=150,
        why=Text("高于一个一级需求岗位", "more than one post of the lowest priority"),
        term="O2",
    ),
    Rule(
        "W2-role",
        "GD-2-1§14",
        Text(
            "跟岗人员与所对应支教人员同为领导、中层干部或教师",
            "leaders answer leaders, middle cadres middle cadres, teachers teachers",
        ),
        "principle",
        PEOPLE,
        check_role,
        build=build_role,
        weight=200,
        why=Text("岗位类别不符比学科不符更不妥", "a wrong role is worse than a wrong subject"),
    ),
)
