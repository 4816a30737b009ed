"""One connected part of a run, small enough to judge again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import get_args

from pairmatch.component import split
from pairmatch.fingerprint import references
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import rules_of, terms_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule, Term, standing
from pairmatch.scenario import Scenario
from pairmatch.schema import Row, School, Table, Unit
from pairmatch.settings import Force
from pairmatch.structure import SIDE_COLUMNS, check_structure
from pairmatch.verify import Verification, recount
from pairmatch.whatif.tally import Tally, tally


@dataclass(frozen=True)
class Judged:
    """What a part of a plan counts, and the hard rules that it breaks."""

    tally: Tally
    broken: tuple[str, ...]
    shortfall: int
    value: int


@dataclass(frozen=True)
class Part:
    """The units that people or pairs join, with their rows of a scenario and of a plan.

    ``whole`` and ``all_rows`` are the scenario and the plan that they are a part of.
    """

    whole: Scenario
    all_rows: Plan
    rooms: tuple[Room, ...]
    scenario: Scenario
    plan: Plan

    def judged(self, plan: Plan) -> Judged:
        """Judge rows of this part in place of its own; what the province counts, by its whole plan."""
        narrow, _, terms = self._judges
        mine = _judged(recount(self.scenario, plan, narrow, terms))
        others = self.judged_by_province(plan)
        return Judged(
            {**mine.tally, **others.tally},
            (*mine.broken, *others.broken),
            mine.shortfall + others.shortfall,
            mine.value + others.value,
        )

    def keeps_hard_rules(self, plan: Plan) -> bool:
        """Whether rows of this part keep the hard rules that see this part alone.

        A rule that was broken is asked first the next time: what is tried one after the other is alike.
        """
        rules = self._inside["hard"]
        for rule in rules:
            if any(True for _ in standing(rule, self.scenario, plan)):
                rules.remove(rule)
                rules.insert(0, rule)
                return False
        return True

    def shortfall_inside(self, plan: Plan) -> int:
        """Return by how much rows of this part miss what sees this part alone and may be missed."""
        return recount(self.scenario, plan, self._inside["relaxable"], ()).shortfall

    def value_inside(self, plan: Plan) -> int:
        """Return the points of rows of this part, by the terms and the rules that see this part alone."""
        priced = [*self._inside["principle"], *self._inside["preference"]]
        return recount(self.scenario, plan, priced, self._judges[2]).value

    def judged_by_province(self, plan: Plan) -> Judged:
        """Judge rows of this part in place of its own by the rules that see the whole province."""
        _, wide, _ = self._judges
        return _judged(recount(self.whole, self._with(plan), wide, ()))

    @cached_property
    def _judges(self) -> tuple[Sequence[Rule], Sequence[Rule], Sequence[Term]]:
        """The rules that see this part alone, those that see the province, and the terms."""
        rules = rules_of(self.rooms)
        narrow = [rule for rule in rules if rule.scope == "component"]
        return narrow, [rule for rule in rules if rule.scope == "province"], terms_of(self.rooms)

    @cached_property
    def _inside(self) -> Mapping[Force, list[Rule]]:
        """The rules that see this part alone by their force, in the order in which they are asked."""
        found: dict[Force, list[Rule]] = {force: [] for force in get_args(Force)}
        for rule in self._judges[0]:
            found[self.scenario.force(rule.code)].append(rule)
        return found

    def hangs_together(self, plan: Plan) -> bool:
        """Whether rows can be judged at all."""
        return not any(True for _ in check_structure(self.scenario, plan, self.rooms))

    def _with(self, plan: Plan) -> Plan:
        """Return the whole plan with other rows in place of this part's."""
        return self.all_rows.replaced(
            {model: [*rows, *plan.rows(model)] for model, rows in self._outside.items()}
        )

    @cached_property
    def _outside(self) -> Mapping[type[Assignment], Sequence[Assignment]]:
        """The rows of the whole plan that are none of this part."""
        mine = {table.model: set(self.plan.rows(table.model)) for table in self.plan.tables}
        return {
            model: [x for x in self.all_rows.rows(model) if x not in own]
            for model, own in mine.items()
        }


def _judged(found: Verification) -> Judged:
    return Judged(tally(found), tuple(x.rule for x in found.hard), found.shortfall, found.value)


def part_of(scenario: Scenario, plan: Plan, rooms: Sequence[Room], school: str) -> Part:
    """Return the part of a scenario and its plan that a school belongs to."""
    small = scenario_around(scenario, {school})
    return Part(scenario, plan, tuple(rooms), small, rows_inside(plan, small.schools))


def scenario_around(scenario: Scenario, schools: Collection[str]) -> Scenario:
    """Return the rows of the parts that some schools belong to: those that name nothing outside.

    A city's schools stand in counties that may be outside; the units of these are there all the same.
    """
    homes = {scenario.homes[code] for code in schools}
    parts = split(scenario)
    mine = {i for i, part in enumerate(parts) if homes.intersection(part)}
    found = {}
    for table in scenario.tables:
        sorted_out = partial(_by_parts, scenario, table, parts)
        by_parts = scenario.made_of(
            (table.model, Unit, School), ("parts", table.name, *parts), sorted_out
        )
        found[table.name] = [
            row
            for places, rows in by_parts.items()
            if all(not mine.isdisjoint(place) for place in places)
            for row in rows
        ]
    return Scenario(scenario.settings, scenario.tables, found)


def _by_parts(
    scenario: Scenario, table: Table, parts: Sequence[Sequence[str]]
) -> Mapping[frozenset[frozenset[int]], Sequence[Row]]:
    """Return the rows of a table by the parts in which each unit and school that they name is."""
    part_of_unit = {unit: i for i, part in enumerate(parts) for unit in part}
    of_school = {code: part_of_unit[unit] for code, unit in scenario.homes.items()}
    of_unit = {unit: {i} for unit, i in part_of_unit.items()}
    for code, i in of_school.items():
        of_unit[scenario.schools[code].unit_code].add(i)
    inside = {
        "units": {unit: frozenset(some) for unit, some in of_unit.items()},
        "schools": {code: frozenset({i}) for code, i in of_school.items()},
    }
    columns = [(column, inside[of]) for column, of in references(table).items()]
    found: dict[frozenset[frozenset[int]], list[Row]] = defaultdict(list)
    for row in scenario.rows(table.model):
        named = ((places, getattr(row, column)) for column, places in columns)
        found[frozenset(places[x] for places, x in named if x in places)].append(row)
    return found


def rows_inside(plan: Plan, schools: Collection[str]) -> Plan:
    """Return the rows of a plan that name no school but these."""
    inside = set(schools)
    return plan.replaced(
        {
            table.model: [row for row in plan.rows(table.model) if schools_in(row) <= inside]
            for table in plan.tables
        }
    )


def schools_in(row: Assignment) -> set[str]:
    """Return the schools that a row names."""
    return {code for column in SIDE_COLUMNS if (code := getattr(row, column, None))}
