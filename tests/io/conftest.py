"""What the tests of sheets and files share: a scenario, a plan, a result and a verification."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes import NUMBERS, ROOMS, RULES, TABLES, TERMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Violation
from pairmatch.programmes.teams.tables import Seat
from pairmatch.result import ComponentResult, Result, TermValue
from pairmatch.scenario import Scenario
from pairmatch.schema import SHARED_TABLES, Link, Need, Staff
from pairmatch.settings import SHARED_NUMBERS, Given, Limit, Settings
from pairmatch.verify import Verification
from tests.io.toy_room import TERM, TOY_ROOM, ToyPair, ToySeat, schools, units

SITE, SENDER = "9900000001", "9900000011"


@pytest.fixture
def scenario() -> Scenario:
    """Two links; one physics teacher for three who are asked for."""
    links = [("440305", "441621"), ("440306", "441625")]
    needs = [
        ("9900000001", "teacher", "physics", 2),
        ("9900000003", "teacher", "physics", 1),
        ("9900000001", "leader", None, 1),
    ]
    staff = [
        ("9900000011", "teacher", "physics", "junior", 1),
        ("9900000012", "teacher", "physics", "senior", 4),
        ("9900000011", "leader", None, "junior", 2),
    ]
    settings = Settings(
        name="toy",
        title="示例情景",
        round="2021–2025",
        year=2021,
        numbers={
            **{n.name: Given(n.default, n.clause) for n in SHARED_NUMBERS},
            "teams_min": Given(3, "GD-2-1§13", "粤府〔2021〕55号"),
            "city_pool": Given(False, "GD-2§6"),
            "release_max": Given(None, "pairmatch"),
        },
        weights={"O1": Given(10, reason="需求最要紧"), "T1": Given(100, reason="任务")},
        forces={"P1": "hard", "T1": "relaxable", "W2": "principle", "T3": "preference"},
        limits={"supporting": Limit(money=800_000), "441621": Limit(people=20)},
    )
    return Scenario(
        settings,
        SHARED_TABLES,
        {
            "units": units(),
            "schools": schools(),
            "links": [
                Link(supporting_unit=a, recipient_unit=b, level="county", origin="illustrative")
                for a, b in links
            ],
            "needs": [
                Need(school_code=code, role=role, subject=subject, posts=posts, priority=3)  # type: ignore[arg-type]
                for code, role, subject, posts in needs
            ],
            "staff": [
                Staff(school_code=code, role=role, subject=subject, stage=stage, count=count)  # type: ignore[arg-type]
                for code, role, subject, stage, count in staff
            ],
        },
    )


@pytest.fixture
def plan() -> Plan:
    """Three pairs and three seats, one of them with a person whose id looks like a formula."""
    seats = [
        (1, "leader", None, None),
        (2, "teacher", "physics", "=1+1号"),
        (3, "middle", None, "007"),
    ]
    return Plan(
        TOY_ROOM.plan_tables,
        {
            ToyPair: [
                ToyPair(recipient_school=a, supporting_school=b)
                for a, b in (
                    ("9900000001", "9900000011"),
                    ("9900000002", "9900000011"),
                    ("9900000003", "9900000012"),
                )
            ],
            ToySeat: [
                ToySeat(
                    team_id="441621-2021-01",
                    seat=seat,
                    recipient_school="9900000001",
                    supporting_school="9900000011",
                    role=role,  # type: ignore[arg-type]
                    subject=subject,  # type: ignore[arg-type]
                    person_id=person,
                )
                for seat, role, subject, person in seats
            ],
        },
    )


@pytest.fixture
def plain_plan(plan: Plan) -> Plan:
    """The same plan without the id that looks like a formula."""
    seats = [
        seat.model_copy(update={"person_id": "A-1"}) if seat.seat == 2 else seat
        for seat in plan.rows(ToySeat)
    ]
    return plan.replaced({ToySeat: seats})


@pytest.fixture
def result(scenario: Scenario) -> Result:
    """A proved result of one component."""
    return Result(
        scenario="toy",
        title="示例情景",
        status="proved",
        shortfall=2,
        shortfall_bound=2,
        value=1234,
        bound=1234,
        terms=(TermValue("O1", TERM.says, 123, 10, 1230), TermValue("O5", TERM.says, 4, 1, 4)),
        seed=20210,
        versions=(("pairmatch", "0.1"), ("ortools", "9.15")),
        input_hash=scenario.input_hash,
        components=(
            ComponentResult(("440305", "441621"), "proved", 2, 2, 1234, 1234, "HiGHS, certificate"),
        ),
        seconds={"solve": 1.5},
    )


@pytest.fixture
def verification(scenario: Scenario) -> Verification:
    """One shortfall and one exception; T11 is not active."""
    no_post = Text("该校没有对应岗位", "the host has no such post")
    return Verification(
        violations={
            "P1": (),
            "T1": (Violation("T1", ("441621",), 1, "≥ 3", 2),),
            "W2": (
                Violation("W2", ("441621-2021-01", "9900000001", "physics"), 0, "= 1", 1, no_post),
            ),
            "T3": (),
        },
        amounts={"O1": 123},
        forces=scenario.settings.forces,
        shortfall=2,
        value=1234,
        structure=(),
    )


@pytest.fixture
def rooms() -> tuple[Room, ...]:
    """The toy room alone."""
    return (TOY_ROOM,)


@pytest.fixture
def whole(scenario: Scenario) -> Scenario:
    """The hand-made scenario with the numbers, weights and forces of the real programmes."""
    settings = replace(
        scenario.settings,
        numbers={n.name: Given(n.default, n.clause) for n in NUMBERS},
        weights={x.code: Given(x.weight, reason=x.why.zh) for x in (*RULES, *TERMS)},
        forces={rule.code: rule.force for rule in RULES},
    )
    rows = {table.name: scenario.rows(table.model) for table in SHARED_TABLES}
    return Scenario(settings, TABLES, rows)


@pytest.fixture
def real_plan() -> Plan:
    """One pair, and a team of two who are answered by two placements."""
    posts = [("leader", None, "junior"), ("teacher", "physics", "junior")]
    seats = [
        Seat(
            team_id="441621-2021-01",
            seat=number,
            recipient_school=SITE,
            supporting_school=SENDER,
            role=role,  # type: ignore[arg-type]
            subject=subject,  # type: ignore[arg-type]
            second_subject="chemistry" if subject else None,
            stage=stage,  # type: ignore[arg-type]
        )
        for number, (role, subject, stage) in enumerate(posts, 1)
    ]
    placements = [
        Placement(**{**seat.model_dump(), "term": "year", "person_id": f"甲-{seat.seat}"})
        for seat in seats
    ]
    pairs = [SchoolPair(recipient_school=SITE, supporting_school=SENDER)]
    rows = {SchoolPair: pairs, Seat: seats, Placement: placements}
    return Plan(plan_tables_of(ROOMS), rows)
