"""The command: exit codes, JSON, time that is too short, solvers that die, the same answer twice."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pairmatch.cli import main
from pairmatch.diagnose import Diagnosis, diagnose
from pairmatch.diagnose.says import Words
from pairmatch.programmes import RULES
from pairmatch.refusal import BAD_INPUT, DONE, HARD_CLASH
from pairmatch.solve.hands import Hear, Models
from pairmatch.solve.job import Job, Outcome
from pairmatch.solve.workers import Workers, nothing
from tests.diagnose.planted import planted

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(autouse=True)
def shared_workers(monkeypatch: pytest.MonkeyPatch, workers: Workers) -> None:
    """The command takes the tests' child instead of starting its own."""
    monkeypatch.setattr("pairmatch.diagnose.Workers", lambda count: contextlib.nullcontext(workers))


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["diagnose", *map(str, arguments)], catch_exceptions=False)


@pytest.mark.parametrize(
    ("name", "code", "rules"),
    [
        ("hard-clash", HARD_CLASH, [["T1", "T2"], ["T2", "L1"]]),
        ("host-full", DONE, [["T1", "T2", "W1", "W4"]]),
        ("leaders-all-away", DONE, [["P8", "T1", "T2", "L1"]]),
        ("no-partner-of-the-stage", DONE, [["P2-min"]]),
        ("no-site", DONE, [["T1"]]),
        ("quota-beyond-schools", DONE, [["P6"]]),
        ("subject-stripped", DONE, [["W7", "L1"], ["T1", "T2", "W1", "W7"]] * 2),
        ("too-few-people", DONE, [["T1", "T2", "T2", "T5", "T5"]]),
        ("unequal-swap", DONE, [["T1", "T2", "W1", "W5", "W5"]]),
    ],
)
def test_infeasible_scenarios(name: str, code: int, rules: Sequence[Sequence[str]]) -> None:
    done = call(SCENARIOS / "infeasible" / name, "--json")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == answer["exit"] == code
    found = [[x["rule"] for x in one["demands"]] for one in answer["conflicts"]]
    assert sorted(found) == sorted(map(list, rules))
    assert all(one["cheapest"] and one["argument"] for one in answer["conflicts"])
    assert answer["together"]["remaining"] == []


def test_every_infeasible_scenario_is_here() -> None:
    [mark] = [x for x in test_infeasible_scenarios.pytestmark if x.name == "parametrize"]  # type: ignore[attr-defined]
    assert {row[0] for row in mark.args[1]} == {
        folder.name for folder in (SCENARIOS / "infeasible").iterdir()
    }


def test_the_text_names_clause_place_and_way_out() -> None:
    done = call(SCENARIOS / "infeasible" / "too-few-people", "--lang", "zh")
    assert "T1 [GD-2-1§13] 子县的支教团队至少 2 个团队" in done.stdout
    assert "1) 甲区一小增加可派的语文专任教师（小学）1 人" in done.stdout
    assert "乙市子县支教团队名额下限由 2 个改为 1 个" in done.stdout


def test_a_good_scenario_has_none() -> None:
    done = call(SCENARIOS / "tiny", "--lang", "en")
    assert done.exit_code == DONE
    assert done.stdout.strip() == "No conflict: all that is asked can hold together."


def test_bad_input_is_listed() -> None:
    done = call(SCENARIOS / "dirty" / "many-faults", "--json")
    assert done.exit_code == BAD_INPUT
    assert json.loads(done.stdout)["issues"]


class Limited:
    """Hands that answer so many rounds of questions and no more, as if the time were over then."""

    interrupted = False

    def __init__(self, workers: Workers, rounds: int) -> None:
        self._workers, self._left = workers, rounds

    def forget(self) -> None:
        self._workers.forget()

    def run(
        self,
        jobs: Sequence[Job],
        models: Models,
        deadline: float,
        hear: Hear = lambda outcome: None,
    ) -> list[Outcome]:
        self._left -= 1
        if self._left < 0:
            return [nothing(job) for job in jobs]
        return self._workers.run(jobs, models, deadline, hear)


@pytest.mark.parametrize("rounds", [0, 1, 9, 20])
def test_what_is_not_worked_out_is_said(rounds: int, workers: Workers) -> None:
    """Nothing is left out in silence, whenever the time ends."""
    source, wanted = planted(16)
    found = diagnose(source, workers=Limited(workers, rounds))
    known = {one.last for one in found.conflicts} | set(found.unexplained)
    assert known == set(found.given)
    assert len(known) == len(wanted) or found.unknown
    text = "\n".join(Words(source, RULES, "zh").lines(found))
    if found.unexplained or found.unknown:
        assert "时限" in text
    if any(not one.mendings for one in found.conflicts):
        assert found.together is None


def test_the_same_answer_twice(workers: Workers) -> None:
    def said(found: Diagnosis) -> list[str]:
        return list(Words(source, RULES, "zh").lines(found))

    source, _ = planted(14)
    assert said(diagnose(source, workers=workers)) == said(diagnose(source, workers=workers))
