"""Search: one component at one aim, from the relaxation over its certificate to a proved plan."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.bound import (
    SCALE,
    Certificate,
    certificate,
    reachable,
    restricted,
)
from pairmatch.solve.engine import Relaxation, SolverFault, solve_lp, solve_tier
from pairmatch.solve.flowed import flowed
from pairmatch.solve.held import Held
from pairmatch.solve.job import BASIC, Base, Basis, Column, Job, Outcome, State, better
from pairmatch.solve.packing import Start, packed
from pairmatch.solve.ready import Ready
from pairmatch.solve.relax import Relax, Relaxed
from pairmatch.solve.tree import branched

WIDER = 3
"""How much farther from the bound columns may lie when the ones so far allow no plan."""
FAR = 3
"""A first plan so many times as far from the bound as the columns is not sought: a wider search finds a
better one, and sooner."""
BEYOND = 80
"""Or so many half points farther than the columns, where these lie as far as an earlier run's bound did."""
FARTHER = 5
"""How much farther than before the next search looks while a proof is sought."""
NARROW, WIDE = 80, 360
"""Half points beyond which a search is so wide that the relaxation branches before it: where a proof is
asked together with the first plan, and else."""
HARDLY = 1.5
"""A search is left out where one that surely decides looks hardly farther: so many times as far."""
SHORT = 0.05
"""The share of the time that is left in which a first plan is chosen among fillings of knapsacks."""
LEANING = 0.4
"""What all columns of a plan before are worth together, in half points: it decides between equal plans,
and half of it is not sought."""
MUCH = 100_000_000
"""Half points from which on a solver's rounding, a tenth and more, would hide what leaning adds."""
Tell = Callable[[Outcome], None]


class OutOfTime(Exception):
    """The time of the job is over; what was told so far stands."""


