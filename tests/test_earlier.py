"""What an earlier run left: used where it still holds, and never believed where it does not."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Literal

import numpy as np
import pytest
from click.testing import CliRunner

import pairmatch.io.state as state_file
import pairmatch.planner as planner
from pairmatch.cli import main
from pairmatch.component import split
from pairmatch.errors import BadInput, HardRulesClash, NoPlanInTime
from pairmatch.io.runfolder import state_of
from pairmatch.io.state import read_state, write_state
from pairmatch.plan import Plan
from pairmatch.post import Model
from pairmatch.programmes import ROOMS, plan_tables_of
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.index import may_host
from pairmatch.programmes.teams.tables import Seat
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Need
from pairmatch.settings import Force
from pairmatch.solve.board import Board
from pairmatch.solve.coordinate import Coordinated, coordinate
from pairmatch.solve.earlier import Earlier, Past, still
from pairmatch.solve.job import AT_LOWER, BASIC, Aim, Column, Job, Outcome
from pairmatch.solve.relax import balanced
from pairmatch.solve.sparse import Sparse
from pairmatch.solve.steps import FIRST_SLACK, Steps
from pairmatch.solve.workers import Workers, nothing
from tests.brute import optimum
from tests.test_coordinate import claims_hold, plan_is_one
from tests.tiny_models import column_of, keeps, plans, tiny_model
from tests.tiny_provinces import Here, Province, tiny_province
from tests.tiny_random import tiny

FORCES: tuple[Force, ...] = ("hard", "relaxable", "principle", "preference")
TABLES = plan_tables_of(ROOMS)


class Asked(Here):
    """Remembers which components had which jobs."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[Job] = []

    @property
    def numbers(self) -> set[int]:
        return {job.number for job in self.jobs if job.number >= 0}

    def run(
        self,
        jobs: Sequence[Job],
        models: Callable[[int], Model],
        deadline: float,
        hear: Callable[[Outcome], None] = lambda outcome: None,
    ) -> list[Outcome]:
        self.jobs += jobs
        return super().run(jobs, models, deadline, hear)


def run(province: Province, earlier: Earlier | None = None) -> tuple[Coordinated, set[int]]:
    hands = Asked()
    found = coordinate(
        province.sources,
        province.rows,
        hands,
        seed=1,
        limit_s=60.0,
        watch=lambda one: None,
        earlier=earlier,
    )
    return found, hands.numbers


def past_of(found: Coordinated, number: int) -> Past:
    column = found.columns[number]
    assert column is not None
    outcome = replace(found.outcomes[number], column=None)
    return Past(outcome, found.pools[number], column, found.sizes[number], found.ends[number])


def left_by(
    found: Coordinated, changed: Sequence[int] = (), narrower: Sequence[int] = ()
) -> Earlier:
    past = {i: past_of(found, i) for i in range(len(found.columns))}
    return Earlier(
        found.aim,
        found.rows,
        {i: one for i, one in past.items() if i not in (*changed, *narrower)},
        {i: one for i, one in past.items() if i in narrower},
        {i: one for i, one in past.items() if i in changed},
    )


def complete(found: Coordinated) -> bool:
    return not found.clashing and not found.missing


def test_nothing_has_changed_and_nothing_is_solved_that_was_proved() -> None:
    proved = 0
    for seed in range(6000, 6040):
        models = tiny_province(Random(seed), FORCES).models
        province = Province(tuple(replace(model, uses=()) for model in models), ())
        first, _ = run(province)
        if complete(first):
            second, asked = run(province, left_by(first))
            assert asked == set()
            assert second.columns == first.columns
            assert (second.value, second.bound, second.floor) == (
                first.value,
                first.bound,
                first.floor,
            )
            assert second.kept == frozenset(range(len(models)))
            proved += 1
    assert proved > 12


