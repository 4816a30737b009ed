"""The worst county first against enumeration: the sorted levels, and the best plan that has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from pairmatch.errors import NoPlanInTime
from pairmatch.objective import with_objective
from pairmatch.planner import Solved, _Questions, solve
from pairmatch.programmes import RULES
from pairmatch.programmes.rule import Rule
from pairmatch.programmes.teams.floors import asked_points, level_of, met_points
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.solve.workers import Workers
from pairmatch.verify import Verification, verify
from tests.brute import plans
from tests.builders import code, link, need, one_link, scenario, school, staff, unit
from tests.tiny_random import tiny

SEVERAL = (19, 67, 222, 252, 282)
"""Random scenarios of two counties; in some the total gives one of them less, in some the province binds."""
BOUND = (222, 252, 282)


def worst(scenario: Scenario) -> Scenario:
    return scenario.with_settings(replace(scenario.settings, objective="worst_first"))


def vector(scenario: Scenario, plan: object) -> list[int]:
    met = met_points(scenario, plan)  # type: ignore[arg-type]
    return sorted(level_of(scenario, x, met[x]) for x in asked_points(scenario))


def best(scenario: Scenario) -> tuple[int, Sequence[int], int] | None:
    """The least shortfall, then the greatest sorted levels, then the highest value, by enumeration."""
    found: tuple[int, Sequence[int], int] | None = None
    for plan in plans(scenario):
        judged: Verification = verify(scenario, plan)
        one = (-judged.shortfall, vector(scenario, plan), judged.value)
        found = one if found is None else max(found, one)
    return found


def test_levels_are_those_of_enumeration(workers: Workers) -> None:
    for seed in SEVERAL:
        one = worst(tiny(seed))
        truth = best(one)
        assert truth is not None
        solved = solve(one, workers=workers)
        got = (-solved.result.shortfall, vector(one, solved.plan), solved.result.value)
        assert got == truth, seed
        assert [level.level for level in solved.result.levels] == list(truth[1])
        assert all(level.proved for level in solved.result.levels)


def test_where_the_province_binds_many_counties_are_cut_at_one_level(workers: Workers) -> None:
    """What is proved is what enumeration finds, and nobody is promised more than the plan has."""
    for seed in BOUND:
        one = worst(tiny(seed))
        truth = best(one)
        assert truth is not None
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pairmatch.worst.FEW", 0)
            result = solve(one, workers=workers).result
        levels = [level.level for level in result.levels]
        assert -result.shortfall == truth[0]
        assert all(promised <= had for promised, had in zip(levels, truth[1], strict=True))
        proved = [x.level for x in result.levels if x.proved]
        assert proved == list(truth[1])[: len(proved)]
        assert min(levels) == truth[1][0]


def test_levels_for_which_there_was_no_plan_in_time_are_not_called_proved(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only plans without levels are in time: their own levels are promised, and what relaxations prove."""
    in_time = _Questions.plan

    def plan(self: _Questions, asked: Scenario, rules: Sequence[Rule]) -> Solved:
        if asked.settings.floors:
            raise NoPlanInTime("late")
        return in_time(self, asked, rules)

    monkeypatch.setattr(_Questions, "plan", plan)
    for seed in SEVERAL:
        one = worst(tiny(seed))
        truth = best(one)
        assert truth is not None
        solved = solve(one, workers=workers)
        levels = [x.level for x in solved.result.levels]
        had = vector(one, solved.plan)
        assert all(x <= y for x, y in zip(levels, had, strict=True))
        proved = [x.level for x in solved.result.levels if x.proved]
        assert proved == list(truth[1])[: len(proved)]


def test_without_time_for_levels_none_is_called_proved(workers: Workers) -> None:
    """There is a plan all the same; where rules of the province bind, not even what to begin with."""
    one = worst(tiny(SEVERAL[0]))
    apart = [rule for rule in RULES if rule.scope == "component"]
    levels = solve(one, workers=workers, rules=apart, levels_s=0).result.levels
    assert [(x.level, x.proved) for x in levels] == [(0, False)] * len(asked_points(one))
    with pytest.raises(NoPlanInTime, match="what each county can have"):
        solve(one, workers=workers, levels_s=0)


