"""A run on a cluster gives the bytes of a run here, whoever dies; what cannot be had is said."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pairmatch.cli import main
from pairmatch.errors import BadInput, ExecutorLost
from pairmatch.io.read import read_scenario
from pairmatch.io.runfolder import write_run
from pairmatch.planner import Solved, solve
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.solve import cluster as clusters
from pairmatch.solve import elsewhere
from pairmatch.solve.cluster import Cluster
from pairmatch.solve.executor import hands_of, refuse_malformed
from pairmatch.solve.standing import Standing
from pairmatch.solve.workers import Workers
from pairmatch.sweep.says import SweepLines
from pairmatch.sweep.table import Row
from pairmatch.verify import verify
from tests.clusters import address, nothing_left, one_killed
from tests.serving import deadly, lying
from tests.test_anytime import larger
from tests.test_sweep import COUNT, TINY, folder_of, handed_out, undisturbed
from tests.test_sweep import command as sweep

if TYPE_CHECKING:
    from distributed import LocalCluster

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def several(shared: bool) -> Scenario:
    """Three components, with a target of pairs for all of them or on their own."""
    target = {"province_pairs": 4, "province_pairs_tolerance": 0}
    return larger(numbers=target) if shared else larger()


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small components are not joined."""
    monkeypatch.setattr("pairmatch.parts.JOINED", 0)


