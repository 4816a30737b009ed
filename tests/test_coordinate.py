"""Many components and the rows they share: the plan is one, and what is claimed of it is true."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest

import pairmatch.planner as planner
import pairmatch.solve.search as search
import pairmatch.solve.steps as steps
from pairmatch.errors import HardRulesClash, NoPlanInTime
from pairmatch.parts import Parts
from pairmatch.post import Model
from pairmatch.programmes import ROOMS, RULES
from pairmatch.settings import Force, Given
from pairmatch.solve.board import Board
from pairmatch.solve.choice import Choice
from pairmatch.solve.coordinate import Coordinated, Source, coordinate
from pairmatch.solve.earlier import Earlier
from pairmatch.solve.job import HALF, Aim, Column, Job, Outcome
from pairmatch.solve.prices import Prices
from pairmatch.solve.shared import SharedRow
from pairmatch.solve.sparse import Sparse
from pairmatch.solve.standing import Standing, Watch
from pairmatch.solve.steps import Steps
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.brute import optimum
from tests.tiny_provinces import Here, Province, Total, tiny_province
from tests.tiny_random import tiny

SOFT: tuple[Force, ...] = ("principle", "preference")
MIXED: tuple[Force, ...] = ("hard", "relaxable", *SOFT)
CHUNK = 30
SHARING = (
    *(35, 36, 39, 45, 47, 61, 67, 69, 108, 109, 137, 144, 146, 158, 159, 182, 184, 192, 197, 205),
    *(213, 223, 225, 233, 234, 237, 250, 252, 259, 260, 264, 270, 282, 286, 296, 304, 308, 313),
    *(348, 355, 373, 374, 378, 386, 396, 399),
)
"""The random scenarios among the first 400 that have shared rows and several components."""


def run(
    sources: Sequence[Source], rows: Sequence[SharedRow], hands: Workers, watch: Watch
) -> Coordinated:
    return coordinate(sources, rows, hands, seed=1, limit_s=60.0, watch=watch)


def coordinated(
    province: Province, told: list[Standing] | None = None, workers: Here | None = None
) -> Coordinated:
    heard: list[Standing] = [] if told is None else told
    hands = Here() if workers is None else workers
    return run(province.sources, province.rows, hands, heard.append)


def is_proved(found: Coordinated) -> bool:
    return (found.shortfall, found.value) == (found.floor, found.bound)


def plan_is_one(province: Province, found: Coordinated) -> None:
    """Its sums are those of its columns, and no hard row is missed."""
    columns = [column for column in found.columns if column is not None]
    uses = [sum(x.uses[k] for x in columns) for k in range(len(province.rows))]
    sums = [sum(getattr(x, name) for x in columns) for name in ("shortfall", "points")]
    assert province.judged(sums[0], sums[1], uses) == (found.shortfall, found.value)


def claims_hold(found: Coordinated, want: Total) -> None:
    assert found.floor <= want[0] <= found.shortfall
    assert found.bound >= max(found.value, want[1])
    if found.shortfall == want[0]:
        assert found.value <= want[1]
    if is_proved(found):
        assert (found.shortfall, found.value) == want


def standings_hold(told: Sequence[Standing], found: Coordinated, want: Total) -> None:
    """Every standing is true when it is told; the bound never rises; the last one is the result."""
    bounds = [one.bound for one in told if one.bound is not None]
    assert bounds == sorted(bounds, reverse=True)
    for one in told:
        assert 0 <= one.done <= one.of == len(found.columns)
        assert (one.value is None) == (one.shortfall is None) == (one.bound is None)
        if one.value is not None and one.bound is not None and one.shortfall is not None:
            assert one.shortfall >= want[0]
            assert one.bound >= max(one.value, want[1])
    last = told[-1]
    assert (last.shortfall, last.value, last.bound) == (found.shortfall, found.value, found.bound)


@pytest.mark.parametrize("chunk", range(2))
@pytest.mark.parametrize("forces", [("hard",), ("relaxable",), SOFT, MIXED])
def test_the_plan_is_one_and_what_is_claimed_is_true(forces: tuple[Force, ...], chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        province = tiny_province(Random(f"{seed} {forces}"), forces)
        want, told = province.optimum(), list[Standing]()
        found = coordinated(province, told)
        if found.clashing:
            assert all(not Province((province.models[i],), ()).optimum() for i in found.clashing)
        elif not found.missing:
            plan_is_one(province, found)
            assert want is not None
            claims_hold(found, want)
            standings_hold(told, found, want)
        else:
            assert "hard" in forces


@pytest.mark.parametrize("chunk", range(2))
def test_components_without_shared_rows_are_solved_and_proved(chunk: int) -> None:
    for seed in range(1000 + chunk * CHUNK, 1000 + (chunk + 1) * CHUNK):
        whole = tiny_province(Random(seed), MIXED)
        models = tuple(replace(model, uses=()) for model in whole.models)
        province, told = Province(models, ()), list[Standing]()
        want, found = province.optimum(), coordinated(province, told)
        alone = [Province((model,), ()).optimum() for model in models]
        assert list(found.clashing) == [i for i, best in enumerate(alone) if best is None]
        if want is not None:
            assert (found.shortfall, found.value, found.bound) == (*want, want[1])
            assert is_proved(found)
            assert list(found.limits) == [best[1] for best in alone if best is not None]
            standings_hold(told, found, want)
            assert told[-1].done == len(models)


def test_soft_rows_are_priced_no_dearer_than_they_are() -> None:
    """With shared principles alone most plans are proved, and all are close."""
    proved = plans = 0
    for seed in range(2000, 2060):
        province = tiny_province(Random(seed), SOFT)
        found, want = coordinated(province), province.optimum()
        if want is None:
            continue
        for row, price in zip(found.rows, found.aim.prices, strict=True):
            assert 0 <= (price if row.upper else -price) <= HALF * row.weight
        assert found.shortfall == want[0]
        plans += 1
        proved += is_proved(found)
    assert proved > plans / 2


def test_limits_hold_for_a_components_own_use_of_the_rows() -> None:
    """No plan of a component that uses as much, at its least shortfall, has more points."""
    from tests.tiny_models import column_of, plans

    compared = 0
    for seed in range(3000, 3040):
        province = tiny_province(Random(seed), SOFT)
        found = coordinated(province)
        for model, column, limit, outcome in zip(
            province.models, found.columns, found.limits, found.outcomes, strict=True
        ):
            if column is None or column.shortfall != outcome.floor:
                continue
            assert limit >= column.points
            for other in (column_of(model, plan) for plan in plans(model)):
                if (other.shortfall, other.uses) == (column.shortfall, column.uses):
                    assert other.points <= limit
                    compared += 1
    assert compared > 100


def test_a_fixed_seed_gives_the_same_plan() -> None:
    for seed in range(4000, 4020):
        province = tiny_province(Random(seed), MIXED)
        first, second = coordinated(province), coordinated(province)
        assert first.columns == second.columns
        assert (first.aim, first.value, first.bound) == (second.aim, second.value, second.bound)


def box(points: float, most: float, row: SharedRow, *, least: float = 0) -> Model:
    """One column between ``least`` and ``most``, each unit worth some points and one of the row."""
    from pairmatch.post import Use

    column, one = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    low, high = (-np.inf, float(row.side)) if row.upper else (float(row.side), np.inf)
    return Model(
        lower=np.zeros(1),
        upper=np.array([float(most)]),
        integer=np.array([True]),
        low=np.array([float(least)]),
        high=np.array([np.inf]),
        row=column,
        column=column,
        coefficient=np.ones(1),
        shortfall=np.zeros(1),
        points=np.array([float(points)]),
        uses=(Use(row.code, row.ids, column, one, low, high),),
    )


def at_most(side: int, force: Force = "hard", weight: int = 0) -> SharedRow:
    return SharedRow("Y", ("all",), side, True, force, weight)


def test_what_is_scarce_goes_where_it_is_worth_most() -> None:
    row = at_most(40)
    models = tuple(box(points, 20, row) for points in (5, 9, 7))
    found = coordinated(Province(models, (row,)))
    assert (found.value, found.bound) == (20 * 9 + 20 * 7, 20 * 9 + 20 * 7)
    assert HALF * 5 <= found.aim.prices[0] <= HALF * 7


def test_a_row_that_is_not_short_has_no_price() -> None:
    row = at_most(60)
    found = coordinated(Province(tuple(box(p, 20, row) for p in (5, 9, 7)), (row,)))
    assert (found.aim.prices, found.value) == ((0,), 20 * 21)
    assert is_proved(found)


@pytest.mark.parametrize("room", [0, 1, 2, 3])
def test_what_decisions_leave_of_a_row_goes_where_it_is_worth_most(room: int) -> None:
    """As pairs of last year: ten units each are decided, and few more are left, at last year's price."""
    row, worths = at_most(80 + room), (600, 710, 400, 820, 300, 780, 650, 500)
    models = tuple(decided(10, worth, row) for worth in worths)
    earlier = Earlier(Aim((HALF * 550,)), (row,))
    sources = Province(models, (row,)).sources
    found = coordinate(
        sources, (row,), Here(), seed=1, limit_s=60.0, watch=lambda one: None, earlier=earlier
    )
    assert found.value == found.bound == sum(sorted(worths, reverse=True)[:room])


