"""Prices: what a unit of each shared row costs the components, found with relaxations alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pairmatch.solve.board import Board
from pairmatch.solve.job import Aim, Outcome
from pairmatch.solve.shared import PART, Relaxed, price_model
from pairmatch.solve.steps import Steps

SAMPLE = 0.3
"""The smallest components with this share of all recipient counties stand for the rest."""
SAMPLE_ROUNDS = 12
ROUNDS = 2
"""How often prices are corrected by what all components use of the rows."""
NEAR = 4
"""Half points between two prices that differ too little for another look at the sample."""
SETTLED = 0.002
"""Prices are good enough when the relaxation misses no row by more than this part of it."""

Outcomes = Mapping[int, Outcome]


@dataclass
class Prices:
    """The search for prices; ``seen`` keeps what the sample's components have shown of themselves."""

    board: Board
    steps: Steps
    seen: dict[int, list[Relaxed]] = field(default_factory=dict)

    def find(self) -> None:
        """Move the prices until the relaxation uses of every priced row just what its side allows.

        Without any prices yet a sample guesses them. All components then tell what they use at these,
        and the sample how to correct them. Relaxations are estimates
        at first; at the last prices they are solved and proved.
        """
        board, sample = self.board, self._sample()
        if not any(board.aim.prices):
            self._guess(sample)
        for _ in range(ROUNDS):
            if not self._correct(sample, self._estimate(board.numbers)):
                break
        # Large ones first: then the children end at nearly the same time.
        self.steps.run(board.numbers[::-1], "relax")

    def _guess(self, sample: Sequence[int]) -> None:
        """Go to the prices at which the sample uses its counties' part of each side."""
        mine = self._estimate(sample)
        if not _stopped(mine):
            share = self._counties(sample) / self._counties(self.board.numbers)
            self.board.go_to(self._at_sides(mine, [row.side * share for row in self.board.rows]))

    def _correct(self, sample: Sequence[int], all_of: Outcomes) -> bool:
        """Go to better prices by what everybody uses at the last ones; False if they are good enough."""
        if _stopped(all_of) or self._settled(all_of):
            return False
        mine = {number: all_of[number] for number in sample}
        used, whole = self._used(mine.values()), self._used(all_of.values())
        sides = [
            use + (row.side - total) * (use / total if total else 1.0)
            for row, use, total in zip(self.board.rows, used, whole, strict=True)
        ]
        before = self.board.aim
        self.board.go_to(self._at_sides(mine, sides))
        return self.board.aim != before

    def _at_sides(self, outcomes: Outcomes, sides: Sequence[float]) -> Aim:
        """Return the prices at which the components of ``outcomes`` use ``sides`` of the rows."""
        aim, rows = self.board.aim, self.board.rows
        for _ in range(SAMPLE_ROUNDS):
            for number, outcome in outcomes.items():
                spent = sum(p * u for p, u in zip(aim.prices, outcome.uses, strict=True))
                shown = Relaxed(outcome.worth + spent, outcome.uses)
                self.seen.setdefault(number, []).append(shown)
            model = price_model(rows, sides, [self.seen[number] for number in outcomes])
            found = self.steps.small(model, "relax")
            if found is None or found.base is None:
                return aim
            duals = found.base.duals[len(outcomes) : len(outcomes) + len(rows)]
            new = Aim(tuple(round(float(dual) * PART) for dual in duals))
            if _near(new, aim):
                return new
            aim = new
            outcomes = self._estimate(list(outcomes), aim)
            if _stopped(outcomes):
                return aim
        return aim

    def _sample(self) -> list[int]:
        numbers = self.board.numbers
        most = SAMPLE * self._counties(numbers)
        totals = itertools.accumulate(self.board.sources[number].counties for number in numbers)
        return [
            number
            for number, total in zip(numbers, totals, strict=True)
            if total <= most or number == numbers[0]
        ]

    def _counties(self, numbers: Sequence[int]) -> int:
        return sum(self.board.sources[number].counties for number in numbers)

    def _estimate(self, numbers: Sequence[int], aim: Aim | None = None) -> Outcomes:
        at = self.board.aim if aim is None else aim
        return {o.number: o for o in self.steps.run(numbers[::-1], "price", at)}

    def _used(self, outcomes: Iterable[Outcome]) -> list[float]:
        uses = [outcome.uses for outcome in outcomes]
        return [sum(use[k] for use in uses) for k in range(len(self.board.rows))]

    def _settled(self, outcomes: Outcomes) -> bool:
        used = self._used(outcomes.values())
        for row, use, price in zip(self.board.rows, used, self.board.aim.prices, strict=True):
            near = max(1.0, SETTLED * abs(row.side))
            missed = row.missed(use)
            if missed > near or (price and missed < -near):
                return False
        return True


def _near(new: Aim, old: Aim) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(new.prices, old.prices, strict=True))


def _stopped(outcomes: Outcomes) -> bool:
    """Return whether a relaxation is missing, as when the time is over or rules clash."""
    return any(not outcome.uses for outcome in outcomes.values())
