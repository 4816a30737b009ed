"""The only file that talks to the solvers: one tier of one model through MathOpt."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from ortools.glop.parameters_pb2 import GlopParameters
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from pairmatch.component import IntArray
from pairmatch.post import FloatArray, Model
from pairmatch.solve.idle import trivial_bound
from pairmatch.solve.job import Route, State

TOLERANCE = 1e-4
"""An integer column may be this far from a whole number before the answer is refused."""
ROUNDING = 1e-6
RELATIVE_ROUNDING = 1e-9
"""Before a bound is rounded to whole points it is loosened by this much, for the solver's rounding."""
NO_PROBING = 1 << 15
"""HiGHS: presolve without probing, which takes most of the time on component models and saves little."""
LARGE = 30_000
"""Columns from which a relaxation is solved with the simplest pricing rule."""
Log = Callable[[str], None]


Statuses: TypeAlias = npt.NDArray[np.int8]
"""Of each column or row in a basis: MathOpt's numbers for basic, at an end, fixed or free."""


class SolverFault(Exception):
    """The solver failed in a way that says nothing about the model."""


@dataclass(frozen=True)
class Tier:
    """The end of one integer solve: proved, feasible with a bound, infeasible, or failed.

    ``value`` is None when there is no plan; ``bound`` is a proved limit of the objective.
    """

    state: State
    value: int | None
    bound: int
    values: FloatArray | None = None


@dataclass(frozen=True)
class Relaxation:
    """The linear relaxation's value, its values by column, its duals by row, and its basis."""

    value: float
    values: FloatArray
    duals: FloatArray
    columns: Statuses
    rows: Statuses


def solve_lp(
    model: Model,
    objective: IntArray,
    *,
    route: Route,
    time_limit_s: float,
    start: tuple[Statuses, Statuses] | None = None,
) -> Relaxation | None:
    """Maximise over the relaxation, from a basis if one is known; None if it is infeasible.

    Raises SolverFault when the solver breaks down or the time is over.
    """
    if not len(model.lower):
        none = (model.low > 0).any() or (model.high < 0).any()
        empty = np.zeros(0, dtype=np.int8)
        zeros = np.zeros(len(model.low))
        return None if none else Relaxation(0.0, np.zeros(0), zeros, empty, empty)
    relaxed = replace(model, integer=np.zeros(len(model.lower), dtype=bool))
    first = route == "highs"
    parameters = mathopt.SolveParameters(time_limit=_seconds(time_limit_s))
    if first and len(model.lower) > LARGE:
        # The simplest pricing rule takes as many steps as the others here, and half of their time.
        parameters.glop.feasibility_rule = GlopParameters.DANTZIG
        parameters.glop.optimization_rule = GlopParameters.DANTZIG
    if not first:
        parameters.highs.int_options["threads"] = 1
    try:
        problem = mathopt.Model.from_model_proto(_proto(relaxed, objective, maximise=True))
        solver = mathopt.SolverType.GLOP if first else mathopt.SolverType.HIGHS
        columns, rows = list(problem.variables()), list(problem.linear_constraints())
        began = _started(columns, rows, start if first else None)
        result = mathopt.solve(problem, solver, params=parameters, model_params=began)
    except Exception as fault:
        raise SolverFault(f"relaxation, {route}: {type(fault).__name__}: {fault}") from fault
    reason, known = result.termination.reason, mathopt.TerminationReason
    if reason in (known.INFEASIBLE, known.INFEASIBLE_OR_UNBOUNDED):
        return None
    if reason != known.OPTIMAL or not result.has_dual_feasible_solution():
        raise SolverFault(f"relaxation, {route}: {reason.name}: {result.termination.detail}")
    values = np.array(result.variable_values(columns), dtype=np.float64)
    duals = np.array(result.dual_values(rows), dtype=np.float64)
    basis = result.solutions[0].basis
    of_columns, of_rows = (
        (np.zeros(0, dtype=np.int8),) * 2
        if basis is None
        else (
            _statuses(basis.variable_status, columns),
            _statuses(basis.constraint_status, rows),
        )
    )
    return Relaxation(result.objective_value(), values, duals, of_columns, of_rows)


def _statuses(known: Mapping[Any, mathopt.BasisStatus], of: Sequence[Any]) -> Statuses:
    return np.array([known[one].value for one in of], dtype=np.int8)


def _started(
    columns: list[mathopt.Variable],
    rows: list[mathopt.LinearConstraint],
    start: tuple[Statuses, Statuses] | None,
) -> mathopt.ModelSolveParameters:
    """Return the parameters that start the solver from a basis, if there is one that fits."""
    parameters = mathopt.ModelSolveParameters()
    if start is not None and (len(start[0]), len(start[1])) == (len(columns), len(rows)):
        names = {status.value: status for status in mathopt.BasisStatus}
        basis = mathopt.Basis()
        basis.variable_status = {
            x: names[s] for x, s in zip(columns, start[0].tolist(), strict=True)
        }
        basis.constraint_status = {
            x: names[s] for x, s in zip(rows, start[1].tolist(), strict=True)
        }
        parameters.initial_basis = basis
    return parameters


