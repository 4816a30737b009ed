"""Survey: which components cannot have all that is asked, and the least that must give way there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from pairmatch.component import Component, component, split
from pairmatch.diagnose.elastic import Demand, Elastic
from pairmatch.diagnose.oracle import Oracle, OutOfTime
from pairmatch.errors import Defect
from pairmatch.model import build
from pairmatch.parts import JOINED
from pairmatch.post import FACT_PRICE, Ids, Model
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario


@dataclass(frozen=True)
class Surveyed:
    """One component and what gives way there at the least, by how much.

    A hard demand among it means that the component has no plan at all. ``given`` is None where the
    time was too short to know. ``uses`` is what a good plan takes of each row of the whole province.
    """

    part: Component
    given: Mapping[Demand, int] | None
    uses: Mapping[Demand, int] = field(default_factory=dict, hash=False)


def components_of(scenario: Scenario, rules: Sequence[Rule]) -> list[Component]:
    """Return the components of a scenario, joined as the planner joins them."""
    units = split(scenario)
    shared = any(rule.scope == "province" for rule in rules)
    if shared and len(scenario.schools) <= JOINED:
        units = [tuple(scenario.units)]
    return [component(scenario, some) for some in units]


def survey(
    components: Sequence[Component], rooms: Sequence[Room], rules: Sequence[Rule], oracle: Oracle
) -> list[Surveyed]:
    """Return for each component the least that must give way: relaxable demands, or else hard ones."""
    slacks: dict[int, tuple[Mapping[int, str], Mapping[int, Ids]]] = {}
    shared: dict[int, list[Demand]] = {}

    def model(number: int) -> Model:
        full, _ = build(components[number], rooms, rules)
        slacks[number] = full.slack_rule, full.slack_ids
        shared[number] = [Demand(use.code, use.ids) for use in full.uses]
        # With its points: a relaxation that wants something leads to whole plans much sooner.
        return full

    asks = [partial(model, i) for i in range(len(components))]
    found: list[Surveyed] = []
    for i, outcome in enumerate(oracle.shortest(asks)):
        given: Mapping[Demand, int] | None = None
        uses: Mapping[Demand, int] = {}
        if outcome.state == "infeasible":
            given = _clashing(Elastic.of(components[i], rooms, rules), rules, oracle)
        elif outcome.column is not None:
            values = outcome.column.values.dense()
            given = _missed(components[i].scenario, *slacks[i], values)
            uses = dict(zip(shared[i], outcome.column.uses, strict=True))
        found.append(Surveyed(components[i], given, uses))
    return found


def _missed(
    scenario: Scenario, rule: Mapping[int, str], ids: Mapping[int, Ids], values: np.ndarray
) -> dict[Demand, int]:
    """Return by how much relaxable demands are missed in a plan."""
    found: dict[Demand, int] = {}
    for column, code in rule.items():
        amount = round(float(values[column]))
        if amount and scenario.force(code) == "relaxable":
            demand = Demand(code, ids[column])
            found[demand] = found.get(demand, 0) + amount
    return dict(sorted(found.items(), key=lambda item: item[0].order))


def _clashing(
    elastic: Elastic, rules: Collection[Rule], oracle: Oracle
) -> Mapping[Demand, int] | None:
    """Return the least that gives way where hard demands cannot all hold.

    First of the hard ones, decisions before facts; then, with those let go, of the relaxable ones.
    """
    scenario = elastic.part.scenario
    decisions = {rule.code for rule in rules if rule.decision}
    hard = [x for x in elastic.slack if scenario.force(x.code) == "hard"]
    prices = {x: 1 if x.code in decisions else FACT_PRICE for x in hard}
    soft = {x: scenario.weight(x.code) for x in elastic.slack if x not in prices}
    try:
        broken = _least(elastic, (), prices, oracle)
        if not broken:
            raise Defect("a component was called infeasible, but no hard rule needs to be broken")
        kept = [x for x in hard if x not in broken]
        return {**broken, **_least(elastic, kept, soft, oracle)}
    except OutOfTime:
        return None


def _least(
    elastic: Elastic, held: Collection[Demand], prices: Mapping[Demand, int], oracle: Oracle
) -> dict[Demand, int]:
    """Return what gives way at the least price where some demands hold."""
    [found] = oracle.least([lambda: elastic.asked(held, prices)])
    if found is None or found.values is None:
        raise Defect("demands that may all give way were called infeasible")
    given = elastic.given(found.values)
    return {demand: amount for demand, amount in given.items() if demand in prices}
