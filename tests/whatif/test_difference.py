"""What is proved of a difference: all of it, a range, or nothing; and the words for it claim no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pairmatch.explain.words import certainty_said, difference_said, signed
from pairmatch.planner import Solved
from pairmatch.result import Result
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from pairmatch.whatif.difference import Difference, difference
from pairmatch.whatif.opened import OpenedRun
from tests.metrics.tiny_plan import tiny
from tests.whatif.runs import run_of


@pytest.fixture(scope="module")
def run(workers: Workers) -> OpenedRun:
    return run_of(tiny(), workers)


def claimed(run: OpenedRun, value: int, bound: int, missed: int = 0, least: int = 0) -> Result:
    proved = (value, missed) == (bound, least)
    return replace(
        run.manifest.result,
        value=value,
        bound=bound,
        shortfall=missed,
        shortfall_bound=least,
        status="proved" if proved else "bounded",
    )


def between(run: OpenedRun, before: Result, after: Result) -> Difference:
    """The difference of two plans of which just this is claimed."""
    one = replace(run, manifest=replace(run.manifest, result=before))
    verification = verify(run.scenario, run.plan, run.rooms)
    other = Solved(run.plan, after, verification, "", run.state)
    return difference(one, run.scenario, other)


def test_between_proved_plans_it_is_proved(run: OpenedRun) -> None:
    found = between(run, claimed(run, 100, 100), claimed(run, 60, 60))
    assert (found.value, found.least, found.most, found.proved) == (-40, -40, -40, True)
    assert "已证明" in certainty_said(found).zh


def test_gaps_of_either_make_a_range(run: OpenedRun) -> None:
    """The best plan has 100 to 107 points, the best other one 60 to 63."""
    found = between(run, claimed(run, 100, 107), claimed(run, 60, 63))
    assert (found.value, found.least, found.most, found.proved) == (-40, -47, -37, False)
    said = certainty_said(found)
    assert "−47" in said.zh
    assert "−37" in said.en
    assert "尚有差距" in said.zh
    assert "proved" not in said.en


def test_a_shortfall_that_may_be_less_leaves_nothing_to_say(run: OpenedRun) -> None:
    found = between(run, claimed(run, 100, 100, 2, 1), claimed(run, 60, 60, 3, 3))
    assert (found.shortfall, found.least, found.most, found.proved) == (1, None, None, False)
    assert "尚未证明" in certainty_said(found).zh
    assert "未达标量 +1" in difference_said(found).zh


def test_signs_are_those_of_print() -> None:
    assert [signed(x) for x in (-3, 0, 4)] == ["−3", "0", "+4"]
