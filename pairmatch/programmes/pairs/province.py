"""The rules of the province's number of pairs: P5, about as many in all as the province wants."""

from __future__ import annotations

from collections.abc import Iterator

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Ids, Post, Variables
from pairmatch.programmes.amounts import PAIRS
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.scenario import Scenario

WHERE: Ids = ("province",)
CLAUSE = "GD-2-1§1"
WEIGHT = 5
"""Less than the 10 of any other missing pair or person: what a county agreed is never given up,
nor a school's leaders overdrawn, to bring the province nearer to its total."""


def pairs_wanted(scenario: Scenario) -> tuple[int, int] | None:
    """Return the least and most pairs in the province, None if the scenario sets no target."""
    target, play = scenario.number("province_pairs"), scenario.number("province_pairs_tolerance")
    return (max(0, target - play), target + play) if target else None


def build_least(post: Post, variables: Variables) -> None:
    """Σ x[r, s] over the province ≥ province_pairs − province_pairs_tolerance, in pairs.

    GD-2-1§1: about 1,000 pairs a round. Nothing is posted without a target, or down to 0.
    """
    wanted = pairs_wanted(post.component.scenario)
    if wanted and wanted[0]:
        post.shared("P5", WHERE, variables.of(PairVariables).column, 1, low=wanted[0])


def check_least(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """All pairs of the plan together are not fewer than the target less its tolerance."""
    wanted, found = pairs_wanted(scenario), len(plan.rows(SchoolPair))
    if wanted and found < wanted[0]:
        yield Violation("P5", WHERE, found, f"≥ {wanted[0]}", wanted[0] - found)


def build_most(post: Post, variables: Variables) -> None:
    """Σ x[r, s] over the province ≤ province_pairs + province_pairs_tolerance, in pairs.

    GD-2-1§1: about 1,000 pairs a round. Nothing is posted without a target.
    """
    wanted = pairs_wanted(post.component.scenario)
    if wanted:
        post.shared("P5-max", WHERE, variables.of(PairVariables).column, 1, high=wanted[1])


def check_most(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """All pairs of the plan together are not more than the target and its tolerance."""
    wanted, found = pairs_wanted(scenario), len(plan.rows(SchoolPair))
    if wanted and found > wanted[1]:
        yield Violation("P5-max", WHERE, found, f"≤ {wanted[1]}", found - wanted[1])


RULES: tuple[Rule, ...] = (
    Rule(
        "P5",
        CLAUSE,
        Text(
            "全省结对总数不少于目标数减允许差数",
            "pairs in the province reach the target less its tolerance",
        ),
        "relaxable",
        PAIRS,
        check_least,
        build=build_least,
        scope="province",
        weight=WEIGHT,
        why=Text(
            "少一对计一次，轻于各单位名额和各校人手：先顾各县，再看全省",
            "each missing pair counts once, less than quotas and people: the counties' own come first",
        ),
    ),
    Rule(
        "P5-max",
        CLAUSE,
        Text(
            "全省结对总数不多于目标数加允许差数",
            "pairs in the province stay within the target and its tolerance",
        ),
        "relaxable",
        PAIRS,
        check_most,
        build=build_most,
        scope="province",
        weight=WEIGHT,
        why=Text(
            "多一对计一次，轻于各单位名额下限：不为压总数而少给县里",
            "each pair too many counts once, less than quotas: no county gives up pairs for it",
        ),
    ),
)
