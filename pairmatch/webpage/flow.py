"""Flow between cities as a drawing: bars on two sides, ribbons as wide as what they carry."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pairmatch.webpage.charts import COLOURS, GREY
from pairmatch.webpage.content import Bar, Drawing, Ribbon

WIDTH, MARGIN, BAR = 900, 170, 14
_HEIGHT, _GAP, _TOP = 26, 10, 8
"""Height for each node on the longer side, the gap between two, and what is left above and below."""

Flows = Mapping[tuple[str, str], int]


def ordered(flows: Flows) -> dict[tuple[str, str], int]:
    """Return flows with the supporting cities in the order that lets few ribbons cross.

    Recipient cities stay as they come; a supporting one stands by the mean place of what it helps.
    """
    places: dict[str, int] = {}
    for _, target in flows:
        places.setdefault(target, len(places))
    means = {
        source: Fraction(
            sum(amount * places[to] for (of, to), amount in flows.items() if of == source),
            sum(amount for (of, _), amount in flows.items() if of == source),
        )
        for source, _ in flows
    }
    names = sorted(flows, key=lambda x: (means[x[0]], x[0], places[x[1]]))
    return {name: flows[name] for name in names}


def drawing(flows: Flows, says: str) -> Drawing:
    """Draw flows, all above 0, from supporting cities to recipient ones."""
    order = dict.fromkeys(target for _, target in flows)
    flows = ordered(flows)
    left: dict[str, int] = {}
    right: dict[str, int] = dict.fromkeys(order, 0)
    for (source, target), amount in flows.items():
        left[source] = left.get(source, 0) + amount
        right[target] += amount
    most = max(len(left), len(right))
    inner = max(_HEIGHT * most, 150)
    scale = (inner - _GAP * (most - 1)) / max(1, sum(left.values()))
    colours = {city: COLOURS[place % len(COLOURS)] for place, city in enumerate(left)}
    starts, ends = _places(left, scale, inner), _places(right, scale, inner)
    bars = (
        *(_bar(city, left[city], scale, starts[city], colours[city]) for city in left),
        *(_bar(city, right[city], scale, ends[city], "") for city in right),
    )
    ribbons = []
    for (source, target), amount in flows.items():
        thick = amount * scale
        path = _ribbon(starts[source], ends[target], thick)
        starts[source] += thick
        ends[target] += thick
        ribbons.append(Ribbon(path, colours[source], f"{source} → {target}: {amount:,}"))
    return Drawing(WIDTH, round(inner + 2 * _TOP), bars, tuple(ribbons), says)


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
