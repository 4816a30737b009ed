"""What need not move is put back: never a worse plan, never one farther from the plan before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.compare.rows import changes
from pairmatch.errors import HardRulesClash
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from pairmatch.whatif.alternative import alternative
from pairmatch.whatif.numbers import numbered_as
from pairmatch.whatif.settled import settled
from tests.brute import plans
from tests.builders import code, link, one_link, scenario, school, staff, unit
from tests.rules.examples_rows import pair, plan, stay, team
from tests.tiny_random import tiny
from tests.whatif.runs import run_of


def far(a: Plan, b: Plan) -> int:
    return sum(len(changes(x, a.rows(x.model), b.rows(x.model))) for x in a.tables)


def four() -> Scenario:
    """Two recipient and two supporting schools that are all alike: both ways to pair them are as good."""
    return scenario(one_link(schools=[school(3, 1), school(4, 2)]))


def test_two_rows_that_took_each_others_partner_get_them_back() -> None:
    before, after = plan(pair(2, 1), pair(4, 3)), plan(pair(2, 3), pair(4, 1))
    assert settled(four(), ROOMS, after, before) == before


def test_what_a_decision_moved_stays_moved() -> None:
    lock = {
        "what": "pair",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "force": "forbid",
    }
    one = scenario(one_link(schools=[school(3, 1), school(4, 2)], locks=[lock]))
    before, after = plan(pair(2, 1), pair(4, 3)), plan(pair(2, 3), pair(4, 1))
    assert settled(one, ROOMS, after, before) == plan(pair(2, 3), pair(4, 3))


def test_what_is_worth_points_stays_moved() -> None:
    """Side by side with a part in which everything can be put back."""
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        schools=[
            *(school(n, 1) for n in (3,)),
            school(4, 2, quality=50),
            *(school(n, 3, quality=q) for n, q in ((5, 90), (6, 50))),
            *(school(n, 4, quality=50) for n in (7,)),
        ],
    )
    one = scenario(tables)
    before = plan(pair(2, 1), pair(4, 3), pair(7, 6))
    after = plan(pair(2, 3), pair(4, 1), pair(7, 5))
    assert settled(one, ROOMS, after, before) == plan(pair(2, 1), pair(4, 3), pair(7, 5))


def test_what_only_the_province_minds_stays_moved() -> None:
    """A pair that counts nothing (P7 and its score) would be one too many beside that of another part."""
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        schools=[school(3, 3), school(4, 4)],
        pair_scores=[
            {"recipient_school": code(r), "supporting_school": code(s), "affinity": affinity}
            for r, s, affinity in ((2, 1, -50), (4, 3, 900))
        ],
    )
    numbers = {"province_pairs": 1, "province_pairs_tolerance": 0}
    one = scenario(tables, numbers=numbers)
    before, after = plan(pair(2, 1)), plan(pair(4, 3))
    assert settled(one, ROOMS, after, before) == after
    roomy = scenario(tables, numbers={**numbers, "province_pairs_tolerance": 1})
    assert settled(roomy, ROOMS, after, before) == plan(pair(2, 1), pair(4, 3))


def test_every_part_is_put_back() -> None:
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        schools=[school(3, 1), school(4, 2), *(school(n, 3 + n // 7) for n in (5, 6, 7, 8))],
    )
    before = plan(pair(2, 1), pair(4, 3), pair(7, 5), pair(8, 6))
    after = plan(pair(2, 3), pair(4, 1), pair(7, 6), pair(8, 5))
    assert settled(scenario(tables), ROOMS, after, before) == before


def sites(**more: Sequence[Mapping[str, Any]]) -> Scenario:
    """Two sites that are alike, two senders that are alike; some of everybody; nobody asks for anything."""
    kinds = [("leader", None), *(("teacher", x) for x in ("chinese", "english", "music"))]
    return scenario(
        one_link(
            schools=[school(3, 1), school(4, 2, kind="township_central"), school(5, 1)],
            staff=[staff(n, role, 2, subject) for n in (1, 2, 3, 4) for role, subject in kinds],
            teachers=[
                {"school_code": code(n), "subject": x, "required": 9, "present": 9}
                for n in (2, 4)
                for x in ("chinese", "english", "music")
            ],
            **more,
        ),
        numbers={"team_size_min": 2, "teams_per_county_min": 1},
    )


def settles(one: Scenario, after: Plan, before: Plan) -> Plan:
    """Settle, and see that the rows hang together and are worth the same."""
    found = settled(one, ROOMS, after, before)
    old, new = verify(one, after), verify(one, found)
    assert new.structure == ()
    assert (new.hard, new.shortfall, new.value) == (old.hard, old.shortfall, old.value)
    return found


def two(one: str, other: str, at: int) -> Plan:
    """A team of two teachers with the people who answer it, of and at school 1."""
    return plan(team(one, other, at=at, of=1), stay(one, other, of=at, at=1))


def test_a_whole_place_is_put_back() -> None:
    """Its seats or its placements alone would leave people in posts that do not correspond."""
    assert settles(sites(), two("chinese", "music", 2), two("chinese", "english", 2)) == two(
        "chinese", "english", 2
    )


def test_two_places_are_put_back_together() -> None:
    """One alone would have a team more or none."""
    before = two("chinese", "english", 2)
    after = numbered_as(two("chinese", "english", 4), before)
    assert settles(sites(), after, before) == before


def test_a_table_of_a_place_is_put_back_alone() -> None:
    """The pair may not come back."""
    lock = {
        "what": "pair",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "force": "forbid",
    }
    one = sites(locks=[lock])
    before = plan(pair(2, 1), team("chinese", "english", at=2, of=1))
    after = plan(pair(2, 3), team("chinese", "music", at=2, of=1))
    found = settles(one, after, before)
    assert rows(found, "teams") == rows(before, "teams")
    assert rows(found, "pairs") == rows(after, "pairs")


def test_a_row_that_is_put_back_keeps_its_number_of_now() -> None:
    """A leader has come and is the first; the others have moved one seat on."""
    lock = {
        "what": "seat",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "role": "leader",
        "force": "require",
    }
    one = sites(locks=[lock])
    before = plan(team("chinese", "english", at=2, of=1))
    after = plan(
        team("leader", at=2, of=1),
        team("chinese", at=2, of=3, first=2),
        team("english", at=2, of=1, first=3),
    )
    found = settles(one, after, before)
    assert [(x["seat"], x["supporting_school"]) for x in rows(found, "teams")] == [
        (1, code(1)),
        (2, code(1)),
        (3, code(1)),
    ]


def test_no_row_is_left_without_what_it_answers() -> None:
    """The person placed answered the third seat, which is no longer there."""
    before = plan(
        team("chinese", "english", "music", at=2, of=1),
        stay("chinese", of=2, at=3, first=3),
    )
    after = plan(team("chinese", "english", at=2, of=1), stay("chinese", of=2, at=5))
    lock = {
        "what": "seat",
        "recipient_school": code(2),
        "supporting_school": code(1),
        "role": "teacher",
        "subject": "music",
        "force": "forbid",
    }
    settles(sites(locks=[lock]), after, before)


def test_a_whole_place_comes_back_with_the_number_of_its_team() -> None:
    one = scenario(one_link(schools=[school(3, 1), school(4, 2, kind="township_central")]))
    before = plan(
        team("chinese", "english", at=2, of=1, unit=2, number=1),
        stay("chinese", of=2, at=1, unit=2),
    )
    after = plan(
        team("chinese", at=4, of=1, unit=2, number=1),
        team("chinese", "english", at=2, of=1, unit=2, number=2),
        stay("chinese", of=2, at=1, unit=2, number=2),
    )
    found = numbered_as(after, before)
    ids = {(x["recipient_school"], x["team_id"]) for x in rows(found, "teams")}
    assert ids == {(code(2), "000002-2021-01"), (code(4), "000002-2021-02")}
    assert [x["team_id"] for x in rows(found, "placements")] == ["000002-2021-01"]
    assert far(before, found) == far(before, after)
    assert verify(one, found).structure == ()


def rows(found: Plan, name: str) -> list[dict[str, object]]:
    table = next(x for x in found.tables if x.name == name)
    return [row.model_dump() for row in found.rows(table.model)]


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(5)))
def test_any_dealing_out_of_alike_partners_is_put_back(dealt: Sequence[int]) -> None:
    """Whoever took whose partner, in circles of any length, at places that are alike."""
    schools = [school(n, 1) for n in range(11, 16)] + [school(n, 2) for n in range(21, 26)]
    one = scenario(one_link(schools=schools), numbers={"supporting_pair_max": 1})
    before = plan(*(pair(21 + n, 11 + n) for n in range(5)))
    after = plan(*(pair(21 + n, 11 + other) for n, other in enumerate(dealt)))
    assert settled(one, ROOMS, after, before) == before


def test_never_worse_and_never_farther() -> None:
    """Between any two plans of random scenarios."""
    seen = 0
    for seed in range(14):
        one = tiny(seed)
        several = list(islice(plans(one), 15))
        for now, before in pairwise(several[::5]):
            found = settled(one, ROOMS, now, before)
            old, new = verify(one, now), verify(one, found)
            assert new.accepted
            assert (new.shortfall, new.value) == (old.shortfall, old.value)
            assert far(before, found) <= far(before, now)
            seen += 1
    assert seen > 5


def test_the_same_question_again_moves_nothing(workers: Workers) -> None:
    asked = 0
    for seed in range(5):
        one = tiny(seed)
        try:
            run = run_of(one, workers)
        except HardRulesClash:
            continue
        again = alternative(run, one, workers)
        assert again.plan == run.plan
        asked += bool(run.plan.rows(SchoolPair))
    assert asked > 1
