"""What is wrong in the input of the pairs: outside scores, and pair locks against hard rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

import numpy as np

from pairmatch.component import stage_bits
from pairmatch.errors import Text
from pairmatch.programmes.faults import beyond, called, required_locks, spoken, wrong_side
from pairmatch.programmes.pairs.affinity import load
from pairmatch.programmes.pairs.province import pairs_wanted
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.scores import scores
from pairmatch.programmes.pairs.tables import PairScore
from pairmatch.programmes.room import Fault
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Row, School

WHERE = ("units", "links")


def faults(scenario: Scenario) -> Iterator[Fault]:
    """Judge the pair scores, the least numbers of partners and the pair locks."""
    return chain(_least(scenario), _scored(scenario), _locked(scenario))


def _least(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(School):
        most = bounds(scenario, row)[1]
        if row.pair_min is not None and row.pair_max is None and row.pair_min > most:
            yield Fault("E-SCHOOL-PAIRS", row, "pair_min", {"max": most}, ("units",))


def _scored(scenario: Scenario) -> Iterator[Fault]:
    for row in _doubtful(scenario):
        sides = [
            *wrong_side(scenario, row, "recipient_school", "recipient"),
            *wrong_side(scenario, row, "supporting_school", "supporting"),
        ]
        yield from sides
        if not sides:
            yield from _impossible(scenario, row, row.recipient_school, row.supporting_school)
    yield from _pointless(scenario)


def _doubtful(scenario: Scenario) -> Iterator[PairScore]:
    """Yield the scores of two schools on wrong sides, outside the links or without a shared stage."""
    outside, unit = scores(scenario), {code: i for i, code in enumerate(scenario.units)}
    home = np.array([unit[scenario.homes[x]] for x in outside.position], dtype=np.int64)
    stages = np.array([stage_bits(scenario.stages(x)) for x in outside.position], dtype=np.int64)
    linked = np.zeros((len(unit), len(unit)), dtype=bool)
    for supporting, recipient in scenario.linked_units:
        linked[unit[supporting], unit[recipient]] = True
    r, s = outside.recipient, outside.supporter
    # The sides of a school are those of the units of a link, so that this covers them too.
    fine = linked[home[s], home[r]] & ((stages[s] & stages[r]) != 0)
    rows = scenario.rows(PairScore)
    return (rows[i] for i in np.flatnonzero(~fine))


def _pointless(scenario: Scenario) -> Iterator[Fault]:
    """Report small scores that are good where nothing asks for a pair: none at all would be best."""
    scored = scenario.rows(PairScore)
    if not scored or scenario.settings.maximise:
        return
    asked = any(q.min for (_, of), rows in scenario.quotas.items() if of == "pairs" for q in rows)
    asked |= (pairs_wanted(scenario) or (0, 0))[0] > 0
    asked |= any(lock.what == "pair" for lock in scenario.locks)
    asked |= any(bounds(scenario, x)[0] for x in scenario.schools.values())
    if not asked:
        yield Fault("E-MINIMISE", scored[0], "affinity", {}, ("quotas", "schools", "locks"))


def _impossible(scenario: Scenario, row: Row, recipient: str, supporting: str) -> Iterator[Fault]:
    """Report two schools that no plan may pair: outside the links, or without a shared stage."""
    values = {
        "recipient": called(scenario, recipient),
        "supporting": called(scenario, supporting),
        "recipient_stages": spoken("person_stage", scenario.stages(recipient)),
        "supporting_stages": spoken("person_stage", scenario.stages(supporting)),
    }
    if not scenario.linked(supporting, recipient):
        yield Fault("E-PAIR-LINK", row, "supporting_school", values, WHERE, "P1")
    if not scenario.stages(supporting) & scenario.stages(recipient):
        yield Fault("E-PAIR-STAGE", row, "supporting_school", values, rule="P4")


def _locked(scenario: Scenario) -> Iterator[Fault]:
    listed = scores(scenario)
    possible: list[Lock] = []
    for lock in required_locks(scenario, "pair"):
        recipient, supporting = lock.recipient_school, lock.supporting_school or ""
        wrong = list(_impossible(scenario, lock, recipient, supporting))
        if not wrong and listed and listed.find(recipient, supporting) is None:
            values = {
                "recipient": called(scenario, recipient),
                "supporting": called(scenario, supporting),
            }
            relies_on = ("pair_scores",)
            wrong = [Fault("E-LOCK-SCORE", lock, "supporting_school", values, relies_on, "P9")]
        yield from wrong
        if not wrong:
            possible.append(lock)
    yield from _too_many(scenario, possible)


def _too_many(scenario: Scenario, locks: list[Lock]) -> Iterator[Fault]:
    """Report the locks beyond the partners, or the load, that a school can take."""
    for side in ("recipient", "supporting"):
        column = f"{side}_school"
        by_school: dict[str, list[Lock]] = defaultdict(list)
        for lock in locks:
            by_school[getattr(lock, column)].append(lock)
        for code, mine in by_school.items():
            school = scenario.schools[code]
            most = bounds(scenario, school)[1]
            name = called(scenario, code)
            rule = "P2" if side == "recipient" else "P3"
            yield from beyond("E-LOCK-PAIRS", mine, column, most, name, rule=rule)
            if side == "supporting" and school.load_max is not None and len(mine) <= most:
                yield from _loads(scenario, mine, school.load_max, name)


def _loads(scenario: Scenario, locks: list[Lock], limit: int, school: Text) -> Iterator[Fault]:
    used = 0
    for lock in locks:
        used += load(scenario, lock.recipient_school, lock.supporting_school or "")
        if used > limit:
            values = {"school": school, "limit": limit, "found": used}
            relies_on = ("pair_scores",)
            yield Fault("E-LOCK-LOAD", lock, "supporting_school", values, relies_on, "P3-load")
