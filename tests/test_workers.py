"""Children that die, hang or lie: the run goes on, on another route, within its deadline."""

from __future__ import annotations

import os
import subprocess
import sys
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
from pairmatch.solve.engine import SolverFault, Tier, solve_tier
from pairmatch.solve.job import HALF, ROUTES, Aim, Job, Outcome, Route
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.builders import code, one_link, scenario, staff
from tests.serving import (
    serve_dying,
    serve_failing,
    serve_hanging,
    serve_hanging_with_plan,
    serve_lying,
    serve_lying_late,
    serve_lying_twice,
    serve_mute,
)
from tests.tiny_models import searched
from tests.tiny_random import tiny


def knapsack() -> Model:
    """Take at least 3 of 2 + 2 (short by 0), then the dearest: 5 x + 4 y, 2 x + 2 y <= 6."""
    inf = np.inf
    return Model(
        lower=np.zeros(3),
        upper=np.array([2.0, 2.0, 3.0]),
        integer=np.array([True, True, False]),
        low=np.array([3.0, -inf]),
        high=np.array([inf, 6.0]),
        row=np.array([0, 0, 0, 1, 1]),
        column=np.array([0, 1, 2, 0, 1]),
        coefficient=np.array([1.0, 1.0, 1.0, 2.0, 2.0]),
        shortfall=np.array([0.0, 0.0, 1.0]),
        points=np.array([5.0, 4.0, 0.0]),
        slack_rule={2: "X"},
        slack_ids={2: ("here",)},
    )


def job(number: int = 0, route: Route = "highs") -> Job:
    return Job(number, Aim(), "prove", seed=1, time_limit_s=20, slack=80, route=route)


def run(
    workers: Workers, *models: Model, limit_s: float = 20, told: list[Outcome] | None = None
) -> list[Outcome]:
    """Do one job a model, with a fresh child's view of them."""
    workers.forget()
    jobs = [job(number) for number in range(len(models))]
    heard: list[Outcome] = [] if told is None else told
    return workers.run(jobs, models.__getitem__, time.monotonic() + limit_s, heard.append)


Serve = Callable[[Any], None]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[Serve], None]:
    def use(serve: Serve) -> None:
        monkeypatch.setattr(parent, "serve", serve)
        monkeypatch.setattr(parent, "GRACE_S", 0.5)

    return use


def worth(outcome: Outcome) -> tuple[int, int]:
    """Shortfall and points of an outcome's plan."""
    assert outcome.column is not None
    return outcome.column.shortfall, outcome.column.points


def test_two_tiers_are_solved_and_proved(workers: Workers) -> None:
    outcome = run(workers, knapsack())[0]
    assert outcome.state == "proved"
    assert (worth(outcome), outcome.floor, outcome.bound) == ((0, 14), 0, 14 * HALF)
    assert outcome.route == "highs"


def test_outcomes_come_in_job_order(workers: Workers) -> None:
    models = [replace(knapsack(), points=np.array([5.0 + i, 4.0, 0.0])) for i in range(5)]
    outcomes = run(workers, *models)
    assert [o.number for o in outcomes] == list(range(5))
    assert [worth(o)[1] for o in outcomes] == [14, 16, 18, 20, 22]


def test_children_that_begin_early_do_the_jobs() -> None:
    """They are as many as there may be, once; one that dies before there is anything to do is replaced."""
    with Workers(2) as workers:
        workers.begin()
        early = [child.process for child in workers._children]
        workers.begin()
        assert [child.process for child in workers._children] == early
        assert len(early) == 2
        early[0].kill()
        early[0].join()
        assert [x.state for x in run(workers, knapsack(), knapsack())] == ["proved", "proved"]
        assert early[1] in [child.process for child in workers._children]


