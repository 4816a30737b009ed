"""The main job: scenario in, verified plan and what is proved about it out."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from fractions import Fraction

from pairmatch.errors import Defect, HardRulesClash, NoPlanInTime
from pairmatch.model import build
from pairmatch.naming import propose
from pairmatch.parts import Parts
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import ROOMS, plan_tables_of, rules_of, terms_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Clash, Rule
from pairmatch.result import ComponentResult, Price, Result, TermValue
from pairmatch.scenario import Scenario
from pairmatch.solve.coordinate import Coordinated, bounds, coordinate
from pairmatch.solve.earlier import Past
from pairmatch.solve.hands import Hands
from pairmatch.solve.job import HALF, Aim, Job, Outcome
from pairmatch.solve.standing import Watch
from pairmatch.solve.steps import FIRST_SLACK
from pairmatch.solve.versions import exact_versions, own_versions
from pairmatch.solve.workers import Workers
from pairmatch.state import PartState, Rows, State
from pairmatch.uncollected import uncollected
from pairmatch.verify import Verification, verify
from pairmatch.worst import kept_levels, with_floors, worst_first


@dataclass(frozen=True)
class Solved:
    """A plan, its proof, its verification, the solver's log, and what the next run may begin with.

    ``interrupted`` tells that somebody stopped the search: the plan is the best so far.
    """

    plan: Plan
    result: Result
    verification: Verification
    log: str
    state: State
    interrupted: bool = False


def solve(
    scenario: Scenario,
    *,
    workers: Hands | None = None,
    rooms: Sequence[Room] = ROOMS,
    rules: Collection[Rule] | None = None,
    watch: Watch = lambda standing: None,
    earlier: State | None = None,
    hold: bool = False,
    arrange: Callable[[Plan], Plan] | None = None,
    levels_s: float = math.inf,
) -> Solved:
    """Plan a scenario: one joint model a component, tier by tier, then names, then verification.

    ``workers`` do the jobs and are closed by the caller; without them children are started and ended
    here. ``rules`` are the active rules, all of the rooms' by default. ``watch`` is told how far the run
    has come. With what an ``earlier`` run left, components that have not changed since are not solved
    again; ``hold`` leaves them the plan they had. ``arrange`` makes of the plan one of the same worth that
    names people; the verification sees to it. Without it people are proposed.

    Where the worst county comes first, what each county can have is found before, with many more plans,
    each within the scenario's time limit; the plan is then the best one that gives them that. After
    ``levels_s`` seconds no more is asked for this, and what is left open is not called proved.

    Raises HardRulesClash, NoPlanInTime, KeyboardInterrupt if interrupted before there was any plan,
    and Defect if the plan does not pass its verification.
    """
    active = tuple(rules_of(rooms) if rules is None else rules)
    owned: AbstractContextManager[Hands] = (
        Workers(os.cpu_count() or 1) if workers is None else nullcontext(workers)
    )
    with owned as hands:
        if scenario.settings.objective != "worst_first" or scenario.settings.floors:
            solved = _solve(scenario, hands, rooms, active, watch, earlier, arrange, hold=hold)
            kept = replace(solved.result, levels=kept_levels(scenario))
            return replace(solved, result=kept) if kept.levels else solved

        questions = _Questions(hands, rooms, watch, earlier, levels_s)
        levels = worst_first(scenario, active, questions)
        floored, begun = with_floors(scenario, levels), questions.left_by(active)
        solved = _solve(floored, hands, rooms, active, watch, begun, arrange)
    components = solved.result.components
    if earlier is None:
        # What was kept is from the questions of this run.
        components = tuple(replace(part, reused=False) for part in components)
    return replace(solved, result=replace(solved.result, levels=levels, components=components))


class _Questions:
    """Answers what is asked to find levels; every plan begins with what the last one by its rules left."""

    def __init__(
        self,
        workers: Hands,
        rooms: Sequence[Room],
        watch: Watch,
        earlier: State | None,
        limit_s: float,
    ) -> None:
        self._workers, self._rooms, self._watch, self._earlier = workers, rooms, watch, earlier
        self._left: dict[int, State] = {}
        self._ends_at = time.monotonic() + limit_s

    def left_by(self, rules: Sequence[Rule]) -> State | None:
        """Return what the last plan by some rules left."""
        return self._left.get(len(rules), self._earlier)

    def plan(self, scenario: Scenario, rules: Sequence[Rule]) -> Solved:
        """Plan a scenario by some rules."""
        if self._workers.interrupted:
            raise KeyboardInterrupt
        left = self._limit_s(scenario)
        if left < 1:
            raise NoPlanInTime("the time for finding what each county can have is over")
        scenario = scenario.with_settings(replace(scenario.settings, time_limit_s=left))
        begun = self.left_by(rules)
        solved = _solve(scenario, self._workers, self._rooms, rules, self._watch, begun, None)
        self._left[len(rules)] = solved.state
        return solved

    def most(
        self,
        scenario: Scenario,
        rules: Sequence[Rule],
        shortfalls: Mapping[tuple[str, ...], int],
    ) -> dict[tuple[str, ...], int]:
        """Return what relaxations allow components at most, in points, without any term."""
        if self._workers.interrupted:
            raise KeyboardInterrupt
        left = self._limit_s(scenario)
        if left < 1:
            return {}
        parts = Parts(scenario, [replace(room, terms=()) for room in self._rooms], rules)
        found = bounds(
            parts.sources,
            self._workers,
            {i: shortfalls[one] for i, one in enumerate(parts.units) if one in shortfalls},
            seed=scenario.settings.seed,
            limit_s=float(left),
            watch=self._watch,
        )
        return {parts.units[i]: most for i, most in found.items()}

    def _limit_s(self, scenario: Scenario) -> int:
        """Return how long the next question may take."""
        left = max(0.0, self._ends_at - time.monotonic())
        return int(min(left, scenario.settings.time_limit_s))


@uncollected()
def _solve(
    scenario: Scenario,
    workers: Hands,
    rooms: Sequence[Room],
    active: Sequence[Rule],
    watch: Watch,
    earlier: State | None,
    arrange: Callable[[Plan], Plan] | None,
    *,
    hold: bool = False,
) -> Solved:
    """Plan a scenario as its points say."""
    clock = _Clock()
    parts = Parts(scenario, rooms, active)
    found = coordinate(
        parts.sources,
        parts.shared,
        workers,
        seed=scenario.settings.seed,
        limit_s=float(scenario.settings.time_limit_s),
        watch=watch,
        target=scenario.settings.target_gap,
        earlier=parts.earlier(earlier),
        hold=hold,
    )
    if found.clashing:
        raise HardRulesClash(_smallest_breach(parts, found.clashing, workers))
    interrupted = workers.interrupted
    if interrupted and found.missing:
        raise KeyboardInterrupt
    _refuse_no_plan(parts, found)
    clock.lap("solve", less=parts.seconds)
    clock.laps["build"] = round(parts.seconds, 3)
    rows = [_rows(parts, found, number) for number in range(len(parts.units))]
    found_rows = _plan(parts, rows)
    plan = propose(scenario, found_rows) if arrange is None else arrange(found_rows)
    clock.lap("name")
    verification = verify(scenario, plan, rooms, active)
    clock.lap("verify")
    result = _result(parts, found, verification, clock.laps)
    state = _state(parts, found, rows)
    return Solved(plan, result, verification, _log(parts, found), state, interrupted)


class _Clock:
    """Seconds spent in each phase."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, phase: str, less: float = 0.0) -> None:
        """Book the time since the last lap to a phase, ``less`` what another phase took of it."""
        now = time.monotonic()
        self.laps[phase], self._last = round(now - self._last - less, 3), now


