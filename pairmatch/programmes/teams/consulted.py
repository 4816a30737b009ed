"""What counties are asked about teams: each site, why, and the schools that could be the site instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.programmes.faults import spoken
from pairmatch.programmes.places import (
    by_county,
    code_column,
    decided,
    school_cells,
    school_columns,
)
from pairmatch.programmes.room import Cell, Choice, Consulted, Proposed, Sheet, SheetColumn
from pairmatch.programmes.sentences import joined
from pairmatch.programmes.teams.index import may_host, met_posts, needs_of, site_of, teams
from pairmatch.programmes.teams.rules import most_people
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Need, SchoolCode
from pairmatch.vocabulary import label


class TeamSite(Assignment):
    """The school that a team is at."""

    team_id: str
    recipient_school: SchoolCode


SITES = PlanTable(
    "sites", TeamSite, ("team_id",), about=("recipient_school",), numbering=("team_id",)
)
Rank = tuple[int, int, int, str]


def proposed(scenario: Scenario, plan: Plan, count: int) -> Sequence[Proposed]:
    """Return every team's site with at most ``count`` schools that could be the site instead.

    Schools of the county come first at which the team, as it is, meets most; then those with most needs.
    """
    taken = {site_of(seats) for seats in teams(plan).values()}
    banned = (x for x in scenario.locks if (x.what, x.force) == ("site", "forbid"))
    taken |= {x.recipient_school for x in banned if not x.provisional}
    found = []
    for team, seats in _ordered(scenario, plan):
        site = site_of(seats)
        others = [
            school.school_code
            for school in scenario.schools_of[scenario.homes[site]]
            if school.school_code not in taken and _possible(scenario, school.school_code)
        ]
        others.sort(key=lambda code, seats=seats: _rank(scenario, code, seats))  # type: ignore[misc]
        choices = tuple(Choice(x, joined(_reasons(scenario, x, seats))) for x in others[:count])
        row = TeamSite(team_id=team, recipient_school=site)
        cells = _cells(scenario, row, seats)
        found.append(Proposed(row, cells, joined(_reasons(scenario, site, seats)), choices))
    return found


def _ordered(scenario: Scenario, plan: Plan) -> list[tuple[str, tuple[Seat, ...]]]:
    return sorted(teams(plan).items(), key=lambda x: (by_county(scenario, site_of(x[1])), x[0]))


def _possible(scenario: Scenario, code: str) -> bool:
    return may_host(scenario, code) and most_people(scenario, code) >= scenario.number(
        "team_size_min"
    )


def _cells(scenario: Scenario, row: TeamSite, seats: tuple[Seat, ...]) -> dict[str, Cell]:
    return {
        "team_id": row.team_id,
        **school_cells(scenario, "recipient", row.recipient_school),
        "members": _members(scenario, seats),
        "note": decided(scenario, "site", row.recipient_school),
    }


def _rows(scenario: Scenario, plan: Plan) -> list[dict[str, Cell]]:
    return [
        _cells(scenario, TeamSite(team_id=team, recipient_school=site_of(seats)), seats)
        for team, seats in _ordered(scenario, plan)
    ]


def _members(scenario: Scenario, seats: tuple[Seat, ...]) -> Text:
    """Say how many people of which post each school sends; who they are is settled later."""
    count: Counter[tuple[str, str, str]] = Counter(
        (seat.supporting_school, seat.role, (seat.role == "teacher" and seat.subject) or "")
        for seat in seats
    )
    zh, en = [], []
    for (school, role, subject), number in sorted(count.items()):
        name = scenario.schools[school].name
        zh.append(
            f"{name}{label('subject', subject or None, 'zh')}{label('role', role, 'zh')}{number}人"
        )
        post = f"{label('subject', subject or None, 'en')} {label('role', role, 'en')}".strip()
        en.append(f"{number} {post} of {name}")
    return Text("、".join(zh), ", ".join(en))


# -- what the same team would be worth at another school --------------------------------------------


def _moved(scenario: Scenario, code: str, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
    """Return the seats of a team, at another school, whose people teach a stage of that school."""
    stages = scenario.stages(code)
    return tuple(
        x.model_copy(update={"recipient_school": code}) for x in seats if x.stage in stages
    )


def _met(scenario: Scenario, code: str, seats: tuple[Seat, ...]) -> list[tuple[Need, int]]:
    moved = _moved(scenario, code, seats)
    return [(need, met) for need, met in met_posts(scenario, moved) if met] if moved else []


def _rank(scenario: Scenario, code: str, seats: tuple[Seat, ...]) -> Rank:
    met = sum(need.priority * posts for need, posts in _met(scenario, code, seats))
    asked = sum(need.priority * need.posts for need in needs_of(scenario).get(code, ()))
    strangers = len(seats) - len(_moved(scenario, code, seats))
    return (-met, strangers, -asked, code)


def _reasons(scenario: Scenario, code: str, seats: tuple[Seat, ...]) -> Iterator[Text]:
    """Yield what a school is, how much of what it asks for the team meets, and who would be replaced."""
    kind = scenario.schools[code].kind
    if kind is not None:
        yield spoken("kind", [kind])
    asked = sum(need.posts for need in needs_of(scenario).get(code, ()))
    met = _met(scenario, code, seats)
    if asked:
        filled = sum(posts for _, posts in met)
        names = _posts(need for need, _ in met)
        yield Text(
            f"所提岗位 {asked} 个，本队可满足 {filled} 个" + (f"（{names.zh}）" if met else ""),
            f"the team meets {filled} of the {asked} posts asked for"
            + (f" ({names.en})" if met else ""),
        )
    else:
        yield Text("没有提出岗位需求", "it asks for no posts")
    strangers = len(seats) - len(_moved(scenario, code, seats))
    if strangers:
        yield Text(
            f"队中 {strangers} 人学段不符，须换人",
            f"{strangers} of the team teach none of its stages and would be replaced",
        )


def _posts(needs: Iterator[Need]) -> Text:
    """Return the posts of needs in words: the subject of a teacher, the role of anybody else."""
    found = [
        spoken("subject", [x.subject]) if x.subject else spoken("role", [x.role]) for x in needs
    ]
    return Text("、".join(x.zh for x in found), ", ".join(x.en for x in found))


def _decision(row: Assignment) -> Lock:
    assert isinstance(row, TeamSite)
    return Lock(what="site", force="require", recipient_school=row.recipient_school)


CONSULTED = Consulted(
    Sheet(
        "asked_sites",
        Text("支教驻点", "Team sites"),
        Text("支教团队驻点征求意见表", "Sites of support teams, for comment"),
        Text("单位：个", "Unit: teams"),
        (
            SheetColumn("team_id", Text("团队编号", "Team"), reads="team_id", kind="code"),
            *school_columns("recipient")[-1:],
            SheetColumn("members", Text("拟派人员", "Who is sent"), names=True),
            SheetColumn("note", Text("备注", "Note")),
            code_column("recipient", reads="recipient_school"),
        ),
        _rows,
        SITES,
        Text("个", "teams"),
        school="recipient_code",
    ),
    SITES,
    "recipient_school",
    proposed,
    _decision,
)
