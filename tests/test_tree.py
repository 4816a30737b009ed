"""Bounds by branching: they hold for every plan, and no half-open site loosens them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.arrays import IntArray
from pairmatch.post import Model
from pairmatch.solve import search, tree
from pairmatch.solve.blocks import Blocks
from pairmatch.solve.bound import SCALE, Certificate, certificate
from pairmatch.solve.engine import SolverFault
from pairmatch.solve.job import Aim, Basis, Job, Outcome, Reach
from pairmatch.solve.ready import Ready, ready
from pairmatch.solve.relax import Relax, Relaxed
from pairmatch.solve.tree import Answer, Tree, branched, questions, together
from tests.tiny_models import A_LITTLE, best_of, keeps, model_of, plans, searched
from tests.tiny_sites import sites

FAR = 1 << 40


def solved(at: Ready, objective: IntArray, start: Basis | None) -> Relaxed | None:
    return Relax(at.model, at.blocks, objective, "highs", lambda: 20.0).run(start)


def begun(at: Ready) -> tuple[Ready, IntArray, Certificate, Basis]:
    """What branching begins with: a model that has a relaxation, its objective, its proof, its end."""
    objective = Aim().objective(at.model)
    found = solved(at, objective, None)
    assert found is not None
    return at, objective, certificate(at.model, objective, found.duals), found.basis


def both(model: Model, least: int = 0) -> tuple[Ready, Certificate, Certificate | None] | None:
    """The reduced model, the relaxation's proof and the one by branching; None without any plan."""
    at = ready(model, least)
    if solved(at, Aim().objective(model), None) is None:
        return None
    _, objective, proof, start = begun(at)
    return at, proof, branched(at, objective, proof, start, solved)


def holds(model: Model, objective: IntArray, proof: Certificate) -> None:
    """No plan is above the bound, nor nearer to it than any one of its columns allows."""
    for plan in plans(model):
        away = np.where(proof.reduced > 0, model.upper - plan, plan)
        lost = int((np.abs(proof.reduced) * (np.rint(away) > 0)).max())
        assert int(objective @ plan) * SCALE <= proof.bound - lost


def limited(people: int, points: list[float]) -> Model:
    """As many sites as there are points, of three people each, who are all needed for any of it."""
    count = len(points)
    rows: list[tuple[dict[int, float], float, float]] = [
        ({count + k: 1.0, k: -3.0}, 0.0, 0.0) for k in range(count)
    ]
    rows.append((dict.fromkeys(range(count, 2 * count), 1.0), -np.inf, float(people)))
    return model_of(
        rows,
        upper=[1.0] * count + [3.0] * count,
        points=points + [0.0] * count,
        slack=[],
        probe=[A_LITTLE] * count + [0.0] * count,
    )


