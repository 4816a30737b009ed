"""One thing changed in a finished run: what is changed, measured, recorded and shown on the page."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import whatif
from benchmarks.report.page import write_page
from benchmarks.report.runs import Run, read_readings
from pairmatch.explain.suggest import withdrawn
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import TEAMS, Seat
from pairmatch.schema import Lock, School
from pairmatch.solve.workers import Workers
from pairmatch.whatif.opened import OpenedRun

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "scenarios" / "demo"
KINDS = ["pair forbidden", "pair required", "person gone", "capacity cut", "unit limited"]


@pytest.fixture(scope="module")
def run(workers: Workers) -> OpenedRun:
    return whatif.opened(DEMO, workers)


def test_one_thing_is_changed_of_each_kind(run: OpenedRun) -> None:
    found = dict(whatif.changes(run, frozenset(run.scenario.units)))
    assert list(found) == KINDS
    pairs = {(x.recipient_school, x.supporting_school) for x in run.plan.rows(SchoolPair)}
    for change, force in (("pair forbidden", "forbid"), ("pair required", "require")):
        (lock,) = set(found[change].rows(Lock)) - set(run.scenario.rows(Lock))
        assert (lock.what, lock.force) == ("pair", force)
        planned = (lock.recipient_school, lock.supporting_school) in pairs
        assert planned == (force == "forbid")
    seat = run.plan.rows(Seat)[0]
    assert found["person gone"].input_hash == withdrawn(run.scenario, TEAMS, seat).input_hash
    (less,) = set(found["capacity cut"].rows(School)) - set(run.scenario.rows(School))
    sent = sum(x.supporting_school == seat.supporting_school for x in run.plan.rows(Seat))
    assert less.school_code == seat.supporting_school
    assert found["capacity cut"].release_left(less.school_code, "autumn") == sent - 1
    unit = run.scenario.homes[seat.supporting_school]
    limit = found["unit limited"].settings.limits[unit]
    assert (
        limit.people
        == sum(run.scenario.homes[x.supporting_school] == unit for x in run.plan.rows(Seat)) - 1
    )
    assert not list(whatif.changes(run, frozenset()))


def test_an_answer_is_measured_and_recorded(tmp_path: Path, workers: Workers) -> None:
    out = tmp_path / "new" / "demo.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whatif, "Workers", lambda count: _Lent(workers))
        done = CliRunner().invoke(whatif.main, [str(DEMO), "--out", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == whatif.COLUMNS
    assert [row["change"] for row in rows] == KINDS
    assert [(row["status"], row["gap_percent"], row["components"]) for row in rows] == [
        ("proved", "0", "1")
    ] * len(KINDS)
    assert all(float(row["answer_s"]) > 0 for row in rows)
    assert len(done.output.splitlines()) == len(KINDS)


class _Lent:
    """The children of all tests, lent to a command that would start some of its own."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def __enter__(self) -> Workers:
        return self._workers

    def __exit__(self, *_: object) -> None: ...


def test_every_column_is_explained() -> None:
    text = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert not [name for name in whatif.COLUMNS if f"`{name}`" not in text]


def test_the_page_says_what_answers_take(tmp_path: Path) -> None:
    told = {"case": "province", "change": "pair forbidden", "revision": "r1", "ortools": "9"}
    spent = [("1.0", "proved", "0.004"), ("3.0", "bounded", "0.009"), ("0.5", "HardRulesClash", "")]
    answers = [
        Run(dict.fromkeys(whatif.COLUMNS, "") | told | dict(zip(_MEASURED, x, strict=True)), ())
        for x in spent
    ]
    page = tmp_path / "report.md"
    write_page([], page, tmp_path / "plots", answers=answers)
    row = "| province: pair forbidden | 3 | 2 | 2 | 1.00 | 3.00 | 3.00 | 0.009 |"
    assert row in page.read_text(encoding="utf-8")
    write_page([], page, tmp_path / "plots", answers=read_readings(tmp_path))
    assert "One thing changed" not in page.read_text(encoding="utf-8")


_MEASURED = ("answer_s", "status", "gap_percent")
