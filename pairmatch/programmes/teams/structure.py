"""R0 of teams: the seats of a team belong together."""

from __future__ import annotations

from collections.abc import Iterator

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.rule import Violation
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.scenario import Scenario

SITES = Text("一个团队分在多所学校", "one team at several schools")
NUMBER = Text("团队编号与所在县或学年不符", "the id is not of this county and year")


def check(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """All seats of a team are at one school, of the county and year that its id names."""
    for team, seats in teams(plan).items():
        sites = {seat.recipient_school for seat in seats}
        if len(sites) > 1:
            yield Violation("R0", (team, *sorted(sites)), len(sites), "1", len(sites) - 1, SITES)
        prefix = f"{scenario.homes[site_of(seats)]}-{scenario.settings.year}-"
        if not team.startswith(prefix):
            yield Violation("R0", (team, site_of(seats)), 0, f"{prefix}nn", 1, NUMBER)
