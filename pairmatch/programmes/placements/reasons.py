"""Why a placement: the seat that it answers and the host; and the decisions about hosts and people."""

from __future__ import annotations

from collections.abc import Sequence

from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.index import answers, by_team, seats_by_number, sites
from pairmatch.programmes.placements.tables import Placement
from pairmatch.programmes.room import Fact
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Staff
from pairmatch.vocabulary import LANGS, label

YES = Text("是", "yes")
NO = Text("否", "no")


def decisions(plan: Plan, row: Assignment) -> Sequence[Lock]:
    """Return the decision that a host takes people who answer a site's team in a term."""
    assert isinstance(row, Placement)
    host = Lock(
        what="placement",
        force="require",
        recipient_school=sites(plan)[row.team_id],
        supporting_school=row.supporting_school,
        term=row.term,
    )
    return (host,)


def facts(scenario: Scenario, plan: Plan, row: Assignment) -> Sequence[Fact]:
    """Return whether a person's post is that of the seat, and what else the host has to do with the site."""
    assert isinstance(row, Placement)
    seat = seats_by_number(plan)[row.team_id, row.seat]
    site, host = seat.recipient_school, row.supporting_school
    pair = SchoolPair(recipient_school=site, supporting_school=host)
    hosts = {x.supporting_school for x in by_team(plan)[row.team_id, row.term]}
    senders = {x.supporting_school for x in plan.rows(Seat) if x.team_id == row.team_id}
    answered = answers(scenario, seat, row)
    return [
        Fact(Text("对应的支教岗位", "Seat that it answers"), _post(seat)),
        Fact(Text("岗位对应", "Corresponding post"), YES if answered else NO),
        Fact(Text("本队的跟岗学校", "Hosts of the team"), Text(str(len(hosts)), str(len(hosts)))),
        _yes("跟岗学校是结对学校", "Host is the partner", pair in plan.rows(SchoolPair)),
        _yes("跟岗学校也派人", "Host also sends", host in senders),
        _yes("本校人员", "Of the site's own school", row.recipient_school == site),
    ]


def _yes(zh: str, en: str, found: bool) -> Fact:
    return Fact(Text(zh, en), YES if found else NO)


def _post(seat: Seat) -> Text:
    zh, en = (
        f"{label('subject', seat.subject, x)} {label('role', seat.role, x)}".strip() for x in LANGS
    )
    return Text(zh.replace(" ", ""), en)


def openings(scenario: Scenario, plan: Plan, person: Staff) -> Sequence[Lock]:
    """Return the decisions that place a person with a team of the own school.

    Hosts of the team come first, then the school's partners, then others by distance.
    """
    home = person.school_code
    team = next((seat.team_id for seat in plan.rows(Seat) if seat.recipient_school == home), None)
    if scenario.side(home) != "recipient" or team is None:
        return ()
    hosting = {row.supporting_school for row in plan.rows(Placement) if row.team_id == team}
    paired = {x.supporting_school for x in plan.rows(SchoolPair) if x.recipient_school == home}
    found = [
        (host not in hosting, host not in paired, scenario.distance_km(home, host) or 0, host)
        for host in (school.school_code for school in scenario.schools_on("supporting"))
        if scenario.reaches(host, home) and person.stage in scenario.stages(host)
    ]
    return [
        Lock(
            what="placement",
            force="require",
            recipient_school=home,
            supporting_school=host,
            role=person.role,
            subject=person.subject if person.role == "teacher" else None,
            term=term,
            person_id=person.person_id,
        )
        for *_, host in sorted(found)
        for term in scenario.terms("placement_terms")
    ]
