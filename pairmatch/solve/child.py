"""The child process: it takes jobs from a pipe, goes on searching where told, and may die doing so."""

from __future__ import annotations

import signal
from dataclasses import replace
from multiprocessing.connection import Connection

from pairmatch.post import Model
from pairmatch.solve.job import Job
from pairmatch.solve.orphan import end_with_parent
from pairmatch.solve.ready import Ready


def serve(pipe: Connection) -> None:
    """Answer jobs until the parent closes the pipe.

    Whatever is learnt on the way is sent at once, marked not final, so that it is not lost when the
    job is cut off. Models are kept by number: later jobs on the same component come without.
    """
    # Here, so that the parent, which names this function, does not load the solvers.
    from pairmatch.solve.search import Search

    # An interrupt at the keyboard reaches every process; the parent decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    models: dict[int, tuple[Model, dict[int, Ready]]] = {}
    while True:
        try:
            job: Job = pipe.recv()
        except EOFError:
            return
        if job.model is not None:
            models[job.number] = job.model, {}
        model, kept = models[job.number]
        search = Search(
            model, replace(job, model=None), lambda half: pipe.send((False, half)), kept
        )
        pipe.send((True, search.run()))
