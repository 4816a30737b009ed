"""The quotas table: about 1,000 pairs shared out by schools, and about 15 people for each county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pairmatch.generate.census import apportion
from pairmatch.generate.facts import Facts
from pairmatch.generate.links import partners
from pairmatch.generate.units import city_code, sides
from pairmatch.schema import Link, Quota, School

PAIRS = 1000
"""GD-2-1§1: about 1,000 pairs a round; the quotas' targets add up to it."""
PAIRS_OF_CITY = 4
"""Pairs of the schools that one recipient city runs itself. Our own number."""
PEOPLE_PER_COUNTY = 15
"""What 广州, 深圳 and 东莞 are reported to send to each county."""
EVEN = 100
"""Added to the towns of a county before people are shared out: 15 each, give or take one."""


def make_quotas(
    facts: Facts, links: Sequence[Link], recipient: Mapping[str, School]
) -> list[Quota]:
    """Return the quotas of every unit that has some."""
    people = people_of(facts)
    found = [_pairs(unit, target) for unit, target in pair_targets(facts, recipient).items()]
    for county in facts.recipients:
        most = _teams(len(county.towns))
        found.append(Quota(unit_code=county.code, programme="teams", min=3, max=most))
        found.append(Quota(unit_code=county.code, programme="placements", max=people[county.code]))
    sent: Counter[str] = Counter()
    for unit, givers in partners([x for x in links if x.level == "county"]).items():
        sent.update(apportion(people.get(unit, 0), dict.fromkeys(givers, 1)))
    found += [Quota(unit_code=x, programme="teams", max=n) for x, n in sorted(sent.items())]
    return found


def people_of(facts: Facts) -> dict[str, int]:
    """Return how many people are sent to each county in a year, about 15."""
    weights = {x.code: EVEN + len(x.towns) for x in facts.recipients}
    return apportion(PEOPLE_PER_COUNTY * len(weights), weights)


def pair_targets(facts: Facts, recipient: Mapping[str, School]) -> dict[str, int]:
    """Return the pairs wanted of each recipient county and city, 1,000 in all.

    Half is shared evenly, half by the schools that may be paired: the text names scale, structure
    and quality, and the facts tell something of the first only.
    """
    cities = [city_code(facts, city) for city, side in sides(facts).items() if side == "recipient"]
    open_schools = Counter(x.unit_code for x in recipient.values() if x.pair_max != 0)
    mean = sum(open_schools.values()) // len(facts.recipients)
    weights = {x.code: mean + open_schools[x.code] for x in facts.recipients}
    found = apportion(PAIRS - PAIRS_OF_CITY * len(cities), weights)
    return dict(sorted((found | dict.fromkeys(cities, PAIRS_OF_CITY)).items()))


def _pairs(unit: str, target: int) -> Quota:
    play = max(1, target // 10)
    return Quota(
        unit_code=unit,
        programme="pairs",
        min=max(0, target - play),
        max=target + play,
        target=target,
    )


def _teams(towns: int) -> int:
    """Return the most teams of a county: 3 for a small one, 5 for a large one (湛江: 3.9)."""
    if towns <= 6:
        return 3
    return 4 if towns <= 16 else 5
