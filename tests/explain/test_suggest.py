"""Who could fill a seat: people left at home who may go there, the best solved as enumeration would."""

from __future__ import annotations

import pytest

from pairmatch.explain.asked import Asker
from pairmatch.explain.suggest import OTHER, SAME, SECOND, Suggestion, suggest, withdrawn
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import TEAMS, Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Staff
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import with_locks
from tests.brute import optimum
from tests.builders import code, link, need, one_link, scenario, school, staff, unit
from tests.whatif.runs import run_of

ID = "000002-2021-01"


def one() -> Scenario:
    """A team of three from school 1: two of Chinese, one of English. Left at home, and able to go:

    school 3: one of Chinese with a name, one of science with Chinese as a second subject; school 4:
    one of art. Not able: school 5 may release nobody, school 6 is not linked, school 7 has juniors.
    """
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        schools=[
            school(3, 1),
            school(4, 1),
            school(5, 1, release_max=0),
            school(6, 3),
            school(7, 1, stage="junior"),
        ],
        staff=[
            staff(1, "teacher", 1, "chinese", person_id="A"),
            staff(1, "teacher", 1, "chinese", person_id="B"),
            staff(1, "teacher", 1, "english"),
            staff(3, "teacher", 1, "chinese", person_id="C"),
            staff(3, "teacher", 1, "science", second_subject="chinese"),
            staff(4, "teacher", 1, "art"),
            staff(4, "middle", 1),
            *(staff(n, "teacher", 1, "chinese") for n in (5, 6)),
            staff(7, "teacher", 1, "chinese", stage="junior"),
            staff(2, "teacher", 3, "chinese"),
        ],
        needs=[need(2, "teacher", 2, 5, "chinese"), need(2, "teacher", 1, 5, "english")],
        locks=[
            {
                "what": "seat",
                "recipient_school": code(2),
                "supporting_school": code(1),
                "role": "teacher",
                "subject": "chinese",
                "person_id": person,
                "force": "require",
            }
            for person in "AB"
        ],
    )
    numbers = {"teams_per_county_min": 1, "team_size_max": 3}
    return scenario(tables, numbers=numbers)


@pytest.fixture(scope="module")
def asker(workers: Workers) -> Asker:
    return Asker(run_of(one(), workers), workers)


@pytest.fixture(scope="module")
def found(asker: Asker) -> Suggestion:
    seat = next(x for x in asker.run.plan.rows(Seat) if x.person_id == "A")
    return suggest(asker, f"{ID}/{seat.seat}", top=2)


def test_those_who_may_go_are_ranked_and_the_best_are_solved(found: Suggestion) -> None:
    every = [*found.solved, *found.others]
    assert [(x.group.school_code, x.fits) for x in every] == [
        (code(3), SAME),
        (code(3), SECOND),
        (code(4), OTHER),
    ]
    assert [x.answer is None for x in every] == [False, False, True]
    assert every[0].people == ("C",)
    assert (found.full, found.left) == (1, 0)


def test_the_effect_of_each_is_what_the_best_plan_with_it_loses(
    asker: Asker, found: Suggestion
) -> None:
    run = asker.run
    gone = withdrawn(run.scenario, TEAMS, found.row)
    for x in found.solved:
        assert x.answer is not None
        assert x.answer.lock is not None
        assert x.answer.difference is not None
        best = optimum(with_locks(gone, [x.answer.lock]))
        assert best is not None
        assert x.answer.difference.value == best.value - run.manifest.result.value
    values = [x.answer.difference.value for x in found.solved if x.answer and x.answer.difference]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[1]
    nobody = optimum(gone)
    assert nobody is not None
    assert found.empty.difference is not None
    assert found.empty.difference.value == nobody.value - run.manifest.result.value
    assert found.empty.difference.value >= values[0]


def test_who_takes_the_seat_and_nothing_else_changes(found: Suggestion) -> None:
    """Chinese for Chinese changes nothing; another subject meets one post less of priority 5."""
    same, second, other = (*found.solved, *found.others)
    assert (same.shortfall, same.value) == (0, 0)
    assert (second.shortfall, second.value) == (other.shortfall, other.value)
    assert second.value <= -500


def test_the_best_plan_is_no_worse_than_to_change_nothing_else(workers: Workers) -> None:
    """Who is gone is missed by the pair of the own school as well, whoever takes the seat."""
    tables = one_link(
        schools=[school(3, 1, pair_max=0)],
        staff=[staff(1, "teacher", 3, "chinese"), staff(3, "teacher", 1, "art")],
        needs=[need(2, "teacher", 3, 5, "chinese")],
    )
    asker = Asker(run_of(scenario(tables, numbers={"teams_per_county_min": 1}), workers), workers)
    assert asker.run.plan.rows(SchoolPair)
    told = suggest(asker, f"{ID}/1", top=3)
    assert told.solved
    for x in told.solved:
        assert x.answer is not None
        assert x.answer.difference is not None
        assert x.answer.difference.proved
        assert x.answer.difference.shortfall == x.shortfall == 0
        assert x.answer.difference.value >= x.value
        assert x.value < 0


def test_whoever_has_no_name_is_one_less_of_the_group(asker: Asker) -> None:
    seat = next(x for x in asker.run.plan.rows(Seat) if x.subject == "english")
    gone = withdrawn(asker.run.scenario, TEAMS, seat)
    changed = set(gone.rows(Staff)) ^ set(asker.run.scenario.rows(Staff))
    assert sorted((x.subject, x.count) for x in changed) == [("english", 0), ("english", 1)]


def test_who_comes_without_a_name_is_one_more_than_those_beside_the_seat(workers: Workers) -> None:
    """One of science sits in the team already; the one who could take the seat of art is another."""
    tables = one_link(
        staff=[staff(1, "teacher", 1, "art"), staff(1, "teacher", 3, "science")],
        needs=[need(2, "teacher", 1, 5, "art"), need(2, "teacher", 2, 3, "science")],
        locks=[
            {
                "what": "seat",
                "recipient_school": code(2),
                "supporting_school": code(1),
                "role": "teacher",
                "subject": "science",
                "count": 2,
                "force": "require",
            }
        ],
    )
    numbers = {"teams_per_county_min": 1, "team_size_max": 3}
    asker = Asker(run_of(scenario(tables, numbers=numbers), workers), workers)
    seat = next(x for x in asker.run.plan.rows(Seat) if x.subject == "art")
    (only,) = suggest(asker, f"{ID}/{seat.seat}", top=1).solved
    assert only.answer is not None
    assert only.answer.lock is not None
    assert only.answer.lock.count == 3
