"""What a child holds of a component: enough for the next job, no more than it needs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pairmatch.post import Model
from pairmatch.solve.held import Held
from pairmatch.solve.job import Aim, Job, Outcome, Reach
from pairmatch.solve.search import Search
from tests.assignment.tiny import model_of, tiny
from tests.test_search import halves, knapsack


class Asked:
    """A model that counts how often it is asked for."""

    def __init__(self, model: Model) -> None:
        self.model, self.times = model, 0
        self.held = Held(self)

    def __call__(self) -> Model:
        self.times += 1
        return self.model

    def job(self, reach: Reach, shortfall: int | None = None, price: int = 0) -> Outcome:
        """Do a job as a child does."""
        one = Job(0, Aim((price,)), reach, seed=1, time_limit_s=20, slack=80, shortfall=shortfall)
        found = Search(self.held, one, lambda half: None).run()
        self.held.tidy()
        return found


def test_the_model_is_asked_for_when_it_is_needed_first() -> None:
    asked = Asked(knapsack())
    assert asked.times == 0
    assert asked.held.network is None
    assert asked.times == 1


def test_a_reduced_model_does_for_all_later_jobs() -> None:
    asked = Asked(knapsack())
    assert asked.job("price").state == "feasible"
    assert asked.job("relax", shortfall=0).least == 0
    found = asked.job("prove", shortfall=0)
    assert (found.state, found.bound) == ("proved", 8)
    assert asked.times == 1


def test_it_is_asked_for_again_where_the_shortfall_is_more_than_was_thought() -> None:
    asked = Asked(halves())
    assert asked.job("relax").least == 0
    assert asked.times == 1
    assert asked.job("prove", shortfall=0).least == 1
    assert asked.times == 2
    assert asked.job("prove", shortfall=1).state == "proved"
    assert asked.times == 2


def test_the_reduced_model_is_that_of_the_shortfall_asked_for() -> None:
    asked = Asked(halves())
    none, one = asked.held.at(0), asked.held.at(1)
    assert none.model.upper.tolist() == [1, 1, 1, 0]
    assert one.model.upper[3] > 0
    assert asked.held.at(1) is one
    assert asked.held.at(0).model.upper.tolist() == none.model.upper.tolist()
    assert asked.times == 1


def test_a_network_is_held_whole() -> None:
    asked = Asked(model_of(tiny(3, loads=False)))
    first = asked.job("prove")
    asked.held.at(0)
    asked.held.tidy()
    assert first.state == "proved"
    assert asked.job("prove").column == first.column
    assert asked.times == 1


def test_a_reduced_model_is_without_what_only_the_parent_asks_for() -> None:
    whole = replace(halves(), block=np.array([1, 1, 1, -1]))
    at = Held(lambda: whole).at(1)
    assert (at.model.block, at.model.slack_rule, at.model.slack_ids) == (None, {}, {})
    assert at.blocks.of_column.tolist() == [0, 0, 0, -1]
