"""Pure pairing with scores from outside as one min-cost flow: SimpleMinCostFlow, and networkx."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import networkx as nx
import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from pairmatch.bench.greedy.pairs import Pair, listed_pairs, pair_points
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS, plan_tables_of
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.scenario import Scenario

Arcs = list[tuple[Pair, int]]
"""Possible pairs with their points; those that cost points are left out, for none is needed."""
Matcher = Callable[[Arcs, dict[str, int]], Iterable[Pair]]
"""Possible pairs and the most partners of each school, in; the chosen pairs, out."""


def plan_pairs(scenario: Scenario, match: Matcher) -> Plan:
    """Return a plan of nothing but pairs, of the most points; quotas and minima are not looked at."""
    arcs = [((r, s), pair_points(scenario, r, s)) for r, s in sorted(listed_pairs(scenario))]
    most = {code: bounds(scenario, school)[1] for code, school in scenario.schools.items()}
    chosen = match([x for x in arcs if x[1] > 0], most)
    rows = [SchoolPair(recipient_school=r, supporting_school=s) for r, s in chosen]
    return Plan(plan_tables_of(ROOMS), {SchoolPair: rows})


def by_ortools(arcs: Arcs, most: dict[str, int]) -> list[Pair]:
    """Match with SimpleMinCostFlow; what is not paired flows past at no cost."""
    schools = {code: i for i, code in enumerate(most)}
    source, sink = len(schools), len(schools) + 1
    takers = sorted({r for (r, _), _ in arcs})
    givers = sorted({s for (_, s), _ in arcs})
    flow = SimpleMinCostFlow()

    def add(tails: list[int], heads: list[int], most: list[int], costs: list[int]) -> None:
        columns = (np.array(x, dtype=np.int64) for x in (tails, heads, most, costs))
        flow.add_arcs_with_capacity_and_unit_cost(*columns)

    add(
        [schools[r] for (r, _), _ in arcs],
        [schools[s] for (_, s), _ in arcs],
        [1] * len(arcs),
        [-points for _, points in arcs],
    )
    for group, inward in ((takers, True), (givers, False)):
        ends = [schools[x] for x in group]
        others = [source if inward else sink] * len(group)
        tails, heads = (others, ends) if inward else (ends, others)
        add(tails, heads, [most[x] for x in group], [0] * len(group))
    total = sum(most[r] for r in takers)
    add([source], [sink], [total], [0])
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("SimpleMinCostFlow found no optimum")
    used = flow.flows(np.arange(len(arcs), dtype=np.int64))
    return [pair for (pair, _), n in zip(arcs, used.tolist(), strict=True) if n]


def by_networkx(arcs: Arcs, most: dict[str, int]) -> list[Pair]:
    """Match with networkx's network simplex; what is not paired flows past at no cost."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    takers = sorted({r for (r, _), _ in arcs})
    total = sum(most[r] for r in takers)
    graph.add_node("source", demand=-total)
    graph.add_node("sink", demand=total)
    graph.add_edge("source", "sink", capacity=total, weight=0)
    graph.add_edges_from(("source", r, {"capacity": most[r], "weight": 0}) for r in takers)
    for giver in sorted({s for (_, s), _ in arcs}):
        graph.add_edge(giver, "sink", capacity=most[giver], weight=0)
    graph.add_edges_from((r, s, {"capacity": 1, "weight": -points}) for (r, s), points in arcs)
    flow = nx.min_cost_flow(graph)
    return [(r, s) for (r, s), _ in arcs if flow[r][s]]
