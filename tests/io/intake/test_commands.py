"""What check says of rows, changes and warnings, on the screen and to scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pairmatch.cli import main
from tests.io.folders import SOUND, write


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def odd(folder: Path) -> Path:
    """Return a sound folder with a file in GBK, a wide digit, a blank line and a doubtful cell."""
    schools = SOUND["schools.csv"].replace(",,,2,,", ",,,２,待定,") + "\n"
    return write(folder, units=SOUND["units.csv"].encode("gb18030"), schools=schools)


def test_check_accounts_for_rows_and_says_what_to_look_at(tmp_path: Path) -> None:
    said = check(str(odd(tmp_path)))
    assert said.exit_code == 0, said.output
    assert "共 28 行 = 采用 23 + 退回 0 + 跳过 5（空行 1、表头 4）" in said.output
    assert "units.csv：按 GB18030 编码" in said.output
    assert "规范写法 2 处（当作空白 1、全角和异体符号 1）" in said.output
    assert "请核对 1 处" in said.output
    assert "W-CELL-NOTHING" in said.output


def test_scripts_are_told_every_row_and_change(tmp_path: Path) -> None:
    said = check(str(odd(tmp_path)), "--json")
    found = json.loads(said.output)
    assert [(x["level"], x["code"], x["row"], x["letter"]) for x in found["warnings"]] == [
        ("warning", "W-CELL-NOTHING", 6, "I")
    ]
    (schools,) = (entry for entry in found["ledger"] if entry["table"] == "schools")
    assert (schools["rows"], schools["used"], schools["rejected"]) == (12, 10, 0)
    assert schools["skipped_rows"][-1] == {"row": 12, "reason": "blank", "begins": ""}
    assert [(x["row"], x["letter"], x["before"], x["after"]) for x in schools["changes"]] == [
        (6, "H", "２", "2"),
        (6, "I", "待定", ""),
    ]


def test_an_input_with_faults_has_its_ledger_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    units = SOUND["units.csv"].replace("441622,龙川县", "441622,")
    folder = str(write(tmp_path / "in", units=units))
    said = check(folder)
    assert said.exit_code == 2
    assert "输入有 1 处问题" in said.output
    assert "= 采用 22 + 退回 1 + 跳过 4" in said.output
    found = json.loads(check(folder, "--json").output)
    assert [issue["code"] for issue in found["issues"]] == ["E-CELL-BLANK"]
    assert sum(entry["rejected"] for entry in found["ledger"]) == 1
