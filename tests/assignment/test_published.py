"""Published assignment instances, as scenarios, have exactly the published optima."""

from __future__ import annotations

import pytest

from pairmatch.scenario import Scenario
from pairmatch.solve.job import Aim, Job, Outcome
from tests.assignment.published import DATA, as_scenario, assignment, generalised, numbers_of
from tests.assignment.tiny import model_of
from tests.tiny_models import searched

MOST = {
    "gap1": (336, 327, 339, 341, 326),
    "gap2": (434, 436, 420, 419, 428),
    "gap3": (580, 564, 573, 570, 564),
    "gap12": (1451,),
}


def found_for(one: Scenario) -> Outcome:
    return searched(model_of(one), Job(0, Aim(), "prove", 1, 60.0, slack=80))


def test_assignment_at_the_least_cost() -> None:
    found = found_for(assignment(DATA / "assign100.txt"))
    assert found.column is not None
    assert (found.state, found.column.shortfall, -found.column.points) == ("proved", 0, 305)
    assert found.certified


@pytest.mark.parametrize("name", MOST)
def test_generalised_assignment_at_the_most_profit(name: str) -> None:
    words = numbers_of(DATA / f"{name}.txt")
    assert next(words) == 5
    for value in MOST[name]:
        found = found_for(as_scenario(generalised(words), maximise=True))
        assert found.column is not None
        assert (found.state, found.column.shortfall, found.column.points) == ("proved", 0, value)
