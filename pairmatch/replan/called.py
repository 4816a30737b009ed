"""What people call a person, a school or a link, as the ids and codes that a withdrawal names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pairmatch.io.headers import squeezed
from pairmatch.scenario import Scenario


def meant(scenario: Scenario, written: str) -> Sequence[str]:
    """Return the ids of people, codes of schools and links (two units with a - between) that may be meant.

    That is what is written where it is one of them, or nothing has such a name.
    """
    if written in scenario.people or written in scenario.schools:
        return [written]
    names, units = _names(scenario)
    if found := names.get(squeezed(written)):
        return found
    first, dash, second = written.replace("–", "-").partition("-")
    codes = [units.get(squeezed(name), [name.strip()]) for name in (first, second)]
    if not dash:
        return [written]
    every = [(a, b) for a in codes[0] for b in codes[1]]
    linked = [two for two in every if two in scenario.linked_units]
    return ["-".join(two) for two in linked or every]


Names = Mapping[str, Sequence[str]]


@lru_cache(maxsize=2)
def _names(scenario: Scenario) -> tuple[Names, Names]:
    """Return people and schools, and units, by each name that they go by, with or without their place."""
    names: dict[str, list[str]] = defaultdict(list)
    units: dict[str, list[str]] = defaultdict(list)
    for person_id, person in scenario.people.items():
        if person.name:
            names[squeezed(person.name)].append(person_id)
    for code, school in scenario.schools.items():
        place = scenario.unit_name(school.unit_code)
        for name in {squeezed(school.name), squeezed(place + school.name)}:
            names[name].append(code)
    for code, unit in scenario.units.items():
        for name in {squeezed(unit.name), squeezed(scenario.unit_name(code))}:
            units[name].append(code)
    return names, units
