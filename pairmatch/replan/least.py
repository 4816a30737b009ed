"""The least change: so few published rows moved as may be, and what each further one would bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pairmatch.errors import BadInput, Issue, both
from pairmatch.naming import propose
from pairmatch.plan import Plan
from pairmatch.planner import Solved, solve
from pairmatch.programmes.published.places import moved
from pairmatch.programmes.published.tables import NO_LIMIT, Published
from pairmatch.replan.published import as_published, counted, moving
from pairmatch.scenario import Scenario
from pairmatch.settings import Given
from pairmatch.solve.hands import Hands
from pairmatch.state import State
from pairmatch.whatif.alternative import unnamed
from pairmatch.whatif.numbers import numbered_as
from pairmatch.whatif.opened import OpenedRun

MOVED = "O12"
STEPS = (1, 2, 3, 5, 8, 12, 20, 50, 100, 200)
"""How many rows more than the least are tried for the curve, as long as it rises."""
OPTION = "--max-changes"


@dataclass(frozen=True)
class Step:
    """The best plan that moves at most ``most`` published rows, and how many it does move.

    ``lost`` says what it is worth less than the best plan of all, ``missed`` how much more it falls
    short by, each between the least and the most that is proved; the two are one where both plans are
    proved. With more missed, less than nothing may be lost.
    """

    most: int
    moved: int
    shortfall: int
    value: int
    lost: tuple[int, int]
    missed: tuple[int, int]


@dataclass(frozen=True)
class LeastChange:
    """What a new plan may move of what was published.

    ``published`` rows count, ``gone`` ones do not: what withdrawals took away cannot stay. ``most`` may
    be moved, ``least`` must be; ``proved`` is the most that is proved to be necessary. ``curve`` is empty
    where nobody asked for it.
    """

    published: int
    gone: int
    most: int
    least: int
    proved: int
    moved: int
    curve: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """How many published rows may be moved, None for as few as may be; whether to say what more bring."""

    most: int | None = None
    curve: bool = False


def planned(
    run: OpenedRun,
    scenario: Scenario,
    rows: Sequence[Published],
    gone: int,
    wanted: Wanted,
    workers: Hands | None = None,
) -> tuple[Scenario, Solved, LeastChange]:
    """Return the best plan that moves no more published ``rows`` than are wanted, and its scenario.

    Raises :class:`BadInput` if that many do not do, with the least number that does; and what
    :func:`pairmatch.planner.solve` does.
    """
    free = as_published(scenario, rows, NO_LIMIT)
    first = _solved(run, _only_moves(free), workers)
    least, proved = -first.result.value, -first.result.bound
    if wanted.most is not None and wanted.most < least:
        sure = both("replan.proved") if proved == least else both("replan.at-least", least=proved)
        values: dict[str, object] = {"least": least, "sure": sure}
        raise BadInput([Issue("E-MOVED-LEAST", OPTION, value=str(wanted.most), values=values)])
    most = least if wanted.most is None else wanted.most
    limited = moving(free, most)
    found = _solved(run, limited, workers, first.state)
    moves = _moves(limited, found.plan)
    curve: tuple[Step, ...] = ()
    if wanted.curve:
        curve = tuple(_curve(run, free, least, {most: found}, found.state, workers))
    change = LeastChange(counted(rows), gone, most, least, proved, moves, curve)
    return limited, found, change


def _only_moves(scenario: Scenario) -> Scenario:
    """Return a scenario in which nothing counts but how many published rows are moved."""
    settings = scenario.settings
    weights = {code: Given(int(code == MOVED)) for code in settings.weights}
    return scenario.with_settings(replace(settings, weights=weights))


def _solved(
    run: OpenedRun, scenario: Scenario, workers: Hands | None, earlier: State | None = None
) -> Solved:
    """Plan with published rows: what need not move stays by the model alone, teams keep their numbers."""
    before = unnamed(scenario, run.plan)

    def arrange(plan: Plan) -> Plan:
        return propose(scenario, numbered_as(plan, before), run.plan)

    return solve(scenario, workers=workers, rooms=run.rooms, earlier=earlier, arrange=arrange)


def _moves(scenario: Scenario, plan: Plan) -> int:
    return sum(moved(scenario, plan).values())


def _curve(
    run: OpenedRun,
    free: Scenario,
    least: int,
    known: dict[int, Solved],
    state: State,
    workers: Hands | None,
) -> Iterator[Step]:
    """Yield what the best plans are worth that move more and more rows, to the best of all."""
    best = _solved(run, free, workers, state)
    end = _moves(free, best.plan)
    asked = {least, *(x for x in known if x < end), *(least + x for x in STEPS if least + x < end)}
    state = best.state
    for most in sorted(asked):
        found = known.get(most)
        if found is None:
            found = _solved(run, moving(free, most), workers, state)
            state = found.state
        yield _step(free, most, found, best)
    yield _step(free, end, best, best)


def _step(free: Scenario, most: int, found: Solved, best: Solved) -> Step:
    a, b = found.result, best.result
    lost = b.value - a.bound, b.bound - a.value
    missed = max(0, a.shortfall_bound - b.shortfall), a.shortfall - b.shortfall_bound
    if found is best:
        lost = missed = (0, 0)
    return Step(most, _moves(free, found.plan), a.shortfall, a.value, lost, missed)
