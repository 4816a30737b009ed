"""Steps: components taken one step on by the children, and what they answer put on the board."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from pairmatch.post import Model
from pairmatch.solve.board import Board
from pairmatch.solve.hands import Hands
from pairmatch.solve.job import HALF, Aim, Job, Outcome, Reach
from pairmatch.solve.standing import Watch

FIRST_SLACK = 20 * HALF
"""How far from the bound, in half points, the columns of a first plan may lie."""


@dataclass
class Steps:
    """The way from the board to the children and back, within ``limit_s`` from when it was made."""

    board: Board
    workers: Hands
    seed: int
    limit_s: float
    watch: Watch

    def __post_init__(self) -> None:
        """Start the clock; models of an earlier run count no longer."""
        self.workers.forget()
        self._start = time.monotonic()
        self._deadline = self._start + self.limit_s
        self._extra = itertools.count(-1, -1)

    def run(
        self,
        numbers: Sequence[int],
        reach: Reach,
        aim: Aim | None = None,
        enough: int | None = None,
    ) -> list[Outcome]:
        """Take components one step on, at the board's aim or at another for plans alone.

        Each may stay ``enough`` half points from what is proved of it, as :class:`Job` says.
        """
        at = self.board.aim if aim is None else aim
        jobs = [self._job(number, reach, at, enough) for number in numbers]

        def hear(outcome: Outcome) -> None:
            if aim is None:
                self.board.hear(outcome)
            else:
                self.board.hear_plan(outcome)
            self.tell()

        return self.workers.run(jobs, self.board.model, self._deadline, hear)

    def _job(self, number: int, reach: Reach, aim: Aim, enough: int | None = None) -> Job:
        apart = self.board.apart.get(number, 0) if aim == self.board.aim else 0
        return Job(
            number=number,
            aim=aim,
            reach=reach,
            seed=self.seed,
            time_limit_s=self.limit_s,
            slack=max(FIRST_SLACK, apart),
            enough=enough,
            shortfall=self.board.floors.get(number),
            base=self.board.base(number, aim),
            best=self.board.best(number, aim),
            near=self.board.near.get(number),
        )

    def small(self, model: Model, reach: Reach) -> Outcome | None:
        """Solve a model that is no component's."""
        number = next(self._extra)
        job = Job(number, Aim(), reach, self.seed, self.limit_s, slack=1 << 40)
        outcome = self.workers.run([job], lambda _: model, self._deadline)[0]
        return None if outcome.state in ("failed", "infeasible") else outcome

    @property
    def over(self) -> bool:
        """Whether the time is over or somebody has interrupted."""
        return self.workers.interrupted or time.monotonic() > self._deadline

    def tell(self) -> None:
        """Tell whoever watches how far the run has come."""
        now = time.monotonic()
        self.watch(self.board.standing(now - self._start, max(0.0, self._deadline - now)))
