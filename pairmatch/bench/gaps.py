"""When a run got how near to its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pairmatch.solve.standing import Standing

GAPS = {
    "1": Fraction(1, 100),
    "0.1": Fraction(1, 1_000),
    "0.05": Fraction(5, 10_000),
    "0.01": Fraction(1, 10_000),
}
"""The gaps of which the time is taken, by their name in percent."""


@dataclass(frozen=True)
class Reached:
    """Seconds from the start of the solve to the first plan and to each of :data:`GAPS`."""

    first_plan_s: float | None
    gaps_s: tuple[float | None, ...]


def reached(standings: Sequence[Standing], least_shortfall: int) -> Reached:
    """Return when a plan and each gap was first reached, None for what never was.

    The gap is that of the weighted tier, so a plan has one only with the least shortfall.
    """
    plans = [x for x in standings if x.value is not None]
    near = [(x.seconds, x.gap) for x in plans if x.shortfall == least_shortfall]
    return Reached(
        next((x.seconds for x in plans), None),
        tuple(
            next((at for at, gap in near if gap is not None and gap <= goal), None)
            for goal in GAPS.values()
        ),
    )


def changes(standings: Sequence[Standing]) -> list[Standing]:
    """Return the standings in which something other than the clock has changed."""
    found: list[Standing] = []
    for one in standings:
        if not found or _said(one) != _said(found[-1]):
            found.append(one)
    return found


def _said(one: Standing) -> tuple[int | None, ...]:
    return one.done, one.of, one.shortfall, one.value, one.bound
