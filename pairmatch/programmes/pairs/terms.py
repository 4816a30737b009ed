"""The objective term of school pairs: O5, the affinity of the chosen pairs."""

from __future__ import annotations

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.post import Post, Variables
from pairmatch.programmes.pairs import affinity as facts
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.rule import Term
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN


def build_affinity(post: Post, variables: Variables) -> None:
    """Σ affinity[r, s] x[r, s]."""
    v = variables.of(PairVariables)
    post.points("O5", v.column, v.affinity)


def measure_affinity(scenario: Scenario, plan: Plan) -> int:
    """Return the sum of the affinities of the chosen pairs."""
    return sum(
        facts.affinity(scenario, pair.recipient_school, pair.supporting_school)
        for pair in plan.rows(SchoolPair)
    )


TERMS: tuple[Term, ...] = (
    Term(
        "O5",
        OWN,
        Text("结对学校契合度之和", "affinity of the pairs"),
        Text("分", "points"),
        1,
        Text("一对满分 1000，相当于两个最急岗位", "a perfect pair is worth two most urgent posts"),
        build_affinity,
        measure_affinity,
    ),
)
