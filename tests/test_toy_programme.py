"""A fourth programme is one folder and one import line: every outer layer must take it up unchanged."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pairmatch

HERE = Path(__file__).parent
TINY = HERE.parent / "scenarios" / "tiny"
LINE = "from pairmatch.programmes.visits import ROOM as VISITS\n"


CALLS = {
    "solve": ["solve", "scenario", "--out", "run", "--json"],
    "verify": ["verify", "run"],
    "rules": ["rules"],
    "metrics": ["metrics"],
    "check": ["check", "scenario", "--lang", "zh"],
    "diagnose": ["diagnose", "scenario", "--lang", "zh"],
    "faults": ["check", "faulty", "--json"],
}
CALLED = """
import json, os, sys
from click.testing import CliRunner
from pairmatch.cli import main

os.cpu_count = lambda: 1
if __name__ == "__main__":
    for call in json.loads(sys.argv[1]):
        done = CliRunner().invoke(main, call, catch_exceptions=False)
        print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""
Ended = tuple[int, str, str]
"""Exit code, output, errors."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the toy programme: one folder more, one line more; two scenarios."""
    house = tmp_path_factory.mktemp("house")
    package = house / "pairmatch"
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
    for name in ("scenario", "faulty"):
        shutil.copytree(TINY, house / name)
    _visits(house / "scenario", f"{_recipient()},9")
    _visits(house / "faulty", "9900009999,0")
    settings = (house / "scenario" / "scenario.toml").read_text(encoding="utf-8")
    assert "[policy]" in settings
    (house / "scenario" / "scenario.toml").write_text(
        settings.replace("[policy]", "[policy]\nvisit_days_max = 3", 1), encoding="utf-8"
    )
    return house


def _visits(scenario: Path, row: str) -> None:
    (scenario / "visits.csv").write_text(f"学校代码,天数\n{row}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def ended(house: Path) -> dict[str, Ended]:
    """How each call of that package's command line ended, all in one process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(house), "PYTHONUTF8": "1"}
    (house / "calls.py").write_text(CALLED, encoding="utf-8")
    asked = ["explain", "run", "--school", _recipient(), "--json", "--lang", "zh"]
    calls = {**CALLS, "explain": asked}
    done = subprocess.run(
        [sys.executable, "calls.py", json.dumps(list(calls.values()))],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    said = [tuple(json.loads(line)) for line in done.stdout.splitlines()]
    return dict(zip(calls, said, strict=True))


def test_a_programme_is_one_folder_and_one_line(house: Path, ended: dict[str, Ended]) -> None:
    code, said, _ = ended["solve"]
    assert code == 0, ended["solve"]
    assert json.loads(said)["terms"]["V2"] == 3
    visits = (house / "run" / "tables" / "visits.csv").read_text(encoding="utf-8-sig")
    assert _recipient() in visits
    assert ended["verify"][0] == 0, ended["verify"]
    assert "V1" in ended["rules"][1]
    assert "送教需求 visits.csv: 1" in ended["check"][1]
    assert "`visit_days`" in ended["metrics"][1]
    measured = json.loads((house / "run" / "metrics.json").read_text(encoding="utf-8"))
    assert measured["metrics"]["visit_days"]["exact"] == "3"
    _is_said_plainly(*ended["diagnose"][:2])
    _is_explained(ended["explain"][1])


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


def test_a_fault_in_its_table_is_found(ended: dict[str, Ended]) -> None:
    code, said, _ = ended["faults"]
    assert code == 2
    found = {(x["row"], x["field"]) for x in json.loads(said)["issues"]}
    assert found == {(2, "学校代码"), (2, "天数")}


def _recipient() -> str:
    """Return the code of a recipient school of the tiny scenario."""
    from pairmatch.io.read import read_scenario

    return read_scenario(TINY).schools_on("recipient")[0].school_code
