"""Scenarios of pairs alone from files to proof, and what outside scores look like as arrays."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from pairmatch.component import component
from pairmatch.io.read import read_scenario
from pairmatch.model import build
from pairmatch.planner import solve
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.pairs.scores import scores
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.pairs.variables import PairVariables
from pairmatch.programmes.teams.variables import TeamVariables
from pairmatch.solve.network import network
from pairmatch.solve.workers import Workers
from tests.assignment.tiny import FIRST, model_of, paired
from tests.builders import code, one_link, scenario

WRITER = Path(__file__).parents[2] / "benchmarks" / "scores.py"


@pytest.mark.parametrize("kind", ["pure", "partners", "loads"])
def test_the_example_of_each_kind_is_proved_and_keeps_every_rule(
    kind: str, tmp_path: Path, workers: Workers
) -> None:
    write: Callable[[str, Path, int], None] = runpy.run_path(str(WRITER))["write"]
    write(kind, tmp_path / kind, 25)
    one = read_scenario(tmp_path / kind)
    solved = solve(one, workers=workers)
    assert (solved.result.status, solved.result.shortfall) == ("proved", 0)
    assert solved.verification.accepted
    assert len(solved.plan.rows(SchoolPair)) >= 25
    assert (network(model_of(one)) is None) == (kind == "loads")


def test_without_anybody_to_send_there_are_no_sites_unless_one_is_decided() -> None:
    alone = paired(1, 1, {(FIRST, 1): (5, None)})
    decided = scenario(
        one_link(locks=[{"what": "site", "recipient_school": code(2), "force": "forbid"}])
    )
    for one, sites in ((alone, 0), (decided, 1)):
        _, variables = build(component(one, tuple(one.units)), ROOMS, RULES)
        assert len(variables.of(TeamVariables).site) == sites


def test_a_pair_too_heavy_by_itself_is_no_column_of_use() -> None:
    one = paired(2, 1, {(FIRST, 1): (9, 4), (FIRST + 1, 1): (1, 3)}, {1: {"load_max": 3}})
    model, variables = build(component(one, tuple(one.units)), ROOMS, RULES)
    column = variables.of(PairVariables).column
    assert model.upper[column].tolist() == [0, 1]
    assert model.sketch is not None
    assert model.sketch[column].tolist() == [False, True]


def test_scores_are_found_by_pair() -> None:
    one = paired(2, 2, {(FIRST, 2): (9, 4), (FIRST + 1, 1): (-1, None)})
    listed = scores(one)
    assert len(listed) == 2
    assert listed.affinity.tolist() == [9, -1]
    assert listed.load.tolist() == [4, 1]
    assert listed.find(code(FIRST), code(2)) == 0
    assert listed.find(code(FIRST + 1), code(1)) == 1
    assert listed.find(code(FIRST), code(1)) is None
    assert listed.find(code(FIRST + 1), code(2)) is None
    assert listed.find(code(7), code(2)) is None
    assert not scores(scenario(one_link()))


def test_the_same_tables_under_other_settings_are_the_same_rows() -> None:
    one = paired(1, 2, {(FIRST, 1): (5, None), (FIRST, 2): (6, None)})
    two = one.with_settings(paired(1, 1, {(FIRST, 1): (1, None)}, seed=7).settings)
    assert two.settings.seed == 7
    assert len(scores(two)) == 2
    assert two.input_hash != one.input_hash
