"""What goes to a solving child process and what comes back: plain data and arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.sparse import Sparse

Route = Literal["highs", "highs without presolve", "scip"]
ROUTES: tuple[Route, ...] = ("highs", "highs without presolve", "scip")
"""Solvers in the order in which they are tried when one fails."""

Statuses: TypeAlias = npt.NDArray[np.int8]
"""Of each column or row in a basis: MathOpt's numbers for basic, at an end, fixed or free."""
AT_LOWER, AT_UPPER, FIXED, BASIC = 2, 3, 4, 5

State = Literal["proved", "feasible", "infeasible", "failed"]
Reach = Literal["price", "relax", "plan", "prove"]
"""How far a job goes: an estimate of the relaxation from a sketch of the model, the relaxation itself,
a first good plan, or a plan proved best."""

HALF = 2
"""Aims are counted in half points, so that prices may be multiples of one half."""


@dataclass(frozen=True)
class Aim:
    """What a component maximises: points less the price of what it uses of shared rows.

    ``prices`` has one price for each of the model's ``uses``, in half points a unit.
    """

    prices: tuple[int, ...] = ()

    def objective(self, model: Model) -> IntArray:
        """Return the objective in half points, one number a column."""
        total = HALF * np.rint(model.points).astype(np.int64)
        for price, use in zip(self.prices, model.uses, strict=False):
            if price:
                np.subtract.at(total, use.column, price * use.amount)
        return total


@dataclass(frozen=True)
class Basis:
    """Which columns took part in a relaxation, and the statuses of columns and rows at its end."""

    kept: BoolArray
    columns: Statuses
    rows: Statuses

    @classmethod
    def nothing(cls, columns: int, rows: int) -> Basis:
        """Return the basis with every column at its lower end."""
        return cls(
            np.ones(columns, dtype=bool),
            np.full(columns, AT_LOWER, dtype=np.int8),
            np.full(rows, BASIC, dtype=np.int8),
        )


@dataclass(frozen=True)
class Base:
    """Where a relaxation ended, at which aim: what it is worth and uses, its duals and its basis.

    If its duals prove a bound worth having, it need not be solved again at the same aim; at another
    one it starts from here.
    """

    aim: Aim
    proves: bool
    worth: float
    uses: tuple[float, ...]
    duals: FloatArray
    basis: Basis


@dataclass(frozen=True)
class Column:
    """One plan of a component: shortfall, points, use of each shared row, values of the columns.

    A model has twenty thousand columns and more, of which a plan uses a few hundred.
    """

    shortfall: int
    points: int
    uses: tuple[int, ...]
    values: Sparse = field(compare=False)

    @classmethod
    def of(cls, model: Model, values: FloatArray) -> Column:
        """Return the plan of a model that gives its columns these values."""
        return cls(
            shortfall=round(float(model.shortfall @ values)),
            points=round(float(model.points @ values)),
            uses=tuple(round(float(use.amount @ values[use.column])) for use in model.uses),
            values=Sparse.of(values),
        )

    def worth(self, aim: Aim) -> int:
        """Return what the plan is worth at an aim, in half points."""
        spent = sum(p * u for p, u in zip(aim.prices, self.uses, strict=False))
        return HALF * self.points - spent


def better(old: Column | None, new: Column | None, aim: Aim) -> Column | None:
    """Return the plan with less shortfall, or else the one that is worth more at the aim."""
    if old is None or new is None:
        return new if old is None else old
    return max((old, new), key=lambda plan: (-plan.shortfall, plan.worth(aim)))


@dataclass(frozen=True)
class Job:
    """One step on one component: go as far as ``reach`` at ``aim``.

    ``shortfall`` is a proved lower limit of the shortfall, tried first; ``base`` is where an earlier
    relaxation ended; ``best`` is the best plan so far; ``near`` a plan of then, no longer one perhaps, that
    equally good ones should be near to. ``slack`` says how far from the bound, in half
    points, the columns of the first search may lie; ``enough`` how far from what is proved the plan may
    stay: without it anything is enough of a first plan, and all is asked of a proof. ``forget`` names
    components of which the child need hold nothing any more.
    """

    number: int
    aim: Aim
    reach: Reach
    seed: int
    time_limit_s: float
    slack: int
    enough: int | None = None
    shortfall: int | None = None
    base: Base | None = None
    best: Column | None = None
    near: Sparse | None = None
    route: Route = "highs"
    forget: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    ``floor`` is a proved least shortfall; ``bound`` a proved limit, in half points, of what any plan
    with shortfall ``least`` is worth at the aim, None if there is none yet. ``worth`` and ``uses``
    are those of the relaxation. ``certified`` tells whether the duals alone prove the bound.
    """

    number: int
    state: State
    floor: int
    least: int | None = None
    bound: int | None = None
    uses: tuple[float, ...] = ()
    worth: float = 0.0
    base: Base | None = field(default=None, compare=False)
    column: Column | None = None
    certified: bool = False
    route: Route = "highs"
    log: tuple[str, ...] = field(default=(), compare=False)
    seconds: float = field(default=0.0, compare=False)
