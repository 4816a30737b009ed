"""What stands in for a solver's process, or a task on a cluster; in a module that is quickly loaded."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pairmatch.post import Model
from pairmatch.solve.job import Job, Outcome
from pairmatch.solve.remote import solve_job
from tests.tiny_models import searched


def tasks(pipe: Any) -> Iterator[tuple[Job, Model]]:
    """The jobs from the pipe, each with its model, which is asked for each time."""
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(None)
        yield task, pipe.recv()


def later_tasks(pipe: Any) -> Iterator[tuple[Job, Model]]:
    """The jobs from the pipe after the first one, which is done as it should be."""
    every = tasks(pipe)
    pipe.send(truth(*next(every)))
    return every


def truth(task: Job, model: Model) -> tuple[bool, Outcome]:
    return True, searched(model, task)


def no(task: Job) -> tuple[bool, Outcome]:
    return True, Outcome(task.number, "infeasible", floor=0, route=task.route)


def serve_dying(pipe: Any) -> None:
    """Die by a signal on the first route, work on the others."""
    for task, model in tasks(pipe):
        if task.route == "highs":
            os.kill(os.getpid(), signal.SIGSEGV)
        pipe.send(truth(task, model))


def serve_hanging(pipe: Any) -> None:
    """Send the first half of the second answer and never come back."""
    task, model = next(later_tasks(pipe))
    searched(model, replace(task, reach="relax"), lambda half: pipe.send((False, half)))
    time.sleep(600)


def serve_hanging_with_plan(pipe: Any) -> None:
    """Send a first plan for the second job, not yet proved, and never come back."""
    task, model = next(later_tasks(pipe))
    first = searched(model, task)
    pipe.send((False, replace(first, state="feasible", bound=99, certified=False)))
    time.sleep(600)


def serve_mute(pipe: Any) -> None:
    """Take the job and say nothing."""
    pipe.recv()
    time.sleep(600)


def serve_failing(pipe: Any) -> None:
    """Say on every route that the solver failed; on the first one after a bound."""
    for task, model in tasks(pipe):
        half = searched(model, replace(task, reach="relax"))
        if task.route == "highs":
            pipe.send((False, replace(half, state="failed")))
        pipe.send((True, Outcome(task.number, "failed", floor=0, route=task.route)))


def serve_lying(pipe: Any) -> None:
    """Call every model infeasible on the first route."""
    for task, model in tasks(pipe):
        pipe.send(no(task) if task.route == "highs" else truth(task, model))


def serve_lying_late(pipe: Any) -> None:
    """On the first route tell of a plan, then call the model infeasible all the same."""
    for task, model in tasks(pipe):
        pipe.send((False, truth(task, model)[1]))
        pipe.send(no(task))


def serve_lying_twice(pipe: Any) -> None:
    """Call the first model infeasible on both routes, then tell the truth."""
    for count, (task, model) in enumerate(tasks(pipe)):
        pipe.send(no(task) if count < 2 else truth(task, model))


def serve_relaxing(pipe: Any) -> None:
    """Tell the bound of every relaxation, and of nothing more."""
    for task, model in tasks(pipe):
        searched(model, task, lambda half: pipe.send((False, half)))
        time.sleep(600)


def serve_first_plans(pipe: Any) -> None:
    """Find the plans of the first two components, and never end with the third."""
    for task, model in tasks(pipe):
        if task.number == 2:
            time.sleep(600)
        pipe.send((True, searched(model, task)))


# -- on a cluster -----------------------------------------------------------------------------------


def deadly(session: str, versions: Any, job: Job, model: Any) -> Any:
    """Kill the worker on the first route."""
    if job.route == "highs":
        os._exit(1)
    return solve_job(session, versions, job, model)


def lying(session: str, versions: Any, job: Job, model: Any) -> Any:
    """Have other versions than the worker."""
    return solve_job(session, (("pairmatch", "0.0.1"),), job, model)
