"""Mean, percentile, Gini and Jain: by hand, and what they must be whatever the numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.programmes.spread import gini, jain, mean, percentile

SOME = st.lists(st.fractions(0, 1000, max_denominator=50), min_size=1, max_size=8)
SHARE = st.fractions(Fraction(1, 100), 1, max_denominator=100)


def third(x: int) -> Fraction:
    return Fraction(x, 3)


@pytest.mark.parametrize(
    ("values", "g", "j"),
    [
        ([1], Fraction(0), Fraction(1)),
        ([2, 2, 2], Fraction(0), Fraction(1)),
        ([0, 0], Fraction(0), Fraction(1)),
        ([0, 1], Fraction(1, 2), Fraction(1, 2)),
        ([0, 0, 5], Fraction(2, 3), Fraction(1, 3)),
        # |1-3| four ways is 4 of 2·2·4 = 16; 4² / (2·10)
        ([1, 3], Fraction(1, 4), Fraction(4, 5)),
        # differences 1 + 3 + 2, both ways 12, of 2·3·7 = 42; 7² / (3·21)
        ([4, 1, 2], Fraction(12, 42), Fraction(49, 63)),
        ([third(1), third(2)], Fraction(1, 6), Fraction(9, 10)),
    ],
)
def test_gini_and_jain_by_hand(values: list[int], g: Fraction, j: Fraction) -> None:
    assert (gini(values), jain(values)) == (g, j)


@pytest.mark.parametrize(
    ("share", "found"),
    [("1/10", 10), ("1/4", 20), ("3/10", 20), ("1/2", 30), ("9/10", 50), ("1", 50)],
)
def test_percentile_by_hand(share: str, found: int) -> None:
    assert percentile([30, 10, 50, 20, 40], Fraction(share)) == found


def test_of_ten_nine_do_not_exceed_the_ninth() -> None:
    assert percentile(range(1, 11), Fraction(9, 10)) == 9
    assert percentile(range(1, 12), Fraction(9, 10)) == 10


def test_mean_by_hand() -> None:
    assert mean([1, 2]) == Fraction(3, 2)
    assert mean([Fraction(1, 3), 1]) == Fraction(2, 3)


def test_of_nothing_there_is_nothing_to_say() -> None:
    assert [mean([]), gini([]), jain([]), percentile([], Fraction(1, 2))] == [None] * 4


@pytest.mark.parametrize("spread", [gini, jain])
def test_negative_numbers_are_refused(spread) -> None:
    with pytest.raises(ValueError, match="negative"):
        spread([1, -1])


@pytest.mark.parametrize("share", [Fraction(0), Fraction(-1, 2), Fraction(11, 10)])
def test_a_percentile_is_a_share_above_nothing(share: Fraction) -> None:
    with pytest.raises(ValueError, match="share"):
        percentile([1], share)


@settings(max_examples=30)
@given(SOME)
def test_gini_is_what_its_definition_says(values: list[Fraction]) -> None:
    n, total = len(values), sum(values)
    every = sum(abs(x - y) for x in values for y in values)
    assert gini(values) == (every / (2 * n * total) if total else 0)
    assert 0 <= gini(values) <= Fraction(n - 1, n) < 1  # type: ignore[operator]


@settings(max_examples=30)
@given(SOME)
def test_jain_lies_between_one_in_n_and_one(values: list[Fraction]) -> None:
    found = jain(values)
    assert found is not None
    assert Fraction(1, len(values)) <= found <= 1
    assert (found == 1) == (len(set(values)) == 1) == (gini(values) == 0)


@settings(max_examples=30)
@given(SOME, st.fractions(Fraction(1, 50), 50, max_denominator=50), st.randoms())
def test_scale_and_order_do_not_matter(values: list[Fraction], by: Fraction, random) -> None:
    other = [by * x for x in values]
    random.shuffle(other)
    assert gini(other) == gini(values)
    assert jain(other) == jain(values)


@settings(max_examples=30)
@given(SOME)
def test_everybody_twice_is_as_fair(values: list[Fraction]) -> None:
    assert gini(values * 2) == gini(values)
    assert jain(values * 2) == jain(values)


@settings(max_examples=30)
@given(SOME, SHARE, SHARE)
def test_a_percentile_occurs_and_splits_as_it_says(
    values: list[Fraction], one: Fraction, other: Fraction
) -> None:
    found = percentile(values, one)
    assert found in values
    n = len(values)
    assert sum(x <= found for x in values) >= one * n > sum(x < found for x in values)
    assert percentile(values, min(one, other)) <= percentile(values, max(one, other))  # type: ignore[operator]
