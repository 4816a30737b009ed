"""The only file that talks to the solvers: one tier of one model through MathOpt."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from pairmatch.post import FloatArray, Model
from pairmatch.solve.job import Route, Tier

TOLERANCE = 1e-4
"""An integer column may be this far from a whole number before the answer is refused."""
ROUNDING = 1e-6
RELATIVE_ROUNDING = 1e-9
"""Before a bound is rounded to whole points it is loosened by this much, for the solver's rounding."""
NO_PROBING = 1 << 15
"""HiGHS: presolve without probing, which takes most of the time on component models and saves little."""
Log = Callable[[str], None]


class SolverFault(Exception):
    """The solver failed in a way that says nothing about the model."""


def solve_tier(
    model: Model,
    objective: FloatArray,
    *,
    maximise: bool,
    route: Route,
    seed: int,
    time_limit_s: float,
    hint: FloatArray | None = None,
    fixed_shortfall: int | None = None,
    log: Log = lambda line: None,
) -> Tier:
    """Optimise one objective over a model; raise SolverFault when the solver breaks down.

    ``fixed_shortfall`` adds the row shortfall · x ≤ σ of the tier before.
    """
    if not len(model.lower):
        return _empty(model)

    def said(lines: list[str]) -> None:
        for line in lines:
            log(line)

    try:
        problem = mathopt.Model.from_model_proto(
            _proto(model, objective, maximise, fixed_shortfall)
        )
        variables = list(problem.variables())
        result = mathopt.solve(
            problem,
            _solver(route),
            params=_parameters(route, seed, time_limit_s),
            model_params=_hinted(variables, hint),
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


def trivial_bound(model: Model, objective: FloatArray) -> int:
    """Return an upper bound that needs no solver: every column with points at its upper bound."""
    return int(np.maximum(objective, 0) @ np.where(np.isfinite(model.upper), model.upper, 0.0))


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


def _proto(
    model: Model, objective: FloatArray, maximise: bool, fixed_shortfall: int | None
) -> model_pb2.ModelProto:
    row, column, value = model.row, model.column, model.coefficient
    low, high, upper = model.low, model.high, model.upper
    if fixed_shortfall == 0:
        upper = np.where(model.shortfall > 0, 0.0, upper)
    elif fixed_shortfall is not None:
        weighted = np.flatnonzero(model.shortfall)
        row = np.concatenate([row, np.full(len(weighted), len(low), dtype=np.int64)])
        column = np.concatenate([column, weighted])
        value = np.concatenate([value, model.shortfall[weighted]])
        low = np.append(low, -np.inf)
        high = np.append(high, float(fixed_shortfall))
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(len(upper)))
    proto.variables.lower_bounds.extend(model.lower)
    proto.variables.upper_bounds.extend(upper)
    proto.variables.integers.extend(model.integer)
    proto.linear_constraints.ids.extend(range(len(low)))
    proto.linear_constraints.lower_bounds.extend(low)
    proto.linear_constraints.upper_bounds.extend(high)
    proto.linear_constraint_matrix.row_ids.extend(row)
    proto.linear_constraint_matrix.column_ids.extend(column)
    proto.linear_constraint_matrix.coefficients.extend(value)
    proto.objective.maximize = maximise
    used = np.flatnonzero(objective)
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend(objective[used])
    return proto


def _solver(route: Route) -> mathopt.SolverType:
    return mathopt.SolverType.GSCIP if route == "scip" else mathopt.SolverType.HIGHS


def _parameters(route: Route, seed: int, time_limit_s: float) -> mathopt.SolveParameters:
    parameters = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(0.1, time_limit_s)),
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


def _hinted(
    variables: list[mathopt.Variable], hint: FloatArray | None
) -> mathopt.ModelSolveParameters:
    parameters = mathopt.ModelSolveParameters()
    if hint is not None:
        values = dict(zip(variables, hint.tolist(), strict=True))
        parameters.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    return parameters
