"""Network: which models are a flow between two sides, and the arcs that such a model has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pairmatch.arrays import BoolArray, IntArray
from pairmatch.post import Model
from pairmatch.solve.flow import Arcs

NO_LINE = -1
ROOT = 0


def network(model: Model) -> Arcs | None:
    """Return a model as a circulation, its columns and then its rows as arcs; None if it is not one.

    Rows that sum up the same columns stand in one line, from the root to its end on one side and from
    the end to the root on the other. A column of two rows or more, with coefficient 1, is an arc from
    the end of one line to that of another, or to the root. A column of one row, with coefficient 1 or
    -1, is by how much the row's flow is more, or less, than that along the line.
    """
    lines = _lines(model)
    if lines is None or not _in_whole_numbers(model):
        return None
    inner, outer, end = _nodes(lines)
    tail = np.where(lines.right, inner, outer)
    head = np.where(lines.right, outer, inner)
    first, last = _columns(model, lines, end, tail, head)
    low, high = _ends(model)
    return Arcs(
        nodes=len(model.low) + 1,
        tail=np.concatenate([first, tail]),
        head=np.concatenate([last, head]),
        low=np.concatenate([np.zeros(len(model.upper), dtype=np.int64), low]),
        high=np.concatenate([model.upper.astype(np.int64), high]),
    )


def linking(model: Model) -> BoolArray:
    """Return which columns stand in two rows or more."""
    return np.asarray(np.bincount(model.column, minlength=len(model.upper)) > 1, dtype=np.bool_)


@dataclass(frozen=True)
class _Lines:
    """The line of each row, NO_LINE where it sums up no linking column, and whether it is on the right.

    ``first`` and ``second`` are the lines of each linking column, equal where it has only one.
    """

    count: int
    of_row: IntArray
    right: BoolArray
    first: IntArray
    second: IntArray


def _lines(model: Model) -> _Lines | None:
    link = linking(model)
    mine = link[model.column]
    odd = (model.coefficient[mine] != 1).any() or (np.abs(model.coefficient) != 1).any()
    if odd or not link.any():
        return None
    row, column = model.row[mine], model.column[mine]
    # Rows with the same columns have the same sum of the columns' marks; others hardly ever do, and
    # what comes of it is proved in any case.
    mark = np.random.default_rng(0).integers(0, 1 << 62, len(link))
    total = np.zeros(len(model.low), dtype=np.int64)
    np.add.at(total, row, mark[column])
    used = np.bincount(row, minlength=len(total)) > 0
    known, line = np.unique(total[used], return_inverse=True)
    of_row = np.full(len(total), NO_LINE, dtype=np.int64)
    of_row[used] = line
    count, here = len(known), of_row[row]
    first = np.full(len(link), count, dtype=np.int64)
    second = np.full(len(link), NO_LINE, dtype=np.int64)
    np.minimum.at(first, column, here)
    np.maximum.at(second, column, here)
    if ((here != first[column]) & (here != second[column])).any():
        return None
    first, second = first[link], second[link]
    right = _right(count, first[first < second], second[first < second])
    if right is None:
        return None
    return _Lines(count, of_row, (of_row != NO_LINE) & right[of_row], first, second)


def _right(count: int, first: IntArray, second: IntArray) -> BoolArray | None:
    """Return which lines are on the right so that no column joins two of one side; None if none do.

    Every line stands twice, as left and as right; a column joins the one of one line with the other
    of the other. Each twin gets the least number that it is joined with; a line whose twins are
    joined has no side.
    """
    here, there = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    here[first], there[second] = True, True
    if not (here & there).any():
        return there
    label = np.arange(2 * count, dtype=np.int64)
    a = np.concatenate([first, first + count])
    b = np.concatenate([second + count, second])
    while True:
        least = np.minimum(label[a], label[b])
        new = label.copy()
        np.minimum.at(new, a, least)
        np.minimum.at(new, b, least)
        new = new[new]
        if (new == label).all():
            break
        label = new
    if (label[:count] == label[count:]).any():
        return None
    return np.asarray(label[:count] > label[count:], dtype=np.bool_)


def _in_whole_numbers(model: Model) -> bool:
    ends = (model.upper, model.low[np.isfinite(model.low)], model.high[np.isfinite(model.high)])
    whole = all((np.isfinite(x) & (np.rint(x) == x)).all() for x in ends)
    return bool(whole and not model.lower.any())


def _nodes(lines: _Lines) -> tuple[IntArray, IntArray, IntArray]:
    """Return the inner and outer node of each row, and the end of each line; the root has number 0."""
    rows = len(lines.of_row)
    inner, outer = np.arange(1, rows + 1), np.full(rows, ROOT, dtype=np.int64)
    order = np.argsort(lines.of_row, kind="stable")
    ahead, behind = order[:-1], order[1:]
    inside = (lines.of_row[ahead] == lines.of_row[behind]) & (lines.of_row[ahead] != NO_LINE)
    outer[behind[inside]] = inner[ahead[inside]]
    end = np.zeros(lines.count, dtype=np.int64)
    some = order[lines.of_row[order] != NO_LINE]
    end[lines.of_row[some]] = inner[some]
    return inner, outer, end


def _columns(
    model: Model, lines: _Lines, end: IntArray, tail: IntArray, head: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the tail and head of each column's arc; both are the root where it is in no row."""
    link = linking(model)
    first = np.full(len(link), ROOT, dtype=np.int64)
    last = first.copy()
    right = np.zeros(lines.count, dtype=bool)
    some = lines.of_row != NO_LINE
    right[lines.of_row[some]] = lines.right[some]
    a, b = lines.first, lines.second
    turned, alone = right[a], a == b
    first[link] = np.where(turned, np.where(alone, ROOT, end[b]), end[a])
    last[link] = np.where(turned, end[a], np.where(alone, ROOT, end[b]))
    own = ~link[model.column]
    row, column, more = model.row[own], model.column[own], model.coefficient[own] > 0
    first[column] = np.where(more, head[row], tail[row])
    last[column] = np.where(more, tail[row], head[row])
    return first, last


def _ends(model: Model) -> tuple[IntArray, IntArray]:
    """Return between what each row's flow lies; an end that is not there is never reached."""
    reach = model.coefficient * model.upper[model.column]
    least = np.bincount(model.row, np.minimum(reach, 0), minlength=len(model.low)) - 1
    most = np.bincount(model.row, np.maximum(reach, 0), minlength=len(model.low)) + 1
    low = np.where(np.isfinite(model.low), model.low, least)
    high = np.where(np.isfinite(model.high), model.high, most)
    return low.astype(np.int64), high.astype(np.int64)
