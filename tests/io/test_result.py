"""The result: what it says is never more than what is proved."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairmatch.errors import Defect
from pairmatch.result import Result


def _result(value: int, bound: int, shortfall: int = 0, least: int = 0) -> Result:
    return Result("s", "t", "bounded", shortfall, least, value, bound, (), 1, (), "h")


def test_only_a_proof_is_called_one(result: Result) -> None:
    assert result.said("zh") == "已证明最优"
    assert result.said("en") == "proved optimal"
    for change in ({"bound": result.bound + 1}, {"shortfall_bound": 0}):
        with pytest.raises(Defect):
            replace(result, **change)


def test_the_gap_is_said_in_percent_and_rounded_up() -> None:
    assert _result(1_922_191, 1_922_204).said("zh") == "可行，已证明差距不超过 0.0007%"
    assert _result(100, 101).said("en") == "feasible; proved gap at most 1 %"
    assert _result(0, 2).gap == 2


def test_an_unproved_shortfall_is_said_too() -> None:
    assert _result(100, 100, 5, 3).said("zh") == (
        "可行，已证明差距不超过 0%；未达标量 5，已证明不少于 3"
    )


@given(st.integers(-(10**7), 10**7), st.integers(0, 10**5))
def test_the_gap_said_is_never_below_the_gap(value: int, more: int) -> None:
    found = _result(value, value + more)
    assert float(found.gap_percent) >= float(found.gap) * 100 - 1e-9


def test_json_round_trip(result: Result) -> None:
    again = Result.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again == result
    assert again.versions == result.versions
