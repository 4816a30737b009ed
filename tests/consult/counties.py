"""Two counties that one county supports, small enough to see and to enumerate what their answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random
from typing import Any

from pairmatch.scenario import Scenario
from tests.builders import code, link, need, scenario, school, staff, unit

COUNTIES = {"000002": (11, 12), "000003": (21, 22)}
RECIPIENTS = tuple(code(n) for schools in COUNTIES.values() for n in schools)
SUPPORTERS = tuple(code(n) for n in (1, 2, 3, 4))
Scores = Mapping[tuple[str, str], int]
Partners = dict[str, str | None]


def scores(seed: int) -> Scores:
    """A score for every possible pair, no two alike."""
    values = list(range(10, 26))
    Random(seed).shuffle(values)
    return dict(zip(product(RECIPIENTS, SUPPORTERS), values, strict=True))


def pairs_only(found: Scores, **tables: Any) -> Scenario:
    """The two counties with pairs to be made and no teams; a supporting school has room for one."""
    rows = {
        "units": [unit(1, "supporting"), unit(2, "recipient"), unit(3, "recipient")],
        "links": [link(1, 2), link(1, 3)],
        "schools": [
            *(school(n, 1) for n in (1, 2, 3, 4)),
            *(school(n, int(c)) for c, schools in COUNTIES.items() for n in schools),
        ],
        "pair_scores": [
            {"recipient_school": r, "supporting_school": s, "affinity": x}
            for (r, s), x in found.items()
        ],
    }
    numbers = {"supporting_pair_max": 1, "teams_per_county_min": 0}
    return scenario({**rows, **tables}, numbers=numbers)


def one_partner_each(least: int) -> Scenario:
    """The counties with one possible pair for each school; the first must have ``least`` pairs if it can."""
    only = dict.fromkeys(zip(RECIPIENTS, SUPPORTERS, strict=True), 10)
    return pairs_only(only, quotas=[{"unit_code": "000002", "programme": "pairs", "min": least}])


def two_parts(found: Scores, *, one_partner: bool = False, province_pairs: int = 0) -> Scenario:
    """The two counties, each with a county of its own that supports it: nothing else joins them.

    With ``one_partner`` a school has one possible partner; the province wants as many pairs, or one less.
    """
    far = {11: 1, 12: 1, 21: 4, 22: 4}
    near = {1: (1, 2), 4: (3, 4)}
    only = dict(zip(RECIPIENTS, SUPPORTERS, strict=True))
    rows = {
        "units": [unit(n, "supporting" if n in near else "recipient") for n in (1, 2, 3, 4)],
        "links": [link(1, 2), link(4, 3)],
        "schools": [
            *(school(n, home) for home, schools in near.items() for n in schools),
            *(school(n, int(c)) for c, schools in COUNTIES.items() for n in schools),
        ],
        "pair_scores": [
            {"recipient_school": code(r), "supporting_school": code(s), "affinity": x}
            for (r, home) in far.items()
            for s in near[home]
            if not one_partner or only[code(r)] == code(s)
            for x in (found[code(r), code(s)],)
        ],
    }
    numbers = {"supporting_pair_max": 1, "teams_per_county_min": 0}
    if province_pairs:
        numbers |= {"province_pairs": province_pairs, "province_pairs_tolerance": 1}
    return scenario(rows, numbers=numbers)


def with_teams() -> Scenario:
    """One county that is supported, three schools that may host a team, and people for one team."""
    sites = [school(n, 2, kind="township_central") for n in (11, 12, 13)]
    needs = [need(11, "teacher", 2, 5, "chinese"), need(12, "teacher", 1, 5, "chinese")]
    rows = {
        "units": [unit(1, "supporting"), unit(2, "recipient")],
        "links": [link(1, 2)],
        "schools": [school(1, 1), *sites],
        "staff": [staff(1, "leader", 1), staff(1, "teacher", 2, "chinese")],
        "needs": [*needs, need(13, "teacher", 1, 1, "mathematics")],
    }
    numbers = {"teams_per_county_min": 1, "teams_per_county_max": 1}
    return scenario(rows, numbers=numbers)


def best(found: Scores, required: Partners, forbidden: set[tuple[str, str]]) -> int:
    """The most that pairs can score with some partners given and some pairs forbidden: by enumeration."""

    def possible(r: str) -> list[str | None]:
        if r in required:
            return [required[r]]
        return [None, *(s for s in SUPPORTERS if (r, s) not in forbidden)]

    most = 0
    for chosen in product(*map(possible, RECIPIENTS)):
        used = [s for s in chosen if s is not None]
        if len(set(used)) == len(used):
            total = sum(found[r, s] for r, s in zip(RECIPIENTS, chosen, strict=True) if s)
            most = max(most, total)
    return most


def teams_of_two_counties() -> Scenario:
    """A team each, at schools 11 and 21; 12 and 22 teach another stage, of which there are people for one."""
    sites = [
        school(n, int(c), kind="township_central", stage="junior" if n % 10 == 2 else "primary")
        for c, schools in COUNTIES.items()
        for n in schools
    ]
    rows = {
        "units": [unit(1, "supporting"), unit(2, "recipient"), unit(3, "recipient")],
        "links": [link(1, 2), link(1, 3)],
        "schools": [school(1, 1, stage="nine_year", pair_max=0, release_max=9), *sites],
        "staff": [
            *(staff(1, "teacher", 1, "chinese", person_id=f"P{i}") for i in range(6)),
            staff(1, "teacher", 3, "chinese", stage="junior"),
        ],
        "needs": [need(n, "teacher", 3, 5, "chinese") for n in (11, 21)],
    }
    return scenario(rows, numbers={"teams_per_county_min": 1, "teams_per_county_max": 1})
