"""The workbook as plain data: every page in the order in which an official reads it."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.plan import Plan
from pairmatch.programmes import numbers_of, rules_of, terms_of
from pairmatch.programmes.room import Room
from pairmatch.report.counties import UnitCounts, counties
from pairmatch.report.page import Block, Page, room_page
from pairmatch.report.proof import proof
from pairmatch.report.rules import exceptions, rule_check, shortfalls
from pairmatch.report.summary import summary
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.verify import Verification

__all__ = ["Block", "Page", "pages"]


def pages(
    scenario: Scenario,
    plan: Plan,
    result: Result,
    verification: Verification,
    rooms: Sequence[Room],
) -> tuple[Page, ...]:
    """Return every page: summary, what is handed out, counties, other lists, rules, proof."""
    rules, terms = rules_of(rooms), terms_of(rooms)
    says = {rule.code: rule.says for rule in rules} | {term.code: term.says for term in terms}
    sheets = [sheet for room in rooms for sheet in room.sheets]
    handed_out = [sheet for sheet in sheets if sheet.plan_table]
    counts = UnitCounts.of(scenario, plan, rooms)
    return (
        summary(scenario, plan, result, verification, counts, rooms, rules),
        *(room_page(sheet, scenario, plan, annex) for annex, sheet in enumerate(handed_out, 1)),
        counties(scenario, counts),
        *(room_page(sheet, scenario, plan) for sheet in sheets if not sheet.plan_table),
        shortfalls(scenario, verification, rules),
        exceptions(scenario, verification, rules),
        rule_check(scenario, verification, rules),
        proof(scenario, plan, result, rules, says, numbers_of(rooms)),
    )
