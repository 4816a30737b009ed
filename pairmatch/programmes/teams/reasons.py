"""Why a seat: the need that it meets, whose school it is; and the decisions about sites and people."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.room import Fact
from pairmatch.programmes.teams.index import met_posts, needs_of, teams
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Staff

YES = Text("是", "yes")
NO = Text("否", "no")


def decisions(plan: Plan, row: Assignment) -> Sequence[Lock]:
    """Return the decisions that a site has a team, and that a school sends somebody for a post there."""
    assert isinstance(row, Seat)
    site = Lock(what="site", force="require", recipient_school=row.recipient_school)
    seat = Lock(
        what="seat",
        force="require",
        recipient_school=row.recipient_school,
        supporting_school=row.supporting_school,
        role=row.role,
        subject=row.subject if row.role == "teacher" else None,
    )
    return (site, seat)


def facts(scenario: Scenario, plan: Plan, row: Assignment) -> Sequence[Fact]:
    """Return what the site asks for in a seat's post, how far it is met, and if the sender is a partner."""
    assert isinstance(row, Seat)
    subject = row.subject if row.role == "teacher" else None
    found: list[Fact] = []
    for need, met in met_posts(scenario, teams(plan)[row.team_id]):
        if (need.role, need.subject) == (row.role, subject):
            said = Text(
                f"需求 {need.posts} 人，优先级 {need.priority}，本队满足 {met} 人",
                f"{need.posts} asked, priority {need.priority}, {met} met by the team",
            )
            found.append(Fact(Text("本岗位需求", "Need of this post"), said))
    if not found:
        none = Text("该校没有提出", "the school does not ask for it")
        found.append(Fact(Text("本岗位需求", "Need of this post"), none))
    pair = SchoolPair(
        recipient_school=row.recipient_school, supporting_school=row.supporting_school
    )
    partner = YES if pair in plan.rows(SchoolPair) else NO
    return [*found, Fact(Text("派出学校是结对学校", "Sender is the partner"), partner)]


def wishes(scenario: Scenario, plan: Plan, school: str) -> Sequence[Lock]:
    """Return the decision that a recipient school without a team has one."""
    if scenario.side(school) != "recipient":
        return ()
    if any(seat.recipient_school == school for seat in plan.rows(Seat)):
        return ()
    return (Lock(what="site", force="require", recipient_school=school),)


def openings(scenario: Scenario, plan: Plan, person: Staff) -> Sequence[Lock]:
    """Return the decisions that send a person to a site, those that meet most first.

    Sites of the plan where a post of the person is open come first, by its priority; then the others.
    """
    if scenario.side(person.school_code) != "supporting":
        return ()
    sent = {seats[0].recipient_school: seats for seats in teams(plan).values()}
    ranked: list[tuple[bool, int, str]] = []
    for school in scenario.schools_on("recipient"):
        code = school.school_code
        if not scenario.reaches(person.school_code, code):
            continue
        if person.stage not in scenario.stages(code):
            continue
        ranked.append((code not in sent, -_open(scenario, sent.get(code, ()), code, person), code))
    return [
        Lock(
            what="seat",
            force="require",
            recipient_school=code,
            supporting_school=person.school_code,
            role=person.role,
            subject=person.subject if person.role == "teacher" else None,
            person_id=person.person_id,
        )
        for _, _, code in sorted(ranked)
    ]


def _open(scenario: Scenario, seats: tuple[Seat, ...], site: str, person: Staff) -> int:
    """Return the priority of a post of a person's kind that a site has open, 0 for none."""
    subject = person.subject if person.role == "teacher" else None
    needs = (
        met_posts(scenario, seats) if seats else [(x, 0) for x in needs_of(scenario).get(site, ())]
    )
    left = (
        need.priority
        for need, met in needs
        if (need.role, need.subject) == (person.role, subject) and met < need.posts
    )
    return max(left, default=0)
