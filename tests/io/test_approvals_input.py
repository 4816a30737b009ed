"""Approvals in the input: one takes the fault of its own rule from a row, and no other fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.folders import LOCKS, SOUND, TOML, found, write

PLACED = f'{TOML}[policy]\nplacement_terms = ["autumn", "spring"]\n'
APPROVALS = "rule,recipient_school,supporting_school,approver,document\n"
SCORES = "recipient_school,supporting_school,affinity\n"
SCHOOLS = SOUND["schools.csv"] + (
    "9900000007,紫金县城学校,441621,nine_year,county_seat,,,0,,\n"
    "9900000022,宝安高中,440306,senior,urban,,,,,\n"
)


def approvals(*rows: str) -> str:
    return APPROVALS + "".join(f"{row},省厅,批复1号\n" for row in rows)


@pytest.mark.parametrize(
    ("lock", "given", "left"),
    [
        ("pair,9900000001,9900000022", "P1,9900000001,9900000022", "E-PAIR-STAGE"),
        ("pair,9900000001,9900000022", "P4,9900000001,9900000022", "E-PAIR-LINK"),
        ("site,9900000007,", "T4,9900000007,", "E-LOCK-SITE"),
        ("seat,9900000001,9900000021,leader", "T7,9900000001,9900000021", "E-LOCK-NOBODY"),
        ("placement,9900000001,9900000022", "W6,9900000001,9900000022", "E-PAIR-STAGE"),
    ],
)
def test_what_is_approved_hides_no_other_fault(
    tmp_path: Path, lock: str, given: str, left: str
) -> None:
    """Else a decision that cannot hold would be found out only where no plan can be made."""
    locks = f"{LOCKS}{lock}{',' * (6 - lock.count(','))},require\n"
    tables = {"scenario": PLACED, "schools": SCHOOLS, "locks": locks}
    before = [code for code, *_ in found(write(tmp_path, **tables))]
    after = [code for code, *_ in found(write(tmp_path, **tables, approvals=approvals(given)))]
    assert len(before) == 2
    assert after == [left]


def test_a_pair_that_is_approved_may_have_a_score(tmp_path: Path) -> None:
    """Where pairs are scored from outside only listed ones can be, those that are approved as well."""
    scores = f"{SCORES}9900000001,9900000011,5\n9900000001,9900000021,7\n"
    assert [x[0] for x in found(write(tmp_path, pair_scores=scores))] == ["E-PAIR-LINK"]
    given = approvals("P1,9900000001,9900000021")
    assert found(write(tmp_path, pair_scores=scores, approvals=given)) == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["P1,9900000001,9900000099"], "E-REFERENCE"),
        (["P1,9900000001,9900000021"] * 2, "E-ROW-TWICE"),
        (["W4,9900000001,9900000021"], "E-APPROVAL-FACT"),
    ],
)
def test_an_approval_of_what_is_not_there_or_twice_is_refused(
    tmp_path: Path, rows: list[str], code: str
) -> None:
    faults = found(write(tmp_path, approvals=approvals(*rows)))
    assert [(x[0], x[1]) for x in faults] == [(code, len(rows) + 1)]
