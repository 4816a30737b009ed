"""The best plan without a pair, or with one, costs what enumeration says; what is refused has no plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pairmatch.compare.rows import changes
from pairmatch.errors import BadInput, HardRulesClash
from pairmatch.explain.asked import Answer, Asker, forbidden
from pairmatch.explain.explained import explain_pair
from pairmatch.programmes.pairs.tables import PAIRS, SchoolPair
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import alternative, with_locks
from tests.brute import optimum
from tests.builders import code, link, one_link, scenario, school, staff, unit
from tests.tiny_random import tiny
from tests.whatif.runs import run_of

SEEDS = range(40)
FILTERS = {"P1", "P2", "P3", "P3-load", "P4", "P9", "L1", "L2"}
"""The rules that can forbid one pair by itself."""


def askers(workers: Workers, seeds: range = SEEDS) -> Iterator[tuple[Scenario, Asker]]:
    for seed in seeds:
        one = tiny(seed)
        try:
            yield one, Asker(run_of(one, workers), workers)
        except HardRulesClash:
            continue


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


def test_the_runner_up_is_the_best_plan_without_the_pair(workers: Workers) -> None:
    asked = 0
    for _, asker in askers(workers):
        for pair in asker.run.plan.rows(SchoolPair)[:1]:
            found = explain_pair(asker, pair.supporting_school, pair.recipient_school)
            assert [row.row for row in found.rows] == [pair]
            (question,) = found.questions
            assert question.sort == "without"
            costs_what_it_must(asker, question.answer)
            asked += 1
    assert asked > 10


def test_a_pair_that_is_not_in_the_plan_costs_what_it_must(workers: Workers) -> None:
    """And one that is refused without solving breaks a filter, and has no plan indeed."""
    found = refused = 0
    for one, asker in askers(workers):
        chosen = set(asker.run.plan.rows(SchoolPair))
        for r in one.schools_on("recipient"):
            for s in one.schools_on("supporting")[:1]:
                pair = SchoolPair(recipient_school=r.school_code, supporting_school=s.school_code)
                if pair in chosen:
                    continue
                explained = explain_pair(asker, r.school_code, s.school_code)
                assert not explained.rows
                (question,) = explained.questions
                assert question.sort == "with"
                costs_what_it_must(asker, question.answer)
                rules = {x.rule.code for x in question.answer.refusals if x.rule}
                assert rules <= FILTERS
                assert bool(rules) == (question.answer.state == "refused")
                found += question.answer.state == "found"
                refused += bool(rules)
    assert found > 5
    assert refused > 10


def test_the_rows_that_move_are_the_difference_of_the_two_plans(workers: Workers) -> None:
    moved = 0
    for one, asker in askers(workers, range(12)):
        for pair in asker.run.plan.rows(SchoolPair)[:1]:
            lock = forbidden(Lock(what="pair", force="require", **pair.model_dump()))
            answer = asker.ask(lock)
            if answer.state != "found":
                continue
            plan = alternative(asker.run, with_locks(one, [lock]), workers).plan
            before, after = asker.run.plan.rows(SchoolPair), plan.rows(SchoolPair)
            lines = next((x.lines for x in answer.moved if x.shape.table is PAIRS), ())
            assert len(lines) == len(changes(PAIRS, before, after)) > 0
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
