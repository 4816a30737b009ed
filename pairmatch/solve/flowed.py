"""Flowed: the best plan of a model that is a network, with whole duals that prove it best."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.post import Model, foremost
from pairmatch.solve.bound import SCALE, Certificate, at_shortfall, certificate
from pairmatch.solve.flow import Arcs, circulation, potentials
from pairmatch.solve.network import linking

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


def flowed(model: Model, arcs: Arcs, objective: IntArray) -> Flowed | None:
    """Return the best plan of a network for an objective; None if it cannot be proved best.

    ``arcs`` are those of the model, as :func:`~pairmatch.solve.network.network` finds them. The least
    shortfall comes first: in the flow it has a price above all that the objective can give.
    """
    columns, shortfall = len(objective), np.rint(model.shortfall).astype(np.int64)
    price = _price(model, objective) if shortfall.any() else 0
    search = _Search(arcs, _first(model))
    flow = search.cheapest(_of_arcs(price * shortfall - objective, arcs))
    if flow is None:
        return None
    values = flow[:columns].astype(np.float64)
    least, gained = int(shortfall @ flow[:columns]), int(objective @ flow[:columns])
    duals = search.duals(_of_arcs(shortfall, arcs), _of_arcs(objective, arcs), flow)
    if duals is None or _misses(model, values):
        return None
    of_least, of_best, price = duals
    at, y = at_shortfall(model, least), of_best[columns:]
    if least:
        if certificate(model, -shortfall, of_least[columns:]).bound != -SCALE * least:
            return None
        y = np.append(price * of_least[columns:] + y, price)
    if not _in_range(at, objective, y):
        return None
    proof = certificate(at, objective, y)
    return Flowed(least, values, y, proof) if proof.bound == SCALE * gained else None


@dataclass
class _Search:
    """A search for a cheapest circulation with some of the arcs, more of which are taken in."""

    arcs: Arcs
    taken: BoolArray

    def cheapest(self, cost: IntArray) -> IntArray | None:
        """Return the flow of each arc; None if there is none.

        Every arc left out is at its low end, and none of them would be cheaper to use.
        """
        loops = self.arcs.tail == self.arcs.head
        flow = np.where(loops & (cost < 0), self.arcs.high, 0)
        worth: IntArray | None = np.zeros(self.arcs.nodes, dtype=np.int64)
        while worth is not None:
            some = circulation(self.arcs.only(self.taken), cost[self.taken])
            if some is not None:
                flow[self.taken] = some
                worth = self._worth(self.arcs, cost, flow, worth)
                if worth is not None and not self._take_in(cost, worth, ~loops):
                    return flow
            elif self.taken[~loops].all():
                break
            else:
                self.taken = ~loops
        return None

    def duals(
        self, shortfall: IntArray, objective: IntArray, flow: IntArray
    ) -> tuple[FloatArray, FloatArray, int] | None:
        """Return duals that prove a flow to have the least shortfall, and the best of such flows.

        Arcs whose reduced cost of shortfall is not 0 cannot move without more of it. Held where they
        are, they allow just the flows with the least shortfall, and the second duals are of these.
        ``price`` is what one of shortfall must be worth so that both together hold for all arcs.
        """
        first = self._proof(self.arcs, shortfall, flow)
        if first is None:
            return None
        held = self._reduced(shortfall, first) != 0
        low, high = np.where(held, flow, self.arcs.low), np.where(held, flow, self.arcs.high)
        second = self._proof(replace(self.arcs, low=low, high=high), -objective, flow)
        if second is None:
            return None
        size = np.abs(self._reduced(shortfall, first)[held])
        price = int((np.abs(self._reduced(-objective, second)[held]) // size).max(initial=0)) + 1
        return _along(self.arcs, first), _along(self.arcs, second), price

    def _proof(self, arcs: Arcs, cost: IntArray, flow: IntArray) -> IntArray | None:
        """Return what the nodes are worth where no arc would make the flow cheaper."""
        worth: IntArray | None = np.zeros(arcs.nodes, dtype=np.int64)
        movable = (arcs.low < arcs.high) & (arcs.tail != arcs.head)
        while worth is not None:
            worth = self._worth(arcs, cost, flow, worth)
            if worth is not None and not self._take_in(cost, worth, movable):
                return worth
        return None

    def _worth(
        self, arcs: Arcs, cost: IntArray, flow: IntArray, start: IntArray
    ) -> IntArray | None:
        return potentials(arcs.only(self.taken), cost[self.taken], flow[self.taken], start)

    def _reduced(self, cost: IntArray, worth: IntArray) -> IntArray:
        reduced: IntArray = cost + worth[self.arcs.tail] - worth[self.arcs.head]
        return reduced

    def _take_in(self, cost: IntArray, worth: IntArray, among: BoolArray) -> bool:
        """Take in arcs that would make the flow cheaper; False if there are none."""
        reduced = self._reduced(cost, worth)
        better = np.flatnonzero((reduced < 0) & ~self.taken & among)
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


def _along(arcs: Arcs, worth: IntArray) -> FloatArray:
    """Return by how much a flow is worth more at the end of each arc; of a row's arc, its dual."""
    along = worth[arcs.head] - worth[arcs.tail]
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
