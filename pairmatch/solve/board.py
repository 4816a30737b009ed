"""Board: what is known of every component at any moment, and of the plan that they make together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pairmatch.errors import Defect
from pairmatch.post import Model
from pairmatch.solve.earlier import Earlier, Past, still
from pairmatch.solve.idle import trivial_bound
from pairmatch.solve.job import HALF, Aim, Base, Column, Outcome, better
from pairmatch.solve.shared import SharedRow, worth_of_sides
from pairmatch.solve.sparse import Sparse
from pairmatch.solve.standing import Standing
from pairmatch.solve.workers import merged


@dataclass(frozen=True)
class Source:
    """A component to be solved: its number, its size in schools, and how its model is made.

    ``counties`` is the number of its recipient counties: numbers of the province are dealt out to them.
    """

    number: int
    size: int
    make: Callable[[], Model]
    counties: int = 1


@dataclass
class Board:
    """What was learnt, by component, and the choice of one plan each.

    ``known`` has what was proved at the board's ``aim``; ``pools`` the plans found at any aim;
    ``bases`` where relaxations ended last, for the next to start from; ``floors`` the least shortfalls;
    ``kept`` names those of which what an earlier run proved still stands, ``held`` those whose plan stays.
    ``near`` has the plans that components had before they changed, ``apart`` how far from the relaxation
    plans were that had been proved best; ``sizes`` the numbers of columns. ``bound`` is the least bound of
    all, in half points, of plans with the shortfall ``least``.
    """

    sources: Sequence[Source]
    rows: Sequence[SharedRow]
    aim: Aim = field(default_factory=Aim)
    known: dict[int, Outcome] = field(default_factory=dict)
    pools: dict[int, list[Column]] = field(default_factory=dict)
    bases: dict[int, Base] = field(default_factory=dict)
    floors: dict[int, int] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    clashing: list[int] = field(default_factory=list)
    near: dict[int, Sparse] = field(default_factory=dict)
    apart: dict[int, int] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    held: frozenset[int] = frozenset()
    bound: int | None = None
    least: int = 0

    def __post_init__(self) -> None:
        self.aim = Aim((0,) * len(self.rows))
        self.chosen: list[Column | None] = [None] * len(self.sources)
        self.ends: dict[int, int] = {}
        self._made: dict[int, Model] = {}

    @property
    def numbers(self) -> list[int]:
        """The components, the smallest first."""
        return [s.number for s in sorted(self.sources, key=lambda s: (s.size, s.number))]

    def model(self, number: int) -> Model:
        """Make a component's model."""
        if number in self._made:
            return self._made.pop(number)
        model = self.sources[number].make()
        self.ends[number] = trivial_bound(model, model.points)
        self.sizes[number] = len(model.upper)
        return model

    # -- what is there to begin with ------------------------------------------------------------

    def take(self, earlier: Earlier) -> bool:
        """Begin where an earlier run ended; False, and nothing is taken, if its shared rows differ."""
        if not earlier.fits(tuple(self.rows)):
            return False
        self.aim = earlier.aim
        for number, past in sorted(earlier.same.items()):
            self._keep(number, past)
            self.chosen[number] = past.chosen
        for number, past in sorted({**earlier.narrower, **earlier.changed}.items()):
            self._try(number, past)
            if number in earlier.narrower:
                self._limit(past.outcome, number)
        return True

    def hold(self, numbers: Iterable[int]) -> None:
        """Let components have no other plan than the one that an earlier run chose."""
        self.held = frozenset(numbers)
        for number in self.held:
            chosen = self.chosen[number]
            self.pools[number] = [] if chosen is None else [chosen]

    def _keep(self, number: int, past: Past) -> None:
        self.hear(replace(past.outcome, number=number, column=None))
        self.kept.add(number)
        self.pools[number] = list(past.pool)
        self.sizes[number], self.ends[number] = past.size, past.ends

    def _limit(self, outcome: Outcome, number: int) -> None:
        """Keep of a component that has lost plans what all of its plans were proved to stay within."""
        self.known[number] = Outcome(
            number,
            "feasible",
            outcome.floor,
            outcome.least,
            outcome.bound,
            outcome.uses,
            outcome.worth,
        )
        if outcome.least is not None:
            self.floors[number] = outcome.least
        if self.chosen[number] is not None:
            self.kept.add(number)

    def _try(self, number: int, past: Past) -> None:
        """Take of a component that has changed what may still be of use."""
        model = self.model(number)
        for old in past.pool:
            found = still(model, old)
            if found is not None:
                self.pools.setdefault(number, []).append(found)
                if old is past.chosen:
                    self.chosen[number] = found
        if past.size == self.sizes[number]:
            self.near[number] = past.chosen.values
        worth, base = past.chosen.worth(self.aim), past.outcome.base
        if base is not None:
            self.bases[number] = replace(base, proves=False)
            if base.aim == self.aim and past.outcome.bound == worth:
                self.apart[number] = math.ceil(base.worth - worth)
        # Whoever asks next gets it without its being made again.
        self._made[number] = model

    # -- what comes in ----------------------------------------------------------------------------

    def go_to(self, aim: Aim) -> None:
        """Begin at another aim: what was proved of components held at the one before."""
        if aim != self.aim:
            self.total_bound()
            self.aim = aim
            self.known.clear()
            self.kept.clear()

    def hear(self, outcome: Outcome) -> None:
        """Take in what became of a job at the board's aim."""
        self.kept.discard(outcome.number)
        self.known[outcome.number] = merged(self.known.get(outcome.number), outcome, self.aim)
        if outcome.state == "infeasible" and outcome.number not in self.clashing:
            self.clashing.append(outcome.number)
        self.hear_plan(outcome)

    def hear_plan(self, outcome: Outcome) -> None:
        """Take in what became of a job at any aim: its plan, and where its relaxation ended."""
        number, column = outcome.number, outcome.column
        if outcome.least is not None:
            self.floors[number] = max(outcome.least, self.floors.get(number, 0))
        if outcome.base is not None:
            self.bases[number] = outcome.base
        if column is not None:
            pool = self.pools.setdefault(number, [])
            if column not in pool:
                pool.append(column)
            # The one that is kept: an equal plan may come back from a child as a copy.
            column = pool[pool.index(column)]
            if not self.rows:
                self.chosen[number] = better(self.chosen[number], column, self.aim)

    def base(self, number: int, aim: Aim) -> Base | None:
        """Return where the component's relaxation ended at this aim, or else where the last one did."""
        known = self.known.get(number)
        if known is not None and known.base is not None and known.base.aim == aim:
            return known.base
        return self.bases.get(number)

    def best(self, number: int, aim: Aim) -> Column | None:
        """Return the component's best plan at an aim."""
        found: Column | None = None
        for column in self.pools.get(number, ()):
            found = better(found, column, aim)
        return found

    # -- what it comes to -------------------------------------------------------------------------

    def gaps(self) -> Mapping[int, int | None]:
        """Return by how many half points each component's best plan falls short of its bound."""
        found: dict[int, int | None] = {}
        for number, outcome in self.known.items():
            best = self.best(number, self.aim)
            if outcome.bound is None or best is None:
                found[number] = None
            else:
                found[number] = max(0, outcome.bound - best.worth(self.aim))
        return found

    def open(self) -> int:
        """Return by how many points the components' own plans fall short of their bounds."""
        return sum(gap for gap in self.gaps().values() if gap is not None) // HALF

    def gap(self) -> int | None:
        """Return the points that the choice may still lack; None without a choice or a bound.

        None as well while the choice has more shortfall than is proved.
        """
        bound = self.total_bound()
        if bound is None or any(column is None for column in self.chosen):
            return None
        shortfall, value, _ = self.sums()
        return None if shortfall > self.least else bound // HALF - value

    def total_bound(self) -> int | None:
        """Return the bound of all components and sides at the aim, in half points."""
        least = sum(self.floors.values())
        if least > self.least:
            # A bound of plans with less shortfall than any plan has says nothing about the others.
            self.least, self.bound = least, None
        found = [self.known.get(source.number) for source in self.sources]
        bounds = [None if outcome is None else outcome.bound for outcome in found]
        if any(bound is None for bound in bounds):
            return None
        total = sum(bound for bound in bounds if bound is not None)
        total += worth_of_sides(self.rows, self.aim)
        self.bound = total if self.bound is None else min(self.bound, total)
        return total

    def missed(self) -> tuple[int, int]:
        """Return what the choice misses of soft shared rows: as shortfall, and in points."""
        shortfall = points = 0
        for k, row in enumerate(self.rows):
            used = sum(column.uses[k] for column in self.chosen if column is not None)
            missed = max(0, round(row.missed(used)))
            if row.force == "relaxable":
                shortfall += row.weight * missed
            else:
                points += row.weight * missed
        return shortfall, points

    def floor(self) -> int:
        """Return the least shortfall that is proved, at whatever prices."""
        proved = {number: outcome.floor for number, outcome in self.known.items()}
        return sum(max(proved.get(n, 0), self.floors.get(n, 0)) for n in {*proved, *self.floors})

    def sums(self) -> tuple[int, int, int]:
        """Return shortfall, value and bound of the choice.

        The bound is one of plans that keep the shared rows with every component's least shortfall:
        as long as the choice is not such a plan, there may be none.
        """
        shortfall, points = self.missed()
        shortfall += sum(column.shortfall for column in self.chosen if column is not None)
        value = sum(column.points for column in self.chosen if column is not None) - points
        self.total_bound()
        if self.bound is None or shortfall > self.least:
            bound = sum(self.ends.get(source.number, 0) for source in self.sources)
        else:
            bound = self.bound // HALF
            if bound < value and all(column is not None for column in self.chosen):
                raise Defect(f"a plan with {value} points above the proved bound {bound}")
        return shortfall, value, max(bound, value)

    def limit(self, number: int) -> int:
        """Return the points that a component can have with its use of the shared rows."""
        column, outcome = self.chosen[number], self.known.get(number)
        ends = self.ends.get(number, 0)
        if column is None or outcome is None or outcome.bound is None:
            return ends if column is None else max(ends, column.points)
        spent = sum(p * u for p, u in zip(self.aim.prices, column.uses, strict=True))
        return max(column.points, (outcome.bound + spent) // HALF)

    def standing(self, seconds: float, left_s: float) -> Standing:
        """Return how far the run has come."""
        complete = all(column is not None for column in self.chosen)
        shortfall, value, bound = self.sums()
        return Standing(
            done=sum(outcome.state == "proved" for outcome in self.known.values()),
            of=len(self.sources),
            shortfall=shortfall if complete else None,
            value=value if complete else None,
            bound=bound if complete else None,
            seconds=seconds,
            left_s=left_s,
        )
