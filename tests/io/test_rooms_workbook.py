"""The sheets of the real programmes: each shows its plan rows in full and reads them back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from pairmatch.io.export import write_workbook
from pairmatch.io.workbook import read_plan
from pairmatch.plan import Plan
from pairmatch.programmes import NUMBERS, ROOMS, RULES, TABLES, TERMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.report import pages
from pairmatch.scenario import Scenario
from pairmatch.schema import SHARED_TABLES
from pairmatch.settings import Given
from pairmatch.verify import verify
from tests.io.toy_room import RARE_NAMES

SITE, SENDER = "9900000001", "9900000011"


@pytest.fixture
def whole(scenario: Scenario) -> Scenario:
    """The hand-made scenario with the numbers, weights and forces of the real programmes."""
    settings = replace(
        scenario.settings,
        numbers={n.name: Given(n.default, n.clause) for n in NUMBERS},
        weights={x.code: Given(x.weight, reason=x.why.zh) for x in (*RULES, *TERMS)},
        forces={rule.code: rule.force for rule in RULES},
    )
    rows = {table.name: scenario.rows(table.model) for table in SHARED_TABLES}
    return Scenario(settings, TABLES, rows)


@pytest.fixture
def real_plan() -> Plan:
    posts = [("leader", None, "junior"), ("teacher", "physics", "junior")]
    seats = [
        Seat(
            team_id="441621-2021-01",
            seat=number,
            recipient_school=SITE,
            supporting_school=SENDER,
            role=role,  # type: ignore[arg-type]
            subject=subject,  # type: ignore[arg-type]
            second_subject="chemistry" if subject else None,
            stage=stage,  # type: ignore[arg-type]
        )
        for number, (role, subject, stage) in enumerate(posts, 1)
    ]
    placements = [
        Placement(**{**seat.model_dump(), "term": "year", "person_id": f"甲-{seat.seat}"})
        for seat in seats
    ]
    pairs = [SchoolPair(recipient_school=SITE, supporting_school=SENDER)]
    rows = {SchoolPair: pairs, Seat: seats, Placement: placements}
    return Plan(plan_tables_of(ROOMS), rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_real_sheets_read_back(lang, whole, real_plan, result, tmp_path: Path) -> None:
    filled = pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)
    write_workbook(tmp_path / "a.xlsx", filled, lang, 2021)
    assert read_plan(tmp_path / "a.xlsx", ROOMS) == real_plan


def test_the_real_workbook_is_in_the_order_of_the_design(
    whole, real_plan, result, tmp_path: Path
) -> None:
    filled = pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)
    write_workbook(tmp_path / "a.xlsx", filled, "zh", 2021)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names[:5] == ["汇总", "结对学校", "支教团队", "跟岗安排", "县(市、区)一览"]
    assert names[-3:] == ["例外清单", "规则核对", "参数与证明"]
    assert "未满足需求" in names[5:-3]


def test_what_is_handed_out_has_no_affinity_or_quality(whole, real_plan, result) -> None:
    filled = pages(whole, real_plan, result, verify(whole, real_plan), ROOMS)
    for page in filled:
        if page.annex or page.key in ("summary", "counties"):
            headers = "".join(c.header.zh for block in page.blocks for c in block.columns)
            assert not any(word in headers for word in ("契合", "质量", "得分", "差距"))
            cells = str([block.rows for block in page.blocks])
            assert page.key in ("summary", "counties") or RARE_NAMES[0] in cells
