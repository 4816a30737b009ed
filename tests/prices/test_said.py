"""What is printed of answers that are rare: clashes, what is not proved, what nobody had time to ask."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from pairmatch.planner import solve
from pairmatch.prices.asked import Priced
from pairmatch.prices.objectives import Choice, Compared, metrics_shown
from pairmatch.prices.priced import Prices
from pairmatch.prices.says import show_prices
from pairmatch.prices.start import Start
from pairmatch.prices.table import show_compared
from pairmatch.prices.words import change_said
from pairmatch.programmes import ROOMS, RULES
from pairmatch.programmes.metric import Measured
from pairmatch.programmes.rule import Clash, Rule
from pairmatch.result import Level, Price
from pairmatch.schema import Lock
from pairmatch.settings import Objective
from pairmatch.solve.workers import Workers
from pairmatch.whatif.difference import Difference
from tests.builders import code, link, one_link, scenario, school, unit

RULE: dict[str, Rule] = {rule.code: rule for rule in RULES}
LOCKS = tuple(
    Lock(what="pair", recipient_school=code(2), supporting_school=code(n), force="forbid")
    for n in range(3, 10)
)


@pytest.fixture(scope="module")
def start(workers: Workers) -> Start:
    more = {"units": [unit(3, "recipient")], "links": [link(1, 3)]}
    one = scenario(one_link(schools=[school(n, 1) for n in range(3, 10)], **more))
    return Start.of_solved(one, ROOMS, solve(one, workers=workers))


def lines(start: Start, **found: Any) -> list[str]:
    """What is printed of some prices, line by line, blanks in front left out."""
    nothing: dict[str, Any] = dict.fromkeys(("units", "rules", "locks", "shared", "untried"), ())
    more: dict[str, Any] = {"more_units": 0, "more_locks": 0}
    console = Console(file=StringIO(), width=200)
    show_prices(console, Prices(start, **{**nothing, **more, **found}), "zh")
    return [x.strip() for x in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]


def solved(rule: str, *change: int | None) -> Priced:
    """A rule that was dropped: the change of shortfall and value, and what is proved of that."""
    return Priced(RULE[rule], "solved", Difference((), *change))  # type: ignore[arg-type]


def test_what_gains_most_comes_first_and_less_shortfall_before_points(start: Start) -> None:
    some = [solved("T3", 0, 9, 9, 9), solved("T8", -1, 2, 2, 2), solved("W1", 0, 40, 40, 40)]
    said = [x for x in lines(start, rules=some) if "得分 +" in x]
    assert [x.split()[0] for x in said] == ["T8", "W1", "T3"]
    assert "未达标量 −1，得分 +2" in said[0]


def test_what_is_not_better_is_one_line_with_what_may_be_at_most(start: Start) -> None:
    free, open_, wide = (solved(x, 0, 0, 0, n) for x, n in (("T3", 0), ("T8", 4), ("W1", 7)))
    said = lines(start, rules=[free, open_, wide])
    assert "已证明没有好处：T3" in said
    assert "没有得到更好的方案，但未完全证明（至多好 7 分）：T8；W1" in said
    unknown = lines(start, rules=[solved("T3", 0, 0, None, None)])
    assert "没有得到更好的方案，但未完全证明：T3" in unknown


def test_what_has_no_answer_is_said_with_its_reason(start: Start) -> None:
    clash = Priced(RULE["T3"], "clash", clashes=(Clash(RULE["L1"], (code(2), code(1)), 1),))
    others = [Priced(RULE[x], how) for x, how in (("T5", "firm"), ("P1", "wide"), ("T8", "late"))]  # type: ignore[arg-type]
    said = lines(start, rules=[clash, *others])
    (one,) = [x for x in said if x.startswith("T3")]
    assert "硬性规则不能同时满足，至少须突破：" in one
    assert "学校2" in one
    assert [x for x in said if x.endswith(("：T5", "：P1", "：T8"))] == [
        "不能去掉（没有这条规则，方案就不成其为方案）：T5",
        "没有问（去掉后全省连成一体，无法整体求解）：P1",
        "时限内没有得到方案：T8",
    ]


def test_what_was_not_asked_is_named_or_counted(start: Start) -> None:
    said = lines(start, untried=(RULE["T3"], RULE["T8"], *LOCKS), more_units=3, more_locks=4)
    assert "规则：T3；T8" in said
    assert sum("学校2" in x for x in said) == 5
    assert "……另有 2 项" in said
    assert "3 项都没有试，试几项由 --top 指定。" in said
    asked = [Priced(LOCKS[0], "solved", Difference((), 0, 3, 3, 3))]
    some = lines(start, locks=asked, more_locks=4)
    assert any(x.startswith("另有 4 项没有试") for x in some)


def test_prices_of_the_province_are_said_by_row(start: Start) -> None:
    assert not [x for x in lines(start) if "全省协调" in x]
    said = lines(start, shared=(Price("P5", ("province",), 20, Fraction(5, 2)),))
    (row,) = [x for x in said if x.startswith("P5")]
    assert "上下限 20" in row
    assert "2.5 分" in row


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((0, 5, 5, 5), "value +5"),
        ((-2, -7, -7, -7), "shortfall −2, value −7"),
        ((0, 5, 1, 9), "value +5 (proved between +1 and +9)"),
        ((0, 5, None, None), "value +5 (not proved)"),
    ],
)
def test_how_far_a_change_is_proved(change: tuple[int | None, ...], said: str) -> None:
    assert change_said(Difference((), *change)).en == said  # type: ignore[arg-type]


# -- the table of objectives ------------------------------------------------------------------------


def choice(start: Start, objective: Objective, points: int, **changes: Any) -> Choice:
    """The plan of an objective: two counties have the least, one of two units has a share at all."""
    measured = {metric.code: Measured(Fraction(1, 2)) for metric in metrics_shown()}
    measured["worst_county"] = Measured(Fraction(0), at=("000002", "000003"))
    parts = {"000001": Fraction(1, 8), "000002": Fraction(1, 4)}
    measured["need_coverage"] = Measured(Fraction(1, 2), parts)
    return Choice(objective, replace(start.result, **changes), 0, points, 5, measured)


def table(start: Start, *choices: Choice, late: tuple[Objective, ...] = ()) -> list[str]:
    console = Console(file=StringIO(), width=200)
    show_compared(console, start, Compared(choices, late), "zh")
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


def test_objectives_stand_beside_the_total(start: Start) -> None:
    total = choice(start, "total", 1200)
    said = table(start, total, choice(start, "bands", 1150), late=("worst_first",))
    points, worst, lowest = (
        next(x for x in said if x.strip().startswith(head))
        for head in ("得分", "最差的县 ", "满足率最低")
    )
    assert points.split()[-3:] == ["1,200", "1,150", "(−50)"]
    assert worst.count("等 2 个") == 2
    assert lowest.split()[-2:] == ["25.0", "25.0"]
    assert said[-1].endswith("可加大 --time-limit：最差县优先")
    assert not any("未能全部证明" in x for x in said)


@pytest.mark.parametrize("proved", [True, False])
def test_levels_that_are_not_proved_are_said(proved: bool, start: Start) -> None:
    levels = (Level("000002", 5, True), Level("000003", 9, proved))
    said = table(start, choice(start, "worst_first", 7, levels=levels))
    assert any("未能全部证明" in x for x in said) is not proved
