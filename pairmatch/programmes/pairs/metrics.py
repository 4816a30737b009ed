"""How good the school pairs are: how many of those asked for, of whom, how far apart."""

from __future__ import annotations

from collections import Counter

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.amounts import PAIRS
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.pairs.quotas import pairs_of_units
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.shares import counted, share
from pairmatch.scenario import Scenario


def pairs_by_county(scenario: Scenario, plan: Plan) -> Measured:
    """Pairs by the unit of their recipient school."""
    return counted(Counter(scenario.homes[p.recipient_school] for p in plan.rows(SchoolPair)))


def _quotas(scenario: Scenario, plan: Plan) -> tuple[Counter[str], Counter[str]]:
    """Pairs asked for and done by recipient unit; each quota is met by itself, and not over-met."""
    asked: Counter[str] = Counter()
    done: Counter[str] = Counter()
    found = pairs_of_units(scenario, plan)
    for (unit, programme), quotas in scenario.quotas.items():
        if programme == "pairs" and scenario.units[unit].side == "recipient":
            for quota in quotas:
                low = quota.min or 0
                asked[unit] += low
                done[unit] += min(low, found[unit, quota.stage])
    return asked, done


def pairs_asked(scenario: Scenario, plan: Plan) -> Measured:
    """Pairs that the quotas of recipient units ask for."""
    return counted(_quotas(scenario, plan)[0])


def pairs_done(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the pairs asked for that are there; ``at``: the units that miss some."""
    asked, done = _quotas(scenario, plan)
    return share(done, asked, (unit for unit in sorted(asked) if done[unit] < asked[unit]))


METRICS: tuple[Metric, ...] = (
    Metric(
        "pairs_done",
        Text("学校结对任务完成率", "Pairs: share of the task done"),
        Text(
            "Σ min(已结对, 名额下限) ÷ Σ 名额下限，按受援单位的每项名额计",
            "Σ min(pairs, quota min) / Σ quota min, quota by quota of the recipient units",
        ),
        Text("%", "%"),
        "higher",
        "GD-2-1§1",
        "people",
        pairs_done,
        parted="unit",
        decimals=1,
        percent=True,
        topic="tasks",
    ),
    Metric(
        "pairs",
        Text("学校结对数", "School pairs"),
        Text("结对学校的对数，按受援单位", "number of pairs, by recipient unit"),
        PAIRS,
        "",
        "GD-2§11",
        "people",
        pairs_by_county,
        parted="unit",
        topic="tasks",
    ),
    Metric(
        "pairs_asked",
        Text("学校结对任务数", "School pairs asked for"),
        Text("Σ 受援单位的名额下限", "Σ quota min of the recipient units"),
        PAIRS,
        "",
        "GD-2-1§1",
        "people",
        pairs_asked,
        parted="unit",
        topic="tasks",
    ),
)
