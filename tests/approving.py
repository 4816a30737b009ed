"""Approvals for the tests: what breaches of a random plan would need to be let be."""

from __future__ import annotations

from random import Random

from pairmatch.approvals import instance_of
from pairmatch.plan import Plan
from pairmatch.programmes import RULES
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval
from pairmatch.vocabulary import WORDS

LISTS = {
    "role": "role",
    "subject": "subject",
    "school_stage": "stage",
    "term": "term",
    "limit": "limit",
}


def approval(scenario: Scenario, rule: str, *ids: str) -> Approval:
    """An approval that names some ids, each in the column that it belongs to."""
    said: dict[str, str] = {}
    for one in instance_of(ids):
        if one in scenario.units:
            said["unit_code"] = one
        elif one in scenario.schools:
            said[f"{scenario.side(one)}_school"] = one
        else:
            said[next(column for words, column in LISTS.items() if one in WORDS[words])] = one
    return Approval.model_validate({"rule": rule, "approver": "厅", "document": "批复1号", **said})


def approvals(scenario: Scenario, plan: Plan, r: Random) -> list[Approval]:
    """Approvals of about half of what a plan breaks, of rules against which something can be approved."""
    found: dict[tuple[str, frozenset[str]], Approval] = {}
    for rule in RULES:
        if rule.excepted is not None:
            for breach in rule.check(scenario, plan):
                ids = _row(rule, plan, breach.ids)
                if r.random() < 0.5:
                    found[rule.code, instance_of(ids)] = approval(scenario, rule.code, *ids)
    return list(found.values())


def _row(rule: Rule, plan: Plan, ids: tuple[str, ...]) -> tuple[str, ...]:
    assert rule.excepted is not None
    return ids if rule.excepted.row is None else rule.excepted.row(plan, ids)
