"""Which pairs are possible between schools of units and stages, and how many at most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from pairmatch.arrays import IntArray
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.scores import scores
from pairmatch.scenario import Scenario
from pairmatch.schema import School
from pairmatch.vocabulary import STAGES_OF, SchoolStage

Cohort: TypeAlias = tuple[str, SchoolStage]
"""The schools of one home unit and one school stage, of either side."""


@dataclass(frozen=True)
class Partners:
    """The schools that may be paired, by cohort, and upper limits on their pairs.

    ``schools`` have a pair_max above 0. ``most`` is how many partners a school can have at most.
    ``across[a][b]`` bounds the pairs between cohort a and cohort b of the other side; it holds both
    directions. ``strangers`` are recipient cohorts for which the link has no school to pair with,
    however many partners a school may have.
    """

    schools: Mapping[Cohort, Sequence[str]]
    most: Mapping[str, int]
    across: Mapping[Cohort, Mapping[Cohort, int]]
    strangers: Sequence[Cohort]

    def places(self, cohort: Cohort) -> int:
        """Return how many pairs the schools of a cohort can have at most."""
        return sum(self.most[school] for school in self.schools[cohort])


def partners(scenario: Scenario) -> Partners:
    """Return which pairs are possible inside links (P1) and shared stages (P4), as upper limits.

    A school has at most pair_max partners (P2, P3), at most as many as it has choices, and as many
    as load_max holds (P3-load). With outside scores only listed pairs are choices (P9). Between two
    cohorts there are at most as many pairs as either side's schools can have in the other.
    """
    everyone, listed = _cohorts(scenario), _listed(scenario)
    schools = _open(scenario, everyone)
    meeting = list(_meeting(scenario, schools))
    choices = {
        (a, b): _choices(schools[a], schools[b], b, listed)
        for pair in meeting
        for a, b in (pair, pair[::-1])
    }
    degree: Counter[str] = Counter()
    for found in choices.values():
        degree.update(found)
    loads = _loads(scenario)
    most = {
        code: min(_most(scenario, scenario.schools[code], loads), degree[code])
        for cohort in schools.values()
        for code in cohort
    }
    across: dict[Cohort, dict[Cohort, int]] = defaultdict(dict)
    for a, b in meeting:
        ends = (choices[a, b], choices[b, a])
        limit = min(sum(min(most[x], n) for x, n in end.items()) for end in ends)
        if limit:
            across[a][b] = across[b][a] = limit
    strangers = _strangers(scenario, everyone, listed)
    return Partners(schools, most, across, [x for x in strangers if x in schools])


def _strangers(
    scenario: Scenario,
    everyone: Mapping[Cohort, Sequence[str]],
    listed: Counter[tuple[str, Cohort]] | None,
) -> list[Cohort]:
    met = {
        a
        for a, b in _meeting(scenario, everyone)
        if listed is None or any(listed[code, b] for code in everyone[a])
    }
    return [x for x in everyone if scenario.units[x[0]].side == "recipient" and x not in met]


def _cohorts(scenario: Scenario) -> dict[Cohort, list[str]]:
    found: dict[Cohort, list[str]] = defaultdict(list)
    for code, school in scenario.schools.items():
        found[scenario.homes[code], school.stage].append(code)
    return dict(sorted(found.items()))


def _open(scenario: Scenario, cohorts: Mapping[Cohort, list[str]]) -> dict[Cohort, list[str]]:
    """Return the schools that may have a partner, cohorts without any left out."""
    some = {
        cohort: [x for x in schools if bounds(scenario, scenario.schools[x])[1] > 0]
        for cohort, schools in cohorts.items()
    }
    return {cohort: schools for cohort, schools in some.items() if schools}


def _meeting(
    scenario: Scenario, schools: Mapping[Cohort, Sequence[str]]
) -> Iterator[tuple[Cohort, Cohort]]:
    """Yield the recipient and supporting cohorts inside one link that share a stage."""
    of: dict[str, list[Cohort]] = defaultdict(list)
    for cohort in schools:
        of[cohort[0]].append(cohort)
    for supporting, recipient in sorted(scenario.linked_units):
        for a in of.get(recipient, ()):
            for b in of.get(supporting, ()):
                if STAGES_OF[a[1]] & STAGES_OF[b[1]]:
                    yield a, b


def _listed(scenario: Scenario) -> Counter[tuple[str, Cohort]] | None:
    """Return how many schools of each cohort are listed with a school, None without a list."""
    listed = scores(scenario)
    if not listed:
        return None
    codes = list(listed.position)
    of = [(scenario.homes[code], scenario.schools[code].stage) for code in codes]
    cohorts = sorted(set(of))
    number = np.array([cohorts.index(cohort) for cohort in of], dtype=np.int64)
    found: Counter[tuple[str, Cohort]] = Counter()
    for mine, others in (
        (listed.recipient, listed.supporter),
        (listed.supporter, listed.recipient),
    ):
        cells, counts = np.unique(mine * len(cohorts) + number[others], return_counts=True)
        for cell, count in zip(cells.tolist(), counts.tolist(), strict=True):
            school, cohort = divmod(cell, len(cohorts))
            found[codes[school], cohorts[cohort]] += count
    return found


def _choices(
    mine: Sequence[str],
    others: Sequence[str],
    cohort: Cohort,
    listed: Counter[tuple[str, Cohort]] | None,
) -> dict[str, int]:
    """Return how many schools of another cohort each of some schools may be paired with."""
    if listed is None:
        return dict.fromkeys(mine, len(others))
    return {code: listed[code, cohort] for code in mine}


def _most(scenario: Scenario, school: School, loads: Mapping[str, IntArray]) -> int:
    """Return how many partners a school may have: pair_max, and the lightest that load_max holds."""
    high, limit = bounds(scenario, school)[1], school.load_max
    if limit is None or scenario.side(school.school_code) == "recipient":
        return high
    if not scores(scenario):
        return min(high, limit)
    light = np.cumsum(loads[school.school_code])
    return min(high, int((light <= limit).sum()))


def _loads(scenario: Scenario) -> dict[str, IntArray]:
    """Return the loads of the listed pairs of each supporting school, the lightest first."""
    listed = scores(scenario)
    order = np.lexsort((listed.load, listed.supporter))
    ends = np.searchsorted(listed.supporter[order], np.arange(len(listed.position) + 1))
    load = listed.load[order]
    return {code: load[ends[i] : ends[i + 1]] for i, code in enumerate(listed.position)}
