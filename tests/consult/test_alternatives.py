"""Alternatives that are solved: what each costs, against enumeration, and what counties are told of it."""

from __future__ import annotations

import pytest

from pairmatch.consult.form import FIRST, Form, forms_of
from pairmatch.consult.tested import page, solve_alternatives, told
from pairmatch.errors import Text
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.schema import Lock
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import with_locks
from pairmatch.whatif.opened import OpenedRun
from tests.consult.answering import planned
from tests.consult.counties import RECIPIENTS, Scores, best, pairs_only, scores
from tests.whatif.runs import run_of

LONG = 1000.0


def forms(run: OpenedRun) -> tuple[Form, ...]:
    return forms_of(run.scenario, run.plan, run.rooms)


def said(form: Form, school: str) -> str:
    cells = next(x for x in form.sheet.rows(None, None) if x["recipient_code"] == school)  # type: ignore[arg-type]
    first = cells.get(FIRST.key)
    return first.zh if isinstance(first, Text) else ""


def cost(found: Scores, partners: dict[str, str], row: SchoolPair, school: str) -> int:
    """What another partner costs, the old one being given up: by enumeration."""
    r = row.recipient_school
    return best(found, {r: school}, {(r, partners[r])}) - best(found, {}, set())


@pytest.mark.parametrize("seed", [0, 1])
def test_what_an_alternative_costs_is_what_enumeration_says(seed: int, workers: Workers) -> None:
    found = scores(seed)
    run = run_of(pairs_only(found), workers)
    tested = solve_alternatives(run, workers, forms(run), LONG)
    assert len(tested.answers) == 2 * len(RECIPIENTS)
    assert tested.untried == ()
    for (row, school), answer in tested.answers.items():
        assert isinstance(row, SchoolPair)
        assert answer.difference is not None
        assert answer.difference.value == cost(found, planned(run), row, school)
        assert answer.difference.proved
    pairs, _ = told(run, forms(run), tested)
    for one in pairs.proposed:
        first, second = (x.school for x in one.choices)
        costs = [cost(found, planned(run), one.row, x) for x in (first, second)]  # type: ignore[arg-type]
        assert costs[0] >= costs[1]
        assert all("已求解" in x.why.zh for x in one.choices)
        assert all("分" not in x.why.zh.split("已求解")[1] for x in one.choices)


def test_what_was_not_asked_in_time_is_said_to_be_ranked_only(workers: Workers) -> None:
    run = run_of(pairs_only(scores(0)), workers)
    tested = solve_alternatives(run, workers, forms(run), 0.0)
    assert (len(tested.answers), len(tested.untried)) == (0, 2 * len(RECIPIENTS))
    pairs, _ = told(run, forms(run), tested)
    assert pairs.proposed == forms(run)[0].proposed
    (block,) = page(run, forms(run), tested).blocks
    assert {row["state"] for row in block.rows} == {Text("未求解", "not solved")}


def test_what_is_agreed_is_not_asked_and_what_cannot_be_is_no_alternative(
    workers: Workers,
) -> None:
    """School 11 is agreed; every other partner of 12 is taken by locks, so that it has none left."""
    found = scores(2)
    free = run_of(pairs_only(found), workers)
    locks = [
        Lock(what="pair", force="require", recipient_school=r, supporting_school=s)
        for r, s in planned(free).items()
        if r != RECIPIENTS[1]
    ]
    run = run_of(with_locks(pairs_only(found), locks), workers)
    tested = solve_alternatives(run, workers, forms(run), LONG)
    assert {row.recipient_school for row, _ in tested.answers} <= {RECIPIENTS[1]}  # type: ignore[attr-defined]
    pairs, _ = told(run, forms(run), tested)
    assert said(pairs, RECIPIENTS[1]) == ""
