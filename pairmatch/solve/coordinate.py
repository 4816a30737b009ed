"""Coordinate: from components and the rows they share to one plan each, within a proved distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pairmatch.solve.board import Board, Source
from pairmatch.solve.choice import Choice
from pairmatch.solve.earlier import Earlier
from pairmatch.solve.hands import Hands
from pairmatch.solve.job import HALF, Aim, Column, Outcome
from pairmatch.solve.prices import Prices
from pairmatch.solve.shared import SharedRow
from pairmatch.solve.standing import Watch
from pairmatch.solve.steps import Steps

__all__ = ["Coordinated", "Source", "bounds", "coordinate"]


@dataclass(frozen=True)
class Coordinated:
    """The end of a run: a column and an outcome for each component, and what is proved in all.

    ``value`` and ``bound`` are in points, ``shortfall`` and ``floor`` count the shared rows too.
    ``limits`` has what each component can reach at most with its use of the shared rows; ``pools``,
    ``sizes`` and ``ends`` are what :class:`Past` keeps; ``kept`` names the components of which an earlier
    run's plan and bound stand. ``columns`` has None where a component has no
    plan; ``missing`` and ``clashing`` name such components.
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
    pools: tuple[tuple[Column, ...], ...] = ()
    sizes: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    kept: frozenset[int] = frozenset()
    clashing: tuple[int, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """Return the components without a plan."""
        return tuple(i for i, column in enumerate(self.columns) if column is None)


def coordinate(
    sources: Sequence[Source],
    rows: Sequence[SharedRow],
    workers: Hands,
    *,
    seed: int,
    limit_s: float,
    watch: Watch,
    target: Fraction = Fraction(0),
    earlier: Earlier | None = None,
    hold: bool = False,
) -> Coordinated:
    """Find prices, plans, the choice among them, and what is proved about it.

    With shared rows their prices come first, from relaxations alone. Then every component gets a plan
    at these prices, the best choice of plans that keeps the rows is made, and what is left of the time
    closes the components' gaps, as far as ``target`` asks, and fills the last units of the rows.
    With what an ``earlier`` run left, only what has changed is solved again, at the prices of then; if
    these no longer do, everything goes on from there. Prices without any component are where the search for
    prices begins. ``hold`` leaves components that have not changed the plan they had, whatever else
    would be better.
    An interrupt at the keyboard ends the search, whatever is being done.
    """
    board = Board(sources, rows)
    steps = Steps(board, workers, seed, limit_s, watch)
    choice = Choice(board, steps, target)
    try:
        if earlier is None or not _go_on(board, steps, choice, earlier, hold):
            _search(board, steps, choice)
        _end(choice)
    except KeyboardInterrupt:
        workers.interrupted = True
        _end(choice)
    return _coordinated(board)


def bounds(
    sources: Sequence[Source],
    workers: Hands,
    shortfalls: Mapping[int, int],
    *,
    seed: int,
    limit_s: float,
    watch: Watch,
) -> dict[int, int]:
    """Return the points that components can have at most, by their relaxations, with just these shortfalls.

    Rows that they share are left aside. Components of which nothing was proved in time are left out.
    """
    board = Board(sources, ())
    board.floors.update(shortfalls)
    steps = Steps(board, workers, seed, limit_s, watch)
    numbers = [number for number in board.numbers[::-1] if number in shortfalls]
    return {
        outcome.number: outcome.bound // HALF
        for outcome in steps.run(numbers, "relax")
        if outcome.bound is not None and outcome.least == shortfalls[outcome.number]
    }


def _search(board: Board, steps: Steps, choice: Choice) -> None:
    choice.tried.clear()
    if board.rows:
        Prices(board, steps).find()
    while True:
        # Large ones first: then the children end at nearly the same time.
        steps.run(board.numbers[::-1], "plan")
        if board.clashing:
            return
        choice.best()
        # The better plans that come with proofs often fill the rows by themselves.
        choice.prove(filled=False)
        choice.fill(board.numbers)
        choice.prove(filled=True)
        if not choice.insist():
            return


def _go_on(board: Board, steps: Steps, choice: Choice, earlier: Earlier, hold: bool) -> bool:
    """Solve what has changed since an earlier run; False if prices must be found anew."""
    if not board.take(earlier) or not earlier.components:
        return False
    if hold:
        board.hold(earlier.same)
    changed = [n for n in board.numbers if n not in board.known or board.chosen[n] is None]
    # One alone may have all that is left to stay open, and need not be asked a second time.
    enough = choice.spare() if len(changed) == 1 else None
    steps.run(changed[::-1], "plan", enough=enough)
    if board.clashing:
        return True
    choice.best()
    # Where plans use other amounts of the rows than before, a few more of their kind often fill them.
    choice.fill([n for n in board.numbers if n in changed])
    choice.fill([n for n in board.numbers if n not in board.held and n not in changed])
    choice.prove(filled=True)
    return bool(board.held) or not board.rows or choice.is_good_enough()


def _end(choice: Choice) -> None:
    choice.whatever_is_there()
    choice.steps.tell()


def _coordinated(board: Board) -> Coordinated:
    outcomes = tuple(
        board.known.get(source.number, Outcome(source.number, "failed", floor=0))
        for source in board.sources
    )
    shortfall, value, bound = board.sums()
    return Coordinated(
        columns=tuple(board.chosen),
        outcomes=outcomes,
        aim=board.aim,
        rows=tuple(board.rows),
        shortfall=shortfall,
        floor=min(shortfall, board.floor()),
        value=value,
        bound=bound,
        limits=tuple(board.limit(source.number) for source in board.sources),
        pools=tuple(tuple(board.pools.get(source.number, ())) for source in board.sources),
        sizes=tuple(board.sizes.get(source.number, 0) for source in board.sources),
        ends=tuple(board.ends.get(source.number, 0) for source in board.sources),
        kept=frozenset(board.kept),
        clashing=tuple(sorted(board.clashing)),
    )
