"""For every team the best stand-in: who at home could take over most of its seats, should one fall vacant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pairmatch.history import kind_of, resting_people
from pairmatch.plan import Plan
from pairmatch.programmes.memory.rest import rested_groups, rested_kinds
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.placements.exchange import people_limits
from pairmatch.programmes.placements.index import leaders_known
from pairmatch.programmes.teams.index import site_of, teams
from pairmatch.programmes.teams.supply import committed_kinds, committed_people, group_of
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import HALVES, GroupKey, Scenario, group_key
from pairmatch.schema import Lock, Staff

Merit = tuple[int, int, int, bool]
"""Seats of the same post, of the second subject, of the same role; whether the school is in the team."""
Choice = tuple[Merit, GroupKey, list[Seat]]
"""A group, how good it is, and the seats that it may take."""


@dataclass(frozen=True)
class StandIn:
    """Somebody of a group who is at home: the person where one is named, and the seats to take over.

    Of ``seats`` the subject is the person's own, or of ``second`` the second one; where there are
    neither, ``others`` are those of the same role.
    """

    group: GroupKey
    person_id: str | None
    seats: tuple[int, ...]
    second: tuple[int, ...]
    others: tuple[int, ...]


def stand_ins(scenario: Scenario, plan: Plan) -> Mapping[str, StandIn]:
    """Return the best stand-in of each team that has one; the same person may be that of several.

    Best is who can take over the most seats in the same post, then by the second subject, then in the
    same role; then who is of a school that is in the team already, then who is nearest.
    """
    sent = _sent(plan)
    free: dict[str, list[GroupKey]] = defaultdict(list)
    for group in _at_home(scenario, plan, sent):
        free[scenario.homes[group.school_code]].append(group)
    full = {unit for unit in free if not _unit_may(scenario, unit, sent)}
    away: set[str | None] = {seat.person_id for seat in plan.rows(Seat)}
    away |= resting_people(scenario)
    bans: dict[str, list[Lock]] = defaultdict(list)
    for lock in scenario.locks:
        if (lock.what, lock.force) == ("seat", "forbid"):
            bans[lock.recipient_school].append(lock)
    found: dict[str, StandIn] = {}
    for team, seats in teams(plan).items():
        site = site_of(seats)
        home = scenario.homes[site]
        choices: list[Choice] = []
        for unit in free:
            if (unit, home) in scenario.reaching_units:
                # Where a unit can pay for no more people, somebody of its own must have gone.
                own = [x for x in seats if scenario.homes[x.supporting_school] == unit]
                may = own if unit in full else list(seats)
                choices += _judged(scenario, site, may, free[unit], bans[site])
        if choices:
            _, group, may = _best(scenario, site, choices)
            banned = {lock.person_id for lock in bans[site]}
            found[team] = _stand_in(group, may, _person(scenario, group, away | banned))
    return found


def _best(scenario: Scenario, site: str, choices: Sequence[Choice]) -> Choice:
    most = max(merit for merit, _, _ in choices)
    few = [x for x in choices if x[0] == most]
    return min(few, key=lambda x: (_km(scenario, x[1], site), x[1]))


def _judged(
    scenario: Scenario,
    site: str,
    seats: list[Seat],
    groups: Sequence[GroupKey],
    bans: Sequence[Lock],
) -> Iterator[Choice]:
    """Yield the groups that may go to a site in place of somebody, each with how good it is."""
    stages = scenario.stages(site)
    roles = Counter[str](x.role for x in seats)
    posts = Counter[tuple[str, str]]((x.role, _subject(x.role, x.subject)) for x in seats)
    schools = {x.supporting_school for x in seats}
    for group in groups:
        if group.stage in stages and roles[group.role] and _allowed(bans, seats, group):
            same = posts[group.role, _subject(group.role, group.subject)]
            second = posts[group.role, group.second_subject] if group.second_subject else 0
            yield (same, second, roles[group.role], group.school_code in schools), group, seats


def _allowed(bans: Sequence[Lock], seats: Sequence[Seat], group: GroupKey) -> bool:
    """Whether decisions let one more of a group come to a team (L2); those about a person are apart."""
    for lock in bans:
        other = lock.person_id is not None or lock.subject not in (None, group.subject)
        if other or (lock.supporting_school, lock.role) != (group.school_code, group.role):
            continue
        there = sum(
            (x.supporting_school, x.role) == (lock.supporting_school, lock.role)
            and lock.subject in (None, x.subject)
            for x in seats
        )
        if there + 1 >= (lock.count or 1):
            return False
    return True


def _km(scenario: Scenario, group: GroupKey, site: str) -> int:
    return scenario.distance_km(group.school_code, site) or 0


def _subject(role: str, subject: str | None) -> str:
    """Nobody asks for the subject of a leader or a middle cadre."""
    return (subject or "") if role == "teacher" else ""


def _stand_in(group: GroupKey, seats: Sequence[Seat], person: str | None) -> StandIn:
    alike = [x for x in seats if x.role == group.role]
    subject = _subject(group.role, group.subject)
    same = tuple(x.seat for x in alike if _subject(x.role, x.subject) == subject)
    second = tuple(
        x.seat for x in alike if group.second_subject and x.subject == group.second_subject
    )
    return StandIn(group, person, same, second, tuple(x.seat for x in alike))


def _person(scenario: Scenario, group: GroupKey, away: set[str | None]) -> str | None:
    """Return the named person at home who is willing, has served longest, or comes first by id."""

    def order(person: Staff) -> tuple[bool, int, str]:
        return (person.willing != 1, -(person.years or 0), person.person_id or "")

    people = [
        x
        for x in scenario.staff_of.get(group.school_code, ())
        if x.person_id and x.person_id not in away and group_key(x) == group
    ]
    return min(people, key=order).person_id if people else None


# -- who is at home and may go --------------------------------------------------------------------

Sent = Counter[tuple[str, ...]]
"""People sent by (school,), by (school, role, '') and by (school, role, subject)."""


def _at_home(scenario: Scenario, plan: Plan, sent: Sent) -> Iterator[GroupKey]:
    """Yield the supporting schools' groups of whom one more may be sent, by what limits their number."""
    used = Counter(group_of(x) for x in plan.rows(Seat))
    pairs = Counter(x.supporting_school for x in plan.rows(SchoolPair))
    rested, rested_of = rested_groups(scenario), rested_kinds(scenario)
    able = {
        x.school_code
        for x in scenario.schools_on("supporting")
        if _school_may(scenario, x.school_code, sent)
    }
    for group, count in scenario.group_counts.items():
        code = group.school_code
        kind = kind_of(code, group.role, group.subject)
        if (
            code in able
            and min(count, rested.get((group, ""), count)) > used[group]
            and rested_of.get(kind, sent[kind] + 1) > sent[kind]
            and (group.role == "teacher" or _head_may(scenario, code, sent, pairs[code]))
            and _others_spare(scenario, group, sent)
        ):
            yield group


