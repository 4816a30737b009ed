"""Objective: what a scenario puts first, and the same scenario with something else put first."""

from __future__ import annotations

from dataclasses import replace

from pairmatch.programmes import TERMS
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN, Given, Objective, Settings

FAIRNESS = "O8"
LEADING = 1000
"""Points of a band point where banded fairness leads: one band outweighs all that one post can count."""


def leading(settings: Settings) -> Settings:
    """Return settings in which fairness between counties leads, if that is their objective."""
    if settings.objective != "bands":
        return settings
    given = settings.weights[FAIRNESS]
    if isinstance(given.value, int) and given.value >= LEADING:
        return settings
    lead = Given(LEADING, OWN, reason="objective = bands")
    return replace(settings, weights={**settings.weights, FAIRNESS: lead})


def with_objective(scenario: Scenario, objective: Objective) -> Scenario:
    """Return the scenario with another objective; its fairness counts as usual where it does not lead."""
    settings = scenario.settings
    if settings.objective == "bands":
        [term] = [term for term in TERMS if term.code == FAIRNESS]
        usual = Given(term.weight, term.clause, reason=term.why.say(settings.language))
        settings = replace(settings, weights={**settings.weights, FAIRNESS: usual})
    return scenario.with_settings(leading(replace(settings, objective=objective, floors={})))
