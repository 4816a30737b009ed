"""The units of the province: recipient counties, supporting districts and towns, and their cities."""

from __future__ import annotations

from statistics import fmean

from pairmatch.generate.facts import County, Facts, Town
from pairmatch.schema import Unit
from pairmatch.vocabulary import Side


def make_units(facts: Facts) -> list[Unit]:
    """Return every unit: 84 counties, 28 districts, the towns of 东莞 and 中山, 21 cities."""
    units = [_of_county(x, "recipient") for x in facts.recipients]
    for county in facts.supporters:
        if county.is_city:
            units += [_of_town(county, town) for town in county.towns]
        else:
            units.append(_of_county(county, "supporting"))
    units += [_of_city(facts, city) for city in facts.cities]
    return sorted(units, key=lambda x: x.unit_code)


def city_code(facts: Facts, city: str) -> str:
    """Return the code of a city: that of its counties with 00 at the end."""
    return facts.cities[city][0].code[:4] + "00"


def city_place(facts: Facts, city: str) -> tuple[float, float]:
    """Return where a city stands: the mean of its county-level units."""
    units = facts.cities[city]
    return round(fmean(x.lat for x in units), 6), round(fmean(x.lon for x in units), 6)


def sides(facts: Facts) -> dict[str, Side]:
    """Return the side of every city."""
    found: dict[str, Side] = {}
    for city, units in facts.cities.items():
        supporting = any(x.side == "supporter" for x in units)
        found[city] = "supporting" if supporting else "recipient"
    return found


def _of_county(county: County, side: Side) -> Unit:
    flags = {name: int(value) if value else None for name, value in county.flags.items()}
    return Unit(
        unit_code=county.code,
        name=county.name,
        city=county.city,
        level="county",
        side=side,
        lat=county.lat,
        lon=county.lon,
        **flags,
    )


def _of_town(city: County, town: Town) -> Unit:
    return Unit(
        unit_code=town.code,
        name=town.name,
        city=city.city,
        level="town",
        side="supporting",
        lat=town.lat,
        lon=town.lon,
    )


def _of_city(facts: Facts, city: str) -> Unit:
    lat, lon = city_place(facts, city)
    return Unit(
        unit_code=city_code(facts, city),
        name=city,
        city=city,
        level="city",
        side=sides(facts)[city],
        lat=lat,
        lon=lon,
    )
