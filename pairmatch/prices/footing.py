"""Footing: what a component's plan and proof rest on, before anything is solved again."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.component import component
from pairmatch.model import posted
from pairmatch.post import Ids, Model, Named
from pairmatch.prices.start import Start
from pairmatch.programmes import rules_of
from pairmatch.solve.bound import SCALE, at_shortfall, certificate
from pairmatch.solve.hands import Hands
from pairmatch.solve.job import HALF, Aim, Job
from pairmatch.solve.ready import reduced
from pairmatch.state import PartState

TOLERANCE = 1e-6


@dataclass(frozen=True)
class BindingRow:
    """A row of a rule that a plan uses up, or misses; ``guess`` is its dual, in points."""

    code: str
    ids: Ids
    missed: bool
    guess: Fraction


@dataclass(frozen=True)
class Footing:
    """One component's model with its rows by rule, and the duals that its proof rests on.

    ``duals`` is None where they are not known at the prices of the run; ``floor_duals`` prove the least
    shortfall of a component that has one. ``slack`` has the columns in which each soft rule is missed.
    """

    part: PartState
    model: Model
    named: Sequence[Named]
    duals: FloatArray | None
    objective: IntArray
    slack: Mapping[str, IntArray]
    floor_duals: FloatArray | None = None

    @classmethod
    def of(cls, start: Start, part: PartState) -> Footing:
        """Build the model of a component anew and lay the duals of its relaxation beside it."""
        post, _ = posted(component(start.scenario, part.units), start.rooms, rules_of(start.rooms))
        model, outcome = post.model(), part.past.outcome
        columns: dict[str, list[int]] = {}
        for column, code in model.slack_rule.items():
            columns.setdefault(code, []).append(column)
        base = outcome.base
        known = (
            base is not None
            and base.aim == start.state.aim
            and outcome.least is not None
            and outcome.bound is not None
            # A row that holds the shortfall down follows those of the rules.
            and len(base.duals) == len(model.low) + (outcome.least > 0)
        )
        return cls(
            part,
            model,
            post.named,
            base.duals if known and base is not None else None,
            start.state.aim.objective(model),
            {code: np.array(some, dtype=np.int64) for code, some in columns.items()},
        )

    @property
    def least(self) -> int:
        """The least shortfall of the component."""
        return self.part.past.outcome.least or 0

    @cached_property
    def bound(self) -> int:
        """What the duals prove of the component as it is, in half points."""
        return self._bound(self.model, self.objective)

    def bound_without(self, code: str) -> int | None:
        """Return what the duals prove of the component when a rule is dropped, in half points.

        The rule's rows are let go, and missing it costs nothing. None where that may be more than with
        the rule, then a better plan may be there; and where there may be less shortfall.
        """
        mine = [x for x in self.named if x.code == code]
        if not mine:
            # Nothing is asked here, so that all that was proved stands.
            return self.part.past.outcome.bound
        if self.duals is None:
            return None
        loose, objective = self._without(code, mine)
        if self.least and self._floor(loose) < self.least:
            return None
        bound = self._bound(loose, objective)
        return bound if bound <= self.bound else None

    def _without(self, code: str, mine: Sequence[Named]) -> tuple[Model, IntArray]:
        """Return the model and its objective with a rule's rows let go and nothing counted for it."""
        low, high = self.model.low.copy(), self.model.high.copy()
        for x in mine:
            low[x.first : x.first + x.count] = -np.inf
            high[x.first : x.first + x.count] = np.inf
        shortfall, objective = self.model.shortfall.copy(), self.objective.copy()
        slack = self.slack.get(code)
        if slack is not None:
            shortfall[slack] = 0
            objective[slack] = 0
        return replace(self.model, low=low, high=high, shortfall=shortfall), objective

    def _floor(self, model: Model) -> int:
        """Return the least shortfall that is proved of a model."""
        if self.floor_duals is None:
            return 0
        asked = least_asked(model)
        objective = Aim().objective(asked)
        return -(certificate(reduced(asked), objective, self.floor_duals).bound // SCALE // HALF)

    def _bound(self, model: Model, objective: IntArray) -> int:
        if self.duals is None:
            raise ValueError("no duals are known")
        at = reduced(at_shortfall(model, self.least))
        return certificate(at, objective, self.duals).bound // SCALE

    def binding(self) -> list[BindingRow]:
        """Return the rows of rules that the component's plan uses up or misses."""
        model, values = self.model, self.part.past.chosen.values.dense()
        if len(values) != len(model.upper):
            return []
        values[list(model.slack_rule)] = 0.0
        product = model.coefficient * values[model.column]
        activity = np.bincount(model.row, product, minlength=len(model.low))
        over, under = activity - model.high, model.low - activity
        found: list[BindingRow] = []
        for x in self.named:
            for i, ids in enumerate(x.ids):
                beyond = max(over[x.first + i], under[x.first + i])
                if beyond > -TOLERANCE:
                    missed = bool(beyond > TOLERANCE)
                    found.append(BindingRow(x.code, ids, missed, self._guess(x.first + i)))
        return found

    def _guess(self, row: int) -> Fraction:
        base = self.part.past.outcome.base
        if base is None or row >= len(base.duals):
            return Fraction(0)
        return Fraction(round(abs(float(base.duals[row]))), HALF)


def least_asked(model: Model) -> Model:
    """Return the model in which nothing counts but the shortfall."""
    nothing = np.zeros(len(model.upper))
    return replace(model, points=-model.shortfall, shortfall=nothing, uses=(), probe=None)


def with_floors_proved(
    footings: Sequence[Footing], workers: Hands, seed: int, limit_s: float
) -> list[Footing]:
    """Return the footings with duals that prove the least shortfall of components that have one."""
    short = [i for i, one in enumerate(footings) if one.least]
    workers.forget()
    jobs = [Job(i, Aim(), "relax", seed, limit_s, slack=0) for i in short]
    ends_at = time.monotonic() + limit_s
    outcomes = workers.run(jobs, lambda i: least_asked(footings[i].model), ends_at)
    found = list(footings)
    for i, outcome in zip(short, outcomes, strict=True):
        if outcome.base is not None:
            found[i] = replace(found[i], floor_duals=outcome.base.duals)
    return found
