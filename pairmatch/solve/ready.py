"""Ready: a component's model at its least shortfall, without what says nothing, and its blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pairmatch.post import Model
from pairmatch.solve.blocks import Blocks
from pairmatch.solve.bound import ROUNDING, at_shortfall, needed, reachable

ROUNDS = 2
"""How often ends are drawn closer by what other columns can reach."""


@dataclass(frozen=True)
class Ready:
    """What every relaxation and search of a component begins with; made once by the child that holds it.

    The model is that of the plans with a shortfall of at most ``least``, without what only the parent
    asks for and without the block of each column, which ``blocks`` has.
    """

    least: int
    model: Model
    blocks: Blocks


def ready(model: Model, least: int) -> Ready:
    """Return the model of the plans with a shortfall of at most ``least``, reduced."""
    at = reduced(at_shortfall(model, least))
    return Ready(least, replace(at, block=None, slack_rule={}, slack_ids={}), Blocks.of(at))


def reduced(model: Model) -> Model:
    """Return a model of the same plans with closer ends, and rows that these ends imply left empty.

    So a row of one column becomes that column's end. Rows and columns keep their numbers; a column
    that can only be zero is in no row any more.
    """
    # Every plan is in whole numbers, what is missed and what is met too: ends may be rounded down.
    ends = np.floor(reachable(model, model.upper, rounds=1) + ROUNDING)
    ends = np.floor(reachable(model, ends, needed(model, ends), rounds=ROUNDS) + ROUNDING)
    row, column, a = model.row, model.column, model.coefficient
    least = np.bincount(row, np.minimum(a, 0) * ends[column], minlength=len(model.low))
    most = np.bincount(row, np.maximum(a, 0) * ends[column], minlength=len(model.low))
    says = (most > model.high) | (least < model.low)
    kept = says[row] & (ends[column] > 0)
    small = replace(
        model,
        upper=ends,
        low=np.where(says, model.low, -np.inf),
        high=np.where(says, model.high, np.inf),
        row=row[kept],
        column=column[kept],
        coefficient=a[kept],
    )
    return tightened(small)


def tightened(model: Model) -> Model:
    """Return a model of the same plans in which a yes opens no more room than can be used.

    From Σ a·x - b·y ≤ high with y ≤ 1, where Σ a·x can be m at the most, follows
    Σ a·x - (m - high) y ≤ high; where people rest or places are taken, m is less than b allows for.
    Rows at least are turned round.
    """
    row, column, a = model.row, model.column, model.coefficient
    ends = a * model.upper[column]
    least = np.bincount(row, np.minimum(ends, 0), minlength=len(model.low))
    most = np.bincount(row, np.maximum(ends, 0), minlength=len(model.low))
    choice = model.integer[column] & (model.upper[column] == 1)
    at_most = choice & (a < 0) & np.isinf(model.low[row]) & (a < (model.high - most)[row])
    at_least = choice & (a > 0) & np.isinf(model.high[row]) & (a > (model.low - least)[row])
    a = np.where(at_most, (model.high - most)[row], a)
    a = np.where(at_least, (model.low - least)[row], a)
    return replace(model, coefficient=a.astype(model.coefficient.dtype))
