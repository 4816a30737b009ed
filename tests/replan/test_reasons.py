"""Reasons that people write: numbers of people are nowhere in full, and none is passed over unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from click.testing import CliRunner

from pairmatch.cli import main
from pairmatch.io.read import read_scenario
from pairmatch.replan.replanned import Asked, replan
from pairmatch.replan.says import replan_json, replan_lines
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun
from tests.replan.books import FIRST, PAIRS, edited, put

IDENTITY, PHONE, OTHER = "440224199001011234", "13812345678", "13987654321"
CLEAR = "9944010303"
"""A primary school that has no partner in the plan."""


def _contents(folder: Path) -> Iterator[bytes]:
    """Every file of a folder, and what is inside of workbooks."""
    for path in (x for x in folder.rglob("*") if x.is_file()):
        yield path.read_bytes()
        if is_zipfile(path):
            with ZipFile(path) as book:
                yield from map(book.read, book.namelist())


def test_numbers_of_people_in_reasons_are_masked_wherever_they_are_written(
    demo_folder: Path, tmp_path: Path, called_here: None
) -> None:
    """Beside a mark, beside a changed row, and given for all."""
    path = edited(
        demo_folder,
        tmp_path / "edited.xlsx",
        put(PAIRS, FIRST, 标记="锁定", 理由=f"身份证{IDENTITY}"),
        put(PAIRS, FIRST + 1, 标记="锁定"),
        put(PAIRS, FIRST + 2, 支援学校代码=CLEAR, 理由=f"电话{PHONE}"),
    )
    out = tmp_path / "new"
    said = ["--by", f"李主任{OTHER}", "--reason", f"问{PHONE}", "--json"]
    done = CliRunner().invoke(
        main, ["replan", str(demo_folder), str(path), "--out", str(out), *said]
    )
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert [x["why"] for x in answer["log"]] == [
        "身份证440****1234",
        "问138****5678",
        "电话138****5678",
    ]
    assert {x["who"] for x in answer["log"]} == {"李主任139****4321"}
    reasons = {x.reason for x in read_scenario(out / "scenario").locks}
    assert {"身份证440****1234", "电话138****5678"} <= reasons
    for number in (IDENTITY, PHONE, OTHER):
        assert number not in done.output
        assert not any(number.encode() in content for content in _contents(out))


def test_a_reason_that_comes_to_nothing_is_warned_of(
    demo: OpenedRun, tmp_path: Path, workers: Workers
) -> None:
    """One in a row that nobody changed or marked; one beside a mark or a change is used."""
    path = edited(
        demo.folder,
        tmp_path / "edited.xlsx",
        put(PAIRS, FIRST, 理由="路远"),
        put(PAIRS, FIRST + 1, 标记="锁定", 理由="已谈妥"),
        put(PAIRS, FIRST + 2, 支援学校代码=CLEAR, 理由="更近"),
    )
    found = replan(demo, path, Asked("李", "2026-08-20", ""), workers)
    (warned,) = replan_json(found, "zh")["warnings"]
    assert (warned["code"], warned["level"]) == ("W-EDIT-REASON", "warning")
    assert (warned["sheet"], warned["row"], warned["field"]) == (PAIRS, FIRST, "理由")
    assert [x for x in replan_lines(found, "zh") if "理由未采用" in x and f"第 {FIRST} 行" in x]
