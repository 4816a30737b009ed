"""Component: the arrays of one connected part of a scenario, which the model is built from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import networkx as nx
import numpy as np

from pairmatch.approvals import approval_of, approved
from pairmatch.arrays import BoolArray, IntArray
from pairmatch.scenario import GroupKey, Scenario, group_key
from pairmatch.schema import Approval, Staff
from pairmatch.vocabulary import PERSON_STAGES, SUBJECT_STAGES

ROLES: tuple[str, ...] = ("leader", "middle", "teacher")
LEADER, MIDDLE, TEACHER = range(3)
SUBJECTS: tuple[str, ...] = tuple(SUBJECT_STAGES)
NO_SUBJECT = -1
BONDED = 1500
"""Schools up to which the parts whose rows are limited all together are joined, however slow it is."""


@dataclass(frozen=True)
class Groups:
    """Groups of alike people as parallel arrays, length G.

    ``school`` is a position in the component's schools; ``role`` indexes ROLES; ``subject``
    indexes SUBJECTS, -1 for none; ``stage`` is one bit of the stage mask; ``person`` is set for
    the one-person groups of people whom a lock names, else ''. A group of which nobody can be counted on
    has its place too: then a model keeps its shape when somebody withdraws whom no decision names.
    """

    keys: tuple[GroupKey, ...]
    person: tuple[str, ...]
    school: IntArray
    role: IntArray
    subject: IntArray
    stage: IntArray
    count: IntArray

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Component:
    """One connected part of a scenario as arrays; positions follow the order of codes.

    ``home[s]`` is the position in ``units`` of school s's home unit; ``linked[u, v]`` and
    ``reach[u, v]`` tell whether supporting unit u and recipient unit v are joined;
    ``stages[s]`` is the bit mask of stages that school s teaches.
    """

    scenario: Scenario
    units: tuple[str, ...]
    schools: tuple[str, ...]
    recipients: IntArray
    supporters: IntArray
    home: IntArray
    linked: BoolArray
    reach: BoolArray
    stages: IntArray
    groups: Groups

    @property
    def whole(self) -> bool:
        """Whether the component is the whole scenario."""
        return len(self.units) == len(self.scenario.units)

    def excepts(self, code: str) -> bool:
        """Whether anything is approved against a rule."""
        return code in approved(self.scenario)

    def approved(self, code: str, ids: Iterable[str]) -> bool:
        """Whether an approval lets a row of a rule be missed."""
        return approval_of(self.scenario, code, ids) is not None

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of each school by code."""
        return {code: i for i, code in enumerate(self.schools)}

    def distance_km(self, a: IntArray, b: IntArray) -> IntArray:
        """Return whole kilometres between schools, elementwise, -1 where unknown."""
        places = [self.scenario.positions[code] for code in self.schools]
        known = np.array([place is not None for place in places], dtype=bool)
        if not known.any():
            return np.full(len(a), -1, dtype=np.int64)
        metres = np.array([place or (0, 0, 0) for place in places], dtype=np.int64).reshape(-1, 3)
        square = ((metres[a] - metres[b]) ** 2).sum(axis=1)
        km = np.floor(np.sqrt(square.astype(np.float64)) / 1000).astype(np.int64)
        return np.where(known[a] & known[b], km, -1)


def stage_bits(stages: frozenset[str] | set[str]) -> int:
    """Return the bit mask of a set of stages."""
    return sum(1 << i for i, stage in enumerate(PERSON_STAGES) if stage in stages)


def split(scenario: Scenario) -> list[tuple[str, ...]]:
    """Return the unit codes of each connected component, in canonical order.

    Units are joined where people may go or schools may pair, by an approval as well, and where rows are
    limited all together unless that would be too much. Solving the parts one by one is exact as long as
    no active rule has province scope (design: separability of the links).
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(scenario.units)
    graph.add_edges_from(sorted(scenario.reaching_units))
    for row in scenario.rows(Approval):
        schools = (row.recipient_school, row.supporting_school)
        graph.add_edges_from(pairwise(scenario.homes[code] for code in schools if code))
    bond = _bond(scenario)
    if bond:
        named = [x for x in nx.connected_components(graph) if not bond.isdisjoint(x)]
        if sum(len(scenario.schools_of[unit]) for part in named for unit in part) <= BONDED:
            graph.add_edges_from(pairwise(sorted(bond)))
    return sorted(tuple(sorted(part)) for part in nx.connected_components(graph))


def _bond(scenario: Scenario) -> set[str]:
    """Return the units of the schools in rows that are limited all together."""
    return {
        scenario.homes[code]
        for table in scenario.tables
        if table.bonds
        for column, of in (table.references or {}).items()
        if of == "schools"
        for row in scenario.rows(table.model)
        if (code := getattr(row, column)) is not None
    }


@lru_cache(maxsize=8)
def bonded(scenario: Scenario) -> bool:
    """Whether all rows that are limited together are in one component."""
    bond = _bond(scenario)
    return any(bond <= set(part) for part in split(scenario))


def component(scenario: Scenario, units: tuple[str, ...]) -> Component:
    """Build the arrays of one component from its unit codes."""
    inside = {code: i for i, code in enumerate(units)}
    schools = tuple(sorted(s.school_code for u in units for s in scenario.schools_of[u]))
    home = np.array([inside[scenario.homes[code]] for code in schools], dtype=np.int64)
    recipient = np.array([scenario.side(code) == "recipient" for code in schools], dtype=bool)
    return Component(
        scenario=scenario,
        units=units,
        schools=schools,
        recipients=np.flatnonzero(recipient),
        supporters=np.flatnonzero(~recipient),
        home=home,
        linked=_joined(scenario.linked_units, inside),
        reach=_joined(scenario.reaching_units, inside),
        stages=np.array([stage_bits(scenario.stages(code)) for code in schools], dtype=np.int64),
        groups=_groups(scenario, schools),
    )


def _joined(pairs: frozenset[tuple[str, str]], inside: dict[str, int]) -> BoolArray:
    matrix = np.zeros((len(inside), len(inside)), dtype=bool)
    for a, b in pairs:
        if a in inside and b in inside:
            matrix[inside[a], inside[b]] = True
    return matrix


def _groups(scenario: Scenario, schools: tuple[str, ...]) -> Groups:
    counts: dict[tuple[GroupKey, str], int] = {}
    for school in schools:
        for row in scenario.all_staff_of.get(school, ()):
            key = (group_key(row), _locked_person(scenario, row))
            there = row.count if scenario.counts_on(row) else 0
            counts[key] = counts.get(key, 0) + there
    keys = sorted(counts)
    where = {code: i for i, code in enumerate(schools)}

    def array(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)

    return Groups(
        keys=tuple(key for key, _ in keys),
        person=tuple(person for _, person in keys),
        school=array([where[key.school_code] for key, _ in keys]),
        role=array([ROLES.index(key.role) for key, _ in keys]),
        subject=array([SUBJECTS.index(k.subject) if k.subject else NO_SUBJECT for k, _ in keys]),
        stage=array([stage_bits({key.stage}) for key, _ in keys]),
        count=array([counts[key] for key in keys]),
    )


def _locked_person(scenario: Scenario, row: Staff) -> str:
    return row.person_id if row.person_id in scenario.locked_people else ""
