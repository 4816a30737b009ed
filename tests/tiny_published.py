"""Random scenarios of which a plan was given out before, and few of its rows may be moved."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from random import Random

from pairmatch.plan import Plan
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.index import sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.published.tables import Published
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Staff
from pairmatch.settings import MOVED_MAX, Given
from tests.brute import plans
from tests.fixing import random_plan
from tests.tiny_random import tiny

LOOKS = 2000
"""So many plans of a scenario are looked at for one to give out."""


def tiny_published(seed: int) -> Scenario:
    """A tiny scenario with the rows of some plan as published, then perhaps with a person less.

    The plan keeps every hard rule, or now and then none.
    """
    r = Random(f"published {seed}")
    scenario = tiny(seed)
    some = list(islice(plans(scenario), LOOKS))
    lawful = some and r.random() < 0.85
    given = max(r.choices(some, k=4), key=_size) if lawful else random_plan(scenario, r)
    rows = [x for x in given_out(given) if r.random() < 0.9]
    found = moving(scenario.with_rows(Published, rows), r.choice([0, 0, 1, 1, 2, 3, 100_000]))
    return _one_less(found, r) if r.random() < 0.5 else found


def something_published(scenario: Scenario, seed: int) -> Scenario:
    """The scenario with rows of some plan, whatever rules it breaks, as published."""
    r = Random(f"published {seed}")
    rows = given_out(random_plan(scenario, r))
    return moving(scenario.with_rows(Published, rows), r.randint(0, 2))


def _size(plan: Plan) -> int:
    return sum(len(plan.rows(table.model)) for table in plan.tables)


def _one_less(scenario: Scenario, r: Random) -> Scenario:
    staff = list(scenario.rows(Staff))
    counted = [i for i, x in enumerate(staff) if x.count and x.person_id is None]
    if counted:
        i = r.choice(counted)
        staff[i] = staff[i].model_copy(update={"count": staff[i].count - 1})
    return scenario.with_rows(Staff, staff)


def moving(scenario: Scenario, most: int) -> Scenario:
    """The scenario with another number of rows that may be moved."""
    numbers = {**scenario.settings.numbers, MOVED_MAX: Given(most)}
    return scenario.with_settings(replace(scenario.settings, numbers=numbers))


def given_out(plan: Plan) -> list[Published]:
    """The rows of a plan as published ones; alike people without a name are counted."""
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for pair in plan.rows(SchoolPair):
        found[tuple(pair.model_dump().values())] = {"what": "pair", **pair.model_dump()}
    for row in (*plan.rows(Seat), *plan.rows(Placement)):
        said = {"what": "seat", **row.model_dump(exclude={"team_id", "seat"}), "count": 0}
        if isinstance(row, Placement):
            said |= {"what": "placement", "site": sites(plan)[row.team_id]}
        one = found.setdefault(tuple(said.values()), said)
        one["count"] = int(one["count"]) + 1  # type: ignore[call-overload]
    return [
        Published.model_validate({k: v for k, v in x.items() if (k, v) != ("count", 1)})
        for x in found.values()
    ]
