"""What is done to a cluster in tests: its address, a worker killed at work, what is left of children."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from distributed import LocalCluster

PATIENCE_S = 30.0


def address(cluster: LocalCluster) -> str:
    """The cluster's address as the command line takes it."""
    return "dask" + cluster.scheduler_address.removeprefix("tcp")


def wait_for(true: Any) -> None:
    """Wait until something holds; fail if it never does."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@contextmanager
def one_killed(cluster: LocalCluster, task: str) -> Iterator[None]:
    """Kill a worker that is doing a task of this name, once; it must have been at work."""
    begun = time.time()
    stop = threading.Event()
    thread = threading.Thread(target=_kill, args=(cluster, task, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    removed = [
        event
        for when, event in cluster.scheduler.get_events("all")
        if when >= begun and event["action"] == "remove-worker"
    ]
    assert any(key.startswith(task) for event in removed for key in event["processing-tasks"])
    # A nanny starts another one, which the next test needs.
    wait_for(lambda: len(cluster.scheduler.workers) == 2)


def _kill(cluster: LocalCluster, task: str, stop: threading.Event) -> None:
    while not stop.wait(0.002):
        for nanny in cluster.workers.values():
            state = cluster.scheduler.workers.get(nanny.worker_address)
            if state and nanny.pid and any(x.key.startswith(task) for x in list(state.processing)):
                os.kill(nanny.pid, signal.SIGKILL)
                return


def solving(cluster: LocalCluster) -> list[int]:
    """The solving children of the workers, by process id."""
    return [
        child.pid
        for nanny in cluster.workers.values()
        if nanny.pid
        for child in psutil.Process(nanny.pid).children(recursive=True)
        if "spawn_main" in " ".join(child.cmdline())
    ]


def nothing_left(cluster: LocalCluster) -> None:
    """Nobody works any more, and no child is there."""
    wait_for(lambda: not cluster.scheduler.tasks and not solving(cluster))
