"""Relaxations that grow block by block: the same bound as with every column, and probes that give way."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from pairmatch.arrays import IntArray
from pairmatch.post import Model
from pairmatch.solve.blocks import Blocks, completed
from pairmatch.solve.bound import SCALE, certificate
from pairmatch.solve.job import BASIC, HALF, Aim
from pairmatch.solve.relax import LOOSE, Relax, Relaxed
from tests.tiny_models import matrix, plans, tiny_model

A_LITTLE = 1e-6


def relaxed(model: Model, objective: IntArray) -> Relaxed | None:
    return Relax(model, Blocks.of(model), objective, "highs", lambda: 20.0).run(None)


def proved(model: Model, objective: IntArray, found: Relaxed) -> float:
    return certificate(model, objective, found.duals).bound / SCALE


def pairing(*, bonus: float, host: float = -3.0) -> Model:
    """Block 0: a pair (-2 points), a host and what both together bring; x ≤ 1 of each, both ≤ each.

    One column of no block, worth 1, shares a row with the host: it and the host together at most 1.
    """
    return Model(
        lower=np.zeros(4),
        upper=np.ones(4),
        integer=np.ones(4, dtype=bool),
        low=np.full(3, -np.inf),
        high=np.array([0.0, 0.0, 1.0]),
        row=np.array([0, 0, 1, 1, 2, 2]),
        column=np.array([1, 3, 2, 3, 0, 2]),
        coefficient=np.array([-1.0, 1.0, -1.0, 1.0, 1.0, 1.0]),
        shortfall=np.zeros(4),
        points=np.array([1.0, -2.0, host, bonus]),
        block=np.array([-1, 0, 0, 0]),
        sketch=np.zeros(4, dtype=bool),
    )


@pytest.mark.parametrize(("bonus", "taken"), [(5.0, False), (6.0, False), (7.0, True)])
def test_a_block_is_taken_in_where_its_columns_together_gain(bonus: float, taken: bool) -> None:
    """Pair and host cost 5, and the host costs the other column's point: worth it from 6 on."""
    model = pairing(bonus=bonus)
    objective = Aim().objective(model)
    found = relaxed(model, objective)
    assert found is not None
    assert found.whole
    assert bool(found.basis.kept[1:].all()) == taken
    best = max(1.0, bonus - 5.0)
    assert proved(model, objective, found) == pytest.approx(HALF * best, abs=LOOSE)


def test_rows_of_a_block_get_the_duals_that_share_its_gain_out() -> None:
    """At zero duals the block adds its 5 points to the bound; shared over pair and host it adds nothing."""
    model = pairing(bonus=5.0)
    objective = Aim().objective(model)
    duals = np.array([0.0, 0.0, 2.0])
    blocks = Blocks.of(model)
    assert blocks.of_row.tolist() == [0, 0, -1]
    better, reduced = completed(model, blocks, objective, duals, np.ones(1, dtype=bool))
    assert better[2] == duals[2]
    assert certificate(model, objective, duals).bound == (2 + 10) * SCALE
    assert certificate(model, objective, better).bound == 2 * SCALE
    assert (reduced <= A_LITTLE).all()


def test_the_bound_is_that_of_all_columns() -> None:
    compared = smaller = 0
    for seed in range(300):
        model = tiny_model(Random(seed), probe=False)
        objective = Aim().objective(model)
        found = relaxed(model, objective)
        whole = relaxed(replace(model, block=None), objective)
        assert (found is None) == (whole is None)
        if found is None or whole is None:
            continue
        rounding = (np.abs(matrix(model)).sum(axis=0) @ model.upper + 9) / SCALE
        bounds = proved(model, objective, found), proved(model, objective, whole)
        assert bounds[0] <= bounds[1] + LOOSE + rounding, f"seed {seed}"
        assert bounds[0] >= whole.value - rounding, f"seed {seed}"
        compared += 1
        smaller += not found.basis.kept.all()
    assert compared > 200
    assert smaller > 60


