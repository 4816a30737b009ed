"""The child process: it takes jobs from a pipe, goes on searching where told, and may die doing so."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection

from pairmatch.post import Model
from pairmatch.solve.job import Job
from pairmatch.solve.orphan import end_with_parent


def serve(pipe: Connection) -> None:
    """Answer jobs until the parent closes the pipe.

    Whatever is learnt on the way is sent at once, marked not final, so that it is not lost when the
    job is cut off. Models are asked for by sending None, and what later jobs on the same component
    need is kept by its number until a job says that somebody else has it.
    """
    # An interrupt at the keyboard reaches every process; the parent decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _be_quiet()
    with suppress(EOFError):
        _serve(pipe)


def _be_quiet() -> None:
    """Let nothing out on the standard output: HiGHS prints lines there, in the midst of a command's JSON."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _serve(pipe: Connection) -> None:
    # Here, so that the parent, which names this module, does not load the solvers.
    from pairmatch.solve.held import Held
    from pairmatch.solve.search import Search

    def asked() -> Model:
        pipe.send(None)
        model: Model = pipe.recv()
        return model

    held: dict[int, Held] = {}
    while True:
        job: Job = pipe.recv()
        for number in job.forget:
            held.pop(number, None)
        here = held.setdefault(job.number, Held(asked))
        search = Search(here, job, lambda half: pipe.send((False, half)))
        pipe.send((True, search.run()))
        here.tidy()
