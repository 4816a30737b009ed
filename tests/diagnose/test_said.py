"""What is said of a diagnosis that came to little: no proof, no repair, no time, rows of the province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from pairmatch.diagnose import (
    Argument,
    Conflict,
    Demand,
    Diagnosis,
    Item,
    Mending,
    Needed,
    Stated,
    _all_together,
    _stated,
)
from pairmatch.diagnose.mend import _without_more
from pairmatch.diagnose.says import Words
from pairmatch.errors import Text
from pairmatch.programmes import RULES
from pairmatch.programmes.rule import Repair
from tests.builders import code, link, one_link, scenario, unit

ONE = scenario(one_link(units=[unit(3, "recipient")], links=[link(1, 3)]))
TEAMS, SIZE = Demand("T1", ("000002",)), Demand("T2", (code(2),))
PAIRS, PARTNER = Demand("P6", ("000002", "")), Demand("P2-min", (code(2),))
STEP = Repair(
    "schools.beds", (code(2),), 5, lambda n: Text(f"添床 {n} 张", f"{n} beds"), lambda one, n: one
)
WORDS = Words(ONE, RULES, "zh")


def conflict(last: Demand, remaining: Mapping[Demand, int] | None = None) -> Conflict:
    mending = Mending(((STEP, 2),), remaining or {})
    return Conflict(
        (Stated(last, 3, least=True), Stated(SIZE, None, least=True)), last, 1, None, (mending,)
    )


def text(*conflicts: Conflict, **more: object) -> str:
    given = {x.last: x.amount for x in conflicts}
    found = replace(Diagnosis(conflicts, given=given), **more)  # type: ignore[arg-type]
    return "\n".join(WORDS.lines(found))


def test_whether_the_first_repair_is_the_cheapest_is_said() -> None:
    one = conflict(TEAMS)
    assert "是否代价最小未能证明" in text(one)
    assert "第一项代价最小" in text(replace(one, cheapest=True))


def test_what_is_left_and_what_was_not_tried_is_counted() -> None:
    one = text(replace(conflict(TEAMS, {PARTNER: 1}), untried=4))
    assert "1) 添床 2 张（之后另有 1 项仍不能满足）" in one
    assert "另有 4 种同类的单项调整没有逐一验证" in one
    plain = text(conflict(TEAMS))
    assert "1) 添床 2 张\n" in plain
    assert "没有逐一验证" not in plain


def test_a_conflict_without_repairs_says_so() -> None:
    assert "没有找到能消除这一矛盾的调整" in text(replace(conflict(TEAMS), mendings=()))


def test_hard_and_soft_clashes_have_their_own_heading() -> None:
    assert text(conflict(TEAMS)).startswith("有方案，但")
    assert text(conflict(SIZE)).startswith("硬性规则和已议定事项不能同时满足")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"doubted": True}, "没有查看全省合计的限额和目标"),
        ({"unknown": (("000002",),)}, "没有查清：乙市单位2"),
    ],
)
def test_what_there_was_no_time_for_is_not_called_possible(
    more: Mapping[str, object], said: str
) -> None:
    assert said in text(**more)
    assert "没有发现矛盾" not in text(**more)


@pytest.mark.parametrize(("least", "said"), [(True, "至多合计只有 5"), (False, "至少合计要用 5")])
def test_a_row_of_the_province_has_its_largest_parts_first(least: bool, said: str) -> None:
    needs = ((("000002",), 1), (("000003",), 4))
    row = Needed(Demand("P5", ("province",)), 6, least, 1, needs, ())
    found = text(province=(row,))
    assert said in found
    assert "2 个结对片：乙市单位3 4、乙市单位2 1" in found


def test_choices_are_named_only_where_the_sum_is_one_for_one() -> None:
    spoken = next(x.spoken for x in RULES if x.code == "T1")
    assert spoken is not None
    one = Argument((Item(3, 1, TEAMS),), (Item(2, of=TEAMS),), ())
    assert f"至多只有 2（{spoken.choices.zh} 2）" in WORDS.argument(one)
    turned = WORDS.argument(replace(one, since=(SIZE,)))
    assert "至多只有 2（可选的安排 2），折算依据 T2" in turned


def test_counting_is_said_of_what_it_counts() -> None:
    """There is nobody who could come, and no school that could be a partner is missing."""
    teams, pairs, size = (text(conflict(x)) for x in (TEAMS, PAIRS, SIZE))
    assert "计数：" in teams
    assert "团队" in next(x for x in teams.splitlines() if "计数" in x)
    assert "计数" not in pairs
    assert "计数" not in size


def test_repairs_that_do_more_than_better_ones_are_left_out() -> None:
    other = replace(STEP, ids=(code(3),))
    steps = [((STEP, 1),), ((STEP, 1), (other, 1)), ((STEP, 2),), ((other, 1),)]
    kept = _without_more([Mending(some, {}) for some in steps])
    assert [x.steps for x in kept] == [steps[0], steps[3]]


# -- what is put together ---------------------------------------------------------------------------


def test_what_several_parts_need_is_changed_once_as_far_as_one_of_them_needs() -> None:
    other = replace(STEP, ids=(code(3),))
    parts = [Mending(steps, {}) for steps in (((STEP, 3),), ((STEP, 1), (other, 2)))]
    together = _all_together(parts)
    assert together is not None
    assert dict(together.steps) == {STEP: 3, other: 2}
    assert _all_together([parts[0], None]) is None


def test_a_demand_whose_rows_differ_has_no_number() -> None:
    class Rows:
        def __init__(self, *sides: tuple[int, bool]) -> None:
            self.side = sides.__getitem__

        def rows(self, demand: Demand) -> range:
            return range(2)

    alike, apart = (_stated(Rows((3, True), x), TEAMS, 0) for x in ((3, True), (4, True)))  # type: ignore[arg-type]
    assert (alike.number, apart.number) == (3, None)
