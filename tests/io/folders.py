"""Scenario folders for the reader's tests: a small sound one, and what a test changes in it."""

from __future__ import annotations

from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.read import read_scenario

TOML = """name = "small"
title = "最小方案"
round = "2021-2025"
year = 2021
"""
SOUND: dict[str, str] = {
    "scenario.toml": TOML,
    "units.csv": """unit_code,name,city,level,side
440305,南山区,深圳市,county,supporting
440306,宝安区,深圳市,county,supporting
441600,河源市,河源市,city,recipient
441621,紫金县,河源市,county,recipient
441622,龙川县,河源市,county,recipient
""",
    "links.csv": """supporting_unit,recipient_unit,level,origin
440305,441621,county,illustrative
""",
    "schools.csv": """school_code,name,unit_code,stage,kind,run_by,site,beds,load_max,release_max
9900000001,紫金中心学校,441621,nine_year,township_central,,,,,
9900000002,紫金初中,441621,junior,county_seat,,,,,
9900000003,紫金第二中心学校,441621,nine_year,township_central,,,,,
9900000004,紫金寄宿学校,441621,nine_year,township_boarding,,0,,,
9900000005,紫金小中心学校,441621,nine_year,township_central,,,2,,
9900000006,河源市属中学,441621,nine_year,township_central,city,,,,
9900000011,南山学校,440305,nine_year,urban,,,,1,2
9900000012,南山小学,440305,primary,urban,,,,,
9900000013,南山高中,440305,senior,urban,,,,,
9900000021,宝安学校,440306,nine_year,urban,,,,,
""",
    "staff.csv": """school_code,role,subject,stage,count,second_subject,person_id,name
9900000011,leader,,junior,1,,,
9900000011,teacher,mathematics,junior,3,,,
9900000011,teacher,physics,junior,1,,P-01,王示例
9900000012,leader,,primary,1,,,
9900000012,teacher,chinese,primary,9,,,
9900000001,teacher,physics,junior,1,,P-02,
9900000002,teacher,physics,junior,1,,P-03,
""",
}
LOCKS = "what,recipient_school,supporting_school,role,subject,term,person_id,force\n"


def write(folder: Path, **changes: str | bytes | None) -> Path:
    """Write the sound scenario with some files replaced, added, or (None) left out."""
    files: dict[str, str | bytes | None] = dict(SOUND)
    for name, content in changes.items():
        files["scenario.toml" if name == "scenario" else f"{name}.csv"] = content
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
    return folder


def issues(folder: Path) -> list[Issue]:
    """Read a folder and return its faults, each of which must render in both languages."""
    try:
        read_scenario(folder)
    except BadInput as error:
        for issue in error.issues:
            for said in (issue.say("zh"), issue.say("en")):
                assert issue.code in said
        return error.issues
    return []


def found(folder: Path) -> list[tuple[str, int | None, str]]:
    """Return (code, line, column) of every fault."""
    return [(issue.code, issue.line, issue.column) for issue in issues(folder)]
