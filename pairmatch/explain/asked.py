"""One question to a run: a decision put in it, and what comes of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pairmatch.errors import Breach, HardRulesClash, NoPlanInTime, Text
from pairmatch.explain.refusals import Known, Refusal, known_faults, refusals
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands
from pairmatch.whatif.alternative import alternative, with_locks
from pairmatch.whatif.difference import Difference, difference
from pairmatch.whatif.moved import Moved, moved
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import scenario_around

State = Literal["found", "refused", "clash", "late"]
"""A plan was found; a rule or a decision forbids it by itself; the hard rules cannot all hold with it;
there was no plan in time."""


@dataclass(frozen=True)
class Answer:
    """What comes of a decision: the difference that it makes and the rows that move, or why not.

    ``lock`` is the decision that was put in, None where the scenario itself was changed.
    """

    lock: Lock | None
    state: State
    refusals: tuple[Refusal, ...] = ()
    clashes: tuple[Breach, ...] = ()
    difference: Difference | None = None
    moved: tuple[Moved, ...] = ()
    late: Text = Text("", "")


@dataclass
class Asker:
    """Asks a run; ``workers`` do the solving, and what was asked once is not solved again."""

    run: OpenedRun
    workers: Hands
    _known: dict[tuple[Lock | None, Scenario], Answer] = field(default_factory=dict)
    _around: dict[tuple[Scenario, frozenset[str]], tuple[Scenario, Known]] = field(
        default_factory=dict
    )

    def ask(self, lock: Lock | None, scenario: Scenario | None = None) -> Answer:
        """Return what comes of a decision, in the run's scenario or in a changed one."""
        asked = self.run.scenario if scenario is None else scenario
        if (lock, asked) not in self._known:
            self._known[lock, asked] = self._answer(lock, asked)
        return self._known[lock, asked]

    def _answer(self, lock: Lock | None, scenario: Scenario) -> Answer:
        against = () if lock is None else self.refused(lock, scenario)
        if against:
            return Answer(lock, "refused", refusals=against)
        changed = scenario if lock is None else with_locks(scenario, [lock])
        try:
            solved = alternative(self.run, changed, self.workers)
        except HardRulesClash as clash:
            return Answer(lock, "clash", clashes=tuple(clash.breaches))
        except NoPlanInTime as late:
            return Answer(lock, "late", late=Text(str(late), str(late)))
        return Answer(
            lock,
            "found",
            difference=difference(self.run, changed, solved),
            moved=moved(self.run.scenario, self.run.rooms, self.run.plan, solved.plan),
        )

    def refused(self, lock: Lock, scenario: Scenario) -> tuple[Refusal, ...]:
        """Return what forbids a decision by itself, judged among the rows of its schools' parts."""
        schools = {x for x in (lock.recipient_school, lock.supporting_school) if x}
        key = (scenario, frozenset(scenario.homes[x] for x in schools))
        if key not in self._around:
            around = scenario_around(scenario, schools)
            self._around[key] = (around, known_faults(around, self.run.rooms))
        around, known = self._around[key]
        return refusals(around, lock, self.run.rooms, known)


def forbidden(lock: Lock) -> Lock:
    """Return the decision that what another requires must not be."""
    return lock.model_copy(update={"force": "forbid"})


def rank(answer: Answer | None) -> tuple[int, int, int]:
    """Return the sort key of answers: those with a plan by shortfall and value, then those without."""
    if answer is None or answer.difference is None:
        return (1, 0, 0)
    return (0, answer.difference.shortfall, -answer.difference.value)