def written(folder: Path, scenario: Scenario, solved: Solved) -> dict[str, bytes]:
    """What is handed out of a plan, byte by byte."""
    write_run(
        folder,
        scenario=scenario,
        plan=solved.plan,
        result=solved.result,
        verification=solved.verification,
        rooms=ROOMS,
        lang="zh",
        log="",
        state=solved.state,
        source=str(SCENARIOS / "tiny"),
    )
    names = (path for path in folder.rglob("*") if path.suffix in (".csv", ".xlsx"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}


def same(here: Solved, there: Solved, scenario: Scenario, tmp_path: Path) -> None:
    assert here.result.status == "proved"
    assert replace(there.result, seconds={}) == replace(here.result, seconds={})
    files = written(tmp_path / "here", scenario, here)
    assert len(files) > 10
    assert written(tmp_path / "there", scenario, there) == files


@pytest.mark.usefixtures("apart")
def test_same_bytes_here_and_on_a_cluster(
    workers: Workers, cluster: LocalCluster, tmp_path: Path
) -> None:
    one = several(shared=True)
    with hands_of(address(cluster)) as hands:
        there = solve(one, workers=hands)
    same(solve(one, workers=workers), there, one, tmp_path)
    nothing_left(cluster)


@pytest.mark.usefixtures("apart")
def test_a_worker_killed_at_work_changes_nothing(
    workers: Workers, cluster: LocalCluster, tmp_path: Path
) -> None:
    """Its job, and the models that it held, go to others."""
    one = several(shared=True)
    with hands_of(address(cluster)) as hands, one_killed(cluster, "solve_job"):
        there = solve(one, workers=hands)
    same(solve(one, workers=workers), there, one, tmp_path)
    nothing_left(cluster)


@pytest.mark.usefixtures("apart")
def test_a_job_over_which_workers_die_goes_another_way(
    workers: Workers, cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    monkeypatch.setattr(elsewhere, "solve_job", deadly)
    one = read_scenario(SCENARIOS / "infeasible" / "no-site")
    with hands_of(address(cluster)) as hands:
        there = solve(one, workers=hands)
    assert {part.route for part in there.result.components} == {"highs without presolve"}
    assert there.plan == solve(one, workers=workers).plan


@pytest.mark.usefixtures("apart")
def test_a_worker_that_came_later_with_other_versions_is_refused(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "solve_job", lying)
    with hands_of(address(cluster)) as hands, pytest.raises(BadInput) as refused:
        solve(larger(), workers=hands)
    assert [x.code for x in refused.value.issues] == ["E-EXECUTOR-VERSIONS"]


@pytest.mark.usefixtures("apart")
def test_an_interrupt_leaves_the_best_plan_so_far_and_nobody_at_work(cluster: LocalCluster) -> None:
    told: list[Standing] = []

    def watch(standing: Standing) -> None:
        told.append(standing)
        if len(told) == 2:
            raise KeyboardInterrupt

    one = several(shared=True)
    with hands_of(address(cluster)) as hands:
        solved = solve(one, workers=hands, watch=watch)
    assert solved.interrupted
    assert verify(one, solved.plan).accepted
    nothing_left(cluster)


@pytest.mark.usefixtures("apart")
def test_without_time_there_is_a_plan_all_the_same(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers that do not answer in time are told to stop, and nothing is waited for."""
    monkeypatch.setattr(elsewhere, "LATEST_S", -0.9)
    one = replace_limit(several(shared=False), 1)
    with hands_of(address(cluster)) as hands:
        solved = solve(one, workers=hands)
    assert verify(one, solved.plan).accepted
    nothing_left(cluster)


def replace_limit(scenario: Scenario, seconds: int) -> Scenario:
    return scenario.with_settings(replace(scenario.settings, time_limit_s=seconds))


@pytest.mark.usefixtures("apart")
def test_a_cluster_that_goes_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(clusters, "CONNECT_S", 1)
    how: dict[str, Any] = {"threads_per_worker": 1, "dashboard_address": ":0"}
    # Its worker is a thread: it is soon there, and soon gone.
    with LocalCluster(n_workers=1, processes=False, protocol="tcp", **how) as lost:

        def watch(standing: Standing) -> None:
            lost.close()

        with hands_of(address(lost)) as hands, pytest.raises(ExecutorLost, match="dask://"):
            solve(several(shared=True), workers=hands, watch=watch)


# -- sweeps ---------------------------------------------------------------------------------------


def test_a_sweep_has_the_same_bytes_with_a_worker_killed_at_work(
    workers: Workers, cluster: LocalCluster, tmp_path: Path
) -> None:
    (tmp_path / "some.toml").write_text(TINY, encoding="utf-8")
    out = tmp_path / "out"
    with one_killed(cluster, "plan_there"):
        done = sweep(tmp_path / "some.toml", "--out", out, "--executor", address(cluster))
    assert done.exit_code == 0, done.output
    assert handed_out(out) == handed_out(undisturbed(tmp_path / "here", workers))
    nothing_left(cluster)


def test_a_sweep_that_is_stopped_leaves_nobody_at_work(
    cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(lines: object, row: Row) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SweepLines, "__call__", stop)
    (tmp_path / "some.toml").write_text(TINY, encoding="utf-8")
    call = (tmp_path / "some.toml", "--out", tmp_path / "out", "--executor", address(cluster))
    assert sweep(*call).exit_code == 130
    nothing_left(cluster)
    assert len(folder_of(TINY, tmp_path).waiting) == COUNT - 1


# -- what cannot be had ---------------------------------------------------------------------------


def refusal(make: Callable[[], Any]) -> str:
    """The one fault for which something is refused, in English."""
    with pytest.raises(BadInput) as refused:
        make()
    (issue,) = refused.value.issues
    assert issue.say("zh") != issue.say("en")
    return issue.say("en")


@pytest.mark.parametrize(
    "written",
    ["", "dask://", "dask://here", "tcp://here:8786", "dask://here:0", "dask://here:70000", "dask"],
)
def test_a_malformed_address(written: str) -> None:
    assert "E-EXECUTOR-ADDRESS" in refusal(lambda: refuse_malformed(written))


def test_addresses() -> None:
    assert clusters.place_of("dask://10.0.0.7:8786/") == "10.0.0.7:8786"
    assert clusters.place_of("dask://[::1]:8786") == "[::1]:8786"
    refuse_malformed(None)


@pytest.mark.parametrize("listening", [False, True], ids=["nobody", "somebody else"])
def test_a_cluster_that_cannot_be_reached(listening: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT_S", 0.5)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        if listening:
            other.listen()
        place = f"dask://127.0.0.1:{other.getsockname()[1]}"
        assert "E-EXECUTOR-REACH" in refusal(lambda: Cluster(place))


def test_the_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = refusal(lambda: Cluster("dask://127.0.0.1:8786"))
    assert "E-EXECUTOR-EXTRA" in said
    assert ".[dask]" in said


def test_other_versions_are_refused_by_name(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "own_versions", lambda: (("pairmatch", "9.9"), ("python", "2")))
    with pytest.raises(BadInput) as refused:
        Cluster(address(cluster))
    said = [issue.say("en") for issue in refused.value.issues]
    assert len(said) == 3  # the scheduler and two workers
    assert all("pairmatch 9.9, python 2" in x and "ortools 9" in x for x in said)
    assert sum("scheduler" in x for x in said) == 1


def test_a_cluster_without_workers() -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, dashboard_address=":0") as empty:
        assert "E-EXECUTOR-EMPTY" in refusal(lambda: Cluster(address(empty)))


@pytest.mark.parametrize("executor", ["dask:here", "dask://127.0.0.1:1"])
def test_the_command_says_it_and_writes_nothing(executor: str, tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = CliRunner().invoke(
        main, ["solve", str(SCENARIOS / "tiny"), "--out", str(out), "--executor", executor]
    )
    assert (done.exit_code, "E-EXECUTOR" in done.stderr) == (2, True), done.output
    assert not list(tmp_path.iterdir())


def test_dask_is_loaded_by_nobody_who_does_not_ask() -> None:
    code = (
        "import sys, pairmatch.cli, pairmatch.planner, pairmatch.solve.executor, pairmatch.sweep.crew;"
        "sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
