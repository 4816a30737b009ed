"""What is refused without solving cannot be: no plan that enumeration finds has it."""

from __future__ import annotations

from itertools import product
from random import Random

from pairmatch.explain.refusals import known_faults, lock_said, refusals
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock
from pairmatch.whatif.alternative import with_locks
from tests.brute import optimum
from tests.builders import code, need, one_link, scenario, staff
from tests.tiny_random import tiny

FILTERS = {"T2", "T4", "T5", "T6", "T7", "T9", "T10", "W6", "W6-stage", "L1", "L2"}
"""The rules that can forbid a team's site, a seat or a host by itself."""


def asked(one: Scenario, r: Random) -> list[Lock]:
    """Some decisions about sites, seats and hosts, possible or not."""
    both = product(one.schools_on("recipient"), one.schools_on("supporting"))
    found = []
    for site, sender in both:
        schools = {"recipient_school": site.school_code, "supporting_school": sender.school_code}
        role = r.choice(["leader", "middle", "teacher"])
        subject = r.choice(["chinese", "mathematics"]) if role == "teacher" else None
        found += [
            Lock(what="site", force="require", recipient_school=site.school_code),
            Lock(what="seat", force="require", role=role, subject=subject, **schools),
            Lock(what="placement", force="require", **schools),
        ]
    return found


def test_no_plan_has_what_is_refused() -> None:
    rules: set[str] = set()
    for seed in range(30):
        one = tiny(seed)
        known = known_faults(one, ROOMS)
        for lock in asked(one, Random(seed)):
            found = refusals(one, lock, ROOMS, known)
            codes = {x.rule.code for x in found if x.rule is not None}
            assert codes <= FILTERS
            if codes - rules:
                assert optimum(with_locks(one, [lock])) is None
                rules |= codes
    assert {"T2", "T4", "T5", "T7", "T9", "W6"} <= rules


def test_what_is_decided_already_is_no_question() -> None:
    """A decision that clashes with another is refused in the words of that one."""
    seat = {"recipient_school": code(2), "supporting_school": code(1), "role": "leader"}
    tables = one_link(
        staff=[staff(1, "leader", 1)],
        needs=[need(2, "leader", 1, 5)],
        locks=[
            {"what": "site", "recipient_school": code(2), "force": "forbid", "reason": "校舍维修"}
        ],
    )
    one = scenario(tables)
    lock = Lock(what="seat", force="require", **seat)
    (found,) = refusals(one, lock, ROOMS, known_faults(one, ROOMS))
    assert found.rule is not None
    assert (found.rule.code, found.fault) == ("L1", "E-LOCK-CLASH")
    assert "禁止支教学校：学校2（9900000002）（校舍维修）" in found.why.zh
    assert "forbid site" in found.why.en


def test_a_decision_in_words() -> None:
    one = scenario(one_link())
    lock = Lock(
        what="seat",
        force="forbid",
        recipient_school=code(2),
        supporting_school=code(1),
        role="teacher",
        subject="english",
        person_id="P1",
    )
    assert lock_said(one, lock).zh == (
        "禁止支教岗位：学校2（9900000002） — 学校1（9900000001），英语，专任教师，P1"
    )
