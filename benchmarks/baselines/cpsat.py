"""CP-SAT on the monolithic model: least shortfall first, then points, all cores."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.baselines.monolith import FIRST_TIER, Found, Step, with_shortfall, worth
from pairmatch.arrays import FloatArray
from pairmatch.post import Model

WORKERS = 2
INFINITE = 2**62
WITH_PLAN = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def solve_cpsat(model: Model, time_limit_s: float) -> Found:
    """Solve a model tier by tier and return what was found in the time there is.

    Every column is taken as a whole number; those that the model leaves free are whole at an optimum.
    """
    began = time.monotonic()
    found = Found()
    watch = _Watch(model, began, found)
    limit = FIRST_TIER * time_limit_s - (time.monotonic() - began)
    values, bound = _tier(model, model.shortfall, False, limit, None, watch)
    found.floor, found.values = bound, values
    if values is None:
        return found
    watch.settled = True
    limit = time_limit_s - (time.monotonic() - began)
    narrowed = with_shortfall(model, worth(model, values)[0])
    better, found.bound = _tier(narrowed, model.points, True, limit, values, watch)
    if better is not None:
        found.values = better
    return found


class _Watch(cp_model.CpSolverSolutionCallback):
    """Notes each new plan with its time."""

    def __init__(self, model: Model, began: float, found: Found) -> None:
        super().__init__()
        self._model, self._began, self._found = model, began, found
        self.settled = False

    def on_solution_callback(self) -> None:
        """Note shortfall, points and, in the second tier, the bound of points."""
        values = np.array(self.response_proto.solution, dtype=np.float64)
        bound = int(self.best_objective_bound) if self.settled else None
        seconds = time.monotonic() - self._began
        self._found.steps.append(Step(seconds, *worth(self._model, values), bound))


def _tier(
    model: Model,
    objective: FloatArray,
    maximise: bool,
    time_limit_s: float,
    hint: FloatArray | None,
    watch: _Watch,
) -> tuple[FloatArray | None, int | None]:
    """Return the values and the bound of one tier; None where there is none."""
    if time_limit_s <= 0:
        return None, None
    cp = cp_model.CpModel()
    _fill(cp.Proto(), model, objective, maximise, hint)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_limit_s
    solver.parameters.num_workers = WORKERS
    status = solver.solve(cp, watch)
    if status not in WITH_PLAN:
        return None, None
    values = np.array(solver.response_proto.solution, dtype=np.float64)
    return values, round(solver.best_objective_bound)


def _fill(
    proto: Any, model: Model, objective: FloatArray, maximise: bool, hint: FloatArray | None
) -> None:
    """Write the arrays of a model into CP-SAT's message."""
    for end in model.upper.astype(np.int64).tolist():
        proto.variables.add().domain.extend([0, end])
    starts = np.searchsorted(model.row, np.arange(len(model.low) + 1)).tolist()
    columns, values = model.column.tolist(), model.coefficient.astype(np.int64).tolist()
    for i, (low, high) in enumerate(zip(model.low.tolist(), model.high.tolist(), strict=True)):
        linear = proto.constraints.add().linear
        linear.vars.extend(columns[starts[i] : starts[i + 1]])
        linear.coeffs.extend(values[starts[i] : starts[i + 1]])
        linear.domain.extend([_whole(low), _whole(high)])
    used = np.flatnonzero(objective)
    sign = -1 if maximise else 1
    proto.objective.vars.extend(used.tolist())
    proto.objective.coeffs.extend((sign * objective[used]).astype(np.int64).tolist())
    proto.objective.scaling_factor = sign
    if hint is not None:
        proto.solution_hint.vars.extend(range(len(hint)))
        proto.solution_hint.values.extend(np.rint(hint).astype(np.int64).tolist())


def _whole(side: float) -> int:
    if np.isfinite(side):
        return int(side)
    return INFINITE if side > 0 else -INFINITE