def decided(units: int, worth: int, row: SharedRow) -> Model:
    """A component that must use some units of a row, and would use one more for some points."""
    one = box(0, units, row, least=units)
    both = np.arange(2, dtype=np.int64)
    return replace(
        one,
        lower=np.zeros(2),
        upper=np.array([float(units), 1.0]),
        integer=np.ones(2, dtype=bool),
        shortfall=np.zeros(2),
        points=np.array([0.0, float(worth)]),
        uses=(replace(one.uses[0], column=both, amount=np.ones(2, dtype=np.int64)),),
    )


@pytest.mark.parametrize(("weight", "value"), [(3, 20 * 21 - 3 * 20), (6, 20 * 16)])
def test_a_principle_is_missed_where_that_pays(weight: int, value: int) -> None:
    """At most 40 of 60: a unit more costs its weight, a unit less the 5 points that it brings."""
    row = at_most(40, "principle", weight)
    found = coordinated(Province(tuple(box(p, 20, row) for p in (5, 9, 7)), (row,)))
    assert (found.shortfall, found.value, found.bound) == (0, value, value)


def test_a_hard_row_that_cannot_be_kept_leaves_no_plan() -> None:
    """Both must have 3 of the 5 that there are: no plan, and none is made up."""
    row = at_most(5)
    found = coordinated(Province(tuple(box(2, 9, row, least=3) for _ in range(2)), (row,)))
    assert found.missing == (0, 1)


