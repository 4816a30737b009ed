"""One variant's task: plan it, and bring back the plan or why there is none, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairmatch.errors import Defect, HardRulesClash, NoPlanInTime, Text
from pairmatch.planner import Solved, solve
from pairmatch.report.names import name_of
from pairmatch.scenario import Scenario
from pairmatch.solve.hands import Hands
from pairmatch.solve.remote import borrowed
from pairmatch.solve.standing import Watch
from pairmatch.solve.versions import Versions
from pairmatch.state import State

Reason = Literal["clash", "late", "defect", "died", "stopped"]


@dataclass(frozen=True)
class Refused:
    """A variant without a plan: hard rules clash, no plan in time, a defect, or nobody lived to tell."""

    reason: Reason
    said: tuple[Text, ...] = ()


Answer = Solved | Refused


def plan(
    scenario: Scenario,
    hands: Hands,
    *,
    watch: Watch = lambda standing: None,
    earlier: State | None = None,
) -> Answer:
    """Plan a variant with these hands; what goes wrong is an answer too.

    ``watch`` and ``earlier`` as :func:`~pairmatch.planner.solve` takes them.
    """
    try:
        solved = solve(scenario, workers=hands, watch=watch, earlier=earlier)
    except HardRulesClash as clash:
        return Refused("clash", tuple(_named(scenario, x) for x in clash.breaches))
    except NoPlanInTime as late:
        return Refused("late", (Text(str(late), str(late)),))
    except Defect as defect:
        return Refused("defect", (Text(str(defect), str(defect)),))
    except KeyboardInterrupt:
        return Refused("stopped")
    return Refused("stopped") if solved.interrupted else solved


def _named(scenario: Scenario, breach: object) -> Text:
    """Return a breach with the names of the scenario, in both languages."""
    return Text(
        breach.say("zh", lambda one: name_of(scenario, one, "zh")),  # type: ignore[attr-defined]
        breach.say("en", lambda one: name_of(scenario, one, "en")),  # type: ignore[attr-defined]
    )


def plan_there(session: str, versions: Versions, scenario: Scenario) -> Answer:
    """Plan a variant on a worker of a cluster, with a child process there."""
    with borrowed(session, versions) as hands:
        return plan(scenario, hands)
