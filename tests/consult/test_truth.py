"""What answers come to, against enumeration: random answers of two counties on four pairs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from pairmatch.explain.asked import Answer
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.solve.workers import Workers
from pairmatch.verify import verify
from tests.consult.answering import Wishes, asked, planned
from tests.consult.counties import (
    COUNTIES,
    RECIPIENTS,
    SUPPORTERS,
    best,
    pairs_only,
    scores,
    two_parts,
)
from tests.whatif.runs import run_of


def wishes(r: Random, partners: dict[str, str]) -> Wishes:
    """Random answers; the two schools of a county never want one school."""
    found: Wishes = {}
    for schools in ([f"99{n:08d}" for n in some] for some in COUNTIES.values()):
        taken = {partners[x] for x in schools}
        for school in schools:
            reply = r.choice([None, "同意", "调整", "调整", "不同意"])
            instead = r.choice([s for s in SUPPORTERS if s not in taken])
            taken.add(instead)
            found[school] = (reply, instead if reply == "调整" else None)
    return found


def expected(partners: dict[str, str], said: Wishes) -> tuple[dict[str, str], set[str]]:
    """Who is required to be whose partner, and the schools whose answers are left undecided.

    Of these, whoever still can keeps the partner of before.
    """
    wanted = {
        x: {"同意": partners[x], "调整": instead}.get(r or "") for x, (r, instead) in said.items()
    }
    count = Counter(s for s in wanted.values() if s)
    undecided = {x for x, s in wanted.items() if s and count[s] > 1}
    taken = {x: s for x, s in wanted.items() if s and x not in undecided}
    kept = {x: partners[x] for x in sorted(undecided) if partners[x] not in taken.values()}
    return {**taken, **kept}, undecided


@pytest.mark.parametrize("seed", range(8))
def test_answers_come_to_what_enumeration_says(seed: int, tmp_path: Path, workers: Workers) -> None:
    found = scores(seed)
    run = run_of(pairs_only(found), workers)
    partners = planned(run)
    assert len(partners) == len(RECIPIENTS)
    said = wishes(Random(seed), partners)
    settled = asked(run, said, tmp_path, workers)
    required, undecided = expected(partners, said)
    outcomes = {x.answer.row.recipient_school: x.outcome for x in settled.rulings}
    for school, (reply, _) in said.items():
        if reply is None:
            assert outcomes[school] == "silent"
        else:
            assert outcomes[school] == ("undecided" if school in undecided else "taken")
    forbidden = {
        (x, partners[x])
        for x, (reply, _) in said.items()
        if reply in ("调整", "不同意") and x not in undecided
    }
    forbidden |= {(x, instead) for x in undecided if (instead := said[x][1]) is not None}
    solved, scenario = settled.replanned.solved, settled.replanned.scenario
    now = {x.recipient_school: x.supporting_school for x in solved.plan.rows(SchoolPair)}
    assert required.items() <= now.items()
    assert not forbidden & set(now.items())
    assert verify(scenario, solved.plan, run.rooms).accepted
    assert sum(found[pair] for pair in now.items()) == best(found, required, forbidden)


def test_two_counties_that_want_one_school_stand_side_by_side(
    tmp_path: Path, workers: Workers
) -> None:
    """Neither wish is taken up, each is told of the other, and both keep the partner of before."""
    run = run_of(pairs_only(scores(3)), workers)
    partners = planned(run)
    first, second = RECIPIENTS[0], RECIPIENTS[2]
    school = partners[RECIPIENTS[3]]
    said: Wishes = dict.fromkeys(RECIPIENTS, (None, None))
    said |= {first: ("调整", school), RECIPIENTS[3]: ("同意", None)}
    settled = asked(run, said, tmp_path, workers)
    by_school = {x.answer.row.recipient_school: x for x in settled.rulings}
    one, other = by_school[first], by_school[RECIPIENTS[3]]
    assert (one.outcome, other.outcome) == ("undecided", "undecided")
    assert one.matter == other.matter
    assert all(lock.provisional for lock in (*one.locks, *other.locks))
    assert "学校22" in one.why.zh
    assert "学校11" in other.why.zh
    assert "P3" in one.why.zh
    assert by_school[second].outcome == "silent"
    assert settled.replanned.solved.plan == run.plan


def test_what_is_contested_is_not_decided_by_other_answers(
    tmp_path: Path, workers: Workers
) -> None:
    """Schools 11 and 21 want the partner of 12, which refuses it; 11 would be better off with it.

    Left free, planning would give it to one of the two, and so decide what the counties are to agree on.
    """
    found = dict.fromkeys(scores(0), 0)
    found |= {(RECIPIENTS[i], SUPPORTERS[i]): 20 + i for i in range(4)}
    wanted = SUPPORTERS[1]
    found |= {(RECIPIENTS[0], wanted): 19, (RECIPIENTS[1], SUPPORTERS[0]): 18}
    run = run_of(pairs_only(found), workers)
    partners = planned(run)
    assert partners == dict(zip(RECIPIENTS, SUPPORTERS, strict=True))
    said: Wishes = {
        RECIPIENTS[0]: ("调整", wanted),
        RECIPIENTS[1]: ("不同意", None),
        RECIPIENTS[2]: ("调整", wanted),
        RECIPIENTS[3]: ("同意", None),
    }
    settled = asked(run, said, tmp_path, workers)
    outcomes = [x.outcome for x in settled.rulings]
    assert outcomes == ["undecided", "taken", "undecided", "taken"]
    now = {
        x.recipient_school: x.supporting_school
        for x in settled.replanned.solved.plan.rows(SchoolPair)
    }
    kept = (RECIPIENTS[0], RECIPIENTS[2], RECIPIENTS[3])
    assert {x: now.get(x) for x in kept} == {x: partners[x] for x in kept}


def test_a_row_that_is_kept_for_now_yields_to_what_is_taken_up(
    tmp_path: Path, workers: Workers
) -> None:
    """Schools 11 and 22 want one school; 12 adjusts to the partner of 11, which nobody disputes."""
    run = run_of(pairs_only(scores(3)), workers)
    partners = planned(run)
    first, beside, _, last = RECIPIENTS
    said: Wishes = dict.fromkeys(RECIPIENTS, (None, None))
    said |= {
        first: ("调整", partners[last]),
        last: ("同意", None),
        beside: ("调整", partners[first]),
    }
    settled = asked(run, said, tmp_path, workers)
    by_school = {x.answer.row.recipient_school: x for x in settled.rulings}
    assert by_school[beside].outcome == "taken"
    assert by_school[first].outcome == "undecided"
    assert "没有保留" in by_school[first].why.zh
    assert "学校12" in by_school[first].why.zh
    now = {
        x.recipient_school: x.supporting_school
        for x in settled.replanned.solved.plan.rows(SchoolPair)
    }
    assert now[beside] == partners[first]
    assert now[last] == partners[last]
    assert now.get(first) != partners[last]


@pytest.mark.parametrize("seed", [0, 4])
def test_changes_of_several_parts_cost_together_what_each_costs_alone(
    seed: int, tmp_path: Path, workers: Workers
) -> None:
    """Each county refuses one pair and swaps nothing else; both questions are solved in one go."""
    run = run_of(two_parts(scores(seed)), workers)
    said: Wishes = dict.fromkeys(RECIPIENTS, (None, None))
    said |= {RECIPIENTS[0]: ("不同意", None), RECIPIENTS[2]: ("不同意", None)}
    together = asked(run, said, tmp_path / "both", workers)
    for school in (RECIPIENTS[0], RECIPIENTS[2]):
        silent: Wishes = dict.fromkeys(RECIPIENTS, (None, None))
        one = asked(run, {**silent, school: said[school]}, tmp_path / school, workers)
        (alone,) = one.effects.values()
        places = {x.answer.row.recipient_school: i for i, x in enumerate(together.rulings)}
        found = together.effects[places[school]]
        assert found.moved == alone.moved
        assert cost(found) == cost(alone)
        assert cost(found)["value"] < 0


def cost(found: Answer) -> dict[str, object]:
    """What a change costs; a term counts in one part here, and in all of them there."""
    assert found.difference is not None
    terms = [(x.code, x.points, x.shortfall) for x in found.difference.terms]
    return {**vars(found.difference), "terms": terms}