def test_components_stay_idle_before_a_hard_row_is_broken() -> None:
    """Each can have 2 or nothing of the 3 there are, and the relaxation is settled with 3."""
    row = at_most(3)
    two = box(2, 1, row)
    two = replace(two, uses=(replace(two.uses[0], amount=np.array([2])),))
    found = coordinated(Province((two, two), (row,)))
    assert (found.value, found.missing) == (2, ())
    assert found.bound >= 2


def test_a_component_that_clashes_is_named() -> None:
    row = at_most(9)
    models = (box(2, 3, row), box(2, 3, row, least=4), box(2, 3, row))
    assert coordinated(Province(models, (row,))).clashing == (1,)


def plan(shortfall: int, points: int) -> Column:
    return Column(shortfall, points, (), Sparse.of(np.zeros(1)))


class Scripted(Here):
    """Tells what it was given, whatever it is asked."""

    def __init__(self, *said: Outcome) -> None:
        super().__init__()
        self.said = said

    def run(
        self,
        jobs: Sequence[Job],
        models: Callable[[int], Model],
        deadline: float,
        hear: Callable[[Outcome], None] = lambda outcome: None,
    ) -> list[Outcome]:
        for job in jobs:
            models(job.number)
        for outcome in self.said:
            hear(outcome)
        self.said = self.said[-1:]
        return list(self.said)


def one_box(points: float = 30) -> list[Source]:
    model = replace(box(points, 3, at_most(9)), uses=())
    return [Source(0, 1, lambda: model)]


def test_a_bound_at_less_shortfall_than_any_plan_has_is_forgotten() -> None:
    """The relaxation promised 10 points without shortfall; in whole numbers there must be one unit."""
    said = (
        Outcome(0, "failed", 0, least=0, bound=10 * HALF),
        Outcome(0, "feasible", 1, least=1, bound=60 * HALF, column=plan(1, 50)),
    )
    found = run(one_box(), [], Scripted(*said), lambda one: None)
    assert (found.shortfall, found.floor, found.value, found.bound) == (1, 1, 50, 60)


def test_a_plan_with_more_shortfall_than_proved_has_no_better_bound_than_everything() -> None:
    """Perhaps no plan has the least shortfall that is proved; then its bound says nothing."""
    said = Outcome(0, "feasible", 0, least=0, bound=60 * HALF, column=plan(1, 50))
    found = run(one_box(), [], Scripted(said), lambda one: None)
    assert (found.shortfall, found.floor, found.value, found.bound) == (1, 0, 50, 3 * 30)


