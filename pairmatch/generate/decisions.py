"""What stands before planning: earlier pairs, decisions already agreed, people that other tasks use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pairmatch.generate.census import apportion
from pairmatch.schema import Commitment, HistoryRow, Lock, School, Staff
from pairmatch.vocabulary import STAGES_OF, TOWNSHIP_KINDS

EARLIER = 0.45
"""Pairs of the year before beside the pairs wanted of a county."""
RENEWED, ROTATED = 0.5, 0.05
"""Share of the earlier pairs that go on, and of those that both sides want to end."""
AGREED = 0.09
"""Newly agreed pairs beside the pairs wanted of a county."""
SITES, SEATS, PLACEMENTS = 40, 25, 10
"""Schools fixed for a team, people of theirs who stay on, hosts of theirs already agreed."""
RELEASED, HOSTING, TRAINING = 0.06, 0.03, 0.02
RELEASE_TASKS = ("援藏支教（示例）", "援疆支教（示例）", "三区教师支持（示例）")
MADE_UP = "示例纪要（合成）"


@dataclass(frozen=True)
class Ground:
    """What the decisions are about: schools of both sides, people, links, pairs wanted."""

    supporting: Mapping[str, School]
    recipient: Mapping[str, School]
    staff: Sequence[Staff]
    partners: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, int]
    year: int
    seed: int

    def of_units(self, units: Sequence[str]) -> list[School]:
        """Return the supporting schools of some units."""
        wanted = set(units)
        return [x for x in self.supporting.values() if x.unit_code in wanted]


# -- pairs --------------------------------------------------------------------------------


def earlier_and_agreed(ground: Ground) -> tuple[list[HistoryRow], list[Lock]]:
    """Return last year's pairs, and the pairs that are renewed, ended, or newly agreed.

    No school stands in two of them, so no limit of a school can be broken.
    """
    history: list[HistoryRow] = []
    locks: list[Lock] = []
    reported = {x.school_code for x in ground.staff if x.role != "teacher"}
    busy: set[str] = set()
    by_unit: dict[str, list[str]] = defaultdict(list)
    for code, school in ground.recipient.items():
        if school.pair_max != 0 and school.stage != "kindergarten":
            by_unit[school.unit_code].append(code)
    shares = {unit: target for unit, target in ground.targets.items() if unit in ground.partners}
    earlier = apportion(round(EARLIER * sum(shares.values())), shares)
    agreed = apportion(round(AGREED * sum(shares.values())), shares)
    for unit in shares:
        rng = Random(f"{ground.seed}/pairs/{unit}")
        givers = [x for x in ground.of_units(ground.partners[unit]) if x.school_code in reported]
        pairs = _matched(by_unit[unit], ground, givers, busy, rng, earlier[unit] + agreed[unit])
        old, new = pairs[: earlier[unit]], pairs[earlier[unit] :]
        history += [_was(ground.year - 1, *pair) for pair in old]
        locks += [_pair(*pair, "require", "两校新签协议") for pair in new]
        for pair in old:
            draw = rng.random()
            if draw < RENEWED:
                locks.append(_pair(*pair, "require", "两校续签协议"))
            elif draw < RENEWED + ROTATED:
                locks.append(_pair(*pair, "forbid", "合作期满，双方商定轮换"))
    return history, locks


def _matched(
    recipients: list[str],
    ground: Ground,
    givers: list[School],
    busy: set[str],
    rng: Random,
    wanted: int,
) -> list[tuple[str, str]]:
    """Return pairs of schools that share a stage, each school once in the whole province."""
    pairs: list[tuple[str, str]] = []
    for code in rng.sample(recipients, len(recipients)):
        if len(pairs) == wanted:
            break
        stages = STAGES_OF[ground.recipient[code].stage]
        fitting = [
            x.school_code
            for x in givers
            if x.school_code not in busy and STAGES_OF[x.stage] & stages
        ]
        if fitting:
            pairs.append((code, rng.choice(fitting)))
            busy.add(pairs[-1][1])
    return pairs


def _was(year: int, recipient: str, supporting: str) -> HistoryRow:
    return HistoryRow(
        year=year,
        what="pair",
        recipient_school=recipient,
        supporting_school=supporting,
        status="actual",
    )


def _pair(recipient: str, supporting: str, force: str, reason: str) -> Lock:
    return Lock.model_validate(
        {
            "what": "pair",
            "recipient_school": recipient,
            "supporting_school": supporting,
            "force": force,
            "reason": reason,
            "document": MADE_UP,
        }
    )


# -- teams and placements -------------------------------------------------------------------


def agreed_teams(ground: Ground, commitments: Sequence[Commitment]) -> list[Lock]:
    """Return schools fixed for a team, one a county; some with a person or a host agreed.

    No school that has other tasks, or one of these already, sends or hosts anybody here.
    """
    rng = Random(f"{ground.seed}/teams")
    taken = {x.school_code for x in commitments}
    placing = {x.school_code for x in ground.staff}
    people: dict[str, list[Staff]] = defaultdict(list)
    for row in ground.staff:
        named = row.person_id is not None and row.willing != 0
        if named and row.school_code in ground.supporting:
            people[ground.supporting[row.school_code].unit_code].append(row)
    by_county: dict[str, list[str]] = defaultdict(list)
    for code, school in ground.recipient.items():
        if school.kind in TOWNSHIP_KINDS and school.site != 0 and code in placing - taken:
            by_county[school.unit_code].append(code)
    locks: list[Lock] = []
    seats = hosts = 0
    for county in rng.sample(sorted(by_county), min(SITES, len(by_county))):
        site = rng.choice(by_county[county])
        locks.append(_at(site, "site", reason="县教育局确定的年度重点学校"))
        units = ground.partners[county]
        willing = [x for unit in units for x in people[unit] if x.school_code not in taken]
        seat = _seat(ground, site, willing, rng)
        if seat is not None and seats < SEATS:
            locks.append(seat)
            taken.add(seat.supporting_school or "")
            seats += 1
        elif hosts < PLACEMENTS:
            host = rng.choice(_hosts(ground, site, units, taken))
            locks.append(
                _at(site, "placement", supporting_school=host, reason="两校商定的跟岗基地")
            )
            hosts += 1
    return locks


def _seat(ground: Ground, site: str, people: list[Staff], rng: Random) -> Lock | None:
    stages = STAGES_OF[ground.recipient[site].stage]
    fitting = [x for x in people if x.stage in stages]
    if not fitting:
        return None
    person = rng.choice(fitting)
    return _at(
        site,
        "seat",
        supporting_school=person.school_code,
        role=person.role,
        subject=person.subject,
        person_id=person.person_id,
        reason="本人自愿驻校一年",
    )


def _hosts(ground: Ground, site: str, units: Sequence[str], taken: set[str]) -> list[str]:
    """Return the larger free schools of some units that teach all stages of a site, or any of them."""
    stages = STAGES_OF[ground.recipient[site].stage]
    near = [x for x in ground.of_units(units) if STAGES_OF[x.stage] & stages]
    best = [
        x.school_code
        for x in near
        if STAGES_OF[x.stage] >= stages and (x.host_max or 0) >= 5 and x.school_code not in taken
    ]
    return best or [x.school_code for x in near]


def _at(site: str, what: str, **said: object) -> Lock:
    fixed = {"what": what, "recipient_school": site, "force": "require", "document": MADE_UP}
    return Lock.model_validate({**fixed, **said})


# -- other tasks --------------------------------------------------------------------------


def other_tasks(ground: Ground) -> list[Commitment]:
    """Return the people and places that other tasks use, at a few schools in a hundred."""
    teachers: dict[str, list[Staff]] = defaultdict(list)
    for row in ground.staff:
        if row.role == "teacher" and row.person_id is None:
            teachers[row.school_code].append(row)
    found = []
    for code in [*ground.supporting, *ground.recipient]:
        rng = Random(f"{ground.seed}/tasks/{code}")
        draw = rng.random()
        supporting = code in ground.supporting
        if draw < (RELEASED if supporting else TRAINING) and teachers[code]:
            task = rng.choice(RELEASE_TASKS) if supporting else "骨干教师脱产培训（示例）"
            found.append(
                Commitment(
                    school_code=code,
                    what="release",
                    role="teacher",
                    subject=rng.choice(teachers[code]).subject,
                    count=1,
                    term="year" if supporting else rng.choice(("autumn", "spring")),
                    task=task,
                )
            )
        elif supporting and draw > 1 - HOSTING:
            count, task = rng.randint(1, 3), "省外跟岗班（示例）"
            found.append(
                Commitment(school_code=code, what="host", count=count, term="autumn", task=task)
            )
    return found
