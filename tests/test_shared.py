"""Prices and the choice of plans for shared rows, against every choice and every mix there is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random

import numpy as np
import pytest

from pairmatch.post import Use
from pairmatch.settings import Force
from pairmatch.solve.engine import solve_lp
from pairmatch.solve.job import HALF, Aim, Column
from pairmatch.solve.shared import (
    DEAREST,
    PART,
    Relaxed,
    SharedRow,
    between,
    choice_model,
    price_model,
    worth_of_sides,
)
from pairmatch.solve.sparse import Sparse
from tests.test_search import answer, job
from tests.tiny_models import matrix
from tests.tiny_provinces import Province

NOTHING = Sparse.of(np.zeros(1))
FORCES: tuple[Force, ...] = ("hard", "relaxable", "principle", "preference")


def use(low: float = -np.inf, high: float = np.inf) -> Use:
    return Use("P5", ("province",), np.arange(2), np.ones(2, dtype=np.int64), low, high)


@pytest.mark.parametrize(("low", "high"), [(1.0, 3.0), (-np.inf, np.inf)])
def test_a_shared_row_has_one_side(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="P5 need one finite side"):
        SharedRow.of(use(low, high), "hard", 1)


@pytest.mark.parametrize(("force", "weight"), [("hard", 0), ("relaxable", 5)])
def test_a_shared_row_is_what_its_parts_say(force: Force, weight: int) -> None:
    least, most = SharedRow.of(use(low=4), force, weight), SharedRow.of(use(high=7), force, weight)
    assert least == SharedRow("P5", ("province",), 4, False, force, weight)
    assert most == SharedRow("P5", ("province",), 7, True, force, weight)
    assert [least.missed(x) for x in (3, 4, 5.5)] == [1, 0, -1.5]
    assert [most.missed(x) for x in (6, 7, 8.5)] == [-1, 0, 1.5]
    assert worth_of_sides([least, most], Aim((-3, 5))) == -3 * 4 + 5 * 7
    assert worth_of_sides([least, most], Aim()) == 0


def any_rows(r: Random, forces: Sequence[Force]) -> list[SharedRow]:
    return [
        SharedRow(
            f"Y{k}", (), r.randint(-1, 9), r.random() < 0.5, r.choice(forces), r.randint(0, 5)
        )
        for k in range(r.choice([1, 1, 2, 3]))
    ]


def any_pools(r: Random, rows: int) -> list[list[Column]]:
    """Columns of values that tell which plan was taken."""
    return [
        [
            Column(
                r.choice([0, 0, 1, 3]),
                r.randint(-9, 30),
                tuple(r.choice([0, 1, 2, 5]) for _ in range(rows)),
                NOTHING,
            )
            for _ in range(r.randint(1, 4))
        ]
        for _ in range(r.randint(1, 4))
    ]


@pytest.mark.parametrize("force", [*FORCES, None])
def test_the_best_choice_is_found(force: Force | None) -> None:
    """One plan a component: least shortfall, then most points, hard rows kept; or there is none."""
    none = 0
    for seed in range(60):
        r = Random(seed)
        rows = any_rows(r, FORCES if force is None else [force])
        pools = any_pools(r, len(rows))
        model = choice_model(rows, pools)
        outcome = answer(model, job(Aim(), slack=1 << 40))
        want = _best_choice(rows, pools)
        if want is None:
            assert outcome.state == "infeasible"
            none += 1
            continue
        column = outcome.column
        assert column is not None
        assert (outcome.state, column.shortfall, column.points) == ("proved", *want)
        plans = [(c, plan) for c, pool in enumerate(pools) for plan in pool]
        taken = [x for x, chosen in zip(plans, column.values.dense(), strict=False) if chosen > 0.5]
        assert [c for c, _ in taken] == list(range(len(pools)))
        assert _judged(rows, [plan for _, plan in taken]) == want
    assert (none > 5) == (force in ("hard", None))


def _best_choice(rows: list[SharedRow], pools: list[list[Column]]) -> tuple[int, int] | None:
    found = [_judged(rows, choice) for choice in product(*pools)]
    return max((x for x in found if x is not None), key=lambda x: (-x[0], x[1]), default=None)


def _judged(rows: list[SharedRow], choice: Sequence[Column]) -> tuple[int, int] | None:
    uses = [sum(plan.uses[k] for plan in choice) for k in range(len(rows))]
    shortfall, points = (sum(getattr(x, name) for x in choice) for name in ("shortfall", "points"))
    return Province((), tuple(rows)).judged(shortfall, points, uses)


def test_a_choice_by_hand() -> None:
    """At most 3 in all: the dear plan of one component leaves room for the cheap one of the other."""
    rows = [SharedRow("Y", (), 3, True, "hard", 0)]
    pools = [
        [Column(0, 9, (3,), NOTHING), Column(0, 5, (1,), NOTHING)],
        [Column(0, 7, (2,), NOTHING), Column(0, 1, (0,), NOTHING)],
    ]
    outcome = answer(choice_model(rows, pools), job(Aim(), slack=1 << 40))
    assert outcome.column is not None
    assert outcome.column.points == 12
    assert outcome.column.values.dense()[:4].tolist() == [0, 1, 1, 0]


def test_rows_of_a_mix_are_sorted_as_the_model_promises() -> None:
    for seed in range(30):
        r = Random(seed)
        rows = any_rows(r, FORCES)
        model = choice_model(rows, any_pools(r, len(rows)))
        cells = list(zip(model.row.tolist(), model.column.tolist(), strict=True))
        assert cells == sorted(set(cells))
        assert (np.abs(matrix(model)) <= 5).all()


@pytest.mark.parametrize("force", FORCES)
def test_prices_are_what_a_mix_of_relaxed_plans_pays(force: Force) -> None:
    """At these prices no relaxed plan is worth more than the mix, and each priced row is just full."""
    priced = 0
    for seed in range(80):
        r = Random(f"{seed} {force}")
        rows = any_rows(r, [force])
        pools = [
            [
                Relaxed(r.uniform(0, 60), tuple(r.choice([0.0, 0.5, 2.25, 5]) for _ in rows))
                for _ in range(r.randint(1, 4))
            ]
            for _ in range(r.randint(1, 4))
        ]
        sides = [row.side + r.choice([0.0, 0.25]) for row in rows]
        model = price_model(rows, sides, pools)
        found = solve_lp(model, Aim().objective(model), route="highs", time_limit_s=9)
        assert found is not None
        plans = [plan for pool in pools for plan in pool]
        mix = found.values[: len(plans)]
        owner = np.array([c for c, pool in enumerate(pools) for _ in pool])
        assert np.bincount(owner, mix) == pytest.approx(np.ones(len(pools)))
        prices = found.duals[len(pools) :] * PART
        # Points are counted in whole points here: a mix is worth that, less what it misses.
        points = HALF * np.rint([plan.points / HALF for plan in plans])
        uses = np.array([plan.uses for plan in plans]).reshape(len(plans), len(rows))
        worth = points - uses @ prices
        best = np.array([worth[owner == c].max() for c in range(len(pools))])
        assert found.value == pytest.approx(best.sum() + prices @ sides)
        for k, row in enumerate(rows):
            sign = 1 if row.upper else -1
            limit = HALF * (row.weight if force in ("principle", "preference") else DEAREST)
            assert -1e-6 <= sign * prices[k] <= limit + 1e-6
            missed = sign * (uses[:, k] @ mix - sides[k])
            if abs(prices[k]) > 1e-6:
                assert missed >= -1e-6
                priced += 1
            if sign * prices[k] < limit - 1e-6:
                assert missed <= 1e-6
    assert priced > 20


def test_a_price_by_hand() -> None:
    """One unit is left for two: the one who gains less by it says what it costs, 6 half points."""
    rows = [SharedRow("Y", (), 1, True, "hard", 0)]
    pools = [[Relaxed(0, (0.0,)), Relaxed(20, (1.0,))], [Relaxed(0, (0.0,)), Relaxed(6, (1.0,))]]
    model = price_model(rows, [1.0], pools)
    outcome = answer(model, job(Aim(), "relax"))
    assert outcome.base is not None
    assert 6 <= outcome.base.duals[2] * PART <= 20
    scarce = answer(price_model(rows, [1.5], pools), job(Aim(), "relax"))
    assert scarce.base is not None
    assert scarce.base.duals[2] * PART == pytest.approx(6)
    none = answer(price_model(rows, [2.0], pools), job(Aim(), "relax"))
    assert none.base is not None
    assert 0 <= none.base.duals[2] * PART <= 6


def test_what_two_aims_show_of_one_between_them_is_true() -> None:
    """Against the best of all plans; where these differ at the ends, nothing is shown or an end's plan."""
    r, told = Random(11), 0
    for _ in range(400):
        plans = [
            Relaxed(float(r.randint(0, 60)), (float(r.randint(0, 4)), float(r.randint(0, 4))))
            for _ in range(r.randint(1, 4))
        ]
        aims = {Aim((r.randint(0, 8), r.choice([0, 0, 3]))) for _ in range(r.randint(2, 3))}
        shown = {aim: best(plans, aim) for aim in sorted(aims, key=lambda aim: aim.prices)}
        asked = Aim((r.randint(0, 8), r.choice([0, 0, 3])))
        found = between(shown, asked)
        if found is not None and asked not in shown:
            assert found.worth(asked) == best(plans, asked).worth(asked)
            told += 1
    assert told > 40


def test_nothing_is_shown_of_aims_beyond_or_beside() -> None:
    plan = Relaxed(10.0, (1.0, 0.0))
    shown = {Aim((2, 0)): plan, Aim((6, 4)): plan}
    assert between(shown, Aim((4, 2))) is plan
    assert [between(shown, Aim(x)) for x in ((4, 3), (8, 6), (1, -1), (4, 0))] == [None] * 4
    other = Relaxed(7.0, (0.0, 0.0))
    assert between({Aim((0, 0)): plan, Aim((6, 0)): other}, Aim((3, 0))) is None


def best(plans: Sequence[Relaxed], aim: Aim) -> Relaxed:
    return max(plans, key=lambda plan: plan.worth(aim))
