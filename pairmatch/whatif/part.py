"""One connected part of a run, small enough to judge again and again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pairmatch.component import split
from pairmatch.fingerprint import references
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes import rules_of, terms_of
from pairmatch.scenario import Scenario
from pairmatch.structure import SIDE_COLUMNS
from pairmatch.verify import recount
from pairmatch.whatif.opened import OpenedRun
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
    """The units that people or pairs join to a school, with their rows of scenario and plan."""

    run: OpenedRun
    scenario: Scenario
    plan: Plan

    def judged(self, plan: Plan) -> Judged:
        """Judge rows of this part in place of the run's; what the province counts, by its whole plan."""
        rooms = self.run.rooms
        rules = [x for x in rules_of(rooms) if x.scope == "component"]
        mine = recount(self.scenario, plan, rules, terms_of(rooms))
        wide = [x for x in rules_of(rooms) if x.scope == "province"]
        whole = recount(self.run.scenario, self._whole(plan), wide, ()) if wide else None
        both = (mine,) if whole is None else (mine, whole)
        return Judged(
            {code: amount for one in both for code, amount in tally(one).items()},
            tuple(x.rule for one in both for x in one.hard),
            sum(one.shortfall for one in both),
            sum(one.value for one in both),
        )

    def _whole(self, plan: Plan) -> Plan:
        run = self.run.plan
        mine = {table.model: set(self.plan.rows(table.model)) for table in run.tables}
        return run.replaced(
            {
                model: [*(x for x in run.rows(model) if x not in own), *plan.rows(model)]
                for model, own in mine.items()
            }
        )


def part_of(run: OpenedRun, school: str) -> Part:
    """Return the part of a run that a school belongs to."""
    home = run.scenario.homes[school]
    units = next(set(part) for part in split(run.scenario) if home in part)
    schools = {code for code, unit in run.scenario.homes.items() if unit in units}
    return Part(run, _scenario(run.scenario, units, schools), _plan(run.plan, schools))


def _scenario(scenario: Scenario, units: Collection[str], schools: Collection[str]) -> Scenario:
    """Return the rows whose units and schools are all inside, and where a city's schools stand."""
    inside = {
        "units": {*units, *(scenario.schools[code].unit_code for code in schools)},
        "schools": schools,
    }
    found = {}
    for table in scenario.tables:
        columns = references(table).items()
        found[table.name] = [
            row
            for row in scenario.rows(table.model)
            if all(
                (code := getattr(row, column)) is None or code in inside[of]
                for column, of in columns
            )
        ]
    return Scenario(scenario.settings, scenario.tables, found)


def _plan(plan: Plan, schools: Collection[str]) -> Plan:
    inside = set(schools)
    return plan.replaced(
        {
            table.model: [row for row in plan.rows(table.model) if _schools(row) <= inside]
            for table in plan.tables
        }
    )


def _schools(row: Assignment) -> set[str]:
    return {code for column in SIDE_COLUMNS if (code := getattr(row, column, None))}
