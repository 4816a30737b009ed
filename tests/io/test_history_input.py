"""The table of earlier years: what it may say, and what of it may be gone by now."""

from __future__ import annotations

from pathlib import Path

import pytest

from pairmatch.io.read import read_input
from pairmatch.schema import HistoryRow
from tests.io.folders import SOUND, TOML, found, write

LATER = TOML.replace("year = 2021", "year = 2023")
HISTORY = (
    "year,what,recipient_school,supporting_school,role,subject,person_id,count,status\n"
    "2022,pair,9900000001,9900000011,,,,,actual\n"
)


def history(*rows: str) -> dict[str, str]:
    return {"scenario": LATER, "history": HISTORY + "".join(f"{row}\n" for row in rows)}


FAULTS: dict[str, tuple[str, str, str]] = {
    "a row of this year": ("2023,pair,9900000001,9900000011,,,,,planned", "E-HISTORY-YEAR", "year"),
    "a row of a later year": ("2024,site,9900000001,,,,,,planned", "E-HISTORY-YEAR", "year"),
    "a pair of one": ("2022,pair,9900000001,,,,,,actual", "E-HISTORY-BLANK", "supporting_school"),
    "a seat from nowhere": (
        "2022,seat,9900000001,,leader,,,,actual",
        "E-HISTORY-BLANK",
        "supporting_school",
    ),
    "a seat of nobody": ("2022,seat,9900000001,9900000011,,,,,actual", "E-HISTORY-BLANK", "role"),
    "a placement of nobody": ("2022,placement,9900000001,,,,,,actual", "E-HISTORY-BLANK", "role"),
    "a teacher of nothing": (
        "2022,seat,9900000001,9900000011,teacher,,,,actual",
        "E-SUBJECT-MISSING",
        "subject",
    ),
    "a seat taken over": (
        "2022,seat,9900000001,9900000011,leader,,,,confirmed",
        "E-HISTORY-STATUS",
        "status",
    ),
    "a pair that left": ("2022,pair,9900000002,9900000011,,,,,left", "E-HISTORY-STATUS", "status"),
    "a team ended": ("2022,site,9900000001,,,,,,ended", "E-HISTORY-STATUS", "status"),
    "two people under one id": (
        "2022,seat,9900000001,9900000011,leader,,P-01,2,actual",
        "E-PERSON-COUNT",
        "count",
    ),
    "nobody": ("2022,seat,9900000001,9900000011,leader,,,0,actual", "E-CELL-RANGE", "count"),
    "a pair that went on and ended": (
        "2022,pair,9900000001,9900000011,,,,,ended",
        "E-HISTORY-TWICE",
        "status",
    ),
    "the same twice": ("2022,pair,9900000001,9900000011,,,,,actual", "E-ROW-TWICE", "year"),
    "an unknown status": ("2022,pair,9900000002,9900000011,,,,,maybe", "E-CELL-WORD", "status"),
    "an impossible code": (
        "2022,pair,99-1,9900000011,,,,,actual",
        "E-CELL-CODE",
        "recipient_school",
    ),
    "the wrong way round": (
        "2022,pair,9900000002,9900000001,,,,,actual",
        "E-SIDE",
        "supporting_school",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_demand_broken_once(tmp_path: Path, name: str) -> None:
    row, code, column = FAULTS[name]
    assert found(write(tmp_path, **history(row))) == [(code, 3, column)]


ACCEPTED = (
    "2022,pair,9900000001,9900000011,,,,,planned",  # planned, and so it was
    "2021,pair,9900000001,9900000011,,,,,ended",
    "2019,pair,9900000001,9900000012,,,,,actual",
    "2022,site,9900000001,,,,,,actual",
    "2022,seat,9900000003,9900000011,teacher,physics,P-01,,left",  # a team of one, who went early
    "2022,seat,9900000001,9900000012,teacher,chinese,,2,actual",
    "2022,placement,9900000001,9900000011,teacher,physics,,1,actual",  # alike people fare differently
    "2022,placement,9900000001,9900000011,teacher,physics,,1,confirmed",
    "2022,placement,9900000001,,leader,english,,,left",
)


def test_rosters_as_they_really_were_are_accepted(tmp_path: Path) -> None:
    assert found(write(tmp_path, **history(*ACCEPTED))) == []


def test_what_is_gone_is_a_warning_and_the_row_stays(tmp_path: Path) -> None:
    rows = (
        "2021,pair,9900000099,9900000011,,,,,actual",
        "2021,seat,9900000001,9900000098,leader,,,,actual",
        "2021,seat,9900000001,9900000012,leader,,P-77,,actual",
    )
    read = read_input(write(tmp_path, **history(*rows)))
    warned = [(x.code, x.level, x.line, x.column, x.value) for x in read.issues]
    assert warned == [
        ("W-REFERENCE-PAST", "warning", 3, "recipient_school", "9900000099"),
        ("W-REFERENCE-PAST", "warning", 4, "supporting_school", "9900000098"),
        ("W-HISTORY-PERSON", "warning", 5, "person_id", "P-77"),
    ]
    for issue in read.issues:
        assert issue.value in issue.say("zh")
        assert issue.value in issue.say("en")
    assert len(read.checked().rows(HistoryRow)) == 4


def test_people_who_are_only_counted_this_year_are_no_reason_to_look(tmp_path: Path) -> None:
    changes = history("2021,seat,9900000001,9900000012,leader,,P-77,,actual")
    assert read_input(write(tmp_path, **changes, staff=None)).issues == ()


@pytest.mark.parametrize(
    ("row", "changes", "why"),
    [
        ("9900000001,9900000021", {}, "no link"),
        ("9900000002,9900000012", {}, "no stage"),
        (
            "9900000003,9900000011",
            {
                "pair_scores": "recipient_school,supporting_school,affinity\n9900000001,9900000011,5\n"
            },
            "scores",
        ),
    ],
)
def test_a_pair_that_cannot_go_on_is_a_warning(
    tmp_path: Path, row: str, changes: dict[str, str], why: str
) -> None:
    rows = [f"2022,pair,{row},,,,,{status}" for status in ("planned", "actual")]
    read = read_input(write(tmp_path, **history(*rows), **changes))
    assert [(x.code, x.line) for x in read.issues] == [("W-HISTORY-PAIR", 4)]
    assert why in read.issues[0].say("en")


def test_a_pair_that_was_let_go_is_no_reason_to_look(tmp_path: Path) -> None:
    read = read_input(
        write(
            tmp_path,
            **history("2022,pair,9900000002,9900000012,,,,,actual"),
            locks="what,recipient_school,supporting_school,force\n"
            "pair,9900000002,9900000012,forbid\n",
        )
    )
    assert read.issues == ()


@pytest.mark.parametrize(("line", "faults"), [(2, []), (8, [("E-SCHOOL-SEED", 8, "seed")])])
def test_a_seed_school_is_a_recipient_school(
    tmp_path: Path, line: int, faults: list[tuple[str, int, str]]
) -> None:
    rows = SOUND["schools.csv"].splitlines()
    marked = [f"{x},{'seed' if i == 1 else int(i == line)}\n" for i, x in enumerate(rows, start=1)]
    assert found(write(tmp_path, schools="".join(marked))) == faults


def test_a_faulty_school_does_not_spread_to_history(tmp_path: Path) -> None:
    schools = SOUND["schools.csv"].replace("紫金初中,441621,junior", "紫金初中,441621,middling")
    changes = {**history("2021,pair,9900000002,9900000011,,,,,actual"), "schools": schools}
    staff = "\n".join(x for x in SOUND["staff.csv"].splitlines() if "9900000002" not in x) + "\n"
    assert found(write(tmp_path, **changes, staff=staff)) == [("E-CELL-WORD", 3, "stage")]


def test_of_a_faulty_row_it_is_not_said_that_a_school_is_gone(tmp_path: Path) -> None:
    changes = history("2021,pair,9900000099,9900000011,,,,,maybe")
    assert found(write(tmp_path, **changes)) == [("E-CELL-WORD", 3, "status")]


def test_a_row_with_a_school_that_is_gone_is_judged_beside_other_faults(tmp_path: Path) -> None:
    changes = history("2021,pair,9900000099,9900000001,,,,,actual")
    staff = SOUND["staff.csv"] + "9900000077,leader,,junior,1,,,\n"
    assert ("E-SIDE", 3, "supporting_school") in found(write(tmp_path, **changes, staff=staff))