def _rows(parts: Parts, found: Coordinated, number: int) -> Rows:
    """Return a component's rows of the plan: what each room extracts, or what an earlier run did."""
    column = found.columns[number]
    if column is None:
        raise Defect("an outcome without a plan was not refused")
    known = parts.known_rows(number, column)
    if known is not None:
        return known
    part, variables = parts.component(number), parts.variables(number)
    values = column.values.dense()
    rows: dict[type[Assignment], list[Assignment]] = {}
    for room in parts.rooms:
        if room.extract is not None:
            before = Plan(plan_tables_of(parts.rooms), rows)
            rows.update(room.extract(part, variables, values, before))
    return rows


def _plan(parts: Parts, by_component: Sequence[Rows]) -> Plan:
    """Concatenate the rows of all components."""
    tables = plan_tables_of(parts.rooms)
    rows: dict[type[Assignment], list[Assignment]] = {table.model: [] for table in tables}
    for one in by_component:
        for model, assignments in one.items():
            rows[model].extend(assignments)
    return Plan(tables, rows)


def _state(parts: Parts, found: Coordinated, rows: Sequence[Rows]) -> State:
    left: list[PartState] = []
    for i, column in enumerate(found.columns):
        if column is not None:
            outcome = replace(found.outcomes[i], column=None, log=())
            past = Past(outcome, found.pools[i], column, found.sizes[i], found.ends[i])
            units = parts.units[i]
            left.append(PartState(units, parts.fingerprints[i], past, rows[i]))
    return State(exact_versions(), found.aim, found.rows, tuple(left))


def _refuse_no_plan(parts: Parts, found: Coordinated) -> None:
    if found.missing:
        raise NoPlanInTime(
            "; ".join(_silent(parts.names(i), found.outcomes[i]) for i in found.missing)
        )