@pytest.mark.parametrize(
    ("far", "open_by", "slack"), [(3.0, 0, FIRST_SLACK), (99.5, 0, 100), (99.5, 1, FIRST_SLACK)]
)
@pytest.mark.parametrize("more", [0, 1])
def test_what_changed_is_planned_near_to_what_it_was_and_as_far_from_its_bound(
    far: float, open_by: int, slack: int, more: int
) -> None:
    """What a plan proved best had less than its relaxation, the next one may have less; a plan of other
    columns is no guide.
    """
    provinces = (tiny_province(Random(seed), FORCES) for seed in range(7000, 7045))
    province, first = next(
        (x, found)
        for x in provinces
        if complete(found := run(x)[0]) and found.outcomes[0].base is not None
    )
    past = past_of(first, 0)
    worth, base = past.chosen.worth(first.aim), past.outcome.base
    assert base is not None
    ended = replace(past.outcome, base=replace(base, worth=worth + far), bound=worth + open_by)
    past = replace(past, outcome=ended, size=past.size + more)
    board = Board(province.sources, province.rows)
    assert board.take(Earlier(first.aim, first.rows, changed={0: past}))
    steps = Steps(board, Here(), 1, 60.0, lambda one: None)
    asked = steps._job(0, "plan", board.aim)
    assert asked.near is (None if more else past.chosen.values)
    assert asked.slack == slack
    # Elsewhere the distance is another one, and nobody knows it.
    other = Aim(tuple(price + 9 for price in board.aim.prices))
    assert steps._job(0, "plan", other).slack == FIRST_SLACK
    away = replace(past, outcome=replace(ended, base=replace(ended.base, aim=other)))
    board = Board(province.sources, province.rows)
    assert board.take(Earlier(first.aim, first.rows, changed={0: away}))
    assert not board.apart


@pytest.mark.parametrize("narrows", [False, True])
def test_one_component_loses_plans_and_what_is_claimed_is_true(narrows: bool) -> None:
    """Whether the coordinator knows that plans were only lost, or not."""
    went_on = alone = none = 0
    for seed in range(7000, 7045):
        r = Random(seed)
        province = tiny_province(r, FORCES)
        first, _ = run(province)
        if not complete(first):
            continue
        number = r.randrange(len(province.models))
        model = province.models[number]
        upper = model.upper.copy()
        upper[r.choice(list(np.flatnonzero(model.integer)))] = 0.0
        models = list(province.models)
        models[number] = replace(model, upper=upper)
        other = Province(tuple(models), province.rows)
        how = left_by(first, narrower=[number]) if narrows else left_by(first, [number])
        found, asked = run(other, how)
        want = other.optimum()
        if found.clashing:
            assert Province((models[number],), ()).optimum() is None
        elif not found.missing:
            assert want is not None
            plan_is_one(other, found)
            claims_hold(found, want)
            went_on += 1
            alone += asked == {number}
            none += not asked
    assert went_on > 8
    assert alone > 3
    # A plan that nothing was taken from stands, and so does its proof: nobody is asked anything.
    assert (none > 2) == narrows


def test_other_shared_rows_end_what_was_known() -> None:
    for seed in range(8000, 8030):
        province = tiny_province(Random(seed), FORCES)
        first, _ = run(province)
        if not complete(first):
            continue
        rows = tuple(replace(row, upper=not row.upper) for row in province.rows)
        other = Province(province.models, rows)
        found, asked = run(other, left_by(first))
        assert asked == set(range(len(province.models)))
        assert found.kept == frozenset()
        want = other.optimum()
        if complete(found) and want is not None:
            claims_hold(found, want)


def test_another_side_of_a_shared_row_keeps_the_bound_true() -> None:
    compared = 0
    for seed in range(8100, 8125):
        r = Random(seed)
        province = tiny_province(r, FORCES)
        first, _ = run(province)
        if not complete(first):
            continue
        rows = tuple(
            replace(row, side=max(0, row.side + r.choice([-2, -1, 1, 2]))) for row in province.rows
        )
        other = Province(province.models, rows)
        found, _ = run(other, left_by(first))
        want = other.optimum()
        if complete(found) and want is not None:
            plan_is_one(other, found)
            claims_hold(found, want)
            compared += 1
    assert compared > 6


def test_an_old_plan_counts_where_it_can_be_carried_out() -> None:
    yes = no = 0
    for seed in range(9000, 9100):
        r = Random(seed)
        model = tiny_model(r)
        found = plans(model)
        if not len(found):
            continue
        values = found[r.randrange(len(found))]
        j = r.choice(list(np.flatnonzero(model.integer)))
        upper = model.upper.copy()
        upper[j] = max(0.0, upper[j] - 1)
        other = replace(model, upper=upper, points=model.points + 1)
        kept = still(other, column_of(model, values))
        assert (kept is not None) == keeps(other, values)
        if kept is not None:
            assert kept == column_of(other, values)
        yes, no = yes + (kept is not None), no + (kept is None)
    assert yes > 10
    assert no > 5


