"""One question to a run: a decision put in it, and what comes of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pairmatch.errors import Breach, HardRulesClash, NoPlanInTime, Text
from pairmatch.explain.refusals import Refusal, refusals
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.hands import Hands
from pairmatch.whatif.alternative import alternative, with_locks
from pairmatch.whatif.difference import Difference, difference
from pairmatch.whatif.moved import Moved, moved
from pairmatch.whatif.opened import OpenedRun

State = Literal["found", "refused", "clash", "late"]
"""A plan was found; a rule or a decision forbids it by itself; the hard rules cannot all hold with it;
there was no plan in time."""


@dataclass(frozen=True)
class Answer:
    """What comes of a decision: the difference that it makes and the rows that move, or why not.

    ``lock`` is the decision that was put in.
    """

    lock: Lock
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
    _known: dict[tuple[Lock, int], Answer] = field(default_factory=dict)

    def ask(self, lock: Lock, scenario: Scenario | None = None) -> Answer:
        """Return what comes of a decision, in the run's scenario or in a changed one."""
        asked = self.run.scenario if scenario is None else scenario
        key = (lock, id(asked))
        if key not in self._known:
            self._known[key] = self._answer(lock, asked)
        return self._known[key]

    def _answer(self, lock: Lock, scenario: Scenario) -> Answer:
        against = refusals(scenario, lock, self.run.rooms)
        if against:
            return Answer(lock, "refused", refusals=against)
        changed = with_locks(scenario, [lock])
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
            moved=moved(changed, self.run.rooms, self.run.plan, solved.plan),
        )


def forbidden(lock: Lock) -> Lock:
    """Return the decision that what another requires must not be."""
    return lock.model_copy(update={"force": "forbid"})


def best(answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers with a plan first, by shortfall and value, then those without."""

    def rank(answer: Answer) -> tuple[int, int, int]:
        if answer.difference is None:
            return (1, 0, 0)
        return (0, answer.difference.shortfall, -answer.difference.value)

    return sorted(answers, key=rank)
