"""What is proved about a plan; the only metric that a plan alone does not tell."""

from __future__ import annotations

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN


def of_result(result: Result) -> dict[str, Measured]:
    """Return the metrics that a result knows."""
    return {"proved_gap": Measured(result.gap)}


def _unknown(scenario: Scenario, plan: Plan) -> Measured:
    return Measured(None)


PROOF: tuple[Metric, ...] = (
    Metric(
        "proved_gap",
        Text("已证明差距", "Proved gap"),
        Text(
            "(上界 − 得分) ÷ max(1, |得分|)，取自求解结果",
            "(bound − value) / max(1, |value|), of the result",
        ),
        Text("%", "%"),
        "lower",
        OWN,
        "technical",
        _unknown,
        decimals=4,
        percent=True,
        topic="proof",
    ),
)