def test_a_plan_of_other_columns_is_no_plan() -> None:
    model = next(m for m in (tiny_model(Random(seed)) for seed in range(50)) if len(plans(m)))
    column = column_of(model, plans(model)[0])
    longer = Sparse.of(np.append(column.values.dense(), 0.0))
    assert still(model, replace(column, values=longer)) is None


def test_a_basis_has_as_many_basic_ones_as_rows() -> None:
    for seed in range(300):
        r = Random(seed)
        model = tiny_model(r)
        columns = np.array([r.choice([AT_LOWER, BASIC]) for _ in model.upper], dtype=np.int8)
        rows = np.array([r.choice([AT_LOWER, BASIC]) for _ in model.low], dtype=np.int8)
        new_columns, new_rows = balanced(model, columns, rows)
        assert (new_columns == BASIC).sum() + (new_rows == BASIC).sum() == len(model.low)
        if (columns == BASIC).sum() + (rows == BASIC).sum() == len(model.low):
            assert (new_columns.tolist(), new_rows.tolist()) == (columns.tolist(), rows.tolist())


# -- scenarios and files --------------------------------------------------------------------------


def with_a_need(scenario: Scenario, r: Random) -> Scenario:
    """One need counts for more, or is left out."""
    rows = {table.name: list(scenario.rows(table.model)) for table in scenario.tables}
    needs = rows["needs"]
    i = r.randrange(len(needs))
    need = needs.pop(i)
    assert isinstance(need, Need)
    if r.random() < 0.5:
        needs.append(need.model_copy(update={"priority": need.priority % 5 + 1}))
    return Scenario(scenario.settings, scenario.tables, rows)


