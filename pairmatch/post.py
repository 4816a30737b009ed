"""Post: the one seam through which programmes hand columns, rows and points to the solver, as arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from pairmatch.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from pairmatch.component import Component
    from pairmatch.programmes.rule import Rule, Term

IndexArray: TypeAlias = npt.NDArray[np.integer[Any]]
Part: TypeAlias = tuple[IntArray, IntArray, IntArray | int]
"""Coefficients of rows: row number within the family, column, coefficient."""
Ids: TypeAlias = tuple[str, ...]

COEFFICIENT_LIMIT = 2**20
FACT_PRICE = 1000
"""What breaking a physical fact by one counts when hard rules clash; a decision counts 1."""
NO_BLOCK = -1
FEW = 8
"""Columns of a row with a lower side up to which all of them belong to the sketch of a model."""
V = TypeVar("V")


class Variables:
    """The variables of the rooms built so far, by their own type."""

    def __init__(self) -> None:
        self._by_type: dict[type[Any], Any] = {}

    def add(self, variables: object) -> None:
        """Remember one room's variables."""
        self._by_type[type(variables)] = variables

    def of(self, kind: type[V]) -> V:
        """Return the variables of the room that declares ``kind``."""
        found: V = self._by_type[kind]
        return found


@dataclass(frozen=True)
class Use:
    """What one component takes of a row that all components share.

    The row says low ≤ Σ amount * column, summed over all components, ≤ high.
    """

    code: str
    ids: Ids
    column: IntArray
    amount: IntArray
    low: float
    high: float


@dataclass(frozen=True)
class Model:
    """A mixed-integer model as arrays: n columns, m rows, coefficients in row order.

    ``shortfall`` (to be minimised first) and ``points`` (to be maximised then) are objective
    vectors of length n; ``slack_rule`` names the rule of each slack column, by column, and
    ``slack_ids`` where it is. ``uses`` is this component's part in the rows of the whole province.
    ``probe`` is a little that the relaxation takes of some columns, so that its duals say what a site
    that it leaves closed would be worth. ``block`` numbers the blocks of columns
    that do nothing but for each other and for rows that all blocks share, -1 for columns of none;
    ``sketch`` marks blocks, by one of their columns, that are enough for a first idea of the relaxation.
    """

    lower: FloatArray
    upper: FloatArray
    integer: npt.NDArray[np.bool_]
    low: FloatArray
    high: FloatArray
    row: IndexArray
    column: IndexArray
    coefficient: npt.NDArray[np.floating[Any]]
    shortfall: FloatArray
    points: FloatArray
    slack_rule: Mapping[int, str] = field(default_factory=dict)
    slack_ids: Mapping[int, Ids] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    probe: FloatArray | None = None
    block: IntArray | None = None
    sketch: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Named:
    """Some rows of one rule, ``count`` from the ``first`` on; without ``ids`` they follow from others."""

    code: str
    first: int
    count: int
    ids: Sequence[Ids]


