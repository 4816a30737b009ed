"""What a plan counts under every term and soft rule, and what changes there between two plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pairmatch.errors import Text
from pairmatch.programmes import rules_of, terms_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import order_of
from pairmatch.scenario import Scenario
from pairmatch.verify import Verification

Tally = Mapping[str, int]
"""By code: the amount of a term, or by how much a soft rule is missed."""


@dataclass(frozen=True)
class TermChange:
    """What changes under one term or soft rule.

    ``points`` are what it adds to the value, ``shortfall`` to the weighted shortfall: one of them is 0.
    """

    code: str
    clause: str
    says: Text
    unit: Text
    before: int
    after: int
    points: int
    shortfall: int


def tally(verification: Verification) -> Tally:
    """Return what a judged plan counts; hard rules are left out."""
    missed = {
        code: sum(x.amount for x in found)
        for code, found in verification.violations.items()
        if verification.forces[code] != "hard"
    }
    return {**verification.amounts, **missed}


def term_changes(
    scenario: Scenario, rooms: Sequence[Room], before: Tally, after: Tally
) -> tuple[TermChange, ...]:
    """Return what changes from one plan to another, in policy order; what stays is left out."""
    found: list[TermChange] = []
    for term in terms_of(rooms):
        a, b = before.get(term.code, 0), after.get(term.code, 0)
        points = term.sign * scenario.weight(term.code) * (b - a)
        found.append(TermChange(term.code, term.clause, term.says, term.unit, a, b, points, 0))
    for rule in rules_of(rooms):
        if scenario.force(rule.code) == "hard":
            continue
        a, b = before.get(rule.code, 0), after.get(rule.code, 0)
        cost = scenario.weight(rule.code) * (b - a)
        relaxable = scenario.force(rule.code) == "relaxable"
        points, shortfall = (0, cost) if relaxable else (-cost, 0)
        found.append(
            TermChange(rule.code, rule.clause, rule.says, rule.unit, a, b, points, shortfall)
        )
    changed = (x for x in found if x.before != x.after)
    return tuple(sorted(changed, key=lambda x: order_of(x.code)))
