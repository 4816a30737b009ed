"""The rules of quotas of pairs: P6, the pairs of a unit within what the province fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import Component
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.amounts import PAIRS
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.scenario import Scenario
from pairmatch.schema import Quota


def _build_quota(code: str, which: str) -> Callable[[Post, Variables], None]:
    def build(post: Post, variables: Variables) -> None:
        v, part = variables.of(PairVariables), post.component
        quotas = [q for q in _quotas(part.scenario, part.units) if getattr(q, which) is not None]
        row: list[IntArray] = []
        column: list[IntArray] = []
        for i, quota in enumerate(quotas):
            mine = _counted(part, v, quota)
            row.append(np.full(len(mine), i, dtype=np.int64))
            column.append(mine)
        if quotas:
            limit = np.array([getattr(quota, which) for quota in quotas], dtype=np.int64)
            parts = [(np.concatenate(row), np.concatenate(column), 1)]
            ids = [(quota.unit_code, quota.stage or "") for quota in quotas]
            if which == "min":
                post.rows(code, ids, parts, low=limit)
            else:
                post.rows(code, ids, parts, high=limit)

    sign = "≥ min[u, g]" if which == "min" else "≤ max[u, g]"
    build.__doc__ = f"For every quota of unit u (and stage g): Σ x[r, s] of u's schools {sign}."
    return build


def _check_quota(code: str, which: str) -> Callable[[Scenario, Plan], Iterator[Violation]]:
    def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
        """Every unit's pairs lie within its quota."""
        count = pairs_of_units(scenario, plan)
        for quota in _quotas(scenario, tuple(scenario.units)):
            limit = getattr(quota, which)
            if limit is None:
                continue
            found = count[quota.unit_code, quota.stage]
            missed = limit - found if which == "min" else found - limit
            if missed > 0:
                sign = "≥" if which == "min" else "≤"
                ids = (quota.unit_code, quota.stage or "")
                yield Violation(code, ids, found, f"{sign} {limit}", missed)

    return check


def pairs_of_units(scenario: Scenario, plan: Plan) -> Counter[tuple[str, str | None]]:
    """Return the pairs of each unit's schools, by their stage, and of all stages under None."""
    found: Counter[tuple[str, str | None]] = Counter()
    for pair in plan.rows(SchoolPair):
        for code in (pair.recipient_school, pair.supporting_school):
            home = scenario.homes[code]
            found.update(((home, None), (home, scenario.schools[code].stage)))
    return found


def _quotas(scenario: Scenario, units: tuple[str, ...]) -> list[Quota]:
    return [quota for unit in units for quota in scenario.quotas.get((unit, "pairs"), ())]


def _counted(part: Component, v: PairVariables, quota: Quota) -> IntArray:
    side = part.scenario.units[quota.unit_code].side
    of = v.recipient if side == "recipient" else v.supporter
    counts = np.array([_counts(part.scenario, quota, code) for code in part.schools], dtype=bool)
    return np.asarray(v.column[counts[of]], dtype=np.int64)


def _counts(scenario: Scenario, quota: Quota, school: str) -> bool:
    stage = scenario.schools[school].stage
    return scenario.homes[school] == quota.unit_code and quota.stage in (None, stage)


def _quota_rule(code: str, which: str, says: Text, weight: int, why: Text) -> Rule:
    return Rule(
        code=code,
        clause="GD-2-1§1",
        says=says,
        force="relaxable",
        unit=PAIRS,
        build=_build_quota(code, which),
        check=_check_quota(code, which),
        weight=weight,
        why=why,
    )


RULES: tuple[Rule, ...] = (
    _quota_rule(
        "P6",
        "min",
        Text("各单位结对数不低于名额下限", "pairs of a unit reach the quota's minimum"),
        10,
        Text("少一对计一次", "each missing pair counts once"),
    ),
    _quota_rule(
        "P6-max",
        "max",
        Text("各单位结对数不超过名额上限", "pairs of a unit stay within the quota's maximum"),
        50,
        Text("超名额比少一对更难解释", "harder to defend than a missing pair"),
    ),
)
