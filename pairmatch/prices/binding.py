"""Binding: what one more unit of each row that a plan uses up would be, and which of them to try first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pairmatch.post import Ids
from pairmatch.prices.footing import BindingRow, Footing
from pairmatch.prices.start import Start
from pairmatch.programmes import rules_of
from pairmatch.programmes.locks.spoken import ids_of
from pairmatch.programmes.rule import Repair, Rule, order_of
from pairmatch.schema import Lock
from pairmatch.solve.job import HALF

DECIDED = {"require": "L1", "forbid": "L2"}
"""The rule of each decision; these are dropped one by one."""


@dataclass(frozen=True)
class Unit:
    """One more unit of what a binding row of a rule allows, or one less of what it asks.

    ``guess`` is what the duals of the relaxation say that it is worth, in points; ``missed`` tells that the
    plan falls short of the row. They say what to try first and nothing else.
    """

    rule: Rule
    ids: Ids
    repair: Repair
    missed: bool
    guess: Fraction

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: what is missed first, then by the guess, then in policy order."""
        return (not self.missed, -self.guess, order_of(self.rule.code), self.ids)


@dataclass(frozen=True)
class Bindings:
    """What binds in a plan: units that could be tried, and decisions, the likeliest to cost first.

    ``weights`` says how much the duals weigh each rule, in points.
    """

    units: tuple[Unit, ...]
    locks: tuple[Lock, ...]
    weights: Mapping[str, Fraction]


def bindings(start: Start, footings: Sequence[Footing]) -> Bindings:
    """Return what could be tried, each once; decisions are dropped and have no units."""
    rules = {rule.code: rule for rule in rules_of(start.rooms)}
    found: dict[Repair, Unit] = {}
    weights: dict[str, Fraction] = dict.fromkeys(rules, Fraction(0))
    decided: dict[Ids, Fraction] = {}
    for row in (*(row for one in footings for row in one.binding()), *_shared(start)):
        rule = rules[row.code]
        weights[row.code] += row.guess
        if row.code in DECIDED.values():
            decided[row.ids] = max(row.guess, decided.get(row.ids, Fraction(0)))
            continue
        if rule.spoken is None or rule.spoken.repairs is None:
            continue
        for repair in rule.spoken.repairs(start.scenario, row.ids):
            unit = Unit(rule, row.ids, repair, row.missed, row.guess)
            known = found.get(repair)
            if repair.direct and repair.most != 0 and (known is None or unit.order < known.order):
                found[repair] = unit
    units = tuple(sorted(found.values(), key=lambda x: x.order))
    # The sort is stable: those that weigh the same keep their order.
    locks = sorted(start.scenario.locks, key=lambda x: -decided.get(ids_of(x), Fraction(0)))
    return Bindings(units, tuple(locks), weights)


def _shared(start: Start) -> Iterator[BindingRow]:
    """Yield the rows of the province that the plan uses up; their prices are those of the run."""
    state = start.state
    for k, (row, price) in enumerate(zip(state.shared, state.aim.prices, strict=True)):
        beyond = row.missed(sum(part.past.chosen.uses[k] for part in state.parts))
        if beyond >= 0:
            yield BindingRow(row.code, row.ids, beyond > 0, abs(Fraction(price, HALF)))
