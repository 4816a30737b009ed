"""What all tests share: child processes and a cluster, each started once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from pairmatch.solve.workers import Workers

if TYPE_CHECKING:
    from distributed import LocalCluster

# Compiled once and kept, whatever the caller's environment says: two processes load all tests, and
# dozens load the program.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers(1) as started:
        yield started


@pytest.fixture(scope="session")
def called_here(workers: Workers) -> Iterator[None]:
    """Commands that are called in this process plan with the child that all tests share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pairmatch.solve.executor.Workers", lambda count: nullcontext(workers))
        yield


@pytest.fixture
def asked_here(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """Commands that ask a run what if, and are called in this process, plan with that child too."""
    monkeypatch.setattr("pairmatch.solve.workers.Workers", lambda count: nullcontext(workers))


@pytest.fixture
def keyboard() -> Iterator[None]:
    """An interrupt is heard here even where whoever started the tests has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def cluster() -> Iterator[LocalCluster]:
    """A real Dask cluster: a scheduler, and two workers that are processes of their own."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as started:
        yield started
