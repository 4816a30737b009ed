"""Prices as JSON values, for scripts: codes and numbers, words in one language."""

from __future__ import annotations

from typing import Any

from pairmatch.errors import Lang
from pairmatch.explain.as_json import difference_json
from pairmatch.explain.words import clash_said
from pairmatch.prices.asked import About, Priced
from pairmatch.prices.binding import Unit
from pairmatch.prices.priced import Prices, code_of
from pairmatch.prices.words import about_said
from pairmatch.programmes.rule import Rule
from pairmatch.scenario import Scenario


def prices_json(found: Prices, lang: Lang) -> dict[str, Any]:
    """Return all prices, in the order in which they were asked for."""
    scenario, result = found.start.scenario, found.start.result
    return {
        "status": result.status,
        "shortfall": result.shortfall,
        "shortfall_bound": result.shortfall_bound,
        "value": result.value,
        "bound": result.bound,
        "units": [_priced(scenario, x, lang) for x in found.units],
        "rules": [_priced(scenario, x, lang) for x in found.rules],
        "locks": [_priced(scenario, x, lang) for x in found.locks],
        "shared": [
            {"rule": x.rule, "ids": list(x.ids), "side": x.side, "points": float(x.points)}
            for x in found.shared
        ],
        "untried": [_about(scenario, x, lang) for x in found.untried],
        "more_units": found.more_units,
        "more_locks": found.more_locks,
    }


def _about(scenario: Scenario, about: About, lang: Lang) -> dict[str, Any]:
    said = {"rule": code_of(about), "says": about_said(scenario, about).say(lang)}
    if isinstance(about, Unit):
        more = {"ids": list(about.ids), "change": about.repair.name, "missed": about.missed}
        return {**said, "clause": about.rule.clause, **more, "guess": float(about.guess)}
    if isinstance(about, Rule):
        return {**said, "clause": about.clause, "force": scenario.force(about.code)}
    return {**said, "decision": about.model_dump(exclude_none=True)}


def _priced(scenario: Scenario, one: Priced, lang: Lang) -> dict[str, Any]:
    found = one.difference
    return {
        **_about(scenario, one.about, lang),
        "how": one.how,
        "free": one.is_free,
        "broken": list(one.broken),
        "clashes": [clash_said(scenario, x, lang) for x in one.clashes],
        "difference": None if found is None else difference_json(found, lang),
    }
