"""The least change: so few published rows moved as may be, and what each further one would bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pairmatch import parts
from pairmatch.component import BONDED, split
from pairmatch.errors import BadInput, Issue, both
from pairmatch.fingerprint import fingerprints
from pairmatch.naming import propose
from pairmatch.plan import Plan
from pairmatch.planner import Solved, solve
from pairmatch.programmes import rules_of
from pairmatch.programmes.published.places import moved
from pairmatch.programmes.published.tables import NO_LIMIT, Published
from pairmatch.replan.published import as_published, counted, moving
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.settings import Given
from pairmatch.solve.hands import Hands
from pairmatch.state import State
from pairmatch.whatif.alternative import unnamed, with_plan
from pairmatch.whatif.numbers import answering_as, numbered_as
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.part import scenario_around

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
    asking = _Asking.of(run, scenario, rows, workers)
    least, proved, state = asking.least()
    if wanted.most is not None and wanted.most < least:
        sure = both("replan.proved") if proved == least else both("replan.at-least", least=proved)
        values: dict[str, object] = {"least": least, "sure": sure}
        raise BadInput([Issue("E-MOVED-LEAST", OPTION, value=str(wanted.most), values=values)])
    most = least if wanted.most is None else wanted.most
    limited = moving(asking.free, most)
    found = asking.solved(limited, state)
    curve: tuple[Step, ...] = ()
    if wanted.curve:
        curve = tuple(_curve(asking, least, {most: found}, found.state))
    moves = _moves(limited, found.plan)
    change = LeastChange(counted(rows), gone, most, least, proved, moves, curve)
    return limited, found, change


@dataclass(frozen=True)
class _Asking:
    """A run's scenario ``free`` to move what is published, and ``small``, what of it is planned again.

    With ``hold`` that is what has changed since the run, and the rest stays as it is: planned at the same
    prices, it would not be better. Then only rows of what is planned again need be published.
    """

    run: OpenedRun
    free: Scenario
    small: Scenario
    hold: bool
    workers: Hands | None

    @classmethod
    def of(
        cls,
        run: OpenedRun,
        scenario: Scenario,
        rows: Sequence[Published],
        workers: Hands | None,
    ) -> _Asking:
        units = _changed(run, scenario)
        if units is None:
            free = as_published(scenario, rows, NO_LIMIT)
            return cls(run, free, free, False, workers)
        schools = {code for code, home in scenario.homes.items() if home in units}
        mine = [row for row in rows if (row.site or row.recipient_school) in schools]
        free = as_published(scenario, mine, NO_LIMIT)
        return cls(run, free, scenario_around(free, schools), True, workers)

    def least(self) -> tuple[int, int, State | None]:
        """Return the fewest published rows that must move, the most that is proved to be needed, a state.

        Nothing else counts in this; what is found is a start for more.
        """
        if not self.small.rows(Published):
            return 0, 0, self.run.state if self.hold else None
        settings = self.small.settings
        weights = {code: Given(int(code == MOVED)) for code in settings.weights}
        alone = self.small.with_settings(replace(settings, weights=weights))
        found = solve(alone, workers=self.workers, rooms=self.run.rooms)
        state = self.run.state if self.hold else found.state
        return -found.result.value, -found.result.bound, state

    def solved(self, scenario: Scenario, earlier: State | None) -> Solved:
        """Plan: what need not move stays by the model alone, teams keep their numbers."""
        before = unnamed(scenario, self.run.plan)

        def arrange(plan: Plan) -> Plan:
            near = answering_as(numbered_as(plan, before), before)
            return propose(scenario, near, self.run.plan)

        found = solve(
            scenario,
            workers=self.workers,
            rooms=self.run.rooms,
            earlier=earlier,
            hold=self.hold,
            arrange=arrange,
        )
        left = with_plan(scenario, found.state, unnamed(scenario, found.plan))
        return replace(found, state=left)


def _changed(run: OpenedRun, scenario: Scenario) -> frozenset[str] | None:
    """Return the units of what has changed since a run, None where all of it is to be planned again.

    That is where the run's state is of no use, where all is one component, and where so much has changed
    that it cannot be planned as one.
    """
    if len(scenario.schools) <= parts.JOINED or not run.usable:
        return None
    components = split(scenario)
    codes = [rule.code for rule in rules_of(run.rooms)]
    earlier = run.state.earlier(components, fingerprints(scenario, components, codes))
    same = {} if earlier is None else earlier.same
    units = frozenset(x for i, part in enumerate(components) if i not in same for x in part)
    size = sum(len(scenario.schools_of[unit]) for unit in units)
    return units if size <= BONDED or len(components) == len(same) + 1 else None


def _moves(scenario: Scenario, plan: Plan) -> int:
    return sum(moved(scenario, plan).values())


def _curve(asking: _Asking, least: int, known: dict[int, Solved], state: State) -> Iterator[Step]:
    """Yield what the best plans are worth that move more and more rows, to the best of all."""
    free = asking.free
    best = asking.solved(free, state)
    end = _moves(free, best.plan)
    asked = {least, *known, *(least + x for x in STEPS)}
    state = best.state
    for most in sorted(x for x in asked if x < end):
        found = known.get(most)
        if found is None:
            found = asking.solved(moving(free, most), state)
            state = found.state
        yield _step(free, most, found, best)
    yield _step(free, end, best, best)


def _open(result: Result) -> int:
    """Return the points that a plan may lack; parts that stayed as they were lack what they lacked.

    That cannot be told apart where a row of the province binds, or more is missed than is proved.
    """
    if any(x.points for x in result.prices) or result.shortfall > result.shortfall_bound:
        return result.bound - result.value
    return sum(part.bound - part.value for part in result.components if not part.reused)


def _step(free: Scenario, most: int, found: Solved, best: Solved) -> Step:
    a, b = found.result, best.result
    lost = b.value - a.value - _open(a), b.value - a.value + _open(b)
    missed = max(0, a.shortfall_bound - b.shortfall), a.shortfall - b.shortfall_bound
    if found is best:
        lost = missed = (0, 0)
    return Step(most, _moves(free, found.plan), a.shortfall, a.value, lost, missed)
