"""The parent's side of solving: child processes, the deadline, retries on another route."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType

from pairmatch.solve.child import serve
from pairmatch.solve.engine import trivial_bound
from pairmatch.solve.job import ROUTES, Job, Outcome, Tier

GRACE_S = 5.0
"""A child may be this late before it is ended: solvers do not keep their time limits exactly."""
Progress = Callable[[int, int], None]


@dataclass
class _Child:
    process: BaseProcess
    pipe: Connection
    job: Job | None = None
    ends_at: float = 0.0


class Workers:
    """A few child processes that solve jobs; use it as a context manager.

    A child that dies, hangs or answers that its solver failed costs its job a retry on the next
    route of :data:`ROUTES`, not the run. The best outcome seen of each job is kept.
    """

    def __init__(self, count: int) -> None:
        self._count = max(1, count)
        self._children: list[_Child] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children:
            _end(child)
        self._children.clear()

    def run(
        self, jobs: Sequence[Job], deadline_s: float, progress: Progress = lambda done, of: None
    ) -> list[Outcome]:
        """Solve the jobs within ``deadline_s`` seconds; return one outcome each, in job order."""
        deadline = time.monotonic() + deadline_s
        best: dict[int, Outcome] = {}
        finished: set[int] = set()
        # Small models first: a large one may take all the time there is.
        waiting = deque(sorted(jobs, key=lambda job: (len(job.model.lower), job.number)))
        try:
            while len(finished) < len(jobs):
                self._hand_out(waiting, deadline)
                busy = [child for child in self._children if child.job is not None]
                if not busy and waiting and time.monotonic() < deadline:
                    continue  # the only child had died while idle; a new one takes the job
                if not busy:
                    break
                for child in self._ready(busy):
                    self._hear(child, best, finished, waiting, deadline)
                    progress(len(finished), len(jobs))
        finally:
            for child in [child for child in self._children if child.job is not None]:
                self._drop(child)
        return [best.get(job.number, _nothing(job)) for job in jobs]

    def _hand_out(self, waiting: deque[Job], deadline: float) -> None:
        while len(self._children) < min(self._count, len(waiting) + len(self._children)):
            self._children.append(_start())
        for child in list(self._children):
            left = deadline - time.monotonic()
            if child.job is None and waiting and left > 0:
                job = replace(waiting.popleft(), time_limit_s=left)
                try:
                    child.pipe.send(job)
                except OSError:
                    # It died while it had nothing to do; another one takes the job.
                    self._drop(child)
                    waiting.appendleft(job)
                    continue
                child.job, child.ends_at = job, deadline + GRACE_S

    def _ready(self, busy: list[_Child]) -> list[_Child]:
        """Wait for news of the busy children: a message, a death, or lateness."""
        first = min(child.ends_at for child in busy)
        heard = wait([child.pipe for child in busy], timeout=max(0.0, first - time.monotonic()))
        late = [child for child in busy if child.ends_at <= time.monotonic()]
        return [child for child in busy if child.pipe in heard or child in late]

    def _hear(
        self,
        child: _Child,
        best: dict[int, Outcome],
        finished: set[int],
        waiting: deque[Job],
        deadline: float,
    ) -> None:
        job = child.job
        if job is None:
            return
        try:
            if not child.pipe.poll():
                raise EOFError
            final, outcome = child.pipe.recv()
        except (EOFError, OSError):
            # Dead or late: nothing more will come from it.
            self._drop(child)
            final, outcome = True, _nothing(job)
        best[job.number] = _better(best.get(job.number), outcome)
        if not final:
            return
        child.job = None
        retry = _next_route(job, outcome)
        if retry is not None and time.monotonic() < deadline:
            waiting.appendleft(retry)
        else:
            finished.add(job.number)

    def _drop(self, child: _Child) -> None:
        _end(child)
        if child in self._children:
            self._children.remove(child)


def _start() -> _Child:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return _Child(process, ours)


def _end(child: _Child) -> None:
    child.pipe.close()
    child.process.kill()
    child.process.join()


def _nothing(job: Job) -> Outcome:
    shortfall = Tier("failed", None, 0)
    weighted = Tier("failed", None, trivial_bound(job.model, job.model.points))
    return Outcome(job.number, "failed", shortfall, weighted, job.route)


def _next_route(job: Job, outcome: Outcome) -> Job | None:
    """Return the job on the next route if the outcome is no answer.

    'Infeasible' is not believed on one solver's word: a second route must agree.
    """
    place = ROUTES.index(job.route)
    broken = outcome.state == "failed" or outcome.weighted.state in ("failed", "infeasible")
    doubted = outcome.state == "infeasible" and place == 0
    if outcome.state != "proved" and (broken or doubted) and place + 1 < len(ROUTES):
        if outcome.state == "infeasible" and not doubted:
            return None
        return replace(job, route=ROUTES[place + 1])
    return None


def _better(old: Outcome | None, new: Outcome) -> Outcome:
    """Return the more useful of two outcomes of one job."""
    if old is None:
        return new
    return max((new, old), key=_usefulness)


def _usefulness(outcome: Outcome) -> tuple[int, int, bool, int]:
    rank = {"failed": 0, "infeasible": 1, "feasible": 2, "proved": 3}[outcome.state]
    shortfall = -(outcome.shortfall.value or 0)
    value = outcome.weighted.value
    return rank, shortfall, value is not None, value or 0
