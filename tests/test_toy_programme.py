"""A fourth programme is one folder and one import line: every outer layer must take it up unchanged."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import pairmatch

HERE = Path(__file__).parent
LINE = "from pairmatch.programmes.visits import ROOM as VISITS\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package with the toy programme: one folder more, one line more."""
    package = tmp_path / "pairmatch"
    shutil.copytree(
        Path(pairmatch.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    room = package / "programmes" / "visits"
    room.mkdir()
    shutil.copy(HERE / "toy" / "programme.py", room / "__init__.py")
    register = package / "programmes" / "__init__.py"
    text = register.read_text(encoding="utf-8")
    mark = "from pairmatch.schema import"
    register.write_text(text.replace(mark, LINE + mark, 1), encoding="utf-8")
    return tmp_path


CALLS = """
import json, os, sys
from click.testing import CliRunner
from pairmatch.cli import main

os.cpu_count = lambda: 1
if __name__ == "__main__":
    for call in json.loads(sys.argv[1]):
        done = CliRunner().invoke(main, call, catch_exceptions=False)
        print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""


def _run(house: Path, *calls: Sequence[str]) -> list[tuple[int, str, str]]:
    """Call the command line of that package, in a process of its own; return how each call ended."""
    environment = {**os.environ, "PYTHONPATH": str(house), "PYTHONUTF8": "1"}
    (house / "calls.py").write_text(CALLS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "calls.py", json.dumps(calls)],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_a_programme_is_one_folder_and_one_line(house: Path) -> None:
    scenario = house / "scenario"
    shutil.copytree(HERE.parent / "scenarios" / "tiny", scenario)
    first = _recipient(scenario)
    (scenario / "visits.csv").write_text(f"学校代码,天数\n{first},9\n", encoding="utf-8")
    settings = (scenario / "scenario.toml").read_text(encoding="utf-8")
    assert "[policy]" in settings
    (scenario / "scenario.toml").write_text(
        settings.replace("[policy]", "[policy]\nvisit_days_max = 3", 1), encoding="utf-8"
    )
    solved, verified, rules, metrics, checked, explained, diagnosed = _run(
        house,
        ["solve", "scenario", "--out", "run", "--json"],
        ["verify", "run"],
        ["rules"],
        ["metrics"],
        ["check", "scenario", "--lang", "zh"],
        ["explain", "run", "--school", first, "--json", "--lang", "zh"],
        ["diagnose", "scenario", "--lang", "zh"],
    )
    assert solved[0] == 0, solved
    assert json.loads(solved[1])["terms"]["V2"] == 3
    assert first in (house / "run" / "tables" / "visits.csv").read_text(encoding="utf-8-sig")
    assert verified[0] == 0, verified
    assert "V1" in rules[1]
    assert "`visit_days`" in metrics[1]
    measured = json.loads((house / "run" / "metrics.json").read_text(encoding="utf-8"))
    assert measured["metrics"]["visit_days"]["exact"] == "3"
    assert "送教需求 visits.csv: 1" in checked[1]
    _is_explained(explained[1])
    _is_said_plainly(*diagnosed[:2])


def _is_explained(said: str) -> None:
    told = next(row for row in json.loads(said)["rows"] if row["table"] == "visits")
    assert "天数 3" in told["says"]
    assert ("V2", "送教天数", 30) in {(x["code"], x["says"], x["points"]) for x in told["worth"]}


def _is_said_plainly(code: int, said: str) -> None:
    """Its rules declare no words of their own; they are named, added up, and nothing is invented."""
    assert code == 0
    assert "差 6 天" in said
    assert re.search(r"· V1 .*每县送教天数不超过上限：\w+，?至多 3 天", said), said
    assert re.search(r"· V3 .*送教天数满足学校所需：\w+，?至少 9 天", said), said
    assert "要求合计 9" in said
    assert "至多只有 3" in said
    assert "须由有权单位放宽上述规则之一" in said


def test_a_fault_in_its_table_is_found(house: Path) -> None:
    scenario = house / "scenario"
    shutil.copytree(HERE.parent / "scenarios" / "tiny", scenario)
    (scenario / "visits.csv").write_text("学校代码,天数\n9900009999,0\n", encoding="utf-8")
    ((code, said, _),) = _run(house, ["check", "scenario", "--json"])
    assert code == 2
    found = {(x["row"], x["field"]) for x in json.loads(said)["issues"]}
    assert found == {(2, "学校代码"), (2, "天数")}


def _recipient(scenario: Path) -> str:
    """Return the code of a recipient school of the tiny scenario."""
    from pairmatch.io.read import read_scenario

    return read_scenario(scenario).schools_on("recipient")[0].school_code
