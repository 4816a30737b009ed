"""Components with one fingerprint have one model; a change elsewhere leaves a fingerprint as it was."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from pairmatch.component import component, split
from pairmatch.fingerprint import fingerprints
from pairmatch.model import build
from pairmatch.post import Model
from pairmatch.programmes import ROOMS, RULES
from pairmatch.scenario import Scenario
from pairmatch.schema import HistoryRow, Link, Lock, Row, School, Unit
from pairmatch.settings import Limit
from tests.tiny_random import tiny

CODES = [rule.code for rule in RULES]


def models(scenario: Scenario, parts: list[tuple[str, ...]]) -> list[Model]:
    return [build(component(scenario, units), ROOMS, RULES)[0] for units in parts]


def alike(a: Model, b: Model) -> bool:
    names = ("upper", "integer", "low", "high", "row", "column", "coefficient")
    more = ("shortfall", "points", "probe", "block", "sketch")
    return all(
        np.array_equal(getattr(a, name), getattr(b, name)) for name in (*names, *more)
    ) and all(
        np.array_equal(x.column, y.column) and np.array_equal(x.amount, y.amount)
        for x, y in zip(a.uses, b.uses, strict=True)
    )


def without_a_row(scenario: Scenario, r: Random) -> tuple[Scenario, Row]:
    """Leave out one row that no other refers to."""
    rows = {table.name: list(scenario.rows(table.model)) for table in scenario.tables}
    free = ("quotas", "needs", "teachers", "commitments", "locks", "history")
    name = r.choice([name for name in free if rows[name]])
    row = rows[name].pop(r.randrange(len(rows[name])))
    return Scenario(scenario.settings, scenario.tables, rows), row


def with_a_limit(scenario: Scenario, unit: str) -> Scenario:
    limits = {**scenario.settings.limits, unit: Limit(people=1)}
    return scenario.with_settings(replace(scenario.settings, limits=limits))


@pytest.mark.parametrize("chunk", range(2))
def test_one_fingerprint_means_one_model(chunk: int) -> None:
    kept = changed = 0
    for seed in range(chunk * 40, (chunk + 1) * 40):
        r, scenario = Random(seed), tiny(seed)
        parts = split(scenario)
        if len(parts) < 2:
            continue
        unit = r.choice(list(scenario.units))
        other = with_a_limit(scenario, unit) if r.random() < 0.3 else without_a_row(scenario, r)[0]
        assert split(other) == parts
        before, after = (fingerprints(x, parts, CODES) for x in (scenario, other))
        pairs = zip(models(scenario, parts), models(other, parts), strict=True)
        for i, (a, b) in enumerate(pairs):
            if before[i] == after[i]:
                assert alike(a, b), f"seed {seed}, component {i}"
                kept += 1
            else:
                changed += 1
    assert kept > 10
    assert changed > 10


def test_a_row_changes_its_own_component_alone() -> None:
    """Unless it was the last of its kind, which rules that ask whether there is any notice.

    A decision never concerns anybody else, be it the first or the last. Rows of earlier years may be of
    no effect, or take it from others: see test_history.
    """
    seen = 0
    for seed in range(60):
        scenario = tiny(seed)
        parts = split(scenario)
        other, row = without_a_row(scenario, Random(seed))
        kinds = {getattr(x, "what", "") for x in other.rows(type(row))}
        if isinstance(row, HistoryRow):
            continue
        if getattr(row, "what", "") not in kinds and not isinstance(row, Lock):
            continue
        before, after = (fingerprints(x, parts, CODES) for x in (scenario, other))
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
        seen += 1
    assert seen > 20


def test_a_citys_school_stands_on_the_row_of_its_county() -> None:
    """Its home is the city, of one component; where it is says the county's row, of another."""
    scenario = city_school()
    parts = split(scenario)
    at = {unit: i for i, units in enumerate(parts) for unit in units}
    assert at["440300"] != at["440305"]
    rows = {table.name: list(scenario.rows(table.model)) for table in scenario.tables}
    rows["units"] = [
        unit.model_copy(update={"lat": 23.0, "lon": 114.0}) if unit.unit_code == "440305" else unit  # type: ignore[attr-defined]
        for unit in rows["units"]
    ]
    moved = Scenario(scenario.settings, scenario.tables, rows)
    one, two = (fingerprints(x, parts, CODES) for x in (scenario, moved))
    assert one[at["440300"]] != two[at["440300"]]


def test_a_school_that_changes_its_home_changes_both() -> None:
    scenario = city_school()
    parts = split(scenario)
    rows = {table.name: list(scenario.rows(table.model)) for table in scenario.tables}
    rows["schools"] = [school.model_copy(update={"run_by": "county"}) for school in rows["schools"]]
    other = Scenario(scenario.settings, scenario.tables, rows)
    one, two = (fingerprints(x, parts, CODES) for x in (scenario, other))
    assert all(a != b for a, b in zip(one, two, strict=True))


def city_school() -> Scenario:
    """A city with a link of its own, and a county of it in another component with the city's school."""
    base = tiny(3)
    rows: dict[str, list[Row]] = {table.name: [] for table in base.tables}
    rows["units"] = [
        Unit(unit_code=code, name=code, city=city, level=level, side=side)
        for code, city, level, side in (
            ("440300", "甲市", "city", "supporting"),
            ("440305", "甲市", "county", "supporting"),
            ("441400", "乙市", "city", "recipient"),
            ("441402", "丙市", "county", "recipient"),
        )
    ]
    rows["links"] = [
        Link(supporting_unit=a, recipient_unit=b, level=level, origin="illustrative")
        for a, b, level in (("440300", "441400", "city"), ("440305", "441402", "county"))
    ]
    rows["schools"] = [
        School(
            school_code="9900000001", name="校", unit_code="440305", stage="primary", run_by="city"
        )
    ]
    numbers = base.settings.numbers
    pool = {**numbers, "city_pool": replace(numbers["city_pool"], value=False)}
    return Scenario(replace(base.settings, numbers=pool), base.tables, rows)


def test_numbers_weights_forces_and_rules_are_everybodys() -> None:
    scenario = next(tiny(seed) for seed in range(60) if len(split(tiny(seed))) > 1)
    parts, settings = split(scenario), scenario.settings
    one = fingerprints(scenario, parts, CODES)
    number = replace(settings.numbers["team_size_max"], value=4)
    weight = replace(settings.weights["O5"], value=99)
    for other in (
        replace(settings, numbers={**settings.numbers, "team_size_max": number}),
        replace(settings, weights={**settings.weights, "O5": weight}),
        replace(settings, forces={**settings.forces, "T1": "principle"}),
        replace(settings, maximise=not settings.maximise),
        replace(settings, seed=settings.seed + 1),
    ):
        two = fingerprints(scenario.with_settings(other), parts, CODES)
        assert all(a != b for a, b in zip(one, two, strict=True))
    assert all(a != b for a, b in zip(one, fingerprints(scenario, parts, CODES[1:]), strict=True))


def test_what_no_model_depends_on_changes_nothing() -> None:
    scenario = tiny(3)
    parts, settings = split(scenario), scenario.settings
    number = settings.numbers["team_size_max"]
    said = {**settings.numbers, "team_size_max": replace(number, reason="another reason")}
    other = replace(settings, title="another", time_limit_s=1, target_gap_percent=1.0, numbers=said)
    one, two = (fingerprints(x, parts, CODES) for x in (scenario, scenario.with_settings(other)))
    assert one == two
