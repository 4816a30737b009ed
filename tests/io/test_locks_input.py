"""Locks: what each kind must say, locks against locks, and locks against hard rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.folders import LOCKS, SOUND, TOML, found, write

PLACED = f'{TOML}[policy]\nplacement_terms = ["autumn", "spring"]\n'
Fault = tuple[str, int, str]
CASES: dict[str, tuple[list[str], list[Fault]]] = {
    "sides swapped": (
        ["pair,9900000011,9900000001,,,,,require"],
        [("E-SIDE", 2, "recipient_school"), ("E-SIDE", 2, "supporting_school")],
    ),
    "a pair without its other school": (
        ["pair,9900000001,,,,,,require"],
        [("E-LOCK-BLANK", 2, "supporting_school")],
    ),
    "a pair with a role": (
        ["pair,9900000001,9900000011,leader,,,,require"],
        [("E-LOCK-EXTRA", 2, "role")],
    ),
    "a teacher's seat without subject": (
        ["seat,9900000001,9900000011,teacher,,,,require"],
        [("E-SUBJECT-MISSING", 2, "subject")],
    ),
    "a seat with a term": (
        ["seat,9900000001,9900000011,leader,,autumn,,require"],
        [("E-LOCK-EXTRA", 2, "term")],
    ),
    "a placement of a post without a person": (
        ["placement,9900000001,9900000011,leader,,,,require"],
        [("E-LOCK-ROLE", 2, "role")],
    ),
    "a placement with subject and no role": (
        ["placement,9900000001,9900000011,,physics,,P-02,require"],
        [("E-SUBJECT-ROLE", 2, "subject")],
    ),
    "a pair outside the links": (
        ["pair,9900000001,9900000021,,,,,require"],
        [("E-PAIR-LINK", 2, "supporting_school")],
    ),
    "a pair without a shared stage": (
        ["pair,9900000002,9900000012,,,,,require"],
        [("E-PAIR-STAGE", 2, "supporting_school")],
    ),
    "loads above the load_max": (
        ["pair,9900000001,9900000011,,,,,require", "pair,9900000002,9900000011,,,,,require"],
        [("E-LOCK-LOAD", 3, "supporting_school")],
    ),
    "a site that may not host": (
        ["site,9900000004,,,,,,require"],
        [("E-LOCK-SITE", 2, "recipient_school")],
    ),
    "a site of a city-run school": (
        ["site,9900000006,,,,,,require"],
        [("E-LOCK-SITE", 2, "recipient_school")],
    ),
    "a site with too few beds": (
        ["site,9900000005,,,,,,require"],
        [("E-LOCK-SITE", 2, "recipient_school")],
    ),
    "a seat from a unit that is not linked": (
        ["seat,9900000001,9900000021,leader,,,,require"],
        [("E-LOCK-REACH", 2, "supporting_school"), ("E-LOCK-NOBODY", 2, "role")],
    ),
    "a placement at a host that is not linked": (
        ["placement,9900000001,9900000021,,,,,require"],
        [("E-LOCK-HOST", 2, "supporting_school")],
    ),
    "a placement at a host without a shared stage": (
        ["placement,9900000001,9900000013,,,,,require"],
        [("E-PAIR-STAGE", 2, "supporting_school")],
    ),
    "a placed person of another county's school": (
        ["placement,9900000001,9900000011,,,,P-01,require"],
        [("E-LOCK-PERSON", 2, "person_id")],
    ),
    "a person who is in two seats": (
        [
            "seat,9900000001,9900000011,teacher,physics,,P-01,require",
            "seat,9900000003,9900000011,teacher,physics,,P-01,require",
        ],
        [("E-LOCK-TWICE", 3, "person_id"), ("E-LOCK-PEOPLE", 3, "role")],
    ),
    "a person placed twice": (
        [
            "placement,9900000001,9900000011,,,autumn,P-02,require",
            "placement,9900000001,9900000011,,,spring,P-02,require",
        ],
        [("E-LOCK-TWICE", 3, "person_id")],
    ),
    "more seats than people": (
        [
            "seat,9900000001,9900000011,teacher,physics,,,require",
            "seat,9900000003,9900000011,teacher,physics,,,require",
        ],
        [("E-LOCK-PEOPLE", 3, "role")],
    ),
    "more seats than the school may let go": (
        [
            "seat,9900000001,9900000011,teacher,physics,,,require",
            "seat,9900000001,9900000011,teacher,mathematics,,,require",
            "seat,9900000003,9900000011,teacher,mathematics,,,require",
        ],
        [("E-LOCK-RELEASE", 4, "supporting_school")],
    ),
    "a pair required and forbidden": (
        ["pair,9900000001,9900000011,,,,,forbid", "pair,9900000001,9900000011,,,,,require"],
        [("E-LOCK-CLASH", 2, "force"), ("E-LOCK-CLASH", 3, "force")],
    ),
    "a post forbidden, a person in it required": (
        [
            "seat,9900000001,9900000011,teacher,physics,,,forbid",
            "seat,9900000001,9900000011,teacher,physics,,P-01,require",
        ],
        [("E-LOCK-CLASH", 2, "force"), ("E-LOCK-CLASH", 3, "force")],
    ),
    "a placement at a forbidden site": (
        ["site,9900000001,,,,,,forbid", "placement,9900000001,9900000011,,,,,require"],
        [("E-LOCK-CLASH", 2, "force"), ("E-LOCK-CLASH", 3, "force")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_lock_that_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    rows, wanted = CASES[name]
    folder = write(tmp_path, scenario=PLACED, locks=LOCKS + "\n".join(rows) + "\n")
    assert sorted(found(folder)) == sorted(wanted)


COUNTED: dict[str, tuple[list[str], list[Fault]]] = {
    "a number of pairs": (
        ["pair,9900000001,9900000011,,,,2,require"],
        [("E-LOCK-EXTRA", 2, "count")],
    ),
    "a number of one person": (
        ["seat,9900000001,9900000011,teacher,physics,P-01,1,require"],
        [("E-LOCK-COUNT", 2, "count")],
    ),
    "more alike seats than people": (
        ["seat,9900000001,9900000011,teacher,physics,,2,require"],
        [("E-LOCK-PEOPLE", 2, "role")],
    ),
    "as many seats as are forbidden": (
        [
            "seat,9900000001,9900000011,teacher,mathematics,,2,forbid",
            "seat,9900000001,9900000011,teacher,mathematics,,2,require",
        ],
        [("E-LOCK-CLASH", 2, "force"), ("E-LOCK-CLASH", 3, "force")],
    ),
    "one seat where two are too many": (
        [
            "seat,9900000001,9900000011,teacher,mathematics,,2,forbid",
            "seat,9900000001,9900000011,teacher,mathematics,,,require",
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", COUNTED)
def test_seats_may_be_counted(tmp_path: Path, name: str) -> None:
    rows, wanted = COUNTED[name]
    header = "what,recipient_school,supporting_school,role,subject,person_id,count,force\n"
    folder = write(tmp_path, scenario=PLACED, locks=header + "\n".join(rows) + "\n")
    assert sorted(found(folder)) == sorted(wanted)


ACCEPTED: dict[str, list[str]] = {
    "one of each kind": [
        "pair,9900000001,9900000011,,,,,require",
        "site,9900000001,,,,,,require",
        "seat,9900000001,9900000011,teacher,physics,,P-01,require",
        "placement,9900000001,9900000011,,,autumn,P-02,require",
    ],
    "a named person takes the unnamed seat": [
        "seat,9900000001,9900000011,teacher,physics,,,require",
        "seat,9900000001,9900000011,teacher,physics,,P-01,require",
    ],
    "forbidding what cannot be": ["pair,9900000001,9900000021,,,,,forbid"],
    "one person forbidden, another seat required": [
        "seat,9900000001,9900000011,teacher,physics,,P-01,forbid",
        "seat,9900000001,9900000011,teacher,mathematics,,,require",
    ],
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_locks_that_can_hold_are_accepted(tmp_path: Path, name: str) -> None:
    rows = ACCEPTED[name]
    assert found(write(tmp_path, scenario=PLACED, locks=LOCKS + "\n".join(rows) + "\n")) == []


def test_a_pair_that_is_not_scored_cannot_be_locked(tmp_path: Path) -> None:
    scores = "recipient_school,supporting_school,affinity\n9900000001,9900000011,5\n"
    locks = LOCKS + "pair,9900000001,9900000012,,,,,require\n"
    folder = write(tmp_path, pair_scores=scores, locks=locks)
    assert found(folder) == [("E-LOCK-SCORE", 2, "supporting_school")]


def test_a_team_has_no_more_seats_than_its_size(tmp_path: Path) -> None:
    extra = [
        f"9900000012,teacher,{subject},primary,1,,,"
        for subject in ("english", "science", "music", "art", "labour")
    ]
    staff = SOUND["staff.csv"] + "\n".join(extra) + "\n"
    locks = LOCKS + "".join(
        f"seat,9900000001,9900000012,teacher,{row.split(',')[2]},,,require\n"
        for row in ["9900000012,teacher,chinese", *extra]
    )
    schools = SOUND["schools.csv"].replace("urban,,,,,\n9900000013", "urban,,,,,9\n9900000013")
    folder = write(tmp_path, staff=staff, locks=locks, schools=schools)
    assert [code for code, _, _ in found(folder)] == ["E-LOCK-TEAM"]
