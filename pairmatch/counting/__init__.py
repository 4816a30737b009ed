"""Counting before solving: what no plan can reach, as plain facts of the scenario with numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set

from pairmatch.component import split
from pairmatch.counting.bounds import Counting, JointBound, NoPartner, PairBound, TeamBound
from pairmatch.counting.pairs import pair_bounds
from pairmatch.counting.partners import partners
from pairmatch.counting.said import lines
from pairmatch.counting.teams import team_bounds
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval

__all__ = ["Counting", "JointBound", "NoPartner", "PairBound", "TeamBound", "count", "lines"]


OF_TEAMS = ("T1", "T4", "T7", "T9", "T11")
OF_PAIRS = ("P1", "P2", "P2-min", "P3", "P3-load", "P4", "P6", "P9")
"""The rules that are counted with: an approval against one may let there be more than is counted."""


def count(scenario: Scenario) -> Counting:
    """Return upper bounds on the teams and pairs that are asked for, and stages without a partner.

    Every bound holds for every plan that keeps the hard rules, whatever it is optimised for. Nothing is
    said of parts of the scenario with an approved exception from what is counted with: what cannot be may
    have been approved. Whose numbers are left out for this is said instead.
    """
    teams, teams_together = team_bounds(scenario)
    found = partners(scenario)
    pairs, pairs_together = pair_bounds(scenario, found)
    strangers = (NoPartner(*cohort, len(found.schools[cohort])) for cohort in found.strangers)
    no_teams, no_pairs = (_with_approvals(scenario, rules) for rules in (OF_TEAMS, OF_PAIRS))
    return Counting(
        tuple(x for x in teams if x.county not in no_teams),
        tuple(x for x in pairs if x.unit not in no_pairs),
        (*_about_none(teams_together, no_teams), *_about_none(pairs_together, no_pairs)),
        tuple(x for x in strangers if x.unit not in no_pairs),
        tuple(x.county for x in teams if x.county in no_teams),
        tuple(dict.fromkeys(x.unit for x in pairs if x.unit in no_pairs)),
    )


def _about_none(some: Iterable[JointBound], units: Set[str]) -> Iterator[JointBound]:
    for joint in some:
        if not units & {unit for unit, _ in joint.members}:
            yield joint


def _with_approvals(scenario: Scenario, rules: Collection[str]) -> set[str]:
    """Return the units of the parts in which an approval against some rules names a unit or a school."""
    named: set[str] = set()
    for row in scenario.rows(Approval):
        if row.rule in rules:
            schools = (row.recipient_school, row.supporting_school)
            named |= {row.unit_code or "", *(scenario.homes[code] for code in schools if code)}
    return {unit for part in split(scenario) if named & set(part) for unit in part}
