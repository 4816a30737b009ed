"""Coordinate: from components and the rows they share to one plan each, within a proved distance."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pairmatch.post import Model
from pairmatch.solve.hands import Hands
from pairmatch.solve.idle import idle_plan, trivial_bound
from pairmatch.solve.job import HALF, Aim, Base, Column, Job, Outcome, Reach, better
from pairmatch.solve.shared import (
    PART,
    Relaxed,
    SharedRow,
    choice_model,
    price_model,
    worth_of_sides,
)
from pairmatch.solve.standing import Standing, Watch
from pairmatch.solve.workers import merged

FIRST_SLACK = 40 * HALF
"""How far from the bound, in half points, the columns of a first plan may lie."""
SAMPLE = 0.1
"""The smallest components with this share of all columns stand for the rest while prices are sought."""
SAMPLE_ROUNDS = 12
PRICE_ROUNDS = 2
LEAST_SHARE = 0.1
SETTLED = 0.002
"""Prices are good enough when the relaxation misses no row by more than this part of it."""
BATCH = 16
"""How many components are asked for more plans at a time."""
ENOUGH = 10_000
"""The last units count as filled when no more than the value's part of this is to be gained."""
NUDGES = (6, 24, 80)
"""By how many half points a price is moved to fill the last units of a row."""


@dataclass(frozen=True)
class Source:
    """A component to be solved: its number, its size in schools, and how its model is made."""

    number: int
    size: int
    make: Callable[[], Model]


