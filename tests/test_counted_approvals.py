"""Rules that counting rests on: one row of each approved, a plan misses less, and counting says no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from pairmatch.counting import OF_PAIRS, OF_TEAMS, count
from pairmatch.counting.bounds import CountedRule
from pairmatch.planner import solve
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval
from pairmatch.settings import Limit
from pairmatch.solve.workers import Workers
from tests.approving import approval
from tests.builders import code, link, one_link, scenario, school, staff, unit

COUNTY, SENDER = "000002", "000001"
SIX = [staff(1, "teacher", 6, "chinese")]


@dataclass(frozen=True)
class Case:
    """A scenario that misses something for one row of a rule: ``ids`` are what the row is about."""

    rule: str
    ids: tuple[str, ...]
    counted: CountedRule
    tables: Mapping[str, Any]
    said: Mapping[str, Any] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        return scenario(self.tables, **self.said)


def _teams(rule: str, ids: tuple[str, ...], asked: int, **more: Any) -> Case:
    """One link with a township school and an urban one, and a school that may send everybody."""
    said = {name: more.pop(name) for name in ("limits",) if name in more}
    tables = one_link(schools=[school(3, 2, kind="urban")], **more)
    tables["schools"][0] = school(1, 1, release_max=9)
    return Case(rule, ids, "T1", tables, {"numbers": {"teams_per_county_min": asked}, **said})


def _pairs(
    rule: str,
    ids: tuple[str, ...],
    supporting: list[dict[str, Any]],
    recipient: list[dict[str, Any]],
    least: int = 0,
    **more: Any,
) -> Case:
    """One link with these schools, each of which may have one partner; the county asks for pairs."""
    quotas = [{"unit_code": COUNTY, "programme": "pairs", "min": least}] if least else []
    tables = {**one_link(quotas=quotas), "schools": [*supporting, *recipient], **more}
    numbers = {"supporting_pair_max": 1, "teams_per_county_min": 0}
    return Case(rule, ids, "P6" if least else "P2-min", tables, {"numbers": numbers})


def _strangers(**more: Any) -> dict[str, Any]:
    """Units 1 and 2 are linked, and units 3 and 4; one school each, the recipient ones for teams as well."""
    sides = ("supporting", "recipient", "supporting", "recipient")
    return {
        "units": [unit(n, side) for n, side in enumerate(sides, 1)],
        "links": [link(1, 2), link(3, 4)],
        "schools": [school(n, n, kind="township_central", release_max=9) for n in (1, 2, 3, 4)],
        **more,
    }


CASES = (
    _teams("T1", (COUNTY,), 1),
    _teams("T4", (code(3),), 2, staff=SIX),
    Case(
        "T7",
        (code(2), code(3)),
        "T1",
        _strangers(staff=[staff(3, "teacher", 6, "chinese")]),
        {"numbers": {"teams_per_county_min": 1}},
    ),
    _teams("T9", (code(2), code(1)), 1, staff=[staff(1, "teacher", 6, "chinese", stage="junior")]),
    _teams("T11", (SENDER, "away"), 1, staff=SIX, limits={SENDER: Limit(people=2)}),
    Case(
        "P1",
        (code(2), code(3)),
        "P6",
        _strangers(quotas=[{"unit_code": COUNTY, "programme": "pairs", "min": 2}])
        | {"schools": [school(1, 1), school(2, 2, pair_max=2), school(3, 3), school(4, 4)]},
        {"numbers": {"teams_per_county_min": 0}},
    ),
    _pairs("P2", (code(2),), [school(1, 1), school(3, 1)], [school(2, 2)], 2),
    _pairs("P2-min", (code(2),), [school(1, 1)], [school(n, 2, pair_min=1) for n in (2, 3)]),
    _pairs("P3", (code(1),), [school(1, 1)], [school(2, 2), school(3, 2)], 2),
    _pairs(
        "P3-load",
        (code(1),),
        [school(1, 1, pair_max=2, load_max=1)],
        [school(2, 2), school(3, 2)],
        2,
    ),
    _pairs("P4", (code(2), code(1)), [school(1, 1)], [school(2, 2, stage="senior")], 1),
    _pairs("P6", (COUNTY,), [school(1, 1)], [school(2, 2)], 2),
    _pairs(
        "P9",
        (code(2), code(1)),
        [school(1, 1), school(3, 1)],
        [school(2, 2), school(4, 2)],
        2,
        pair_scores=[
            {"recipient_school": code(4), "supporting_school": code(3), "affinity": 5, "load": 1}
        ],
    ),
)


def test_every_rule_that_counting_rests_on_has_its_case() -> None:
    assert sorted(x.rule for x in CASES) == sorted({*OF_TEAMS, *OF_PAIRS})


@pytest.mark.parametrize("case", CASES, ids=lambda x: x.rule)
def test_counting_says_no_more_than_is_missed_where_its_rule_is_approved(
    case: Case, workers: Workers
) -> None:
    """Without the approval something is missing for this row alone; with it the plan misses less."""
    plain = case.scenario()
    one = plain.with_rows(Approval, [approval(plain, case.rule, *case.ids)])
    before, after = (
        sum(x.amount for x in solve(x, workers=workers).verification.violations[case.counted])
        for x in (plain, one)
    )
    assert count(plain).missing(case.counted) == before > after
    assert count(one).missing(case.counted) <= after
