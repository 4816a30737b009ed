"""Approved exceptions: one row of a rule may be missed, in the model and for the judge; it is never met."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from random import Random
from typing import get_args

import openpyxl
import pytest
from click.testing import CliRunner
from rich.console import Console

from pairmatch.cli import main
from pairmatch.component import split
from pairmatch.console import show_approved
from pairmatch.counting import count, lines
from pairmatch.counting.bounds import CountedRule
from pairmatch.errors import BadInput, HardRulesClash, Text
from pairmatch.fingerprint import fingerprints
from pairmatch.io.approval_facts import approval_faults
from pairmatch.io.read import read_scenario
from pairmatch.io.runfolder import verification_dict
from pairmatch.planner import solve
from pairmatch.programmes import RULES
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import Seat
from pairmatch.report.rules import exceptions
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval, Lock
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.approving import approval, approvals
from tests.brute import optimum
from tests.builders import code, link, need, one_link, scenario, school, staff, unit
from tests.fixing import random_plan
from tests.tiny_random import tiny

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SEEDS = (0, 3, 7, 18, 26, 33, 41, 55, 72, 109, 125, 144, 183, 211)
"""Scenarios in which approvals of every rule against which there can be any are used, most of them."""
CODES = {rule.code: rule for rule in RULES}
FACTS = {
    "T2",
    "T5",
    "T6",
    "T10",
    "T11-province",
    "T12",
    "W1-max",
    "W4",
    "W5",
    "W6-stage",
    "W8",
    "L1",
    "L2",
    "L3",
}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_approved_binds_nothing_and_all_else_does(seed: int, workers: Workers) -> None:
    """The solver against enumeration, with about half of what a random plan breaks approved."""
    one = tiny(seed)
    given = approvals(one, random_plan(one, Random(seed)), Random(seed))
    one = one.with_rows(Approval, given)
    assert given
    assert list(approval_faults(one, RULES)) == []
    best = optimum(one)
    if best is None:
        with pytest.raises(HardRulesClash):
            solve(one, workers=workers)
        return
    solved = solve(one, workers=workers)
    result, violations = solved.result, solved.verification.violations
    assert (result.shortfall, result.value, result.status) == (best.shortfall, best.value, "proved")
    counting = count(one)
    for rule in get_args(CountedRule):
        assert counting.missing(rule) <= sum(x.amount for x in violations[rule])


def test_nothing_can_be_approved_against_a_fact_or_a_decision() -> None:
    assert {x.code for x in RULES if x.excepted is None} == FACTS
    for rule in sorted(FACTS):
        row = Approval(rule=rule, approver="厅", document="批复1号")
        one = scenario({**one_link(), "approvals": [row.model_dump()]})
        assert [x.code for x in approval_faults(one, RULES)] == ["E-APPROVAL-FACT"]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"rule": "T1", "unit_code": "000002"}, None),
        ({"rule": "P6", "unit_code": "000002", "stage": "primary"}, None),
        ({"rule": "P5"}, None),
        ({"rule": "T1"}, "E-APPROVAL-ROW"),
        ({"rule": "T1", "recipient_school": code(2)}, "E-APPROVAL-ROW"),
        ({"rule": "T1", "unit_code": "000002", "term": "year"}, "E-APPROVAL-ROW"),
        ({"rule": "P1", "recipient_school": code(2)}, "E-APPROVAL-ROW"),
        ({"rule": "P2", "recipient_school": code(1)}, "E-SIDE"),
        ({"rule": "T99"}, "E-APPROVAL-RULE"),
    ],
)
def test_an_approval_names_one_row_of_a_rule(said: dict[str, str], fault: str | None) -> None:
    row = {**said, "approver": "厅", "document": "批复1号"}
    one = scenario({**one_link(), "approvals": [row]})
    assert [x.code for x in approval_faults(one, RULES)] == ([fault] if fault else [])


# -- just that row ------------------------------------------------------------------------------------


def two_links(*given: Approval, teams: int = 0, **more: list[dict[str, object]]) -> Scenario:
    """Two links that have nothing to do with each other: 1 supports 2, 3 supports 4."""
    units = [unit(n, "supporting" if n in (1, 3) else "recipient") for n in (1, 2, 3, 4)]
    schools = [school(10 * n + i, n, kind="township_central") for n in (1, 2, 3, 4) for i in (0, 1)]
    tables = {
        "units": units,
        "links": [link(1, 2), link(3, 4)],
        "schools": schools,
        "approvals": [x.model_dump() for x in given],
        **more,
    }
    return scenario(tables, numbers={"supporting_pair_max": 1, "teams_per_county_min": teams})


def test_a_pair_outside_the_links_may_be_where_it_is_approved(workers: Workers) -> None:
    """Two parts become one, the pair can be decided, and no other pair outside the links is possible."""
    plain = two_links()
    given = approval(plain, "P1", code(20), code(30))
    lock = Lock(what="pair", force="require", recipient_school=code(20), supporting_school=code(30))
    one = two_links(given).with_rows(Lock, [lock])
    assert (len(split(plain)), len(split(one))) == (2, 1)
    solved = solve(one, workers=workers)
    outside = [
        x
        for x in solved.plan.rows(SchoolPair)
        if not one.linked(x.supporting_school, x.recipient_school)
    ]
    assert [(x.recipient_school, x.supporting_school) for x in outside] == [(code(20), code(30))]
    found = verify(one, solved.plan)
    assert found.accepted
    assert [x.rule for x in found.approved] == ["P1"]
    assert found.violations["P1"] == ()
    refused = verify(plain, solved.plan)
    assert not refused.accepted
    assert [x.ids for x in refused.violations["P1"]] == [(code(20), code(30))]


def test_a_shortfall_that_is_approved_counts_nothing_and_is_not_met(workers: Workers) -> None:
    """A county without people for any of its three teams: approved, the plan falls short by nothing."""
    tables = one_link(staff=[staff(1, "teacher", 1, "chinese")])
    plain = scenario(tables)
    given = approval(plain, "T1", "000002")
    one = plain.with_rows(Approval, [given])
    before, after = solve(plain, workers=workers), solve(one, workers=workers)
    assert before.result.shortfall == 300
    assert after.result.shortfall == 0
    assert [(x.rule, x.amount) for x in after.verification.approved] == [("T1", 3)]
    assert after.verification.shortfalls == ()
    assert [x.missing for x in count(plain).teams] == [3]
    assert count(one).teams == ()
    assert "未按数核算支教团队：乙市单位2" in [x.zh for x in lines(one, count(one))][-1]


@pytest.mark.parametrize(
    ("rule", "ids", "teams", "pairs"),
    [
        ("T7", (code(2), code(1)), False, True),
        ("P3", (code(1),), True, False),
        ("W1", (code(2), "year"), True, True),
    ],
)
def test_an_approval_hides_from_counting_only_what_it_may_change(
    rule: str, ids: tuple[str, ...], teams: bool, pairs: bool
) -> None:
    """Who is not counted is named, so that nobody takes silence for enough."""
    quota = {"unit_code": "000002", "programme": "pairs", "min": 3}
    plain = scenario(one_link(staff=[staff(1, "teacher", 1, "chinese")], quotas=[quota]))
    counting = count(plain.with_rows(Approval, [approval(plain, rule, *ids)]))
    assert ([x.missing for x in counting.teams] == [3], counting.teams_untold == ()) == (teams,) * 2
    assert ([x.missing for x in counting.pairs] == [2], counting.pairs_untold == ()) == (pairs,) * 2


def test_an_approval_that_nothing_needs_is_idle(workers: Workers) -> None:
    one = two_links(approval(two_links(), "P2", code(20)))
    verification = solve(one, workers=workers).verification
    assert verification.approved == ()
    assert [x.rule for x in verification.idle] == ["P2"]
    (told,) = verification_dict(verification)["idle"]
    assert (told["rule"], told["recipient_school"]) == ("P2", code(20))
    said = Console(record=True, width=200)
    show_approved(said, one, verification, "zh")
    assert f"P2 {one.schools[code(20)].name} · 厅 · 批复1号" in said.export_text()
    (row,) = [x for x in exceptions(one, verification, RULES).blocks[0].rows if x["code"] == "P2"]
    assert row["kind"] == Text("没有用到的批准", "approval not used")
    assert row["where"] == Text("学校20", "学校20")
    assert row["reason"] == Text("批准：厅 · 批复1号", "approved: 厅 · 批复1号")


def test_a_model_is_another_one_with_an_approval() -> None:
    """Else a run that starts from an earlier one would take over what was proved without it."""
    plain, parts = two_links(), [("000001", "000002"), ("000003", "000004")]
    about_one = two_links(approval(plain, "P2", code(20)))
    about_all = two_links(Approval(rule="P5", approver="厅", document="批复1号"))

    def facts(one: Scenario) -> list[str]:
        return [x.facts for x in fingerprints(one, parts, CODES)]

    same = [a == b for a, b in zip(facts(about_one), facts(about_one), strict=True)]
    assert same == [True, True]
    rows = [x for x in facts(about_one) if x in facts(about_all)]
    assert rows == []
    other = two_links(approval(plain, "P2", code(21)))
    assert [a == b for a, b in zip(facts(about_one), facts(other), strict=True)] == [False, True]


# -- from files to the workbook -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a site that is no township school, decided and approved."""
    folder = tmp_path_factory.mktemp("approvals") / "demo"
    shutil.copytree(SCENARIOS / "demo", folder)
    one = read_scenario(folder)
    site = next(
        x.school_code
        for x in one.schools_on("recipient")
        if x.kind == "county_seat" and one.units[one.homes[x.school_code]].level != "city"
    )
    table(folder / "locks.csv", {"what": "site", "recipient_school": site, "force": "require"})
    return folder


