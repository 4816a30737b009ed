"""Whoever the model counts as staying is there in the plan that is read off, whatever else is wanted."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from pairmatch.arrays import FloatArray
from pairmatch.component import component
from pairmatch.model import build
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Variables
from pairmatch.programmes import ROOMS, RULES, plan_tables_of
from pairmatch.programmes.placements.variables import PlacementVariables
from pairmatch.programmes.published.kept import Kept
from pairmatch.programmes.published.places import moved, rows_published
from pairmatch.scenario import Scenario
from pairmatch.solve.engine import solve_tier
from tests.builders import code, one_link, scenario, school, staff

HARD = [rule for rule in RULES if rule.force == "hard" and rule.code != "L3"]
SEEDS = (*range(24), 145, 229, 245, 247)
"""In the last ones somebody who stays would leave a school to lend to itself, were that not seen to."""


def published(seed: int) -> Scenario:
    """Two sites and a school beside them, which lend to each other; hosts of one stage and of two.

    Drawn are the people there are, and where some of them are published.
    """
    r = Random(seed)
    schools = [
        school(3, 1, stage="nine_year"),
        *(school(n, 2, stage="nine_year", kind="township_central") for n in (2, 4)),
        school(5, 2, stage="nine_year"),
    ]
    tables = one_link()
    tables["schools"] = [school(1, 1), *schools]
    tables["staff"] = [staff(1, "teacher", 6, "chinese")]
    for n in (2, 4, 5):
        for stage in ("primary", "junior"):
            count = r.choice((0, 1, 1, 2))
            tables["staff"] += [staff(n, "teacher", count, "chinese", stage=stage)] if count else []
    tables["published"] = [
        {
            **{"what": "placement", "role": "teacher", "subject": "chinese", "term": "year"},
            **{"recipient_school": code(of), "site": code(site), "supporting_school": code(host)},
            **{"stage": stage, "count": r.choice((1, 1, 2))},
        }
        for of in (2, 4, 5)
        for site in (2, 4)
        for host in (1, 3)
        for stage in ("primary", "junior")
        if r.random() < 0.4
    ]
    return scenario(tables, numbers={"team_size_min": 1, "team_size_max": 3})


def read_off(one: Scenario, seed: int) -> tuple[int, Plan]:
    """How many published rows stay by the model, wanted before all else, and the plan that it gives."""
    part = component(one, tuple(one.units))
    model, variables = build(part, ROOMS, HARD)
    kept = variables.of(Kept).column
    wanted = _wanted(variables, len(model.upper), Random(seed))
    wanted[kept] = 20
    values = solve_tier(model, wanted, maximise=True, route="highs", seed=1, time_limit_s=10).values
    assert values is not None
    rows: dict[type[Assignment], list[Assignment]] = {}
    for room in ROOMS:
        if room.extract is not None:
            before = Plan(plan_tables_of(ROOMS), rows)
            rows.update(room.extract(part, variables, values, before))
    return round(float(values[kept].sum())), Plan(plan_tables_of(ROOMS), rows)


def _wanted(variables: Variables, size: int, r: Random) -> FloatArray:
    v = variables.of(PlacementVariables)
    wanted = np.zeros(size)
    for columns in (v.own, v.lent, v.borrowed, v.guests):
        wanted[columns] = [r.choice((-9, -2, 1, 5)) for _ in columns]
    return wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_rows_stay_as_the_model_says(seed: int) -> None:
    """People of a site's own school and lent ones, at hosts that not everybody can go to."""
    one = published(seed)
    stay, plan = read_off(one, seed)
    assert stay > 0
    assert sum(moved(one, plan).values()) <= rows_published(one) - stay