def test_a_decision_since_an_earlier_relaxation_takes_in_the_blocks_that_it_needs() -> None:
    """Three pairs, a block each, of which one is enough; another is decided than the one taken before."""
    model = Model(
        lower=np.zeros(3),
        upper=np.ones(3),
        integer=np.ones(3, dtype=bool),
        low=np.array([-np.inf, 1.0]),
        high=np.array([1.0, np.inf]),
        row=np.array([0, 0, 0, 1]),
        column=np.array([0, 1, 2, 1]),
        coefficient=np.ones(4),
        shortfall=np.zeros(3),
        points=np.array([5.0, 1.0, 2.0]),
        block=np.arange(3),
        sketch=np.array([False, True, False]),
    )
    objective = Aim().objective(model)
    before = replace(model, row=model.row[:3], column=model.column[:3], coefficient=np.ones(3))
    before = replace(before, low=model.low[:1], high=model.high[:1], sketch=np.arange(3) == 0)
    ended = relaxed(before, objective)
    assert ended is not None
    assert ended.basis.kept.tolist() == [True, False, False]
    start = replace(ended.basis, rows=np.append(ended.basis.rows, np.int8(BASIC)))
    found = Relax(model, Blocks.of(model), objective, "highs", lambda: 20.0).run(start)
    assert found is not None
    assert found.values.tolist() == [0.0, 1.0, 0.0]
    assert not found.basis.kept[2]


def test_completed_duals_prove_no_less() -> None:
    """Whatever the duals are and whichever blocks are absent, the bound falls or stays."""
    better = 0
    for seed in range(600):
        r = Random(seed)
        model = tiny_model(r)
        objective, blocks = Aim().objective(model), Blocks.of(model)
        duals = np.array([r.uniform(-6, 6) for _ in model.low])
        # Duals that point to a side that is not there count as zero in a certificate.
        duals[(duals > 0) & ~np.isfinite(model.high)] = 0
        duals[(duals < 0) & ~np.isfinite(model.low)] = 0
        absent = np.array([r.random() < 0.7 for _ in range(blocks.count)], dtype=bool)
        new, reduced = completed(model, blocks, objective, duals, absent)
        before, after = (certificate(model, objective, y) for y in (duals, new))
        rounding = int(np.abs(matrix(model)).sum(axis=0) @ model.upper) + 9
        assert after.bound <= before.bound + rounding, f"seed {seed}"
        assert np.abs(after.reduced / SCALE - reduced).max(initial=0) < 1e-3
        better += after.bound < before.bound - SCALE // 100
        kept = ~absent[blocks.of_row] | (blocks.of_row < 0) if blocks.count else duals == duals
        assert (new[kept] == duals[kept]).all()
    assert better > 20


def test_a_probe_that_cannot_be_used_leaves_the_others_probed() -> None:
    """Two columns are opened a little; the second cannot be: it needs as much of a third as of itself,
    and twice the third needs as much of it.
    """
    model = Model(
        lower=np.zeros(3),
        upper=np.array([1.0, 1e6, 1e6]),
        integer=np.array([True, False, False]),
        low=np.array([-np.inf, -np.inf]),
        high=np.array([0.0, 0.0]),
        row=np.array([0, 0, 1, 1]),
        column=np.array([1, 2, 1, 2]),
        coefficient=np.array([1.0, -1.0, -1.0, 2.0]),
        shortfall=np.zeros(3),
        points=np.array([-4.0, -4.0, 0.0]),
        probe=np.array([0.01, 0.01, 0.0]),
    )
    found = relaxed(model, Aim().objective(model))
    assert found is not None
    assert 0 < found.values[0] <= 0.01
    assert found.values[1:].tolist() == pytest.approx([0.0, 0.0])


def test_probing_a_model_without_a_plan_says_so() -> None:
    model = replace(pairing(bonus=5.0), low=np.array([1.0, -np.inf, -np.inf]))
    model = replace(
        model,
        high=np.array([np.inf, 0.0, 1.0]),
        probe=np.ones(4) / 9,
        coefficient=np.array([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]),
    )
    assert not len(plans(model))
    assert relaxed(model, Aim().objective(model)) is None
