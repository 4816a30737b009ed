"""Counting before solving: what no plan can reach, as plain facts of the scenario with numbers."""

from __future__ import annotations

from pairmatch.counting.bounds import Counting, JointBound, NoPartner, PairBound, TeamBound
from pairmatch.counting.pairs import pair_bounds
from pairmatch.counting.partners import partners
from pairmatch.counting.said import lines
from pairmatch.counting.teams import team_bounds
from pairmatch.scenario import Scenario

__all__ = ["Counting", "JointBound", "NoPartner", "PairBound", "TeamBound", "count", "lines"]


def count(scenario: Scenario) -> Counting:
    """Return upper bounds on the teams and pairs that are asked for, and stages without a partner.

    Every bound holds for every plan that keeps the hard rules, whatever it is optimised for.
    """
    teams, teams_together = team_bounds(scenario)
    found = partners(scenario)
    pairs, pairs_together = pair_bounds(scenario, found)
    strangers = (NoPartner(*cohort, len(found.schools[cohort])) for cohort in found.strangers)
    return Counting(teams, pairs, (*teams_together, *pairs_together), tuple(strangers))
