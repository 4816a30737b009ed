"""Names: what people call the ids that stand in violations, tasks and component lists."""

from __future__ import annotations

from collections.abc import Iterable

from pairmatch.errors import Lang, Text
from pairmatch.scenario import Scenario
from pairmatch.settings import OWN
from pairmatch.vocabulary import WORDS

_LISTS = ("role", "subject", "person_stage", "school_stage", "term", "limit", "total")
"""Closed lists whose values may stand among ids; the first list that has the value names it."""


def name_of(scenario: Scenario, one: str, lang: Lang) -> str:
    """Return the name of a unit, school, person or word; the id itself for anything else."""
    if one in scenario.units:
        return scenario.units[one].name
    if one in scenario.schools:
        return scenario.schools[one].name
    if one in scenario.people:
        return scenario.people[one].name or one
    for words in _LISTS:
        if one in WORDS[words]:
            return WORDS[words][one].label.say(lang)
    return one


def names_of(scenario: Scenario, ids: Iterable[str], lang: Lang) -> str:
    """Return the names of several ids in one line; blank ids are left out."""
    return listed(lang, (name_of(scenario, one, lang) for one in ids if one))


def units_named(scenario: Scenario, units: Iterable[str]) -> Text:
    """Return the full names of several units in one line."""
    names = [scenario.unit_name(unit) for unit in units]
    return Text(listed("zh", names), listed("en", names))


def listed(lang: Lang, names: Iterable[str]) -> str:
    """Return names in one line."""
    return ("、" if lang == "zh" else ", ").join(names)


def clause_of(clause: str) -> str | Text:
    """Return a clause as it is shown; what no policy text says is marked as the project's own."""
    return Text("本项目自定", "the project's own") if clause == OWN else clause


def unit_of(scenario: Scenario, ids: Iterable[str]) -> str | None:
    """Return the unit that a list of ids is about: its first unit, or that of its first school.

    A team id begins with the code of its unit.
    """
    for one in ids:
        if one in scenario.units:
            return one
        if one in scenario.schools:
            return scenario.schools[one].unit_code
        if (head := one.split("-")[0]) in scenario.units:
            return head
    return None


def place_of(scenario: Scenario, ids: Iterable[str]) -> str:
    """Return the full name of the unit that a list of ids is about, '' if there is none."""
    unit = unit_of(scenario, ids)
    return scenario.unit_name(unit) if unit else ""
