"""The rule of published rows: L3, at most so many are moved; and the term O12, none without a gain."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pairmatch.component import bonded
from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Ids, Post, Variables
from pairmatch.programmes import changes, costs
from pairmatch.programmes.published.kept import Kept
from pairmatch.programmes.published.places import moved, rows_published
from pairmatch.programmes.published.tables import NO_LIMIT
from pairmatch.programmes.rule import Repair, Rule, Spoken, Term, Violation
from pairmatch.scenario import Scenario
from pairmatch.settings import MOVED_MAX, OWN

WHERE: Ids = ("province",)
ROWS = Text("行", "rows")


def build_moved(post: Post, variables: Variables) -> None:
    """Σ kept[i] over the province ≥ published rows - moved_max; a row of the component that has them all."""
    scenario, kept = post.component.scenario, variables.of(Kept)
    published = rows_published(scenario)
    least = max(0, published - scenario.number(MOVED_MAX))
    if kept.published and kept.published == published:
        zero = np.zeros(len(kept.column), dtype=np.int64)
        post.rows("L3", [WHERE], [(zero, kept.column, 1)], low=least)
    elif published and not bonded(scenario):
        post.shared("L3", WHERE, kept.column, 1, low=least)


def check_moved(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Not more published rows are moved than may be."""
    limit, found = scenario.number(MOVED_MAX), sum(moved(scenario, plan).values())
    if found > limit:
        yield Violation("L3", WHERE, found, f"≤ {limit}", found - limit)


def build_stays(post: Post, variables: Variables) -> None:
    """published rows - Σ kept[i], to be kept small; a column that is always 1 stands for the first."""
    kept = variables.of(Kept)
    if kept.published:
        always = post.columns(1, 1)
        zero = np.zeros(1, dtype=np.int64)
        post.define([(zero, always, 1)], low=1, count=1)
        post.points("O12", always, kept.published)
        post.points("O12", kept.column, -1)


def measure_stays(scenario: Scenario, plan: Plan) -> int:
    """Return how many published rows are moved."""
    return sum(moved(scenario, plan).values())


def _more(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    limit = scenario.number(MOVED_MAX)
    yield Repair(
        MOVED_MAX,
        ids,
        costs.DECISION,
        lambda n: Text(
            f"已公布的行最多改动数由 {limit} 行改为 {limit + n} 行",
            f"published rows that may be moved from {limit} to {limit + n}",
        ),
        lambda scenario, n: changes.with_number(scenario, MOVED_MAX, limit + n),
        most=NO_LIMIT - limit,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "L3",
        OWN,
        Text(
            "已公布的结对、支教、跟岗安排，改动不超过限定行数",
            "no more published pairs, seats and placements are moved than may be",
        ),
        "hard",
        ROWS,
        check_moved,
        build=build_moved,
        scope="province",
        decision=True,
        spoken=Spoken(Text("照旧的已公布安排", "published rows that stay"), repairs=_more),
    ),
)

TERMS: tuple[Term, ...] = (
    Term(
        "O12",
        OWN,
        Text("改动的已公布安排", "published rows that are moved"),
        ROWS,
        1,
        Text(
            "只防无益的改动，不挡有益的改动", "nothing moves without a gain, and any gain moves it"
        ),
        build_stays,
        measure_stays,
        sign=-1,
    ),
)
