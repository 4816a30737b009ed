"""What goes to a solving child process and what comes back: plain data and arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pairmatch.post import FloatArray, Model

Route = Literal["highs", "highs without presolve", "scip"]
ROUTES: tuple[Route, ...] = ("highs", "highs without presolve", "scip")
"""Solvers in the order in which they are tried when one fails."""

State = Literal["proved", "feasible", "infeasible", "failed"]


@dataclass(frozen=True)
class Job:
    """One component model to be solved tier by tier within a time limit."""

    number: int
    model: Model
    seed: int
    time_limit_s: float
    route: Route = "highs"


@dataclass(frozen=True)
class Tier:
    """The end of one tier: proved, feasible with a bound, infeasible, or failed.

    ``value`` is None when there is no plan; ``bound`` is a proved limit of the tier's objective.
    """

    state: State
    value: int | None
    bound: int
    values: FloatArray | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a job: both tiers, the route that gave it, and the solver's own words."""

    number: int
    state: State
    shortfall: Tier
    weighted: Tier
    route: Route
    log: tuple[str, ...] = field(default=(), compare=False)
    seconds: float = field(default=0.0, compare=False)

    @property
    def values(self) -> FloatArray | None:
        """Values of the columns: the weighted tier's, or the shortfall tier's if that is all."""
        return self.shortfall.values if self.weighted.values is None else self.weighted.values
