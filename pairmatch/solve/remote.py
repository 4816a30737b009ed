"""What runs on a worker of a cluster: jobs are done in a child process there, which may crash or hang."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from pairmatch.post import Model
from pairmatch.solve.hands import Hands
from pairmatch.solve.job import Job, Outcome
from pairmatch.solve.versions import Versions, own_versions
from pairmatch.solve.workers import Workers

_lock = threading.Lock()
_idle: dict[str, list[Workers]] = defaultdict(list)
_busy: dict[str, list[Workers]] = defaultdict(list)


class OtherVersions(Exception):
    """This worker has other versions than the one who asks; ``args`` are the worker's."""


def versions_here() -> Versions:
    """Return the versions of the process that is asked, a worker or the scheduler."""
    return own_versions()


def held(model: Model) -> Model:
    """Return a model: as the result of a task it stays on the cluster, and is made again if lost."""
    return model


def solve_job(
    session: str, versions: Versions, job: Job, model: Model
) -> tuple[list[Outcome], Outcome]:
    """Do one job; return every outcome that was heard on the way, in order, and the last word."""
    told: list[Outcome] = []
    with borrowed(session, versions) as hands:
        hands.forget()
        deadline = time.monotonic() + job.time_limit_s
        found = hands.run([job], lambda number: model, deadline, told.append)
    return told, found[0]


@contextmanager
def borrowed(session: str, versions: Versions) -> Iterator[Hands]:
    """Lend a child process of the session to one task; raise :class:`OtherVersions` if they differ."""
    if own_versions() != versions:
        # A worker that came later was not asked when the session began.
        raise OtherVersions(*own_versions())
    with _lock:
        hands = _idle[session].pop() if _idle[session] else Workers(1)
        _busy[session].append(hands)
    # Workers of a cluster are daemons, which may have no children unless they say otherwise.
    multiprocessing.current_process().daemon = False
    try:
        yield hands
    finally:
        with _lock:
            _busy[session].remove(hands)
            if not hands.interrupted:
                _idle[session].append(hands)
        if hands.interrupted:
            hands.close()


def stop(session: str) -> None:
    """End what is being done for a session."""
    with _lock:
        for hands in _busy[session]:
            hands.stop()


def leave(session: str) -> None:
    """End what is being done for a session, and its children."""
    stop(session)
    _close([session])


def sweep_up() -> None:
    """End the idle children of all sessions: some may be left by a run that was killed."""
    _close(list(_idle))


def _close(sessions: list[str]) -> None:
    with _lock:
        left = [hands for session in sessions for hands in _idle.pop(session, [])]
    for hands in left:
        hands.close()
