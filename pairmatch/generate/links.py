"""The links of the province: the sourced ones as they are, the others by assignment, never official.

First each recipient city gets a supporting city, then inside each pair of cities every county gets
its supporters by a min-cost flow. docs/generator.md says why.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import product
from statistics import fmean

from pairmatch.generate.facts import County, Facts, Pairing, distance_m
from pairmatch.generate.flow import Carrier, Charge, assign
from pairmatch.generate.units import city_code, city_place, sides
from pairmatch.schema import Link

ILLUSTRATIVE = "示例：按距离和承载能力由程序推算，不是官方结对名单"
COUNTIES_PER_DISTRICT = 3
"""The most counties that one district stands opposite."""
TOWNS_PER_COUNTY = 2
"""The fewest towns of 东莞 or 中山 that carry one county together."""
LOAD_M = 20_000
"""Metres that the first county of an average supporter is worth; each further one costs 2 more of
these than the one before, so that counties are spread."""


def make_links(facts: Facts) -> list[Link]:
    """Return every link, 15 between cities and those that join each of the 84 counties."""
    chosen = city_pairs(facts)
    sourced = [x for x in facts.pairings if x.level == "city"]
    known = {(x.supporter_city, x.recipient_city): x.document for x in sourced}
    links = [
        _link(
            city_code(facts, giving), city_code(facts, taking), "city", known.get((giving, taking))
        )
        for taking, giving in chosen.items()
    ]
    for city in sorted(set(chosen.values())):
        links += _inside(facts, city, [x for x in facts.recipients if chosen[x.city] == city])
    return sorted(links, key=lambda x: (x.supporting_unit, x.recipient_unit))


def usable(facts: Facts) -> dict[tuple[str, str], Pairing]:
    """Return the sourced county pairings between units that have a code, by their two codes."""
    codes = {(x.city, x.name): x.code for x in facts.counties.values()}
    codes |= {(x.city, t.name): t.code for x in facts.supporters if x.is_city for t in x.towns}
    found = {}
    for pairing in facts.pairings:
        giving = codes.get((pairing.supporter_city, pairing.supporter))
        taking = codes.get((pairing.recipient_city, pairing.recipient))
        if pairing.level == "county" and giving and taking:
            found[giving, taking] = pairing
    return found


# -- cities -------------------------------------------------------------------------------


def city_pairs(facts: Facts) -> dict[str, str]:
    """Return the supporting city of each recipient city: sourced, or the best of all choices."""
    fixed = {x.recipient_city: x.supporter_city for x in facts.pairings if x.level == "city"}
    givers = [city for city, side in sides(facts).items() if side == "supporting"]
    free = [
        city for city, side in sides(facts).items() if side == "recipient" and city not in fixed
    ]
    counties = Counter(x.city for x in facts.recipients)
    taken = Counter(dict.fromkeys(givers, 0))
    for taking, giving in fixed.items():
        taken[giving] += counties[taking]
    room = {city: _room(facts, city) for city in givers}
    metres = {
        (giving, taking): distance_m(city_place(facts, giving), city_place(facts, taking))
        for giving in givers
        for taking in free
    }

    def cost(choice: tuple[str, ...]) -> tuple[bool, int, tuple[str, ...]]:
        load = Counter(taken)
        for taking, giving in zip(free, choice, strict=True):
            load[giving] += counties[taking]
        far = sum(counties[t] * metres[g, t] for t, g in zip(free, choice, strict=True))
        burden = sum(LOAD_M * load[g] ** 2 // room[g] for g in givers)
        return any(load[g] > room[g] for g in givers), far + burden, choice

    open_to = [[g for g in givers if taken[g] + counties[t] <= room[g]] for t in free]
    best = min(product(*open_to), key=cost)
    found = fixed | dict(zip(free, best, strict=True))
    return {city: found[city] for city in facts.cities if city in found}


def _room(facts: Facts, city: str) -> int:
    """Return how many counties the units of a supporting city can carry."""
    units = [x for x in facts.cities[city] if x.side == "supporter"]
    if units[0].is_city:
        return len(units[0].towns) // TOWNS_PER_COUNTY
    return COUNTIES_PER_DISTRICT * len(units)


# -- counties -----------------------------------------------------------------------------


def _inside(facts: Facts, city: str, counties: list[County]) -> list[Link]:
    units = [x for x in facts.cities[city] if x.side == "supporter"]
    sourced = usable(facts)
    inside = {x.code for x in counties}
    fixed = {pair: each.document for pair, each in sourced.items() if pair[1] in inside}
    towns = units[0].is_city
    found = (
        _by_towns(units[0], counties, set(fixed))
        if towns
        else _by_districts(units, counties, set(fixed))
    )
    return [_link(a, b, "county", fixed.get((a, b))) for a, b in sorted(found | set(fixed))]


def _by_districts(
    units: list[County], counties: list[County], fixed: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Each county has one district, each district a few counties, more where it is larger."""
    mean = fmean(len(x.towns) for x in units)
    had = Counter(a for a, _ in fixed)
    served = {b for _, b in fixed}
    carriers = [
        Carrier(
            x.code,
            (x.lat, x.lon),
            _rising(had[x.code], COUNTIES_PER_DISTRICT, len(x.towns) / mean),
        )
        for x in units
    ]
    charges = [Charge(x.code, (x.lat, x.lon), (0,)) for x in counties if x.code not in served]
    return assign(carriers, charges)


def _by_towns(
    city: County, counties: list[County], fixed: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Each town has one county, each county at least two towns, more where it is larger."""
    mean = fmean(len(x.towns) for x in counties)
    had = Counter(b for _, b in fixed)
    busy = {a for a, _ in fixed}
    carriers = [
        Carrier(x.code, (x.lat or city.lat, x.lon or city.lon), (0,))
        for x in city.towns
        if x.code not in busy
    ]
    most = -(-len(city.towns) // len(counties)) + 1
    charges = []
    for x in counties:
        costs = _rising(had[x.code], most, len(x.towns) / mean)
        needed = max(0, TOWNS_PER_COUNTY - had[x.code])
        charges.append(Charge(x.code, (x.lat, x.lon), costs, needed))
    return assign(carriers, charges, all_carriers=True)


def _rising(had: int, most: int, size: float) -> tuple[int, ...]:
    """Return the costs of the next places of a unit of some size that has a few already."""
    return tuple(round(LOAD_M * (2 * k + 1) / size) for k in range(had, most))


def _link(giving: str, taking: str, level: str, document: str | None) -> Link:
    return Link.model_validate(
        {
            "supporting_unit": giving,
            "recipient_unit": taking,
            "level": level,
            "origin": "sourced" if document else "illustrative",
            "document": document or ILLUSTRATIVE,
        }
    )


def partners(links: list[Link]) -> Mapping[str, tuple[str, ...]]:
    """Return the supporting units of each recipient unit."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in links:
        found[link.recipient_unit].append(link.supporting_unit)
    return {unit: tuple(units) for unit, units in found.items()}
