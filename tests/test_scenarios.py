"""Every scenario folder gives what its expected.toml says, and enumeration says the same."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pairmatch.errors import HardRulesClash
from pairmatch.history import open_needs
from pairmatch.io.read import read_scenario
from pairmatch.plan import Plan
from pairmatch.planner import Solved, solve
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.rule import Clash
from pairmatch.programmes.teams.index import met_posts, teams
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.verify import Verification, verify
from tests.brute import optimum

SCENARIOS = Path(__file__).parent.parent / "scenarios"
FOLDERS = sorted(
    path.parent
    for path in SCENARIOS.rglob("expected.toml")
    if path.relative_to(SCENARIOS).parts[0] != "dirty" and (path.parent / "scenario.toml").exists()
)
KEYS = {"about", "best", "shortfall", "between", "at_most", "has", "clash"}
Expected = Mapping[str, Any]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(SCENARIOS)))
def test_scenario(folder: Path, workers: Workers) -> None:
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    assert expected.keys() <= KEYS
    assert f"`{folder.relative_to(SCENARIOS)}`" in (SCENARIOS / "README.md").read_text("utf-8")
    scenario = read_scenario(folder)
    if "clash" in expected:
        _clashes(scenario, expected["clash"], workers)
        return
    solved = solve(scenario, workers=workers)
    assert solved.result.status == "proved"
    _fits(expected, scenario, solved.plan, verify(scenario, solved.plan))
    _counts(expected, scenario, solved)
    if "value" in expected["best"]:
        best = optimum(scenario)
        assert best is not None
        _fits(expected, scenario, best.plan, verify(scenario, best.plan))


def _clashes(scenario: Scenario, expected: Expected, workers: Workers) -> None:
    """No plan keeps the hard rules: the planner says by how little, enumeration finds none."""
    with pytest.raises(HardRulesClash) as raised:
        solve(scenario, workers=workers)
    breaches = [x for x in raised.value.breaches if isinstance(x, Clash)]
    assert sum(x.amount for x in breaches) == expected["breaches"]
    assert {x.rule.code for x in breaches} <= set(expected["rules"])
    assert optimum(scenario) is None


def _fits(expected: Expected, scenario: Scenario, plan: Plan, found: Verification) -> None:
    """The plan is accepted, falls short exactly where it must, and is worth what it should be."""
    assert found.accepted
    missed = [(x.rule, list(x.ids), x.amount) for x in found.shortfalls]
    items = [(x["rule"], x["ids"], x["amount"]) for x in expected.get("shortfall", [])]
    assert sorted(missed) == sorted(items)
    assert found.shortfall == expected["best"]["shortfall"]
    assert found.shortfall == sum(scenario.weight(rule) * amount for rule, _, amount in items)
    assert found.value == expected["best"].get("value", found.value)
    assert found.value <= expected.get("at_most", {}).get("value", found.value)
    for row in expected.get("has", []):
        _has(plan, row)


def _has(plan: Plan, row: Expected) -> None:
    table = next(table for table in plan.tables if table.name == row["table"])
    wanted = {name: value for name, value in row.items() if name != "table"}
    rows = [x.model_dump(include=set(wanted)) for x in plan.rows(table.model)]
    assert wanted in rows


def _counts(expected: Expected, scenario: Scenario, solved: Solved) -> None:
    """What a coordinator counts in the plan lies where it should."""
    plan = solved.plan
    people: list[Seat | Placement] = [*plan.rows(Seat), *plan.rows(Placement)]
    met = sum(n for seats in teams(plan).values() for _, n in met_posts(scenario, seats))
    found = {
        "pairs": len(plan.rows(SchoolPair)),
        "teams": len(teams(plan)),
        "seats": len(plan.rows(Seat)),
        "placements": len(plan.rows(Placement)),
        "exceptions": len(solved.verification.exceptions),
        "named": sum(x.person_id is not None for x in people),
        "unmet": sum(need.posts for need in open_needs(scenario)) - met,
    }
    for name, (least, most) in expected.get("between", {}).items():
        assert least <= found[name] <= most, name
