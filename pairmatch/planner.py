"""The main job: scenario in, verified plan and what is proved about it out."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import version

from pairmatch.component import Component, component, split
from pairmatch.errors import Defect, HardRulesClash, NoPlanInTime
from pairmatch.model import build
from pairmatch.naming import propose
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Model, Variables
from pairmatch.programmes import ROOMS, plan_tables_of, rules_of, terms_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Clash, Rule
from pairmatch.result import ComponentResult, Result, TermValue
from pairmatch.scenario import Scenario
from pairmatch.solve.job import Job, Outcome
from pairmatch.solve.workers import Progress, Workers
from pairmatch.verify import Verification, verify


@dataclass(frozen=True)
class Solved:
    """A plan, its proof, its verification and the solver's log."""

    plan: Plan
    result: Result
    verification: Verification
    log: str


@dataclass(frozen=True)
class _Part:
    component: Component
    model: Model
    variables: Variables


def solve(
    scenario: Scenario,
    *,
    workers: Workers | None = None,
    rooms: Sequence[Room] = ROOMS,
    rules: Collection[Rule] | None = None,
    progress: Progress = lambda done, of: None,
) -> Solved:
    """Plan a scenario: one joint model a component, tier by tier, then names, then verification.

    ``workers`` is closed by the caller; without it children are started and ended here. ``rules``
    are the active rules, all of the rooms' by default.

    Raises HardRulesClash, NoPlanInTime, and Defect if the plan does not pass its verification.
    """
    active = tuple(rules_of(rooms) if rules is None else rules)
    clock = _Clock()
    parts = [
        _Part(part, *build(part, rooms, active))
        for part in (component(scenario, units) for units in split(scenario))
    ]
    clock.lap("build")
    limit = float(scenario.settings.time_limit_s)
    jobs = [Job(i, part.model, scenario.settings.seed, limit) for i, part in enumerate(parts)]
    owned = Workers(os.cpu_count() or 1) if workers is None else nullcontext(workers)
    with owned as hands:
        outcomes = hands.run(jobs, limit, progress)
        _refuse_no_plan(scenario, parts, outcomes, rooms, active, hands)
    clock.lap("solve")
    plan = propose(scenario, _plan(rooms, parts, outcomes))
    clock.lap("name")
    verification = verify(scenario, plan, rooms, active)
    clock.lap("verify")
    result = _result(scenario, rooms, parts, outcomes, verification, clock.laps)
    return Solved(plan, result, verification, _log(parts, outcomes))


