"""Schools, people and seats are found by code or by a name that one has; else the nearest are named."""

from __future__ import annotations

import pytest

from pairmatch.errors import BadInput
from pairmatch.explain.find import find_person, find_row, find_school
from tests.builders import code, one_link, scenario, school, staff
from tests.metrics.tiny_plan import tiny_plan

PEOPLE = [
    staff(1, "teacher", 1, "chinese", person_id="P01", name="王一"),
    staff(1, "teacher", 1, "english", person_id="P02", name="李二"),
    staff(2, "teacher", 1, "english", person_id="P03", name="李二"),
]
ONE = scenario(one_link(schools=[school(3, 1, name="学校2")], staff=PEOPLE))


def test_a_school_by_code_or_name() -> None:
    assert find_school(ONE, code(1)) == code(1)
    assert find_school(ONE, "学校1") == code(1)
    assert find_school(ONE, "乙市单位2学校2") == code(2)
    assert find_school(ONE, "甲市单位1 学校2") == code(3)


def test_a_person_by_id_or_name() -> None:
    assert find_person(ONE, "P03").school_code == code(2)
    assert find_person(ONE, "王一").person_id == "P01"


def test_a_seat_by_team_and_number() -> None:
    table, row = find_row(tiny_plan(), "990011-2021-01/2")
    assert table.name == "teams"
    assert row.model_dump()["seat"] == 2


@pytest.mark.parametrize(
    ("ask", "fault", "said"),
    [
        (lambda: find_school(ONE, "学校2"), "E-EXPLAIN-SCHOOLS", "单位1"),
        (lambda: find_school(ONE, "9900000004"), "E-EXPLAIN-SCHOOL", "990000000"),
        (lambda: find_school(ONE, ""), "E-EXPLAIN-SCHOOL", ""),
        (lambda: find_person(ONE, "李二"), "E-EXPLAIN-PEOPLE", "P02"),
        (lambda: find_person(ONE, "P1"), "E-EXPLAIN-PERSON", "P01"),
        (lambda: find_row(tiny_plan(), "990011-2021-01/9"), "E-SUGGEST-SEAT", "990011-2021-01/"),
    ],
)
def test_what_is_not_there_or_is_several_is_refused(ask: object, fault: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        ask()  # type: ignore[operator]
    (issue,) = refused.value.issues
    assert issue.code == fault
    assert said in issue.say("zh")
    assert said in issue.say("en")
