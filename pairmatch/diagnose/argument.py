"""Argument: the sum by which the demands of a conflict contradict each other, in whole numbers.

The relaxation's duals say how often each row counts. What they say is believed only after it has been
added up here, in whole numbers, row by row.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.diagnose.elastic import Demand, Elastic
from pairmatch.diagnose.found import Argument, Item
from pairmatch.diagnose.oracle import Oracle
from pairmatch.solve.bound import reachable

DENOMINATORS = 24
"""Rows are counted a whole number of times; duals with larger denominators make no sentence."""
ROUNDING = 1e-6


def argument(elastic: Elastic, demands: Collection[Demand], oracle: Oracle) -> Argument | None:
    """Return a sum that proves that some demands clash, None where whole numbers alone prove it."""
    prices = dict.fromkeys(sorted(demands, key=lambda x: x.order), 1)
    [least] = oracle.relaxed([lambda: elastic.asked((), prices)])
    if least.cost <= 0 or least.duals is None:
        return None
    times = _whole(least.duals)
    return None if times is None else _added_up(elastic, list(prices), times)


def _whole(duals: FloatArray) -> IntArray | None:
    """Return duals as the smallest whole numbers in the same proportion, None if they are large."""
    some = np.abs(duals) > ROUNDING
    if not some.any():
        return None
    unit = duals / np.abs(duals[some]).min()
    for scale in range(1, DENOMINATORS + 1):
        whole = np.rint(unit * scale)
        if np.abs(unit * scale - whole).max() < ROUNDING * scale:
            return np.asarray(whole, dtype=np.int64)
    return None


def _added_up(elastic: Elastic, demands: list[Demand], times: IntArray) -> Argument | None:
    """Return the argument in which each row counts so often; None if it proves nothing.

    Rows at most are added, rows at least taken away. Then all columns together are at most what the
    right sides add up to, and at least what those with a negative number in front come to at their
    upper ends. If that is more, the rows contradict each other. The ends are those that rows leave which
    say what a column means: who is not there cannot be placed.
    """
    model = elastic.asked((), dict.fromkeys(demands, 1))
    upper = np.floor(reachable(model, model.upper, rounds=2) + ROUNDING).astype(np.int64)
    real = np.ones(len(model.upper), dtype=bool)
    real[list(elastic.model.slack_rule)] = False
    low, high = np.isfinite(model.low), np.isfinite(model.high)
    held = np.zeros(len(model.low), dtype=bool)
    for demand in demands:
        held[elastic.rows(demand)] = True
    held |= ~elastic.is_soft
    y = np.where(held & (((times > 0) & high) | ((times < 0) & low)), times, 0)
    front = np.zeros(len(model.upper), dtype=np.int64)
    np.add.at(front, model.column, model.coefficient.astype(np.int64) * y[model.row])
    ends = int((np.maximum(-front, 0) * upper)[real].sum())
    found = _items(elastic, demands, y)
    sides = int((np.maximum(y, 0) * np.where(high, model.high, 0)).sum())
    sides += int((np.minimum(y, 0) * np.where(low, model.low, 0)).sum())
    if sides + ends >= 0:
        return None
    asked = [item for item in found if item.number > 0]
    there = [Item(-item.number, item.times, item.demand) for item in found if item.number <= 0]
    if ends or not there:
        there.append(Item(ends, of=asked[0].demand if asked else None))
    named = {item.demand for item in found}
    since = tuple(x for x in demands if x not in named and y[elastic.rows(x)].any())
    shown = Argument(tuple(asked), tuple(there), since)
    # Rows that say what a column means have a number of their own in no room; else it would be missing.
    return shown if shown.at_most - shown.needed == sides + ends else None


def _items(elastic: Elastic, demands: list[Demand], y: IntArray) -> list[Item]:
    """Return what each demand's rows ask, positive, or leave, not positive, where they are numbers."""
    found: list[Item] = []
    for demand in demands:
        spoken = elastic.rules[demand.code].spoken
        for row in elastic.rows(demand):
            number, least = elastic.side(row)
            count = abs(int(y[row]))
            limits = spoken is not None and bool(spoken.noun.zh) and not least
            if count and (number or limits):
                found.append(Item(number if least else -number, count, demand))
    return found
