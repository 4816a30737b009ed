"""The only best plan of scenarios/tiny, written out by hand; its scenario.toml says why it is so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pairmatch.io.read import read_scenario
from pairmatch.plan import Plan
from pairmatch.scenario import Scenario
from tests.rules.examples_rows import pair, plan, stay, team

CHILD, CHOU = "990011", "990012"
TINY = Path(__file__).parents[2] / "scenarios" / "tiny"


@cache
def tiny() -> Scenario:
    """The scenario."""
    return read_scenario(TINY)


@cache
def tiny_plan() -> Plan:
    """Two pairs, two teams of two, and two people placed for each."""
    return plan(
        pair(12, 1),
        pair(13, 2),
        team("chinese", "mathematics", at=11, of=1, unit=990011),
        stay("music", "mathematics", of=11, at=1, unit=990011),
        team("english", "english", at=13, of=2, unit=990012),
        stay("english", "english", of=13, at=2, unit=990012),
    )
