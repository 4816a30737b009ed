"""Scarce posts: what recipient schools ask for, what is filled, what today's people could fill."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from pairmatch.history import open_needs
from pairmatch.plan import Plan
from pairmatch.programmes.teams.index import may_host
from pairmatch.programmes.teams.supply import committed_people
from pairmatch.scenario import GroupKey, Scenario
from pairmatch.schema import Need
from pairmatch.vocabulary import PersonStage

Post: TypeAlias = tuple[str, str]
"""A role and, for a teacher, the subject; '' for leaders and middle cadres."""


@dataclass(frozen=True)
class Scarcity:
    """One post that is asked for more often than it is filled.

    ``possible`` bounds from above what could be filled: the free people of the post who reach a
    school that asks for it, may have a team and teaches their stage; never more than a county asks.
    ``worst_unit`` lacks most of them, ``worst_missing`` in number.
    """

    role: str
    subject: str
    asked: int
    filled: int
    possible: int
    worst_unit: str
    worst_missing: int

    @property
    def missing(self) -> int:
        """How many of the posts asked for are not filled."""
        return self.asked - self.filled


def _post(role: str, subject: str | None) -> Post:
    return (role, subject or "" if role == "teacher" else "")


def _sent(plan: Plan) -> Counter[tuple[str, Post]]:
    """People whom supporting schools send, by recipient school and post, whatever the programme."""
    found: Counter[tuple[str, Post]] = Counter()
    for table in plan.tables:
        if table.person_school == "supporting_school":
            for row in plan.rows(table.model):
                cells = row.model_dump()
                found[cells["recipient_school"], _post(cells["role"], cells["subject"])] += 1
    return found


@lru_cache(maxsize=4)
def _free(scenario: Scenario) -> dict[GroupKey, int]:
    """People of each group whom no other task has by role and subject for the year (T10)."""
    left = {(x.school_code, x.role, x.subject): 0 for x in scenario.group_counts}
    for school, role, subject in left:
        left[school, role, subject] = committed_people(scenario, school, role, subject or "")
    found: dict[GroupKey, int] = {}
    for key, count in scenario.group_counts.items():
        post = (key.school_code, key.role, key.subject)
        taken = min(count, left[post])
        left[post] -= taken
        found[key] = count - taken
    return found


def _possible(scenario: Scenario, needs: list[Need], post: Post) -> int:
    """Upper bound on the posts of ``needs``, all of one kind, that people of today can fill."""
    asked: Counter[str] = Counter()
    stages: dict[str, set[PersonStage]] = defaultdict(set)
    for need in needs:
        if not may_host(scenario, need.school_code):
            continue
        unit = scenario.homes[need.school_code]
        asked[unit] += need.posts
        stages[unit] |= scenario.stages(need.school_code)
    reach: dict[str, set[str]] = defaultdict(set)
    for supporting, recipient in scenario.reaching_units:
        if recipient in asked:
            reach[supporting].add(recipient)
    people: Counter[str] = Counter()
    everyone = 0
    for key, count in _free(scenario).items():
        if _post(key.role, key.subject) == post:
            home = scenario.homes[key.school_code]
            units = [u for u in reach.get(home, ()) if key.stage in stages[u]]
            everyone += count if units else 0
            people.update(dict.fromkeys(units, count))
    return min(everyone, sum(min(posts, people[unit]) for unit, posts in asked.items()))


def scarcities(scenario: Scenario, plan: Plan) -> tuple[Scarcity, ...]:
    """Return the posts that are not all filled, most missing first."""
    return plan.derived_in(scenario, _scarcities)


def _scarcities(scenario: Scenario, plan: Plan) -> tuple[Scarcity, ...]:
    needs: dict[Post, list[Need]] = defaultdict(list)
    for need in open_needs(scenario):
        if scenario.side(need.school_code) == "recipient":
            needs[_post(need.role, need.subject)].append(need)
    sent = _sent(plan)
    found = []
    for post, rows in needs.items():
        missing: Counter[str] = Counter()
        for need in rows:
            filled = min(need.posts, sent[need.school_code, post])
            missing[scenario.homes[need.school_code]] += need.posts - filled
        asked = sum(need.posts for need in rows)
        short = missing.total()
        if short:
            worst = min(missing, key=lambda unit, m=missing: (-m[unit], unit))  # type: ignore[misc]
            possible = _possible(scenario, rows, post)
            found.append(Scarcity(*post, asked, asked - short, possible, worst, missing[worst]))
    return tuple(sorted(found, key=lambda s: (-s.missing, s.role, s.subject)))
