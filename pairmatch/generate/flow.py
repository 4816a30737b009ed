"""Who carries whom, at the least distance and load: one min-cost flow."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from pairmatch.generate.facts import distance_m

Place = tuple[float, float]


@dataclass(frozen=True)
class Carrier:
    """A supporter: where it is and what each further place of it costs, in metres."""

    code: str
    place: Place
    costs: tuple[int, ...]


@dataclass(frozen=True)
class Charge:
    """A county to be carried: the cost of each supporter it may have, and the fewest it needs."""

    code: str
    place: Place
    costs: tuple[int, ...]
    needed: int = 1


def assign(
    carriers: list[Carrier], charges: list[Charge], *, all_carriers: bool = False
) -> set[tuple[str, str]]:
    """Return pairs (carrier, charge) of least total cost; every charge has what it needs.

    With ``all_carriers`` every carrier is used and charges may have more than they need. Costs are
    whole metres, so that no two choices are likely to tie.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    total = sum(len(x.costs) for x in carriers) if all_carriers else sum(x.needed for x in charges)
    graph.add_node("source", demand=-total)
    graph.add_node("sink", demand=total - sum(x.needed for x in charges))
    for carrier in carriers:
        for k, cost in enumerate(carrier.costs):
            place = f"{carrier.code}/{k}"
            graph.add_edge("source", place, capacity=1, weight=cost)
            graph.add_edge(place, f"from {carrier.code}", capacity=1, weight=0)
    for charge in charges:
        _taking(graph, charge)
        for carrier in carriers:
            metres = distance_m(carrier.place, charge.place)
            ends = f"from {carrier.code}", f"to {charge.code}"
            graph.add_edge(*ends, capacity=1, weight=metres)
    flow = nx.min_cost_flow(graph)
    return {
        (carrier.code, charge.code)
        for carrier in carriers
        for charge in charges
        if flow[f"from {carrier.code}"].get(f"to {charge.code}", 0)
    }


def _taking(graph: nx.DiGraph[str], charge: Charge) -> None:
    """Add the places of a county: the first ones must be filled, the others may be."""
    graph.add_node(f"met {charge.code}", demand=charge.needed)
    for k, cost in enumerate(charge.costs):
        place = f"{charge.code}/{k}"
        end = f"met {charge.code}" if k < charge.needed else "sink"
        graph.add_edge(f"to {charge.code}", place, capacity=1, weight=cost)
        graph.add_edge(place, end, capacity=1, weight=0)
