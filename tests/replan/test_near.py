"""What a least change leaves as it was beside what is published, and what is proved of each step more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pairmatch.planner import Solved, solve
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.least import Wanted, _step
from pairmatch.replan.replanned import Asked, Change, changed
from pairmatch.result import ComponentResult, Price
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.builders import code, need, one_link, scenario, school
from tests.rules.examples_rows import people, team_id
from tests.whatif.runs import run_of

ASKED = Asked("李", "2026-08-20", "")


def test_a_team_keeps_its_number_where_an_earlier_one_is_gone(workers: Workers) -> None:
    tables = one_link(
        schools=[school(3, 1), school(4, 2, kind="township_central")],
        staff=[row for n in (1, 2, 3, 4) for row in people(n, chinese=3)],
    )
    run = run_of(scenario(tables, numbers={"teams_per_county_min": 2}), workers)
    after = changed(run, ASKED, Change((code(2),)), workers).solved.plan
    for model in (Seat, Placement):
        assert {x.team_id for x in run.plan.rows(model)} == {team_id(1), team_id(2)}
        assert {x.team_id for x in after.rows(model)} == {team_id(2)}


def test_placements_answer_the_seats_that_they_did(workers: Workers) -> None:
    """Two at one host and one at another, each for any seat of the team: it stays as it was told."""
    tables = one_link(
        schools=[school(3, 1, host_max=2)],
        staff=[*people(1, chinese=3), *people(2, chinese=3)],
        needs=[need(2, "teacher", 3, 5, "chinese")],
    )
    tables["schools"][0]["host_max"] = 2
    run = run_of(scenario(tables), workers)
    rows = run.plan.rows(Placement)
    one = rows[0]
    other = next(x for x in rows if x.supporting_school != one.supporting_school)
    swapped = {one: other.seat, other: one.seat}
    told = [x.model_copy(update={"seat": swapped.get(x, x.seat)}) for x in rows]
    run = replace(run, plan=run.plan.replaced({Placement: told}))
    assert verify(run.scenario, run.plan).value == run.manifest.result.value
    found = changed(run, ASKED, Change(wanted=Wanted()), workers)
    assert found.solved.plan == run.plan


# -- what is proved of a step -----------------------------------------------------------------------


ONE = scenario(one_link())


@pytest.fixture(scope="module")
def solved(workers: Workers) -> Solved:
    return solve(ONE, workers=workers)


def bounded(solved: Solved, value: int, bound: int, *parts: tuple[int, int, bool], **more: object):
    """A plan that is worth so much and may lack so much, in parts that were kept or solved again."""
    components = tuple(
        ComponentResult((str(i),), "bounded", 0, 0, one, most, "", reused=kept)
        for i, (one, most, kept) in enumerate(parts)
    )
    said = {"status": "bounded", "value": value, "bound": bound, "components": components}
    said |= {"shortfall": 0, "shortfall_bound": 0, **more}
    return replace(solved, result=replace(solved.result, **said))


def price(points: int) -> Price:
    return Price("P5", ("province",), 1, Fraction(points))


@pytest.mark.parametrize(
    ("more", "lost", "missed"),
    [
        ({}, (1, 6), (0, 0)),
        ({"prices": (price(0),)}, (1, 6), (0, 0)),
        ({"prices": (price(3),)}, (-5, 6), (0, 0)),
        ({"shortfall": 3, "shortfall_bound": 2}, (-5, 6), (2, 3)),
    ],
)
def test_what_was_kept_lacks_the_same_in_both_plans(
    solved: Solved,
    more: dict[str, object],
    lost: tuple[int, int],
    missed: tuple[int, int],
) -> None:
    """It drops out of the difference, unless a row of the province or a shortfall joins the parts."""
    found = bounded(solved, 90, 100, (50, 56, True), (40, 44, False), **more)
    best = bounded(solved, 95, 102, (50, 56, True), (45, 46, False))
    step = _step(ONE, 7, found, best)
    assert (step.most, step.lost, step.missed) == (7, lost, missed)


def test_nothing_more_is_missed_than_by_the_best_plan_itself(solved: Solved) -> None:
    """A plan that misses less than another is no reason to say that it misses less than nothing."""
    found = bounded(solved, 90, 100, shortfall=3, shortfall_bound=1)
    best = bounded(solved, 95, 102, shortfall=2, shortfall_bound=1)
    assert _step(ONE, 7, found, best).missed == (0, 2)
    last = _step(ONE, 9, best, best)
    assert (last.lost, last.missed) == ((0, 0), (0, 0))
