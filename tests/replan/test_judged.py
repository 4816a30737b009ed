"""Edits that are refused before anything is planned: which of them are named, and each for one reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pairmatch.errors import Issue
from pairmatch.io.book_row import BookRow
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.amiss import amiss
from pairmatch.replan.judged import judged
from pairmatch.replan.patch import Patch, put_on
from pairmatch.scenario import Scenario
from pairmatch.settings import Limit
from tests.builders import one_link, scenario, school, staff
from tests.replan.test_decisions import PLACES, decided
from tests.rules.examples_rows import TABLES, pair, people, plan, stay, team

THREE = ("chinese", "chinese", "chinese")
SHEET = {table.model: table.name for table in TABLES}
LINES = [(SHEET[Seat], line) for line in (5, 6, 7)]
"""Where the seats of a team of three stand that is alone in a workbook."""


def refused(one: Scenario, before: Plan, after: Plan) -> list[Issue]:
    """What is said of a plan that people made of another one."""
    found = decided(before, after)
    locks = [lock for x in found for lock in x.locks]
    return judged(put_on(one, Patch.of_locks((), locks))[0], found, ROOMS, PLACES)


def places(issues: Sequence[Issue]) -> list[tuple[str, int | None]]:
    return sorted((x.sheet, x.line) for x in issues)


def test_a_team_at_a_wrong_site_is_named_in_its_own_rows() -> None:
    """No row alone makes the breach less; the pair of the same school has no part in it."""
    tables = one_link(schools=[school(4, 2, kind="urban")], staff=people(1, chinese=3))
    issues = refused(scenario(tables), plan(), plan(pair(4, 1), team(*THREE, at=4)))
    assert all("T4" in x.say("zh") for x in issues)
    assert places(issues) == LINES


def test_what_goes_beyond_a_limit_of_all_is_named_by_what_counts_there() -> None:
    """The breach names no school: not every edit has a part in it."""
    one = scenario(one_link(staff=people(1, chinese=3)), limits={"supporting": Limit(people=2)})
    issues = refused(one, plan(), plan(pair(2, 1), team(*THREE)))
    assert all("T11-province" in x.say("zh") for x in issues)
    assert places(issues) == LINES


def test_an_edit_is_refused_once_for_all_of_its_decisions() -> None:
    """Too few beds for a team: the site and each seat at it say so."""
    tables = one_link(
        schools=[school(4, 2, kind="township_central", beds=2)], staff=people(1, chinese=3)
    )
    issues = refused(scenario(tables), plan(), plan(team(*THREE, at=4)))
    assert all("T2" in x.say("zh") for x in issues)
    assert places(issues) == LINES


def test_a_term_that_is_not_asked_for_is_told_as_that() -> None:
    named = [staff(2, "teacher", 1, "chinese", person_id="G")]
    one = scenario(one_link(staff=[*people(1, chinese=3), *named]))
    there = team(*THREE)
    after = plan(there, stay("chinese", term="autumn", person_id="G"))
    assert [x.code for x in refused(one, plan(there), after)] == ["E-LOCK-TERM"]


def test_only_a_hard_rule_refuses_an_edit() -> None:
    soft = next(x for x in RULES if x.force != "hard")
    with pytest.raises(ValueError, match=soft.code):
        replace(soft, stays=True)


# -- rows that cannot be read -----------------------------------------------------------------------


def codes(one: Scenario, there: Sequence[Assignment], gone: Sequence[Assignment] = ()) -> list[str]:
    """The faults of rows of one table, some of them marked to go."""
    model = type([*there, *gone][0])
    placed = [
        {
            table.model: [
                BookRow("a.xlsx", table.name, line, row, {}, {}, {}, {})
                for line, row in enumerate(rows if table.model is model else (), 5)
            ]
            for table in TABLES
        }
        for rows in (there, gone)
    ]
    return [x.code for x in amiss(one, TABLES, *placed)]


def test_a_row_that_must_go_has_known_codes_too() -> None:
    one = scenario(one_link())
    assert codes(one, [pair(2, 1)], [pair(2, 7)]) == ["E-EDIT-SCHOOL"]
    nobody = team("chinese", person_id="Z")
    assert codes(one, [], nobody) == ["E-EDIT-NOBODY"]


def test_a_row_that_stands_twice_is_not_a_person_in_two_places_as_well() -> None:
    one = scenario(one_link(staff=[staff(1, "teacher", 1, "chinese", person_id="A")]))
    (seat,) = team("chinese", person_id="A")
    assert codes(one, [seat, seat]) == ["E-EDIT-TWICE"]
    assert codes(one, [seat, seat.model_copy(update={"seat": 2})]) == ["E-EDIT-PLACES"]
