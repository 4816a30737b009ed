"""Running a roll: the years still without a plan, one after the other, each kept as soon as it is there."""

from __future__ import annotations

from collections.abc import Callable

from pairmatch.roll.folder import RollFolder
from pairmatch.roll.table import Row
from pairmatch.solve.hands import Hands
from pairmatch.solve.standing import Watch
from pairmatch.state import State
from pairmatch.sweep.task import Refused, plan

Tell = Callable[[Row], None]


def run(
    folder: RollFolder,
    hands: Hands,
    tell: Tell = lambda row: None,
    watch: Watch = lambda standing: None,
) -> None:
    """Plan the years that are still to be planned; ``tell`` is told each once it is on disk.

    The search for prices of a year begins at those of the year before. A year without a plan is the
    end: those after it would not know what to build on. Raises KeyboardInterrupt; what is kept by then
    stays, and the next call goes on with the rest.
    """
    folder.begin()
    state: State | None = None
    while (one := folder.next) is not None and not folder.hopeless(one.year):
        before = one.year - 1
        if state is None and before in folder.kept:
            state = folder.state(before).prices
        answer = plan(folder.scenario(one.year), hands, watch=watch, earlier=state)
        if isinstance(answer, Refused) and answer.reason == "stopped":
            raise KeyboardInterrupt
        tell(folder.keep(one.year, answer))
        if isinstance(answer, Refused):
            return
        state = answer.state.prices
        del answer  # its plans and proofs would be held while the next year is planned
