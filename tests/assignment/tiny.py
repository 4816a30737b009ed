"""Random scenarios of pairs alone with outside scores, and their best plans by enumeration."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.component import component
from pairmatch.model import build
from pairmatch.post import Model
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.tables import PairScore
from pairmatch.scenario import Scenario
from pairmatch.solve.flowed import Flowed, flowed
from pairmatch.solve.network import network
from tests.builders import code, link, scenario, school, unit

NO_TEAMS = {"teams_per_county_min": 0}
MISSED = ("P2-min", "P3-min")


def model_of(one: Scenario) -> Model:
    """The model of a scenario of one component."""
    return build(component(one, tuple(one.units)), ROOMS, RULES)[0]


Scores = dict[tuple[int, int], tuple[int, int | None]]
"""Affinity and load by recipient and supporting school."""
FIRST = 10_001
"""The number of the first recipient school."""


def paired(
    recipients: int,
    supporters: int,
    scores: Scores,
    limits: dict[int, dict[str, int | None]] | None = None,
    **said: Any,
) -> Scenario:
    """One link with supporting schools 1, 2, … and recipient ones from FIRST on, and nobody to send."""
    limits = limits or {}
    numbers = range(1, supporters + 1), range(FIRST, FIRST + recipients)
    tables = {
        "units": [unit(1, "supporting"), unit(2, "recipient")],
        "links": [link(1, 2)],
        "schools": [
            school(x, home, **limits.get(x, {}))
            for home, side in enumerate(numbers, 1)
            for x in side
        ],
        "pair_scores": [
            {
                "recipient_school": code(r),
                "supporting_school": code(s),
                "affinity": affinity,
                "load": load,
            }
            for (r, s), (affinity, load) in scores.items()
        ],
    }
    return scenario(tables, **{**said, "numbers": {**NO_TEAMS, **said.get("numbers", {})}})


def tiny(seed: int, *, loads: bool) -> Scenario:
    """A few schools with least and most partners, some pairs not listed, many scores equal."""
    r = Random(seed)
    recipients, supporters = r.choice([(1, 4), (2, 3), (3, 3), (3, 2), (2, 4), (4, 2)])
    limits: dict[int, dict[str, int | None]] = {}
    for x in [*range(1, supporters + 1), *range(FIRST, FIRST + recipients)]:
        low = r.choice([0, 0, 1, 1, 2])
        limits[x] = {"pair_min": low, "pair_max": low + r.choice([0, 0, 1, 2])}
        if loads and x < FIRST:
            limits[x]["load_max"] = r.choice([None, 2, 3, 5, 8])
    size = r.choice([3, 1000])
    scores: Scores = {
        (x, s): (r.randint(-size, size), r.choice([None, 0, 1, 2, 3, 5]) if loads else None)
        for x in range(FIRST, FIRST + recipients)
        for s in range(1, supporters + 1)
        if r.random() < 0.85
    }
    scores = scores or {(FIRST, 1): (1, None)}
    forces = {x: r.choice(["relaxable", "relaxable", "principle", "preference"]) for x in MISSED}
    weights = {x: r.choice([1, 10, 300]) for x in MISSED}
    return paired(
        recipients,
        supporters,
        scores,
        limits,
        maximise=r.random() < 0.5,
        forces=forces,
        weights=weights,
    )


def best(one: Scenario) -> tuple[int, int]:
    """The least shortfall and the most points with it, over all sets of listed pairs."""
    rows = one.rows(PairScore)
    sets = np.array(list(product((0, 1), repeat=len(rows))), dtype=np.int64)
    sign = 1 if one.settings.maximise else -1
    points = one.weight("O5") * sign * sets @ np.array([x.affinity for x in rows])
    shortfall, possible = np.zeros(len(sets), dtype=np.int64), np.ones(len(sets), dtype=bool)
    for which, column in zip(MISSED, ("recipient_school", "supporting_school"), strict=True):
        for one_school in one.schools_on(column.split("_")[0]):
            low, high = bounds(one, one_school)
            mine = np.array([getattr(x, column) == one_school.school_code for x in rows])
            count = sets[:, mine].sum(axis=1)
            possible &= count <= high
            missed = one.weight(which) * np.maximum(low - count, 0)
            if one.force(which) == "relaxable":
                shortfall += missed
            else:
                points -= missed
            if column[0] == "s" and one_school.load_max is not None:
                load = np.array([1 if x.load is None else x.load for x in rows])
                possible &= sets[:, mine] @ load[mine] <= one_school.load_max
    least = shortfall[possible].min()
    return int(least), int(points[possible & (shortfall == least)].max())


def flow_of(model: Model, objective: IntArray) -> Flowed | None:
    """The best plan of a model as a flow; None if it is no network, or not proved best."""
    arcs = network(model)
    return None if arcs is None else flowed(model, arcs, objective)
