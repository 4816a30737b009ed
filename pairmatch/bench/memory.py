"""The peak of the memory that this process and its children hold together."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType

import psutil

from pairmatch.errors import Defect

INTERVAL_S = 0.1
"""Seconds between two samples."""
SHARE = 0.05
"""At most this share of one core goes into sampling: large processes are sampled less often."""


class PeakMemory:
    """Samples the memory of this process and its children while its ``with`` block runs.

    A process of its own does so, since a thread would wait for the busy interpreter at every file
    it reads; it does not count itself. On Linux a process counts with its proportional set size: a
    page that several processes share is counted once. Elsewhere it counts with the pages that it
    alone holds. ``peak_bytes`` and the number of ``samples`` are known after the block.
    """

    def __init__(self) -> None:
        self.peak_bytes = 0
        self.samples = 0
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> PeakMemory:
        self._hear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._pipe.send("stop")
                self._hear()
        finally:
            self._pipe.close()
            self._process.kill()
            self._process.join()

    def _hear(self) -> None:
        try:
            self.peak_bytes, self.samples = self._pipe.recv()
        except EOFError:
            raise Defect("the process that measures memory has ended") from None


def _serve(pipe: Connection, parent_id: int) -> None:
    """Sample the parent and its other children until it sends a word or ends, killed perhaps."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(psutil.NoSuchProcess, BrokenPipeError):
        _sample(pipe, parent_id)


def _sample(pipe: Connection, parent_id: int) -> None:
    me, parent = psutil.Process(), psutil.Process(parent_id)
    peak_bytes = _held_bytes(parent, me)
    samples = 1
    pipe.send((peak_bytes, samples))
    pause = INTERVAL_S
    over = False
    while not over:
        over = pipe.poll(pause)
        began = time.perf_counter()
        peak_bytes = max(peak_bytes, _held_bytes(parent, me))
        samples += 1
        pause = max(INTERVAL_S, (time.perf_counter() - began) / SHARE)
    pipe.send((peak_bytes, samples))


def _held_bytes(parent: psutil.Process, me: psutil.Process) -> int:
    """Return what a process and its children hold, one of them left out."""
    others = (one for one in parent.children(recursive=True) if one != me)
    return sum(_own_bytes(one) for one in (parent, *others))


def _own_bytes(process: psutil.Process) -> int:
    try:
        found = process.memory_full_info()
    except psutil.Error:
        return 0  # it has just ended
    return int(getattr(found, "pss", found.uss))
