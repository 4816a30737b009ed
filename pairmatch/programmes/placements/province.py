"""The rule of what the units of one side may spend together: T11-province."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.amounts import PEOPLE
from pairmatch.programmes.placements.exchange import half_years
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.placements.variables import PlacementVariables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.teams.tables import Seat
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import HALF_TERMS


def side_limits(scenario: Scenario, side: str) -> dict[str, int]:
    """Return the limits of all units of a side together: 'away' (people) and 'money' (half-years).

    0 means nobody; what the scenario does not say is not limited.
    """
    limit = scenario.settings.limits.get(side)
    found: dict[str, int] = {}
    if limit is not None and limit.people is not None:
        found["away"] = limit.people
    if limit is not None and limit.money is not None:
        found["money"] = half_years(scenario, limit.money)
    return found


def build_totals(post: Post, variables: Variables) -> None:
    """For each side with a limit in the province: Σ people it sends (or places) ≤ people;
    Σ half-years of those people ≤ 2 money / cost_per_person (GD-2-1§33: 40,000 yuan at least).
    """
    t, v = variables.of(TeamVariables), variables.of(PlacementVariables)
    _, term, placed = v.leaving
    halves = np.array([len(HALF_TERMS[name]) for name in v.terms], dtype=np.int64)
    away = {
        "supporting": (t.send, np.full(len(t.send), 2, dtype=np.int64)),
        "recipient": (placed, halves[term]),
    }
    for side, (column, spent) in away.items():
        for what, limit in side_limits(post.component.scenario, side).items():
            amount = spent if what == "money" else 1
            post.shared("T11-province", (side, what), column, amount, high=limit)


def check_totals(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Each side's people together stay within its limits on people and money in the province."""
    used: Counter[tuple[str, str]] = Counter()
    for _ in plan.rows(Seat):
        used["supporting", "away"] += 1
        used["supporting", "money"] += 2
    for row in plan.rows(Placement):
        used["recipient", "away"] += 1
        used["recipient", "money"] += len(HALF_TERMS[row.term])
    for side in ("supporting", "recipient"):
        for what, limit in side_limits(scenario, side).items():
            found = used[side, what]
            if found > limit:
                yield Violation("T11-province", (side, what), found, f"≤ {limit}", found - limit)


RULES: tuple[Rule, ...] = (
    Rule(
        "T11-province",
        "GD-2-1§33",
        Text(
            "支援方派出、受援方跟岗的总人数和总经费分别不超过全省限额",
            "people sent, and people placed, in the province within each side's people and money",
        ),
        "hard",
        PEOPLE,
        check_totals,
        build=build_totals,
        scope="province",
        stays=True,
    ),
)
