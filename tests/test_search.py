"""The search on models whose every plan is known: it finds the best one and proves no more than is true."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import numpy as np
import pytest

from pairmatch.arrays import FloatArray
from pairmatch.post import Model, Use
from pairmatch.solve import search
from pairmatch.solve.bound import SCALE, Certificate, certificate
from pairmatch.solve.engine import SolverFault, Tier, solve_tier
from pairmatch.solve.idle import trivial_bound
from pairmatch.solve.job import (
    AT_LOWER,
    BASIC,
    ROUTES,
    Aim,
    Base,
    Basis,
    Job,
    Outcome,
    Reach,
    Route,
)
from pairmatch.solve.ready import Ready, ready
from pairmatch.solve.search import Search
from pairmatch.solve.sparse import Sparse
from tests.tiny_models import best_of, column_of, keeps, plans, searched, size_of, tiny_model

SLACKS = (0, 1, 5, 80, 1 << 40)
CHUNK = 36


def job(aim: Aim, reach: Reach = "prove", **said: Any) -> Job:
    return replace(Job(0, aim, reach, seed=1, time_limit_s=20, slack=80), **said)


def answer(model: Model, one: Job, told: list[Outcome] | None = None) -> Outcome:
    """What the search says; where a solver breaks down, on the next route, as the parent has it."""
    heard: list[Outcome] = [] if told is None else told
    outcome = searched(model, one, heard.append)
    while outcome.state == "failed" and one.route != ROUTES[-1]:
        one = replace(one, route=ROUTES[ROUTES.index(one.route) + 1])
        outcome = searched(model, one, heard.append)
    return outcome


def any_base(r: Random, model: Model, aim: Aim, duals: FloatArray) -> Base:
    """Say that a relaxation ended with these duals; that it proves something, which is never a lie."""
    kept = np.array([r.random() < 0.7 for _ in model.upper])
    statuses = np.full(len(kept), AT_LOWER, np.int8), np.full(len(duals), BASIC, np.int8)
    return Base(aim, r.random() < 0.5, 0.0, (), duals, Basis(kept, *statuses))


def any_aim(r: Random, model: Model) -> Aim:
    return Aim(tuple(r.randint(-9, 9) for _ in model.uses)) if r.random() < 0.7 else Aim()


def true(model: Model, one: Job, outcome: Outcome, told: list[Outcome]) -> None:
    """The outcome is the lexicographic optimum, and nothing that was told on the way is false."""
    want = best_of(model, one.aim.objective(model))
    if want is None:
        assert outcome.state == "infeasible"
        assert outcome.column is None
        return
    column = outcome.column
    assert column is not None
    assert (outcome.state, column.shortfall, column.worth(one.aim)) == ("proved", *want)
    assert (outcome.floor, outcome.least, outcome.bound) == (want[0], want[0], want[1])
    assert keeps(model, column.values.dense())
    assert column == column_of(model, column.values.dense())
    for half in told:
        assert half.floor <= want[0]
        if half.least == want[0] and half.bound is not None:
            assert half.bound >= want[1]


@pytest.mark.parametrize("chunk", range(5))
@pytest.mark.parametrize("slack", SLACKS)
def test_the_best_plan_is_found_and_proved(slack: int, chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        r = Random(seed)
        model, told = tiny_model(r), list[Outcome]()
        one = job(any_aim(r, model), slack=slack)
        true(model, one, answer(model, one, told), told)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("chunk", range(3))
def test_what_is_known_before_changes_nothing(chunk: int, route: Route) -> None:
    """A lower limit of the shortfall, any duals, or any plan: all help, none misleads."""
    for seed in range(1000 + chunk * CHUNK, 1000 + (chunk + 1) * CHUNK):
        r = Random(f"{seed} {route}")
        model, told = tiny_model(r), list[Outcome]()
        aim = any_aim(r, model)
        want = best_of(model, aim.objective(model))
        known: dict[str, Any] = {"route": route, "slack": r.choice(SLACKS)}
        if r.random() < 0.5:
            known["shortfall"] = (
                0 if want is None else r.choice([want[0], 0, r.randint(0, want[0])])
            )
        rows = len(model.low) + bool(known.get("shortfall"))
        if r.random() < 0.6:
            duals = np.array([r.uniform(-5, 5) for _ in range(rows)])
            known["base"] = any_base(r, model, r.choice([aim, any_aim(r, model)]), duals)
        if want is not None and r.random() < 0.5:
            known["best"] = column_of(model, r.choice(list(plans(model))))
        if r.random() < 0.5:
            # A plan of another model perhaps, which is none here.
            values = [r.randint(0, int(upper)) for upper in model.upper]
            known["near"] = Sparse.of(np.array(values, dtype=np.float64))
        one = job(aim, **known)
        true(model, one, answer(model, one, told), told)


@pytest.mark.parametrize("chunk", range(2))
def test_a_relaxation_goes_on_where_another_one_ended(chunk: int) -> None:
    """Its duals prove the same bound again, and its basis leads to the bound at another aim."""
    for seed in range(2000 + chunk * CHUNK, 2000 + (chunk + 1) * CHUNK):
        r = Random(seed)
        model = tiny_model(r)
        aim, other = any_aim(r, model), any_aim(r, model)
        first = answer(model, job(aim, "relax"))
        if first.state != "feasible":
            continue
        known = {"shortfall": first.least, "best": first.column}
        again = answer(model, job(aim, "relax", base=first.base, **known))
        near = answer(model, job(other, "relax", base=first.base, **known))
        cold = answer(model, job(other, "relax", **known))
        assert again.bound == first.bound
        assert near.bound is not None
        assert cold.bound is not None
        if model.probe is None:
            assert abs(near.bound - cold.bound) <= 1
            assert aim == other or near.worth == pytest.approx(cold.worth)
        for aimed, outcome in ((aim, again), (other, near), (other, cold)):
            assert outcome.base is not None
            assert outcome.base.aim == aimed
            want = best_of(model, aimed.objective(model))
            if want is not None and want[0] == outcome.least:
                assert outcome.bound is not None
                assert outcome.bound >= want[1]


def test_an_estimate_proves_nothing_and_is_never_worth_more() -> None:
    """It is the relaxation of a sketch; where that has no plan the whole relaxation is solved."""
    sketched = whole_ones = 0
    for seed in range(2500, 2620):
        r = Random(seed)
        model = tiny_model(r, probe=False)
        aim, told = any_aim(r, model), list[Outcome]()
        whole = answer(model, job(aim, "relax"))
        if whole.state != "feasible":
            continue
        guess = answer(model, job(aim, "price", shortfall=whole.least), told)
        assert (guess.state, guess.column) == ("feasible", None)
        assert len(guess.uses) == len(model.uses)
        assert guess.worth <= whole.worth + 1e-6
        assert guess.bound is None
        assert guess.base is not None
        if guess.base.proves:
            whole_ones += 1
            assert guess.worth == pytest.approx(whole.worth)
        else:
            sketched += 1
    assert sketched > 40
    assert whole_ones > 5


def test_an_estimate_without_blocks_is_the_relaxation() -> None:
    outcome = answer(knapsack(), job(Aim(), "price"))
    assert outcome.state == "feasible"
    assert outcome.worth == pytest.approx(2 * (4 + 2 / 5 * 3))
    assert outcome.base is not None
    assert outcome.base.proves


def test_a_relaxation_says_what_it_is_worth_and_uses() -> None:
    """5 x + 5 y ≤ 7: the relaxation takes one of what brings 4 and uses 2, and 2/5 of the other."""
    used = Use("Y", (), np.array([0, 1]), np.array([2, 1]), -np.inf, 4.0)
    model = replace(knapsack(), uses=(used,))
    outcome = answer(model, job(Aim((1,)), "relax"))
    assert outcome.state == "feasible"
    assert outcome.column is None
    assert outcome.uses == pytest.approx([2 + 2 / 5])
    assert outcome.worth == pytest.approx((2 * 4 - 2) + 2 / 5 * (2 * 3 - 1))
    assert outcome.bound == 8


def knapsack() -> Model:
    """5 x + 5 y ≤ 7: one of either, or a part more in the relaxation."""
    return Model(
        lower=np.zeros(2),
        upper=np.array([3.0, 3.0]),
        integer=np.array([True, True]),
        low=np.array([-np.inf]),
        high=np.array([7.0]),
        row=np.zeros(2, dtype=np.int64),
        column=np.arange(2),
        coefficient=np.array([5.0, 5.0]),
        shortfall=np.zeros(2),
        points=np.array([4.0, 3.0]),
    )


def test_relaxed_bounds_are_valid_and_plans_are_plans() -> None:
    """A job may end after the relaxation or the first plan; what it says then is no less true."""
    plans_found = 0
    for seed in range(3000, 3120):
        r = Random(seed)
        model = tiny_model(r)
        aim = any_aim(r, model)
        want = best_of(model, aim.objective(model))
        for reach in ("relax", "plan"):
            outcome = answer(model, job(aim, reach, slack=r.choice(SLACKS)))
            if want is None:
                continue
            assert outcome.floor <= want[0]
            if outcome.least == want[0]:
                assert outcome.bound is not None
                assert outcome.bound >= want[1]
            # A relaxation ends with a plan where the least shortfall needed an integer solve, and where
            # the model is a network.
            assert outcome.column is not None or reach == "relax"
            if outcome.column is not None:
                assert keeps(model, outcome.column.values.dense())
                assert outcome.column.shortfall == want[0]
                assert (outcome.state == "proved") == (outcome.column.worth(aim) == outcome.bound)
                plans_found += 1
    assert plans_found > 60


@pytest.mark.parametrize("reach", ["plan", "prove"])
def test_a_plan_near_enough_ends_the_search_and_no_claim_is_less_true(reach: Reach) -> None:
    """Whether nothing is known before, or any plan with the least shortfall."""
    left_open = 0
    for seed in range(7000, 7080):
        r = Random(seed)
        model = tiny_model(r)
        aim = any_aim(r, model)
        want = best_of(model, aim.objective(model))
        if want is None:
            continue
        some = [
            x for x in (column_of(model, one) for one in plans(model)) if x.shortfall == want[0]
        ]
        for enough, best in itertools.product((0, 6, 60), (None, r.choice(some))):
            told = list[Outcome]()
            found = answer(model, job(aim, reach, slack=2, enough=enough, best=best), told)
            for one in (found, *(x for x in told if x.bound is not None and x.least == want[0])):
                assert one.bound is not None
                assert one.bound >= want[1]
            assert found.column is not None
            assert found.column.shortfall == want[0]
            assert keeps(model, found.column.values.dense())
            open_ = found.bound - found.column.worth(aim)
            assert 0 <= open_ <= enough
            assert (found.state == "proved") == (open_ == 0)
            left_open += open_ > 0
    assert left_open > 5


@pytest.mark.parametrize(("slack", "far"), [(2, 6), (40, 120), (100, 180)])
def test_a_first_plan_far_from_the_bound_is_not_asked_for(
    slack: int, far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()

    def noting(model: Model, objective: FloatArray, **said: Any) -> Tier:
        asked.extend([] if said.get("at_least") is None else [said["at_least"]])
        return solve_tier(model, objective, **said)

    monkeypatch.setattr(search, "solve_tier", noting)
    monkeypatch.setattr(search, "packed", lambda *_: None)
    seen = 0
    for seed in range(7200, 7260):
        model = tiny_model(Random(seed))
        told = list[Outcome]()
        asked.clear()
        answer(replace(model, points=50 * model.points), job(Aim(), "plan", slack=slack), told)
        if asked and told[0].bound is not None:
            assert asked[0] == told[0].bound - far
            seen += 1
    assert seen > 10


def test_what_a_search_without_time_left_open_is_not_called_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It gives a plan of before back, and no bound that is worth anything."""

    def late(model: Model, objective: FloatArray, **said: Any) -> Tier:
        hint = said.get("hint")
        if hint is None or not keeps(model, hint):
            return solve_tier(model, objective, **said)
        value = round(float(objective @ hint))
        return Tier("feasible", value, trivial_bound(model, objective), hint)

    monkeypatch.setattr(search, "solve_tier", late)
    monkeypatch.setattr(search, "packed", lambda *_: None)
    left_open = 0
    for seed in range(7300, 7400):
        model = tiny_model(Random(seed))
        want = best_of(model, Aim().objective(model))
        if want is None:
            continue
        some = [
            x for x in (column_of(model, one) for one in plans(model)) if x.shortfall == want[0]
        ]
        poor = min(some, key=lambda x: x.points)
        found = answer(model, job(Aim(), enough=2, slack=2, best=poor, time_limit_s=0.1))
        assert found.bound is not None
        assert found.bound >= want[1]
        left_open += found.bound > want[1]
    assert left_open > 2