class _Clock:
    """Seconds spent in each phase."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, phase: str) -> None:
        """Book the time since the last lap to a phase."""
        now = time.monotonic()
        self.laps[phase], self._last = round(now - self._last, 3), now


def _plan(rooms: Sequence[Room], parts: Sequence[_Part], outcomes: Sequence[Outcome]) -> Plan:
    """Concatenate what each room extracts from each component."""
    tables = plan_tables_of(rooms)
    rows: dict[type[Assignment], list[Assignment]] = {table.model: [] for table in tables}
    for part, outcome in zip(parts, outcomes, strict=True):
        values = outcome.values
        if values is None:
            raise Defect("an outcome without a plan was not refused")
        found: dict[type[Assignment], list[Assignment]] = {}
        for room in rooms:
            if room.extract is not None:
                earlier = Plan(tables, found)
                found.update(room.extract(part.component, part.variables, values, earlier))
        for model, assignments in found.items():
            rows[model].extend(assignments)
    return Plan(tables, rows)


def _refuse_no_plan(
    scenario: Scenario,
    parts: Sequence[_Part],
    outcomes: Sequence[Outcome],
    rooms: Sequence[Room],
    rules: Collection[Rule],
    workers: Workers,
) -> None:
    clashing = [o.number for o in outcomes if o.state == "infeasible"]
    if clashing:
        raise HardRulesClash(_smallest_breach(scenario, parts, clashing, rooms, rules, workers))
    silent = [_names(scenario, parts[o.number], o) for o in outcomes if o.values is None]
    if silent:
        raise NoPlanInTime("; ".join(silent))


def _names(scenario: Scenario, part: _Part, outcome: Outcome) -> str:
    """Name a component without a plan, and what its solver said last."""
    names = ", ".join(scenario.units[u].name for u in part.component.units)
    # The solver greets every call with a warning about its own interface.
    said = [line for line in outcome.log if not line.startswith("WARNING")]
    return f"{names} ({said[-1]})" if said else names


def _smallest_breach(
    scenario: Scenario,
    parts: Sequence[_Part],
    clashing: Sequence[int],
    rooms: Sequence[Room],
    rules: Collection[Rule],
    workers: Workers,
) -> list[Clash]:
    """Give hard rules a slack and find by how little they must be broken, and where.

    If nothing needs to be broken, the solvers were wrong to call the component infeasible.
    """
    limit = float(scenario.settings.time_limit_s)
    models = [build(parts[i].component, rooms, rules, soften=True)[0] for i in clashing]
    jobs = [Job(n, model, scenario.settings.seed, limit) for n, model in enumerate(models)]
    found: list[Clash] = []
    for i, model, outcome in zip(clashing, models, workers.run(jobs, limit), strict=True):
        if outcome.values is None:
            raise NoPlanInTime(_names(scenario, parts[i], outcome))
        for column, code in model.slack_rule.items():
            amount = round(float(outcome.values[column]))
            if amount and scenario.force(code) == "hard":
                rule = next(rule for rule in rules if rule.code == code)
                found.append(Clash(rule, model.slack_ids[column], amount))
    if not found:
        raise Defect("a component was called infeasible, but no hard rule needs to be broken")
    return found


def _result(
    scenario: Scenario,
    rooms: Sequence[Room],
    parts: Sequence[_Part],
    outcomes: Sequence[Outcome],
    verification: Verification,
    seconds: Mapping[str, float],
) -> Result:
    """Set what the solver claims beside what the verification recomputed; refuse a mismatch."""
    if not verification.accepted:
        first = "; ".join(breach.say("en") for breach in verification.hard[:5])
        raise Defect(f"the plan does not pass its verification: {first}")
    components = tuple(
        _component_result(part, outcome) for part, outcome in zip(parts, outcomes, strict=True)
    )
    _refuse_mismatch(components, verification)
    proved = all(part.status == "proved" for part in components)
    return Result(
        scenario=scenario.settings.name,
        title=scenario.settings.title,
        status="proved" if proved else "bounded",
        shortfall=verification.shortfall,
        shortfall_bound=sum(part.shortfall_bound for part in components),
        value=verification.value,
        bound=sum(part.bound for part in components),
        terms=_terms(scenario, rooms, verification),
        seed=scenario.settings.seed,
        versions=(
            ("pairmatch", version("pairmatch")),
            ("ortools", version("ortools")),
            ("python", platform.python_version()),
        ),
        input_hash=scenario.input_hash,
        components=components,
        seconds=seconds,
    )


def _refuse_mismatch(components: Sequence[ComponentResult], verification: Verification) -> None:
    shortfall = sum(part.shortfall for part in components)
    value = sum(part.value for part in components)
    bound = sum(part.bound for part in components)
    agrees = (verification.shortfall, verification.value) == (shortfall, value)
    # An unproved incumbent may leave points on the table that the recomputation picks up.
    within = verification.shortfall <= shortfall and verification.value <= bound
    if not within or (all(part.status == "proved" for part in components) and not agrees):
        raise Defect(
            f"solver and verification differ: shortfall {shortfall} and "
            f"{verification.shortfall}, value {value} and {verification.value}, bound {bound}"
        )


def _component_result(part: _Part, outcome: Outcome) -> ComponentResult:
    shortfall, weighted = outcome.shortfall, outcome.weighted
    values = outcome.values
    if values is None:
        raise Defect("an outcome without a plan was not refused")
    value = weighted.value
    if value is None:
        value = round(float(part.model.points @ values))
    return ComponentResult(
        units=part.component.units,
        status="proved" if outcome.state == "proved" else "bounded",
        shortfall=shortfall.value or 0,
        shortfall_bound=shortfall.bound,
        value=value,
        bound=weighted.bound,
        route=outcome.route,
    )


def _terms(
    scenario: Scenario, rooms: Sequence[Room], verification: Verification
) -> tuple[TermValue, ...]:
    """Return every term and every priced rule with its amount and points."""
    found: list[TermValue] = []
    for term in terms_of(rooms):
        amount, weight = verification.amounts[term.code], scenario.weight(term.code)
        found.append(TermValue(term.code, term.says, amount, weight, term.sign * weight * amount))
    for rule in rules_of(rooms):
        if rule.code in verification.amounts:
            amount, weight = verification.amounts[rule.code], scenario.weight(rule.code)
            code = rule.term or rule.code
            found.append(TermValue(code, rule.says, amount, weight, -weight * amount))
    return tuple(sorted(found, key=lambda term: term.code))


def _log(parts: Sequence[_Part], outcomes: Sequence[Outcome]) -> str:
    lines: list[str] = []
    for part, outcome in zip(parts, outcomes, strict=True):
        lines.append(f"== {' '.join(part.component.units)} · {outcome.route} · {outcome.state}")
        lines.extend(outcome.log)
    return "\n".join(lines) + "\n"
