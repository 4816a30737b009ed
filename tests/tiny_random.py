"""Random scenarios small enough to enumerate, with every family of rules now and then in play."""

from __future__ import annotations

from random import Random
from typing import Any

from pairmatch.scenario import Scenario
from pairmatch.settings import Limit
from tests.builders import code, link, need, scenario, school, staff, unit
from tests.tiny_history import with_history
from tests.tiny_province import with_province

SUBJECTS = ("chinese", "mathematics")
MOST = 5
"""People on a side; the number of plans grows with the power of it."""
Tables = dict[str, list[dict[str, Any]]]


def tiny(seed: int) -> Scenario:
    """A scenario of one or two links, at most two schools a recipient county, a few people."""
    tables, said = tiny_tables(seed)
    return scenario(tables, **said)


def tiny_tables(seed: int) -> tuple[Tables, dict[str, Any]]:
    """The tables and settings of :func:`tiny`."""
    r = Random(seed)
    tables: Tables = {"units": [], "links": [], "schools": [], "staff": [], "needs": []}
    _units(r, tables)
    _schools(r, tables)
    _people(r, tables)
    _extras(r, tables)
    said: dict[str, Any] = {"numbers": _numbers(r), "seed": r.randint(0, 999)}
    for lock in tables.get("locks", []):
        if lock["what"] == "placement" and r.random() < 0.5:
            lock["term"] = r.choice(said["numbers"]["placement_terms"])
    if r.random() < 0.25:
        said["limits"] = {
            "000001": Limit(people=r.randint(0, 3)),
            "000003": Limit(money=r.choice([0, 40_000, 80_000, 130_000])),
        }
    if r.random() < 0.2:
        said["forces"] = {
            r.choice(["T3", "W1-own", "W2", "W3", "P8", "W7", "T8"]): r.choice(
                ["relaxable", "principle", "preference"]
            )
        }
    if r.random() < 0.3:
        said["weights"] = {
            "T8": r.randint(0, 300),
            "O4": r.randint(0, 200),
            "O8": r.randint(0, 90),
            "W2": r.randint(0, 400),
            "W3": r.randint(0, 400),
            "O6": r.randint(0, 9),
        }
    if "pair_scores" in tables:
        said["maximise"] = r.random() < 0.7
    return tables, with_history(tables, with_province(said, seed), seed)


def _units(r: Random, tables: Tables) -> None:
    flags = {"former_soviet": r.choice([None, 0, 1])}
    tables["units"] = [unit(1, "supporting", lat=23.1, lon=113.3), unit(3, "recipient", **flags)]
    tables["links"] = [link(1, 3)]
    if r.random() < 0.3:
        tables["units"] += [unit(2, "supporting"), unit(4, "recipient")]
        tables["links"] += [link(2, 4)] if r.random() < 0.7 else [link(2, 3), link(2, 4)]
    if r.random() < 0.3:
        tables["units"] += [
            unit(8, "supporting", level="city", name="甲市"),
            unit(9, "recipient", level="city", name="乙市"),
        ]
        tables["links"].append(link(8, 9, "city"))


def _schools(r: Random, tables: Tables) -> None:
    two = any(x["unit_code"] == "000002" for x in tables["units"])
    stage = lambda: r.choice(["primary"] * 6 + ["nine_year", "nine_year", "junior", "twelve_year"])  # noqa: E731
    place = lambda: {"lat": 23 + r.random() * 2, "lon": 113 + r.random() * 3}  # noqa: E731
    limits = {
        "host_max": r.choice([None, None, None, 0, 1, 2]),
        "release_max": r.choice([None, None, None, 1, 2]),
    }
    supporting = [(1, 1)] + ([(2, 2)] if two else [(2, 1)] if r.random() < 0.6 else [])
    recipient = [(11, 3)] + ([(12, 4)] if two else [(12, 3)] if r.random() < 0.6 else [])
    for number, home in supporting:
        tables["schools"].append(
            school(
                number,
                home,
                stage=stage(),
                **place(),
                **limits,
                pair_max=r.choice([None, None, 0, 1, 2]),
                pair_min=r.choice([None, None, None, None, 1]),
                load_max=r.choice([None, None, 1, 3]),
                run_by=r.choice([None] * 6 + ["city"]),
                quality=r.choice([None, 80]),
                students=r.choice([None, 900]),
            )
        )
    for number, home in recipient:
        tables["schools"].append(
            school(
                number,
                home,
                stage=stage(),
                **place(),
                release_max=r.choice([None, None, 1]),
                kind=r.choice(
                    ["township_central", "township_boarding", "township_central", "urban", None]
                ),
                site=r.choice([None] * 5 + [0]),
                beds=r.choice([None] * 5 + [1]),
                pair_min=r.choice([None, None, 0, 1]),
                pair_max=r.choice([None, 1, 2]),
                run_by=r.choice([None] * 6 + ["city"]),
                quality=r.choice([None, 60]),
                students=r.choice([None, 300]),
            )
        )


def _stage_of(row: dict[str, Any], r: Random) -> str:
    return {"primary": "primary", "junior": "junior"}.get(
        row["stage"], r.choice(["primary", "junior"])
    )