@pytest.mark.parametrize(("joined", "seeds"), [(0, range(30)), (400, range(20))])
def test_a_changed_scenario_is_planned_as_if_anew(
    joined: int,
    seeds: range,
    workers: Workers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pairmatch.parts.JOINED", joined)
    kept = compared = 0
    for seed in seeds:
        r, scenario = Random(seed), tiny(seed)
        if len(split(scenario)) < 2 or not scenario.rows(Need):
            continue
        other = with_a_need(scenario, r)
        try:
            first = planner.solve(scenario, workers=workers)
            write_state(tmp_path / "state.json", first.state, TABLES)
            state = read_state(tmp_path / "state.json", TABLES)
            second = planner.solve(other, workers=workers, earlier=state)
        except (HardRulesClash, NoPlanInTime):
            continue
        best = optimum(other)
        assert best is not None
        result = second.result
        assert second.verification.accepted
        assert result.shortfall_bound <= best.shortfall <= result.shortfall, f"seed {seed}"
        if result.shortfall == best.shortfall:
            assert result.value <= best.value <= result.bound, f"seed {seed}"
        kept += sum(part.reused for part in result.components)
        compared += 1
    assert compared > len(seeds) / 6
    assert kept > (2 if joined == 0 else 0)


DECIDED = (5, 7, 9, 11, 12, 13, 16, 23, 27, 30, 31, 34, 36, 38)
"""Random scenarios that have a plan before and after a decision which takes plans away."""


def with_a_decision(scenario: Scenario, plan: Plan, r: Random) -> Scenario:
    """Forbid a site or pair of the plan, or require one that it does not have."""
    taken = {(x.recipient_school, x.supporting_school) for x in plan.rows(SchoolPair)}
    chosen = {x.recipient_school for x in plan.rows(Seat)}
    force: Literal["require", "forbid"] = r.choice(["require", "forbid"])
    pairs = [
        Lock(
            what="pair",
            recipient_school=a.school_code,
            supporting_school=b.school_code,
            force=force,
        )
        for a in scenario.schools_on("recipient")
        for b in scenario.schools_on("supporting")
        if scenario.linked(b.school_code, a.school_code)
        and scenario.stages(a.school_code) & scenario.stages(b.school_code)
        and ((a.school_code, b.school_code) in taken) == (force == "forbid")
    ]
    sites = [
        Lock(what="site", recipient_school=a.school_code, force=force)
        for a in scenario.schools_on("recipient")
        if may_host(scenario, a.school_code) and (a.school_code in chosen) == (force == "forbid")
    ]
    rows = {table.name: list(scenario.rows(table.model)) for table in scenario.tables}
    rows["locks"].append(r.choice([*pairs, *sites]))
    return Scenario(scenario.settings, scenario.tables, rows)


def test_decisions_take_plans_away_and_what_is_claimed_is_true(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pairmatch.parts.JOINED", 0)
    narrower = 0
    for seed in DECIDED:
        scenario = tiny(seed)
        first = planner.solve(scenario, workers=workers)
        other = with_a_decision(scenario, first.plan, Random(seed))
        second = planner.solve(other, workers=workers, earlier=first.state)
        best, result = optimum(other), second.result
        assert best is not None
        assert second.verification.accepted
        assert result.shortfall_bound <= best.shortfall <= result.shortfall, f"seed {seed}"
        if result.shortfall == best.shortfall:
            assert result.value <= best.value <= result.bound, f"seed {seed}"
        before = {part.units: part.fingerprint for part in first.state.parts}
        narrower += sum(
            part.units in before and part.fingerprint.narrows(before[part.units])
            for part in second.state.parts
        )
    # Pairs of earlier years that are let go add plans: see test_history.
    assert narrower > len(DECIDED) // 2


def test_a_state_is_read_as_it_was_written(workers: Workers, tmp_path: Path) -> None:
    state = planner.solve(tiny(7), workers=workers).state
    path, again = tmp_path / "state.json", tmp_path / "again.json"
    write_state(path, state, TABLES)
    found = read_state(path, TABLES)
    write_state(again, found, TABLES)
    assert path.read_bytes() == again.read_bytes()
    assert (found.versions, found.aim, found.shared) == (state.versions, state.aim, state.shared)
    for one, other in zip(found.parts, state.parts, strict=True):
        assert (one.units, one.fingerprint, one.past.pool) == (
            other.units,
            other.fingerprint,
            other.past.pool,
        )
        assert one.past.outcome == other.past.outcome
        assert one.past.chosen.values.dense().tolist() == other.past.chosen.values.dense().tolist()
        assert {m: list(rows) for m, rows in one.rows.items()} == {
            table.model: list(other.rows.get(table.model, ())) for table in TABLES
        }


DEMO = str(Path(__file__).parents[1] / "scenarios" / "demo")


@pytest.fixture(scope="module")
def demo_run(tmp_path_factory: pytest.TempPathFactory, called_here: None) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "first"
    assert CliRunner().invoke(main, ["solve", DEMO, "--out", str(folder)]).exit_code == 0
    return folder


def test_the_command_says_what_it_kept(demo_run: Path, tmp_path: Path) -> None:
    call = ["solve", DEMO, "--out", str(tmp_path / "second"), "--from", str(demo_run)]
    answer = CliRunner().invoke(main, [*call, "--lang", "en"])
    assert answer.exit_code == 0, answer.output
    assert "1 of 1 components are as they were" in " ".join(answer.output.split())
    first, second = (
        json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["result"]
        for folder in (demo_run, tmp_path / "second")
    )
    assert (first["value"], first["bound"]) == (second["value"], second["bound"])
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "second")]).exit_code == 0


