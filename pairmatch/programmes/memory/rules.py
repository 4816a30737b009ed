"""The rules of what stays: H1, last year's pairs of the round, and H3, the team of a seed school."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from pairmatch.errors import Text
from pairmatch.history import Pair, fits, kept_pairs, last_senders
from pairmatch.plan import Plan
from pairmatch.post import Part, Post, Variables
from pairmatch.programmes.amounts import PAIRS, TEAMS
from pairmatch.programmes.pairs.scores import scores
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario

# -- H1: last year's pairs ------------------------------------------------------------------------


def listed(scenario: Scenario, pair: Pair) -> bool:
    """Whether outside scores, where there are any, list a pair."""
    outside = scores(scenario)
    return not outside or outside.find(*pair) is not None


@lru_cache(maxsize=8)
def staying(scenario: Scenario) -> tuple[Pair, ...]:
    """Return last year's pairs of this round that nobody let go and that may still be, in order."""
    kept = sorted(kept_pairs(scenario))
    return tuple(pair for pair in kept if fits(scenario, pair) and listed(scenario, pair))


def build_stay(post: Post, variables: Variables) -> None:
    """For every pair (r, s) of last year's that may stay: x[r, s] ≥ 1."""
    v, part = variables.of(PairVariables), post.component
    pairs = [pair for pair in staying(part.scenario) if pair[0] in part.position]
    at, size = part.position, len(part.schools)
    # In the order of codes, so of cells.
    cells = np.array([at[r] * size + at[s] for r, s in pairs], dtype=np.int64)
    cell = v.recipient * size + v.supporter
    kept = np.isin(cell, cells)
    row = np.searchsorted(cells, cell[kept])
    post.rows("H1", pairs, [(row, v.column[kept], 1)], low=1)


def check_stay(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every pair of last year's that may stay is in the plan."""
    there = {(x.recipient_school, x.supporting_school) for x in plan.rows(SchoolPair)}
    for pair in staying(scenario):
        if pair not in there:
            yield Violation("H1", pair, 0, "1", 1, _IN_THE_WAY)


_IN_THE_WAY = Text(
    "结对数、名额、负荷或已议定事项不容许；双方同意解除的，请在“已议定”中禁止这一对",
    "limits, quotas, loads or decisions stand against it; if both agree to part, forbid the pair in locks",
)

# -- H3: seed schools -----------------------------------------------------------------------------


def build_seed(post: Post, variables: Variables) -> None:
    """For every seed school k whose team was replaced before:
    Σ_(g of its last senders) seated[g, k] ≥ open[k].
    """
    v, part = variables.of(TeamVariables), post.component
    seeds = {
        part.position[k]: s for k, s in last_senders(part.scenario).items() if k in part.position
    }
    held = [i for i, k in enumerate(v.site) if int(k) in seeds]
    row_of = np.full(len(v.site), -1, dtype=np.int64)
    row_of[held] = np.arange(len(held))
    mine = np.zeros(len(v.seated), dtype=bool)
    for i in held:
        senders = [part.position[s] for s in seeds[int(v.site[i])] if s in part.position]
        mine |= (v.seat_at == i) & np.isin(part.groups.school[v.seat_group], senders)
    every = np.arange(len(held), dtype=np.int64)
    sent: Part = (row_of[v.seat_at[mine]], v.seated[mine], 1)
    ids = [(part.schools[v.site[i]],) for i in held]
    post.rows("H3", ids, [sent, (every, v.open[held], -1)], low=0)


def check_seed(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """The team of a seed school that was replaced before has somebody of a school that sent the last."""
    held = last_senders(scenario)
    for seats in teams(plan).values():
        site = site_of(seats)
        if site in held and not {x.supporting_school for x in seats} & set(held[site]):
            yield Violation("H3", (site,), 0, "≥ 1", 1, _REPLACED_AGAIN)


_REPLACED_AGAIN = Text(
    "本轮已换过一次团队，今年又全部来自其他学校",
    "the team was replaced before in this round, and again nobody comes from the same school",
)

RULES: tuple[Rule, ...] = (
    Rule(
        "H1",
        "GD-2§2",
        Text(
            "一轮之内结对学校不变，双方解除的除外",
            "within a round school pairs stay, unless both sides let them go",
        ),
        "relaxable",
        PAIRS,
        check_stay,
        build=build_stay,
        weight=200,
        why=Text(
            "重于各项名额：已定的结对不为凑数而拆散",
            "more than any quota: no pair is parted to make up numbers",
        ),
    ),
    Rule(
        "H3",
        "GD-2-1§26",
        Text(
            "种子学校的帮扶团队一轮之内只替换一次",
            "the team of a seed school is replaced at most once in a round",
        ),
        "principle",
        TEAMS,
        check_seed,
        build=build_seed,
        weight=300,
        why=Text("相当于三个一级需求岗位", "worth three posts of the lowest priority"),
    ),
)