def _people(r: Random, tables: Tables) -> None:
    left = {"0": MOST, "1": MOST}
    for row in tables["schools"]:
        number = int(row["school_code"][-2:])
        side = row["school_code"][-2]
        kinds = [
            ("leader", None),
            ("middle", None),
            ("teacher", "chinese"),
            ("teacher", "mathematics"),
        ]
        r.shuffle(kinds)
        for role, subject in kinds[: r.randint(2, 4)]:
            count = min(r.choice([1, 1, 2]), left[side])
            left[side] -= count
            if not count:
                break
            tables["staff"].append(staff(number, role, count, subject, stage=_stage_of(row, r)))
    for row in tables["schools"]:
        if row["school_code"] >= code(11):
            number = int(row["school_code"][-2:])
            for subject in SUBJECTS:
                if r.random() < 0.6:
                    tables["needs"].append(
                        need(number, "teacher", r.randint(1, 2), r.randint(1, 5), subject)
                    )
            if r.random() < 0.4:
                tables["needs"].append(
                    need(number, r.choice(["leader", "middle"]), 1, r.randint(1, 5))
                )


def _extras(r: Random, tables: Tables) -> None:
    recipients = [x for x in tables["schools"] if x["school_code"] >= code(11)]
    supporters = [x for x in tables["schools"] if x["school_code"] < code(11)]
    if r.random() < 0.5:
        tables["teachers"] = [
            {
                "school_code": x["school_code"],
                "subject": s,
                "required": r.randint(0, 3),
                "present": r.randint(0, 2),
            }
            for x in recipients
            for s in SUBJECTS
            if r.random() < 0.7
        ]
    if r.random() < 0.4:
        tables["commitments"] = [_commitment(r, r.choice(tables["schools"]))]
    if r.random() < 0.5:
        tables["quotas"] = _quotas(r, tables)
    if r.random() < 0.25:
        tables["pair_scores"] = [
            {
                "recipient_school": x["school_code"],
                "supporting_school": y["school_code"],
                "affinity": r.randint(-50, 300),
                "load": r.choice([None, 0, 2]),
            }
            for x in recipients
            for y in supporters
            if r.random() < 0.8
        ]
    if r.random() < 0.25:
        tables["history"] = [
            {
                "year": 2020,
                "what": "pair",
                "recipient_school": recipients[0]["school_code"],
                "supporting_school": supporters[-1]["school_code"],
                "status": "actual",
            }
        ]
    if r.random() < 0.35:
        tables["locks"] = [
            _lock(r, r.choice(recipients), r.choice(supporters), tables)
            for _ in range(r.choice([1, 1, 2, 3]))
        ]


def _commitment(r: Random, row: dict[str, Any]) -> dict[str, Any]:
    role = r.choice([None, "teacher", "leader"])
    return {
        "school_code": row["school_code"],
        "what": r.choice(["release", "host"]),
        "role": role,
        "subject": r.choice([None, "chinese"]) if role == "teacher" else None,
        "count": r.randint(1, 2),
        "term": r.choice(["autumn", "spring", "year"]),
    }


def _quotas(r: Random, tables: Tables) -> list[dict[str, Any]]:
    low = r.choice([None, 0, 1, 2])
    quotas = [
        {
            "unit_code": r.choice(["000001", "000003"]),
            "programme": "pairs",
            "min": low,
            "max": r.choice([None, max(low or 0, r.randint(0, 2))]),
            "stage": r.choice([None, "primary"]),
        }
    ]
    if r.random() < 0.5:
        quotas.append(
            {
                "unit_code": "000003",
                "programme": "teams",
                "min": r.randint(0, 1),
                "max": r.randint(1, 2),
            }
        )
    if r.random() < 0.3:
        quotas.append(
            {
                "unit_code": "000001",
                "programme": r.choice(["teams", "placements"]),
                "max": r.randint(0, 3),
            }
        )
    if r.random() < 0.3:
        quotas.append({"unit_code": "000003", "programme": "placements", "max": r.randint(0, 3)})
    return quotas


def _lock(
    r: Random, recipient: dict[str, Any], supporter: dict[str, Any], tables: Tables
) -> dict[str, Any]:
    what = r.choice(["pair", "site", "seat", "placement"])
    lock: dict[str, Any] = {
        "what": what,
        "recipient_school": recipient["school_code"],
        "force": r.choice(["require", "forbid"]),
    }
    if what != "site":
        lock["supporting_school"] = supporter["school_code"]
    if what == "seat":
        lock["role"] = r.choice(["leader", "middle", "teacher"])
    if what in ("seat", "placement") and r.random() < 0.5:
        home = (supporter if what == "seat" else recipient)["school_code"]
        mine = [x for x in tables["staff"] if x["school_code"] == home and x["count"] == 1]
        if mine:
            person = r.choice(mine)
            person["person_id"] = lock["person_id"] = f"P{tables['staff'].index(person)}"
            person["willing"] = r.choice([None, None, 0, 1])
            if what == "seat":
                lock["role"] = person["role"]
    return lock


def _numbers(r: Random) -> dict[str, Any]:
    terms = r.choice([("year",), ("year",), ("year",), ("autumn",), ("autumn", "spring")])
    # Two terms square the number of plans; smaller teams keep them enumerable.
    most = 2 if len(terms) == 1 else 1
    return {
        "team_size_min": min(most, r.choice([1, 1, 2])),
        "team_size_max": most,
        "teams_per_county_min": r.choice([0, 1, 1, 1, 2]),
        "teams_per_county_max": 2,
        "supporting_pair_max": r.choice([1, 2]),
        "recipient_pair_max": 1,
        "release_max": r.choice([2, 5, 5]),
        "host_max": r.choice([1, 10, 10]),
        "placement_terms": terms,
        "fairness_bands": r.choice([1, 2, 4]),
        "city_pool": r.random() < 0.3,
    }
