"""A plan beside what history tells of earlier years, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from pairmatch.metrics import earlier
from pairmatch.schema import HistoryRow
from tests.builders import code
from tests.metrics.test_built import A, B, C, D, measured, two_links
from tests.metrics.test_tiny import NOTHING, number
from tests.rules.examples_rows import pair, plan, stay, team


def was(what: str, at: int, by: int | None = None, year: int = 2020, **more: Any) -> dict[str, Any]:
    """A row of history; the year of the tests is 2021."""
    row = {"year": year, "what": what, "recipient_school": code(at), "status": "actual"}
    return {**row, "supporting_school": code(by) if by else None, **more}


TEACHER = {"role": "teacher", "subject": "art"}


def test_of_last_years_rows_those_that_are_there_again() -> None:
    tables = two_links(
        history=[
            was("pair", 2, 1),
            was("pair", 4, 3),
            was("site", 2),
            was("seat", 2, 1, **TEACHER, person_id="X"),
            was("seat", 2, 1, **TEACHER, person_id="Y"),
            was("seat", 4, 3, role="leader"),
            was("placement", 2, 1),
            was("pair", 14, 13, year=2019),
        ]
    )
    rows = plan(
        pair(2, 1),
        pair(14, 13),
        team("art", "chinese", at=2),
        team("art", at=4, of=3, unit=4),
        stay("leader", of=2, at=1),
    )
    # 2: pair, site, one of two seats, the placement; 4: neither its pair nor its leader
    assert measured("rows_kept", tables, rows) == number("4/7", {B: "4/5", D: 0})


def test_a_site_is_kept_once_and_a_blank_column_fits_anything() -> None:
    tables = two_links(history=[was("site", 2), was("seat", 2, 1), was("seat", 2, 11)])
    rows = plan(team("art", "art", at=2))
    assert measured("rows_kept", tables, rows) == number("2/3", {B: "2/3"})


def test_what_really_was_takes_the_place_of_the_plan_at_that_school() -> None:
    planned = {"status": "planned"}
    tables = two_links(
        history=[
            was("pair", 2, 1, **planned),
            was("pair", 2, 11),
            was("pair", 4, 3, **planned),
            was("seat", 2, 1, **TEACHER, **planned),
        ]
    )
    rows = plan(pair(2, 1), pair(4, 3), team("art", at=2))
    assert measured("rows_kept", tables, rows) == number("2/3", {B: "1/2", D: 1})
    assert measured("pairs_kept", tables, rows) == number("1/2", {B: 0, D: 1})


def test_pairs_kept_are_those_of_the_last_year_that_each_county_tells_of() -> None:
    tables = two_links(
        history=[
            was("pair", 2, 1, year=2018),
            was("pair", 12, 11, year=2018),
            was("pair", 4, 3, year=2017),
            was("pair", 14, 3, year=2019),
            was("pair", 14, 13, year=2021),
        ]
    )
    rows = plan(pair(2, 1), pair(4, 3), pair(14, 13))
    assert measured("pairs_kept", tables, rows) == number("1/3", {B: "1/2", D: 0})
    assert measured("rows_kept", tables, rows) == NOTHING


def test_schools_with_few_people_last_year_as_it_really_was() -> None:
    seats = [was("seat", 2, 1, **TEACHER, person_id=x) for x in "XYZ"]
    few = [was("seat", 4, 3, **TEACHER, person_id=x) for x in "UV"]
    planned = was("seat", 12, 1, **TEACHER, status="planned")
    tables = two_links(history=[*seats, *few, planned])
    assert measured("thin_sites_before", tables, plan()) == number(1, {D: 1}, code(4))
    assert measured("stayed", tables, plan()) == number(1, {B: 1, D: 1})
    only_planned = two_links(history=[planned])
    assert measured("thin_sites_before", only_planned, plan()) == NOTHING
    assert measured("stayed", only_planned, plan()) == NOTHING


def test_who_left_early_did_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """History may say it in its status, and how many people a row is about."""

    def row(at: int, status: str, count: int | None) -> HistoryRow:
        found = HistoryRow.model_validate(was("seat", at, 1, **TEACHER))
        return found.model_copy(update={"status": status, "count": count})

    rows = (row(2, "actual", 3), row(12, "left", 1), row(12, "actual", 2), row(4, "left", None))
    monkeypatch.setattr(earlier, "records", lambda scenario: rows)
    assert measured("stayed", two_links(), plan()) == number("5/7", {B: "5/6", D: 0})
    expected = number(2, {B: 1, D: 1}, code(4), code(12))
    assert measured("thin_sites_before", two_links(), plan()) == expected


def test_a_pair_given_up_is_not_missed_and_a_school_that_is_gone_is_of_no_unit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def row(at: int, by: int, status: str = "actual") -> HistoryRow:
        found = HistoryRow.model_validate(was("pair", at, by))
        return found.model_copy(update={"status": status})

    rows = (row(2, 1), row(12, 11, "ended"), row(99, 1))
    monkeypatch.setattr(earlier, "records", lambda scenario: rows)
    assert measured("pairs_kept", two_links(), plan(pair(2, 1))) == number("1/2", {B: 1})


def test_people_sent_two_years_running_by_their_ids() -> None:
    history = [
        was("seat", 2, 1, **TEACHER, person_id="X"),
        was("seat", 4, 3, **TEACHER, person_id="Y"),
        was("placement", 2, 1, **TEACHER, person_id="P"),
        was("seat", 4, 3, **TEACHER, person_id="Z", year=2019),
    ]
    rows = plan(
        team("art", at=2, person_id="X"),
        team("art", at=4, of=3, number=2, person_id="Z"),
        team("art", at=4, of=3, number=2, first=2, person_id="P"),
        team("art", at=4, of=3, number=2, first=3),
        team("art", at=12, of=3, number=3, person_id="Y"),
    )
    assert measured("repeats", two_links(history=history), rows) == number(2, {A: 1, C: 1})
    unnamed = two_links(history=[was("seat", 2, 1, **TEACHER)])
    assert measured("repeats", unnamed, rows) == NOTHING