def _sent(plan: Plan) -> Sent:
    found: Sent = Counter()
    for seat in plan.rows(Seat):
        school, role = seat.supporting_school, seat.role
        found.update([(school,), (school, role, "")])
        found[school, role, seat.subject or ""] += bool(seat.subject)
    return found


def _school_may(scenario: Scenario, code: str, sent: Sent) -> bool:
    """Whether a school may let one more go (T6)."""
    return min(scenario.release_left(code, half) for half in HALVES) > sent[code,]


def _unit_may(scenario: Scenario, unit: str, sent: Sent) -> bool:
    """Whether a unit may pay for one more (T11)."""
    limits = people_limits(scenario, unit)
    people = 1 + sum(sent[x.school_code,] for x in scenario.schools_of[unit]) if limits else 0
    return people <= limits.get("away", people) and 2 * people <= limits.get("money", 2 * people)


def _head_may(scenario: Scenario, code: str, sent: Sent, pairs: int) -> bool:
    """Whether a school has one more leader or middle cadre than teams and pairs take (P8)."""
    have = leaders_known(scenario, code)
    gone = sent[code, "leader", ""] + sent[code, "middle", ""] + pairs
    return have is None or gone < have


def _others_spare(scenario: Scenario, group: GroupKey, sent: Sent) -> bool:
    """Whether other tasks leave a school one more of a group than the plan sends (T10)."""
    code, rows = group.school_code, scenario.staff_of.get(group.school_code, ())
    for role, subject in committed_kinds(scenario, code):
        if role == group.role and subject in ("", group.subject):
            have = sum(x.count for x in rows if x.role == role and subject in ("", x.subject))
            if have - committed_people(scenario, code, role, subject) <= sent[code, role, subject]:
                return False
    return True
