"""Seats and placements read off once more where rows are published, so that those who stay do stay."""

from __future__ import annotations

from collections.abc import Mapping

from pairmatch.arrays import FloatArray
from pairmatch.component import Component
from pairmatch.plan import Assignment, Plan
from pairmatch.post import Variables
from pairmatch.programmes.placements.extract import placed
from pairmatch.programmes.placements.variables import PlacementVariables
from pairmatch.programmes.published.kept import Kept
from pairmatch.programmes.teams.extract import seats_in


def extract(
    part: Component, variables: Variables, values: FloatArray, earlier: Plan
) -> Mapping[type[Assignment], list[Assignment]]:
    """Return seats and placements in place of the earlier ones, nothing where nothing is published."""
    kept = variables.of(Kept)
    if not kept.published:
        return {}
    seats = seats_in(part, variables, values, kept.more.staying(values))
    staying = kept.stays.staying(variables.of(PlacementVariables), values)
    return {**seats, **placed(part, variables, values, earlier.replaced(seats), staying)}
