"""Changes: the plain edits of a scenario that rooms make repairs of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pairmatch.scenario import Scenario
from pairmatch.schema import Quota, School, Staff
from pairmatch.settings import Given, Limit


def with_school(scenario: Scenario, code: str, **columns: Any) -> Scenario:
    """Return the scenario with other values in some columns of one school."""
    rows = scenario.rows(School)
    return scenario.with_rows(
        School, [x.model_copy(update=columns) if x.school_code == code else x for x in rows]
    )


def with_people(scenario: Scenario, more: Staff) -> Scenario:
    """Return the scenario with some more alike people, added to the row that has them already."""
    kind = more.model_copy(update={"count": 0})
    rows, found = [], False
    for row in scenario.rows(Staff):
        if not found and row.model_copy(update={"count": 0}) == kind:
            row, found = row.model_copy(update={"count": row.count + more.count}), True
        rows.append(row)
    return scenario.with_rows(Staff, rows if found else [*rows, more])


def with_quota(
    scenario: Scenario, unit: str, programme: str, stage: str | None, columns: Mapping[str, int]
) -> Scenario:
    """Return the scenario with other numbers in one quota, which is added if it is not there."""
    rows, found = [], False
    for row in scenario.rows(Quota):
        if (row.unit_code, row.programme, row.stage) == (unit, programme, stage):
            row, found = row.model_copy(update=columns), True
        rows.append(row)
    if not found:
        said = {"unit_code": unit, "programme": programme, "stage": stage, **columns}
        rows.append(Quota.model_validate(said))
    return scenario.with_rows(Quota, rows)


def with_number(scenario: Scenario, name: str, value: int | bool) -> Scenario:
    """Return the scenario with another policy number."""
    numbers = {**scenario.settings.numbers, name: Given(value)}
    return scenario.with_settings(replace(scenario.settings, numbers=numbers))


def with_limit(scenario: Scenario, whose: str, limit: Limit) -> Scenario:
    """Return the scenario with another limit of a unit or a side."""
    limits = {**scenario.settings.limits, whose: limit}
    return scenario.with_settings(replace(scenario.settings, limits=limits))
