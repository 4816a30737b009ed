"""The only file that talks to the solvers: one tier of one model through MathOpt.

It sends and reads MathOpt's messages. The objects around them cost more time than many a solve, and a
tenth of a second in every process that loads them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from ortools.math_opt import parameters_pb2 as asked
from ortools.math_opt import result_pb2 as answered
from ortools.math_opt.callback_pb2 import CallbackRegistrationProto
from ortools.math_opt.core.python import solver
from ortools.math_opt.model_parameters_pb2 import ModelSolveParametersProto
from ortools.math_opt.model_pb2 import ModelProto
from ortools.math_opt.solution_pb2 import BasisProto, SolutionProto, SparseBasisStatusVector
from ortools.math_opt.sparse_containers_pb2 import SparseDoubleVectorProto

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.idle import trivial_bound
from pairmatch.solve.job import Route, State, Statuses

TOLERANCE = 1e-4
"""An integer column may be this far from a whole number before the answer is refused."""
ROUNDING = 1e-6
RELATIVE_ROUNDING = 1e-9
"""Before a bound is rounded to whole points it is loosened by this much, for the solver's rounding."""
NO_PROBING = 1 << 15
"""HiGHS: presolve without probing, which takes most of the time on component models and saves little."""
NO_AGGREGATION = 1 << 12
"""HiGHS: presolve without its aggregator, with which a component's best plan was lost and a worse one
called optimal."""
WITHOUT_PLAN = (
    answered.TERMINATION_REASON_INFEASIBLE,
    answered.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED,
)
ANSWERS = (
    answered.TERMINATION_REASON_OPTIMAL,
    answered.TERMINATION_REASON_FEASIBLE,
    answered.TERMINATION_REASON_NO_SOLUTION_FOUND,
)
Log = Callable[[str], None]


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
    objective: FloatArray | IntArray,
    *,
    route: Route,
    time_limit_s: float,
    start: tuple[Statuses, Statuses] | None = None,
    cut_off: bool = False,
) -> Relaxation | None:
    """Maximise over the relaxation, from a basis if one is known; None if it is infeasible.

    ``cut_off`` says that the basis was the best one before rows came that it does not keep.
    Raises SolverFault when the solver breaks down or the time is over.
    """
    if not len(model.lower):
        none = (model.low > 0).any() or (model.high < 0).any()
        empty = np.zeros(0, dtype=np.int8)
        zeros = np.zeros(len(model.low))
        return None if none else Relaxation(0.0, np.zeros(0), zeros, empty, empty)
    relaxed = replace(model, integer=np.zeros(len(model.lower), dtype=bool))
    first = route == "highs"
    parameters = _limited(time_limit_s)
    if not first:
        parameters.highs.int_options["threads"] = 1
    began = ModelSolveParametersProto()
    if first and start is not None:
        began.initial_basis.CopyFrom(_basis(*start))
        if cut_off:
            parameters.lp_algorithm = asked.LP_ALGORITHM_DUAL_SIMPLEX
    which = asked.SOLVER_TYPE_GLOP if first else asked.SOLVER_TYPE_HIGHS
    try:
        result = _solved(_proto(relaxed, objective, maximise=True), which, parameters, began)
    except Exception as fault:
        raise SolverFault(f"relaxation, {route}: {type(fault).__name__}: {fault}") from fault
    reason = result.termination.reason
    if reason in WITHOUT_PLAN:
        return None
    found = result.solutions[0] if result.solutions else SolutionProto()
    if reason != answered.TERMINATION_REASON_OPTIMAL or not found.HasField("dual_solution"):
        raise SolverFault(f"relaxation, {route}: {_ended(result)}")
    nothing: Statuses = np.zeros(0, dtype=np.int8)
    known = found.HasField("basis")
    return Relaxation(
        found.primal_solution.objective_value,
        _vector(found.primal_solution.variable_values, len(model.upper)),
        _vector(found.dual_solution.dual_values, len(model.low)),
        _statuses(found.basis.variable_status, len(model.upper)) if known else nothing,
        _statuses(found.basis.constraint_status, len(model.low)) if known else nothing,
    )


def _solved(
    problem: ModelProto,
    which: int,
    parameters: asked.SolveParametersProto,
    began: ModelSolveParametersProto,
    log: Callable[[list[str]], None] | None = None,
) -> answered.SolveResultProto:
    """Call the solver: what mathopt.solve does between making and reading the messages."""
    return solver.solve(
        problem,
        which,
        asked.SolverInitializerProto(),
        parameters,
        began,
        log,
        CallbackRegistrationProto(),
        None,
        None,
    )


def _vector(sparse: SparseDoubleVectorProto, size: int) -> FloatArray:
    dense = np.zeros(size)
    dense[np.array(sparse.ids, dtype=np.int64)] = sparse.values
    return dense


def _statuses(sparse: SparseBasisStatusVector, size: int) -> Statuses:
    dense = np.zeros(size, dtype=np.int8)
    dense[np.array(sparse.ids, dtype=np.int64)] = sparse.values
    return dense


def _basis(columns: Statuses, rows: Statuses) -> BasisProto:
    basis = BasisProto()
    for statuses, part in ((columns, basis.variable_status), (rows, basis.constraint_status)):
        part.ids.extend(range(len(statuses)))
        part.values.extend(statuses.tolist())
    return basis


