"""Start: the plan whose prices are asked for, with all that solving again begins from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pairmatch.plan import Plan
from pairmatch.planner import Solved
from pairmatch.programmes.room import Room
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.state import State
from pairmatch.verify import Verification
from pairmatch.whatif.opened import OpenedRun


@dataclass(frozen=True)
class Start:
    """A planned scenario: its plan, what is proved of it, its verification, and what the run left."""

    scenario: Scenario
    rooms: tuple[Room, ...]
    plan: Plan
    result: Result
    verification: Verification
    state: State

    @classmethod
    def of_run(cls, run: OpenedRun) -> Start:
        """Return the start from a run's folder."""
        result = run.manifest.result
        return cls(run.scenario, run.rooms, run.plan, result, run.verification, run.state)

    @classmethod
    def of_solved(cls, scenario: Scenario, rooms: Sequence[Room], solved: Solved) -> Start:
        """Return the start from a scenario that was planned just now."""
        plan, result, state = solved.plan, solved.result, solved.state
        return cls(scenario, tuple(rooms), plan, result, solved.verification, state)