@dataclass
class Search:
    """The state of one job in a child.

    First the least shortfall: nothing if the relaxation has a plan without any, else the rounded
    bound of the shortfall's relaxation, raised by an integer solve if no plan reaches it. Then the
    weighted tier: duals of the relaxation give a certificate; only columns that a better plan could
    use go into the integer solve, and what it leaves open is closed by a wider one. Before it looks far
    the relaxation branches, once.
    """

    held: Held
    job: Job
    tell: Tell
    started: float = field(default_factory=time.monotonic)
    floor: int = 0
    least: int | None = None
    bound: int | None = None
    uses: tuple[float, ...] = ()
    worth: float = 0.0
    base: Base | None = None
    column: Column | None = None
    certified: bool = False
    has_branched: bool = False
    log: list[str] = field(default_factory=list)

    def run(self) -> Outcome:
        """Go as far as the job says; a solver's fault or the end of the time ends it early."""
        self.floor = self.job.shortfall or 0
        self.least, self.column = self.job.shortfall, self.job.best
        try:
            state = self._flowed() or self._steps()
        except OutOfTime:
            state = "feasible" if self.column is not None else "failed"
        except SolverFault as fault:
            self.log.append(str(fault))
            state = "failed"
        return self._outcome(state)

    def _steps(self) -> State:
        if self.job.reach == "price" and self._estimated():
            return "feasible"
        at, proof = self._relaxed()
        if at is None or proof is None:
            # The rounded bound of the least shortfall may be below what any plan can have.
            return "infeasible" if self.least is None else self._raised()
        self._say()
        if self.job.reach in ("price", "relax"):
            return "proved" if self._proved() else "feasible"
        proof = self._packed(at, proof)
        slack = self.job.slack * SCALE
        if self._proved():
            self.certified = True
            return "proved"
        if not self._planned_before():
            proof, slack = self._closer(at, proof, slack, slack)
        far = min(FAR * slack, slack + BEYOND * SCALE)
        while not self._planned_before():
            every = slack >= _widest(proof)
            least = None if every else (proof.bound - far) // SCALE
            if self._plan_within(at, proof, slack, least) and self._is_worth(least):
                break
            if every:
                # No plan at all has so little shortfall, whatever the relaxation says.
                return self._raised()
            before, wider = proof, max(slack * WIDER, SCALE)
            proof, nearer = self._closer(at, proof, slack, wider)
            slack = wider if proof is before else nearer
            far = FAR * slack
        self.certified = self._proved() and self._worth() == proof.bound // SCALE
        self._say()
        while not self._is_enough():
            # Wide searches are dear; a better plan found by a narrower one makes the last one narrow.
            least = self._worth() + (self.job.enough or 0)
            wanted = proof.bound - least * SCALE
            before = proof
            proof, slack = self._closer(at, proof, slack, wanted, least * SCALE)
            if proof is not before:
                continue
            farther = FARTHER * max(slack, SCALE)
            slack = wanted if wanted <= HARDLY * farther else farther
            if not self._plan_within(at, proof, slack, least) and slack == wanted:
                if not self.job.enough:
                    return "failed"
                # No plan at all is worth as much.
                self.bound = least
            self._say()
        return "proved" if self._proved() else "feasible"

    def _flowed(self) -> State | None:
        """Solve the job in one go if its model is a network; None if it is not, or not proved."""
        arcs = self.held.network if self.job.route == "highs" else None
        if arcs is None:
            return None
        model = self.held.model
        found = flowed(model, arcs, self.job.aim.objective(model))
        if found is None:
            return None
        self.floor = self.least = found.least
        self.bound, self.certified = found.proof.bound // SCALE, True
        self._keep(model, found.values)
        uses = tuple(float(use.amount @ found.values[use.column]) for use in model.uses)
        nothing = Basis.nothing(len(found.values), len(found.duals))
        self._goes_on_from(Base(self.job.aim, True, float(self.bound), uses, found.duals, nothing))
        return "proved"

    def _planned_before(self) -> bool:
        """Return whether a proof can begin with the plan that the job came with."""
        best = self.job.best
        return self.job.reach == "prove" and best is not None and best.shortfall == self.least

    # -- the relaxation -----------------------------------------------------------------------

    def _relaxed(self) -> tuple[Ready | None, Certificate | None]:
        """Return the model at the least shortfall and its certificate; None if it has no plan."""
        if self.least is None:
            at = self.held.at(0)
            proof = self._certified(at)
            if proof is not None:
                self.least = 0
                return at, proof
            self.floor = self._least_of_relaxation()
            if self.floor < 0:
                return None, None
            self.least = self.floor
        at = self.held.at(self.least)
        proof = self._certified(at)
        return (at, proof) if proof is not None else (None, None)

    def _certified(self, at: Ready) -> Certificate | None:
        objective, base = self.job.aim.objective(at.model), self._base_of(at)
        if base is not None and base.proves and base.aim == self.job.aim:
            self._goes_on_from(base)
        elif not self._solved(at, objective, base, estimate=False):
            return None
        if self.base is None:
            raise ValueError("a relaxation without its end")
        proof = certificate(at.model, objective, self.base.duals)
        self.bound = proof.bound // SCALE
        return proof

    def _packed(self, at: Ready, proof: Certificate) -> Certificate:
        """Return a better certificate by whole knapsacks, and keep the best plan of their fillings."""
        model = at.model
        objective = self.job.aim.objective(model)
        if self.base is None:
            return proof
        found = packed(model, objective, self.base.duals, proof, self._relaxation)
        if found is None:
            return proof
        self.bound = found.proof.bound // SCALE
        choice, gain = found.fillings.choice()
        tier = solve_tier(
            choice,
            gain.astype(np.float64),
            maximise=True,
            route=self.job.route,
            seed=self.job.seed,
            time_limit_s=self._left() * SHORT,
            log=self.log.append,
        )
        if tier.values is not None:
            values = np.zeros(len(model.upper))
            values[found.near] = found.fillings.values(tier.values)
            self._keep(model, values)
        return found.proof

    def _closer(
        self, at: Ready, proof: Certificate, slack: int, looks: int, good: int | None = None
    ) -> tuple[Certificate, int]:
        """Branch, once, before a search that looks far; return what is proved then, and the slack left.

        The proof is the one that was where there is no better one.
        """
        both = self.job.reach == "plan" and self.job.enough is not None
        narrow = (NARROW if both else WIDE) * SCALE
        if self.has_branched or self.base is None or looks <= narrow:
            return proof, slack
        self.has_branched = True
        objective = self.job.aim.objective(at.model)
        found = branched(at, objective, proof, self.base.basis, self._relax, good)
        if found is None:
            return proof, slack
        whole = found.bound // SCALE
        self.bound = whole if self.bound is None else min(self.bound, whole)
        return found, max(slack - (proof.bound - found.bound), min(slack, narrow))

    def _relax(self, at: Ready, objective: IntArray, start: Basis) -> Relaxed | None:
        relax = Relax(at.model, at.blocks, objective, self.job.route, self._left, cut_off=True)
        return relax.run(start)

    def _relaxation(
        self, model: Model, objective: FloatArray, start: Start | None
    ) -> Relaxation | None:
        left = self._left()
        return solve_lp(model, objective, route=self.job.route, time_limit_s=left, start=start)

    def _base_of(self, at: Ready) -> Base | None:
        """Return where an earlier relaxation ended, if its columns are this model's.

        Rows that have come since then, as those of decisions, do not bind in it.
        """
        base, rows = self.job.base, len(at.model.low)
        if base is None or len(base.basis.kept) != len(at.model.upper) or len(base.duals) > rows:
            return None
        new = rows - len(base.duals)
        basis = replace(
            base.basis, rows=np.concatenate([base.basis.rows, np.full(new, BASIC, dtype=np.int8)])
        )
        duals = np.concatenate([base.duals, np.zeros(new)])
        return replace(base, duals=duals, basis=basis, proves=base.proves and not new)

    def _solved(self, at: Ready, objective: IntArray, base: Base | None, *, estimate: bool) -> bool:
        """Solve the relaxation, or estimate it; False if it has no plan."""
        relax = Relax(at.model, at.blocks, objective, self.job.route, self._left)
        found = relax.run(None if base is None else base.basis, estimate=estimate)
        if found is None:
            return False
        uses = tuple(float(use.amount @ found.values[use.column]) for use in at.model.uses)
        ended = Base(self.job.aim, found.whole, found.value, uses, found.duals, found.basis)
        self._goes_on_from(ended)
        return True

    def _goes_on_from(self, base: Base) -> None:
        self.base, self.worth, self.uses = base, base.worth, base.uses

    def _estimated(self) -> bool:
        """Solve the relaxation on a part of its columns alone; False if that fails.

        Nothing is proved by it, but its worth and uses are nearly the relaxation's own.
        """
        at = self.held.at(self.least or 0)
        objective = self.job.aim.objective(at.model)
        return self._solved(at, objective, self._base_of(at), estimate=True)

    def _least_of_relaxation(self) -> int:
        """Return the least shortfall that the relaxation proves, -1 if nothing is feasible."""
        model = self.held.model
        objective = -np.rint(model.shortfall).astype(np.int64)
        relaxed = solve_lp(model, objective, route=self.job.route, time_limit_s=self._left())
        if relaxed is None:
            return -1
        return max(0, math.ceil(-certificate(model, objective, relaxed.duals).bound / SCALE))

    # -- integer solves -----------------------------------------------------------------------

    def _plan_within(self, at: Ready, proof: Certificate, slack: int, at_least: int | None) -> bool:
        """Look for the best plan among the columns within ``slack`` of the bound; False if none.

        Or if none is worth ``at_least`` so much.
        """
        model = at.model
        used, full = proof.needed(slack) & (model.upper > 0), proof.full(slack)
        some, _ = restricted(model, used, np.zeros(len(used), dtype=bool))
        some = replace(some, upper=reachable(some, some.upper))
        if (full[used] & (some.upper < model.upper[used])).any():
            return False
        kept = np.flatnonzero(used)[some.upper > 0]
        small, _ = restricted(some, some.upper > 0, full[used])
        lean = self._leaning(model)[kept]
        found = solve_tier(
            small,
            self.job.aim.objective(model)[kept] + lean,
            maximise=True,
            route=self.job.route,
            seed=self.job.seed,
            time_limit_s=self._left(),
            hint=None if self.column is None else self.column.values.dense()[kept],
            at_least=at_least,
            within=self._tolerance(slack, leans=bool(lean.any())),
            log=self.log.append,
        )
        # A plan that uses another column, or less of a full one, is farther than the slack from the
        # certificate's bound.
        outside = (proof.bound - slack) // SCALE
        everything = bool(((used & ~full) | (model.upper <= 0)).all())
        if found.state == "infeasible":
            return False
        if found.values is None:
            raise OutOfTime
        values = np.zeros(len(model.upper))
        values[kept] = found.values
        self._keep(model, values)
        limit = found.bound if everything else max(found.bound, outside)
        whole = proof.bound // SCALE
        self.bound = min(self.bound if self.bound is not None else whole, whole, limit)
        self.certified = self._proved() and self._worth() == whole
        return True

    def _leaning(self, model: Model) -> FloatArray:
        """Return what columns are worth for being in the plan of before: less than half a point in all."""
        lean = np.zeros(len(model.upper))
        if self.job.near is not None and abs(self.bound or 0) < MUCH:
            lean[(self.job.near.dense() > 0) & model.integer & (model.upper == 1)] = 1.0
            lean *= LEANING / max(1.0, lean.sum())
        return lean

    def _keep(self, model: Model, values: FloatArray) -> None:
        self.column = better(self.column, Column.of(model, values), self.job.aim)

    def _raised(self) -> State:
        """Solve the shortfall tier itself, then start again with what it proves."""
        model = self.held.model
        found = solve_tier(
            model,
            model.shortfall,
            maximise=False,
            route=self.job.route,
            seed=self.job.seed,
            time_limit_s=self._left(),
            log=self.log.append,
        )
        if found.state == "infeasible":
            return "infeasible"
        self.floor = max(self.floor, found.bound)
        if found.values is None:
            raise OutOfTime
        self.base, self.bound, self.has_branched = None, None, False
        self._keep(model, found.values)
        if found.state != "proved" or found.value == self.least:
            # Out of time, or two answers that contradict each other: another route must decide.
            return "failed" if found.value == self.least else "feasible"
        self.job = replace(self.job, shortfall=found.value, base=None, best=self.column)
        self.least = found.value
        return self._steps()

    # -- what is known ------------------------------------------------------------------------

    def _worth(self) -> int:
        if self.column is None:
            raise ValueError("no plan yet")
        return self.column.worth(self.job.aim)

    def _is_worth(self, at_least: int | None) -> bool:
        """Return whether the plan is what was asked for: what comes back may be no more than the hint."""
        return at_least is None or self._worth() >= at_least

    def _proved(self) -> bool:
        return self._is_within(0)

    def _is_within(self, open_: int) -> bool:
        """Return whether the plan is proved to be as near to the best one as some half points."""
        return (
            self.column is not None
            and self.column.shortfall == self.least
            and self.bound is not None
            and self.bound - self._worth() <= open_
        )

    def _is_enough(self) -> bool:
        """Return whether the plan is as near to what is proved as the job asks."""
        enough = self.job.enough
        if enough is None:
            return self.job.reach == "plan" or self._proved()
        return self._is_within(enough)

    def _tolerance(self, slack: int, *, leans: bool) -> float:
        """Return by how much a search may miss the best plan.

        Narrow ones are cheap, so by nothing; those after branching cost what a wide one does.
        """
        enough = self.job.enough or 0
        if enough and (self.has_branched or slack > enough * SCALE):
            return float(enough)
        return LEANING / 2 if leans else 0.0

    def _left(self) -> float:
        left = self.job.time_limit_s - (time.monotonic() - self.started)
        if left <= 0:
            raise OutOfTime
        return left

    def _say(self) -> None:
        self.tell(self._outcome("feasible" if self.column is not None else "failed"))

    def _outcome(self, state: State) -> Outcome:
        return Outcome(
            number=self.job.number,
            state=state,
            floor=self.floor,
            least=self.least,
            bound=self.bound,
            uses=self.uses,
            worth=self.worth,
            base=self.base,
            column=self.column,
            certified=self.certified,
            route=self.job.route,
            log=tuple(self.log),
            seconds=time.monotonic() - self.started,
        )


def _widest(proof: Certificate) -> int:
    """Return the slack with which every column is kept, and none held at its upper end."""
    return int(np.abs(proof.reduced).max(initial=0))