def _silent(names: str, outcome: Outcome) -> str:
    """Name a component without a plan, and what its solver said last."""
    # The solver greets every call with a warning about its own interface.
    said = [line for line in outcome.log if not line.startswith("WARNING")]
    return f"{names} ({said[-1]})" if said else names


def _smallest_breach(parts: Parts, clashing: Sequence[int], workers: Hands) -> list[Clash]:
    """Give hard rules a slack and find by how little they must be broken, and where.

    If nothing needs to be broken, the solvers were wrong to call the component infeasible.
    """
    scenario = parts.scenario
    workers.forget()
    models = {
        i: build(parts.component(i), parts.rooms, parts.rules, soften=True)[0] for i in clashing
    }
    limit = float(scenario.settings.time_limit_s)
    jobs = [
        Job(i, Aim(), "plan", scenario.settings.seed, limit, slack=FIRST_SLACK) for i in clashing
    ]
    found: list[Clash] = []
    outcomes = workers.run(jobs, models.__getitem__, time.monotonic() + limit)
    for i, outcome in zip(clashing, outcomes, strict=True):
        if outcome.column is None:
            raise NoPlanInTime(_silent(parts.names(i), outcome))
        values = outcome.column.values.dense()
        for column, code in models[i].slack_rule.items():
            amount = round(float(values[column]))
            if amount and scenario.force(code) == "hard":
                rule = next(rule for rule in parts.rules if rule.code == code)
                found.append(Clash(rule, models[i].slack_ids[column], amount))
    if not found:
        raise Defect("a component was called infeasible, but no hard rule needs to be broken")
    return found


def _result(
    parts: Parts, found: Coordinated, verification: Verification, seconds: Mapping[str, float]
) -> Result:
    """Set what the solver claims beside what the verification recomputed; refuse a mismatch."""
    scenario = parts.scenario
    if not verification.accepted:
        first = "; ".join(breach.say("en") for breach in verification.hard[:5])
        raise Defect(f"the plan does not pass its verification: {first}")
    bound = found.bound
    if verification.shortfall > found.floor:
        # The bound is one of plans with the least shortfall; this plan may have more points.
        bound = max(bound, verification.value)
    proved = (verification.shortfall, verification.value) == (found.floor, bound)
    _refuse_mismatch(found, verification, proved)
    return Result(
        scenario=scenario.settings.name,
        title=scenario.settings.title,
        status="proved" if proved else "bounded",
        shortfall=verification.shortfall,
        shortfall_bound=found.floor,
        value=verification.value,
        bound=bound,
        terms=term_values(scenario, parts.rooms, verification),
        seed=scenario.settings.seed,
        versions=own_versions(),
        input_hash=scenario.input_hash,
        prices=tuple(
            Price(row.code, row.ids, row.side, Fraction(price, HALF))
            for row, price in zip(found.rows, found.aim.prices, strict=True)
        ),
        components=tuple(_component_result(parts, found, i) for i in range(len(parts.units))),
        seconds=seconds,
    )


def _refuse_mismatch(found: Coordinated, verification: Verification, proved: bool) -> None:
    shortfall, value = found.shortfall, found.value
    agrees = (verification.shortfall, verification.value) == (shortfall, value)
    # An unproved plan may leave points on the table that the recomputation picks up, never lose any.
    no_worse = (verification.shortfall, -verification.value) <= (shortfall, -value)
    within = no_worse and found.floor <= verification.shortfall
    if verification.shortfall == found.floor:
        within = within and verification.value <= found.bound
    if not within or (proved and not agrees):
        raise Defect(
            f"solver and verification differ: shortfall {shortfall} and "
            f"{verification.shortfall}, value {value} and {verification.value}, "
            f"bound {found.bound}"
        )


def _component_result(parts: Parts, found: Coordinated, number: int) -> ComponentResult:
    outcome, column = found.outcomes[number], found.columns[number]
    if column is None:
        raise Defect("an outcome without a plan was not refused")
    bound = found.limits[number]
    proved = column.shortfall == outcome.floor and column.points == bound
    return ComponentResult(
        units=parts.units[number],
        status="proved" if proved else "bounded",
        shortfall=column.shortfall,
        shortfall_bound=outcome.floor,
        value=column.points,
        bound=bound,
        route=outcome.route,
        certified=outcome.certified,
        reused=number in found.kept,
    )


def term_values(
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


def _log(parts: Parts, found: Coordinated) -> str:
    lines: list[str] = []
    for units, outcome in zip(parts.units, found.outcomes, strict=True):
        lines.append(f"== {' '.join(units)} · {outcome.route} · {outcome.state}")
        lines.extend(outcome.log)
    return "\n".join(lines) + "\n"
