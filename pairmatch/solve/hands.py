"""Hands: what a run needs from whoever solves its jobs, be it children here or a cluster elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from pairmatch.post import Model
from pairmatch.solve.job import Job, Outcome

Models = Callable[[int], Model]
Hear = Callable[[Outcome], None]


class Hands(Protocol):
    """Whoever does the jobs of a run.

    ``interrupted`` remembers an interrupt at the keyboard; later rounds then end at once.
    """

    interrupted: bool

    def begin(self) -> None:
        """Get ready, while whoever calls still reads what is to be planned."""
        ...

    def forget(self) -> None:
        """Begin with other models: those that were sent count no longer."""
        ...

    def run(
        self, jobs: Sequence[Job], models: Models, deadline: float, hear: Hear = ...
    ) -> list[Outcome]:
        """Do the jobs, the first ones first, until ``deadline`` (of the monotonic clock).

        ``models`` makes the model of a component. ``hear`` is told every outcome, half ones too, those
        of one job in their order, but 'infeasible' only when it is believed.
        Returns one outcome a job, in job order.
        """
        ...
