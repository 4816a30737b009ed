"""Nobody's number or name is shown in full: every way of writing them, and what must stay as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pairmatch.errors import Issue
from pairmatch.io.faults.finding import findings
from pairmatch.io.faults.lines import fault_lines
from pairmatch.io.faults.masking import masked, masked_name
from pairmatch.io.shown import suggested
from tests.io.faults.inputs import county, faulty, replaced, shown


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("440224199001011234", "440****1234"),
        ("44022419900101123X", "440****123X"),
        ("44022419900101123x", "440****123x"),
        ("440224900101123", "440****1123"),
        ("440224 19900101 1234", "440****1234"),
        ("身份证440224199001011234。", "身份证440****1234。"),
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("8613812345678", "138****5678"),
        ("138-1234-5678", "138****5678"),
        ("电话13812345678转2", "电话138****5678转2"),
        ("6222021234567890123", "622****0123"),
        ("6222 0212 3456 7890 123", "622****0123"),
        ("622202123456789012345678", "622****5678"),
        ("4.40224199001011e+17", "4.40****e+17"),
        ("４４０２２４１９９００１０１１２３４", "４４０****１２３４"),
    ],
)
def test_numbers_of_people_are_masked(written: str, said: str) -> None:
    assert masked(written) == said


@pytest.mark.parametrize(
    "written",
    [
        "9900000001",
        "440224",
        "440224001",
        "2026-2030",
        "23.159564123456789",
        "0.30000000000000004",
        "28812345678",
        "P-01",
        "runs/demo-20261127-085400",
        "441621-2021-01",
        "",
    ],
)
def test_codes_and_numbers_of_the_plan_stay_as_they_are(written: str) -> None:
    assert masked(written) == written


def test_a_name_keeps_its_first_character() -> None:
    assert masked_name("张三丰") == "张*"
    assert masked_name("欧阳示例") == "欧*"
    assert masked_name("䶮") == "䶮*"
    assert masked_name("") == ""
    assert "1234" not in masked_name("1440224199001011234")[:3]


def test_a_name_is_masked_in_its_column_only() -> None:
    sheet = county([(4, ("9900000011", "", "", "", "", "", "王示例"))])
    issue = Issue(
        "E-CELL-LENGTH", sheet.raw.file, 4, "姓名", "王示例", {"expected": "x"}, sheet.raw.sheet
    )
    finding = shown(issue, sheet)
    assert (finding.value, "王示例" in finding.problem) == ("王*", False)
    other = Issue(
        "E-CELL-LENGTH", sheet.raw.file, 4, "职称", "王示例", {"expected": "x"}, sheet.raw.sheet
    )
    assert shown(other, sheet).value == "王示例"


def test_the_error_of_a_formula_is_no_name() -> None:
    sheet = county([(4, ("9900000011", "", "", "", "", "", "#N/A"))])
    issue = Issue("E-CELL-ERROR", sheet.raw.file, 4, "姓名", "#N/A", {}, sheet.raw.sheet)
    assert shown(issue, sheet).value == "#N/A"


def test_a_suggestion_is_masked_too() -> None:
    values: dict[str, object] = {"target": "staff", "hint": suggested("440224199001011234")}
    finding = shown(Issue("E-REFERENCE", "locks.csv", 2, "人员编号", "44022419900101123", values))
    assert finding.suggestion == "440****1234"
    assert "440224" not in finding.problem + finding.remedy


def test_an_english_header_names_a_person_only_in_the_table_of_people(tmp_path: Path) -> None:
    long = "王" * 101
    issues, sheets = faulty(
        tmp_path, **replaced("staff", "王示例", long), **replaced("units", "紫金县", long)
    )
    values = {finding.file: finding.value for finding in findings(issues, sheets, "zh")}
    assert values["staff.csv"] == "王*"
    assert values["units.csv"].startswith("王王王")


def test_nothing_that_is_printed_has_a_number_or_name_in_full(tmp_path: Path) -> None:
    secret = ("44022419900101123X", "13812345678", "6222021234567890123", "欧阳示例")
    staff = "school_code,role,subject,stage,count,person_id,name,title\n" + "".join(
        f"{code},teacher,{subject},junior,{count},{number},{name},{title}\n"
        for code, subject, count, number, name, title in [
            ("9900000011", "physics", "1", secret[0], secret[3], ""),
            (secret[1], "physics", "1", secret[1], secret[3], ""),
            ("9900000011", secret[2], "1", "", secret[3], ""),
            ("9900000011", "physics", secret[0], "", secret[3], "\x07"),
            ("9900000011", "physics", "2", secret[0], secret[3], ""),
        ]
    )
    issues, sheets = faulty(tmp_path, staff=staff)
    assert len(issues) >= 5
    for lang in ("zh", "en"):
        found = findings(issues, sheets, lang)  # type: ignore[arg-type]
        printed = json.dumps([finding.as_dict() for finding in found], ensure_ascii=False)
        printed += "\n".join(fault_lines(found, lang))  # type: ignore[arg-type]
        assert not [text for text in secret if text in printed]
        assert "440****123X" in printed
