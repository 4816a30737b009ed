"""R0 of placements: each one answers a seat that exists."""

from __future__ import annotations

from collections.abc import Iterator

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.placements.index import seats_by_number
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.rule import Violation
from pairmatch.scenario import Scenario

NO_SEAT = Text("对应的支教岗位不存在", "the seat it answers does not exist")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every placement names a team and seat of the plan."""
    seats = seats_by_number(plan)
    for row in plan.rows(Placement):
        if (row.team_id, row.seat) not in seats:
            yield Violation("R0", (row.team_id, str(row.seat), row.term), 0, "1", 1, NO_SEAT)
