"""A toy fourth programme: visiting days for recipient schools, at most so many a county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

import numpy as np
from pydantic import Field

from pairmatch.arrays import FloatArray, IntArray
from pairmatch.component import Component
from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.post import Post, Variables
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.room import Cell, Room, Sheet, SheetColumn, Task
from pairmatch.programmes.rule import Rule, Term, Violation
from pairmatch.scenario import Scenario
from pairmatch.schema import Row, SchoolCode, Table, column
from pairmatch.settings import OWN, Number


class Wish(Row):
    """Days that a school asks for."""

    school_code: SchoolCode = column("学校代码", Text("见 schools", "see schools"))
    days: Annotated[int, Field(ge=1, le=9)] = column("天数", Text("天", "days"))


class Visit(Assignment):
    """Days that a school gets."""

    recipient_school: SchoolCode
    days: Annotated[int, Field(ge=1, le=9)]


VISITS = PlanTable("visits", Visit, ("recipient_school",))
DAYS = Text("天", "days")


@dataclass(frozen=True)
class VisitVariables:
    school: IntArray
    days: IntArray


def variables(post: Post, earlier: Variables) -> VisitVariables:
    part = post.component
    wishes = [x for x in part.scenario.rows(Wish) if x.school_code in part.position]
    school = np.array([part.position[x.school_code] for x in wishes], dtype=np.int64)
    return VisitVariables(school, post.columns(len(wishes), np.array([x.days for x in wishes])))


def extract(
    part: Component, variables: Variables, values: FloatArray, earlier: Plan
) -> Mapping[type[Assignment], list[Assignment]]:
    v = variables.of(VisitVariables)
    return {
        Visit: [
            Visit(recipient_school=part.schools[s], days=int(d))
            for s, d in zip(v.school, np.rint(values[v.days]), strict=True)
            if d > 0.5
        ]
    }


def build_most(post: Post, variables: Variables) -> None:
    """For every county c: Σ days ≤ visit_days_max."""
    v, part = variables.of(VisitVariables), post.component
    ids = [(unit,) for unit in part.units]
    limit = part.scenario.number("visit_days_max")
    post.rows("V1", ids, [(part.home[v.school], v.days, 1)], high=np.full(len(ids), limit))


def check_most(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """No county gets more days than visit_days_max."""
    limit = scenario.number("visit_days_max")
    days: Counter[str] = Counter()
    for visit in plan.rows(Visit):
        days[scenario.homes[visit.recipient_school]] += visit.days
    for unit, found in sorted(days.items()):
        if found > limit:
            yield Violation("V1", (unit,), found, f"≤ {limit}", found - limit)


def build_wishes(post: Post, variables: Variables) -> None:
    """For every school r: days[r] ≥ days asked for."""
    v, part = variables.of(VisitVariables), post.component
    asked = {x.school_code: x.days for x in part.scenario.rows(Wish)}
    every = np.arange(len(v.school), dtype=np.int64)
    ids = [(part.schools[s],) for s in v.school]
    low = np.array([asked[code] for (code,) in ids], dtype=np.int64)
    post.rows("V3", ids, [(every, v.days, 1)], low=low)


def check_wishes(scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Every school gets the days that it asks for."""
    got = {visit.recipient_school: visit.days for visit in plan.rows(Visit)}
    for wish in scenario.rows(Wish):
        found = got.get(wish.school_code, 0)
        if found < wish.days:
            ids = (wish.school_code,)
            yield Violation("V3", ids, found, f"≥ {wish.days}", wish.days - found)


def build_days(post: Post, variables: Variables) -> None:
    """Σ days."""
    post.points("V2", variables.of(VisitVariables).days, 1)


def measure_days(scenario: Scenario, plan: Plan) -> int:
    return sum(visit.days for visit in plan.rows(Visit))


def visit_days(scenario: Scenario, plan: Plan) -> Measured:
    return Measured(Fraction(measure_days(scenario, plan)))


def rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    return [
        {
            "name": scenario.schools[v.recipient_school].name,
            "code": v.recipient_school,
            "days": v.days,
        }
        for v in plan.rows(Visit)
    ]


def tasks(scenario: Scenario, plan: Plan) -> Sequence[Task]:
    asked = sum(wish.days for wish in scenario.rows(Wish))
    return [Task(Text("送教", "Visits"), DAYS, asked, measure_days(scenario, plan))]


ROOM = Room(
    name="visits",
    order=4,
    title=Text("送教", "Visits"),
    variables=variables,
    extract=extract,
    plan_tables=(VISITS,),
    rules=(
        Rule(
            "V1",
            OWN,
            Text("每县送教天数不超过上限", "visiting days of a county within the limit"),
            "hard",
            DAYS,
            check_most,
            build=build_most,
        ),
        Rule(
            "V3",
            OWN,
            Text("送教天数满足学校所需", "schools get the days they ask for"),
            "relaxable",
            DAYS,
            check_wishes,
            build=build_wishes,
            weight=1,
            why=Text("示例", "example"),
        ),
    ),
    terms=(
        Term(
            "V2",
            OWN,
            Text("送教天数", "visiting days"),
            DAYS,
            10,
            Text("示例", "example"),
            build_days,
            measure_days,
        ),
    ),
    tables=(
        Table(
            "visits",
            Text("送教需求", "Visits"),
            Wish,
            ("school_code",),
            references={"school_code": "schools"},
        ),
    ),
    numbers=(Number("visit_days_max", Text("每县送教天数上限", "Visiting days a county"), 5, OWN),),
    sheets=(
        Sheet(
            "visits",
            Text("送教安排", "Visits"),
            Text("送教安排表", "Visits"),
            Text("单位：天", "Unit: days"),
            (
                SheetColumn("name", Text("学校", "School")),
                SheetColumn(
                    "code", Text("学校代码", "School code"), reads="recipient_school", kind="code"
                ),
                SheetColumn("days", Text("天数", "Days"), reads="days", kind="number", total=True),
            ),
            rows,
            VISITS,
        ),
    ),
    tasks=tasks,
    metrics=(
        Metric(
            "visit_days",
            Text("送教天数", "Visiting days"),
            Text("Σ 天数", "Σ days"),
            DAYS,
            "higher",
            OWN,
            "people",
            visit_days,
        ),
    ),
)