def test_a_poor_plan_before_does_not_stand_for_the_first_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HiGHS gives a hint back where it has found no plan that is worth as much as it is asked for."""

    def poorly(model: Model, objective: FloatArray, **said: Any) -> Tier:
        hint, at_least = said.get("hint"), said.get("at_least")
        if at_least is not None and hint is not None and keeps(model, hint):
            value = round(float(objective @ hint))
            if value < at_least:
                return Tier("feasible", value, at_least, hint)
        return solve_tier(model, objective, **said)

    monkeypatch.setattr(search, "solve_tier", poorly)
    better = 0
    for seed in range(7100, 7200):
        model = tiny_model(Random(seed))
        want = best_of(model, Aim().objective(model))
        if want is None:
            continue
        some = [
            x for x in (column_of(model, one) for one in plans(model)) if x.shortfall == want[0]
        ]
        poor = min(some, key=lambda x: x.points)
        alone = answer(model, job(Aim(), "plan", slack=1)).column
        found = answer(model, job(Aim(), "plan", slack=1, best=poor)).column
        assert alone is not None
        assert found is not None
        assert found.points >= alone.points
        better += found.points > poor.points
    assert better > 40


@pytest.mark.parametrize("route", ROUTES)
def test_of_equal_plans_one_near_to_the_plan_before_is_found(route: Route) -> None:
    """Six yes or no, three of them at the most, all worth the same; what is worth more comes first."""
    three = Model(
        lower=np.zeros(6),
        upper=np.ones(6),
        integer=np.ones(6, dtype=bool),
        low=np.array([-np.inf]),
        high=np.array([3.0]),
        row=np.zeros(6, dtype=np.int64),
        column=np.arange(6),
        coefficient=np.ones(6),
        shortfall=np.zeros(6),
        points=np.full(6, 5.0),
    )
    for mine in itertools.combinations(range(6), 3):
        values = np.zeros(6)
        values[list(mine)] = 1.0
        near = Sparse.of(values)
        found = answer(three, job(Aim(), near=near, route=route, reach="plan")).column
        assert found is not None
        assert found.values.dense() @ values >= 2
        other = min(set(range(6)) - set(mine))
        dearer = replace(three, points=three.points + (np.arange(6) == other))
        best = answer(dearer, job(Aim(), near=near, route=route)).column
        assert best is not None
        assert best.points == 16


def three_of_which_one() -> Model:
    """One of three at the most, each worth 4 points; the relaxation takes a half of each."""
    return Model(
        lower=np.zeros(3),
        upper=np.ones(3),
        integer=np.ones(3, dtype=bool),
        low=np.full(3, -np.inf),
        high=np.ones(3),
        row=np.array([0, 0, 1, 1, 2, 2]),
        column=np.array([0, 1, 1, 2, 0, 2]),
        coefficient=np.ones(6),
        shortfall=np.zeros(3),
        points=np.full(3, 4.0),
    )


def test_points_too_large_for_leaning_are_proved_all_the_same() -> None:
    """With hundreds of millions of points the solver's own rounding is as large as what leaning adds."""
    model = replace(three_of_which_one(), points=np.full(3, 3e8))
    one = job(Aim(), near=Sparse.of(np.array([1.0, 0.0, 0.0])), time_limit_s=5)
    found = answer(model, one)
    assert (found.state, found.bound) == ("proved", 600_000_000)