@pytest.mark.parametrize("apart", [1, 12, 600])
@pytest.mark.parametrize("splits", [1, 8])
def test_what_it_proves_holds_for_every_plan(
    apart: int, splits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever part of the columns it works with, and however early it ends."""
    monkeypatch.setattr(tree, "APART", apart)
    monkeypatch.setattr(tree, "ROOM", apart // 4)
    monkeypatch.setattr(tree, "SPLITS", splits)
    better = 0
    for seed in range(150):
        model = sites(Random(seed))
        tried = both(model)
        if tried is None:
            best = best_of(model, Aim().objective(model))
            assert best is None or best[0] > 0
            continue
        at, proof, found = tried
        if found is not None:
            better += 1
            assert found.bound < proof.bound
            holds(at.model, Aim().objective(model), found)
    assert better > 20


def test_with_all_questions_answered_the_bound_is_the_best_plan() -> None:
    """Eight people are enough for two and two thirds of four sites, whichever these are."""
    model = limited(8, [50.0, 49.0, 48.0, 47.0])
    tried = both(model)
    assert tried is not None
    _, proof, found = tried
    assert proof.bound > 260 * SCALE
    assert found is not None
    assert found.bound // SCALE == 2 * 99


def test_one_question_about_how_many_does_what_many_about_which_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tree, "SPLITS", 1)
    tried = both(limited(8, [50.0] * 6))
    assert tried is not None
    assert tried[2] is not None
    assert tried[2].bound // SCALE == 2 * 100


def test_several_counties_are_asked_one_after_the_other() -> None:
    """Each of two counties, of three and four sites, has people for two and two thirds of a site."""
    rows: list[tuple[dict[int, float], float, float]] = [
        ({7 + k: 1.0, k: -3.0}, 0.0, 0.0) for k in range(7)
    ]
    for sites_of in (range(3), range(3, 7)):
        rows.append((dict.fromkeys(sites_of, 1.0), 1.0, np.inf))
        rows.append(({7 + k: 1.0 for k in sites_of}, -np.inf, 8.0))
    model = model_of(
        rows,
        upper=[1.0] * 7 + [3.0] * 7,
        points=[50.0] * 7 + [0.0] * 7,
        slack=[],
        probe=[A_LITTLE] * 7 + [0.0] * 7,
    )
    tried = both(model)
    assert tried is not None
    assert tried[2] is not None
    assert tried[2].bound // SCALE == 2 * 200


def test_a_good_bound_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(at: Ready, objective: IntArray, start: Basis | None) -> Relaxed | None:
        asked.append(len(at.model.low))
        return solved(at, objective, start)

    for good, relaxations in ((None, 3), (FAR, 1)):
        asked.clear()
        at, objective, proof, start = begun(ready(limited(8, [50.0] * 6), 0))
        monkeypatch.setattr(tree, "SHARP", -1)
        branched(at, objective, proof, start, counted, good)
        assert len(asked) == relaxations


def test_last_leaves_are_probed_and_say_what_a_closed_site_would_be_worth() -> None:
    """The fourth site is 40 half points worse than the second; without probing nothing is lost by it."""
    tried = both(limited(8, [50.0, 49.0, 29.0, 29.0]))
    assert tried is not None
    found = tried[2]
    assert found is not None
    assert found.bound // SCALE == 2 * 99
    assert not found.needed(30 * SCALE)[[2, 3]].any()
    assert found.needed(41 * SCALE)[[2, 3]].all()


@pytest.mark.parametrize("which", range(4))
def test_a_relaxation_that_breaks_down_leaves_what_is_known(which: int) -> None:
    """The root, either half, or a leaf that is to be probed: the proof is true, or none."""
    model = limited(8, [50.0, 49.0, 29.0, 29.0])
    at, objective, proof, start = begun(ready(model, 0))
    asked: list[int] = []

    def breaks(at: Ready, objective: IntArray, start: Basis | None) -> Relaxed | None:
        asked.append(1)
        if len(asked) == which + 1:
            raise SolverFault("IMPRECISE")
        return solved(at, objective, start)

    closer = branched(at, objective, proof, start, breaks)
    assert len(asked) > which
    if which in (0, 1, 2):
        assert closer is None
    else:
        assert closer is not None
        assert closer.bound // SCALE == 2 * 99
        holds(at.model, objective, closer)


def test_columns_far_from_the_bound_take_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that is much worse is in no relaxation, and still said to be no nearer than it is."""
    model = limited(8, [500.0, 499.0, 498.0, 5.0])
    at, objective, proof, start = begun(ready(model, 0))
    sizes: list[int] = []

    def counted(at: Ready, objective: IntArray, start: Basis | None) -> Relaxed | None:
        sizes.append(int((at.model.upper == 1).sum()))
        return solved(at, objective, start)

    monkeypatch.setattr(tree, "APART", 900)
    closer = branched(at, objective, proof, start, counted)
    assert closer is not None
    assert closer.bound // SCALE == 2 * 999
    assert max(sizes) == 3
    assert not closer.needed(100 * SCALE)[3]
    holds(at.model, objective, closer)


def test_where_the_bound_falls_to_what_is_not_known_everything_takes_part() -> None:
    """From 1330 half points the bound falls to 1000, with columns up to 600 away; then with all."""
    model = limited(5, [500.0, 500.0])
    tried = both(model)
    assert tried is not None
    assert tried[2] is not None
    assert tried[2].bound // SCALE == 1000


def test_where_nothing_is_half_open_there_is_no_better_bound() -> None:
    tried = both(limited(6, [50.0, 40.0]))
    assert tried is not None
    assert tried[2] is None


def test_a_half_without_a_plan_is_not_believed() -> None:
    """The first site must be half open at the least, so it cannot be closed; the second one is better."""
    model = model_of(
        [
            ({0: 2.0}, 1.0, np.inf),
            ({0: 1.0, 1: 1.0}, -np.inf, 1.0),
            ({0: 2.0, 1: 2.0}, 2.0, np.inf),
        ],
        upper=[1.0, 1.0],
        points=[-10.0, 10.0],
        slack=[],
        probe=[A_LITTLE, A_LITTLE],
    )
    at, objective, proof, start = begun(Ready(0, model, Blocks.of(model)))
    assert proof.bound // SCALE == 0
    assert branched(at, objective, proof, start, solved) is None


def test_a_closed_site_is_never_said_to_be_open() -> None:
    """Where it is closed the relaxation would like to have it, which says nothing of the plans there."""
    at, objective, _, start = begun(ready(limited(8, [50.0] * 3), 0))
    grown = Tree(at, objective, solved)
    leaf = grown._leaf((Answer(np.array([1]), False, 0),), start)
    assert leaf is not None
    assert grown._outside(leaf).reduced[1] < 0


def test_what_two_proofs_say_of_a_column() -> None:
    """It must be full where each proof says so, or is too far from the larger bound to matter."""
    near, far = Certificate(10, np.array([5, 5, -2])), Certificate(0, np.array([-3, -9, 20]))
    assert together([near, far]).reduced.tolist() == [5, 1, 0]


def test_a_model_without_probes_has_no_questions() -> None:
    assert questions(replace(limited(8, [1.0, 2.0]), probe=None)) == []
    assert questions(replace(limited(8, [1.0, 2.0]), probe=np.zeros(4))) == []


def test_questions_are_how_many_of_a_county_of_all_and_which() -> None:
    """Rows that count anything else are none, nor columns of which less is probed."""
    rows: list[tuple[dict[int, float], float, float]] = [
        ({0: 1.0, 1: 1.0}, 1.0, np.inf),
        ({2: 1.0, 3: 1.0, 5: 1.0}, 1.0, np.inf),
        ({0: 1.0, 1: 1.0, 2: 1.0, 4: -3.0}, -np.inf, 5.0),
        ({1: 1.0, 2: 2.0}, -np.inf, 2.0),
    ]
    probe = [A_LITTLE] * 4 + [A_LITTLE / 1000, 0.0]
    model = model_of(rows, upper=[1.0] * 5 + [9.0], points=[0.0] * 6, slack=[5], probe=probe)
    asked = [columns.tolist() for columns in questions(model)]
    assert asked == [[0, 1], [0, 1, 2, 3], [2, 3], [0], [1], [2], [3]]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_a_plan_of_which_one_proof_holds_is_one_of_all_together(seed: int) -> None:
    r = Random(seed)
    upper = np.array([r.randint(1, 3) for _ in range(4)])
    proofs = [
        Certificate(r.randint(-20, 20), np.array([r.randint(-9, 9) for _ in upper]))
        for _ in range(r.randint(1, 3))
    ]
    one = together(proofs)
    assert one.bound == max(proof.bound for proof in proofs)
    for plan in np.ndindex(*(upper + 1)):
        for proof in proofs:
            away = np.where(proof.reduced > 0, upper - plan, plan)
            worth = proof.bound - int((np.abs(proof.reduced) * (away > 0)).max())
            mine = np.where(one.reduced > 0, upper - plan, plan)
            assert worth <= one.bound - int((np.abs(one.reduced) * (mine > 0)).max())


@pytest.mark.parametrize("enough", [None, 1, 6])
@pytest.mark.parametrize("reach", ["plan", "prove"])
def test_a_search_that_branches_finds_what_it_would(
    reach: Reach, enough: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NARROW", 0)
    monkeypatch.setattr(search, "WIDE", 0)
    used: list[bool] = []
    grown = search.branched
    monkeypatch.setattr(
        search, "branched", lambda *said: [found := grown(*said), used.append(found is not None)][0]
    )
    for seed in range(120):
        model = sites(Random(seed))
        job = Job(0, Aim(), reach, 1, 20.0, slack=4, enough=enough)
        outcome = searched(model, job, lambda told: None)
        true(model, outcome, 0 if reach == "prove" else enough)
    assert sum(used) > 10


def true(model: Model, outcome: Outcome, open_: int | None) -> None:
    """The plan is one, its shortfall the least, the bound true, and no more open than allowed."""
    want = best_of(model, Aim().objective(model))
    if want is None:
        assert outcome.state == "infeasible"
        return
    assert outcome.column is not None
    assert outcome.bound is not None
    assert keeps(model, outcome.column.values.dense())
    assert outcome.column.shortfall == want[0]
    worth = outcome.column.worth(Aim())
    assert worth <= want[1] <= outcome.bound
    if open_ is not None:
        assert outcome.bound - worth <= open_