def solve_tier(
    model: Model,
    objective: FloatArray,
    *,
    maximise: bool,
    route: Route,
    seed: int,
    time_limit_s: float,
    hint: FloatArray | None = None,
    log: Log = lambda line: None,
) -> Tier:
    """Optimise one objective over a model; raise SolverFault when the solver breaks down."""
    if not len(model.lower):
        return _empty(model)

    def said(lines: list[str]) -> None:
        for line in lines:
            log(line)

    try:
        problem = mathopt.Model.from_model_proto(_proto(model, objective, maximise))
        variables = list(problem.variables())
        result = mathopt.solve(
            problem,
            _solver(route),
            params=_parameters(route, seed, time_limit_s),
            model_params=_hinted(model, variables, hint),
            msg_cb=said,
        )
    except Exception as fault:
        # MathOpt reports solver errors as exceptions of many unrelated types.
        raise SolverFault(f"{route}: {type(fault).__name__}: {fault}") from fault
    return _tier(model, objective, maximise, result, variables)


def _tier(
    model: Model,
    objective: FloatArray,
    maximise: bool,
    result: mathopt.SolveResult,
    variables: list[mathopt.Variable],
) -> Tier:
    reason, known = result.termination.reason, mathopt.TerminationReason
    worst = trivial_bound(model, objective) if maximise else 0
    if reason in (known.INFEASIBLE, known.INFEASIBLE_OR_UNBOUNDED):
        return Tier("infeasible", None, worst)
    if reason not in (known.OPTIMAL, known.FEASIBLE, known.NO_SOLUTION_FOUND):
        raise SolverFault(f"{reason.name}: {result.termination.detail}")
    bound = _whole_bound(result.termination.objective_bounds.dual_bound, maximise, worst)
    if not result.has_primal_feasible_solution():
        return Tier("failed", None, bound)
    values = _rounded(model, np.array(result.variable_values(variables), dtype=np.float64))
    value = round(float(objective @ values))
    return Tier("proved" if value == bound else "feasible", value, bound, values)


def _whole_bound(bound: float, maximise: bool, worst: int) -> int:
    """Round a bound to a whole number, since every plan has a whole value."""
    if not math.isfinite(bound):
        return worst
    loose = max(ROUNDING, RELATIVE_ROUNDING * abs(bound))
    whole = math.floor(bound + loose) if maximise else math.ceil(bound - loose)
    return min(whole, worst) if maximise else max(whole, worst)


def _rounded(model: Model, values: FloatArray) -> FloatArray:
    whole = np.rint(values)
    off = np.abs(values - whole)[model.integer]
    if off.size and float(off.max()) > TOLERANCE:
        raise SolverFault(f"integer column {float(off.max()):.2g} away from a whole number")
    return np.where(model.integer, whole, values)


def _empty(model: Model) -> Tier:
    # Without columns the rows are plain numbers; an empty component has one plan or none.
    if (model.low > 0).any() or (model.high < 0).any():
        return Tier("infeasible", None, 0)
    return Tier("proved", 0, 0, np.zeros(0))


def _proto(model: Model, objective: FloatArray | IntArray, maximise: bool) -> model_pb2.ModelProto:
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(len(model.upper)))
    proto.variables.lower_bounds.extend(model.lower)
    proto.variables.upper_bounds.extend(model.upper)
    proto.variables.integers.extend(model.integer)
    proto.linear_constraints.ids.extend(range(len(model.low)))
    proto.linear_constraints.lower_bounds.extend(model.low)
    proto.linear_constraints.upper_bounds.extend(model.high)
    proto.linear_constraint_matrix.row_ids.extend(model.row)
    proto.linear_constraint_matrix.column_ids.extend(model.column)
    proto.linear_constraint_matrix.coefficients.extend(model.coefficient)
    proto.objective.maximize = maximise
    used = np.flatnonzero(objective)
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend(objective[used])
    return proto


def _solver(route: Route) -> mathopt.SolverType:
    return mathopt.SolverType.GSCIP if route == "scip" else mathopt.SolverType.HIGHS


def _parameters(route: Route, seed: int, time_limit_s: float) -> mathopt.SolveParameters:
    parameters = mathopt.SolveParameters(
        time_limit=_seconds(time_limit_s),
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
    )
    if route == "scip":
        parameters.threads = 1
        parameters.random_seed = seed
        return parameters
    # MathOpt refuses its own `threads` for HiGHS; a second thread count in one process is an error.
    parameters.highs.int_options["threads"] = 1
    parameters.highs.int_options["random_seed"] = seed
    parameters.highs.int_options["presolve_rule_off"] = NO_PROBING
    if route == "highs without presolve":
        parameters.highs.string_options["presolve"] = "off"
    return parameters


def _seconds(limit: float) -> datetime.timedelta:
    return datetime.timedelta(seconds=max(0.1, limit))


def _hinted(
    model: Model, variables: list[mathopt.Variable], hint: FloatArray | None
) -> mathopt.ModelSolveParameters:
    parameters = mathopt.ModelSolveParameters()
    # HiGHS ends in an error when a hint lies outside the columns' ends.
    if hint is not None and (model.lower <= hint).all() and (hint <= model.upper).all():
        values = dict(zip(variables, hint.tolist(), strict=True))
        parameters.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    return parameters
