"""Kept: the components of which it is proved, without solving, that a dropped rule costs nothing there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pairmatch.fingerprint import fingerprints
from pairmatch.prices.footing import Footing
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario
from pairmatch.solve.earlier import Past
from pairmatch.solve.job import Column
from pairmatch.state import State


def bounds_without(rule: Rule, footings: Sequence[Footing]) -> Mapping[int, int]:
    """Return the bound, in half points, of each component that gains nothing when a rule is dropped.

    A rule of the province is in all of them, and one that only says which choices there are makes others.
    """
    if rule.build is None or rule.scope == "province":
        return {}
    found: dict[int, int] = {}
    for i, one in enumerate(footings):
        missed = _missed(one, rule.code, one.part.past.chosen)
        bound = None if missed else one.bound_without(rule.code)
        if bound is not None:
            found[i] = bound
    return found


def kept_without(
    state: State,
    rule: Rule,
    footings: Sequence[Footing],
    bounds: Mapping[int, int],
    scenario: Scenario,
    active: Collection[Rule],
) -> State:
    """Return the state in which the components of ``bounds`` are as they must be without the rule.

    ``scenario`` and ``active`` are what is planned then. The others are left to be solved again.
    """
    units = [part.units for part in state.parts]
    marks = fingerprints(scenario, units, [x.code for x in active])
    parts = list(state.parts)
    for i, bound in bounds.items():
        past = _without(footings[i], rule.code, bound)
        parts[i] = replace(parts[i], fingerprint=marks[i], past=past)
    return replace(state, parts=tuple(parts))


def _without(one: Footing, code: str, bound: int) -> Past:
    """Return what is known of a component without its plans that miss a rule: they are worth more now."""
    past = one.part.past
    outcome = replace(past.outcome, bound=max(bound, past.outcome.bound or bound))
    pool = tuple(x for x in past.pool if not _missed(one, code, x))
    return replace(past, outcome=outcome, pool=pool)


def _missed(one: Footing, code: str, column: Column) -> int:
    """Return by how much a plan of a component misses a soft rule."""
    if code not in one.slack:
        return 0
    return round(float(column.values.dense()[one.slack[code]].sum()))
