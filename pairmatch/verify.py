"""Verify: judge a plan against a scenario without any solver, and recompute every term in integers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pairmatch.approvals import approved as approvals_of
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS, rules_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule, Term, Violation, approved_breaches, standing
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval
from pairmatch.settings import Force
from pairmatch.structure import check_structure


@dataclass(frozen=True)
class Verification:
    """The verdict on a plan.

    ``violations`` has every rule, in policy order, with its breaches; ``amounts`` every term and
    every rule that is priced; ``structure`` what makes a plan unreadable (rule R0). Breaches that an
    approval lets be are ``approved`` and count nowhere else; ``idle`` are approvals without any.
    """

    violations: Mapping[str, tuple[Violation, ...]]
    amounts: Mapping[str, int]
    forces: Mapping[str, Force]
    shortfall: int
    value: int
    structure: tuple[Violation, ...]
    approved: tuple[Violation, ...] = ()
    idle: tuple[Approval, ...] = ()

    def _of(self, *forces: Force) -> tuple[Violation, ...]:
        return tuple(
            x
            for code, found in self.violations.items()
            if self.forces[code] in forces
            for x in found
        )

    @property
    def hard(self) -> tuple[Violation, ...]:
        """Breaches that no plan may have."""
        return (*self.structure, *self._of("hard"))

    @property
    def shortfalls(self) -> tuple[Violation, ...]:
        """By how much relaxable rules are missed, and where."""
        return self._of("relaxable")

    @property
    def exceptions(self) -> tuple[Violation, ...]:
        """Named departures from principles."""
        return self._of("principle")

    @property
    def missed(self) -> tuple[Violation, ...]:
        """Preferences that are not met."""
        return self._of("preference")

    @property
    def accepted(self) -> bool:
        """Whether the plan may be published."""
        return not self.hard


def verify(
    scenario: Scenario,
    plan: Plan,
    rooms: Sequence[Room] = ROOMS,
    rules: Collection[Rule] | None = None,
) -> Verification:
    """Judge a plan by every rule of the rooms (or by ``rules`` alone) and recompute every term.

    A plan whose rows do not hang together (R0) is judged no further: the other rules could not
    read it.
    """
    rules = rules_of(rooms) if rules is None else rules
    structure = tuple(check_structure(scenario, plan, rooms))
    if not structure:
        return recount(scenario, plan, rules, [term for room in rooms for term in room.terms])
    nothing: dict[str, tuple[Violation, ...]] = {rule.code: () for rule in rules}
    forces = {rule.code: scenario.force(rule.code) for rule in rules}
    return Verification(nothing, {}, forces, 0, 0, structure)


def recount(
    scenario: Scenario, plan: Plan, rules: Collection[Rule], terms: Collection[Term]
) -> Verification:
    """Judge a plan by some rules and recompute some terms, whether or not its rows hang together."""
    forces = {rule.code: scenario.force(rule.code) for rule in rules}
    given = approvals_of(scenario)
    violations = {rule.code: tuple(standing(rule, scenario, plan)) for rule in rules}
    approved = [
        found
        for rule in rules
        if rule.code in given
        for found in approved_breaches(rule, scenario, plan)
    ]
    used = {row for row, _ in approved}
    missed = {code: sum(x.amount for x in found) for code, found in violations.items()}
    amounts = {term.code: term.measure(scenario, plan) for term in terms}
    points = sum(term.sign * scenario.weight(term.code) * amounts[term.code] for term in terms)
    priced = [rule.code for rule in rules if forces[rule.code] in ("principle", "preference")]
    points -= sum(scenario.weight(code) * missed[code] for code in priced)
    amounts.update((code, missed[code]) for code in priced)
    shortfall = sum(
        scenario.weight(code) * missed[code]
        for code, force in forces.items()
        if force == "relaxable"
    )
    return Verification(
        violations,
        amounts,
        forces,
        shortfall,
        points,
        (),
        tuple(breach for _, breach in approved),
        tuple(row for row in scenario.rows(Approval) if row.rule in violations and row not in used),
    )
