"""Elastic: one component's model in which each demand can be held, let go, or given way at a price."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pairmatch.arrays import BoolArray, FloatArray, IntArray
from pairmatch.component import Component
from pairmatch.model import build
from pairmatch.post import Ids, Model, Use
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule, order_of

ASKED = ("hard", "relaxable")
"""The forces of rules that a plan may be said to break; the others are prices."""


class Demand(NamedTuple):
    """What one rule asks in one place: all its rows with these ids, which stand and fall together."""

    code: str
    ids: Ids

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: policy order, then ids."""
        return (order_of(self.code), self.ids)


@dataclass(frozen=True)
class Elastic:
    """A model in which every row of a rule has a slack of its own.

    ``model`` is that of :func:`pairmatch.model.build` with ``soften``; rows that say what a column
    means have no slack and always hold. ``slack`` has the slack columns of each demand; ``uses`` is the
    component's part in rows of the whole province.
    """

    part: Component
    model: Model
    slack: Mapping[Demand, IntArray]
    rules: Mapping[str, Rule]
    uses: tuple[Use, ...]

    @classmethod
    def of(cls, part: Component, rooms: Sequence[Room], rules: Sequence[Rule]) -> Elastic:
        """Build the model of a component with a slack for every row of every rule."""
        model, _ = build(part, rooms, rules, soften=True)
        found: dict[Demand, list[int]] = {}
        for column, code in model.slack_rule.items():
            if part.scenario.force(code) in ASKED:
                found.setdefault(Demand(code, model.slack_ids[column]), []).append(column)
        order = sorted(found, key=lambda x: x.order)
        slack = {demand: np.array(found[demand], dtype=np.int64) for demand in order}
        by_code = {rule.code: rule for rule in rules}
        return cls(part, replace(model, probe=None, uses=()), slack, by_code, model.uses)

    def is_decision(self, demand: Demand) -> bool:
        """Return whether people made a demand and can take it back."""
        return self.rules[demand.code].decision

    @cached_property
    def _row_of(self) -> IntArray:
        """Return the row of each slack column, -1 for all other columns."""
        row = np.full(len(self.model.upper), -1, dtype=np.int64)
        slack = np.zeros(len(row), dtype=bool)
        slack[list(self.model.slack_rule)] = True
        mine = slack[self.model.column]
        row[self.model.column[mine]] = self.model.row[mine]
        return row

    @cached_property
    def is_soft(self) -> BoolArray:
        """Return which rows have a slack: those of rules; the others say what a column means."""
        soft = np.zeros(len(self.model.low), dtype=bool)
        soft[self._row_of[self._row_of >= 0]] = True
        return soft

    def rows(self, demand: Demand) -> IntArray:
        """Return the rows of a demand."""
        found: IntArray = self._row_of[self.slack[demand]]
        return found

    def side(self, row: int) -> tuple[int, bool]:
        """Return the number on the right of a demand's row, and whether it is a least number."""
        low, high = self.model.low[row], self.model.high[row]
        return (int(low), True) if np.isfinite(low) else (int(high), False)

    def is_changeable(self, demand: Demand) -> bool:
        """Return whether people can do without a demand, or can change the input so that it asks less."""
        spoken = self.rules[demand.code].spoken
        if self.part.scenario.force(demand.code) == "relaxable":
            return True
        repairs = spoken.repairs if spoken is not None else None
        return repairs is not None and any(
            x.direct for x in repairs(self.part.scenario, demand.ids)
        )

    def eased(self, amounts: Mapping[Demand, int]) -> Elastic:
        """Return the model in which some demands ask less, by so much in every row of theirs."""
        low, high = self.model.low.copy(), self.model.high.copy()
        for demand, amount in amounts.items():
            if demand in self.slack:
                low[self.rows(demand)] -= amount
                high[self.rows(demand)] += amount
        return replace(self, model=replace(self.model, low=low, high=high))

    def asked(
        self,
        held: Collection[Demand],
        priced: Mapping[Demand, int],
        most: Mapping[Demand, int] | None = None,
    ) -> Model:
        """Return the model in which some demands hold and others give way at a price a unit.

        All other demands are let go. ``most`` says how far priced ones give way at most. Points are what
        giving way costs, negative; nothing else counts.
        """
        model = self.model
        upper, points = model.upper.copy(), np.zeros(len(model.upper))
        loose = np.zeros(len(model.low), dtype=bool)
        slack = np.fromiter(model.slack_rule, dtype=np.int64, count=len(model.slack_rule))
        loose[self._row_of[slack]] = True
        upper[slack] = 0.0
        for demand in held:
            loose[self.rows(demand)] = False
        for demand, price in priced.items():
            columns = self.slack[demand]
            loose[self.rows(demand)] = False
            limit = np.inf if most is None else most[demand]
            upper[columns] = np.minimum(model.upper[columns], limit)
            points[columns] = -float(price)
        return replace(
            model,
            upper=upper,
            low=np.where(loose, -np.inf, model.low),
            high=np.where(loose, np.inf, model.high),
            shortfall=np.zeros(len(upper)),
            points=points,
            slack_rule={},
            slack_ids={},
        )

    def given(self, values: FloatArray) -> dict[Demand, int]:
        """Return by how much each demand gives way in a plan, where it does."""
        amounts = {x: round(float(values[columns].sum())) for x, columns in self.slack.items()}
        return {demand: amount for demand, amount in amounts.items() if amount}