class Post:
    """Collects a model. Every rule reaches the solver through :meth:`rows` or :meth:`candidates`.

    A soft rule gets one slack column a row here and nowhere else: relaxable rules pay for it in the
    shortfall tier, principles and preferences in the weighted tier. ``soften`` gives hard rules a
    slack too, and only theirs counts in the shortfall tier: to find the smallest breach when they
    clash. A decision gives way before a physical fact. ``named`` says whose the rows are.
    """

    def __init__(
        self,
        component: Component,
        rules: Collection[Rule],
        terms: Collection[Term],
        *,
        soften: bool = False,
    ) -> None:
        self.component = component
        self.rules = {rule.code: rule for rule in rules}
        self.terms = {term.code: term for term in terms}
        self.soften = soften
        self._upper: list[FloatArray] = []
        self._integer: list[npt.NDArray[np.bool_]] = []
        self._probe: list[FloatArray] = []
        self._sketch: list[npt.NDArray[np.bool_]] = []
        self._block: list[IntArray] = []
        self._columns = 0
        self._low: list[FloatArray] = []
        self._high: list[FloatArray] = []
        self._rows = 0
        self._parts: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._objective: dict[str, list[tuple[IntArray, FloatArray]]] = {
            "shortfall": [],
            "points": [],
        }
        self._slack_rule: dict[int, str] = {}
        self._slack_ids: dict[int, Ids] = {}
        self._uses: list[Use] = []
        self.named: list[Named] = []

    def columns(
        self,
        count: int,
        upper: IntArray | FloatArray | float,
        *,
        integer: bool = True,
        probe: float = 0.0,
        block: IntArray | int = NO_BLOCK,
        sketch: npt.NDArray[np.bool_] | bool = False,
    ) -> IntArray:
        """Add ``count`` columns between 0 and ``upper``; return their numbers.

        ``probe`` is for columns that others depend on, ``block`` and ``sketch`` for large families of
        which a few are used: see :class:`Model`.
        """
        self._block.append(np.broadcast_to(np.asarray(block, dtype=np.int64), (count,)))
        self._probe.append(np.full(count, probe))
        self._sketch.append(np.broadcast_to(np.asarray(sketch, dtype=np.bool_), (count,)))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)))
        self._integer.append(np.full(count, integer))
        first, self._columns = self._columns, self._columns + count
        return np.arange(first, self._columns, dtype=np.int64)

    def block(self, recipient: IntArray, supporter: IntArray) -> IntArray:
        """Return the block of what is decided between two schools, by their positions."""
        return recipient * len(self.component.schools) + supporter

    def candidates(
        self, family: str, first: IntArray, second: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Return the combinations of ``first`` and ``second`` that every filter rule allows."""
        a = np.repeat(first, len(second))
        b = np.tile(second, len(first))
        for rule in self.rules.values():
            if rule.allow is not None and rule.family == family:
                kept = rule.allow(self.component, a, b)
                a, b = a[kept], b[kept]
        return a, b

    def define(
        self,
        parts: Sequence[Part],
        *,
        low: IntArray | float = -np.inf,
        high: IntArray | float = np.inf,
        count: int,
    ) -> None:
        """Add ``count`` rows that say what an auxiliary column means; never broken."""
        base = self._rows
        self._rows += count
        self._low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), (count,)))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), (count,)))
        for row, column, coefficient in parts:
            values = np.broadcast_to(np.asarray(coefficient, dtype=np.float64), row.shape)
            if values.size and np.abs(values).max() >= COEFFICIENT_LIMIT:
                raise ValueError("coefficient out of range in a row")
            if row.size and not 0 <= row.min() <= row.max() < count:
                raise ValueError("row number out of range")
            self._parts.append((row + base, column, values))

    def tighten(
        self, code: str, parts: Sequence[Part], *, high: IntArray | float, count: int
    ) -> None:
        """Add ``count`` rows that follow from the hard rule ``code`` for integers, and so tighten
        the relaxation. Where the rule is softened or left out, or something is approved against it, they
        are left out too.
        """
        if code in self.rules and not self.soften and not self.component.excepts(code):
            self.named.append(Named(code, self._rows, count, ()))
            self.define(parts, high=high, count=count)

    def rows(
        self,
        code: str,
        ids: Sequence[Ids],
        parts: Sequence[Part],
        *,
        low: IntArray | float = -np.inf,
        high: IntArray | float = np.inf,
    ) -> None:
        """Post the rows of one rule: low <= sum of coefficient * column <= high, one row per id.

        A soft rule has one finite side only; its slack is the amount by which the row is missed. A row
        that an approval lets be missed binds nothing.
        """
        rule = self.rules[code]
        ids, parts, low, high = self._unapproved(code, ids, parts, low, high)
        count = len(ids)
        if not count:
            return
        self.named.append(Named(code, self._rows, count, ids))
        force = self.component.scenario.force(code)
        if force == "hard" and not self.soften:
            self.define(parts, low=low, high=high, count=count)
            return
        slack = self.columns(count, np.inf, integer=False)
        every = np.arange(count, dtype=np.int64)
        sides = [(low, 1), (high, -1)]
        finite = [(bound, sign) for bound, sign in sides if np.isfinite(bound).any()]
        if len(finite) != 1:
            raise ValueError(f"rows of the soft rule {code} need one finite side")
        self.define([*parts, (every, slack, finite[0][1])], low=low, high=high, count=count)
        self._slack_rule.update((int(c), rule.code) for c in slack)
        self._slack_ids.update((int(c), key) for c, key in zip(slack, ids, strict=True))
        if self.soften:
            price = 1 if rule.decision else FACT_PRICE
            weight = price if force == "hard" else 0
            self._add("shortfall", slack, np.full(len(slack), float(weight)))
        elif force == "relaxable":
            weight = self.component.scenario.weight(code)
            self._add("shortfall", slack, np.full(len(slack), float(weight)))
        else:
            self._add(
                "points", slack, np.full(len(slack), -float(self.component.scenario.weight(code)))
            )

    def _unapproved(
        self,
        code: str,
        ids: Sequence[Ids],
        parts: Sequence[Part],
        low: IntArray | float,
        high: IntArray | float,
    ) -> tuple[Sequence[Ids], Sequence[Part], IntArray | float, IntArray | float]:
        """Return rows without those that an approval lets be missed."""
        if not self.component.excepts(code):
            return ids, parts, low, high
        bound = np.array([not self.component.approved(code, one) for one in ids], dtype=bool)
        place = np.cumsum(bound) - 1
        kept: list[Part] = []
        for row, column, coefficient in parts:
            mine, values = bound[row], np.broadcast_to(np.asarray(coefficient), row.shape)
            kept.append((place[row[mine]], column[mine], values[mine]))
        least, most = (x[bound] if isinstance(x, np.ndarray) else x for x in (low, high))
        return [one for one, stays in zip(ids, bound, strict=True) if stays], kept, least, most

    def shared(
        self,
        code: str,
        ids: Ids,
        column: IntArray,
        amount: IntArray | int,
        *,
        low: float = -np.inf,
        high: float = np.inf,
    ) -> None:
        """Post this component's part in one row of a rule with province scope.

        It is a row like any other where the component is the whole province. A soft one of which nothing
        counts is left out: prices would be sought to keep it.
        """
        if self.component.approved(code, ids):
            return
        whole, scenario = self.component.whole, self.component.scenario
        if not whole and scenario.force(code) != "hard" and not scenario.weight(code):
            return
        zero = np.zeros(len(column), dtype=np.int64)
        amounts = np.broadcast_to(np.asarray(amount, dtype=np.int64), column.shape)
        if whole:
            self.rows(code, [ids], [(zero, column, amounts)], low=low, high=high)
        else:
            self._uses.append(Use(code, ids, column, amounts, low, high))

    def points(self, code: str, column: IntArray, amount: IntArray | int) -> None:
        """Give the columns ``sign * weight * amount`` points for an objective term."""
        weight = self.terms[code].sign * self.component.scenario.weight(code)
        values = weight * np.broadcast_to(np.asarray(amount, dtype=np.float64), column.shape)
        self._add("points", column, values)

    def _add(self, tier: str, column: IntArray, values: FloatArray) -> None:
        if values.size and np.abs(values).max() >= COEFFICIENT_LIMIT:
            raise ValueError(f"coefficient out of range in the {tier} tier")
        self._objective[tier].append((column, values))

    def model(self) -> Model:
        """Return the collected arrays, coefficients sorted by row and column."""
        row = _joined([part[0] for part in self._parts], np.int64)
        column = _joined([part[1] for part in self._parts], np.int64)
        value = _joined([part[2] for part in self._parts], np.float64)
        row, column, value = _merged(row, column, value, self._columns)
        low, high = _joined(self._low, np.float64), _joined(self._high, np.float64)
        upper = _joined(self._upper, np.float64)
        slack = np.array(sorted(self._slack_rule), dtype=np.int64)
        return Model(
            lower=np.zeros(self._columns),
            upper=_with_most_missed(upper, slack, low, high, row, column, value),
            integer=_joined(self._integer, np.bool_),
            low=low,
            high=high,
            # Half the memory; every coefficient is a whole number that fits.
            row=row.astype(np.int32),
            column=column.astype(np.int32),
            coefficient=value.astype(np.float32),
            shortfall=self._vector("shortfall"),
            points=self._vector("points"),
            slack_rule=self._slack_rule,
            slack_ids=self._slack_ids,
            uses=tuple(self._uses),
            probe=_joined(self._probe, np.float64),
            block=_joined(self._block, np.int64),
            sketch=_with_needed(_joined(self._sketch, np.bool_), low, row, column),
        )

    def _vector(self, tier: str) -> FloatArray:
        vector = np.zeros(self._columns)
        for column, values in self._objective[tier]:
            np.add.at(vector, column, values)
        return vector


def foremost(owner: IntArray, worth: IntArray, count: int) -> npt.NDArray[np.bool_]:
    """Mark the ``count`` items of each owner with the most worth; the first ones where it is equal."""
    if not len(owner):
        return np.zeros(0, dtype=bool)
    # One number an item to sort by: with two keys a million items take four times as long.
    best = int(worth.max())
    order = np.argsort(owner * (best - int(worth.min()) + 1) + (best - worth), kind="stable")
    first = np.flatnonzero(np.concatenate([[True], np.diff(owner[order]) != 0]))
    rank = np.arange(len(owner)) - np.repeat(first, np.diff(np.append(first, len(owner))))
    marked = np.zeros(len(owner), dtype=bool)
    marked[order] = rank < count
    return marked


def _joined(parts: Sequence[npt.NDArray[Any]], kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, dtype=kind)


def _with_needed(
    sketch: npt.NDArray[np.bool_], low: FloatArray, row: IntArray, column: IntArray
) -> npt.NDArray[np.bool_]:
    """Add to the sketch the columns of rows that cannot be kept without one of a few columns."""
    size = np.bincount(row, minlength=len(low))
    needed = (low > 0) & (size <= FEW)
    marked = sketch.copy()
    marked[column[needed[row]]] = True
    return marked


def _with_most_missed(
    upper: FloatArray,
    slack: IntArray,
    low: FloatArray,
    high: FloatArray,
    row: IntArray,
    column: IntArray,
    value: FloatArray,
) -> FloatArray:
    """Give each slack column as its end the most by which its row can be missed at all.

    Bounds by duals need columns with finite ends.
    """
    if not slack.size:
        return upper
    others = np.where(np.isfinite(upper), upper, 0.0)
    least = np.bincount(row, np.minimum(value, 0) * others[column], minlength=len(low))
    most = np.bincount(row, np.maximum(value, 0) * others[column], minlength=len(low))
    missed = np.maximum(
        np.where(np.isfinite(low), low - least, 0), np.where(np.isfinite(high), most - high, 0)
    )
    ends = upper.copy()
    mine = np.isin(column, slack)
    ends[column[mine]] = np.maximum(missed[row[mine]], 0)
    return ends


def _merged(
    row: IntArray, column: IntArray, value: FloatArray, columns: int
) -> tuple[IntArray, IntArray, FloatArray]:
    """Sort by row and column; the same cell named twice is added up."""
    if not row.size:
        return row, column, value
    cell = row * columns + column
    order = np.argsort(cell, kind="stable")
    cell, row, column, value = cell[order], row[order], column[order], value[order]
    new = np.concatenate([[True], cell[1:] != cell[:-1]])
    if not new.all():
        first = np.flatnonzero(new)
        row, column, value = row[first], column[first], np.add.reduceat(value, first)
    kept = value != 0
    return (row, column, value) if kept.all() else (row[kept], column[kept], value[kept])
