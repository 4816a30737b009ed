"""Flow between cities as a drawing: bars on two sides, ribbons as wide as what they carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product

from pairmatch.webpage.charts import COLOURS, GREY
from pairmatch.webpage.content import Bar, Drawing, Ribbon

WIDTH, MARGIN, BAR = 900, 170, 14
_HEIGHT, _GAP, _TOP = 26, 10, 8
"""Height for each node on the longer side, the gap between two, and what is left above and below."""

Flows = Mapping[tuple[str, str], int]


def ordered(flows: Flows, targets: Iterable[str]) -> list[str]:
    """Return the supporting cities by the mean place of what they help, so that few ribbons cross."""
    places = {city: place for place, city in enumerate(targets)}
    means = {
        source: Fraction(
            sum(amount * places[to] for (of, to), amount in flows.items() if of == source),
            sum(amount for (of, _), amount in flows.items() if of == source),
        )
        for source, _ in flows
    }
    return sorted(means, key=lambda source: (means[source], source))


def colours(sources: Iterable[str]) -> dict[str, str]:
    """Return a colour for each supporting city, the same one in every drawing."""
    known = dict.fromkeys(sources)
    return {city: COLOURS[place % len(COLOURS)] for place, city in enumerate(known)}


def drawing(flows: Flows, targets: Iterable[str], colour: Mapping[str, str], says: str) -> Drawing:
    """Draw flows, from supporting cities in the order of ``colour`` to recipient ones in theirs."""
    left, right = dict.fromkeys(colour, 0), dict.fromkeys(targets, 0)
    for (source, target), amount in flows.items():
        left[source] += amount
        right[target] += amount
    left, right = _some(left), _some(right)
    most = max(len(left), len(right))
    inner = max(_HEIGHT * most, 150)
    scale = (inner - _GAP * (most - 1)) / max(1, sum(left.values()))
    starts, ends = _places(left, scale, inner), _places(right, scale, inner)
    bars = (
        *(_bar(city, left[city], scale, starts[city], colour[city]) for city in left),
        *(_bar(city, right[city], scale, ends[city], "") for city in right),
    )
    ribbons = []
    for source, target in product(left, right):
        amount = flows.get((source, target), 0)
        thick = amount * scale
        path = _ribbon(starts[source], ends[target], thick)
        starts[source] += thick
        ends[target] += thick
        if amount:
            ribbons.append(Ribbon(path, colour[source], f"{source} → {target}: {amount:,}"))
    return Drawing(WIDTH, round(inner + 2 * _TOP), bars, tuple(ribbons), says)


def _some(nodes: Mapping[str, int]) -> dict[str, int]:
    return {node: amount for node, amount in nodes.items() if amount}


def _places(nodes: Mapping[str, int], scale: float, inner: float) -> dict[str, float]:
    """Return where each node begins; the side stands in the middle of the drawing."""
    high = sum(nodes.values()) * scale + _GAP * (len(nodes) - 1)
    at = _TOP + (inner - high) / 2
    found = {}
    for node, amount in nodes.items():
        found[node] = at
        at += amount * scale + _GAP
    return found


def _bar(city: str, amount: int, scale: float, y: float, colour: str) -> Bar:
    """Return the bar of a city: with a colour one of the left side, else one of the right."""
    text = f"{city} {amount:,}"
    high = max(1.0, amount * scale)
    if colour:
        return Bar(MARGIN, y, high, colour, text, MARGIN - 8, "end")
    return Bar(WIDTH - MARGIN - BAR, y, high, GREY, text, WIDTH - MARGIN + 8, "start")


def _ribbon(y: float, target: float, thick: float) -> str:
    """Return the outline of a ribbon, from the right edge of one bar to the left edge of another."""
    x, end = MARGIN + BAR, WIDTH - MARGIN - BAR
    middle = (x + end) / 2
    return (
        f"M{x} {y:.1f}C{middle} {y:.1f} {middle} {target:.1f} {end} {target:.1f}"
        f"V{target + thick:.1f}C{middle} {target + thick:.1f} {middle} {y + thick:.1f}"
        f" {x} {y + thick:.1f}Z"
    )
