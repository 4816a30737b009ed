"""How good the school pairs are: how many of those asked for, of which schools, how far apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.amounts import PAIRS
from pairmatch.programmes.metric import Measure, Measured, Metric
from pairmatch.programmes.pairs.distance import DISTANCE
from pairmatch.programmes.pairs.quotas import pairs_of_units
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.shares import PERCENT, counted, share_of, task
from pairmatch.programmes.spread import mean
from pairmatch.scenario import Scenario
from pairmatch.schema import School
from pairmatch.settings import OWN
from pairmatch.vocabulary import TOWNSHIP_KINDS


def pairs_by_county(scenario: Scenario, plan: Plan) -> Measured:
    """Pairs by the unit of their recipient school."""
    return counted(Counter(scenario.homes[p.recipient_school] for p in plan.rows(SchoolPair)))


def _quotas(scenario: Scenario, plan: Plan) -> tuple[Counter[str], Counter[str]]:
    """Pairs done and asked for by recipient unit; each quota by itself, none more than met."""
    done: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    found = pairs_of_units(scenario, plan)
    for (unit, programme), quotas in scenario.quotas.items():
        if programme == "pairs" and scenario.units[unit].side == "recipient":
            for quota in quotas:
                low = quota.min or 0
                asked[unit] += low
                done[unit] += min(low, found[unit, quota.stage])
    return done, asked


def pairs_done(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the pairs asked for that are there."""
    return task(*_quotas(scenario, plan))


def pairs_asked(scenario: Scenario, plan: Plan) -> Measured:
    """Pairs that the quotas of recipient units ask for."""
    return counted(_quotas(scenario, plan)[1])


def _share(so: Callable[[School], bool], known: Callable[[School], bool]) -> Measure:
    """Measure the share of pairs whose recipient school is so, of those of which it is known."""

    def measure(scenario: Scenario, plan: Plan) -> Measured:
        helped = (scenario.schools[pair.recipient_school] for pair in plan.rows(SchoolPair))
        return share_of((scenario.homes[x.school_code], so(x)) for x in helped if known(x))

    return measure


township = _share(lambda x: x.kind in TOWNSHIP_KINDS, lambda x: x.kind is not None)
county_high = _share(lambda x: x.kind == "county_high", lambda x: x.kind is not None)
kindergarten = _share(lambda x: x.stage == "kindergarten", lambda x: True)


def quality_gap(scenario: Scenario, plan: Plan) -> Measured:
    """Mean of supporting less recipient quality over the pairs in which both are known."""
    schools = scenario.schools
    known = [
        (schools[pair.recipient_school].quality, schools[pair.supporting_school].quality)
        for pair in plan.rows(SchoolPair)
    ]
    return Measured(mean(high - low for low, high in known if low is not None and high is not None))


_OF_KIND = "已知类别的结对受援学校中的占比"
_OF_KIND_EN = "share among paired recipient schools whose kind is known"

METRICS: tuple[Metric, ...] = (
    Metric(
        "pairs_done",
        Text("学校结对任务完成率", "Pairs: share of the task done"),
        Text(
            "Σ min(已结对, 名额下限) ÷ Σ 名额下限，按受援单位的每项名额计",
            "Σ min(pairs, quota min) / Σ quota min, quota by quota of the recipient units",
        ),
        PERCENT,
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
    Metric(
        "pairs_township",
        Text("结对中的乡镇学校", "Township schools among the pairs"),
        Text(
            f"乡镇寄宿制学校和乡镇中心学校在{_OF_KIND}",
            f"township boarding and central schools: {_OF_KIND_EN}",
        ),
        PERCENT,
        "higher",
        "GD-2§1",
        "people",
        township,
        parted="unit",
        decimals=1,
        percent=True,
        topic="schools",
    ),
    Metric(
        "pairs_kindergarten",
        Text("结对中的幼儿园", "Kindergartens among the pairs"),
        Text(
            "学段为幼儿园的占全部结对受援学校",
            "kindergartens: share among all paired recipient schools",
        ),
        PERCENT,
        "higher",
        "GD-2§1",
        "people",
        kindergarten,
        parted="unit",
        decimals=1,
        percent=True,
        topic="schools",
    ),
    Metric(
        "pairs_county_high",
        Text("结对中的县域高中", "County high schools among the pairs"),
        Text(f"县域高中在{_OF_KIND}", f"county high schools: {_OF_KIND_EN}"),
        PERCENT,
        "higher",
        "GD-2§1",
        "people",
        county_high,
        parted="unit",
        decimals=1,
        percent=True,
        topic="schools",
    ),
    Metric(
        "quality_gap",
        Text("结对双方质量差", "Gap in quality between paired schools"),
        Text(
            "支援学校质量 − 受援学校质量的平均，只计双方质量已知的结对",
            "mean of supporting less recipient quality, over pairs in which both are known",
        ),
        Text("分", "points"),
        "",
        OWN,
        "technical",
        quality_gap,
        decimals=1,
        topic="quality",
    ),
    *DISTANCE,
)
