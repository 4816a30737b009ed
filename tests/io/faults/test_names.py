"""A name where a code belongs is asked about, with the codes that have it."""

from __future__ import annotations

from pathlib import Path

from pairmatch.io.faults.finding import Finding, findings
from tests.io.faults.inputs import faulty, replaced


def found(tmp_path: Path, **changes: str) -> list[Finding]:
    issues, sheets = faulty(tmp_path, **changes)
    return [x for x in findings(issues, sheets, "zh") if x.code in ("E-CELL-NAME", "E-CELL-CODE")]


def test_the_name_of_a_unit_brings_its_code(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, **replaced("links", "440305,441621", "440305,紫金县"))
    assert finding.suggestion == "441621（紫金县）"
    assert "是否想填：441621（紫金县）？" in finding.remedy
    assert finding.letter == "B"


def test_a_name_written_nearly_right_brings_it_too(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, **replaced("links", "440305,441621", "440305,紫金"))
    assert finding.suggestion == "441621（紫金县）"


def test_a_name_that_several_have_brings_all_their_codes(tmp_path: Path) -> None:
    changes = replaced("schools", "紫金第二中心学校", "紫金初中")
    changes |= replaced("staff", "9900000001,teacher", "紫金初中,teacher")
    (finding,) = found(tmp_path, **changes)
    assert finding.suggestion == "9900000002（紫金初中）、9900000003（紫金初中）"


def test_a_name_like_no_other_is_a_name_without_a_suggestion(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, **replaced("links", "440305,441621", "440305,不知何处"))
    assert (finding.code, finding.suggestion) == ("E-CELL-NAME", "")
    assert "看来是名称" in finding.problem


def test_a_code_written_wrongly_stays_a_wrong_code(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, **replaced("links", "440305,441621", "440305,4.4E+05"))
    assert finding.code == "E-CELL-CODE"


def test_a_code_with_a_word_beside_it_is_no_name(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, **replaced("links", "440305,441621", "440305,约441621"))
    assert finding.code == "E-CELL-CODE"


def test_only_codes_of_right_rows_are_suggested(tmp_path: Path) -> None:
    """The nearest code may be one that is itself written wrongly."""
    changes = replaced("schools", "9900000003,", "99000000091,")
    changes |= replaced("staff", "9900000001,teacher", "9900000091,teacher")
    issues, sheets = faulty(tmp_path, **changes)
    (lost,) = (x for x in findings(issues, sheets, "zh") if x.code == "E-REFERENCE")
    assert lost.suggestion in ("9900000001", "9900000011", "9900000021")
