"""Answers that can each be had but not all: a smallest set is named and left open, the rest is taken up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from pairmatch.consult.form import forms_of
from pairmatch.consult.settled import Settled
from pairmatch.consult.together import Item, Items, smallest
from pairmatch.errors import HardRulesClash, NoPlanInTime
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import Seat
from pairmatch.replan.least import Wanted
from pairmatch.replan.log import log_text
from pairmatch.replan.published import as_published, published
from pairmatch.replan.replanned import Change
from pairmatch.schema import Lock
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import with_locks
from pairmatch.whatif.opened import OpenedRun
from tests.consult.answering import Wishes, asked, planned
from tests.consult.counties import (
    RECIPIENTS,
    SUPPORTERS,
    one_partner_each,
    pairs_only,
    scores,
    teams_of_two_counties,
    two_parts,
)
from tests.whatif.runs import opened, run_of

A, B, C, D = RECIPIENTS
SILENT: Wishes = dict.fromkeys(RECIPIENTS, (None, None))


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
    assert "与乙市单位2学校12（不同意）一并采纳" in one.why.zh
    assert "与乙市单位2学校11（不同意）一并采纳" in other.why.zh
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


def log_of(found: Settled) -> list[str]:
    return [entry.what.zh for entry in found.replanned.log]


def test_what_breaks_a_hard_rule_only_together_is_named_and_left_open(
    tmp_path: Path, workers: Workers
) -> None:
    """Either team may go to the other school of its county; people for both there are none."""
    run = run_of(teams_of_two_counties(), workers)
    settled = asked(run, {}, tmp_path, workers, {A: ("调整", B), C: ("调整", D)})
    assert outcomes(settled) == {A: "undecided", C: "undecided"}
    one, other = settled.rulings
    assert one.matter == other.matter
    assert "硬性规则" in one.why.zh
    assert "学校21（调整为学校22）" in one.why.zh
    assert "学校11（调整为学校12）" in other.why.zh
    assert settled.replanned.solved.plan.rows(Seat) == run.plan.rows(Seat)


def contested(top: Path, workers: Workers) -> tuple[dict[str, str], Settled]:
    """Who had whom, and a first round in which A and D want the school of D and the others say nothing."""
    run = run_of(pairs_only(scores(3)), workers)
    partners = planned(run)
    said = SILENT | {A: ("调整", partners[D]), D: ("同意", None)}
    return partners, asked(run, said, top / "first", workers)


def test_what_is_kept_since_an_earlier_round_yields_to_what_is_taken_up(
    tmp_path: Path, workers: Workers
) -> None:
    """A and D want one school, and say nothing in the next round, in which B gets the partner of A."""
    partners, first = contested(tmp_path, workers)
    assert outcomes(first) == {A: "undecided", B: "silent", C: "silent", D: "undecided"}
    said = SILENT | {B: ("调整", partners[A])}
    _, second = second_round(first, said, tmp_path / "second", workers)
    assert outcomes(second)[B] == "taken"
    now = {
        x.recipient_school: x.supporting_school
        for x in second.replanned.solved.plan.rows(SchoolPair)
    }
    assert (now[B], now[D]) == (partners[A], partners[D])
    kept = [x for x in second.replanned.scenario.locks if x.provisional]
    assert {(x.recipient_school, x.supporting_school, x.force) for x in kept} == {
        (A, partners[D], "forbid"),
        (D, partners[D], "require"),
    }
    assert log_of(second)[-1] == "以前待定、暂时保留的，因已采纳的意见不再保留"


def test_what_is_answered_anew_does_not_yield_with_what_is_silent(
    tmp_path: Path, workers: Workers
) -> None:
    """As above, but D refuses what was kept for it: that is its answer, and only the row of A yields."""
    partners, first = contested(tmp_path, workers)
    said = SILENT | {B: ("调整", partners[A]), D: ("不同意", None)}
    _, second = second_round(first, said, tmp_path / "second", workers)
    assert outcomes(second) == {A: "silent", B: "taken", C: "silent", D: "taken"}
    yielded = second.replanned.log[-1].wants.gone["locks"]
    assert [x.recipient_school for x in yielded] == [A]  # type: ignore[attr-defined]


def test_what_was_agreed_before_and_is_refused_now_stands_no_longer(
    tmp_path: Path, workers: Workers
) -> None:
    """A refuses what it had agreed to, and so does B: they cannot both, whatever was agreed before."""
    run = run_of(one_partner_each(1), workers)
    first = asked(run, SILENT | {A: ("同意", None)}, tmp_path / "first", workers)
    (tmp_path / "changes.json").write_text(log_text(first.replanned.log), encoding="utf-8")
    between = opened(first.replanned.scenario, first.replanned.solved)
    said = SILENT | dict.fromkeys((A, B), ("不同意", None))
    second = asked(replace(between, folder=tmp_path), said, tmp_path / "second", workers)
    assert outcomes(second) == {A: "undecided", B: "undecided", C: "silent", D: "silent"}
    one, other = second.rulings[:2]
    assert one.matter == other.matter
    assert "学校12（不同意）" in one.why.zh


def test_what_was_published_may_be_moved_by_answers(tmp_path: Path, workers: Workers) -> None:
    """A run in which nothing was to be moved any more is asked about like any other."""
    run = run_of(one_partner_each(1), workers)
    rows = published(run.plan)
    still = replace(run, scenario=as_published(run.scenario, rows, 0))
    said = SILENT | dict.fromkeys((A, B), ("不同意", None))
    said[C] = ("不同意", None)
    settled = asked(still, said, tmp_path, workers)
    assert outcomes(settled) == {A: "undecided", B: "undecided", C: "taken", D: "silent"}


def test_what_only_the_province_minds_is_found_in_all_parts(
    tmp_path: Path, workers: Workers
) -> None:
    """Two parts of which each may lose a pair, not both: the province wants three at least."""
    run = run_of(two_parts(scores(0), one_partner=True, province_pairs=4), workers)
    assert len(planned(run)) == 4
    said: Wishes = dict.fromkeys(RECIPIENTS, ("同意", None)) | dict.fromkeys(
        (A, C), ("不同意", None)
    )
    settled = asked(run, said, tmp_path, workers)
    assert outcomes(settled) == {A: "undecided", B: "taken", C: "undecided", D: "taken"}
    assert "P5" in settled.rulings[0].why.zh


def test_what_an_answer_takes_the_place_of_does_not_yield_to_it(
    tmp_path: Path, workers: Workers
) -> None:
    """In both rounds A and B refuse what the first county cannot lose both; nothing else gives way."""
    run = run_of(one_partner_each(1), workers)
    said: Wishes = dict.fromkeys((A, B), ("不同意", None)) | dict.fromkeys((C, D), (None, None))
    first = asked(run, said, tmp_path / "first", workers)
    _, second = second_round(first, said, tmp_path / "second", workers)
    for found in (first, second):
        assert outcomes(found) == {A: "undecided", B: "undecided", C: "silent", D: "silent"}
        assert {x.why for x in found.rulings[:2]} == {x.why for x in first.rulings[:2]}
        assert log_of(found) == ["征求意见：乙市单位2待定，暂按拟定方案保留"]
    assert planned(run).items() == {
        (x.recipient_school, x.supporting_school)
        for x in second.replanned.solved.plan.rows(SchoolPair)
    }


def test_what_is_withdrawn_is_no_fault_of_answers(tmp_path: Path, workers: Workers) -> None:
    """A loses its only partner: one pair is missed, whoever answers what. B may not make it two."""
    run = run_of(one_partner_each(2), workers)
    partners = planned(run)
    said: Wishes = {A: (None, None), B: (None, None), C: ("不同意", None), D: ("同意", None)}
    gone = Change((partners[A],))
    settled = asked(run, said, tmp_path / "one", workers, change=gone)
    assert outcomes(settled) == {A: "silent", B: "silent", C: "taken", D: "taken"}
    assert settled.replanned.solved.result.shortfall > run.manifest.result.shortfall


def test_what_falls_short_only_together_is_found_beside_what_is_withdrawn(
    tmp_path: Path, workers: Workers
) -> None:
    """The second county must have one pair, and may refuse either; what A loses is another matter."""
    quotas = [
        {"unit_code": county, "programme": "pairs", "min": least}
        for county, least in (("000002", 2), ("000003", 1))
    ]
    only = dict.fromkeys(zip(RECIPIENTS, SUPPORTERS, strict=True), 10)
    run = run_of(pairs_only(only, quotas=quotas), workers)
    said: Wishes = {A: (None, None), B: ("同意", None)} | dict.fromkeys((C, D), ("不同意", None))
    settled = asked(run, said, tmp_path, workers, change=Change((planned(run)[A],)))
    assert outcomes(settled) == {A: "silent", B: "taken", C: "undecided", D: "undecided"}


def test_what_clashes_without_any_answer_is_not_blamed_on_one(
    tmp_path: Path, workers: Workers
) -> None:
    """The team of A is decided, and so many of its people withdraw that there can be none."""
    site = Lock(what="site", force="require", recipient_school=A)
    run = run_of(with_locks(teams_of_two_counties(), [site]), workers)
    said: Wishes = {A: (None, None), C: ("不同意", None)}
    with pytest.raises(HardRulesClash):
        asked(run, {}, tmp_path, workers, said, Change(("P0", "P1", "P2", "P3")))


def test_a_kept_row_without_which_nothing_is_missed_is_not_kept(
    tmp_path: Path, workers: Workers
) -> None:
    """A and D want the partner of D. That of B withdraws: two are left beside C, and A and B need both."""
    quota = {"unit_code": "000002", "programme": "pairs", "min": 2}
    run = run_of(pairs_only(scores(3), quotas=[quota]), workers)
    partners = planned(run)
    said: Wishes = {
        A: ("调整", partners[D]),
        B: (None, None),
        C: ("同意", None),
        D: ("同意", None),
    }
    gone = Change((partners[B],), Wanted(9))
    settled = asked(run, said, tmp_path, workers, change=gone)
    assert outcomes(settled) == {A: "undecided", B: "silent", C: "taken", D: "undecided"}
    why = {x.answer.row.recipient_school: x.why.zh for x in settled.rulings}  # type: ignore[attr-defined]
    assert "但原定安排没有保留（" in why[D]
    assert "没有保留" not in why[A]
    assert settled.replanned.solved.result.shortfall == run.manifest.result.shortfall == 0


def test_answers_of_which_nothing_is_known_in_time_are_taken_up(
    tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each does alone is known; that they cannot be had together would have to be found."""
    run = run_of(pairs_only(scores(3)), workers)

    def late(*_: object, **__: object) -> None:
        raise NoPlanInTime(1)

    monkeypatch.setattr("pairmatch.consult.together.solve", late)
    said: Wishes = dict.fromkeys(RECIPIENTS, ("同意", None)) | {A: ("不同意", None)}
    settled = asked(run, said, tmp_path, workers)
    assert set(outcomes(settled).values()) == {"taken"}
    assert settled.replanned.solved.verification.accepted
