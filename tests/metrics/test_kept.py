"""What a run measured is kept exactly, with names, and read back only as it was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from pairmatch.errors import BadInput
from pairmatch.io.metrics import read_metrics
from pairmatch.io.runfolder import read_manifest, write_run
from pairmatch.metrics import METRICS, measure
from pairmatch.metrics.kept import FILE, RunMetrics
from pairmatch.programmes import ROOMS
from pairmatch.programmes.metric import Measured
from pairmatch.result import Result
from pairmatch.solve.job import Aim
from pairmatch.solve.versions import own_versions
from pairmatch.state import State
from pairmatch.verify import verify
from tests.metrics.tiny_plan import TINY, tiny, tiny_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tiny scenario."""
    scenario, plan = tiny(), tiny_plan()
    found = verify(scenario, plan)
    result = Result(
        "tiny", "", "bounded", 0, 0, found.value, found.value + 10, (), 0, (), scenario.input_hash
    )
    return write_run(
        tmp_path_factory.mktemp("runs") / "tiny",
        scenario=scenario,
        plan=plan,
        result=result,
        verification=found,
        rooms=ROOMS,
        lang="zh",
        log="",
        state=State(own_versions(), Aim(), (), ()),
        source=str(TINY),
    )


def test_every_metric_is_in_the_run_and_comes_back_exactly(folder: Path) -> None:
    scenario, plan = tiny(), tiny_plan()
    found = read_metrics(folder)
    assert list(found.metrics) == [metric.code for metric in METRICS]
    result = read_manifest(folder).result
    assert found.metrics == measure(scenario, plan, verify(scenario, plan), result)
    assert found.metrics["need_coverage"].value == Fraction(13, 24)
    assert found.metrics["proved_gap"].value == Fraction(10, 3340)
    assert (found.scenario, found.round, found.year) == ("tiny", "2021-2025", 2021)
    assert found.units["990011"] == "乙市子县"


def test_numbers_stand_beside_their_fractions(folder: Path) -> None:
    found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    coverage = found["metrics"]["need_coverage"]
    assert (coverage["value"], coverage["exact"]) == (13 / 24, "13/24")
    assert coverage["parts"]["990011"] == {"value": 1 / 3, "exact": "1/3"}


def test_the_manifest_vouches_for_it(folder: Path) -> None:
    assert FILE in read_manifest(folder).files


def test_schools_among_the_ids_are_named() -> None:
    at = Measured(Fraction(1), {}, ("9900000011", "990011", "chinese"))
    found = RunMetrics.of(tiny(), {"x": at})
    assert found.schools == {"9900000011": "子县东镇中心小学"}
    assert RunMetrics.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_nothing_to_measure_is_kept_as_nothing() -> None:
    found = RunMetrics.of(tiny(), {"x": Measured(None)})
    assert found.to_dict()["metrics"]["x"]["value"] is None
    assert RunMetrics.from_dict(found.to_dict()) == found


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_text("{}", encoding="utf-8"),
        lambda path: path.write_bytes(path.read_bytes() + b" "),
    ],
)
def test_another_file_than_was_written_is_refused(
    folder: Path, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    copy = tmp_path / "run"
    copy.mkdir()
    for name in ("manifest.json", FILE):
        (copy / name).write_bytes((folder / name).read_bytes())
    read_metrics(copy)
    damage(copy / FILE)
    with pytest.raises(BadInput) as bad:
        read_metrics(copy)
    assert [x.code for x in bad.value.issues] == ["E-RUN-METRICS"]


@pytest.mark.parametrize(
    "found",
    [
        [],
        {"metrics": {}},
        {"value": 1.0, "parts": {}, "at": []},
        {"exact": 1, "parts": {}, "at": []},
        {"exact": "1/0", "parts": {}, "at": []},
        {"exact": "1", "parts": {"a": 1}, "at": []},
        {"exact": "1", "parts": {}, "at": [1]},
    ],
)
def test_what_is_no_metric_is_refused_even_with_the_right_hash(
    found: object, folder: Path, tmp_path: Path
) -> None:
    from pairmatch.io.runfolder import sha256

    kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
    path = tmp_path / FILE
    path.write_text(json.dumps({**kept, "metrics": {"x": found}}), encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][FILE] = sha256(path)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BadInput):
        read_metrics(tmp_path)
