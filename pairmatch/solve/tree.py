"""Tree: a bound that no half-open site can loosen, by branching on the columns that others depend on.

Whether a school has a team decides what else there is to decide about it. Where the relaxation opens
parts of schools, its bound may be far above any plan; with a few of these questions answered either way
it is close. Every plan gives one of the answers, so the largest bound of all leaves holds for all plans.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.blocks import Blocks
from pairmatch.solve.bound import SCALE, Certificate, certificate, reachable, restricted
from pairmatch.solve.engine import SolverFault
from pairmatch.solve.job import AT_LOWER, BASIC, Basis
from pairmatch.solve.ready import Ready
from pairmatch.solve.relax import Relaxed

APART = 600
"""Half points from the bound beyond which columns take no part at first."""
ROOM = 150
"""Half points that must be left between what is found of the others and what those may be worth."""
SPLITS = 8
"""Leaves are split no more often than this."""
MISSED = 10_000
"""Half points that a relaxation loses for each unit by which it misses an answer: it always has an end."""
SHARP = 40
"""Half points from the largest bound up to which leaves are probed at the end, to say more of columns."""
WHOLE = 1e-4
"""A number so near to a whole one is whole."""

Solve: TypeAlias = Callable[[Ready, IntArray, Basis], Relaxed | None]


def branched(
    at: Ready,
    objective: IntArray,
    proof: Certificate,
    start: Basis,
    solve: Solve,
    good: int | None = None,
) -> Certificate | None:
    """Return a certificate for all plans, better than ``proof``, by branching; None if there is none.

    ``start`` is where the relaxation ended, ``solve`` solves one from a basis; None where it has no plan.
    It ends where the bound is ``good``, in units of 1 / SCALE.
    """
    for apart in (APART * SCALE, _widest(proof)):
        leaves = _leaves(at, objective, proof, start, solve, good, apart)
        if not leaves:
            return None
        # Of plans with columns that took no part nothing else is known.
        beyond = Certificate(proof.bound - apart, np.zeros(len(objective), dtype=np.int64))
        found = together([*leaves, beyond])
        if found.bound >= beyond.bound + ROOM * SCALE:
            break
    return found if found.bound < proof.bound else None


def _widest(proof: Certificate) -> int:
    """Return how far from the bound no column is that a plan may use."""
    return int(np.abs(proof.reduced).max(initial=0)) + (APART + ROOM) * SCALE


def _leaves(
    at: Ready,
    objective: IntArray,
    proof: Certificate,
    start: Basis,
    solve: Solve,
    good: int | None,
    apart: int,
) -> list[Certificate]:
    """Return the certificates of a tree's leaves, without columns so far apart from the bound."""
    near = proof.needed(apart) & (at.model.upper > 0)
    some, _ = restricted(at.model, near, np.zeros(len(near), dtype=bool))
    near[near] = reachable(some, some.upper) > 0
    small, rows = restricted(at.model, near, np.zeros(len(near), dtype=bool))
    blocks = Blocks.of(replace(small, block=at.blocks.of_column[near]))
    begin = Basis(start.kept[near], start.columns[near], start.rows[rows])
    leaves = Tree(Ready(at.least, small, blocks), objective[near], solve).grow(begin, good)
    return [Certificate(leaf.bound, _spread(leaf.reduced, near)) for leaf in leaves]


def _spread(reduced: IntArray, near: BoolArray) -> IntArray:
    """Return reduced costs for all columns: no plan of a leaf uses one that took no part."""
    whole = np.full(len(near), _never(reduced), dtype=np.int64)
    whole[near] = reduced
    return whole


def _never(reduced: IntArray) -> int:
    """Return the reduced cost of columns that no plan of a leaf uses: farther than any that one may."""
    return -int(np.abs(reduced).max(initial=0)) - APART * SCALE


@dataclass(frozen=True, eq=False)
class Answer:
    """Half of the plans: those in which the columns add up to ``end`` at the least, or at the most."""

    columns: IntArray
    at_least: bool
    end: int

    @property
    def closes(self) -> bool:
        """Return whether the columns are zero."""
        return not self.at_least and self.end == 0


