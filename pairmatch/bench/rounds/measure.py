"""Years of rounds, each planned by pairmatch and by the greedy planner, and judged by the same `verify`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from pairmatch.bench.cases import Case
from pairmatch.bench.greedy import plan_greedily
from pairmatch.bench.measure import limited
from pairmatch.bench.row import OURS
from pairmatch.errors import NoPlanInTime
from pairmatch.metrics import METRICS
from pairmatch.metrics.verdict import of_verification
from pairmatch.plan import Plan
from pairmatch.roll.folder import RollFolder
from pairmatch.roll.past import planned
from pairmatch.roll.run import run
from pairmatch.roll.spans import RollYear
from pairmatch.roll.table import Row
from pairmatch.roll.years import Roll, read_roll
from pairmatch.scenario import Scenario
from pairmatch.schema import HistoryRow
from pairmatch.solve.workers import Workers
from pairmatch.verify import Verification, verify

GREEDY = "greedy"
"""The greedy planner's own years: each knows what it planned itself before."""
SAME_INPUT = "greedy-same-input"
"""The greedy planner on the very scenarios that pairmatch planned, so that their bounds hold for it."""
METHODS = (OURS, GREEDY, SAME_INPUT)
BROKEN, ACCEPTED = "broken", "bounded"


@dataclass(frozen=True)
class YearMeasured:
    """What a method made of a year.

    ``floor`` (of the shortfall) and ``bound`` are those that pairmatch proved of the same scenario, None
    where nobody has. ``plan_s`` are the seconds of planning, ``total_s`` with all that belongs to the
    year; reading counts for the first. ``metrics`` by code, those without a value left out.
    """

    method: str
    one: RollYear
    status: str
    shortfall: int
    value: int
    floor: int | None
    bound: int | None
    plan_s: float
    total_s: float
    metrics: Mapping[str, Fraction]


Tell = Callable[[YearMeasured], None]


@dataclass(frozen=True)
class RoundsMeasured:
    """The scenario that rounds were measured of, and every year by every method."""

    base: Scenario
    years: tuple[YearMeasured, ...]


def measure_rounds(
    case: Case, time_limit_s: int | None = None, tell: Tell = lambda year: None
) -> RoundsMeasured:
    """Plan the rounds of a case by every method; nothing stays on the disk.

    ``time_limit_s``, of each year, replaces the scenario's. ``tell`` is told each year as it
    comes. Raises NoPlanInTime if pairmatch has no plan for some year; other errors are those of reading.
    """
    began = time.monotonic()
    roll = read_roll(case.folder, case.years, case.rounds)
    facts = {year: limited(each, time_limit_s) for year, each in roll.facts.items()}
    roll = replace(roll, base=limited(roll.base, time_limit_s), facts=facts)
    found: list[YearMeasured] = []

    def add(year: YearMeasured) -> None:
        found.append(year)
        tell(year)

    with TemporaryDirectory() as temporary:
        ours = RollFolder(Path(temporary) / "roll", roll, roll.base.settings.language)
        _plan_ours(ours, began, add)
        for year in (*_greedy(roll), *_same_input(ours)):
            add(year)
    return RoundsMeasured(roll.base, tuple(found))


def _plan_ours(folder: RollFolder, began: float, add: Tell) -> None:
    clock = [began]

    def done(row: Row) -> None:
        if row.result is None:
            raise NoPlanInTime(f"{row.one.year}: {row.reason('en')}")
        clock.append(time.monotonic())
        add(_ours(row, clock[-1] - clock[-2]))

    with Workers(os.cpu_count() or 1) as hands:
        run(folder, hands, done)


def _ours(row: Row, total_s: float) -> YearMeasured:
    result = row.result
    if result is None:
        raise ValueError("a year without a plan")
    values = {metric.code: row.value(metric) for metric in METRICS}
    return YearMeasured(
        method=OURS,
        one=row.one,
        status=result.status,
        shortfall=result.shortfall,
        value=result.value,
        floor=result.shortfall_bound,
        bound=result.bound,
        plan_s=sum(result.seconds.values()) - result.seconds["verify"],
        total_s=total_s,
        metrics={code: value for code, value in values.items() if value is not None},
    )


def _greedy(roll: Roll) -> Iterator[YearMeasured]:
    left: list[HistoryRow] = []
    for one in roll.years:
        year, plan = _greedy_year(GREEDY, one, roll.scenario(one.year, left))
        left += planned(plan, one.year)
        yield year


def _same_input(ours: RollFolder) -> Iterator[YearMeasured]:
    for row in ours.rows:
        scenario = ours.roll.scenario(row.one.year, ours.left)
        year, _ = _greedy_year(SAME_INPUT, row.one, scenario)
        if row.result is not None:
            known = row.result.shortfall_bound, row.result.bound
            year = replace(year, floor=known[0], bound=known[1])
        yield year


def _greedy_year(method: str, one: RollYear, scenario: Scenario) -> tuple[YearMeasured, Plan]:
    began = time.monotonic()
    plan = plan_greedily(scenario)
    ended = time.monotonic()
    verdict = verify(scenario, plan)
    year = YearMeasured(
        method=method,
        one=one,
        status=ACCEPTED if verdict.accepted else BROKEN,
        shortfall=verdict.shortfall,
        value=verdict.value,
        floor=None,
        bound=None,
        plan_s=ended - began,
        total_s=time.monotonic() - began,
        metrics=_measured(scenario, plan, verdict),
    )
    return year, plan


def _measured(scenario: Scenario, plan: Plan, verdict: Verification) -> dict[str, Fraction]:
    known = of_verification(scenario, verdict)
    values = {
        metric.code: (known.get(metric.code) or metric.measure(scenario, plan)).value
        for metric in METRICS
    }
    return {code: value for code, value in values.items() if value is not None}
