"""How good the support teams are: how many of those asked for, at which schools, from where."""

from __future__ import annotations

from collections import Counter, defaultdict

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.amounts import PEOPLE, TEAMS
from pairmatch.programmes.metric import Measured, Metric
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.shares import PERCENT, counted, share_of, task
from pairmatch.programmes.teams.coverage import COVERAGE
from pairmatch.programmes.teams.index import (
    in_priority_area,
    site_of,
    team_quota,
    teams,
    teams_in,
)
from pairmatch.programmes.teams.load import LOAD
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import TOWNSHIP_KINDS

FEW = 3
"""People whom a team must have at least by the text (GD-2-1§13), whatever the scenario says."""


def _asked(scenario: Scenario) -> dict[str, int]:
    """The least teams of each recipient county."""
    counties = scenario.recipient_counties
    return {unit.unit_code: team_quota(scenario, unit.unit_code)[0] for unit in counties}


def teams_done(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the teams asked for that are there, none more than asked counted."""
    asked, found = _asked(scenario), teams_in(scenario, plan)
    return task({unit: min(found[unit], low) for unit, low in asked.items()}, asked)


def teams_by_county(scenario: Scenario, plan: Plan) -> Measured:
    """Teams by the unit of their site."""
    return counted(teams_in(scenario, plan))


def teams_asked(scenario: Scenario, plan: Plan) -> Measured:
    """The least teams of the counties."""
    return counted(_asked(scenario))


def people_sent(scenario: Scenario, plan: Plan) -> Measured:
    """Seats by the unit of their site."""
    return counted(Counter(scenario.homes[seat.recipient_school] for seat in plan.rows(Seat)))


def _sites(plan: Plan) -> list[str]:
    return [site_of(seats) for seats in teams(plan).values()]


def sites_township(scenario: Scenario, plan: Plan) -> Measured:
    """Share of township schools among the sites whose kind is known."""
    sites = (scenario.schools[code] for code in _sites(plan))
    known = (x for x in sites if x.kind is not None)
    return share_of((scenario.homes[x.school_code], x.kind in TOWNSHIP_KINDS) for x in known)


def thin_sites(scenario: Scenario, plan: Plan) -> Measured:
    """Schools whose team has fewer than three people; ``at``: these schools."""
    thin = sorted(site_of(seats) for seats in teams(plan).values() if len(seats) < FEW)
    return counted(Counter(scenario.homes[code] for code in thin), thin)


def team_from_partner(scenario: Scenario, plan: Plan) -> Measured:
    """Share of the people sent who come from the partner of the school that they go to."""
    partners: dict[str, set[str]] = defaultdict(set)
    for pair in plan.rows(SchoolPair):
        partners[pair.recipient_school].add(pair.supporting_school)
    return share_of(
        (scenario.homes[x.recipient_school], x.supporting_school in partners[x.recipient_school])
        for x in plan.rows(Seat)
    )


def priority_areas(scenario: Scenario, plan: Plan) -> Measured:
    """Share of pairs and sites that lie in known priority areas."""
    helped = [*(pair.recipient_school for pair in plan.rows(SchoolPair)), *_sites(plan)]
    units = (scenario.schools[code].unit_code for code in helped)
    return Measured(share_of((unit, in_priority_area(scenario, unit)) for unit in units).value)


METRICS: tuple[Metric, ...] = (
    Metric(
        "teams_done",
        Text("支教团队任务完成率", "Teams: share of the task done"),
        Text(
            "Σ min(已有团队, 应有团队) ÷ Σ 应有团队，按受援县",
            "Σ min(teams, teams asked) / Σ teams asked, by recipient county",
        ),
        PERCENT,
        "higher",
        "GD-2-1§13",
        "people",
        teams_done,
        parted="unit",
        decimals=1,
        percent=True,
        topic="tasks",
    ),
    Metric(
        "teams",
        Text("支教团队数", "Support teams"),
        Text("团队数，按驻点所在单位", "number of teams, by the unit of the site"),
        TEAMS,
        "",
        "GD-2-1§13",
        "people",
        teams_by_county,
        parted="unit",
        topic="tasks",
    ),
    Metric(
        "teams_asked",
        Text("支教团队任务数", "Support teams asked for"),
        Text(
            "Σ 受援县每年团队数下限（有名额的按名额）",
            "Σ least teams a county and year (the quota where there is one)",
        ),
        TEAMS,
        "",
        "GD-2-1§13",
        "people",
        teams_asked,
        parted="unit",
        topic="tasks",
    ),
    Metric(
        "people_sent",
        Text("派出支教人数", "People sent"),
        Text("支教岗位数，按驻点所在单位", "number of seats, by the unit of the site"),
        PEOPLE,
        "",
        "GD-2-1§13",
        "people",
        people_sent,
        parted="unit",
        topic="tasks",
    ),
    Metric(
        "sites_township",
        Text("驻点中的乡镇学校", "Township schools among the sites"),
        Text(
            "乡镇寄宿制学校和乡镇中心学校在已知类别的驻点学校中的占比",
            "township boarding and central schools: share among sites whose kind is known",
        ),
        PERCENT,
        "higher",
        "GD-2-1§13",
        "people",
        sites_township,
        parted="unit",
        decimals=1,
        percent=True,
        topic="schools",
    ),
    Metric(
        "thin_sites",
        Text("不足 3 人的支教学校", "Schools with a team under 3 people"),
        Text("支教岗位不足 3 个的驻点学校数", "number of sites whose team has fewer than 3 seats"),
        Text("所", "schools"),
        "lower",
        "GD-2-1§13",
        "people",
        thin_sites,
        parted="unit",
        topic="schools",
    ),
    Metric(
        "team_from_partner",
        Text("支教人员来自结对学校", "People sent by the site's partner"),
        Text(
            "来自驻点学校结对校的支教人数 ÷ 支教人数，按受援单位",
            "people sent by the partner of the school they go to / people sent, by recipient unit",
        ),
        PERCENT,
        "higher",
        "GD-2§4",
        "technical",
        team_from_partner,
        parted="unit",
        decimals=1,
        percent=True,
        topic="quality",
    ),
    Metric(
        "priority_areas",
        Text("苏区老区民族地区占比", "Share in priority areas"),
        Text(
            "位于已知的原中央苏区、革命老区、民族自治县的结对和驻点 ÷ 全部结对和驻点；不详的算不是",
            "pairs and sites in known priority areas / all pairs and sites; what is not known counts as not",
        ),
        PERCENT,
        "higher",
        "GD-2§1",
        "technical",
        priority_areas,
        decimals=1,
        percent=True,
        topic="quality",
    ),
    *COVERAGE,
    *LOAD,
)
