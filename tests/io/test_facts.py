"""What the tables must say together: each demand broken once, and its boundary accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.folders import LOCKS, SOUND, TOML, found, write

QUOTAS = "unit_code,programme,min,max,stage\n"
NEEDS = "school_code,role,subject,posts,priority\n"
TEACHERS = "school_code,subject,required,present\n"
STAFF = SOUND["staff.csv"]
HISTORY = "year,what,recipient_school,supporting_school,status\n"
COMMITMENTS = "school_code,what,role,subject,count,term\n"
TOML_SMALL = f"{TOML}maximise = false\n"
SCORES = "recipient_school,supporting_school,affinity,load\n"


def staff(row: str) -> dict[str, str]:
    return {"staff": f"{STAFF}{row}\n"}


CASES: dict[str, tuple[dict[str, str], str, int, str]] = {
    "one side of a link is wrong": (
        {"links": "supporting_unit,recipient_unit,level,origin\n441622,441621,county,official\n"},
        "E-LINK-SIDE",
        2,
        "supporting_unit",
    ),
    "a county link joins a city": (
        {"links": SOUND["links.csv"] + "440306,441600,county,official\n"},
        "E-LINK-LEVEL",
        3,
        "level",
    ),
    "a minimum where none is counted": (
        {"quotas": QUOTAS + "441621,placements,1,,\n"},
        "E-QUOTA-MIN",
        2,
        "min",
    ),
    "second subject the same": (
        staff("9900000011,teacher,english,junior,1,english,,"),
        "E-SUBJECT-SAME",
        9,
        "second_subject",
    ),
    "second subject of another stage": (
        staff("9900000012,teacher,english,primary,1,physics,,"),
        "E-SUBJECT-STAGE",
        9,
        "second_subject",
    ),
    "a teacher without subject": (
        staff("9900000012,teacher,,primary,1,,,"),
        "E-SUBJECT-MISSING",
        9,
        "subject",
    ),
    "two people under one id": (
        staff("9900000012,teacher,english,primary,2,,P-09,"),
        "E-PERSON-COUNT",
        9,
        "count",
    ),
    "a commitment of a subject without role": (
        {"commitments": COMMITMENTS + "9900000011,release,,physics,1,year\n"},
        "E-SUBJECT-ROLE",
        2,
        "subject",
    ),
    "a need of a leader with subject": (
        {"needs": NEEDS + "9900000001,leader,physics,1,3\n"},
        "E-SUBJECT-ROLE",
        2,
        "subject",
    ),
    "a need of a teacher without subject": (
        {"needs": NEEDS + "9900000001,teacher,,1,3\n"},
        "E-SUBJECT-MISSING",
        2,
        "subject",
    ),
    "teachers of a subject that the school cannot have": (
        {"teachers": TEACHERS + "9900000001,preschool,1,0\n"},
        "E-SUBJECT-SCHOOL",
        2,
        "subject",
    ),
    "teachers of a supporting school": (
        {"teachers": TEACHERS + "9900000011,physics,1,0\n"},
        "E-SIDE",
        2,
        "school_code",
    ),
    "history the wrong way round": (
        {"history": HISTORY + "2020,pair,9900000001,9900000002,actual\n"},
        "E-SIDE",
        2,
        "supporting_school",
    ),
    "more partners asked than the policy allows": (
        {
            "schools": "school_code,name,unit_code,stage,pair_min\n"
            "9900000001,甲,441621,junior,2\n9900000002,乙,441621,junior,\n"
            "9900000011,丙,440305,nine_year,\n9900000012,丁,440305,primary,\n"
        },
        "E-SCHOOL-PAIRS",
        2,
        "pair_min",
    ),
    "a least number of partners above the most": (
        {
            "schools": SOUND["schools.csv"]
            .replace("site,", "site,pair_min,pair_max,")
            .replace(",,,,,\n", ",,,,,,,\n")
            .replace(",,0,,,", ",,0,3,2,,,")
            .replace(",,,2,,\n", ",,,,,2,,\n")
            .replace(",city,,,,\n", ",city,,,,,,\n")
            .replace(",,,,1,2\n", ",,,,,,1,2\n")
        },
        "E-SCHOOL-PAIRS",
        5,
        "pair_min",
    ),
    "a score of a school of the wrong side": (
        {"pair_scores": SCORES + "9900000001,9900000002,5,\n"},
        "E-SIDE",
        2,
        "supporting_school",
    ),
    "a person who is not on the staff": (
        {"locks": LOCKS + "seat,9900000001,9900000011,teacher,physics,,P-08,require\n"},
        "E-REFERENCE",
        2,
        "person_id",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_demand_broken_once(tmp_path: Path, name: str) -> None:
    changes, code, line, column = CASES[name]
    assert found(write(tmp_path, **changes)) == [(code, line, column)]


ACCEPTED: dict[str, dict[str, str]] = {
    "minimum equals maximum": {"quotas": QUOTAS + "441621,teams,3,3,\n"},
    "stage minima fill the maximum": {
        "quotas": QUOTAS + "441621,pairs,,3,\n441621,pairs,2,,junior\n441621,pairs,1,,nine_year\n"
    },
    "people of a supporting unit at most": {"quotas": QUOTAS + "440305,teams,,9,\n"},
    "a city link of two cities": {
        "units": SOUND["units.csv"] + "440300,深圳市,深圳市,city,supporting\n",
        "links": SOUND["links.csv"] + "440300,441600,city,official\n",
    },
    "a leader who also teaches": staff("9900000011,leader,english,junior,1,,,"),
    "a subject at one of the stages": {"needs": NEEDS + "9900000001,teacher,science,1,3\n"},
    "a commitment without role": {"commitments": COMMITMENTS + "9900000011,host,,,2,秋季\n"},
    "a listed pair": {"pair_scores": SCORES + "9900000001,9900000011,-5,2\n"},
    "small scores, and a target of the province": {
        "scenario": f"{TOML_SMALL}[policy]\nprovince_pairs = 21\n",
        "pair_scores": SCORES + "9900000001,9900000011,5,\n",
    },
    "no optional table": {"staff": None},  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_lies_on_the_boundary_is_accepted(tmp_path: Path, name: str) -> None:
    assert found(write(tmp_path, **ACCEPTED[name])) == []


def test_small_scores_and_a_target_that_may_be_missed_altogether(tmp_path: Path) -> None:
    changes = {
        "scenario": f"{TOML_SMALL}[policy]\nprovince_pairs = 20\n",
        "pair_scores": SCORES + "9900000001,9900000011,5,\n",
    }
    assert found(write(tmp_path, **changes)) == [("E-MINIMISE", 2, "affinity")]


def test_a_reversed_link_does_not_spread_to_pairs_and_locks(tmp_path: Path) -> None:
    changes = {
        "links": "supporting_unit,recipient_unit,level,origin\n441621,440305,county,official\n",
        "pair_scores": SCORES + "9900000001,9900000011,5,\n",
        "locks": LOCKS + "pair,9900000001,9900000011,,,,,require\n",
    }
    assert found(write(tmp_path, **changes)) == [("E-LINK-REVERSED", 2, "supporting_unit")]


def test_a_faulty_number_does_not_spread_to_locks(tmp_path: Path) -> None:
    partners = ("9900000011", "9900000012")
    locks = "".join(f"pair,9900000001,{code},,,,,require\n" for code in partners)
    changes = {"scenario": f"{TOML}[policy]\nrecipient_pair_max = -1\n", "locks": LOCKS + locks}
    assert found(write(tmp_path, **changes)) == [("E-KEY-RANGE", 6, "policy.recipient_pair_max")]
