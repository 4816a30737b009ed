"""A cut scenario has the same model of its component, but for points."""

from __future__ import annotations

import numpy as np
import pytest

from pairmatch.component import component, split
from pairmatch.diagnose.cut import cut
from pairmatch.diagnose.elastic import Elastic
from pairmatch.programmes import ROOMS, RULES
from pairmatch.scenario import Scenario
from tests.builders import code, link, scenario, school, unit
from tests.diagnose.planted import planted
from tests.tiny_random import tiny

SEVERAL = [seed for seed in range(40) if len(split(tiny(seed))) > 1][:5]


def _same(scenario: Scenario) -> None:
    for units in split(scenario):
        small = cut(scenario, units)
        one, other = (Elastic.of(component(x, units), ROOMS, RULES) for x in (scenario, small))
        assert list(one.slack) == list(other.slack)
        for name in ("upper", "integer", "low", "high", "row", "column", "coefficient"):
            assert np.array_equal(getattr(one.model, name), getattr(other.model, name)), name


@pytest.mark.parametrize("seed", SEVERAL)
def test_the_model_is_the_same(seed: int) -> None:
    _same(tiny(seed))


def test_the_model_of_planted_links_is_the_same() -> None:
    for seed in (4, 16):
        _same(planted(seed)[0])


def test_a_list_of_pairs_for_others_still_closes_all_other_pairs() -> None:
    """With outside scores only listed pairs are possible, also where none is listed."""
    listed = {"recipient_school": code(11), "supporting_school": code(1), "affinity": 5}
    source = scenario(
        {
            "units": [unit(1, "supporting"), unit(2, "supporting")]
            + [unit(n, "recipient") for n in (11, 12)],
            "links": [link(1, 11), link(2, 12)],
            "schools": [school(n, n) for n in (1, 2, 11, 12)],
            "pair_scores": [listed],
        }
    )
    _same(source)