def test_a_worse_plan_never_takes_the_place_of_a_better_one() -> None:
    said = [
        Outcome(0, "feasible", 0, least=0, bound=90 * HALF, column=plan(*figures))
        for figures in ((1, 80), (0, 40), (0, 60), (0, 50), (2, 99))
    ]
    told: list[Standing] = []
    found = run(one_box(), [], Scripted(*said), told.append)
    assert found.columns == (plan(0, 60),)
    scores = [(-one.shortfall, one.value) for one in told if one.shortfall is not None]
    assert scores == sorted(scores, key=lambda x: (x[0], x[1] or 0))


def test_an_interrupt_at_any_moment_leaves_a_plan() -> None:
    """Whoever is told a standing may interrupt; components without a plan then stay idle."""
    row = at_most(40)
    province = Province(tuple(box(points, 20, row) for points in (5, 9, 7)), (row,))
    told: list[Standing] = []
    whole, values = coordinated(province, told), list[int]()
    for last in range(1, len(told) + 1):
        count, hands = itertools.count(1), Here()

        def watch(one: Standing, last: int = last, count: Iterator[int] = count) -> None:
            if next(count) == last:
                raise KeyboardInterrupt

        found = run(province.sources, province.rows, hands, watch)
        assert hands.interrupted
        plan_is_one(province, found)
        claims_hold(found, (0, whole.value))
        values.append(found.value)
    assert values[0] == 0
    assert values[-1] == whole.value == 20 * 16


# -- scenarios ----------------------------------------------------------------------------------