@dataclass(frozen=True)
class Coordinated:
    """The end of a run: a column and an outcome for each component, and what is proved in all.

    ``value`` and ``bound`` are in points, ``shortfall`` and ``floor`` count the shared rows too.
    ``limits`` has what each component can reach at most with its use of the shared rows. ``columns``
    has None where a component has no plan; ``missing`` and ``clashing`` name such components.
    """

    columns: tuple[Column | None, ...]
    outcomes: tuple[Outcome, ...]
    aim: Aim
    rows: tuple[SharedRow, ...]
    shortfall: int
    floor: int
    value: int
    bound: int
    limits: tuple[int, ...]
    clashing: tuple[int, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """Return the components without a plan."""
        return tuple(i for i, column in enumerate(self.columns) if column is None)


@dataclass
class Coordinator:
    """One run over all components; :meth:`run` goes through its steps.

    With shared rows their prices come first, from relaxations alone. Then every component gets a plan
    at these prices, the best choice of plans that keeps the rows is made, and what is left of the
    time closes the components' gaps and fills the last units of the rows.
    """

    sources: Sequence[Source]
    rows: Sequence[SharedRow]
    workers: Hands
    seed: int
    limit_s: float
    watch: Watch
    aim: Aim = field(default_factory=Aim)
    known: dict[int, Outcome] = field(default_factory=dict)
    pools: dict[int, list[Column]] = field(default_factory=dict)
    chosen: list[Column | None] = field(default_factory=list)
    bound: int | None = None
    least: int = 0
    clashing: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the clock; models of an earlier run count no longer."""
        self.workers.forget()
        self._start = time.monotonic()
        self._deadline = self._start + self.limit_s
        self._extra = itertools.count(-1, -1)
        self._before: tuple[list[float], list[float]] | None = None
        self._ends: dict[int, int] = {}
        self._columns: dict[int, int] = {}
        self._bases: dict[int, Base] = {}
        self._floors: dict[int, int] = {}
        self.aim = Aim((0,) * len(self.rows))
        self.chosen = [None] * len(self.sources)

    def run(self) -> Coordinated:
        """Find prices, plans, the choice among them, and what is proved about it.

        An interrupt at the keyboard ends the search, whatever is being done.
        """
        try:
            self._search()
            self._end()
        except KeyboardInterrupt:
            self.workers.interrupted = True
            self._end()
        return self._coordinated()

    def _search(self) -> None:
        everyone = sorted(self.sources, key=lambda source: (source.size, source.number))
        numbers = [source.number for source in everyone]
        if self.rows:
            self._find_prices(numbers)
        self._step(numbers, "plan")
        if not self.clashing:
            self._choose()
            # The larger half is dear to plan again; its proofs may fill the rows by themselves.
            self._fill(numbers[: len(numbers) // 2])
            self._prove()
            self._fill(numbers)

    def _end(self) -> None:
        self._with_idle()
        self._tell()

    # -- steps on components --------------------------------------------------------------------

    def _step(self, numbers: Sequence[int], reach: Reach, aim: Aim | None = None) -> list[Outcome]:
        """Take components one step on, at the run's aim or at another for plans alone."""
        at = self.aim if aim is None else aim
        jobs = [self._job(number, reach, at) for number in numbers]
        hear = self._hear if aim is None else self._hear_plan
        return self.workers.run(jobs, self._model, self._deadline, hear)

    def _job(self, number: int, reach: Reach, aim: Aim) -> Job:
        known = self.known.get(number)
        return Job(
            number=number,
            aim=aim,
            reach=reach,
            seed=self.seed,
            time_limit_s=self.limit_s,
            slack=FIRST_SLACK,
            shortfall=self._floors.get(number),
            base=self._base(number, known, aim),
            best=self._best(number, aim),
        )

    def _base(self, number: int, known: Outcome | None, aim: Aim) -> Base | None:
        """Return where the component's relaxation ended at this aim, or else where the last one did."""
        if known is not None and known.base is not None and known.base.aim == aim:
            return known.base
        return self._bases.get(number)

    def _best(self, number: int, aim: Aim) -> Column | None:
        found: Column | None = None
        for column in self.pools.get(number, ()):
            found = better(found, column, aim)
        return found

    def _model(self, number: int) -> Model:
        model = self.sources[number].make()
        self._ends[number] = trivial_bound(model, model.points)
        self._columns[number] = len(model.upper)
        return model

    def _hear(self, outcome: Outcome) -> None:
        self.known[outcome.number] = merged(self.known.get(outcome.number), outcome, self.aim)
        if outcome.state == "infeasible" and outcome.number not in self.clashing:
            self.clashing.append(outcome.number)
        self._hear_plan(outcome)

    def _hear_plan(self, outcome: Outcome) -> None:
        number, column = outcome.number, outcome.column
        if outcome.least is not None:
            self._floors[number] = max(outcome.least, self._floors.get(number, 0))
        if outcome.base is not None:
            self._bases[number] = outcome.base
        if column is not None:
            pool = self.pools.setdefault(number, [])
            if column not in pool:
                pool.append(column)
            if not self.rows:
                self.chosen[number] = better(self.chosen[number], column, self.aim)
        self._tell()

    # -- prices ---------------------------------------------------------------------------------

    def _find_prices(self, numbers: Sequence[int]) -> None:
        """Move the prices until the relaxation uses of every priced row just what its side allows.

        On the way the relaxations are estimated; at the last prices they are solved and proved.
        """
        seen: dict[int, list[Relaxed]] = {}
        for _ in range(PRICE_ROUNDS):
            estimates = self._estimate(numbers, self.aim)
            if self._stopped(estimates) or self._settled(estimates):
                break
            aim = self._sample_prices(self._sample(numbers), estimates, seen)
            if aim == self.aim:
                break
            self.aim = aim
        # Large ones first: then the children end at nearly the same time.
        self._step(numbers[::-1], "relax")

    def _estimate(self, numbers: Sequence[int], aim: Aim) -> dict[int, Outcome]:
        return {o.number: o for o in self._step(numbers[::-1], "price", aim)}

    def _stopped(self, estimates: Mapping[int, Outcome]) -> bool:
        """Return whether a relaxation is missing, as when the time is over or rules clash."""
        return any(not outcome.uses for outcome in estimates.values())

    def _sample(self, numbers: Sequence[int]) -> list[int]:
        most = SAMPLE * sum(self._columns.values())
        return [
            number
            for number, total in zip(
                numbers,
                itertools.accumulate(self._columns[number] for number in numbers),
                strict=True,
            )
            if total <= most or number == numbers[0]
        ]

    def _used(self, outcomes: Iterable[Outcome]) -> list[float]:
        uses = [outcome.uses for outcome in outcomes]
        return [sum(use[k] for use in uses) for k in range(len(self.rows))]

    def _settled(self, estimates: Mapping[int, Outcome]) -> bool:
        used = self._used(estimates.values())
        for row, use, price in zip(self.rows, used, self.aim.prices, strict=True):
            near = max(1.0, SETTLED * abs(row.side))
            missed = row.missed(use)
            if missed > near or (price and missed < -near):
                return False
        return True

    def _sample_prices(
        self,
        sample: Sequence[int],
        estimates: Mapping[int, Outcome],
        seen: dict[int, list[Relaxed]],
    ) -> Aim:
        """Return the prices at which the sample uses its part of each side."""
        outcomes = {number: estimates[number] for number in sample}
        whole, mine = self._used(estimates.values()), self._used(outcomes.values())
        shares = self._shares(whole, mine)
        self._before = (whole, mine)
        sides = [
            use + (row.side - total) * share
            for row, use, total, share in zip(self.rows, mine, whole, shares, strict=True)
        ]
        aim = self.aim
        for _ in range(SAMPLE_ROUNDS):
            for number, outcome in outcomes.items():
                spent = sum(p * u for p, u in zip(aim.prices, outcome.uses, strict=True))
                seen.setdefault(number, []).append(Relaxed(outcome.worth + spent, outcome.uses))
            model = price_model(self.rows, sides, [seen[number] for number in sample])
            found = self._solve_small(model, "relax")
            if found is None or found.base is None:
                return aim
            duals = found.base.duals[len(sample) : len(sample) + len(self.rows)]
            new = Aim(tuple(round(float(dual) * PART) for dual in duals))
            if new == aim:
                return aim
            aim = new
            outcomes = self._estimate(sample, aim)
            if self._stopped(outcomes):
                return aim
        return aim

    def _shares(self, whole: Sequence[float], mine: Sequence[float]) -> list[float]:
        """Return the part of each change that falls on the sample: as last time, or as its use."""
        if self._before is None:
            return [use / total if total else 1.0 for use, total in zip(mine, whole, strict=True)]
        return [
            min(1.0, max(LEAST_SHARE, (use - used) / (total - before)))
            if total != before
            else use / total
            if total
            else 1.0
            for use, total, used, before in zip(
                mine, whole, self._before[1], self._before[0], strict=True
            )
        ]

    def _solve_small(self, model: Model, reach: Reach) -> Outcome | None:
        number = next(self._extra)
        job = Job(number, Aim(), reach, self.seed, self.limit_s, slack=1 << 40)
        outcome = self.workers.run([job], lambda _: model, self._deadline)[0]
        return None if outcome.state in ("failed", "infeasible") else outcome

    # -- the choice and the last units ------------------------------------------------------------

    def _choose(self) -> None:
        """Choose one plan a component so that the shared rows are kept, as well as the pools allow."""
        if not self.rows:
            return
        numbers = range(len(self.sources))
        if any(not self.pools.get(number) for number in numbers):
            return
        model = choice_model(self.rows, [self.pools[number] for number in numbers])
        outcome = self._solve_small(model, "prove")
        if outcome is None and self._idle_too():
            self._choose()
        if outcome is None or outcome.column is None:
            return
        plans = [(number, plan) for number in numbers for plan in self.pools[number]]
        for (number, plan), taken in zip(plans, outcome.column.values, strict=False):
            if taken > 0.5:
                self.chosen[number] = plan
        self._tell()

    def _gap(self) -> int | None:
        """Return the points that the choice may still lack; None without a choice or a bound."""
        bound = self._total_bound()
        if bound is None or any(column is None for column in self.chosen):
            return None
        return bound // HALF - (self._value() - self._missed()[1])

    def _open(self) -> int:
        """Return by how many points the components' own plans fall short of their bounds."""
        total = 0
        for number, outcome in self.known.items():
            best = self._best(number, self.aim)
            if outcome.bound is not None and best is not None:
                total += max(0, outcome.bound - best.worth(self.aim))
        return total // HALF

    def _filled(self) -> bool:
        """Return whether other plans near these prices could hardly make the choice better."""
        gap = self._gap()
        if gap is None or self._sums()[0] > self._floor():
            return False
        return gap <= self._open() + abs(self._value()) // ENOUGH

    def _fill(self, numbers: Sequence[int]) -> None:
        """Make more plans at prices a little off, small components first, until the rows are filled."""
        if not any(self.aim.prices):
            return
        for first in range(0, len(numbers), BATCH):
            several = numbers[first : first + BATCH]
            for nudge in NUDGES:
                if self._filled() or self.workers.interrupted or time.monotonic() > self._deadline:
                    return
                for k, price in enumerate(self.aim.prices):
                    if price:
                        self._nudge(several, k, nudge)
                        self._nudge(several, k, -nudge)
                self._choose()

    def _nudge(self, numbers: Sequence[int], k: int, nudge: int) -> None:
        prices = list(self.aim.prices)
        prices[k] += nudge
        self._step(numbers, "plan", Aim(tuple(prices)))

    def _prove(self) -> None:
        """Close the gaps of the components, the widest first."""
        gaps: list[tuple[int, int]] = []
        for number, outcome in self.known.items():
            best = self._best(number, self.aim)
            gap = (
                None
                if outcome.bound is None or best is None
                else outcome.bound - best.worth(self.aim)
            )
            if gap is None or gap > 0:
                gaps.append((-(gap or 0), number))
        self._step([number for _, number in sorted(gaps)], "prove")
        self._choose()

    # -- what is known ----------------------------------------------------------------------------

    def _total_bound(self) -> int | None:
        """Return the bound of all components and sides at the aim, in half points."""
        least = sum(outcome.least or 0 for outcome in self.known.values())
        if least > self.least:
            # A bound of plans with less shortfall than any plan has says nothing about the others.
            self.least, self.bound = least, None
        bounds = [
            None if (found := self.known.get(source.number)) is None else found.bound
            for source in self.sources
        ]
        if any(bound is None for bound in bounds):
            return None
        total = sum(bound for bound in bounds if bound is not None)
        total += worth_of_sides(self.rows, self.aim)
        self.bound = total if self.bound is None else min(self.bound, total)
        return total

    def _value(self) -> int:
        return sum(column.points for column in self.chosen if column is not None)

    def _missed(self) -> tuple[int, int]:
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

    def _floor(self) -> int:
        return sum(outcome.floor for outcome in self.known.values())

    def _sums(self) -> tuple[int, int, int]:
        """Return shortfall, value and bound of the choice.

        The bound is one of plans that keep the shared rows with every component's least shortfall:
        as long as the choice is not such a plan, there may be none.
        """
        shortfall, points = self._missed()
        shortfall += sum(column.shortfall for column in self.chosen if column is not None)
        value = self._value() - points
        self._total_bound()
        if self.bound is None or shortfall > self._floor():
            bound = sum(self._ends.get(source.number, 0) for source in self.sources)
        else:
            bound = self.bound // HALF
        return shortfall, value, max(bound, value)

    def _tell(self) -> None:
        complete = all(column is not None for column in self.chosen)
        shortfall, value, bound = self._sums()
        now = time.monotonic()
        self.watch(
            Standing(
                done=sum(outcome.state == "proved" for outcome in self.known.values()),
                of=len(self.sources),
                shortfall=shortfall if complete else None,
                value=value if complete else None,
                bound=bound if complete else None,
                seconds=now - self._start,
                left_s=max(0.0, self._deadline - now),
            )
        )

    def _coordinated(self) -> Coordinated:
        outcomes = tuple(
            self.known.get(source.number, Outcome(source.number, "failed", floor=0))
            for source in self.sources
        )
        shortfall, value, bound = self._sums()
        return Coordinated(
            columns=tuple(self.chosen),
            outcomes=outcomes,
            aim=self.aim,
            rows=tuple(self.rows),
            shortfall=shortfall,
            floor=min(shortfall, self._floor()),
            value=value,
            bound=bound,
            limits=tuple(self._limit(source.number) for source in self.sources),
            clashing=tuple(sorted(self.clashing)),
        )

    def _limit(self, number: int) -> int:
        """Return the points that a component can have with its use of the shared rows."""
        column, outcome = self.chosen[number], self.known.get(number)
        ends = self._ends.get(number, 0)
        if column is None or outcome is None or outcome.bound is None:
            return ends if column is None else max(ends, column.points)
        spent = sum(p * u for p, u in zip(self.aim.prices, column.uses, strict=True))
        return max(column.points, (outcome.bound + spent) // HALF)

    def _with_idle(self) -> None:
        """Where the time was too short for any plan, plan nothing, if the rules allow it."""
        if self.clashing:
            return
        lacking = [n for n in range(len(self.sources)) if not self.pools.get(n)]
        for number in lacking:
            column = idle_plan(self._model(number))
            if column is not None:
                self.pools[number] = [column]
                self.chosen[number] = column
        if self.rows and any(column is None for column in self.chosen):
            self._choose_greedily()

    def _idle_too(self) -> bool:
        """Let the choice leave components idle, so that hard rows are kept; False if nothing is new."""
        added = False
        if self.workers.interrupted or time.monotonic() > self._deadline:
            return added
        for number in range(len(self.sources)):
            column = idle_plan(self._model(number))
            if column is not None and column not in self.pools[number]:
                self.pools[number].append(column)
                added = True
        return added

    def _choose_greedily(self) -> None:
        """Without time for the best choice, take each component's plan that uses least.

        If hard rows are missed all the same, there is no plan.
        """
        for number in range(len(self.sources)):
            pool = self.pools.get(number)
            if pool:
                self.chosen[number] = min(pool, key=self._spent)
        for k, row in enumerate(self.rows):
            used = sum(column.uses[k] for column in self.chosen if column is not None)
            if row.force == "hard" and row.missed(used) > 0:
                self.chosen = [None] * len(self.sources)

    def _spent(self, column: Column) -> tuple[float, int]:
        used = [use if row.upper else -use for row, use in zip(self.rows, column.uses, strict=True)]
        return sum(used), -column.points
