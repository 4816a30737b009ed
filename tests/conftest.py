"""What all tests share: child processes and a cluster, each started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from pairmatch.solve.workers import Workers


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers(1) as started:
        yield started


@pytest.fixture(scope="session")
def cluster() -> Iterator[LocalCluster]:
    """A real Dask cluster: a scheduler, and two workers that are processes of their own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as started:
        yield started
