"""One question: something dropped from a scenario, or one unit more of it, planned again and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from pairmatch.component import split
from pairmatch.errors import Breach, HardRulesClash, NoPlanInTime
from pairmatch.parts import JOINED
from pairmatch.planner import Solved, solve
from pairmatch.prices.binding import Unit
from pairmatch.prices.footing import Footing
from pairmatch.prices.kept import bounds_without, kept_without
from pairmatch.prices.start import Start
from pairmatch.programmes import rules_of, terms_of
from pairmatch.programmes.rule import Rule, standing
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.settings import Given
from pairmatch.solve.hands import Hands
from pairmatch.solve.job import HALF
from pairmatch.solve.shared import worth_of_sides
from pairmatch.state import State
from pairmatch.verify import Verification
from pairmatch.whatif.difference import Difference
from pairmatch.whatif.tally import tally, term_changes

About: TypeAlias = Unit | Rule | Lock
"""What a question is about: one more unit of a row, or a rule or a decision that is dropped."""
How = Literal["solved", "bound", "clash", "late", "firm", "wide"]
"""Planned again; the run's own bound is one without the rule too; the hard rules clash; no plan in time;
the rule says what a plan is; without the rule all is one component, too large to be solved as one."""


@dataclass(frozen=True)
class Priced:
    """What a question came to.

    ``difference`` is the change of shortfall, value and every term from the run's plan to the best plan
    of the question. Of a dropped rule nothing is counted on either side; ``broken`` says by how much the
    two plans miss it.
    """

    about: About
    how: How
    difference: Difference | None = None
    broken: tuple[int, int] = (0, 0)
    clashes: tuple[Breach, ...] = field(default=(), compare=False)

    @property
    def is_free(self) -> bool:
        """Whether it is proved that nothing is to be gained."""
        found = self.difference
        return found is not None and found.shortfall == 0 and found.most == 0


@dataclass
class Asker:
    """Asks a planned scenario; ``workers`` do the solving."""

    start: Start
    footings: Sequence[Footing]
    workers: Hands
    _known: dict[str, Mapping[int, int]] = field(default_factory=dict)

    def ask(self, about: About, limit_s: int) -> Priced:
        """Plan again with one thing changed, ``limit_s`` seconds long at most; the plan is verified."""
        scenario = _limited(self.start.scenario, limit_s)
        if isinstance(about, Unit):
            return self._planned(about, about.repair.change(scenario, 1), None, self.start.state)
        if isinstance(about, Lock):
            others = [lock for lock in scenario.locks if lock != about]
            return self._planned(about, scenario.with_rows(Lock, others), None, self.start.state)
        return self._without(about, scenario)

    def at_once(self, about: About) -> Priced | None:
        """Return what can be said without solving, None if nothing can."""
        if not isinstance(about, Rule):
            return None
        why = refused(self.start, about)
        if why is not None:
            return Priced(about, why)
        return self._by_bound(about, self._bounds(about))

    def _bounds(self, rule: Rule) -> Mapping[int, int]:
        if rule.code not in self._known:
            self._known[rule.code] = bounds_without(rule, self.footings)
        return self._known[rule.code]

    def _without(self, rule: Rule, scenario: Scenario) -> Priced:
        bounds = self._bounds(rule)
        active = rules_of(self.start.rooms)
        if scenario.force(rule.code) != "hard" and rule.scope == "component":
            # Its columns stay, so that plans and bases of the run still fit.
            scenario = _unweighted(scenario, rule)
        else:
            active = tuple(x for x in active if x.code != rule.code)
        state = kept_without(self.start.state, rule, self.footings, bounds, scenario, active)
        return self._planned(rule, scenario, active, state)

    def _by_bound(self, rule: Rule, bounds: Mapping[int, int]) -> Priced | None:
        """Return what is proved where no component gains anything when a rule is dropped.

        None where more is wanted: the duals alone prove less than the run did, or than its target.
        """
        start, state = self.start, self.start.state
        least = sum(part.past.outcome.least or 0 for part in state.parts)
        if len(bounds) < len(state.parts) or start.result.shortfall != least:
            return None
        mine = (max(b, state.parts[i].past.outcome.bound or b) for i, b in bounds.items())
        bound = (sum(mine) + worth_of_sides(state.shared, state.aim)) // HALF
        open_ = max(bound, start.result.value) - start.result.value
        allowed = start.scenario.settings.target_gap * abs(start.result.value)
        if open_ > allowed and open_ > start.result.bound - start.result.value:
            return None
        return Priced(rule, "bound", Difference((), 0, 0, 0, open_))

    def _planned(
        self,
        about: About,
        scenario: Scenario,
        active: Sequence[Rule] | None,
        state: State,
    ) -> Priced:
        start = self.start
        try:
            solved = solve(
                scenario, workers=self.workers, rooms=start.rooms, rules=active, earlier=state
            )
        except HardRulesClash as clash:
            return Priced(about, "clash", clashes=tuple(clash.breaches))
        except NoPlanInTime:
            return Priced(about, "late")
        if not isinstance(about, Rule):
            return Priced(about, "solved", _difference(start, scenario, solved, about))
        missed = sum(x.amount for x in start.verification.violations[about.code])
        now = sum(x.amount for x in standing(about, scenario, solved.plan))
        found = _difference(start, scenario, solved, about)
        return Priced(about, "solved", found, (missed, now))


def refused(start: Start, rule: Rule) -> Literal["firm", "wide"] | None:
    """Return why a rule cannot be dropped, None if it can."""
    if rule.firm:
        return "firm"
    apart = rule.apart and len(split(start.scenario)) > 1
    return "wide" if apart and len(start.scenario.schools) > JOINED else None


def _limited(scenario: Scenario, limit_s: int) -> Scenario:
    return scenario.with_settings(replace(scenario.settings, time_limit_s=limit_s))


def _unweighted(scenario: Scenario, rule: Rule) -> Scenario:
    weights = {**scenario.settings.weights, rule.code: Given(0)}
    return scenario.with_settings(replace(scenario.settings, weights=weights))


def _difference(start: Start, scenario: Scenario, solved: Solved, about: About) -> Difference:
    """Return what changes, and between what it is proved to lie.

    Nothing is counted for a dropped rule. Where a unit more also changes by what a term is measured, as the
    width of a county's bands, the run's plan is measured anew: the rest is what planning gains. What the
    run's plan may lack of its own best may be a part of the gain.
    """
    before, after = start.result, solved.result
    one, other = dict(tally(start.verification)), dict(tally(solved.verification))
    shortfall, value = before.shortfall, before.value
    if isinstance(about, Rule):
        one.pop(about.code, None)
        other.pop(about.code, None)
        missed, points = _counted(start.scenario, start.verification, about)
        shortfall, value = shortfall - missed, value + points
    elif isinstance(about, Unit):
        for term in terms_of(start.rooms):
            now = term.measure(scenario, start.plan)
            value += term.sign * scenario.weight(term.code) * (now - one[term.code])
            one[term.code] = now
    sure = before.shortfall == before.shortfall_bound and after.shortfall == after.shortfall_bound
    return Difference(
        term_changes(scenario, start.rooms, one, other),
        after.shortfall - shortfall,
        after.value - value,
        after.value - value - (before.bound - before.value) if sure else None,
        after.bound - value if sure else None,
    )


def _counted(scenario: Scenario, verification: Verification, rule: Rule) -> tuple[int, int]:
    """Return what the breaches of a rule count in a plan: as shortfall, and in points."""
    force = scenario.force(rule.code)
    if force == "hard":
        return 0, 0
    cost = scenario.weight(rule.code) * sum(x.amount for x in verification.violations[rule.code])
    return (cost, 0) if force == "relaxable" else (0, cost)
