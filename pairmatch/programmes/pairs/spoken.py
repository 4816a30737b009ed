"""How the rules of pairs are said where they clash, and what moves their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pairmatch.errors import Text
from pairmatch.post import Ids
from pairmatch.programmes import changes, costs
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.rule import Repair, Spoken
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import label


def _partners(which: int) -> Callable[[Scenario, Ids], Iterator[Repair]]:
    column, word = (
        ("pair_min", Text("结对下限", "least number of partners")),
        (
            "pair_max",
            Text("结对上限", "greatest number of partners"),
        ),
    )
    name, said = (column, word)[which]

    def repairs(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
        [code] = ids
        school = scenario.schools[code]
        now = bounds(scenario, school)[which]
        sign = -1 if which == 0 else 1
        yield Repair(
            f"schools.{name}",
            ids,
            costs.PAIR if which == 0 else costs.SCHOOL_LIMIT,
            lambda n: Text(
                f"{school.name}的{said.zh}由 {now} 改为 {now + sign * n}",
                f"{school.name}: {said.en} from {now} to {now + sign * n}",
            ),
            lambda scenario, n: changes.with_school(scenario, code, **{name: now + sign * n}),
            most=now if which == 0 else None,
        )

    return repairs


def _load(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    [code] = ids
    school = scenario.schools[code]
    now = school.load_max or 0
    yield Repair(
        "schools.load_max",
        ids,
        costs.SCHOOL_LIMIT,
        lambda n: Text(
            f"{school.name}的结对负荷上限由 {now} 改为 {now + n}",
            f"{school.name}: limit of load from {now} to {now + n}",
        ),
        lambda scenario, n: changes.with_school(scenario, code, load_max=now + n),
    )


def _quota(which: str) -> Callable[[Scenario, Ids], Iterator[Repair]]:
    def repairs(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
        unit, stage = ids
        now = next(
            getattr(quota, which)
            for quota in scenario.quotas[unit, "pairs"]
            if (quota.stage or "") == stage and getattr(quota, which) is not None
        )
        sign = -1 if which == "min" else 1
        name = scenario.unit_name(unit)
        kind = stage or None
        zh, en = ("下限", "least") if which == "min" else ("上限", "most")
        yield Repair(
            f"quotas.{which}",
            ("pairs", *ids),
            costs.PAIR,
            lambda n: Text(
                f"{name}{label('school_stage', kind, 'zh')}结对名额{zh}由 {now} 改为 {now + sign * n}",
                f"{name} {label('school_stage', kind, 'en')}: quota of pairs, {en}, "
                f"from {now} to {now + sign * n}".replace(" :", ":"),
            ),
            lambda scenario, n: changes.with_quota(
                scenario, unit, "pairs", kind, {which: now + sign * n}
            ),
            most=now if which == "min" else None,
        )

    return repairs


def _province(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    now = scenario.number("province_pairs_tolerance")
    yield Repair(
        "policy.province_pairs_tolerance",
        ids,
        costs.PAIR,
        lambda n: Text(
            f"全省结对总数的允许差数由 {now} 改为 {now + n}",
            f"tolerance of the province's number of pairs from {now} to {now + n}",
        ),
        lambda scenario, n: changes.with_number(scenario, "province_pairs_tolerance", now + n),
        wide=True,
    )


PARTNERS = Text("{0}的结对数", "partners of {0}")
CHOICES = Text("可能结成的对", "pairs that are possible at all")
QUOTA = Text("{0}{1}结对数", "pairs of {0} {1}")
TOTAL = Text("全省结对总数", "pairs in the province")
SPOKEN: Mapping[str, Spoken] = {
    "P2": Spoken(PARTNERS, repairs=_partners(1)),
    "P2-min": Spoken(PARTNERS, CHOICES, repairs=_partners(0)),
    "P3": Spoken(PARTNERS, repairs=_partners(1)),
    "P3-min": Spoken(PARTNERS, CHOICES, repairs=_partners(0)),
    "P3-load": Spoken(Text("{0}的结对负荷", "load of {0}"), repairs=_load),
    "P5": Spoken(TOTAL, CHOICES, repairs=_province),
    "P5-max": Spoken(TOTAL, repairs=_province),
    "P6": Spoken(QUOTA, CHOICES, repairs=_quota("min")),
    "P6-max": Spoken(QUOTA, repairs=_quota("max")),
}
