"""Prices: what a unit of each shared row costs the components, found with relaxations alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pairmatch.solve.board import Board
from pairmatch.solve.job import HALF, Aim, Outcome
from pairmatch.solve.shared import PART, Relaxed, between, price_model, worth_of_sides
from pairmatch.solve.steps import Steps

SAMPLE = 0.3
"""The smallest components with this share of all recipient counties stand for the rest."""
SAMPLE_ROUNDS = 12
ROUNDS = 2
"""How often prices are corrected by what all components use of the rows."""
NEAR = 4
"""Half points between two prices that differ too little for another look at the sample."""
SETTLED = 0.002
"""Prices are good enough to be refined when the relaxation misses no row by more than this part of it."""
REFINED = 8
"""How often prices are refined by what all components have shown."""
CLOSE = 40_000
"""The bound is low enough when other prices could lower it by no more than this part of it."""
FARTHEST = 2
"""A refined price is no more than so many times the best one so far, and no less than this part of it,"""
FREE = 64 * HALF
"""or no farther from these than so many half points."""

Outcomes = Mapping[int, Outcome]


@dataclass
class Prices:
    """The search for prices; ``seen`` keeps what components have shown of themselves at which aims."""

    board: Board
    steps: Steps
    seen: dict[int, dict[Aim, Relaxed]] = field(default_factory=dict)

    def find(self) -> None:
        """Move the prices until the relaxation uses of every priced row just what its side allows.

        Without any prices yet a sample guesses them. All components then tell what they use at these,
        and the sample how to correct them. Near the end, or where prices are known from before, what all
        have shown refines them. Relaxations are estimates at first; at the last prices they are solved
        and proved.
        """
        board, sample = self.board, self._sample()
        if not any(board.aim.prices):
            self._guess(sample)
            for _ in range(ROUNDS):
                if not self._correct(sample, self._estimate(board.numbers)):
                    break
        self._refine()
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
        aim = self.board.aim
        for _ in range(SAMPLE_ROUNDS):
            found = self._mixed(list(outcomes), sides)
            if found is None:
                return aim
            new, _ = found
            if _near(new, aim):
                return new
            aim = new
            outcomes = self._estimate(list(outcomes), aim)
            if _stopped(outcomes):
                return aim
        return aim

    def _mixed(self, numbers: Sequence[int], sides: Sequence[float]) -> tuple[Aim, float] | None:
        """Return the prices that the best mix of what components have shown pays, and its worth."""
        rows = self.board.rows
        shown = [list(self.seen[number].values()) for number in numbers]
        found = self.steps.small(price_model(rows, sides, shown), "relax")
        if found is None or found.base is None:
            return None
        duals = found.base.duals[len(numbers) : len(numbers) + len(rows)]
        return Aim(tuple(round(float(dual) * PART) for dual in duals)), found.worth

    def _refine(self) -> None:
        """Go to prices with nearly the least bound that the relaxations of all components allow.

        The bound is convex in the prices, and its slope is what the sides leave of the rows. Where what is
        decided fills a row but for a unit or two, prices far apart use the same, and each unit that is
        left costs the whole price.
        """
        board = self.board
        best, least = board.aim, self._bound(board.aim)
        for _ in range(REFINED):
            if least is None:
                return
            found = self._mixed(board.numbers, [row.side for row in board.rows])
            if found is None or least - found[1] <= abs(least) / CLOSE:
                break
            aim = _not_far(found[0], best)
            if all(aim in self.seen[number] for number in board.numbers):
                break
            bound = self._bound(aim)
            if bound is None:
                return
            # Of prices that bound alike the first ones stay: others may be where whole plans waver.
            if bound < least - abs(least) / CLOSE:
                best, least = aim, bound
        board.go_to(best)

    def _bound(self, aim: Aim) -> float | None:
        """Return the bound of the relaxations at an aim, in half points; None if one is missing."""
        unknown: list[int] = []
        for number in self.board.numbers:
            shown = self.seen.setdefault(number, {})
            plan = shown.get(aim) or between(shown, aim)
            if plan is None:
                unknown.append(number)
            else:
                shown[aim] = plan
        if unknown and _stopped(self._estimate(unknown, aim)):
            return None
        plans = [self.seen[number][aim] for number in self.board.numbers]
        return sum(plan.worth(aim) for plan in plans) + worth_of_sides(self.board.rows, aim)

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
        """Return what components use at an aim, and keep it; at the board's own by default."""
        at = self.board.aim if aim is None else aim
        found = {o.number: o for o in self.steps.run(numbers[::-1], "price", at)}
        for number, outcome in found.items():
            if outcome.uses:
                spent = sum(p * u for p, u in zip(at.prices, outcome.uses, strict=True))
                shown = Relaxed(outcome.worth + spent, outcome.uses)
                self.seen.setdefault(number, {})[at] = shown
        return found

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


def _not_far(aim: Aim, best: Aim) -> Aim:
    """Return prices on the way from the best ones to those of an aim, not far from where it begins.

    All move by the same part of their way: what rows of the same columns cost together keeps its course.
    """
    part = min(_part_of_way(x, old) for x, old in zip(aim.prices, best.prices, strict=True))
    moved = zip(aim.prices, best.prices, strict=True)
    return Aim(tuple(old + round(part * (x - old)) for x, old in moved))


def _part_of_way(price: int, old: int) -> float:
    """Return how much of its way a price may go."""
    low, high = sorted((old * FARTHEST, old // FARTHEST))
    end = min(max(price, low - FREE), high + FREE)
    return 1.0 if end == price else (end - old) / (price - old)
