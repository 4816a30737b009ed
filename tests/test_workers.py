"""Children that die, hang or lie: the run goes on, on another route, within its deadline."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import pairmatch.solve.workers as parent
from pairmatch.errors import Defect, NoPlanInTime
from pairmatch.planner import solve
from pairmatch.post import Model
from pairmatch.solve.child import run
from pairmatch.solve.engine import SolverFault, solve_tier
from pairmatch.solve.job import Job, Outcome, Tier
from pairmatch.solve.workers import Workers
from tests.builders import one_link, scenario, staff
from tests.tiny_random import tiny


def knapsack() -> Model:
    """Take at least 3 of 2 + 2 (short by 0), then the dearest: 5 x + 4 y, x + y <= 3."""
    inf = np.inf
    return Model(
        lower=np.zeros(3),
        upper=np.array([2.0, 2.0, inf]),
        integer=np.array([True, True, False]),
        low=np.array([3.0, -inf]),
        high=np.array([inf, 3.0]),
        row=np.array([0, 0, 0, 1, 1]),
        column=np.array([0, 1, 2, 0, 1]),
        coefficient=np.ones(5),
        shortfall=np.array([0.0, 0.0, 1.0]),
        points=np.array([5.0, 4.0, 0.0]),
        slack_rule={2: "X"},
        slack_ids={2: ("here",)},
    )


def job(number: int = 0, model: Model | None = None) -> Job:
    return Job(number, model or knapsack(), seed=1, time_limit_s=20)


# What stands in for `serve` must be importable by a fresh child process.


def serve_dying(pipe: Any) -> None:
    """Die by a signal on the first route, work on the others."""
    while (task := pipe.recv()) is not None:
        if task.route == "highs":
            os.kill(os.getpid(), signal.SIGSEGV)
        pipe.send((True, run(task, lambda half: None)))


def serve_hanging(pipe: Any) -> None:
    """Send the first half of the answer and never come back."""
    task = pipe.recv()
    run(task, lambda half: pipe.send((False, half)))
    time.sleep(600)


def serve_mute(pipe: Any) -> None:
    """Take the job and say nothing."""
    pipe.recv()
    time.sleep(600)


def serve_lying(pipe: Any) -> None:
    """Call every model infeasible on the first route."""
    while (task := pipe.recv()) is not None:
        if task.route == "highs":
            no = Tier("infeasible", None, 0)
            pipe.send((True, Outcome(task.number, "infeasible", no, no, task.route)))
        else:
            pipe.send((True, run(task, lambda half: None)))


def serve_lying_twice(pipe: Any) -> None:
    """Call the first model infeasible on both routes, then tell the truth."""
    for count, task in enumerate(iter(pipe.recv, None)):
        if count < 2:
            no = Tier("infeasible", None, 0)
            pipe.send((True, Outcome(task.number, "infeasible", no, no, task.route)))
        else:
            pipe.send((True, run(task, lambda half: None)))


Serve = Callable[[Any], None]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[Serve], None]:
    def use(serve: Serve) -> None:
        monkeypatch.setattr(parent, "serve", serve)
        monkeypatch.setattr(parent, "GRACE_S", 1.0)

    return use


def test_two_tiers_are_solved_and_proved(workers: Workers) -> None:
    outcome = workers.run([job()], 20)[0]
    assert outcome.state == "proved"
    assert (outcome.shortfall.value, outcome.weighted.value, outcome.weighted.bound) == (0, 14, 14)
    assert outcome.route == "highs"


def test_outcomes_come_in_job_order(workers: Workers) -> None:
    jobs = [job(i, replace(knapsack(), points=np.array([5.0 + i, 4.0, 0.0]))) for i in range(5)]
    assert [o.weighted.value for o in workers.run(jobs, 20)] == [14, 16, 18, 20, 22]


def test_a_child_that_dies_costs_a_retry(served: Callable[[Serve], None]) -> None:
    served(serve_dying)
    with Workers(2) as workers:
        outcomes = workers.run([job(0), job(1)], 20)
    assert [(o.state, o.weighted.value, o.route) for o in outcomes] == [
        ("proved", 14, "highs without presolve")
    ] * 2


def test_a_child_that_hangs_leaves_its_half_answer(served: Callable[[Serve], None]) -> None:
    served(serve_hanging)
    start = time.monotonic()
    with Workers(1) as workers:
        outcome = workers.run([job()], 2)[0]
    assert time.monotonic() - start < 20
    assert outcome.state == "feasible"
    assert outcome.shortfall.value == 0
    assert outcome.weighted.value is None
    assert outcome.weighted.bound >= 14


def test_nothing_in_time_is_said(served: Callable[[Serve], None]) -> None:
    served(serve_mute)
    with Workers(1) as workers, pytest.raises(NoPlanInTime, match="单位2"):
        solve(scenario(one_link(), time_limit_s=1), workers=workers)


def test_infeasible_is_not_believed_on_one_word(served: Callable[[Serve], None]) -> None:
    served(serve_lying)
    with Workers(1) as workers:
        assert workers.run([job()], 20)[0].state == "proved"


def test_a_clash_without_a_breach_is_a_defect(served: Callable[[Serve], None]) -> None:
    """If no hard rule needs to give way, the solvers were wrong, and no plan is made up for it."""
    served(serve_lying_twice)
    with Workers(1) as workers, pytest.raises(Defect, match="no hard rule needs to be broken"):
        solve(scenario(one_link()), workers=workers)


def test_a_truly_infeasible_model_is_called_so(workers: Workers) -> None:
    model = replace(knapsack(), low=np.array([9.0, -np.inf]), upper=np.array([2.0, 2.0, 0.0]))
    assert workers.run([job(0, model)], 20)[0].state == "infeasible"


@pytest.mark.parametrize("route", ["highs", "highs without presolve", "scip"])
def test_every_route_gives_the_same(route: Any) -> None:
    outcome = run(replace(job(), route=route), lambda half: None)
    assert (outcome.state, outcome.weighted.value) == ("proved", 14)


def test_solver_faults_are_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    import pairmatch.solve.child as child

    def broken(*_: Any, **__: Any) -> Tier:
        raise SolverFault("kError")

    monkeypatch.setattr(child, "solve_tier", broken)
    outcome = run(job(), lambda half: None)
    assert outcome.state == "failed"
    assert outcome.values is None
    assert "kError" in outcome.log[0]


def test_a_fractional_integer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import pairmatch.solve.engine as engine

    monkeypatch.setattr(engine, "TOLERANCE", -1.0)
    with pytest.raises(SolverFault, match="away from a whole number"):
        solve_tier(
            knapsack(), knapsack().points, maximise=True, route="highs", seed=1, time_limit_s=9
        )


def test_a_wrong_value_is_a_defect(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """If the recomputation does not confirm the solver's value, nothing is published."""
    import pairmatch.planner as planner

    def honest_but_other(*arguments: Any) -> Any:
        found = verify(*arguments)
        return replace(found, value=found.value - 1)

    verify = planner.verify
    monkeypatch.setattr(planner, "verify", honest_but_other)
    with pytest.raises(Defect, match="differ"):
        solve(tiny(1), workers=workers)


def test_a_plan_that_breaks_a_rule_is_a_defect(
    monkeypatch: pytest.MonkeyPatch, workers: Workers
) -> None:
    """The model without a rule may break it; the verification with the rule must not let it pass."""
    import pairmatch.planner as planner
    from pairmatch.programmes import RULES

    tables = one_link(
        staff=[
            staff(1, "leader", 2),
            staff(1, "teacher", 3, "chinese"),
            staff(2, "teacher", 5, "chinese"),
        ]
    )
    whole = planner.verify
    monkeypatch.setattr(planner, "verify", lambda s, p, rooms, rules: whole(s, p, rooms))
    with pytest.raises(Defect, match="T6"):
        solve(
            scenario(tables, numbers={"release_max": 1, "teams_per_county_min": 1}),
            workers=workers,
            rules=[rule for rule in RULES if rule.code != "T6"],
        )