def test_levels_for_which_something_else_falls_short_are_not_had(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only leader is needed for the pair (P8), which here counts less than the posts at the site.

    Plans that are asked for levels send the leader all the same; relaxations tell it only by chance.
    """
    monkeypatch.setattr(_Questions, "most", lambda self, some, rules, shortfalls: {})
    tables = one_link(
        staff=[
            staff(1, "leader", 1),
            staff(1, "teacher", 2, "chinese"),
            staff(2, "leader", 2),
            staff(2, "teacher", 3, "chinese"),
        ],
        needs=[need(2, "leader", 1, 5), need(2, "teacher", 2, 1, "chinese")],
        locks=[
            {
                "what": "pair",
                "force": "require",
                "recipient_school": code(2),
                "supporting_school": code(1),
            }
        ],
    )
    numbers = {"team_size_min": 1, "teams_per_county_min": 0}
    one = worst(scenario(tables, numbers=numbers, weights={"P8": 1}))
    truth = best(one)
    assert truth is not None
    result = solve(one, workers=workers).result
    assert (-result.shortfall, [x.level for x in result.levels]) == truth[:2] == (0, [285])


def test_counties_that_have_their_best_together_need_one_plan_more(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relaxations say what each can have at most; a plan that has it is all there is to find."""
    asked: list[Mapping[str, int]] = []
    in_time = _Questions.plan

    def plan(self: _Questions, some: Scenario, rules: Sequence[Rule]) -> Solved:
        asked.append(some.settings.floors)
        return in_time(self, some, rules)

    monkeypatch.setattr(_Questions, "plan", plan)
    # Teachers of one subject each, for which one county asks.
    tables = one_link(
        units=[unit(3, "recipient")],
        links=[link(1, 3)],
        schools=[school(3, 3, kind="township_central")],
        staff=[
            *(staff(1, "teacher", 1, subject) for subject in ("chinese", "mathematics")),
            *(staff(n, "teacher", 2, "chinese") for n in (2, 3)),
        ],
        needs=[need(2, "teacher", 3, 1, "chinese"), need(3, "teacher", 2, 1, "mathematics")],
    )
    numbers = {"team_size_min": 1, "team_size_max": 1, "teams_per_county_min": 0}
    one = worst(scenario(tables, numbers=numbers))
    apart = [rule for rule in RULES if rule.scope == "component"]
    levels = solve(one, workers=workers, rules=apart).result.levels
    assert [(x.level, x.proved) for x in levels] == [(333, True), (500, True)]
    assert len(asked) <= 2


def test_bands_give_a_county_that_has_little_its_post_first(workers: Workers) -> None:
    """Two teachers, two counties: the total takes the dearer posts, bands the county without any."""
    tables = one_link(
        units=[unit(3, "recipient")],
        links=[link(1, 3)],
        schools=[school(3, 3, kind="township_central"), school(4, 3, kind="township_central")],
        staff=[
            staff(1, "teacher", 2, "chinese"),
            *(staff(n, "teacher", 1, "chinese") for n in (2, 3, 4)),
        ],
        needs=[
            need(2, "teacher", 1, 1, "chinese"),
            need(3, "teacher", 1, 5, "chinese"),
            need(4, "teacher", 1, 5, "chinese"),
        ],
    )
    numbers = {"team_size_min": 1, "team_size_max": 1, "teams_per_county_min": 0}
    numbers |= {"fairness_bands": 2}
    total = scenario(tables, numbers=numbers, weights={"T3": 0})
    found = {}
    for name in ("total", "bands", "worst_first"):
        plan = solve(with_objective(total, name), workers=workers).plan  # type: ignore[arg-type]
        found[name] = sorted(x.recipient_school for x in plan.rows(Seat))
    assert found["total"] == [code(3), code(4)]
    assert code(2) in found["bands"]
    assert code(2) in found["worst_first"]
