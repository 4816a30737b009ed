"""Repairs that several rooms make of people: one more of a kind, one more released."""

from __future__ import annotations

from collections.abc import Iterator

from pairmatch.errors import Text
from pairmatch.post import Ids
from pairmatch.programmes import changes, costs
from pairmatch.programmes.rule import Repair
from pairmatch.scenario import HALVES, Scenario
from pairmatch.schema import Staff
from pairmatch.vocabulary import label


def more_people(scenario: Scenario, ids: Ids, *, direct: bool = True) -> Iterator[Repair]:
    """Yield one more person of a kind: (school, role, subject or '', stage)."""
    code, role, subject, stage = ids
    zh, en = (
        (
            label("subject", subject or None, lang),
            label("role", role, lang),
            label("person_stage", stage, lang),
        )
        for lang in ("zh", "en")
    )
    name = scenario.schools[code].name

    def change(scenario: Scenario, n: int) -> Scenario:
        row = Staff.model_validate(
            {
                "school_code": code,
                "role": role,
                "subject": subject or None,
                "stage": stage,
                "count": n,
            }
        )
        return changes.with_people(scenario, row)

    yield Repair(
        "staff.count",
        ids,
        costs.PERSON,
        lambda n: Text(
            f"{name}增加可派的{zh[0]}{zh[1]}（{zh[2]}）{n} 人",
            f"{n} more {en[0]} {en[1]} ({en[2]}) of {name}".replace("  ", " "),
        ),
        change,
        direct=direct,
    )


def more_released(scenario: Scenario, ids: Ids) -> Iterator[Repair]:
    """Yield one more person whom a school, the first of the ids, may let go at a time."""
    code = ids[0]
    school = scenario.schools[code]
    limit = scenario.number("release_max") if school.release_max is None else school.release_max
    # Where other tasks take more than the limit, the first step must make up for that as well.
    base = max(limit, *(scenario.committed(code, "release", half) for half in HALVES))
    yield Repair(
        "schools.release_max",
        (code,),
        costs.SCHOOL_LIMIT,
        lambda n: Text(
            f"{school.name}的派出上限由 {limit} 人改为 {base + n} 人",
            f"{school.name}: people released at a time from {limit} to {base + n}",
        ),
        lambda scenario, n: changes.with_school(scenario, code, release_max=base + n),
    )