@dataclass(frozen=True, eq=False)
class Leaf:
    """The plans that give some answers, and what the relaxation proves about them."""

    answers: tuple[Answer, ...]
    relaxed: Relaxed
    proof: Certificate


@dataclass
class Tree:
    """Leaves that have all plans between them; :meth:`grow` splits those with the largest bound."""

    at: Ready
    objective: IntArray
    solve: Solve

    def __post_init__(self) -> None:
        self.questions = questions(self.at.model)

    def grow(self, start: Basis, good: int | None) -> list[Certificate]:
        """Return the leaves' certificates; none where there is nothing to ask, or no plan.

        It ends where the bound is ``good``, or the relaxation with the largest one answers every question.
        """
        if not self.questions:
            return []
        try:
            root = self._leaf((), start)
        except SolverFault:
            return []
        leaves = [] if root is None else [root]
        for _ in range(SPLITS):
            largest = max(leaves, key=lambda leaf: leaf.proof.bound, default=None)
            if largest is None or (good is not None and largest.proof.bound <= good):
                break
            halves = self._split(largest)
            if halves is None:
                break
            leaves.remove(largest)
            leaves += halves
        largest_bound = max((leaf.proof.bound for leaf in leaves), default=0)
        sharp = largest_bound - SHARP * SCALE
        return [
            self._outside(self._probed(leaf) if leaf.proof.bound >= sharp else leaf)
            for leaf in leaves
        ]

    def _probed(self, leaf: Leaf) -> Leaf:
        """Return a leaf with reduced costs that say what closed sites would be worth."""
        try:
            return self._leaf(leaf.answers, leaf.relaxed.basis, self.at.model.probe) or leaf
        except SolverFault:
            return leaf

    def _split(self, leaf: Leaf) -> list[Leaf] | None:
        """Return both halves of a leaf; None if it cannot be split.

        That one half has no plan would be the solver's word alone: such a leaf stays whole.
        """
        values = leaf.relaxed.values[: len(self.objective)]
        sums = [(float(values[columns].sum()), columns) for columns in self.questions]
        open_ = [(total, columns) for total, columns in sums if abs(total - round(total)) > WHOLE]
        if not open_:
            return None
        # How many come before which: where the number is not whole, any of many could be the one too much.
        several = [(total, columns) for total, columns in open_ if len(columns) > 1]
        if several:
            total, columns = min(several, key=lambda one: abs(one[0] % 1 - 0.5))
        else:
            worth = self._worth(values)
            total, columns = max(
                open_, key=lambda one: float(worth[one[1][0]]) * abs(round(one[0]) - one[0])
            )
        below = int(np.floor(total))
        start = leaf.relaxed.basis
        try:
            halves = [
                self._leaf((*leaf.answers, answer), start)
                for answer in (Answer(columns, False, below), Answer(columns, True, below + 1))
            ]
        except SolverFault:
            # What is known of the whole leaf holds.
            return None
        known = [half for half in halves if half is not None]
        return known if len(known) == len(halves) else None

    def _worth(self, values: FloatArray) -> FloatArray:
        """Return for each column how much the columns that share a row with it gain or lose."""
        model = self.at.model
        gained = np.abs(self.objective * values)
        gained[np.concatenate(self.questions)] = 0.0
        by_row = np.bincount(model.row, gained[model.column], minlength=len(model.low))
        return np.bincount(model.column, by_row[model.row], minlength=len(values)).astype(
            np.float64
        )

    def _leaf(
        self, answers: tuple[Answer, ...], start: Basis, probe: FloatArray | None = None
    ) -> Leaf | None:
        model, objective = answered(self.at.model, self.objective, answers)
        if probe is not None:
            model = replace(model, probe=np.append(probe, np.zeros(len(answers))))
        more = len(model.upper) - len(self.objective)
        blocks = replace(
            self.at.blocks, of_column=np.append(self.at.blocks.of_column, np.full(more, -1))
        )
        relaxed = self.solve(Ready(self.at.least, model, blocks), objective, _longer(start, model))
        if relaxed is None:
            return None
        return Leaf(answers, relaxed, certificate(model, objective, relaxed.duals))

    def _outside(self, leaf: Leaf) -> Certificate:
        """Return a leaf's proof about the model's own columns; those it closes are far from its bound."""
        reduced = leaf.proof.reduced[: len(self.objective)].copy()
        closed = [answer.columns for answer in leaf.answers if answer.closes]
        if closed:
            reduced[np.concatenate(closed)] = _never(reduced)
        return Certificate(leaf.proof.bound, reduced)