def test_a_change_of_a_change_is_planned_too(demo_run: Path, tmp_path: Path) -> None:
    """A pair that no plan used is forbidden: the old plan stays the best, and is left to the next run."""
    scenario = tmp_path / "demo"
    shutil.copytree(DEMO, scenario)
    used = (demo_run / "tables" / "pairs.csv").read_text(encoding="utf-8-sig")
    schools = (scenario / "schools.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    primary = [row.split(",")[0] for row in schools if row.split(",")[3] == "小学"]
    giver = next(code for code in primary if code.startswith("99440103"))
    taker = next(
        code
        for code in primary
        if code.startswith("99440804")
        and not any(giver in row and code in row for row in used.splitlines())
    )
    with (scenario / "locks.csv").open("a", encoding="utf-8") as file:
        file.write(f"结对,{taker},{giver},,,禁止,试,\n")
    folders = [demo_run, tmp_path / "second", tmp_path / "third"]
    for before, after in itertools.pairwise(folders):
        call = ["solve", str(scenario), "--out", str(after), "--from", str(before)]
        answer = CliRunner().invoke(main, call)
        assert answer.exit_code == 0, answer.output
        assert CliRunner().invoke(main, ["verify", str(after)]).exit_code == 0


@pytest.mark.parametrize("harm", ["gone", "altered", "no run"])
def test_a_damaged_run_is_refused_and_nothing_written(
    harm: str, demo_run: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(demo_run, broken)
    if harm == "gone":
        (broken / "state.json").unlink()
    elif harm == "altered":
        said = (broken / "state.json").read_text(encoding="utf-8")
        (broken / "state.json").write_text(said.replace("1", "2", 1), encoding="utf-8")
    else:
        (broken / "manifest.json").unlink()
    call = ["solve", DEMO, "--out", str(tmp_path / "out"), "--from", str(broken), "--lang", "en"]
    answer = CliRunner().invoke(main, call)
    assert answer.exit_code == 2
    assert ("manifest.json" if harm == "no run" else "state.json") in answer.output
    assert not (tmp_path / "out").exists()
    with pytest.raises(BadInput):
        state_of(broken, ROOMS)


def test_a_manifest_with_other_things_in_it_is_refused(demo_run: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(demo_run, broken)
    said = json.loads((broken / "manifest.json").read_text(encoding="utf-8"))
    for files in (None, [], {"state.json": 3}, "state.json"):
        (broken / "manifest.json").write_text(
            json.dumps({**said, "files": files}), encoding="utf-8"
        )
        with pytest.raises(BadInput):
            state_of(broken, ROOMS)


def test_an_array_is_never_longer_than_it_says() -> None:
    """A few bytes that unpack to gigabytes are not unpacked; other lengths are no arrays."""
    size, text = state_file._packed(np.zeros(1_000_000, dtype=np.int8))
    assert len(state_file._unpacked([size, text], np.int8)) == size
    for length in (10, size - 1, size + 1, -1, 10**12, 1.5, True, None):
        with pytest.raises(ValueError, match="length"):
            state_file._unpacked([length, text], np.int8)


def test_a_plan_of_columns_that_are_not_there_is_none() -> None:
    said = state_file._column_said(Column(0, 1, (), Sparse.of(np.array([0.0, 2.0]))))
    assert state_file._column(said).values.dense().tolist() == [0, 2]
    for at in (np.array([2]), np.array([-1]), np.array([0, 1]), np.array([], dtype=np.int64)):
        wrong = {**said, "some": state_file._packed(at.astype(np.int32))}
        with pytest.raises(ValueError, match="another model"):
            state_file._column(wrong)


def test_halves_of_people_and_no_numbers_are_no_plan() -> None:
    model = next(m for m in (tiny_model(Random(seed)) for seed in range(50)) if len(plans(m)))
    column = column_of(model, plans(model)[0])
    for wrong in (0.5, np.nan, np.inf):
        values = np.where(model.integer, wrong, column.values.dense())
        assert still(model, replace(column, values=Sparse.of(values))) is None


def test_without_time_for_what_has_changed_the_old_plans_stand() -> None:
    """No time for the changed component: its plan of before that can still be carried out is one."""
    kept = 0
    for seed in range(9200, 9236):
        province = tiny_province(Random(seed), FORCES)
        first, _ = run(province)
        if not complete(first):
            continue
        found = coordinate(
            province.sources,
            province.rows,
            Idle(),
            seed=1,
            limit_s=60.0,
            watch=lambda one: None,
            earlier=left_by(first, [0]),
        )
        assert not found.missing
        plan_is_one(province, found)
        want = province.optimum()
        assert want is not None
        claims_hold(found, want)
        kept += 1
    assert kept > 9


class Idle(Here):
    """Does nothing, as when the time is over at once."""

    def run(
        self,
        jobs: Sequence[Job],
        models: Callable[[int], Model],
        deadline: float,
        hear: Callable[[Outcome], None] = lambda outcome: None,
    ) -> list[Outcome]:
        return [nothing(job) for job in jobs]


def test_other_versions_begin_anew(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    state = replace(planner.solve(tiny(7), workers=workers).state, versions=(("pairmatch", "0"),))
    found = planner.solve(tiny(7), workers=workers, earlier=state)
    assert not any(part.reused for part in found.result.components)
