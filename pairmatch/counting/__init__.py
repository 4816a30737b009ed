"""Counting before solving: what no plan can reach, as plain facts of the scenario with numbers."""

from __future__ import annotations

from pairmatch.component import split
from pairmatch.counting.bounds import Counting, JointBound, NoPartner, PairBound, TeamBound
from pairmatch.counting.pairs import pair_bounds
from pairmatch.counting.partners import partners
from pairmatch.counting.said import lines
from pairmatch.counting.teams import team_bounds
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval

__all__ = ["Counting", "JointBound", "NoPartner", "PairBound", "TeamBound", "count", "lines"]


def count(scenario: Scenario) -> Counting:
    """Return upper bounds on the teams and pairs that are asked for, and stages without a partner.

    Every bound holds for every plan that keeps the hard rules, whatever it is optimised for. Nothing is
    said of parts of the scenario with an approved exception: what cannot be may have been approved.
    """
    teams, teams_together = team_bounds(scenario)
    found = partners(scenario)
    pairs, pairs_together = pair_bounds(scenario, found)
    strangers = (NoPartner(*cohort, len(found.schools[cohort])) for cohort in found.strangers)
    silent = _with_approvals(scenario)
    together = (*teams_together, *pairs_together)
    return Counting(
        tuple(x for x in teams if x.county not in silent),
        tuple(x for x in pairs if x.unit not in silent),
        tuple(x for x in together if not silent & {unit for unit, _ in x.members}),
        tuple(x for x in strangers if x.unit not in silent),
    )


def _with_approvals(scenario: Scenario) -> set[str]:
    """Return the units of the parts in which an approval names a unit or a school."""
    named: set[str] = set()
    for row in scenario.rows(Approval):
        schools = (row.recipient_school, row.supporting_school)
        named |= {row.unit_code or "", *(scenario.homes[code] for code in schools if code)}
    return {unit for part in split(scenario) if named & set(part) for unit in part}
