"""Oracle: whether demands can hold together, answered by solvers in child processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pairmatch.arrays import FloatArray
from pairmatch.post import Model
from pairmatch.solve.hands import Hands
from pairmatch.solve.job import HALF, Aim, Job, Outcome, Reach
from pairmatch.solve.steps import FIRST_SLACK


class OutOfTime(Exception):
    """The time of the diagnosis is over, or no solver has an answer; what is known so far stands."""


@dataclass(frozen=True)
class Least:
    """The least that must be paid so that the rest of a model holds.

    ``cost`` is a proved least; ``values`` those of a plan that pays no more, None where nobody asked
    for one: then the cost is what the relaxation proves, and more may be needed. ``duals`` are the
    relaxation's, by row.
    """

    cost: int
    values: FloatArray | None
    duals: FloatArray | None


@dataclass
class Oracle:
    """Asks several questions at a time; all of them are to be answered before ``deadline``.

    ``asked`` counts the questions.
    """

    hands: Hands
    seed: int
    deadline: float
    asked: int = 0

    def relaxed(self, models: Sequence[Callable[[], Model]]) -> list[Least]:
        """Return what the relaxation of each model proves that must be paid."""
        outcomes = self._run(models, "relax")
        found: list[Least] = []
        for outcome in outcomes:
            if outcome.bound is None or outcome.base is None:
                raise OutOfTime
            found.append(Least(_paid(outcome), None, outcome.base.duals))
        return found

    def least(self, models: Sequence[Callable[[], Model]]) -> list[Least | None]:
        """Return the least that must be paid in each model, None where no price is enough."""
        outcomes = self._run(models, "prove")
        found: list[Least | None] = []
        for outcome in outcomes:
            if outcome.state == "infeasible":
                found.append(None)
            elif outcome.state != "proved" or outcome.column is None:
                raise OutOfTime
            else:
                plan = outcome.column
                duals = None if outcome.base is None else outcome.base.duals
                found.append(Least(-plan.points, plan.values.dense(), duals))
        return found

    def shortest(self, models: Sequence[Callable[[], Model]]) -> list[Outcome]:
        """Return a plan with the least shortfall for each model, or that there is none."""
        return self._run(models, "plan", FIRST_SLACK)

    def _run(
        self, models: Sequence[Callable[[], Model]], reach: Reach, slack: int = 0
    ) -> list[Outcome]:
        left = self.deadline - time.monotonic()
        if left <= 0 or self.hands.interrupted:
            raise OutOfTime
        self.asked += len(models)
        self.hands.forget()
        jobs = [Job(i, Aim(), reach, self.seed, left, slack=slack) for i in range(len(models))]
        return self.hands.run(jobs, lambda number: models[number](), self.deadline)


def _paid(outcome: Outcome) -> int:
    """Return the least whole cost that an outcome's bound proves; bounds are in half points."""
    return 0 if outcome.bound is None else -(outcome.bound // HALF)