def solve_tier(
    model: Model,
    objective: FloatArray,
    *,
    maximise: bool,
    route: Route,
    seed: int,
    time_limit_s: float,
    hint: FloatArray | None = None,
    at_least: int | None = None,
    within: float = 0.0,
    log: Log = lambda line: None,
) -> Tier:
    """Optimise one objective over a model; raise SolverFault when the solver breaks down.

    A plan ``within`` so much of the best one is good enough.
    Where it is to be maximised and ``at_least`` is given, plans worth less need not be found: without any
    other the answer may be that there is none.
    """
    if not len(model.lower):
        return _empty(model)

    def said(lines: list[str]) -> None:
        for line in lines:
            log(line)

    try:
        result = _solved(
            _proto(model, objective, maximise),
            asked.SOLVER_TYPE_GSCIP if route == "scip" else asked.SOLVER_TYPE_HIGHS,
            _parameters(route, seed, time_limit_s, at_least, within),
            _hinted(model, hint),
            said,
        )
    except Exception as fault:
        # MathOpt reports solver errors as exceptions of many unrelated types.
        raise SolverFault(f"{route}: {type(fault).__name__}: {fault}") from fault
    return _tier(model, objective, maximise, result, at_least)


def _tier(
    model: Model,
    objective: FloatArray,
    maximise: bool,
    result: answered.SolveResultProto,
    at_least: int | None,
) -> Tier:
    reason = result.termination.reason
    worst = trivial_bound(model, objective) if maximise else 0
    if reason in WITHOUT_PLAN:
        return Tier("infeasible", None, worst)
    if reason not in ANSWERS:
        raise SolverFault(_ended(result))
    ends = result.termination.objective_bounds
    bound = _whole_bound(ends.dual_bound, maximise, worst)
    if at_least is not None:
        # HiGHS calls a plan optimal that is worth less, though it has looked for no better one there; and
        # where there can be none, as it sees before it begins, it says nothing of a bound.
        if reason == answered.TERMINATION_REASON_OPTIMAL and math.isinf(ends.dual_bound):
            bound = _whole_bound(ends.primal_bound, maximise, worst)
        bound = max(bound, at_least)
    if not result.solutions or not result.solutions[0].HasField("primal_solution"):
        return Tier("failed", None, bound)
    found = result.solutions[0].primal_solution.variable_values
    values = _rounded(model, _vector(found, len(model.upper)))
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


def _proto(model: Model, objective: FloatArray | IntArray, maximise: bool) -> ModelProto:
    proto = ModelProto()
    proto.variables.ids.extend(range(len(model.upper)))
    proto.variables.lower_bounds.extend(model.lower.tolist())
    proto.variables.upper_bounds.extend(model.upper.tolist())
    proto.variables.integers.extend(model.integer.tolist())
    proto.linear_constraints.ids.extend(range(len(model.low)))
    proto.linear_constraints.lower_bounds.extend(model.low.tolist())
    proto.linear_constraints.upper_bounds.extend(model.high.tolist())
    proto.linear_constraint_matrix.row_ids.extend(model.row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(model.column.tolist())
    proto.linear_constraint_matrix.coefficients.extend(model.coefficient.tolist())
    proto.objective.maximize = maximise
    used = np.flatnonzero(objective)
    proto.objective.linear_coefficients.ids.extend(used.tolist())
    proto.objective.linear_coefficients.values.extend(objective[used].tolist())
    return proto


def _ended(result: answered.SolveResultProto) -> str:
    """Say why a solve ended."""
    reason = answered.TerminationReasonProto.Name(result.termination.reason)
    return f"{reason.removeprefix('TERMINATION_REASON_')}: {result.termination.detail}"


def _parameters(
    route: Route, seed: int, time_limit_s: float, at_least: int | None, within: float
) -> asked.SolveParametersProto:
    parameters = _limited(time_limit_s)
    parameters.relative_gap_tolerance, parameters.absolute_gap_tolerance = 0.0, within
    if route == "scip":
        parameters.threads = 1
        parameters.random_seed = seed
        return parameters
    # MathOpt refuses its own `threads` for HiGHS; a second thread count in one process is an error.
    parameters.highs.int_options["threads"] = 1
    parameters.highs.int_options["random_seed"] = seed
    parameters.highs.int_options["presolve_rule_off"] = NO_PROBING | NO_AGGREGATION
    # They find next to nothing on component models, and take a fifth of the time.
    for heuristic in ("feasibility_jump", "root_reduced_cost"):
        parameters.highs.bool_options[f"mip_heuristic_run_{heuristic}"] = False
    if at_least is not None:
        # It minimises what is turned round; half a unit for its rounding.
        parameters.highs.double_options["objective_bound"] = 0.5 - at_least
    if route == "highs without presolve":
        parameters.highs.string_options["presolve"] = "off"
    return parameters


def _limited(time_limit_s: float) -> asked.SolveParametersProto:
    parameters = asked.SolveParametersProto()
    parameters.time_limit.FromTimedelta(datetime.timedelta(seconds=max(0.1, time_limit_s)))
    return parameters


def _hinted(model: Model, hint: FloatArray | None) -> ModelSolveParametersProto:
    began = ModelSolveParametersProto()
    if hint is None:
        return began
    # HiGHS ends in an error when a hint lies outside the columns' ends, by however little.
    inside = np.clip(hint, model.lower, model.upper)
    if np.abs(inside - hint).max(initial=0) <= TOLERANCE:
        values = began.solution_hints.add().variable_values
        values.ids.extend(range(len(hint)))
        values.values.extend(inside.tolist())
    return began
