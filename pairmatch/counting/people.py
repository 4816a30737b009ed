"""The people whom supporting units can send at most, added up over alike schools."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from pairmatch.programmes.placements.exchange import people_limits
from pairmatch.programmes.teams.supply import committed_kinds, committed_people
from pairmatch.scenario import HALVES, Scenario
from pairmatch.schema import School, Staff


class Kind(NamedTuple):
    """What counts about a person here: the stage, and whether it is a leader (one a team, T2)."""

    stage: str
    leader: bool


@dataclass(frozen=True)
class Pool:
    """Schools of one unit that have people of the same kinds: at most how many people they send.

    ``most`` bounds all of them, ``of_kind`` each kind; both are sums of the schools' own bounds.
    """

    most: int
    of_kind: Mapping[Kind, int]


@dataclass(frozen=True)
class Supply:
    """The people of one supporting unit.

    ``limit`` is the unit's own limit in people (T11), None for none. ``free`` counts by stage the
    people whom no other task has for the year (T10), whether their school may let them go or not.
    """

    limit: int | None
    free: Mapping[str, int]
    pools: tuple[Pool, ...]

    def released(self, stages: Set[str]) -> int:
        """Return how many people of some stages the unit can send at most (T5, T6, T10, T11)."""
        people = sum(
            min(pool.most, sum(n for kind, n in pool.of_kind.items() if kind.stage in stages))
            for pool in self.pools
        )
        return people if self.limit is None else min(people, self.limit)


def supplies(scenario: Scenario) -> dict[str, Supply]:
    """Return the supply of each supporting unit.

    What a school sends of any kinds of people is at most what it may release (T6) and at most the
    people of these kinds whom no other task has (T5, T10). Sums of such bounds over schools bound
    the sum of what they send, so a pool never counts too few.
    """
    return {
        code: _supply(scenario, code)
        for code, unit in scenario.units.items()
        if unit.side == "supporting"
    }


def _supply(scenario: Scenario, unit: str) -> Supply:
    free: Counter[str] = Counter()
    total: Counter[frozenset[Kind]] = Counter()
    of_kind: dict[frozenset[Kind], Counter[Kind]] = defaultdict(Counter)
    for school in scenario.schools_of[unit]:
        rows = _by_kind(scenario, school)
        if not rows:
            continue
        left = _left_for_others(scenario, school)
        for kind, mine in rows.items():
            free[kind.stage] += _free(mine, left)
        release = min(scenario.release_left(school.school_code, half) for half in HALVES)
        everyone = [row for mine in rows.values() for row in mine]
        kinds = frozenset(rows)
        total[kinds] += min(release, _free(everyone, left))
        of_kind[kinds].update({kind: min(release, _free(x, left)) for kind, x in rows.items()})
    pools = tuple(Pool(total[kinds], people) for kinds, people in of_kind.items())
    return Supply(_limit(scenario, unit), free, pools)


def _by_kind(scenario: Scenario, school: School) -> dict[Kind, list[Staff]]:
    found: dict[Kind, list[Staff]] = defaultdict(list)
    for row in scenario.staff_of.get(school.school_code, ()):
        found[Kind(row.stage, row.role == "leader")].append(row)
    return found


def _left_for_others(scenario: Scenario, school: School) -> dict[tuple[str, str], int]:
    """Return how many people other tasks leave of each kind of post that they use (T10)."""
    code = school.school_code
    return {
        (role, subject): max(
            0,
            sum(
                row.count
                for row in scenario.staff_of.get(code, ())
                if row.role == role and subject in ("", row.subject)
            )
            - committed_people(scenario, code, role, subject),
        )
        for role, subject in committed_kinds(scenario, code)
    }


def _free(rows: Sequence[Staff], left: Mapping[tuple[str, str], int]) -> int:
    """Return how many of some people of a school can be sent at most beside its other tasks."""
    if not left:
        return sum(row.count for row in rows)
    posts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        posts[row.role, row.subject or ""] += row.count
    roles: Counter[str] = Counter()
    for (role, subject), count in posts.items():
        roles[role] += min(count, left.get((role, subject), count))
    return sum(min(count, left.get((role, ""), count)) for role, count in roles.items())


def _limit(scenario: Scenario, unit: str) -> int | None:
    limits = people_limits(scenario, unit)
    # A seat lasts the year and is paid for both halves of it.
    people = [limits["away"]] if "away" in limits else []
    people += [limits["money"] // 2] if "money" in limits else []
    return min(people, default=None)
