"""Flow: a circulation of least cost in whole numbers, and what its nodes are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from pairmatch.arrays import BoolArray, IntArray


@dataclass(frozen=True)
class Arcs:
    """Arcs as parallel arrays: from node ``tail`` to node ``head`` flows between ``low`` and ``high``."""

    nodes: int
    tail: IntArray
    head: IntArray
    low: IntArray
    high: IntArray

    def only(self, kept: BoolArray) -> Arcs:
        """Return the network of some of the arcs."""
        return Arcs(self.nodes, self.tail[kept], self.head[kept], self.low[kept], self.high[kept])


def circulation(arcs: Arcs, cost: IntArray) -> IntArray | None:
    """Return the flow of each arc of a cheapest circulation; None if there is none.

    Nothing is proved by it: the caller has the potentials to do so.
    """
    if (arcs.low > arcs.high).any():
        return None
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tail.astype(np.int32), arcs.head.astype(np.int32), arcs.high - arcs.low, cost
    )
    # What must flow in any case leaves its tail and arrives at its head as supply.
    supply = np.zeros(arcs.nodes, dtype=np.int64)
    np.add.at(supply, arcs.head, arcs.low)
    np.subtract.at(supply, arcs.tail, arcs.low)
    solver.set_nodes_supplies(np.arange(arcs.nodes, dtype=np.int32), supply)
    if solver.solve() != solver.OPTIMAL:
        return None
    flows = solver.flows(np.arange(len(cost), dtype=np.int32))
    return arcs.low + np.asarray(flows, dtype=np.int64)


def potentials(arcs: Arcs, cost: IntArray, flow: IntArray, start: IntArray) -> IntArray | None:
    """Return a whole number d a node with d[head] ≤ d[tail] + cost wherever the flow may grow.

    Where it may fall, d[head] ≥ d[tail] + cost. Found from ``start`` by Bellman and Ford's
    rounds; None if they do not end, as there is a cheaper circulation.
    """
    more, less = flow < arcs.high, flow > arcs.low
    tail = np.concatenate([arcs.tail[more], arcs.head[less]])
    head = np.concatenate([arcs.head[more], arcs.tail[less]])
    length = np.concatenate([cost[more], -cost[less]])
    order = np.argsort(head, kind="stable")
    tail, head, length = tail[order], head[order], length[order]
    first = np.flatnonzero(np.concatenate([[True], head[1:] != head[:-1]])[: len(head)])
    node, d = head[first], start.copy()
    for _ in range(arcs.nodes + 1):
        if not len(node):
            return d
        reached = np.minimum.reduceat(d[tail] + length, first)
        nearer = reached < d[node]
        if not nearer.any():
            return d
        d[node[nearer]] = reached[nearer]
    return None
