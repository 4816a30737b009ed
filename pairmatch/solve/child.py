"""The child process: it takes jobs from a pipe, solves them tier by tier, and may die doing so."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from pairmatch.solve.engine import SolverFault, solve_tier, trivial_bound
from pairmatch.solve.job import Job, Outcome, Tier


def serve(pipe: Connection) -> None:
    """Answer jobs until the parent closes the pipe.

    The outcome of the shortfall tier alone is sent first, marked not final, so that its plan is
    not lost when the weighted tier is cut off.
    """
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            return
        pipe.send((True, run(job, lambda half: pipe.send((False, half)))))


def run(job: Job, halfway: Callable[[Outcome], None]) -> Outcome:
    """Solve one job: least shortfall first, then most points with that shortfall.

    A solver fault gives an outcome in state 'failed', never an exception.
    """
    start = time.monotonic()
    log: list[str] = []
    no_answer = Tier("failed", None, 0)
    no_points = Tier("failed", None, trivial_bound(job.model, job.model.points))

    def outcome(shortfall: Tier, weighted: Tier) -> Outcome:
        bad = shortfall if shortfall.values is None else weighted
        both = shortfall.state == weighted.state == "proved"
        state = "proved" if both else "feasible" if shortfall.values is not None else bad.state
        return Outcome(
            job.number, state, shortfall, weighted, job.route, tuple(log), time.monotonic() - start
        )

    try:
        first = _first_tier(job, log)
    except SolverFault as fault:
        log.append(str(fault))
        return outcome(no_answer, no_points)
    if first.values is None:
        return outcome(first, no_points)
    halfway(outcome(first, no_points))
    left = job.time_limit_s - (time.monotonic() - start)
    try:
        second = solve_tier(
            job.model,
            job.model.points,
            maximise=True,
            route=job.route,
            seed=job.seed,
            time_limit_s=left,
            hint=first.values if first.value else None,
            fixed_shortfall=first.value,
            log=log.append,
        )
    except SolverFault as fault:
        log.append(str(fault))
        second = no_points
    return outcome(first, second)


def _first_tier(job: Job, log: list[str]) -> Tier:
    return solve_tier(
        job.model,
        job.model.shortfall,
        maximise=False,
        route=job.route,
        seed=job.seed,
        time_limit_s=job.time_limit_s,
        log=log.append,
    )