def test_what_a_solver_prints_is_heard_by_nobody() -> None:
    """It would stand in the midst of what a command prints, as in its JSON."""
    program = (
        "import os, sys\n"
        "from pairmatch.solve import child\n"
        "os.write(1, b'before ')\n"
        "child._serve = lambda pipe: os.write(1, b'of the solver ')\n"
        "child.serve(None)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert said.stdout == b"before "


def test_a_child_that_dies_costs_a_retry(served: Callable[[Serve], None]) -> None:
    served(serve_dying)
    with Workers(2) as workers:
        outcomes = run(workers, knapsack(), knapsack())
    assert [(o.state, worth(o), o.route) for o in outcomes] == [
        ("proved", (0, 14), "highs without presolve")
    ] * 2


def test_a_child_that_hangs_leaves_its_half_answer(served: Callable[[Serve], None]) -> None:
    served(serve_hanging)
    with Workers(1) as workers:
        run(workers, knapsack())  # its start counts in no limit
        start = time.monotonic()
        outcome = run(workers, knapsack(), limit_s=1.5)[0]
    assert time.monotonic() - start < 20
    assert outcome.state == "failed"
    assert (outcome.floor, outcome.column) == (0, None)
    assert outcome.bound is not None
    assert outcome.bound >= 14 * HALF


def test_a_child_that_hangs_leaves_its_best_plan(served: Callable[[Serve], None]) -> None:
    served(serve_hanging_with_plan)
    with Workers(1) as workers:
        run(workers, knapsack())  # its start counts in no limit
        start = time.monotonic()
        outcome = run(workers, knapsack(), limit_s=1.5)[0]
    assert time.monotonic() - start < 20
    assert (outcome.state, worth(outcome), outcome.bound) == ("feasible", (0, 14), 99)
    assert not outcome.certified


def test_nothing_in_time_is_said(served: Callable[[Serve], None]) -> None:
    """Where a decision forbids the plan to do nothing, and there is no other in time."""
    served(serve_mute)
    lock = {"what": "site", "recipient_school": code(2), "force": "require"}
    tables = one_link(locks=[lock])
    with Workers(1) as workers, pytest.raises(NoPlanInTime, match="单位2"):
        solve(scenario(tables, time_limit_s=1), workers=workers)


def test_solvers_that_fail_leave_what_is_known(served: Callable[[Serve], None]) -> None:
    served(serve_failing)
    with Workers(1) as workers:
        outcome = run(workers, knapsack())[0]
    assert (outcome.state, outcome.column, outcome.route) == ("failed", None, "scip")
    assert outcome.bound is not None
    assert outcome.bound >= 14 * HALF


def test_infeasible_is_not_believed_on_one_word(served: Callable[[Serve], None]) -> None:
    served(serve_lying)
    told: list[Outcome] = []
    with Workers(1) as workers:
        outcome = run(workers, knapsack(), told=told)[0]
    assert (outcome.state, worth(outcome)) == ("proved", (0, 14))
    assert "infeasible" not in [heard.state for heard in told]


def test_one_lie_does_not_cost_the_run(served: Callable[[Serve], None]) -> None:
    served(serve_lying)
    with Workers(1) as workers:
        assert solve(tiny(1), workers=workers).result.status == "proved"


def test_infeasible_is_not_believed_against_a_plan(served: Callable[[Serve], None]) -> None:
    served(serve_lying_late)
    with Workers(1) as workers:
        outcome = run(workers, knapsack())[0]
    assert outcome.state != "infeasible"
    assert worth(outcome) == (0, 14)


def test_a_clash_without_a_breach_is_a_defect(served: Callable[[Serve], None]) -> None:
    """If no hard rule needs to give way, the solvers were wrong, and no plan is made up for it."""
    served(serve_lying_twice)
    with Workers(1) as workers, pytest.raises(Defect, match="no hard rule needs to be broken"):
        solve(scenario(one_link()), workers=workers)


def test_a_truly_infeasible_model_is_called_so(workers: Workers) -> None:
    model = replace(knapsack(), low=np.array([9.0, -np.inf]), upper=np.array([2.0, 2.0, 0.0]))
    assert run(workers, model)[0].state == "infeasible"


def test_a_model_that_only_whole_numbers_make_infeasible_is_called_so(workers: Workers) -> None:
    """2 x + 2 y = 3: its relaxation has a bound, which is told first and does not hide the clash."""
    model = replace(
        knapsack(),
        low=np.array([3.0, -np.inf]),
        high=np.array([3.0, 3.0]),
        coefficient=np.array([2.0, 2.0, 1.0, 1.0, 1.0]),
        upper=np.array([2.0, 2.0, 0.0]),
    )
    assert run(workers, model)[0].state == "infeasible"


def test_a_child_keeps_its_models(workers: Workers) -> None:
    """A model is made once, whatever the number of jobs on it, until it is to be forgotten."""
    made: list[int] = []

    def models(number: int) -> Model:
        made.append(number)
        return replace(knapsack(), points=np.array([5.0 + number, 4.0, 0.0]))

    workers.forget()
    for _ in range(2):
        found = workers.run([job(0), job(1)], models, time.monotonic() + 20)
        assert [worth(o)[1] for o in found] == [14, 16]
    assert made == [0, 1]
    workers.forget()
    workers.run([job(1)], models, time.monotonic() + 20)
    assert made == [0, 1, 1]


def serve_slowly(pipe: Any) -> None:
    """Ask for models that are not held, and take as many milliseconds as the job's seed says."""
    held: set[int] = set()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        held -= task.forget
        if task.number not in held:
            pipe.send(None)
            pipe.recv()
        held.add(task.number)
        time.sleep(task.seed / 1000)
        said = (str(os.getpid()), *(str(number) for number in sorted(held)))
        pipe.send((True, Outcome(task.number, "feasible", floor=0, log=said)))


def test_no_two_children_hold_the_same_model(served: Callable[[Serve], None]) -> None:
    """A child that has nothing else to do takes a model over, and the other one lets go of it."""
    served(serve_slowly)
    made: list[int] = []

    def models(number: int) -> Model:
        made.append(number)
        return knapsack()

    def held_after(*milliseconds: int) -> list[set[str]]:
        """What the children hold after a round with a job of each length, sorted."""
        jobs = [replace(job(number), seed=each) for number, each in enumerate(milliseconds)]
        found = workers.run(jobs, models, time.monotonic() + 20)
        last = {o.log[0]: set(o.log[1:]) for o in found}
        return sorted(last.values(), key=sorted)

    with Workers(2) as workers:
        # Both of them are there when it begins.
        held_after(300, 300)
        workers.forget()
        made.clear()
        # One child is still busy with model 1 while the other has done 0 and takes 2 as well.
        assert held_after(0, 300, 0) == [{"0", "2"}, {"1"}]
        # Which of the two children asks first is chance.
        assert sorted(made) == [0, 1, 2]
        # Now it is still busy with model 0, and the other takes model 2 over.
        held_after(300, 0, 0)
        assert sorted(made) == [0, 1, 2, 2]
        # The child that had it hears so with its next job.
        assert held_after(300, 0, 0) == [{"0"}, {"1", "2"}]
        assert sorted(made) == [0, 1, 2, 2]
        workers.forget()
        held_after(300, 0, 0)
        assert sorted(made[4:]) == [0, 1, 2]


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_gives_the_same(route: Route) -> None:
    outcome = searched(knapsack(), job(route=route))
    assert (outcome.state, worth(outcome), outcome.route) == ("proved", (0, 14), route)


def test_solver_faults_are_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    import pairmatch.solve.relax as relax

    def broken(*_: Any, **__: Any) -> Tier:
        raise SolverFault("kError")

    monkeypatch.setattr(relax, "solve_lp", broken)
    outcome = searched(knapsack(), job())
    assert outcome.state == "failed"
    assert outcome.column is None
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

    def honest_but_other(*arguments: Any) -> Any:
        found = verify(*arguments)
        return replace(found, value=found.value - 1)

    monkeypatch.setattr("pairmatch.planner.verify", honest_but_other)
    with pytest.raises(Defect, match="differ"):
        solve(tiny(1), workers=workers)


def test_a_plan_that_breaks_a_rule_is_a_defect(
    monkeypatch: pytest.MonkeyPatch, workers: Workers
) -> None:
    """The model without a rule may break it; the verification with the rule must not let it pass."""
    from pairmatch.programmes import RULES

    tables = one_link(
        staff=[
            staff(1, "leader", 2),
            staff(1, "teacher", 3, "chinese"),
            staff(2, "teacher", 5, "chinese"),
        ]
    )
    monkeypatch.setattr("pairmatch.planner.verify", lambda s, p, rooms, rules: verify(s, p, rooms))
    with pytest.raises(Defect, match="T6"):
        solve(
            scenario(tables, numbers={"release_max": 1, "teams_per_county_min": 1}),
            workers=workers,
            rules=[rule for rule in RULES if rule.code != "T6"],
        )
