"""A name that was changed, a code that was changed, and both: what is meant, and what cannot be told."""

from __future__ import annotations

import pytest

from pairmatch.errors import Text
from pairmatch.io.book_row import BookRow
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import ROOMS
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.replan.meant import as_meant
from pairmatch.scenario import Scenario
from pairmatch.whatif.opened import OpenedRun
from tests.builders import link, one_link, scenario, school, staff, unit
from tests.rules.examples_rows import TABLES, pair, plan, team


def meant(
    one: Scenario, before: Plan, row: Assignment, **names: str
) -> tuple[Assignment, list[str]]:
    """The row that is meant where other names stand beside it, and the codes of its faults."""
    run = OpenedRun(None, None, one, before, None, ROOMS)  # type: ignore[arg-type]
    (sheet,) = [
        sheet
        for room in ROOMS
        for sheet in room.sheets
        if sheet.plan_table is not None and sheet.plan_table.model is type(row)
    ]
    (cells,) = sheet.rows(one, plan(row))
    said = {x.key: _said(cells.get(x.key)) for x in sheet.columns if x.names}
    placed = BookRow("a.xlsx", "", 5, row, {}, {}, {**said, **names}, {})
    rows = {table.model: [placed] if table.model is type(row) else [] for table in TABLES}
    found, issues = as_meant(rows, run)
    return found[type(row)][0].row, [x.code for x in issues]


def _said(cell: object) -> str:
    return cell.zh if isinstance(cell, Text) else str(cell or "")


@pytest.fixture(scope="module")
def schools() -> Scenario:
    """Four schools with one name: two units of a city, and one of another that has the first one's name."""
    return scenario(
        one_link(
            units=[
                unit(3, "supporting"),
                unit(5, "supporting", name="单位1") | {"city": "丙市"},
            ],
            links=[link(3, 2), link(5, 2)],
            schools=[
                school(3, 3, name="学校1"),
                school(5, 5, name="学校1"),
                school(4, 1),
                school(6, 1),
            ],
        )
    )


@pytest.mark.parametrize(
    ("unit_name", "city", "number"),
    [("单位1", "甲市", 1), ("单位3", "甲市", 3), ("单位1", "丙市", 5)],
)
def test_of_schools_with_one_name_the_county_and_city_beside_it_tell_which(
    unit_name: str, city: str, number: int, schools: Scenario
) -> None:
    names = {
        "supporting_name": "学校1",
        "supporting_unit": unit_name,
        "supporting_city": city,
    }
    assert meant(schools, plan(pair(2, 4)), pair(2, 4), **names) == (pair(2, number), [])


@pytest.mark.parametrize(
    ("before", "row", "name", "said"),
    [
        (plan(pair(2, 4)), pair(2, 6), "学校4", []),
        (plan(pair(2, 4)), pair(2, 6), "没有的学校", ["E-EDIT-NAME"]),
        (plan(pair(2, 4)), pair(2, 4), "没有的学校", ["E-EDIT-NAME"]),
        (plan(), pair(2, 6), "学校4", ["E-EDIT-NAME"]),
    ],
)
def test_a_code_counts_where_the_name_beside_it_is_the_old_one(
    before: Plan, row: SchoolPair, name: str, said: list[str], schools: Scenario
) -> None:
    """Where both are new, or the row is, nobody can tell which of the two is meant."""
    assert meant(schools, before, row, supporting_name=name) == (row, said)


@pytest.mark.parametrize("name", ["李乙", "没有此人"])
def test_a_new_person_with_the_name_of_another_is_refused(name: str) -> None:
    """Nobody was named there before, so that no name is an old one."""
    named = [
        staff(1, "teacher", 1, "chinese", person_id=x, name=y)
        for x, y in (("A", "王甲"), ("B", "李乙"))
    ]
    one = scenario(one_link(staff=named))
    (seat,) = team("chinese", person_id="A")
    found = meant(one, plan(team("chinese")), seat, person=name)
    assert found == (seat, ["E-EDIT-NAME"])
    blank = seat.model_copy(update={"person_id": None})
    assert meant(one, plan(team("chinese")), blank, person="李乙") == (
        seat.model_copy(update={"person_id": "B"}),
        [],
    )


def test_a_county_that_is_not_that_of_the_name_is_refused(schools: Scenario) -> None:
    found = meant(schools, plan(pair(2, 4)), pair(2, 4), supporting_unit="单位9")
    assert found == (pair(2, 4), ["E-EDIT-NAME"])


@pytest.mark.parametrize(("other", "said"), [(1, ["E-EDIT-NAME"]), (3, [])])
def test_of_people_with_one_name_those_of_the_school_are_meant(other: int, said: list[str]) -> None:
    named = [
        staff(n, "teacher", 1, "chinese", person_id=x, name="王甲")
        for n, x in ((other, "A"), (1, "B"))
    ]
    one = scenario(one_link(staff=named, schools=[school(3, 1)]))
    (seat,) = team("chinese")
    wanted = seat if said else seat.model_copy(update={"person_id": "B"})
    assert meant(one, plan(seat), seat, person="王甲") == (wanted, said)
