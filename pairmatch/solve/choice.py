"""Choice: one plan a component so that the shared rows are kept, and proofs until enough is proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from pairmatch.solve.board import Board
from pairmatch.solve.idle import idle_plan
from pairmatch.solve.job import HALF, Aim, Column
from pairmatch.solve.shared import DEAREST, choice_model
from pairmatch.solve.steps import Steps

BATCH = 16
"""How many components are asked for more plans at a time."""
ENOUGH = 20_000
"""The last units count as filled when no more than the value's part of this is to be gained."""
MOST = Fraction(1, 2)
"""The part of the target that open components may have before the rows are filled."""
NUDGES = (24, 80, 240)
"""By how many half points a price is moved to fill the last units of a row."""
DEARER = 4
"""How many times as dear a row becomes that must not be missed and is."""


@dataclass
class Choice:
    """The choice among the plans on the board, and the steps that make it better and prove it.

    ``target`` is the gap, relative to the value, that is good enough.
    """

    board: Board
    steps: Steps
    target: Fraction
    tried: set[int] = field(default_factory=set)

    def best(self) -> None:
        """Choose one plan a component so that the shared rows are kept, as well as the pools allow."""
        board = self.board
        if not board.rows:
            return
        numbers = range(len(board.sources))
        if any(not board.pools.get(number) for number in numbers):
            return
        model = choice_model(board.rows, [board.pools[number] for number in numbers])
        outcome = self.steps.small(model, "prove")
        if outcome is None and self._idle_too():
            self.best()
        if outcome is None or outcome.column is None:
            return
        before, rank = list(board.chosen), self._rank()
        plans = [(number, plan) for number in numbers for plan in board.pools[number]]
        for (number, plan), taken in zip(plans, outcome.column.values.dense(), strict=False):
            if taken > 0.5:
                board.chosen[number] = plan
        if rank is not None and (self._rank() or rank) < rank:
            # Out of time, the choice may be worse than the one there was.
            board.chosen = before
        self.steps.tell()

    def _rank(self) -> tuple[int, int] | None:
        """Return how good the choice is, more is better; None where there is none."""
        if any(column is None for column in self.board.chosen) or self._misses_hard_rows():
            return None
        shortfall, value, _ = self.board.sums()
        return -shortfall, value

    def _idle_too(self) -> bool:
        """Let the choice leave components idle, so that hard rows are kept; False if nothing is new."""
        added = False
        if self.steps.over:
            return added
        for source in self.board.sources:
            if source.number in self.board.held:
                continue
            column = idle_plan(self.board.model(source.number))
            if column is not None and column not in self.board.pools[source.number]:
                self.board.pools[source.number].append(column)
                added = True
        return added

    # -- the last units ---------------------------------------------------------------------------

    def fill(self, numbers: Sequence[int]) -> None:
        """Make more plans at prices a little off, small components first, until the rows are filled."""
        prices = self.board.aim.prices
        if not any(prices) or any(column is None for column in self.board.chosen):
            return
        for first in range(0, len(numbers), BATCH):
            several = numbers[first : first + BATCH]
            for nudge in NUDGES:
                if self._filled() or self.steps.over:
                    return
                for k, price in enumerate(prices):
                    if price:
                        self._nudge(several, k, nudge)
                        self._nudge(several, k, -nudge)
                self.best()

    def _filled(self) -> bool:
        """Return whether other plans near these prices could hardly make the choice better."""
        off = self._off()
        return off is not None and off <= abs(self.board.sums()[1]) // ENOUGH

    def _off(self) -> int | None:
        """Return by how many points the choice is worse than the components' own best plans."""
        gap = self.board.gap()
        return None if gap is None else max(0, gap - self.board.open())

    def _nudge(self, numbers: Sequence[int], k: int, nudge: int) -> None:
        prices = list(self.board.aim.prices)
        prices[k] += nudge
        self.steps.run(numbers, "plan", Aim(tuple(prices)))

    def insist(self) -> bool:
        """Go to prices at which units that the choice misses of rows cost more; False if there are none.

        Relaxations fill a row with parts of plans, and at the price for that whole plans may not.
        """
        board, over = self.board, self.steps.over
        if over or any(column is None for column in board.chosen):
            return False
        prices = list(board.aim.prices)
        for k, row in enumerate(board.rows):
            used = sum(column.uses[k] for column in board.chosen if column is not None)
            if row.missed(used) > 0 and row.must:
                dearer = min(DEAREST * HALF, DEARER * max(abs(prices[k]), NUDGES[-1]))
                prices[k] = dearer if row.upper else -dearer
        if tuple(prices) == board.aim.prices:
            return False
        board.go_to(Aim(tuple(prices)))
        self.tried.clear()
        return True

    # -- proofs -----------------------------------------------------------------------------------

    def prove(self, *, filled: bool) -> None:
        """Close gaps of components so that what is left open is within the target.

        Which ones are proved depends on what was found before, never on who answers first.
        """
        while True:
            numbers, enough = self.to_prove(filled=filled)
            if not numbers:
                return
            self.tried.update(numbers)
            self.steps.run(numbers, "prove", enough=enough)
            self.best()

    def to_prove(self, *, filled: bool) -> tuple[list[int], int]:
        """Return the components whose gaps must be closed, the largest components first, and how far.

        Those with the least gap for their size may stay open as long as the target allows. Not all of it
        is theirs before the rows are ``filled``. What they leave of it the others share: each may stay so
        many half points open.
        """
        gaps, off = self.board.gaps(), self._off()
        target = self.target * abs(self.board.sums()[1])
        allowed = target - off if filled and off is not None else target * MOST
        left, needed = Fraction(0), list[int]()
        # Nobody may have asked for a model in time; then nothing is known of its size.
        size = {number: self.board.sizes.get(number, 1) for number in gaps}
        for number in sorted(gaps, key=lambda n: ((gaps[n] or 0) / max(1, size[n]), n)):
            gap = gaps[number]
            if gap is not None and (not gap or left + Fraction(gap, HALF) <= allowed):
                left += Fraction(gap, HALF)
            elif number not in self.tried and number not in self.board.held:
                needed.append(number)
        enough = int(HALF * max(Fraction(0), allowed - left)) // max(1, len(needed))
        return sorted(needed, key=lambda n: (-size[n], n)), enough

    def spare(self) -> int:
        """Return how many half points the target leaves beside what is open of the components known.

        What their chosen plans are worth less than their best ones, for the rows' sake, is open as well.
        """
        board, off = self.board, 0
        for number, column in enumerate(board.chosen):
            best = board.best(number, board.aim)
            if column is not None and best is not None:
                off += best.worth(board.aim) - column.worth(board.aim)
        allowed = self.target * abs(board.sums()[1]) - board.open()
        return max(0, int(HALF * allowed) - off)

    def is_good_enough(self) -> bool:
        """Return whether the choice is within the target, or within what filling aims at."""
        gap, value = self.board.gap(), abs(self.board.sums()[1])
        return gap is not None and gap <= max(self.target, Fraction(1, ENOUGH)) * value

    # -- without time -----------------------------------------------------------------------------

    def whatever_is_there(self) -> None:
        """Where the time was too short for any plan, plan nothing, if the rules allow it."""
        board = self.board
        if board.clashing:
            return
        complete = all(column is not None for column in board.chosen)
        for number in range(len(board.sources)):
            if not board.pools.get(number) and (idle := idle_plan(board.model(number))) is not None:
                board.pools[number] = [idle]
            if board.chosen[number] is None:
                board.chosen[number] = board.best(number, board.aim)
        if board.rows and not complete and self._misses_hard_rows():
            self._greedily()

    def _greedily(self) -> None:
        """Take each component's plan that uses least; if hard rows are missed, there is no plan."""
        board = self.board
        for number in range(len(board.sources)):
            pool = board.pools.get(number)
            if pool:
                board.chosen[number] = min(pool, key=self._spent)
        if self._misses_hard_rows():
            board.chosen = [None] * len(board.sources)

    def _misses_hard_rows(self) -> bool:
        for k, row in enumerate(self.board.rows):
            used = sum(column.uses[k] for column in self.board.chosen if column is not None)
            if row.force == "hard" and row.missed(used) > 0:
                return True
        return False

    def _spent(self, column: Column) -> tuple[float, int]:
        pairs = zip(self.board.rows, column.uses, strict=True)
        return sum(use if row.upper else -use for row, use in pairs), -column.points
