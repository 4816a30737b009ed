"""The small parts of a report: shades, flows, numbers, and the words of tasks in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.errors import Lang, Text
from pairmatch.programmes import ROOMS
from pairmatch.programmes.room import Task
from pairmatch.report.summary import _missing as said
from pairmatch.webpage.content import SHADES
from pairmatch.webpage.flow import MARGIN, WIDTH, colours, drawing, ordered
from pairmatch.webpage.numbers import decimal, percentile, share
from pairmatch.webpage.rows import _missing
from pairmatch.webpage.shading import shades
from tests.metrics.tiny_plan import tiny, tiny_plan

numbers = st.lists(st.one_of(st.none(), st.fractions(0, 100, max_denominator=7)), max_size=12)


@settings(max_examples=40)
@given(numbers)
def test_worse_is_never_paler(values: list[Fraction | None]) -> None:
    found = shades(values, "higher")
    known = [(x, shade) for x, shade in zip(values, found, strict=True) if x is not None]
    for value, shade in known:
        assert all(other >= shade for x, other in known if x < value)
        ahead = sum(x > value for x, _ in known)
        assert (shade > 0) == (2 * ahead > len(known) - 1)
        assert (shade == SHADES) == (ahead > 0 and ahead == len(known) - 1) or ahead > 8
    assert all(shade == 0 for x, shade in zip(values, found, strict=True) if x is None)
    assert shades([None if x is None else -x for x in values], "lower") == found


def test_what_most_share_is_no_mark_against_any() -> None:
    values = [Fraction(x) for x in (1, 0, 0, 0)]
    assert shades(values, "higher") == [0, 0, 0, 0]
    assert shades(values, "lower") == [SHADES, 0, 0, 0]
    assert shades(values, "") == [0, 0, 0, 0]


def test_a_flow_is_as_wide_as_what_it_carries() -> None:
    flows = {("广州", "湛江"): 3, ("深圳", "河源"): 2, ("深圳", "湛江"): 1}
    colour = colours(ordered(flows, ["湛江", "河源"]))
    found = drawing(flows, ["湛江", "河源", "云浮"], colour, "pairs")
    bars = {bar.text: bar for bar in found.bars}
    assert list(bars) == ["广州 3", "深圳 3", "湛江 4", "河源 2"]
    assert bars["湛江 4"].height == pytest.approx(2 * bars["河源 2"].height)
    assert [ribbon.says for ribbon in found.ribbons] == [
        "广州 → 湛江: 3",
        "深圳 → 湛江: 1",
        "深圳 → 河源: 2",
    ]
    assert len({bar.colour for bar in found.bars[:2]}) == 2
    for bar in found.bars:
        assert MARGIN <= bar.x < WIDTH - MARGIN
        assert 0 <= bar.y <= bar.y + bar.height <= found.height


def test_supporting_cities_stand_by_what_they_help() -> None:
    flows = {("a", "x"): 1, ("a", "z"): 9, ("b", "x"): 5, ("c", "y"): 1}
    assert ordered(flows, ["x", "y", "z"]) == ["b", "c", "a"]


def test_shares_are_cut_off() -> None:
    assert share(999, 1000) == "99.9%"
    assert share(9999, 10000) == "99.9%"
    assert share(1, 0) == "—"


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (Fraction(12345, 10), 1, "1,234.5"),
        (Fraction(-1, 4), 1, "-0.2"),
        (Fraction(7), 0, "7"),
        (Fraction(1, 100), 2, "0.01"),
    ],
)
def test_decimals(value: Fraction, digits: int, said: str) -> None:
    assert decimal(value, digits) == said


def test_nine_of_ten_are_at_most_the_percentile() -> None:
    assert percentile(list(range(1, 11)), 90) == 9
    assert percentile([5], 90) == 5
    assert percentile([3, 1, 2], 90) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_missing_is_read_as_the_summary_says_it(lang: Lang) -> None:
    scenario, few = tiny(), (("990011", 2), ("9900000013", 1))
    many = (*few, ("990001", 1), ("990002", 3))
    for missing, expected in (
        ((), (0, "", False)),
        (few, (3, ("乙市子县 2", "乙市丑县 1"), False)),
        (many, (7, ("甲市乙区 3", "乙市子县 2", "乙市丑县 1"), True)),
    ):
        task = Task(Text("", ""), Text("", ""), 9, 9, missing)
        number, places, more = expected
        names = {"zh": "、", "en": ", "}[lang].join(places)
        assert _missing(said(scenario, task).say(lang)) == (number, names, more)
    task = Task(Text("", ""), Text("", ""), 9, 5)
    assert _missing(said(scenario, task).say(lang)) == (4, "", False)


def test_every_task_has_its_words_in_both_languages() -> None:
    """A number in a name stands there as #."""
    for room in ROOMS:
        for task in room.tasks(tiny(), tiny_plan()) if room.tasks else ():
            assert (task.name, task.unit) in room.task_words
