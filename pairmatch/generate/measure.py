"""What a generated province holds, counted the way the published figures are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pairmatch.generate.census import GUANGZHOU, apportion, homes
from pairmatch.generate.facts import Facts
from pairmatch.generate.links import partners
from pairmatch.generate.province import Province
from pairmatch.generate.quotas import people_of
from pairmatch.generate.subjects import pupils_by_stage, timetable
from pairmatch.schema import School
from pairmatch.vocabulary import SUBJECT_STAGES, TOWNSHIP_KINDS

SIZED = ("primary", "junior")


def measure(facts: Facts, province: Province) -> dict[str, int]:
    """Return every count that the page and the record show, by a plain name."""
    return {
        **sums(province),
        **_guangzhou(facts, province),
        **_schools(province),
        **_teachers(facts, province),
        **_people(facts, province),
    }


def sums(province: Province) -> dict[str, int]:
    """Return the counts that can be added up over provinces."""
    return {**_sizes(province), **_decided(province)}


def _sizes(province: Province) -> dict[str, int]:
    side = dict.fromkeys(province.recipient, "recipient")
    people: Counter[str] = Counter()
    for row in province.staff:
        people[side.get(row.school_code, "supporting")] += row.count
    sites = [x for x in province.recipient.values() if x.kind in TOWNSHIP_KINDS and x.site != 0]
    return {
        "recipient schools": len(province.recipient),
        "supporting schools": len(province.supporting),
        "township schools that may host a team": len(sites),
        "people who can be sent": people["supporting"],
        "people who can be placed": people["recipient"],
        "named people": sum(row.person_id is not None for row in province.staff),
        "needs": len(province.needs),
        "posts asked for": sum(row.posts for row in province.needs),
        "commitments": len(province.commitments),
        "earlier pairs": sum(x.what == "pair" for x in province.history),
    }


def _decided(province: Province) -> dict[str, int]:
    locks = Counter((row.what, row.force) for row in province.locks)
    pairs = [x for x in province.quotas if x.programme == "pairs"]
    return {
        "pairs agreed": locks["pair", "require"],
        "pairs ended": locks["pair", "forbid"],
        "sites agreed": locks["site", "require"],
        "seats agreed": locks["seat", "require"],
        "hosts agreed": locks["placement", "require"],
        "pairs wanted": sum(x.target or 0 for x in pairs),
        "pairs at least": sum(x.min or 0 for x in pairs),
        "pairs at most": sum(x.max or 0 for x in pairs),
    }


def _guangzhou(facts: Facts, province: Province) -> dict[str, int]:
    units = {home.unit for home in homes(facts) if home.city == GUANGZHOU}
    schools = [x for x in province.supporting.values() if x.unit_code in units]
    found = {f"guangzhou {sort}": _counted(schools, sort) for sort in _COUNTED}
    table = timetable(facts)
    for stage in ("primary", "junior", "senior"):
        needed = sum(
            count / table.ratio[at]
            for x in schools
            for at, count in pupils_by_stage(x).items()
            if at == stage
        )
        found[f"guangzhou {stage} teachers"] = round(needed)
    return found


_COUNTED = {
    "primary": ("primary",),
    "junior": ("junior", "nine_year"),
    "senior": ("senior", "combined", "twelve_year"),
    "special": ("special",),
    "kindergarten": ("kindergarten",),
}
"""How the yearbook counts: nine-year schools are junior ones, complete ones senior."""


def _counted(schools: Iterable[School], sort: str) -> int:
    return sum(x.stage in _COUNTED[sort] for x in schools)


def _schools(province: Province) -> dict[str, int]:
    every = [*province.recipient.values(), *province.supporting.values()]
    small = [x for x in every if x.kind == "small_rural"]
    found = {f"all {sort}": _counted(every, sort) for sort in _COUNTED}
    found["all primary"] -= len(small)
    found["village schools below 100 pupils"] = len(small)
    pupils: Counter[str] = Counter()
    for school in every:
        pupils.update(pupils_by_stage(school))
    found |= {f"{stage} pupils": pupils[stage] for stage in ("primary", "junior", "kindergarten")}
    pupils.subtract({"primary": sum(x.students or 0 for x in small)})
    for stage in (*SIZED, "kindergarten"):
        found[f"pupils per {stage} school"] = round(pupils[stage] / found[f"all {stage}"])
    return found


def _teachers(facts: Facts, province: Province) -> dict[str, int]:
    """Count the teachers of recipient schools that teach one stage only, in hundredths where rates."""
    found = {}
    for stage in SIZED:
        schools = {
            code: x.students or 0
            for code, x in province.recipient.items()
            if x.stage == stage and x.kind != "small_rural"
        }
        rows = [x for x in province.teachers if x.school_code in schools]
        present = sum(x.present for x in rows)
        required = sum(x.required for x in rows)
        found[f"{stage} pupil-teacher ratio x100"] = round(100 * sum(schools.values()) / present)
        found[f"{stage} ratio if all posts were filled x100"] = round(
            100 * sum(schools.values()) / required
        )
    for subject in SUBJECT_STAGES:
        mine = [x for x in province.teachers if x.subject == subject]
        missing = sum(max(0, x.required - x.present) for x in mine)
        found[f"empty posts x1000: {subject}"] = round(
            1000 * missing / max(1, sum(x.required for x in mine))
        )
    return found


def _people(facts: Facts, province: Province) -> dict[str, int]:
    """Count people and teams that the quotas allow, where a published figure says how many came."""
    found = {}
    people, givers = people_of(facts), partners(list(province.links))
    teams = {x.unit_code: x.max or 0 for x in province.quotas if x.programme == "teams"}
    cities = {x.code: x.city for x in facts.recipients}
    for city in ("湛江市", "河源市", "揭阳市"):
        mine = [code for code, where in cities.items() if where == city]
        found[f"people allowed: {city}"] = sum(people[code] for code in mine)
        found[f"teams allowed: {city}"] = sum(teams[code] for code in mine)
    found["people allowed in all"] = sum(people.values())
    liwan = apportion(people["440804"], dict.fromkeys(givers["440804"], 1))
    found["people allowed: 荔湾区 to 坡头区"] = liwan.get("440103", 0)
    targets = {x.unit_code: x.target or 0 for x in province.quotas if x.programme == "pairs"}
    found["pairs wanted: 坡头区"] = targets["440804"]
    return found