@pytest.mark.parametrize(("slack", "first"), [(1, 5), (2, 12), (12, 12)])
def test_a_search_hardly_narrower_than_the_last_one_is_left_out(
    slack: int, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relaxation has 12 half points, the best plan 8."""
    asked = list[int]()
    whole = Search._plan_within

    def within(self: Search, at: Ready, proof: Certificate, slack: int, least: int | None) -> bool:
        asked.append(slack)
        return whole(self, at, proof, slack, least)

    monkeypatch.setattr(Search, "_plan_within", within)
    model = three_of_which_one()
    nothing = column_of(model, np.zeros(3))
    found = answer(model, job(Aim(), shortfall=0, slack=slack, best=nothing))
    assert (found.state, found.bound) == ("proved", 8)
    assert asked[0] == first * SCALE


def halves() -> Model:
    """2 x + 2 y + 2 z = 3 + short: the relaxation needs no shortfall, every plan has 1 or more."""
    return Model(
        lower=np.zeros(4),
        upper=np.array([2.0, 2.0, 2.0, 9.0]),
        integer=np.array([True, True, True, False]),
        low=np.array([3.0]),
        high=np.array([3.0]),
        row=np.zeros(4, dtype=np.int64),
        column=np.arange(4),
        coefficient=np.array([2.0, 2.0, 2.0, -1.0]),
        shortfall=np.array([0.0, 0.0, 0.0, 1.0]),
        points=np.array([5.0, 4.0, 4.0, 0.0]),
        slack_rule={3: "X"},
        slack_ids={3: ("here",)},
    )


@pytest.mark.parametrize("slack", SLACKS)
@pytest.mark.parametrize("route", ROUTES)
def test_a_shortfall_that_only_whole_numbers_have_is_found(route: Route, slack: int) -> None:
    told: list[Outcome] = []
    one = job(Aim(), route=route, slack=slack)
    outcome = answer(halves(), one, told)
    true(halves(), one, outcome, told)
    assert told[0].least == 0
    assert told[0].bound == 14
    assert outcome.bound == 20


def test_without_the_slack_such_a_model_has_no_plan() -> None:
    model = replace(halves(), upper=np.array([2.0, 2.0, 2.0, 0.0]))
    assert answer(model, job(Aim())).state == "infeasible"
    assert answer(model, job(Aim(), "relax")).state == "feasible"


def test_a_rounded_bound_of_the_shortfall_is_no_clash(monkeypatch: pytest.MonkeyPatch) -> None:
    """With many columns the rounding of duals may lose a whole unit of shortfall."""
    model = replace(halves(), low=np.array([-np.inf]), high=np.array([-1.0]))
    monkeypatch.setattr(Search, "_least_of_relaxation", lambda self: 0)
    one = job(Aim())
    true(model, one, answer(model, one), [])


def test_a_column_that_the_bound_wants_full_may_stay_below_in_the_best_plan() -> None:
    """3 x ≤ 4 and its like: a plan away from the upper end is found, and none is proved too early."""
    found = 0
    for seed in range(1000, 2500):
        r = Random(seed)
        if size_of(Random(seed))[1] != 1:
            continue
        model = tiny_model(r)
        aim = any_aim(r, model)
        assert len(model.low) == 1
        one = job(aim, slack=r.choice([1, 2, 3, 6]))
        true(model, one, answer(model, one), [])
        found += 1
    assert found > 200


@pytest.mark.parametrize("route", ROUTES)
def test_plans_worth_less_than_asked_need_not_be_found_and_others_are(route: Route) -> None:
    left_out = 0
    for seed in range(6000, 6060):
        whole = tiny_model(Random(seed))
        want = best_of(whole, np.rint(whole.points).astype(np.int64))
        if want is None:
            continue
        least, best = want
        model = ready(whole, least).model
        solved = partial(
            solve_tier, model, model.points, maximise=True, route=route, seed=1, time_limit_s=20
        )
        hints = (None, solved().values)
        for at_least, hint in itertools.product((best - 3, best, best + 1, best + 9), hints):
            found = solved(at_least=at_least, hint=hint)
            if at_least <= best:
                assert (found.state, found.value, found.bound) == ("proved", best, best)
            assert found.value is None or found.bound == max(found.value, at_least)
            left_out += found.value is None
    assert (left_out > 20) == (route != "scip")


def test_certified_is_what_duals_alone_prove() -> None:
    certified = 0
    for seed in range(4000, 4090):
        model = tiny_model(Random(seed))
        outcome = answer(model, job(Aim()))
        if outcome.state != "proved" or outcome.column is None or outcome.base is None:
            continue
        at = ready(model, outcome.column.shortfall).model
        bound = certificate(at, Aim().objective(at), outcome.base.duals).bound // SCALE
        assert outcome.certified == (bound == outcome.column.worth(Aim()))
        certified += outcome.certified
    assert 12 < certified < 84


def test_a_solver_that_breaks_down_leaves_what_was_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Tier:
        raise SolverFault("kError")

    monkeypatch.setattr(search, "solve_tier", broken)
    plan = column_of(halves(), np.array([2.0, 0.0, 0.0, 1.0]))
    outcome = searched(halves(), job(Aim(), best=plan))
    assert (outcome.state, outcome.column, outcome.bound) == ("failed", plan, 14)
    assert outcome.log[-1] == "kError"


def test_the_first_plan_is_told_before_it_is_proved_best() -> None:
    told: list[Outcome] = []
    one = job(Aim(), slack=0)
    outcome = answer(halves(), one, told)
    assert told[0].column is None
    assert outcome.column in [half.column for half in told]
    first, *_ = (half for half in told if half.column is not None)
    assert first.bound is not None


def test_without_time_nothing_is_claimed() -> None:
    plan = column_of(halves(), np.array([2.0, 0.0, 0.0, 1.0]))
    late = searched(halves(), job(Aim(), time_limit_s=0))
    assert (late.state, late.column, late.bound, late.floor) == ("failed", None, None, 0)
    late = searched(halves(), job(Aim(), time_limit_s=0, best=plan))
    assert (late.state, late.column, late.bound) == ("feasible", plan, None)


def test_solvers_that_contradict_each_other_are_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No plan within the shortfall that another call finds a plan with: another route decides."""

    def lying(model: Model, *given: Any, maximise: bool, **more: Any) -> Tier:
        no = Tier("infeasible", None, 0)
        return no if maximise else solve_tier(model, *given, maximise=maximise, **more)

    monkeypatch.setattr(search, "solve_tier", lying)
    outcome = searched(knapsack(), job(Aim()))
    assert outcome.state == "failed"


@pytest.mark.parametrize("model", [replace(knapsack(), high=np.array([-1.0])), knapsack()])
def test_a_model_without_columns_has_one_plan_or_none(model: Model) -> None:
    every = {
        name: getattr(model, name)[:0]
        for name in ("lower", "upper", "integer", "row", "column", "coefficient")
    }
    empty = replace(model, **every, shortfall=np.zeros(0), points=np.zeros(0))
    outcome = answer(empty, job(Aim()))
    assert outcome.state == ("proved" if model.high[0] >= 0 else "infeasible")
