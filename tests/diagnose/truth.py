"""What is true of demands, asked of another solver than the diagnosis asks, one hard model a question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pairmatch.component import component
from pairmatch.diagnose import Conflict, Demand
from pairmatch.diagnose.elastic import Elastic
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.rule import Repair
from pairmatch.scenario import Scenario
from pairmatch.solve.engine import solve_tier


def elastic(scenario: Scenario) -> Elastic:
    return Elastic.of(component(scenario, tuple(scenario.units)), ROOMS, RULES)


def can_hold(one: Elastic, held: Collection[Demand]) -> bool:
    """Whether some plan of SCIP's holds all of these demands, whatever else it breaks."""
    model = one.asked(held, {})
    found = solve_tier(model, model.points, maximise=True, route="scip", seed=0, time_limit_s=30)
    assert found.state in ("proved", "infeasible")
    return found.state == "proved"


def is_smallest(scenario: Scenario, conflict: Conflict) -> bool:
    """Whether the demands, as far as they are stated, clash, and no longer do without any one."""
    one = elastic(scenario).eased({x.demand: x.eased for x in conflict.stated})
    demands = set(conflict.demands)
    return not can_hold(one, demands) and all(can_hold(one, demands - {x}) for x in demands)


def cheaper(
    scenario: Scenario, conflict: Conflict, others: Mapping[Demand, int]
) -> Iterator[dict[Repair, int]]:
    """Yield every set of declared repairs of the conflict that costs less than the first and does it."""
    limit = conflict.mendings[0].cost
    repairs = [
        x
        for x in sorted(
            {r for demand in elastic(scenario).slack for r in declared(scenario, demand)},
            key=lambda x: (x.name, x.ids),
        )
        if x.cost < limit and x.most != 0
    ]
    for steps in _sets(repairs, limit - 1):
        edited = scenario
        for repair, count in steps.items():
            edited = repair.change(edited, count)
        one = elastic(edited).eased(others)
        if steps and can_hold(one, one.slack):
            yield steps


def declared(scenario: Scenario, demand: Demand) -> Iterator[Repair]:
    spoken = next(rule.spoken for rule in RULES if rule.code == demand.code)
    if spoken is not None and spoken.repairs is not None:
        yield from spoken.repairs(scenario, demand.ids)


def _sets(repairs: list[Repair], money: int) -> Iterator[dict[Repair, int]]:
    """Yield every set of steps that costs at most so much."""
    if not repairs:
        yield {}
        return
    first, *others = repairs
    count = 0
    while count * first.cost <= money and (first.most is None or count <= first.most):
        for rest in _sets(others, money - count * first.cost):
            yield {first: count, **rest} if count else rest
        count += 1
