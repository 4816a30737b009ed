"""What a rule costs by enumeration: the best of all plans when nobody asks for it, judged by the checks."""

from __future__ import annotations

from dataclasses import dataclass

from pairmatch.scenario import Scenario
from pairmatch.verify import Verification, verify
from tests.brute import every_plan

Figures = tuple[int, int]
"""(shortfall, value)."""


@dataclass(frozen=True)
class Judged:
    """The verdicts on every plan of a scenario whose rows hang together."""

    scenario: Scenario
    verdicts: tuple[Verification, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Judged:
        """Judge every plan, whatever rules it breaks."""
        found = (verify(scenario, plan) for plan in every_plan(scenario))
        return cls(scenario, tuple(x for x in found if not x.structure))

    def without(self, code: str) -> Figures | None:
        """Return the best figures of all other rules and terms when one rule is dropped."""
        allowed = (x for x in self.verdicts if not _breaks_others(x, code))
        found = [figures_without(self.scenario, x, code) for x in allowed]
        return max(found, key=lambda x: (-x[0], x[1]), default=None)


def figures_without(scenario: Scenario, verdict: Verification, code: str) -> Figures:
    """Return shortfall and value of a judged plan with nothing counted for one rule."""
    missed = scenario.weight(code) * sum(x.amount for x in verdict.violations[code])
    force = verdict.forces[code]
    return (
        verdict.shortfall - (missed if force == "relaxable" else 0),
        verdict.value + (missed if force in ("principle", "preference") else 0),
    )


def _breaks_others(verdict: Verification, code: str) -> bool:
    return any(x.rule != code for x in verdict.hard)
