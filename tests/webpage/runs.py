"""Runs of the tiny scenario, planned by hand: small, and made without any solver."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from pairmatch.errors import Lang, Text
from pairmatch.io.read import read_scenario
from pairmatch.io.runfolder import write_run
from pairmatch.plan import Plan
from pairmatch.programmes import ROOMS
from pairmatch.result import ComponentResult, Result, TermValue
from pairmatch.solve.job import Aim
from pairmatch.solve.versions import own_versions
from pairmatch.state import State
from pairmatch.verify import Verification, verify
from tests.metrics.tiny_plan import TINY
from tests.rules.examples_rows import pair, plan, stay, team

ATTACK = "</script><img src=x onerror=alert(1)>"


def tiny_run(
    folder: Path,
    *,
    year: int = 2021,
    lang: Lang = "zh",
    named: str = "",
    pairs: int = 2,
    teams: bool = True,
) -> Path:
    """Write a run of the tiny scenario in a year.

    ``named`` stands behind the name of every unit, city and school. With one pair instead of two it
    is a worse one; it may be without teams.
    """
    source = _named(folder.with_name(f"{folder.name}-scenario"), named)
    scenario = read_scenario(source)
    settings = replace(scenario.settings, year=year, title=f"示例{named}")
    scenario = scenario.with_settings(settings)
    made = tiny_plan(year, pairs, teams=teams)
    found = verify(scenario, made)
    assert not found.hard
    result = _result(found, scenario.input_hash, named)
    return write_run(
        folder,
        scenario=scenario,
        plan=made,
        result=result,
        verification=found,
        rooms=ROOMS,
        lang=lang,
        log="",
        state=State(own_versions(), Aim(), (), ()),
        source=str(source),
    )


def _named(source: Path, named: str) -> Path:
    """Write the scenario with more behind its names."""
    shutil.copytree(TINY, source)
    for name in ("units.csv", "schools.csv"):
        path = source / name
        text = path.read_text(encoding="utf-8")
        for word in ("甲市", "乙市", "甲区", "子县", "甲区一小", "子县东镇中心小学"):
            text = text.replace(f",{word},", f",{word}{named},")
        path.write_text(text, encoding="utf-8")
    return source


def _result(found: Verification, input_hash: str, named: str) -> Result:
    """Say that something is proved of a plan."""
    short, value, bound = found.shortfall, found.value, found.value + 10
    units = ("990001", "990011")
    return Result(
        *("tiny", f"示例{named}", "bounded", short, short, value, bound),
        (TermValue("O1", Text(f"需求{named}", f"needs{named}"), 12, 100, 1200),),
        7,
        (("pairmatch", "0.1.0"),),
        input_hash,
        (ComponentResult(units, "bounded", short, short, value, bound, "highs"),),
    )


def tiny_plan(year: int, pairs: int, *, teams: bool) -> Plan:
    """Pairs, two teams of two if there are any, and two people placed for each."""
    first, second = {"unit": 990011}, {"unit": 990012}
    rows = (
        *team("chinese", "mathematics", at=11, of=1, **first),
        *stay("music", "mathematics", of=11, at=1, **first),
        *team("english", "english", at=13, of=2, **second),
        *stay("english", "english", of=13, at=2, **second),
    )
    ids = [row.team_id.replace("-2021-", f"-{year}-") for row in rows]
    moved = [x.model_copy(update={"team_id": one}) for x, one in zip(rows, ids, strict=True)]
    return plan([pair(12, 1), pair(13, 2)][:pairs], moved if teams else [])
