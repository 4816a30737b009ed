"""Maximum flow: how much can reach those who ask, and who they are that cannot have all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeAlias

import networkx as nx
from networkx.algorithms.flow import shortest_augmenting_path

Node: TypeAlias = Hashable
Arc: TypeAlias = tuple[Node, Node, int | None]
"""From, to, and how much at most; None for no limit."""

SOURCE, SINK = "source", "sink"


def most(arcs: Iterable[Arc]) -> int:
    """Return the maximum flow from SOURCE to SINK."""
    return int(
        nx.maximum_flow_value(_graph(arcs), SOURCE, SINK, flow_func=shortest_augmenting_path)
    )


def bottleneck(arcs: Iterable[Arc]) -> tuple[int, set[Node]]:
    """Return the maximum flow and the nodes behind a minimum cut: those on the sink's side."""
    value, (_, behind) = nx.minimum_cut(
        _graph(arcs), SOURCE, SINK, flow_func=shortest_augmenting_path
    )
    return int(value), set(behind)


def _graph(arcs: Iterable[Arc]) -> nx.DiGraph[Node]:
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_nodes_from((SOURCE, SINK))
    for start, end, limit in arcs:
        if limit is None:
            graph.add_edge(start, end)
        elif limit > 0:
            graph.add_edge(start, end, capacity=limit)
    return graph
