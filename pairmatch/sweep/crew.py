"""Crews: who plans the variants side by side, processes here or the workers of a cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from pairmatch.scenario import Scenario
from pairmatch.solve.cluster import Cluster, WorkersDied
from pairmatch.solve.orphan import end_with_parent
from pairmatch.solve.workers import Workers
from pairmatch.sweep.task import Answer, Refused, plan, plan_there

if TYPE_CHECKING:
    from distributed import Future

DEATHS = 4
"""How many processes may die over a variant before it is given up; as many as Dask allows."""
ScenarioOf = Callable[[str], Scenario]
Planned = tuple[str, Scenario, Answer]


class Crew(Protocol):
    """Who plans variants side by side; a context manager that ends what it started."""

    def __enter__(self) -> Crew: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def plan(self, names: Sequence[str], scenario_of: ScenarioOf) -> Iterator[Planned]:
        """Plan the variants of these names; yield name, scenario and answer, the first done first."""
        ...


def crew_of(executor: str | None) -> Crew:
    """Return who plans: processes here, one a processor, or the workers of a cluster.

    Raises BadInput if the cluster cannot be had; see :class:`~pairmatch.solve.cluster.Cluster`.
    """
    return Here(os.cpu_count() or 1) if executor is None else There(Cluster(executor))


# -- processes of this machine ------------------------------------------------------------


@dataclass
class _Mate:
    process: BaseProcess
    pipe: Connection
    name: str = ""
    scenario: Scenario | None = None


class Here:
    """A few processes, each with a solving child of its own. One that dies costs its variant a retry."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._mates: list[_Mate] = []

    def __enter__(self) -> Here:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for mate in list(self._mates):
            self._drop(mate)

    def plan(self, names: Sequence[str], scenario_of: ScenarioOf) -> Iterator[Planned]:
        """Plan the variants as :class:`Crew` says."""
        waiting, deaths = list(names), dict.fromkeys(names, 0)
        while True:
            self._hand_out(waiting, scenario_of)
            busy = [mate for mate in self._mates if mate.scenario is not None]
            if not busy:
                return
            heard = wait([mate.pipe for mate in busy])
            for mate in [mate for mate in busy if mate.pipe in heard]:
                name, scenario = mate.name, mate.scenario
                answer = self._heard(mate)
                if answer is None:
                    deaths[name] += 1
                    answer = Refused("died")
                    if deaths[name] < DEATHS:
                        waiting.insert(0, name)
                        continue
                if scenario is not None:
                    yield name, scenario, answer

    def _hand_out(self, waiting: list[str], scenario_of: ScenarioOf) -> None:
        while len(self._mates) < min(self._count, len(waiting) + len(self._mates)):
            self._mates.append(_start())
        for mate in list(self._mates):
            if mate.scenario is None and waiting:
                name = waiting.pop(0)
                mate.name, mate.scenario = name, scenario_of(name)
                try:
                    mate.pipe.send(mate.scenario)
                except OSError:
                    # Dead: that is heard like any other death.
                    continue

    def _heard(self, mate: _Mate) -> Answer | None:
        """Return the answer of a process; None if it died instead."""
        try:
            answer: Answer = mate.pipe.recv()
        except (EOFError, OSError):
            self._drop(mate)
            return None
        mate.scenario = None
        return answer

    def _drop(self, mate: _Mate) -> None:
        mate.pipe.close()
        mate.process.kill()
        mate.process.join()
        self._mates.remove(mate)


def _start() -> _Mate:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # No daemon: it has a child of its own.
    process = context.Process(target=serve, args=(theirs,))
    process.start()
    theirs.close()
    return _Mate(process, ours)


def serve(pipe: Connection) -> None:
    """Plan the scenarios that come through the pipe until the parent closes it, or is gone."""
    # An interrupt at the keyboard reaches every process; the parent decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    with Workers(1) as hands:
        while True:
            try:
                scenario: Scenario = pipe.recv()
            except EOFError:
                return
            pipe.send(plan(scenario, hands))


# -- a cluster ----------------------------------------------------------------------------


class There:
    """The workers of a Dask cluster; closes the cluster. Another one plans what a dead one had."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._running: dict[Future[Any], tuple[str, Scenario]] = {}

    def __enter__(self) -> There:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._running:
            self._cluster.drop(self._running)
        self._running.clear()
        self._cluster.__exit__(kind, error, trace)

    def plan(self, names: Sequence[str], scenario_of: ScenarioOf) -> Iterator[Planned]:
        """Plan the variants as :class:`Crew` says; raise ExecutorLost if the cluster goes."""
        waiting = list(names)
        while waiting or self._running:
            # One more than can be done at once, so that nobody waits for the next.
            while waiting and len(self._running) <= self._cluster.slots:
                name = waiting.pop(0)
                scenario = scenario_of(name)
                self._running[self._cluster.submit(plan_there, scenario)] = (name, scenario)
            for future in self._cluster.done(self._running, None):
                name, scenario = self._running.pop(future)
                try:
                    answer = self._cluster.answer(future)
                except WorkersDied:
                    answer = Refused("died")
                yield name, scenario, answer
