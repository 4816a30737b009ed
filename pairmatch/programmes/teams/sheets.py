"""The sheets of support teams: the roster, a row a seat, and the needs that stay unmet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.history import open_needs
from pairmatch.plan import Plan
from pairmatch.programmes.places import (
    MARKS,
    by_county,
    code_column,
    decided,
    school_cells,
    school_columns,
    target_column,
)
from pairmatch.programmes.room import Cell, Sheet, SheetColumn, Task, UnitColumn
from pairmatch.programmes.teams.index import met_posts, needs_of, team_quota, teams, teams_in
from pairmatch.programmes.teams.tables import TEAMS, Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Need


def seat_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    """One row a seat, by county, site and seat."""
    ordered = sorted(
        plan.rows(Seat), key=lambda x: (by_county(scenario, x.recipient_school), x.team_id, x.seat)
    )
    return [
        {
            "team_id": seat.team_id,
            "seat": seat.seat,
            **school_cells(scenario, "recipient", seat.recipient_school),
            **school_cells(scenario, "supporting", seat.supporting_school),
            "role": seat.role,
            "subject": seat.subject,
            "second_subject": seat.second_subject,
            "stage": seat.stage,
            "person_id": seat.person_id,
            "person": person_name(scenario, seat.person_id),
            "note": _note(scenario, seat),
        }
        for seat in ordered
    ]


def _note(scenario: Scenario, seat: Seat) -> Text | None:
    """Say what of a seat was decided beforehand: the seat itself, or that the school has a team."""
    named = {
        "supporting_school": seat.supporting_school,
        "role": seat.role,
        "subject": seat.subject,
        "person_id": seat.person_id,
    }
    if (note := decided(scenario, "seat", seat.recipient_school, **named)) is not None:
        return note
    site = decided(scenario, "site", seat.recipient_school)
    return Text(f"驻点{site.zh}", f"site {site.en}") if site is not None else None


def person_name(scenario: Scenario, person_id: str | None) -> str | None:
    """Return the name of a proposed person, None where nobody is named."""
    person = scenario.people.get(person_id or "")
    return person.name if person else None


def unmet_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    """One row for each need that is not wholly met, by county, most urgent first."""
    met: Counter[Need] = Counter()
    sites: set[str] = set()
    for seats in teams(plan).values():
        sites.add(seats[0].recipient_school)
        met.update(dict(met_posts(scenario, seats)))
    rows = []
    for code, needs in needs_of(scenario).items():
        for need in needs:
            missing = need.posts - met[need]
            if missing > 0:
                rows.append((need, missing, code in sites))
    rows.sort(key=lambda x: _urgency(scenario, x[0]))
    return [
        {
            **school_cells(scenario, "recipient", need.school_code),
            "role": need.role,
            "subject": need.subject,
            "priority": need.priority,
            "asked": need.posts,
            "met": need.posts - missing,
            "missing": missing,
            "has_team": Text("是", "yes") if has_team else Text("否", "no"),
        }
        for need, missing, has_team in rows
    ]


def _urgency(scenario: Scenario, need: Need) -> tuple[str, str, int, str, str, str]:
    city, county, school = by_county(scenario, need.school_code)
    return (city, county, -need.priority, school, need.role, need.subject or "")


_TEAMS = Text("支教团队", "Support teams")
_COUNTED = Text("个", "teams")
_SENT = Text("派出支教人员", "People sent")
_PEOPLE = Text("人", "people")
_AT_SITES = Text("驻点学校需求岗位", "Posts asked at the teams' schools")
_IN_ALL = Text("全部需求岗位", "Posts asked in all")
_POSTS = Text("个", "posts")
TASK_WORDS = ((_TEAMS, _COUNTED), (_SENT, _PEOPLE), (_AT_SITES, _POSTS), (_IN_ALL, _POSTS))


def tasks(scenario: Scenario, plan: Plan) -> Sequence[Task]:
    """Teams a county must have, and posts asked at schools with a team."""
    count = teams_in(scenario, plan)
    asked = {u.unit_code: team_quota(scenario, u.unit_code)[0] for u in scenario.recipient_counties}
    missing = tuple((u, low - count[u]) for u, low in asked.items() if count[u] < low)
    met = sum(found for seats in teams(plan).values() for _, found in met_posts(scenario, seats))
    at_sites = sum(
        need.posts
        for seats in teams(plan).values()
        for need in needs_of(scenario).get(seats[0].recipient_school, ())
    )
    return [
        Task(
            _TEAMS,
            _COUNTED,
            sum(asked.values()),
            len(teams(plan)),
            missing,
        ),
        Task(_SENT, _PEOPLE, 0, len(plan.rows(Seat))),
        Task(
            _AT_SITES,
            _POSTS,
            at_sites,
            met,
        ),
        Task(
            _IN_ALL,
            _POSTS,
            sum(need.posts for need in open_needs(scenario)),
            met,
        ),
    ]


def teams_by_unit(scenario: Scenario, plan: Plan) -> Mapping[str, int]:
    """Number of teams by county of their site."""
    return teams_in(scenario, plan)


def people_by_unit(scenario: Scenario, plan: Plan) -> Mapping[str, int]:
    """Number of people who come to a recipient county, or leave a supporting unit."""
    found: Counter[str] = Counter()
    for seat in plan.rows(Seat):
        found[scenario.homes[seat.recipient_school]] += 1
        found[scenario.homes[seat.supporting_school]] += 1
    return found


def met_by_unit(scenario: Scenario, plan: Plan) -> Mapping[str, int]:
    """Posts met by county."""
    found: Counter[str] = Counter()
    for seats in teams(plan).values():
        home = scenario.homes[seats[0].recipient_school]
        found[home] += sum(met for _, met in met_posts(scenario, seats))
    return found


PERSON_NAME_COLUMN = SheetColumn(
    "person", Text("姓名（建议）", "Name (proposed)"), names=True, person=True, of="person_id"
)
PERSON_COLUMN = SheetColumn(
    "person_id", Text("人员编号", "Person"), reads="person_id", aside=True, kind="code"
)

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "teams",
        Text("支教团队", "Support teams"),
        Text("组团支教人员安排表", "Support teams"),
        Text("单位：人", "Unit: people"),
        (
            *school_columns("recipient"),
            *school_columns("supporting"),
            SheetColumn("team_id", Text("团队编号", "Team"), reads="team_id", kind="code"),
            SheetColumn("seat", Text("岗位序号", "Seat"), reads="seat", kind="number"),
            SheetColumn("role", Text("岗位", "Role"), words="role", reads="role"),
            SheetColumn("subject", Text("学科", "Subject"), words="subject", reads="subject"),
            SheetColumn("stage", Text("任教学段", "Stage"), words="person_stage", reads="stage"),
            PERSON_NAME_COLUMN,
            SheetColumn("note", Text("备注", "Note")),
            code_column("recipient", reads="recipient_school"),
            code_column("supporting", reads="supporting_school"),
            SheetColumn(
                "second_subject",
                Text("第二学科", "Second subject"),
                words="subject",
                reads="second_subject",
                aside=True,
            ),
            PERSON_COLUMN,
            *MARKS,
        ),
        seat_rows,
        TEAMS,
        Text("人", "people"),
        parted="recipient_city",
        school="recipient_code",
    ),
    Sheet(
        "unmet",
        Text("未满足需求", "Unmet needs"),
        Text("未满足需求清单", "Needs that stay unmet"),
        Text("单位：个岗位", "Unit: posts"),
        (
            *school_columns("recipient"),
            SheetColumn("role", Text("岗位", "Role"), words="role"),
            SheetColumn("subject", Text("学科", "Subject"), words="subject"),
            SheetColumn("priority", Text("优先级", "Priority"), kind="number"),
            SheetColumn("asked", Text("需求", "Asked"), total=True, kind="number"),
            SheetColumn("met", Text("满足", "Met"), total=True, kind="number"),
            SheetColumn("missing", Text("未满足", "Unmet"), total=True, kind="number"),
            SheetColumn("has_team", Text("本校有支教团队", "School has a team")),
            code_column("recipient", reads=""),
        ),
        unmet_rows,
        parted="recipient_city",
        school="recipient_code",
        upright=True,
    ),
)

UNIT_COLUMNS: tuple[UnitColumn, ...] = (
    target_column("teams"),
    UnitColumn("teams", Text("支教团队（个）", "Teams"), teams_by_unit),
    UnitColumn("people", Text("支教人员（人）", "People sent"), people_by_unit),
    UnitColumn("met", Text("满足需求（岗位）", "Posts met"), met_by_unit),
)
