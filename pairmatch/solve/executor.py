"""Executors: where the work is done, this machine by default or a Dask cluster named by its address."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager

from pairmatch.solve.cluster import Cluster, place_of
from pairmatch.solve.elsewhere import Elsewhere
from pairmatch.solve.hands import Hands
from pairmatch.solve.workers import Workers


def refuse_malformed(executor: str | None) -> None:
    """Raise BadInput if an executor is given that is no address of a cluster."""
    if executor is not None:
        place_of(executor)


def hands_of(executor: str | None) -> AbstractContextManager[Hands]:
    """Return who does the jobs of a run: children here, or the workers of a cluster.

    Raises BadInput if the cluster cannot be had; see :class:`~pairmatch.solve.cluster.Cluster`.
    """
    if executor is None:
        return Workers(os.cpu_count() or 1)
    return Elsewhere(Cluster(executor))
