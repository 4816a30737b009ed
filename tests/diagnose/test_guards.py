"""What is believed only after it was checked: sums, declared repairs, what others give way."""

from __future__ import annotations

import numpy as np
import pytest

from pairmatch.diagnose import Demand, diagnose
from pairmatch.diagnose.argument import _added_up
from pairmatch.diagnose.says import Words
from pairmatch.programmes import RULES
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from tests.builders import one_link, scenario, staff
from tests.diagnose.truth import elastic
from tests.tiny_random import tiny


def _few_people() -> Scenario:
    """A team of two is asked for, and one person can come."""
    people = [staff(1, "teacher", 1, "chinese"), staff(2, "teacher", 2, "chinese")]
    numbers = {"team_size_min": 2, "team_size_max": 2, "teams_per_county_min": 1}
    return scenario(one_link(staff=people), numbers=numbers)


def test_a_sum_that_proves_nothing_is_none(workers: Workers) -> None:
    source = _few_people()
    [conflict] = diagnose(source, workers=workers).conflicts
    one, demands = elastic(source), list(conflict.demands)
    times = np.zeros(len(one.model.low), dtype=np.int64)
    assert _added_up(one, demands, times) is None
    times[one.rows(Demand("T1", ("000002",)))] = -1
    assert _added_up(one, demands, times) is None


def test_who_cannot_be_placed_counts_as_nobody(workers: Workers) -> None:
    """A placement is agreed for a school of which nobody can be placed: rows of meaning alone say so."""
    source = tiny(8)
    [conflict] = diagnose(source, workers=workers).conflicts
    assert [x.code for x in conflict.demands] == ["L1"]
    assert conflict.argument is not None
    assert (conflict.argument.needed, conflict.argument.at_most) == (1, 0)


def test_an_edit_that_does_not_do_what_is_declared_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, workers: Workers
) -> None:
    monkeypatch.setattr("pairmatch.programmes.changes.with_people", lambda scenario, more: scenario)
    [conflict] = diagnose(_few_people(), workers=workers).conflicts
    ways = [[repair.name for repair, _ in x.steps] for x in conflict.mendings]
    assert ["quotas.min"] in ways
    assert not any("staff.count" in way for way in ways)
    assert not conflict.cheapest


def test_what_another_conflict_asks_less_of_is_not_its_repair(workers: Workers) -> None:
    """Of two teams one cannot be had for lack of sites; the other has nobody to be placed for it."""
    source = tiny(86)
    found = diagnose(source, workers=workers)
    [placed] = [x for x in found.conflicts if x.last.code == "W1"]
    teams = next(x for x in placed.stated if x.demand.code == "T1")
    assert (teams.number, teams.eased) == (1, 1)
    text = "\n".join(Words(source, RULES, "zh").lines(found))
    assert "单位3的支教团队至少 1 个团队（原要求 2 个团队，见该项自身的矛盾）" in text
    quota = ("teams", "000003")
    assert not any(
        [repair.ids for repair, _ in mending.steps] == [quota] for mending in placed.mendings
    )


def test_what_gives_way_beside_a_conflict_does_so_no_further_than_it_does() -> None:
    one, demand = elastic(_few_people()), Demand("T1", ("000002",))
    columns = one.slack[demand]
    free, bound = (one.asked((), {demand: 1}, most) for most in (None, {demand: 0}))
    assert bound.upper[columns].max() == 0 < free.upper[columns].max()
