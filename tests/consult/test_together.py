"""Answers that can each be had but not all: a smallest set is named and left open, the rest is taken up."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from pairmatch.consult.form import forms_of
from pairmatch.consult.settled import Settled
from pairmatch.consult.together import Item, Items, smallest
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun
from tests.consult.answering import Wishes, asked, planned
from tests.consult.counties import RECIPIENTS, one_partner_each, pairs_only, scores
from tests.whatif.runs import opened, run_of

A, B, C, D = RECIPIENTS


@pytest.mark.parametrize("seed", range(20))
def test_a_smallest_set_fails_and_no_part_of_it_does(seed: int) -> None:
    """Planted sets of any size among twelve items; any superset of one fails."""
    r = Random(seed)
    items = tuple(Item(i) for i in range(12))
    planted = [frozenset(r.sample(items, r.randint(1, 5))) for _ in range(r.randint(1, 3))]

    def fails(some: Items) -> bool:
        return any(one <= set(some) for one in planted)

    found = smallest(fails, items)
    assert fails(found)
    assert not any(fails(tuple(x for x in found if x != left)) for left in found)


def outcomes(found: Settled) -> dict[str, str]:
    return {x.answer.row.recipient_school: x.outcome for x in found.rulings}  # type: ignore[attr-defined]


def test_what_falls_short_only_together_is_named_and_left_open(
    tmp_path: Path, workers: Workers
) -> None:
    """The first county must have one pair: it may refuse either of its two, not both. C is free to."""
    run = run_of(one_partner_each(1), workers)
    partners = planned(run)
    assert len(partners) == 4
    said: Wishes = dict.fromkeys((A, B, C), ("不同意", None)) | {D: ("同意", None)}
    settled = asked(run, said, tmp_path, workers)
    assert outcomes(settled) == {A: "undecided", B: "undecided", C: "taken", D: "taken"}
    one, other = settled.rulings[:2]
    assert one.matter == other.matter
    assert "学校12" in one.why.zh
    assert "学校11" in other.why.zh
    assert "P6" in one.why.zh
    assert "学校21" not in one.why.zh
    found = settled.replanned.solved
    assert found.result.shortfall == run.manifest.result.shortfall == 0
    now = {x.recipient_school: x.supporting_school for x in found.plan.rows(SchoolPair)}
    assert now == {x: partners[x] for x in (A, B, D)}


def second_round(
    settled: Settled, said: Wishes, top: Path, workers: Workers
) -> tuple[OpenedRun, Settled]:
    run = opened(settled.replanned.scenario, settled.replanned.solved)
    return run, asked(run, said, top, workers)


def test_what_was_left_open_is_no_agreement_in_the_next_round(
    tmp_path: Path, workers: Workers
) -> None:
    """The next forms say that it is undecided, and what counties agree on then takes its place."""
    run = run_of(pairs_only(scores(3)), workers)
    partners = planned(run)
    contested = partners[D]
    said: Wishes = dict.fromkeys(RECIPIENTS, (None, None))
    said |= {A: ("调整", contested), D: ("同意", None)}
    first = asked(run, said, tmp_path / "first", workers)
    again = {A: ("调整", contested), D: ("不同意", None)}
    between, second = second_round(first, {**said, **again}, tmp_path / "second", workers)
    pairs, _ = forms_of(between.scenario, between.plan, between.rooms)
    notes = {row.recipient_school: one.cells["note"] for row, one in pairs.by_row.items()}  # type: ignore[attr-defined]
    assert {x: str(notes[x]) for x in (A, D)} == dict.fromkeys((A, D), str(notes[A]))
    assert "待定" in notes[A].zh  # type: ignore[union-attr]
    assert "议定" not in notes[A].zh  # type: ignore[union-attr]
    assert outcomes(second) | {B: "", C: ""} == {A: "taken", B: "", C: "", D: "taken"}
    now = {
        x.recipient_school: x.supporting_school
        for x in second.replanned.solved.plan.rows(SchoolPair)
    }
    assert now[A] == contested
    assert not [x for x in second.replanned.scenario.locks if x.provisional]
