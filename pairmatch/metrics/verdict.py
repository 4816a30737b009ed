"""What the verification of a plan counts: exceptions, shortfalls, and where they are."""

from __future__ import annotations

from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measure, Measured, Metric
from pairmatch.programmes.shares import counted
from pairmatch.report.names import unit_of
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN
from pairmatch.verify import Verification, verify


def exceptions(scenario: Scenario, verification: Verification) -> Measured:
    """Number of departures from principles, by the unit that each is about."""
    places = [unit_of(scenario, breach.ids) for breach in verification.exceptions]
    found = counted({unit: places.count(unit) for unit in places if unit})
    return Measured(Fraction(len(places)), found.parts)


_JUDGED = {"exceptions": exceptions}


def of_verification(scenario: Scenario, verification: Verification) -> dict[str, Measured]:
    """Return the metrics that a verification knows."""
    return {code: judged(scenario, verification) for code, judged in _JUDGED.items()}


def _measure(code: str) -> Measure:
    def measure(scenario: Scenario, plan: Plan) -> Measured:
        return _JUDGED[code](scenario, verify(scenario, plan))

    return measure


VERDICT: tuple[Metric, ...] = (
    Metric(
        "exceptions",
        Text("例外", "Exceptions"),
        Text("违反“原则上”规则的处数", "number of departures from principles"),
        Text("处", "places"),
        "lower",
        OWN,
        "people",
        _measure("exceptions"),
        parted="unit",
        topic="tasks",
    ),
)
