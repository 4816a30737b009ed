"""Run folders for the tests of comparison and acceptance: plans of the tiny scenario, never solved."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pairmatch.io.manifest import MANIFEST, sha256
from pairmatch.io.runfolder import write_run
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS
from pairmatch.result import Result
from pairmatch.settings import Given
from pairmatch.solve.job import Aim
from pairmatch.solve.versions import own_versions
from pairmatch.state import State
from pairmatch.verify import verify
from tests.metrics.tiny_plan import TINY, tiny, tiny_plan
from tests.rules.examples_rows import pair, plan, stay, team


def next_plan() -> Plan:
    """A year later: 东镇 has the partner instead of 西村, its team has one person less.

    The other team is numbered anew, and one of its people is of the other supporting school.
    """
    return plan(
        pair(11, 1),
        pair(13, 2),
        team("mathematics", at=11, of=1, unit=990011),
        stay("mathematics", of=11, at=1, unit=990011),
        team("english", at=13, of=1, unit=990012, number=7),
        team("english", at=13, of=2, unit=990012, number=7, first=2),
        stay("english", "english", of=13, at=2, unit=990012, number=7),
    )


def keep(folder: Path, found: Plan, lang: str = "zh", limit: int = 5, **changes: Any) -> Path:
    """Write a run with some plan of the tiny scenario, whose settings may be others."""
    one = tiny()
    numbers = {**one.settings.numbers, "release_max": Given(limit)}
    one = one.with_settings(replace(one.settings, numbers=numbers, **changes))
    judged = verify(one, found)
    result = Result(
        scenario=one.settings.name,
        title=one.settings.title,
        status="bounded",
        shortfall=judged.shortfall,
        shortfall_bound=0,
        value=judged.value,
        bound=judged.value + 10,
        terms=(),
        seed=0,
        versions=own_versions(),
        input_hash=one.input_hash,
    )
    return write_run(
        folder,
        scenario=one,
        plan=found,
        result=result,
        verification=judged,
        rooms=ROOMS,
        lang=lang,  # type: ignore[arg-type]
        log="",
        state=State(own_versions(), Aim(), (), ()),
        source=str(TINY),
    )


def two_years(folder: Path) -> tuple[Path, Path]:
    """The plan of the tiny scenario, in Chinese, and the one of a year later, in English."""
    first = keep(folder / "first", tiny_plan())
    return first, keep(folder / "second", next_plan(), "en", limit=4, year=2022)


def copied(run: Path, folder: Path, name: str, change: Callable[[str], str]) -> Path:
    """A copy of a run with one file changed, or made, and its manifest vouching for it."""
    shutil.copytree(run, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    path.write_text(change(text), encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8")
    vouched = folder / MANIFEST
    manifest = json.loads(vouched.read_text(encoding="utf-8"))
    manifest["files"][name] = sha256(path)
    vouched.write_text(json.dumps(manifest), encoding="utf-8")
    return folder
