"""Whenever a run ends, by the clock or by hand, there is a verified plan if the rules allow one."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

import pairmatch.solve.workers as parent
from pairmatch.errors import NoPlanInTime
from pairmatch.planner import Solved, solve
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.result import Result, gap_of
from pairmatch.scenario import Scenario
from pairmatch.settings import Limit
from pairmatch.solve.idle import idle_plan, trivial_bound
from pairmatch.solve.standing import Standing
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.builders import code, link, need, scenario, school, staff, unit
from tests.serving import serve_first_plans, serve_mute, serve_relaxing
from tests.tiny_models import column_of, keeps, tiny_model

LINKS = 3
SIZE = 2


def larger(
    *, locks: int | None = None, what: str = "pair", shared: bool = False, **said: Any
) -> Scenario:
    """Several links of a few schools each; ``locks`` requires a pair or a site in that link."""
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("units", "links", "schools", "staff", "needs")
    }
    for i in range(LINKS):
        giver, taker = 10 * i + 1, 10 * i + 2
        tables["units"] += [unit(giver, "supporting"), unit(taker, "recipient")]
        tables["links"].append(link(giver, taker))
        for j in range(SIZE):
            a, b = 100 * i + 2 * j + 1, 100 * i + 2 * j + 2
            tables["schools"] += [school(a, giver), school(b, taker, kind="township_central")]
            tables["staff"] += [
                staff(a, "leader", 1),
                staff(a, "teacher", 4, "chinese"),
                staff(a, "teacher", 3, "mathematics"),
                staff(b, "teacher", 5, "chinese"),
            ]
            tables["needs"].append(need(b, "teacher", 2, 3, "mathematics"))
    if locks is not None:
        decided = {"what": what, "force": "require", "recipient_school": code(100 * locks + 2)}
        if what == "pair":
            decided["supporting_school"] = code(100 * locks + 1)
        tables["locks"] = [decided]
    if shared:
        said["limits"] = {"supporting": Limit(people=4)}
    return scenario(tables, **said)


BEST: dict[bool, Result] = {}


def best_of(shared: bool, workers: Workers) -> Result:
    """The proved optimum, found once."""
    if shared not in BEST:
        BEST[shared] = solve(larger(shared=shared), workers=workers).result
    assert BEST[shared].status == "proved"
    return BEST[shared]


Served = Callable[[Any], None]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    def use(serve: Any) -> None:
        monkeypatch.setattr(parent, "serve", serve)
        monkeypatch.setattr(parent, "GRACE_S", 0.5)
        monkeypatch.setattr("pairmatch.parts.JOINED", 0)

    return use


def told_truly(told: list[Standing], solved: Solved) -> None:
    bounds = [one.bound for one in told if one.bound is not None]
    assert bounds == sorted(bounds, reverse=True)
    for one in told:
        assert one.left_s >= 0
        if one.value is not None and one.bound is not None:
            assert one.value <= one.bound
            assert one.gap == gap_of(one.value, one.bound)
        else:
            assert one.gap is None
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)
    last, result = told[-1], solved.result
    assert last.shortfall is not None
    assert last.value is not None
    # The recomputation may find a plan a little better than the solver knew.
    assert (result.shortfall, -result.value) <= (last.shortfall, -last.value)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("serve", [serve_mute, serve_relaxing, serve_first_plans])
def test_without_time_there_is_a_plan_all_the_same(
    serve: Any, shared: bool, served: Served, workers: Workers
) -> None:
    """Where nothing was found in time nobody is sent; the bound is what may still be possible."""
    best = best_of(shared, workers)
    served(serve)
    told: list[Standing] = []
    one, start = larger(shared=shared, time_limit_s=1), time.monotonic()
    with Workers(1) as hands:
        solved = solve(one, workers=hands, watch=told.append)
    assert time.monotonic() - start < 20
    assert not solved.interrupted
    found, result = verify(one, solved.plan), solved.result
    assert found.accepted
    assert (result.shortfall, result.value) == (found.shortfall, found.value)
    assert result.status == "bounded"
    assert result.shortfall_bound <= best.shortfall <= result.shortfall
    assert result.bound >= max(best.value, result.value)
    assert result.gap == gap_of(result.value, result.bound)
    told_truly(told, solved)
    for part in result.components:
        assert part.shortfall_bound <= part.shortfall
        assert part.value <= part.bound


def test_a_component_without_a_plan_is_named(served: Served) -> None:
    """A team that must be needs people, whom only a solver chooses; only its component is named."""
    served(serve_mute)
    with Workers(1) as hands, pytest.raises(NoPlanInTime) as refused:
        solve(larger(locks=1, what="site", time_limit_s=1), workers=hands)
    said = str(refused.value)
    assert "单位11, 单位12" in said
    assert "单位1," not in said
    assert "单位21" not in said


def test_without_time_what_is_decided_is_planned(served: Served) -> None:
    """An agreed pair is in the plan even when nothing else is."""
    served(serve_mute)
    with Workers(1) as hands:
        solved = solve(larger(locks=1, time_limit_s=1), workers=hands)
    pairs = [(x.recipient_school, x.supporting_school) for x in solved.plan.rows(SchoolPair)]
    assert pairs == [(code(102), code(101))]
    assert verify(larger(locks=1), solved.plan).accepted


def test_every_standing_is_true_and_the_last_is_the_result(workers: Workers) -> None:
    told: list[Standing] = []
    solved = solve(larger(), workers=workers, watch=told.append)
    told_truly(told, solved)
    assert solved.result.status == "proved"
    last = told[-1]
    assert (last.done, last.of) == (LINKS, LINKS)
    assert last.shortfall == solved.result.shortfall
    assert last.value == last.bound == solved.result.value
    assert last.gap == 0


def test_an_idle_plan_is_a_plan() -> None:
    """Whatever the rows ask for: it keeps them all, or is none; and zero is one where it may be."""
    found = 0
    for seed in range(300):
        model = tiny_model(Random(seed))
        idle = idle_plan(model)
        rigid = np.isin(np.arange(len(model.low)), model.row[~model.integer[model.column]])
        if ((model.low <= 0) & (model.high >= 0))[~rigid].all():
            assert idle is not None
            assert not idle.values.dense()[model.integer].any()
        if idle is not None:
            assert keeps(model, idle.values.dense())
            assert idle == column_of(model, idle.values.dense())
            assert idle.points <= trivial_bound(model, model.points)
            found += 1
    assert found > 100


# -- an interrupt -----------------------------------------------------------------------------------


def interrupted(one: Scenario, at: int, workers: Workers) -> tuple[Solved, int]:
    """Solve, interrupted by a real signal at this word of how far it is; count the words."""
    told: list[Standing] = []

    def watch(standing: Standing) -> None:
        told.append(standing)
        if len(told) == at:
            signal.raise_signal(signal.SIGINT)

    try:
        return solve(one, workers=workers, watch=watch), len(told)
    except KeyboardInterrupt:
        pytest.fail("the interrupt was not caught")


@pytest.mark.usefixtures("keyboard")
@pytest.mark.parametrize("rows", ["alone", "shared"])
def test_an_interrupt_leaves_the_best_plan_so_far(
    rows: str, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the first word of how far it is, later, and with the very last one, after all was done."""
    one, best = larger(shared=rows == "shared"), best_of(rows == "shared", workers)
    monkeypatch.setattr("pairmatch.parts.JOINED", 0)
    whole, last = interrupted(one, 0, workers)
    assert not whole.interrupted
    ended = []
    for at in (1, 3, last):
        with Workers(1) as hands:
            ended.append(interrupted(one, at, hands)[0])
    for solved in (whole, *ended):
        result = solved.result
        assert verify(one, solved.plan).accepted
        assert result.shortfall_bound <= best.shortfall <= result.shortfall
        assert result.bound >= max(best.value, result.value)
        optimal = (result.shortfall, result.value) == (best.shortfall, best.value)
        assert optimal or result.status == "bounded"
    assert all(solved.interrupted for solved in ended)
    assert ended[-1].result.value == whole.result.value
    assert ended[-1].result.shortfall == whole.result.shortfall
