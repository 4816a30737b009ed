"""How good the shadow placements are: how many, in which post, at how many hosts, and what all cost."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.placements.index import answers, by_team, seats_by_number, sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.shares import PERCENT, counted, share_of, task
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import HALF_TERMS

STAYS = Text("人次", "placements")


def _one_to_one(scenario: Scenario, plan: Plan) -> tuple[Counter[str], Counter[str]]:
    """Placements done and asked for, 1:1 with the seats in each term, by the unit of the site."""
    done: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for team, seats in teams(plan).items():
        home = scenario.homes[site_of(seats)]
        for term in scenario.terms("placement_terms"):
            asked[home] += len(seats)
            done[home] += min(len(seats), len(by_team(plan).get((team, term), ())))
    return done, asked


def placements_done(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the placements asked for that are there."""
    return task(*_one_to_one(scenario, plan))


def placements_asked(scenario: Scenario, plan: Plan) -> Measured:
    """One placement a seat and term."""
    return counted(_one_to_one(scenario, plan)[1])


def placements_by_county(scenario: Scenario, plan: Plan) -> Measured:
    """Placements by the unit that sends the person."""
    return counted(Counter(scenario.homes[row.recipient_school] for row in plan.rows(Placement)))


def post_match(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the people placed who are in the post that answers their seat."""
    seats = seats_by_number(plan)
    return share_of(
        (scenario.homes[x.recipient_school], answers(scenario, seats[x.team_id, x.seat], x))
        for x in plan.rows(Placement)
        if (x.team_id, x.seat) in seats
    )


def one_host(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the teams, term by term, whose people are placed at one host."""
    return share_of(
        (scenario.homes[sites(plan)[team]], len({row.supporting_school for row in rows}) == 1)
        for (team, _), rows in by_team(plan).items()
        if team in sites(plan)
    )


def cost(scenario: Scenario, plan: Plan) -> Measured:
    """Yuan for everybody who is away, by the unit that sends or places them."""
    halves: Counter[str] = Counter()
    for seat in plan.rows(Seat):
        halves[scenario.homes[seat.supporting_school]] += 2
    for row in plan.rows(Placement):
        halves[scenario.homes[row.recipient_school]] += len(HALF_TERMS[row.term])
    each = Fraction(scenario.number("cost_per_person"), 2)
    parts = {unit: each * halves[unit] for unit in sorted(halves)}
    return Measured(each * halves.total(), parts)


METRICS: tuple[Metric, ...] = (
    Metric(
        "placements_done",
        Text("跟岗任务完成率", "Placements: share of the task done"),
        Text(
            "Σ min(跟岗, 支教岗位) ÷ Σ 支教岗位，逐队逐学期，按驻点所在单位",
            "Σ min(placements, seats) / Σ seats, team by team and term by term, by the unit of the site",
        ),
        PERCENT,
        "higher",
        "GD-2-1§14",
        "people",
        placements_done,
        parted="unit",
        decimals=1,
        percent=True,
        topic="tasks",
    ),
    Metric(
        "placements",
        Text("跟岗人次", "Shadow placements"),
        Text("跟岗人次，按派出单位", "number of placements, by the unit that sends"),
        STAYS,
        "",
        "GD-2-1§14",
        "people",
        placements_by_county,
        parted="unit",
        topic="tasks",
    ),
    Metric(
        "placements_asked",
        Text("跟岗任务人次", "Shadow placements asked for"),
        Text("Σ 支教岗位×跟岗学期数", "Σ seats × terms with a placement group"),
        STAYS,
        "",
        "GD-2-1§14",
        "people",
        placements_asked,
        parted="unit",
        topic="tasks",
    ),
    Metric(
        "post_match",
        Text("跟岗对应岗位率", "Placements in the corresponding post"),
        Text(
            "岗位（本校有该学科的，学科）与所对应支教岗位一致的人次 ÷ 跟岗人次",
            "placements of the role, and subject where the site has one, of their seat / placements",
        ),
        PERCENT,
        "higher",
        "GD-2-1§14",
        "technical",
        post_match,
        parted="unit",
        decimals=1,
        percent=True,
        topic="quality",
    ),
    Metric(
        "one_host",
        Text("集中一校跟岗率", "Teams answered at one host"),
        Text(
            "跟岗人员在同一学校的团队 ÷ 有跟岗的团队，逐学期，按驻点所在单位",
            "teams whose people are placed at one host / teams with placements, term by term",
        ),
        PERCENT,
        "higher",
        "GD-2-1§14",
        "technical",
        one_host,
        parted="unit",
        decimals=1,
        percent=True,
        topic="quality",
    ),
    Metric(
        "cost",
        Text("经费（按人均每年标准）", "Cost"),
        Text(
            "cost_per_person×(支教人数 + 跟岗学年数)，一学期的跟岗算半年，按派出单位",
            "cost_per_person × (people sent + years of placements), by the unit that sends;"
            " a term is half a year",
        ),
        Text("元", "yuan"),
        "",
        "GD-2-1§33",
        "technical",
        cost,
        parted="unit",
        topic="supporters",
    ),
)
