"""The relaxation is close to the truth: rows that follow from others are there to make it so."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pairmatch.component import component, split
from pairmatch.io.read import read_scenario
from pairmatch.model import build
from pairmatch.planner import solve
from pairmatch.post import Post
from pairmatch.programmes import ROOMS, RULES
from pairmatch.scenario import Scenario
from pairmatch.solve import ready
from pairmatch.solve.job import HALF, Aim, Job
from pairmatch.solve.workers import Workers
from tests.brute import optimum
from tests.builders import code, need, one_link, scenario, school, staff
from tests.tiny_models import searched
from tests.tiny_provinces import Here
from tests.tiny_random import tiny

DEMO = Path(__file__).parent.parent / "scenarios" / "demo"
CLOSE = Fraction(6, 1000)
"""Weaker wordings of the same rules leave a gap of 1 to 3 per cent."""


def bound(one: Scenario) -> Fraction:
    """Return the points that the relaxations of a scenario's components prove."""
    return proved(one)[1]


def proved(one: Scenario) -> tuple[int, Fraction]:
    """Return the shortfall, negative, and the points that they prove: less is tighter."""
    floor = total = 0
    for units in split(one):
        model, _ = build(component(one, units), ROOMS, RULES)
        job = Job(0, Aim(), "relax", seed=1, time_limit_s=20, slack=0)
        found = searched(model, job)
        assert found.bound is not None
        floor += found.floor
        total += found.bound
    return -floor, Fraction(total, HALF)


def test_the_relaxation_is_close_to_the_best_plan(workers: Workers) -> None:
    one = read_scenario(DEMO)
    best = solve(one, workers=workers).result
    assert best.status == "proved"
    assert best.value <= bound(one) <= best.value * (1 + CLOSE)


def test_rows_that_follow_from_others_tighten_it(monkeypatch: pytest.MonkeyPatch) -> None:
    one = read_scenario(DEMO)
    tight = bound(one)
    monkeypatch.setattr(Post, "tighten", lambda *said, **more: None)
    assert tight < bound(one)


@pytest.mark.parametrize(
    ("code", "seed"), [("T5", 210), ("W5", 387), ("W6-stage", 123), ("W8", 396)]
)
def test_one_of_them_alone_tightens_it(
    code: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a model loses and gains when it is made ready does some of the same.
    monkeypatch.setattr(ready, "tightened", lambda model: model)
    one = tiny(seed)
    tight = proved(one)
    every = Post.tighten

    def others(post: Post, said: str, parts: Any, **more: Any) -> None:
        if said != code:
            every(post, said, parts, **more)

    monkeypatch.setattr(Post, "tighten", others)
    assert tight < proved(one)


def test_who_rests_meets_no_part_of_a_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of six teachers of English five rest; the relaxation would have a third of a site meet one post."""
    served = {"year": 2020, "what": "seat", "supporting_school": code(1), "count": 5}
    post = {"role": "teacher", "subject": "english", "status": "actual"}
    one = scenario(
        one_link(
            schools=[school(3, 2, kind="township_central")],
            staff=[
                staff(1, "teacher", 6, "english"),
                staff(1, "teacher", 2, "mathematics"),
                staff(1, "teacher", 3, "music"),
                staff(2, "teacher", 5, "english"),
                staff(3, "teacher", 5, "english"),
            ],
            needs=[need(2, "teacher", 5, 5, "english"), need(3, "teacher", 5, 3, "mathematics")],
            quotas=[{"unit_code": "000002", "programme": "teams", "min": 0, "max": 1}],
            history=[{**served, **post, "recipient_school": code(2)}],
        )
    )
    assert bound(one) == solve(one, workers=Here()).result.value
    monkeypatch.setattr(ready, "tightened", lambda model: model)
    assert bound(one) > solve(one, workers=Here()).result.value * (1 + CLOSE)


def test_a_part_of_a_site_covers_no_more_than_a_part_of_a_subject() -> None:
    """In this scenario the relaxation would else cover a subject whole from a site hardly open."""
    one = tiny(15)
    best = optimum(one)
    assert best is not None
    assert best.value <= bound(one) < best.value + Fraction(one.weight("T8"), 2)