@pytest.mark.parametrize("chunk", range(2))
def test_scenarios_at_prices_claim_nothing_false(
    chunk: int, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such scenarios are otherwise one component, without prices."""
    seeds = SHARING[chunk::2]
    for seed in seeds:
        parts = Parts(tiny(seed), ROOMS, RULES)
        assert (len(parts.units), parts.shared) == (1, [])
    monkeypatch.setattr("pairmatch.parts.JOINED", 0)
    solved_at_all = proved = 0
    for seed in seeds:
        scenario = tiny(seed)
        parts = Parts(scenario, ROOMS, RULES)
        assert len(parts.units) > 1
        assert parts.shared
        best, told = optimum(scenario), list[Standing]()
        try:
            solved = planner.solve(scenario, workers=workers, watch=told.append)
        except (HardRulesClash, NoPlanInTime):
            assert best is None, f"seed {seed}"
            continue
        assert best is not None, f"seed {seed}"
        result = solved.result
        assert verify(scenario, solved.plan).accepted
        assert result.shortfall_bound <= best.shortfall <= result.shortfall, f"seed {seed}"
        if result.shortfall == best.shortfall:
            assert result.value <= best.value <= result.bound, f"seed {seed}"
        if result.status == "proved":
            assert (result.shortfall, result.value) == (best.shortfall, best.value), f"seed {seed}"
        assert told[-1].shortfall is not None
        assert result.shortfall <= told[-1].shortfall
        solved_at_all += 1
        proved += result.status == "proved"
    assert proved > solved_at_all / 4


def test_a_row_of_the_province_of_which_nothing_counts_has_no_price(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number of pairs that cannot be reached, at no weight: the best plan is the best one without it."""
    one = tiny(36)
    settings = one.settings
    numbers = {**settings.numbers, "province_pairs": Given(900)}
    weights = {**settings.weights, "P5": Given(0)}
    asked = one.with_settings(replace(settings, numbers=numbers, weights=weights))
    whole = planner.solve(asked, workers=workers).result
    monkeypatch.setattr("pairmatch.parts.JOINED", 0)
    solved = planner.solve(asked, workers=workers)
    assert len(solved.result.components) > 1
    assert solved.verification.violations["P5"]
    found = solved.result
    assert (found.shortfall, found.value, found.status) == (whole.shortfall, whole.value, "proved")


# -- a target ------------------------------------------------------------------------------------


class Noting(Here):
    """Remembers which components were proved."""

    def __init__(self) -> None:
        super().__init__()
        self.proved: list[int] = []

    def run(
        self,
        jobs: Sequence[Job],
        models: Callable[[int], Model],
        deadline: float,
        hear: Callable[[Outcome], None] = lambda outcome: None,
    ) -> list[Outcome]:
        self.proved += [job.number for job in jobs if job.reach == "prove" and job.number >= 0]
        return super().run(jobs, models, deadline, hear)


def towards(province: Province, target: Fraction) -> tuple[Coordinated, Noting]:
    hands, heard = Noting(), list[Standing]()
    found = coordinate(
        province.sources,
        province.rows,
        hands,
        seed=1,
        limit_s=60.0,
        watch=heard.append,
        target=target,
    )
    return found, hands


@pytest.mark.parametrize("target", [Fraction(0), Fraction(1, 4), Fraction(2)])
def test_a_target_is_reached_and_no_claim_is_less_true(
    target: Fraction, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tiny components are otherwise proved with their first plan, which must not be near the bound either.
    monkeypatch.setattr(steps, "FIRST_SLACK", 1)
    monkeypatch.setattr(search, "FAR", 101)
    left_open = 0
    for seed in range(5040, 5120):
        models = tiny_province(Random(seed), MIXED).models
        province = Province(tuple(replace(model, uses=()) for model in models), ())
        found, hands = towards(province, target)
        want = province.optimum()
        if want is None:
            continue
        claims_hold(found, want)
        assert found.shortfall == want[0]
        assert found.bound - found.value <= target * abs(found.value)
        assert len(hands.proved) == len(set(hands.proved))
        left_open += not is_proved(found)
    assert (left_open > 0) == (target > 0)


def test_the_gap_that_costs_least_for_its_size_is_closed_first() -> None:
    """A small and a large component lack a tenth each; the target lets one of them be."""

    def said(number: int) -> Outcome:
        return Outcome(number, "feasible", 0, least=0, bound=110 * HALF, column=plan(0, 100))

    small = replace(box(110, 1, at_most(9)), uses=())
    large = Model(
        lower=np.zeros(5),
        upper=np.ones(5),
        integer=np.ones(5, dtype=bool),
        low=np.zeros(0),
        high=np.zeros(0),
        row=np.zeros(0, dtype=np.int64),
        column=np.zeros(0, dtype=np.int64),
        coefficient=np.zeros(0),
        shortfall=np.zeros(5),
        points=np.full(5, 22.0),
    )
    board = Board([Source(0, 1, lambda: small), Source(1, 5, lambda: large)], [])
    hands = Steps(board, Noting(), 1, 60.0, lambda one: None)
    for number in (0, 1):
        board.model(number)
        board.hear(said(number))

    def needed(target: int, *, filled: bool) -> list[int]:
        return Choice(board, hands, Fraction(target, 200)).to_prove(filled=filled)[0]

    def enough(target: int, *, filled: bool) -> int:
        return Choice(board, hands, Fraction(target, 200)).to_prove(filled=filled)[1]

    def spare(target: int) -> int:
        return Choice(board, hands, Fraction(target, 200)).spare()

    # Half of the target before the rows are filled, all of it after.
    assert needed(20, filled=False) == [0]
    assert needed(19, filled=False) == [1, 0]
    assert needed(40, filled=False) == []
    assert needed(14, filled=True) == [0]
    assert needed(20, filled=True) == []
    # What those that stay open leave of it is shared by the others; the whole is left to one that comes.
    assert [enough(n, filled=False) for n in (19, 20, 30)] == [9, 0, 10]
    assert enough(14, filled=True) == 8
    assert [spare(n) for n in (20, 30)] == [0, 20]
    # What the choice lacks beside the components' own gaps is taken off the target.
    board.chosen[0] = plan(0, 97)
    assert needed(14, filled=True) == [0]
    assert needed(13, filled=True) == [1, 0]
    assert spare(30) == 13


def test_rows_that_must_not_be_missed_become_dearer_until_plans_keep_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even if no price was found at all, most plans miss no more than they must."""

    def missed() -> tuple[int, int]:
        least = plans = 0
        for seed in range(6000, 6060):
            province = tiny_province(Random(seed), ("relaxable",))
            want, found = province.optimum(), coordinated(province)
            if want is not None:
                claims_hold(found, want)
                plans += 1
                least += found.shortfall == want[0]
        return least, plans

    monkeypatch.setattr("pairmatch.solve.coordinate.Prices.find", _relaxed_alone)
    least, plans = missed()
    monkeypatch.setattr(Choice, "insist", lambda choice: False)
    without, _ = missed()
    assert without < least > 0.9 * plans


def _relaxed_alone(prices: Prices) -> None:
    """Solve the relaxations at the prices that there are."""
    prices.steps.run(prices.board.numbers[::-1], "relax")
