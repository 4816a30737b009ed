"""How many schools each unit has: published totals shared out by the towns and streets of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pairmatch.generate.facts import Facts, Town
from pairmatch.generate.units import city_code, city_place, sides
from pairmatch.vocabulary import Side

GUANGZHOU = "广州市"
PROVINCE = "广东省"
SORTS = ("primary", "junior", "senior", "special", "kindergarten")
"""What the census counts; nine-year schools are counted as junior, complete ones as senior."""

LISTED = {"primary": 0.45, "junior": 0.55}
"""Share of a recipient county's schools that take part on their own account. The others are private,
or stand under the central school of their town. Nothing is published on it: our own number."""
SENIORS_PER_COUNTY = 4
"""Senior schools of an average recipient county. Our own number."""
KINDERGARTENS: dict[Side, int] = {"supporting": 2, "recipient": 1}
"""Public kindergartens per town or street that take part; the policy sends teams to schools only."""
CITY_RUN: dict[Side, dict[str, int]] = {
    "supporting": {"primary": 3, "junior": 3, "senior": 6, "special": 1, "kindergarten": 2},
    "recipient": {"primary": 2, "junior": 2, "senior": 3, "special": 1, "kindergarten": 1},
}
"""Schools run by each city itself. Our own numbers."""


@dataclass(frozen=True)
class Home:
    """A unit and the schools it is to get: its towns, its middle, how far they lie around it."""

    unit: str
    city: str
    name: str
    side: Side
    towns: tuple[Town, ...]
    centre: tuple[float, float]
    radius_km: float
    schools: Mapping[str, int]

    @property
    def run_by_city(self) -> bool:
        """Whether the schools are those of a city."""
        return not self.towns


def homes(facts: Facts) -> list[Home]:
    """Return every unit with its number of schools of each sort, in code order."""
    found = [*_city_run(facts), *_recipients(facts)]
    for city, side in sides(facts).items():
        if side == "supporting":
            found += _supporters(facts, city)
    return sorted(found, key=lambda x: x.unit)


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share out a whole number by weights, largest remainders first, then the earlier key."""
    whole = sum(weights.values())
    exact = {key: divmod(total * weight, whole) for key, weight in weights.items()}
    found = {key: quotient for key, (quotient, _) in exact.items()}
    left = total - sum(found.values())
    for key in sorted(exact, key=lambda k: (-exact[k][1], k))[:left]:
        found[key] += 1
    return found


def outside_guangzhou(facts: Facts, indicator: str) -> float:
    """Return a published total of the province without that of 广州."""
    return facts.published(PROVINCE, indicator) - facts.published(GUANGZHOU, indicator)


def towns_outside(facts: Facts) -> int:
    """Return the number of towns and streets of the province outside 广州."""
    return sum(len(x.towns) for x in facts.counties.values() if x.city != GUANGZHOU)


def density(facts: Facts, sort: str) -> float:
    """Return how many schools of a sort one town or street has, outside 广州."""
    if sort in ("primary", "junior"):
        name = "primary schools" if sort == "primary" else "junior secondary schools"
        return outside_guangzhou(facts, name) / towns_outside(facts)
    towns = sum(len(x.towns) for x in facts.cities[GUANGZHOU])
    return facts.published(GUANGZHOU, "senior secondary schools") / towns


def _recipients(facts: Facts) -> list[Home]:
    towns = {x.code: len(x.towns) for x in facts.recipients}
    every = sum(towns.values())
    shared = {
        sort: apportion(round(density(facts, sort) * share * every), towns)
        for sort, share in LISTED.items()
    }
    seniors = apportion(SENIORS_PER_COUNTY * len(towns), towns)
    found = []
    for x in facts.recipients:
        schools = {
            "primary": shared["primary"][x.code],
            "junior": shared["junior"][x.code],
            "senior": max(1, seniors[x.code]),
            "special": 1,
            "kindergarten": KINDERGARTENS["recipient"] * len(x.towns),
        }
        radius = (x.area_km2 / 3.1416) ** 0.5
        found.append(Home(x.code, x.city, x.name, "recipient", x.towns, x.centre, radius, schools))
    return found


def _supporters(facts: Facts, city: str) -> list[Home]:
    counties = [x for x in facts.cities[city] if x.side == "supporter"]
    towns = {x.code: len(x.towns) for x in counties}
    if counties[0].is_city:
        towns = {town.code: 1 for town in counties[0].towns}
    shared = {sort: apportion(_total(facts, city, sort), towns) for sort in SORTS}
    found = []
    for x in counties:
        radius = (x.area_km2 / 3.1416) ** 0.5
        if x.is_city:
            small = radius / len(x.towns) ** 0.5
            for town in x.towns:
                place = (town.lat or x.lat, town.lon or x.lon)
                schools = {sort: shared[sort][town.code] for sort in SORTS}
                found.append(
                    Home(town.code, city, town.name, "supporting", (town,), place, small, schools)
                )
        else:
            schools = {sort: shared[sort][x.code] for sort in SORTS}
            found.append(
                Home(x.code, city, x.name, "supporting", x.towns, x.centre, radius, schools)
            )
    return found


def _total(facts: Facts, city: str, sort: str) -> int:
    """Return how many schools the units of a supporting city have, those of the city apart."""
    counties = [x for x in facts.cities[city] if x.side == "supporter"]
    towns = sum(len(x.towns) for x in counties)
    own = CITY_RUN["supporting"][sort]
    if sort == "kindergarten":
        return KINDERGARTENS["supporting"] * towns
    if city == GUANGZHOU:
        names = {"primary": "primary", "junior": "junior secondary", "senior": "senior secondary"}
        return round(facts.published(city, f"{names.get(sort, sort)} schools")) - own
    if sort == "special":
        return 0 if counties[0].is_city else len(counties)
    return round(density(facts, sort) * towns) - own


def _city_run(facts: Facts) -> list[Home]:
    return [
        Home(
            city_code(facts, city), city, city, side, (), city_place(facts, city), 5, CITY_RUN[side]
        )
        for city, side in sides(facts).items()
    ]
