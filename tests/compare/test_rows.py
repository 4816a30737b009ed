"""The differences of two plans: nothing but what changed, the same from either side, in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.compare.rows import about_of, changes, compared_of
from pairmatch.plan import PlanTable
from pairmatch.programmes import ROOMS, plan_tables_of
from pairmatch.programmes.pairs.tables import PAIRS, SchoolPair
from pairmatch.programmes.placements.tables import PLACEMENTS, Placement
from pairmatch.programmes.teams.tables import TEAMS
from tests.builders import code
from tests.compare.plans import applied, seat, two_plans
from tests.toy.programme import VISITS, Visit


@settings(max_examples=50, deadline=None)
@given(two_plans)
def test_changes_lead_from_one_plan_to_the_other_and_mirrored_back(found) -> None:
    table, before, after = found
    there, back = changes(table, before, after), changes(table, after, before)
    assert applied(table, before, there) == applied(table, after, ())
    assert sorted(map(repr, there)) == sorted(repr(change.mirrored) for change in back)


@settings(max_examples=40, deadline=None)
@given(two_plans, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_their_numbers_do_nothing(found, random) -> None:
    table, before, after = found
    expected = changes(table, before, after)
    mixed = [row.model_copy(update=_numbers(table, random)) for row in after]
    random.shuffle(mixed)
    turned = [x.mirrored.kind for x in changes(table, mixed, after)]
    assert turned == []
    random.shuffle(before)
    assert _plain(table, changes(table, before, mixed)) == _plain(table, expected)


def _numbers(table: PlanTable, random) -> dict[str, object]:
    other = {"team_id": f"000002-2030-{random.randint(10, 99)}", "seat": random.randint(6, 9)}
    return {name: value for name, value in other.items() if name in table.numbering}


def _plain(table: PlanTable, found) -> list[object]:
    return [
        (
            x.kind,
            *(
                tuple(getattr(row, name) for name in compared_of(table)) if row else None
                for row in (x.before, x.after)
            ),
        )
        for x in found
    ]


@settings(max_examples=50, deadline=None)
@given(two_plans)
def test_no_row_that_stays_is_told_and_none_is_both_gone_and_new(found) -> None:
    """For one thing to do rows are added or removed, never both: they would be a change."""
    table, before, after = found
    gone: dict[str, set[tuple[object, ...]]] = {"removed": set(), "added": set()}
    for change in changes(table, before, after):
        assert (change.before is None) == (change.kind == "added")
        assert (change.after is None) == (change.kind == "removed")
        ((_, first, second),) = _plain(table, [change])
        assert first != second
        about = [
            tuple(getattr(row, name) for name in about_of(table))
            for row in (change.before, change.after)
            if row is not None
        ]
        assert len(set(about)) == 1
        if change.kind in gone:
            gone[change.kind].add(about[0])
    assert not gone["removed"] & gone["added"]


def _kinds(table, before, after) -> list[str]:
    return [change.kind for change in changes(table, before, after)]


def pair(recipient: int, supporting: int) -> SchoolPair:
    return SchoolPair(recipient_school=code(recipient), supporting_school=code(supporting))


def test_a_pair_with_another_school_is_one_change() -> None:
    assert _kinds(PAIRS, [pair(2, 1)], [pair(2, 3)]) == ["partner"]
    assert _kinds(PAIRS, [pair(2, 1)], [pair(4, 1)]) == ["removed", "added"]


def test_of_several_partners_those_that_stay_are_not_told() -> None:
    (one,) = changes(PAIRS, [pair(2, 1), pair(2, 3)], [pair(2, 3), pair(2, 5)])
    assert (one.before, one.after) == (pair(2, 1), pair(2, 5))
    assert _kinds(PAIRS, [pair(2, 1)], [pair(2, 3), pair(2, 1)]) == ["added"]


def test_a_team_that_is_numbered_anew_is_no_change() -> None:
    assert _kinds(TEAMS, [seat(1)], [seat(4, team_id="000002-2026-03")]) == []


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        ({"person_id": "A"}, ["person"]),
        ({"supporting_school": code(3)}, ["partner"]),
        ({"supporting_school": code(3), "person_id": "A"}, ["partner"]),
        ({"stage": "junior"}, ["other"]),
        ({"subject": "mathematics"}, ["removed", "added"]),
        ({"recipient_school": code(4)}, ["removed", "added"]),
    ],
)
def test_what_kind_of_change_it_is(more: dict[str, object], kinds: list[str]) -> None:
    assert _kinds(TEAMS, [seat()], [seat(**more)]) == kinds


def test_who_stays_with_a_partner_is_found_whatever_stands_between() -> None:
    before = [seat(person_id="A"), seat(person_id="B", supporting_school=code(3))]
    after = [seat(person_id="C"), seat(person_id="A", supporting_school=code(5))]
    found = [(x.kind, x.before.person_id, x.after.person_id) for x in changes(TEAMS, before, after)]
    # School 1 still sends somebody, so it is its person who changed.
    assert sorted(found) == [("partner", "B", "A"), ("person", "A", "C")]


def test_who_stays_with_school_and_person_keeps_both_whatever_else_changes() -> None:
    before = [seat(person_id="A", stage="junior"), seat(person_id="B")]
    after = [seat(person_id="C", stage="junior"), seat(person_id="A")]
    found = [(x.kind, x.before.person_id, x.after.person_id) for x in changes(TEAMS, before, after)]
    assert sorted(found) == [("other", "A", "A"), ("person", "B", "C")]


def test_a_person_who_goes_to_another_school_is_followed() -> None:
    def placed(host: int, person: str) -> Placement:
        values = seat(supporting_school=code(host), person_id=person).model_dump()
        return Placement(**values, term="year")

    found = changes(PLACEMENTS, [placed(1, "A"), placed(1, "B")], [placed(3, "B"), placed(5, "A")])
    assert [(x.before.person_id, x.after.person_id) for x in found] == [("B", "B"), ("A", "A")]


def test_a_programme_that_declares_nothing_is_compared_by_its_key() -> None:
    def visit(school: int, days: int) -> Visit:
        return Visit(recipient_school=code(school), days=days)

    assert _kinds(VISITS, [visit(2, 3)], [visit(2, 3)]) == []
    assert _kinds(VISITS, [visit(2, 3)], [visit(2, 4), visit(4, 1)]) == ["other", "added"]


def test_every_programme_names_columns_that_it_has() -> None:
    for table in plan_tables_of(ROOMS):
        named = {*table.about, *table.numbering, table.partner, table.person} - {""}
        assert named <= set(table.model.model_fields), table.name
        assert not set(about_of(table)) & {table.partner, table.person, *table.numbering}
