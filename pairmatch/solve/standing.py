"""How far a run has come, for whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from pairmatch.result import gap_of


@dataclass(frozen=True)
class Standing:
    """The state of a run at one moment.

    ``done`` of ``of`` components are proved. ``shortfall`` and ``value`` are those of the best plan;
    no plan with the least shortfall has a value above ``bound``. All are None until every component
    has a plan.
    ``seconds`` since the solve began, ``left_s`` until the time limit.
    """

    done: int
    of: int
    shortfall: int | None
    value: int | None
    bound: int | None
    seconds: float
    left_s: float

    @property
    def gap(self) -> Fraction | None:
        """The distance from value to bound, relative to the value; None without a plan."""
        if self.value is None or self.bound is None:
            return None
        return gap_of(self.value, self.bound)


Watch = Callable[[Standing], None]
