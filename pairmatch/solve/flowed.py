"""Flowed: the best plan of a model that is a network, with whole duals that prove it best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairmatch.component import BoolArray, IntArray
from pairmatch.post import FloatArray, Model, foremost
from pairmatch.solve.bound import SCALE, Certificate, at_shortfall, certificate
from pairmatch.solve.flow import Arcs, circulation, potentials
from pairmatch.solve.network import linking, network

ADDED = 8
"""Columns of each school that are taken in at a time, the best ones first."""
RANGE = 2.0**61
"""Bounds are sums of 64 bits; where they might not fit, a model is not solved as a flow."""


@dataclass(frozen=True)
class Flowed:
    """A best plan: its least shortfall, its values, and the certificate and duals of it.

    ``duals`` are those of the model at that shortfall. Both numbers are proved: by the duals alone.
    """

    least: int
    values: FloatArray
    duals: FloatArray
    proof: Certificate


def flowed(model: Model, objective: IntArray) -> Flowed | None:
    """Return the best plan of a model for an objective; None if it is no network, or not proved best.

    The least shortfall comes first: in the flow it has a price above all that the objective can give.
    """
    arcs = network(model)
    if arcs is None:
        return None
    shortfall = np.rint(model.shortfall).astype(np.int64)
    price = _price(model, objective) if shortfall.any() else 0
    search = _Search(arcs, _first(model))
    found = search.cheapest(_of_arcs(price * shortfall - objective, arcs))
    if found is None:
        return None
    flow, worth = found
    values = flow[: len(objective)].astype(np.float64)
    least = int(shortfall @ flow[: len(objective)])
    duals = _duals(arcs, worth, len(objective))
    if least and not search.proves_least(model, shortfall, flow, least):
        return None
    at = at_shortfall(model, least)
    duals = np.append(duals, price) if least else duals
    if not _in_range(at, objective, duals):
        return None
    proof = certificate(at, objective, duals)
    if proof.bound != SCALE * int(objective @ flow[: len(objective)]) or _misses(model, values):
        return None
    return Flowed(least, values, duals, proof)


@dataclass
class _Search:
    """A search for a cheapest circulation with some of the arcs, more of which are taken in."""

    arcs: Arcs
    taken: BoolArray

    def cheapest(self, cost: IntArray) -> tuple[IntArray, IntArray] | None:
        """Return the flow of each arc and what its nodes are worth; None if there is none.

        Every arc left out is at its low end, and none of them would be cheaper to use.
        """
        flow = np.where((self.arcs.tail == self.arcs.head) & (cost < 0), self.arcs.high, 0)
        worth = np.zeros(self.arcs.nodes, dtype=np.int64)
        while True:
            some = circulation(self.arcs.only(self.taken), cost[self.taken])
            if some is None and self.taken.all():
                return None
            if some is None:
                self.taken = np.ones_like(self.taken)
                continue
            flow[self.taken] = some
            found = self._worth(cost, flow, worth)
            if found is None:
                return None
            worth = found
            if not self._take_in(cost, worth):
                return flow, worth

    def proves_least(
        self, model: Model, shortfall: IntArray, flow: IntArray, least: int
    ) -> bool:
        """Return whether the shortfall of a flow is proved to be the least."""
        cost = _of_arcs(shortfall, self.arcs)
        worth: IntArray | None = np.zeros(self.arcs.nodes, dtype=np.int64)
        while worth is not None:
            worth = self._worth(cost, flow, worth)
            if worth is not None and not self._take_in(cost, worth):
                duals = _duals(self.arcs, worth, len(shortfall))
                return certificate(model, -shortfall, duals).bound == -SCALE * least
        return False

    def _worth(self, cost: IntArray, flow: IntArray, start: IntArray) -> IntArray | None:
        return potentials(self.arcs.only(self.taken), cost[self.taken], flow[self.taken], start)

    def _take_in(self, cost: IntArray, worth: IntArray) -> bool:
        """Take in the arcs that would make the flow cheaper; False if there are none."""
        reduced = cost + worth[self.arcs.tail] - worth[self.arcs.head]
        better = np.flatnonzero(
            (reduced < 0) & ~self.taken & (self.arcs.tail != self.arcs.head)
        )
        gain = -reduced[better]
        some = foremost(self.arcs.tail[better], gain, ADDED)
        some |= foremost(self.arcs.head[better], gain, ADDED)
        self.taken[better[some]] = True
        return bool(better.size)


def _first(model: Model) -> BoolArray:
    """Return the arcs to begin with: all but the linking columns beyond the model's sketch."""
    begin = np.ones(len(model.upper) + len(model.low), dtype=bool)
    if model.sketch is not None:
        begin[: len(model.upper)] = model.sketch | ~linking(model)
    # A column in no row goes from the root to itself: the solver need not know it.
    begin[: len(model.upper)] &= np.bincount(model.column, minlength=len(model.upper)) > 0
    return begin


def _price(model: Model, objective: IntArray) -> int:
    """Return a power of two above twice what the objective can be of any plan, in size."""
    size = np.abs(objective) * model.upper
    upper = np.isfinite(model.high)
    reach = np.bincount(
        model.row, np.abs(model.coefficient) * model.upper[model.column], minlength=len(upper)
    )
    limit = np.where(upper, np.minimum(np.abs(model.high), reach), 0)
    # A linking column counts in full in each of its rows, so that their limits bound its sum.
    bounded = linking(model)
    bounded &= np.bincount(model.column, upper[model.row], minlength=len(size)) > 0
    together = float(np.abs(objective[bounded]).max(initial=0)) * float(limit.sum())
    total = size[~bounded].sum() + min(together, size[bounded].sum())
    return 1 << (2 * int(total) + 1).bit_length()


def _of_arcs(cost: IntArray, arcs: Arcs) -> IntArray:
    return np.concatenate([cost, np.zeros(len(arcs.tail) - len(cost), dtype=np.int64)])


def _duals(arcs: Arcs, worth: IntArray, columns: int) -> FloatArray:
    """Return the dual of each row: by how much its flow is worth more at its end than before."""
    along = worth[arcs.head[columns:]] - worth[arcs.tail[columns:]]
    return along.astype(np.float64)


def _in_range(model: Model, objective: IntArray, duals: FloatArray) -> bool:
    """Return whether the certificate of some duals can be computed in 64 bits."""
    low = np.where(np.isfinite(model.low), model.low, 0)
    high = np.where(np.isfinite(model.high), model.high, 0)
    sides = np.abs(duals) @ np.maximum(np.abs(low), np.abs(high))
    spent = np.abs(model.coefficient * duals[model.row])
    columns = np.bincount(model.column, spent, minlength=len(objective)) + np.abs(objective)
    return float(sides + columns @ np.maximum(model.upper, 1)) * SCALE < RANGE


def _misses(model: Model, values: FloatArray) -> bool:
    """Return whether the values break a row or an end of a column."""
    used = np.bincount(
        model.row, model.coefficient * values[model.column], minlength=len(model.low)
    )
    rows = (used < model.low) | (used > model.high)
    return bool(rows.any() or (values < 0).any() or (values > model.upper).any())
