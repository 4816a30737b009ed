"""What random scenarios know of earlier years now and then: pairs, teams and placements of the round."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.builders import code

Tables = dict[str, list[dict[str, Any]]]
GONE = code(99)
"""A school that is in no table any more."""


def with_history(tables: Tables, said: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same settings, now and then some years on in the round, with rows of the years before.

    The draws are apart from all others, so that the rest of a scenario does not depend on them.
    """
    r = Random(f"history {seed}")
    if r.random() < 0.4:
        return said
    schools = [row["school_code"] for row in tables["schools"]]
    recipients, supporters = (
        [x for x in schools if (x < code(11)) == side] for side in (False, True)
    )
    for row in tables["schools"]:
        if row["school_code"] in recipients and r.random() < 0.3:
            row["seed"] = 1
    for row in tables["staff"]:
        if row["count"] == 1 and "person_id" not in row and r.random() < 0.5:
            row["person_id"] = f"N{tables['staff'].index(row)}"
            row["willing"] = r.choice([None, None, 1])
    rows = tables.setdefault("history", [])
    for year in (2020, 2021, 2022):
        pairs = {(r.choice(recipients), r.choice(supporters)) for _ in range(r.choice([0, 1, 2]))}
        rows += [_row(year, "pair", a, b, r.choice(PAIR)) for a, b in sorted(pairs)]
        rows += _teams(r, tables, year, recipients, supporters)
    unique = {tuple(sorted(row.items(), key=str)): row for row in rows}
    tables["history"] = list(unique.values())
    numbers = {**said["numbers"], "rest_years": r.choice([0, 1, 1, 1, 2])}
    numbers["takeover_percent"] = r.choice([0, 0, 50, 100])
    return {**said, "numbers": numbers, "year": 2023}


PAIR = ("actual", "actual", "planned", "ended")


def _teams(
    r: Random, tables: Tables, year: int, recipients: list[str], supporters: list[str]
) -> list[dict[str, Any]]:
    found = []
    for site in recipients:
        if r.random() < 0.3:
            continue
        school = r.choice([*supporters, *supporters, GONE])
        staff = [x for x in tables["staff"] if x["school_code"] == school]
        for x in r.sample(staff, min(len(staff), r.choice([1, 2]))):
            person = x.get("person_id") if r.random() < 0.8 else None
            status = r.choice(["planned", "actual", "actual", "left"])
            found.append(_row(year, "seat", site, school, status, **_post(x), person_id=person))
        if not staff:
            found.append(_row(year, "site", site, None, "actual"))
        for need in tables["needs"]:
            if need["school_code"] == site and r.random() < 0.5:
                status = r.choice(["planned", "actual", "confirmed", "confirmed", "left"])
                found.append(_row(year, "placement", site, None, status, **_post(need)))
    return found


def _post(row: dict[str, Any]) -> dict[str, Any]:
    return {"role": row["role"], "subject": row["subject"]}


def _row(
    year: int, what: str, recipient: str, supporting: str | None, status: str, **more: Any
) -> dict[str, Any]:
    return {
        "year": year,
        "what": what,
        "recipient_school": recipient,
        "supporting_school": supporting,
        "status": status,
        **more,
    }