def questions(model: Model) -> list[IntArray]:
    """Return what a tree may branch on: sums of the columns that others depend on most, and each of them.

    They are those of which most is probed. Sums are those of rows that count nothing else, as the teams
    of a county, and of all.
    """
    if model.probe is None or not model.probe.any():
        return []
    asked = (model.probe == model.probe.max()) & (model.upper == 1) & model.integer
    counted = asked[model.column] & (model.coefficient == 1)
    other = model.integer[model.column] & ~counted
    size = np.bincount(model.row, counted, minlength=len(model.low))
    size[np.bincount(model.row, other, minlength=len(model.low)) > 0] = 0
    every = np.flatnonzero(asked)
    sums = [model.column[counted & (model.row == row)] for row in np.flatnonzero(size > 1)]
    sums += [every] if len(every) > 1 else []
    known = {tuple(np.sort(columns).tolist()) for columns in sums}
    singles = [np.array([column]) for column in every]
    return [np.array(columns) for columns in sorted(known)] + singles


def answered(
    model: Model, objective: IntArray, answers: tuple[Answer, ...]
) -> tuple[Model, IntArray]:
    """Return a model with a row for each answer, Σ x + missed ≥ end or Σ x - missed ≤ end.

    Nothing is probed in it: that makes a relaxation several times dearer.
    """
    count, rows, columns = len(answers), len(model.low), len(model.upper)
    place = np.repeat(np.arange(count), [len(answer.columns) for answer in answers])
    own = np.concatenate([np.zeros(0, dtype=np.int64), *(answer.columns for answer in answers)])
    at_least = np.array([answer.at_least for answer in answers], dtype=bool)
    end = np.array([answer.end for answer in answers], dtype=np.float64)
    upper = model.upper.copy()
    for answer in answers:
        if answer.closes:
            upper[answer.columns] = 0.0
    none, every = np.zeros(count), np.arange(count)
    signs = np.where(at_least, 1.0, -1.0)
    row, column = np.append(place, every), np.append(own, columns + every)
    value, order = np.append(np.ones(len(own)), signs), np.argsort(row, kind="stable")
    more = replace(
        model,
        lower=np.append(model.lower, none),
        upper=np.append(upper, np.bincount(place, minlength=count) + end),
        integer=np.append(model.integer, none > 0),
        low=np.append(model.low, np.where(at_least, end, -np.inf)),
        high=np.append(model.high, np.where(at_least, np.inf, end)),
        row=np.append(model.row, rows + row[order]),
        column=np.append(model.column, column[order]),
        coefficient=np.append(model.coefficient, value[order]),
        shortfall=np.append(model.shortfall, none),
        points=np.append(model.points, none),
        probe=None,
        sketch=None if model.sketch is None else np.append(model.sketch, none > 0),
    )
    return more, np.append(objective, np.full(count, -MISSED))


def _longer(start: Basis, model: Model) -> Basis:
    """Return a basis for a model with more rows and columns at the end."""
    columns = len(model.upper) - len(start.kept)
    rows = len(model.low) - len(start.rows)
    return Basis(
        np.append(start.kept, np.ones(columns, dtype=bool)),
        np.append(start.columns, np.full(columns, AT_LOWER, dtype=np.int8)),
        np.append(start.rows, np.full(rows, BASIC, dtype=np.int8)),
    )


def together(proofs: list[Certificate]) -> Certificate:
    """Return what proofs say of which one holds for every plan; of one unit of one column at a time.

    With B the largest bound: a plan within s of B is within s - (B - b) of the bound b of its own proof, so
    it uses no column with reduced + s < B - b in all of them, and has at their upper ends those with
    reduced > s - (B - b) in all.
    """
    bound = max(proof.bound for proof in proofs)
    most = np.max([proof.reduced - (bound - proof.bound) for proof in proofs], axis=0)
    least = np.min([proof.reduced + (bound - proof.bound) for proof in proofs], axis=0)
    return Certificate(bound, np.where(most < 0, most, np.maximum(least, 0)))
