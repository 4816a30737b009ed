"""What another plan costs against the run's: by term, in all, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from pairmatch.planner import Solved
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.whatif.opened import OpenedRun
from pairmatch.whatif.tally import TermChange, tally, term_changes


@dataclass(frozen=True)
class Difference:
    """What changes from the run's plan to another: shortfall and value, after less before.

    ``least`` and ``most`` bound the change of the value between the best plan there is and the best
    one of the other question; both are ``value`` where both plans are proved, and None where one of
    the shortfalls is not proved to be the least.
    """

    terms: tuple[TermChange, ...]
    shortfall: int
    value: int
    least: int | None
    most: int | None

    @property
    def shorter(self) -> bool:
        """Whether it is proved that more falls short."""
        return self.shortfall > 0 and self.least is not None

    @property
    def proved(self) -> bool:
        """Whether the two best plans differ by just this."""
        return self.least == self.most == self.value


def difference(run: OpenedRun, scenario: Scenario, solved: Solved) -> Difference:
    """Return what the best plan of a changed ``scenario`` costs against the run's plan."""
    before, after = run.manifest.result, solved.result
    sure = _least_missed(before) and _least_missed(after)
    return Difference(
        term_changes(scenario, run.rooms, tally(run.verification), tally(solved.verification)),
        after.shortfall - before.shortfall,
        after.value - before.value,
        after.value - before.bound if sure else None,
        after.bound - before.value if sure else None,
    )


def _least_missed(result: Result) -> bool:
    return result.shortfall == result.shortfall_bound
