"""What a scenario with other rows or settings keeps of the one it was made from: never anything stale."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from pairmatch.component import split
from pairmatch.fingerprint import fingerprints
from pairmatch.programmes import RULES
from pairmatch.scenario import MADE_OF, Scenario
from pairmatch.schema import Lock, Row, School, Staff, Unit
from tests.tiny_random import tiny


def anew(scenario: Scenario) -> Scenario:
    """The same scenario, of which nothing is known yet."""
    rows = {table.name: scenario.rows(table.model) for table in scenario.tables}
    return Scenario(scenario.settings, scenario.tables, rows)


def changed_in(one: Scenario, model: type[Row], r: Random) -> Scenario | None:
    """The scenario with a row less, or with a unit or school that is another one; None without rows."""
    rows = list(one.rows(model))
    if not rows:
        return None
    place = r.randrange(len(rows))
    if model is Unit:
        rows[place] = rows[place].model_copy(update={"lat": 1.0, "lon": 1.0})
    elif model is School:
        rows[place] = rows[place].model_copy(
            update={"beds": 77, "run_by": "city", "lat": 2.0, "lon": 2.0}
        )
    else:
        rows.pop(place)
    return one.with_rows(model, rows)


@pytest.mark.parametrize("name", MADE_OF)
def test_a_property_is_made_of_the_tables_that_it_names_and_no_settings(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = set[type[Row]]()
    rows = Scenario.rows

    def noting(self: Scenario, model: type[Row]) -> tuple[Row, ...]:
        read.add(model)
        return rows(self, model)

    one = anew(tiny(1))
    monkeypatch.setattr(Scenario, "rows", noting)
    # Other settings are kept with it: it must ask for none.
    monkeypatch.delattr(one, "settings")
    getattr(one, name)
    assert read == set(MADE_OF[name])


def test_what_is_kept_is_what_would_be_found_anew() -> None:
    changed = 0
    for seed in range(12):
        r, one = Random(seed), tiny(seed)
        for name in MADE_OF:
            getattr(one, name)
        for table in one.tables:
            other = changed_in(one, table.model, r)
            if other is None:
                continue
            for name in MADE_OF:
                assert getattr(other, name) == getattr(anew(other), name)
            changed += 1
        other = one.with_settings(replace(one.settings, year=2030))
        assert set(MADE_OF) <= set(vars(other))
    assert changed > 30


def test_what_a_component_depends_on_is_said_alike_of_a_changed_scenario() -> None:
    differs = 0
    codes = [rule.code for rule in RULES]
    for seed in range(12):
        r, one = Random(seed), tiny(seed)
        before = fingerprints(one, split(one), codes)
        for table in one.tables:
            other = changed_in(one, table.model, r)
            if other is None:
                continue
            found = fingerprints(other, split(other), codes)
            assert found == fingerprints(anew(other), split(other), codes)
            differs += found != before
    assert differs > 30


def test_what_is_made_once_is_made_again_only_where_its_tables_differ() -> None:
    one, made = tiny(1), list[str]()

    def make(scenario: Scenario, name: str) -> int:
        return scenario.made_of((Staff,), "people", lambda: made.append(name) or len(made))

    lock, fewer = one.with_rows(Lock, ()), one.with_rows(Staff, one.rows(Staff)[1:])
    later = one.with_settings(replace(one.settings, year=one.settings.year + 1))
    assert make(lock, "lock") == make(one, "one") == make(lock.with_rows(Lock, ()), "lock") == 1
    assert make(later, "later") == make(later.with_rows(Lock, ()), "later") == 1
    assert make(fewer, "fewer") == make(fewer.with_rows(Lock, ()), "fewer and lock") == 2
    assert made == ["lock", "fewer"]
