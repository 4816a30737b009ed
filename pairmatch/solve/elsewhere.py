"""Hands on a cluster: each job of a run is a task of a Dask cluster, heard as if it were done here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pairmatch.solve.cluster import Cluster, WorkersDied
from pairmatch.solve.hands import Hear, Models
from pairmatch.solve.job import Job, Outcome
from pairmatch.solve.remote import solve_job
from pairmatch.solve.workers import GRACE_S, merged, next_route, nothing

if TYPE_CHECKING:
    from distributed import Future

LATEST_S = 2 * GRACE_S
"""So late after the deadline an answer is waited for: a child there may be late, and its answer too."""


@dataclass
class _Round:
    """One call of :meth:`Elsewhere.run`: what waits, what is under way, what is known."""

    waiting: list[Job]
    models: Models
    deadline: float
    hear: Hear
    running: dict[Future[Any], Job] = field(default_factory=dict)
    best: dict[int, Outcome] = field(default_factory=dict)


class Elsewhere:
    """The workers of a Dask cluster as :class:`~pairmatch.solve.hands.Hands`; closes the cluster.

    Every model is sent once. A worker that dies costs nothing but time: another one does its job, on the
    same route. If one after the other dies over a job, it is tried on the next route.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._models: dict[int, Future[Any]] = {}
        self.interrupted = False

    def __enter__(self) -> Elsewhere:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._models.clear()
        self._cluster.__exit__(kind, error, trace)

    def begin(self) -> None:
        """Do nothing: the workers of a cluster are there already."""

    def forget(self) -> None:
        """Begin with other models: those that were sent count no longer."""
        self._models.clear()

    def run(
        self,
        jobs: Sequence[Job],
        models: Models,
        deadline: float,
        hear: Hear = lambda outcome: None,
    ) -> list[Outcome]:
        """Do the jobs as :class:`~pairmatch.solve.hands.Hands` says; raise ExecutorLost."""
        this = _Round(list(jobs), models, deadline, hear)
        try:
            while not self.interrupted:
                self._hand_out(this)
                if not this.running or not self._heard(this):
                    break
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            if this.running:
                self._cluster.drop(this.running)
        return [this.best.get(job.number, nothing(job)) for job in jobs]

    def _hand_out(self, this: _Round) -> None:
        """Give the cluster as many jobs as it can do at once, so that each knows the time left."""
        free = max(1, self._cluster.slots) - len(this.running)
        for job in this.waiting[: max(0, free)]:
            left = this.deadline - time.monotonic()
            if left <= 0:
                return
            if job.number not in self._models:
                self._models[job.number] = self._cluster.hold(this.models(job.number))
            timed, model = replace(job, time_limit_s=left), self._models[job.number]
            this.running[self._cluster.submit(solve_job, timed, model)] = job
            this.waiting.remove(job)

    def _heard(self, this: _Round) -> bool:
        """Hear what is done next; return False if nothing came in time."""
        left = max(0.0, this.deadline + LATEST_S - time.monotonic())
        done = self._cluster.done(this.running, left)
        for future in done:
            job = this.running.pop(future)
            try:
                told, outcome = self._cluster.answer(future)
            except WorkersDied:
                told, outcome = [], nothing(job)
                retry = next_route(job, outcome)
                if retry is not None:
                    this.waiting.insert(0, retry)
            for each in told:
                this.hear(each)
            this.best[job.number] = merged(this.best.get(job.number), outcome, job.aim)
        return bool(done)
