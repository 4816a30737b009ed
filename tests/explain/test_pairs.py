"""The best plan without a pair, or with one, costs what enumeration says; what is refused has no plan."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest

from pairmatch.compare.rows import changes
from pairmatch.errors import BadInput
from pairmatch.explain.asked import Answer, Asker, forbidden
from pairmatch.explain.explained import explain_pair
from pairmatch.programmes.pairs.tables import PAIRS, SchoolPair
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import alternative, with_locks
from tests.brute import optimum
from tests.builders import code, link, one_link, scenario, school, staff, unit
from tests.whatif.runs import run_of

FILTERS = {"P1", "P2", "P3", "P3-load", "P4", "P9", "L1", "L2"}
"""The rules that can forbid one pair by itself."""


def schools_alone(seed: int) -> Scenario:
    """Three schools on each side of a link, of different quality, stages and numbers of partners."""
    r = Random(seed)

    def more() -> dict[str, Any]:
        stage = r.choice(["primary", "primary", "primary", "nine_year", "junior"])
        return {
            "quality": r.randint(40, 90),
            "stage": stage,
            "pair_max": r.choice([None, None, 1, 0]),
        }

    schools = [school(n, side, **more()) for n, side in [(3, 1), (4, 1), (5, 2), (6, 2)]]
    lock = {"what": "pair", "recipient_school": code(5), "supporting_school": code(3)}
    locks = [{**lock, "force": "forbid"}] if r.random() < 0.5 else []
    return scenario(one_link(schools=schools, locks=locks))


@pytest.fixture(scope="module")
def askers(workers: Workers) -> list[Asker]:
    return [Asker(run_of(schools_alone(seed), workers), workers) for seed in range(5)]


def costs_what_it_must(asker: Asker, answer: Answer) -> None:
    """Compare an answer with the best of all plans of the scenario that has the decision in it."""
    assert answer.lock is not None
    best = optimum(with_locks(asker.run.scenario, [answer.lock]))
    if best is None:
        assert answer.difference is None
        assert answer.state in ("refused", "clash")
        return
    result, found = asker.run.manifest.result, answer.difference
    assert answer.state == "found"
    assert found is not None
    assert found.proved
    assert (found.shortfall, found.value) == (
        best.shortfall - result.shortfall,
        best.value - result.value,
    )
    assert found.value == sum(x.points for x in found.terms)
    assert found.shortfall == sum(x.shortfall for x in found.terms)


def test_the_runner_up_is_the_best_plan_without_the_pair(askers: list[Asker]) -> None:
    asked = 0
    for asker in askers:
        for pair in asker.run.plan.rows(SchoolPair):
            found = explain_pair(asker, pair.supporting_school, pair.recipient_school)
            assert [row.row for row in found.rows] == [pair]
            (question,) = found.questions
            assert question.sort == "without"
            costs_what_it_must(asker, question.answer)
            asked += 1
    assert asked > 5


def test_a_pair_that_is_not_in_the_plan_costs_what_it_must(askers: list[Asker]) -> None:
    """And one that is refused without solving breaks a filter, and has no plan indeed."""
    found, refused = 0, set()
    for asker in askers:
        one, chosen = asker.run.scenario, set(asker.run.plan.rows(SchoolPair))
        for r, s in product(one.schools_on("recipient"), one.schools_on("supporting")):
            codes = (r.school_code, s.school_code)
            if SchoolPair(recipient_school=codes[0], supporting_school=codes[1]) in chosen:
                continue
            explained = explain_pair(asker, *codes)
            assert not explained.rows
            (question,) = explained.questions
            assert question.sort == "with"
            costs_what_it_must(asker, question.answer)
            rules = {x.rule.code for x in question.answer.refusals if x.rule}
            assert rules <= FILTERS
            assert bool(rules) == (question.answer.state == "refused")
            found += question.answer.state == "found"
            refused |= rules
    assert found > 5
    assert {"P2", "P3", "P4", "L1"} <= refused


def test_the_rows_that_move_are_the_difference_of_the_two_plans(
    askers: list[Asker], workers: Workers
) -> None:
    moved = 0
    for asker in askers[:4]:
        for pair in asker.run.plan.rows(SchoolPair):
            lock = forbidden(Lock(what="pair", force="require", **pair.model_dump()))
            answer = asker.ask(lock)
            plan = alternative(asker.run, with_locks(asker.run.scenario, [lock]), workers).plan
            before, after = asker.run.plan.rows(SchoolPair), plan.rows(SchoolPair)
            (table,) = answer.moved
            assert len(table.lines) == len(changes(PAIRS, before, after)) > 0
            moved += 1
    assert moved > 3


@pytest.mark.parametrize(
    ("more", "rule", "said"),
    [
        ({"schools": [school(3, 3)]}, "P1", "学校3（9900000003）"),
        ({"schools": [school(3, 1, stage="junior")]}, "P4", "初中"),
        ({"schools": [school(3, 1, pair_max=0)]}, "P3", "上限是 0 所"),
        (
            {
                "schools": [school(3, 1)],
                "locks": [
                    {
                        "what": "pair",
                        "recipient_school": code(2),
                        "supporting_school": code(1),
                        "force": "require",
                    }
                ],
            },
            "P2",
            "已议定结对 2 所，上限是 1 所",
        ),
        (
            {
                "schools": [school(3, 1)],
                "locks": [
                    {
                        "what": "pair",
                        "recipient_school": code(2),
                        "supporting_school": code(3),
                        "force": "forbid",
                        "reason": "距离太远",
                    }
                ],
            },
            "L1",
            "距离太远",
        ),
    ],
)
def test_a_refusal_names_the_rule_and_its_numbers(
    more: dict[str, list[dict[str, object]]], rule: str, said: str, workers: Workers
) -> None:
    tables = one_link(
        units=[unit(3, "supporting"), unit(4, "recipient")],
        links=[link(3, 4)],
        staff=[staff(2, "teacher", 1, "chinese")],
        **more,
    )
    asker = Asker(run_of(scenario(tables), workers), workers)
    (question,) = explain_pair(asker, code(2), code(3)).questions
    (refusal,) = question.answer.refusals
    assert question.answer.state == "refused"
    assert refusal.rule is not None
    assert refusal.rule.code == rule
    assert said in refusal.why.zh


def test_two_schools_of_one_side_are_no_pair(workers: Workers) -> None:
    tables = one_link(schools=[school(3, 1)])
    asker = Asker(run_of(scenario(tables), workers), workers)
    with pytest.raises(BadInput) as refused:
        explain_pair(asker, code(1), code(3))
    assert [issue.code for issue in refused.value.issues] == ["E-EXPLAIN-SIDES"]
