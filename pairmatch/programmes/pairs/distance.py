"""How far apart paired schools are: the mean, what nine in ten do not exceed, and how many in each 50 km."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.amounts import PAIRS
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.spread import mean, percentile
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN

BIN_KM = 50
NINE_IN_TEN = Fraction(9, 10)


def _known(scenario: Scenario, plan: Plan) -> list[tuple[str, int]]:
    """(recipient unit, whole km) of every pair whose distance is known."""
    found = []
    for pair in plan.rows(SchoolPair):
        km = scenario.distance_km(pair.recipient_school, pair.supporting_school)
        if km is not None:
            found.append((scenario.homes[pair.recipient_school], km))
    return found


def distance_mean(scenario: Scenario, plan: Plan) -> Measured:
    """Mean distance, whole and by recipient unit."""
    known = _known(scenario, plan)
    by_unit: dict[str, list[int]] = {}
    for unit, km in known:
        by_unit.setdefault(unit, []).append(km)
    parts = {unit: Fraction(sum(kms), len(kms)) for unit, kms in sorted(by_unit.items())}
    return Measured(mean(km for _, km in known), parts)


def distance_p90(scenario: Scenario, plan: Plan) -> Measured:
    """The distance that nine in ten pairs do not exceed."""
    return Measured(percentile((km for _, km in _known(scenario, plan)), NINE_IN_TEN))


def pairs_by_distance(scenario: Scenario, plan: Plan) -> Measured:
    """Pairs whose distance is known, in bins of 50 km up to the farthest, empty ones included."""
    bins = Counter(km // BIN_KM for _, km in _known(scenario, plan))
    parts = {
        f"{i * BIN_KM}-{(i + 1) * BIN_KM}": Fraction(bins[i])
        for i in range(max(bins, default=-1) + 1)
    }
    return Measured(Fraction(bins.total()), parts)


KM = Text("公里", "km")

DISTANCE: tuple[Metric, ...] = (
    Metric(
        "distance_mean",
        Text("结对平均距离", "Distance of pairs, mean"),
        Text(
            "Σ 直线距离 ÷ 对数，只计距离已知的结对",
            "Σ km as the crow flies / pairs, over pairs whose distance is known",
        ),
        KM,
        "lower",
        OWN,
        "technical",
        distance_mean,
        parted="unit",
        decimals=1,
        topic="distance",
    ),
    Metric(
        "distance_p90",
        Text("九成结对不超过的距离", "Distance that nine pairs in ten do not exceed"),
        Text(
            "距离从小到大第 ⌈0.9n⌉ 个，只计距离已知的结对",
            "the ⌈0.9 n⌉-th of the distances in rising order, over pairs whose distance is known",
        ),
        KM,
        "lower",
        OWN,
        "technical",
        distance_p90,
        topic="distance",
    ),
    Metric(
        "pairs_by_distance",
        Text("距离已知的结对", "Pairs whose distance is known"),
        Text(
            "对数，按每 50 公里一档（含下限，不含上限）",
            "number, in bins of 50 km (the lower end belongs to a bin, the upper one does not)",
        ),
        PAIRS,
        "",
        OWN,
        "technical",
        pairs_by_distance,
        parted="bin",
        topic="distance",
    ),
)