def table(path: Path, *rows: dict[str, str]) -> None:
    """Write rows to a table that has the columns that they name, in place of what it had."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def site_of(folder: Path) -> str:
    with (folder / "locks.csv").open(encoding="utf-8") as file:
        return next(csv.DictReader(file))["recipient_school"]


@pytest.mark.usefixtures("called_here")
def test_an_approved_site_is_planned_listed_and_never_said_to_be_kept(
    demo: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        read_scenario(demo)
    assert [x.code for x in caught.value.issues] == ["E-LOCK-SITE"]
    said = {"approver": "省厅", "document": "批复〔2026〕3号"}
    table(demo / "approvals.csv", {"rule": "T4", "recipient_school": site_of(demo), **said})
    done = CliRunner().invoke(main, ["solve", str(demo), "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    assert "批准的例外" in done.stdout
    told = CliRunner().invoke(main, ["verify", str(tmp_path / "run")])
    assert told.exit_code == 0
    assert "批准：省厅 · 批复〔2026〕3号" in told.stdout
    book = openpyxl.load_workbook(tmp_path / "run" / "结果.xlsx")
    listed = [[cell.value for cell in row] for row in book["例外清单"].iter_rows()]
    assert [row for row in listed if "批准的例外" in row and "T4" in row]
    assert not [row for row in listed if "T4-fallback" in row]
    checked = [[cell.value for cell in row] for row in book["规则核对"].iter_rows()]
    (rule,) = [row for row in checked if "T4" in row]
    assert "批准的例外 1" in rule
    assert "符合" not in rule


def test_an_approval_against_a_fact_is_refused_in_its_cell(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "demo")
    said = {"approver": "省厅", "document": "批复〔2026〕3号"}
    rows = [{"rule": rule, "recipient_school": site_of(demo), **said} for rule in ("T4", "T5")]
    table(tmp_path / "demo" / "approvals.csv", *rows)
    done = CliRunner().invoke(main, ["check", str(tmp_path / "demo")])
    assert done.exit_code == 2
    assert "approvals.csv 第 3 行" in done.output
    assert "E-APPROVAL-FACT" in done.output


def test_people_may_come_from_a_unit_that_is_not_linked_where_it_is_approved(
    workers: Workers,
) -> None:
    """The only people who could make up the team are of the other link."""
    people = [staff(30, "teacher", 3, "chinese")]
    plain = two_links(teams=1, staff=people, needs=[need(20, "teacher", 3, 5, "chinese")])
    assert {x.recipient_school for x in solve(plain, workers=workers).plan.rows(Seat)} <= {
        code(40),
        code(41),
    }
    one = plain.with_rows(
        Approval, [approval(plain, "T7", code(20), code(30)), approval(plain, "T1", "000004")]
    )
    solved = solve(one, workers=workers)
    assert {x.recipient_school for x in solved.plan.rows(Seat)} == {code(20)}
    assert {x.rule for x in solved.verification.approved} == {"T7", "T1"}
