"""The parent's side of solving: child processes, the deadline, retries on another route."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType

from pairmatch.solve.child import serve
from pairmatch.solve.hands import Hear, Models
from pairmatch.solve.job import ROUTES, Aim, Job, Outcome, better

GRACE_S = 5.0
"""A child may be this late before it is ended: solvers do not keep their time limits exactly."""


@dataclass
class _Child:
    process: BaseProcess
    pipe: Connection
    job: Job | None = None
    ends_at: float = 0.0
    holds: set[int] = field(default_factory=set)
    forgets: set[int] = field(default_factory=set)


@dataclass
class _Round:
    """One call of :meth:`Workers.run`: what waits, what is known, what is finished."""

    waiting: list[Job]
    models: Models
    deadline: float
    best: dict[int, Outcome] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)


class Workers:
    """A few child processes that solve jobs; use it as a context manager.

    A child that dies, hangs or answers that its solver failed costs its job a retry on the next
    route of :data:`ROUTES`, not the run. The best outcome seen of each job is kept. A child asks for
    models, holds what it needs of them and is given jobs on them first; when another child takes one
    over, it forgets it, so that no model is held twice. An interrupt at the keyboard ends the
    round early and is remembered in ``interrupted``; later rounds then end at once.
    """

    def __init__(self, count: int) -> None:
        self._count = max(1, count)
        self._children: list[_Child] = []
        self.interrupted = False

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the children."""
        for child in self._children:
            _end(child)
        self._children.clear()

    def begin(self) -> None:
        """Start the children: they load the solvers while whoever calls still reads."""
        while len(self._children) < self._count:
            self._children.append(_start())

    def forget(self) -> None:
        """Begin with other models: those that the children hold count no longer."""
        for child in self._children:
            child.forgets |= child.holds
            child.holds.clear()

    def stop(self) -> None:
        """End the round early, called from another thread than the one that runs it."""
        self.interrupted = True
        for child in list(self._children):
            child.process.kill()

    def run(
        self,
        jobs: Sequence[Job],
        models: Models,
        deadline: float,
        hear: Hear = lambda outcome: None,
    ) -> list[Outcome]:
        """Do the jobs as :class:`~pairmatch.solve.hands.Hands` says."""
        this = _Round(list(jobs), models, deadline)
        try:
            while len(this.finished) < len(jobs) and not self.interrupted:
                self._hand_out(this)
                busy = [child for child in self._children if child.job is not None]
                if not busy and this.waiting and time.monotonic() < deadline:
                    continue  # the only child had died while idle; a new one takes the job
                if not busy:
                    break
                for child in self._ready(busy):
                    self._hear(child, this, hear)
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            for child in [child for child in self._children if child.job is not None]:
                self._drop(child)
        return [this.best.get(job.number, nothing(job)) for job in jobs]

    def _hand_out(self, this: _Round) -> None:
        while len(self._children) < min(self._count, len(this.waiting) + len(self._children)):
            self._children.append(_start())
        for child in list(self._children):
            left = this.deadline - time.monotonic()
            if child.job is None and this.waiting and left > 0:
                job = self._choose(child, this.waiting)
                this.waiting.remove(job)
                try:
                    child.pipe.send(
                        replace(job, forget=frozenset(child.forgets), time_limit_s=left)
                    )
                except OSError:
                    # It died while it had nothing to do; another one takes the job.
                    self._drop(child)
                    this.waiting.insert(0, job)
                    continue
                self._give(child, job.number)
                child.job, child.ends_at = job, this.deadline + GRACE_S

    def _give(self, child: _Child, number: int) -> None:
        """Note that a child has been told what to forget, and which component is its own now."""
        child.forgets.clear()
        for other in self._children:
            if number in other.holds and other is not child:
                other.holds.remove(number)
                other.forgets.add(number)
        child.holds.add(number)

    def _choose(self, child: _Child, waiting: Sequence[Job]) -> Job:
        """Return the first job whose model the child holds, or nobody, or somebody else."""
        held = set().union(*(other.holds for other in self._children))
        return min(waiting, key=lambda job: (job.number not in child.holds, job.number in held))

    def _ready(self, busy: list[_Child]) -> list[_Child]:
        """Wait for news of the busy children: a message, a death, or lateness."""
        first = min(child.ends_at for child in busy)
        heard = wait([child.pipe for child in busy], timeout=max(0.0, first - time.monotonic()))
        late = [child for child in busy if child.ends_at <= time.monotonic()]
        return [child for child in busy if child.pipe in heard or child in late]

    def _hear(self, child: _Child, this: _Round, hear: Hear) -> None:
        job = child.job
        if job is None:
            return
        try:
            if not child.pipe.poll():
                raise EOFError
            said = child.pipe.recv()
            if said is None:
                child.pipe.send(this.models(job.number))
                return
            final, outcome = said
        except (EOFError, OSError):
            # Dead or late: nothing more will come from it.
            self._drop(child)
            final, outcome = True, nothing(job)
        known = merged(this.best.get(job.number), outcome, job.aim)
        this.best[job.number] = known
        retry = next_route(job, outcome) if final else None
        if retry is None or known.state != "infeasible":
            hear(known)
        if not final:
            return
        child.job = None
        if retry is not None and time.monotonic() < this.deadline:
            this.waiting.insert(0, retry)
        else:
            this.finished.add(job.number)

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


def nothing(job: Job) -> Outcome:
    """Return the outcome of a job of which nothing came."""
    return Outcome(job.number, "failed", floor=job.shortfall or 0, column=job.best, route=job.route)


def next_route(job: Job, outcome: Outcome) -> Job | None:
    """Return the job on the next route if the outcome is no answer.

    'Infeasible' is not believed on one solver's word: a second route must agree.
    """
    place = ROUTES.index(job.route)
    doubted = outcome.state == "infeasible" and place == 0
    if (outcome.state == "failed" or doubted) and place + 1 < len(ROUTES):
        return replace(job, route=ROUTES[place + 1])
    return None


def merged(old: Outcome | None, new: Outcome, aim: Aim) -> Outcome:
    """Return what two outcomes at one aim know together: the better plan, the tighter bounds.

    Bounds and bases belong to a shortfall: those of the larger ``least`` count, since no plan has less.
    """
    if old is None or old.state == "infeasible":
        return new
    if new.state == "infeasible":
        # Infeasible is not kept against a plan.
        return new if old.column is None else old
    column = better(old.column, new.column, aim)
    least = max((x.least for x in (old, new) if x.least is not None), default=None)
    there = [x for x in (new, old) if x.least == least]
    bounds = [x.bound for x in there if x.bound is not None]
    seen = new if new.uses else old
    state = new.state if new.state != "failed" else "feasible" if column is not None else "failed"
    return replace(
        new,
        state=state,
        floor=max(old.floor, new.floor),
        least=least,
        bound=min(bounds, default=None),
        base=next((x.base for x in there if x.base is not None), None),
        column=column,
        uses=seen.uses,
        worth=seen.worth,
        certified=old.certified or new.certified,
        log=new.log or old.log,
    )
