"""Random components that share a few rows, so small that every choice of plans can be enumerated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.post import Model, Use
from pairmatch.settings import Force
from pairmatch.solve.coordinate import Source
from pairmatch.solve.held import Held
from pairmatch.solve.job import ROUTES, Job, Outcome
from pairmatch.solve.search import Search
from pairmatch.solve.shared import SharedRow
from pairmatch.solve.workers import Workers
from tests.tiny_models import plans, tiny_model

Total = tuple[int, int]
"""(shortfall, value) of a whole plan."""


@dataclass(frozen=True)
class Province:
    """Components and the rows they share."""

    models: tuple[Model, ...]
    rows: tuple[SharedRow, ...]

    @property
    def sources(self) -> list[Source]:
        """The components as the coordinator takes them."""
        return [
            Source(i, len(model.upper), lambda model=model: model)  # type: ignore[misc]
            for i, model in enumerate(self.models)
        ]

    def judged(self, shortfall: int, points: int, uses: Sequence[int]) -> Total | None:
        """What a plan with these sums is worth with its shared rows; None if a hard one is missed."""
        for row, used in zip(self.rows, uses, strict=True):
            missed = max(0, used - row.side if row.upper else row.side - used)
            if missed and row.force == "hard":
                return None
            if row.force == "relaxable":
                shortfall += row.weight * missed
            else:
                points -= row.weight * missed
        return shortfall, points

    def optimum(self) -> Total | None:
        """The least shortfall and the highest value with it, None if there is no plan at all."""
        sums = np.zeros((1, 2 + len(self.rows)), dtype=np.int64)
        for model in self.models:
            figures = _figures(model)
            if not len(figures):
                return None
            both = sums[:, np.newaxis] + figures[np.newaxis]
            sums = _most_points(both.reshape(-1, sums.shape[1]))
        found = (self.judged(s, points, uses) for s, points, *uses in sums.tolist())
        return max((x for x in found if x is not None), key=lambda x: (-x[0], x[1]), default=None)


def _figures(model: Model) -> IntArray:
    """Shortfall, points and use of each row of every plan of a component, one a line."""
    found = plans(model)
    uses = (found[:, use.column] @ use.amount for use in model.uses)
    return np.rint(np.column_stack((found @ model.shortfall, found @ model.points, *uses))).astype(
        np.int64
    )


def _most_points(figures: IntArray) -> IntArray:
    """Of lines with the same shortfall and the same use of the rows the one with the most points."""
    ordered = figures[np.lexsort((-figures[:, 1], figures[:, 0], *figures.T[2:]))]
    new = np.ones(len(ordered), dtype=bool)
    keys = np.delete(ordered, 1, axis=1)
    new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return ordered[new]


def tiny_province(r: Random, forces: Sequence[Force]) -> Province:
    """Two or three components and one or two shared rows of these forces."""
    rows = tuple(_row(r, r.choice(forces)) for _ in range(r.choice([1, 1, 2])))
    models = []
    for _ in range(r.choice([2, 2, 3])):
        model = tiny_model(r)
        models.append(replace(model, uses=tuple(_use(r, model, row) for row in rows)))
    return Province(tuple(models), rows)


def _row(r: Random, force: Force) -> SharedRow:
    upper = r.random() < 0.6
    return SharedRow("Y", ("all",), r.randint(0, 6), upper, force, r.randint(1, 6))


def _use(r: Random, model: Model, row: SharedRow) -> Use:
    whole = np.flatnonzero(model.integer)
    some = np.array(sorted(r.sample(list(whole), r.randint(1, len(whole)))), dtype=np.int64)
    amount = np.array([r.choice([1, 1, 2]) for _ in some], dtype=np.int64)
    low, high = (-np.inf, float(row.side)) if row.upper else (float(row.side), np.inf)
    return Use(row.code, row.ids, some, amount, low, high)


class Here(Workers):
    """What stands in for the child processes: every job is done at once, in this process.

    Like a child it keeps what it has made of a model for the next job on it.
    """

    def __init__(self) -> None:
        super().__init__(1)
        self._known: dict[int, tuple[Model, Held]] = {}

    def run(
        self,
        jobs: Sequence[Job],
        models: Callable[[int], Model],
        deadline: float,
        hear: Callable[[Outcome], None] = lambda outcome: None,
    ) -> list[Outcome]:
        """Do the jobs in their order, on the next route where a solver breaks down."""
        found = []
        for job in jobs:
            model = models(job.number)
            if job.number not in self._known or self._known[job.number][0] is not model:
                self._known[job.number] = model, Held(lambda model=model: model)  # type: ignore[misc]
            held = self._known[job.number][1]
            for route in ROUTES:
                told: list[Outcome] = []
                one = replace(job, route=route, time_limit_s=20)
                outcome = Search(held, one, told.append).run()
                if outcome.state != "failed":
                    break
            for half in told:
                hear(half)
            hear(outcome)
            found.append(outcome)
            held.tidy()
        return found
