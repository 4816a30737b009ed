"""`python -m benchmarks.whatif [CASE]`: one thing changed in a finished run, component by component."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.baselines.__main__ import RESULTS, case_of
from pairmatch.bench import table
from pairmatch.bench.cases import make, ready
from pairmatch.bench.row import CIRCUMSTANCES, Row, circumstances, moment, seconds
from pairmatch.bench.subject import Subject
from pairmatch.component import split
from pairmatch.errors import BadInput, HardRulesClash, NoPlanInTime
from pairmatch.explain.suggest import withdrawn
from pairmatch.history import fits
from pairmatch.io.manifest import Manifest
from pairmatch.io.read import read_scenario
from pairmatch.planner import solve
from pairmatch.programmes import ROOMS
from pairmatch.programmes.changes import with_limit
from pairmatch.programmes.pairs.tables import SchoolPair
from pairmatch.programmes.teams.tables import TEAMS, Seat
from pairmatch.scenario import HALVES, Scenario
from pairmatch.schema import Lock, School
from pairmatch.settings import Limit
from pairmatch.solve.versions import own_versions
from pairmatch.solve.workers import Workers
from pairmatch.whatif.alternative import alternative, with_locks
from pairmatch.whatif.opened import OpenedRun

FOLDER = "whatif"
"""The folder of results with these tables, which have other columns."""
COLUMNS = (
    "case",
    "started",
    "change",
    "units",
    "component_schools",
    "answer_s",
    "status",
    "shortfall",
    "value",
    "gap_percent",
    "kept",
    "components",
    *CIRCUMSTANCES,
)
Change = tuple[str, Scenario]


def changes(run: OpenedRun, homes: frozenset[str]) -> Iterator[Change]:
    """Yield what is changed in one component: a planned pair forbidden, another required, a person gone,
    one person fewer that a school may release, or that a unit may send.

    The pairs are of schools of which nothing is decided: against a decision there is no plan.
    """
    scenario = run.scenario
    decided = {x.recipient_school for x in scenario.locks}
    mine = [
        x
        for x in run.plan.rows(SchoolPair)
        if scenario.homes[x.recipient_school] in homes and x.recipient_school not in decided
    ]
    if mine:
        yield "pair forbidden", with_locks(scenario, [_lock(mine[0], "forbid")])
    planned = {(x.recipient_school, x.supporting_school) for x in mine}
    others = (
        x.model_copy(update={"supporting_school": y.supporting_school}) for x in mine for y in mine
    )
    for pair in others:
        key = (pair.recipient_school, pair.supporting_school)
        if key not in planned and fits(scenario, key):
            yield "pair required", with_locks(scenario, [_lock(pair, "require")])
            break
    for seat in run.plan.rows(Seat):
        if scenario.homes[seat.recipient_school] in homes:
            yield "person gone", withdrawn(scenario, TEAMS, seat)
            yield "capacity cut", _releasing_less(run, seat.supporting_school)
            yield "unit limited", _sending_less(run, scenario.homes[seat.supporting_school])
            break


def _releasing_less(run: OpenedRun, school: str) -> Scenario:
    """Return the scenario in which a school may release one person fewer than the plan sends."""
    scenario = run.scenario
    sent = sum(seat.supporting_school == school for seat in run.plan.rows(Seat))
    most = sent - 1 + max(scenario.committed(school, "release", half) for half in HALVES)
    rows = [
        x.model_copy(update={"release_max": most}) if x.school_code == school else x
        for x in scenario.rows(School)
    ]
    return scenario.with_rows(School, rows)


def _sending_less(run: OpenedRun, unit: str) -> Scenario:
    """Return the scenario in which a unit may send one person fewer than the plan does."""
    scenario = run.scenario
    sent = sum(scenario.homes[seat.supporting_school] == unit for seat in run.plan.rows(Seat))
    return with_limit(scenario, unit, Limit(people=sent - 1))


def _lock(pair: SchoolPair, force: str) -> Lock:
    return Lock.model_validate(
        {
            "what": "pair",
            "recipient_school": pair.recipient_school,
            "supporting_school": pair.supporting_school,
            "force": force,
        }
    )


def opened(folder: Path, workers: Workers) -> OpenedRun:
    """Plan a scenario and open the run as a folder of it would be."""
    scenario = read_scenario(folder)
    solved = solve(scenario, workers=workers)
    manifest = Manifest("", "en", "", solved.result, {}, {})
    gc.freeze()
    return OpenedRun(folder, manifest, scenario, solved.plan, solved.state, ROOMS)


def measured(run: OpenedRun, changed: Scenario, workers: Workers) -> Row:
    """Return what the changed scenario took, from its rows to a verified plan, and what came of it."""
    workers.forget()
    began = time.monotonic()
    try:
        solved = alternative(run, changed, workers)
    except (HardRulesClash, NoPlanInTime) as none:
        return {"answer_s": seconds(time.monotonic() - began), "status": type(none).__name__}
    result = solved.result
    return {
        "answer_s": seconds(time.monotonic() - began),
        "status": result.status,
        "shortfall": str(result.shortfall),
        "value": str(result.value),
        "gap_percent": result.gap_percent,
        "kept": str(sum(part.reused for part in result.components)),
        "components": str(len(result.components)),
    }


@click.command()
@click.argument("case", default="province")
@click.option("--every", type=click.IntRange(1), default=1, help="Only each so many components.")
@click.option("--out", type=click.Path(path_type=Path), help="Table that the rows are added to.")
def main(case: str, every: int, out: Path | None) -> None:
    """Measure the answers to a change in each component of a case, the largest components first."""
    try:
        chosen = case_of(case)
        path = out or RESULTS / FOLDER / f"{chosen.name}.csv"
        table.refuse_unwritable(path, COLUMNS)
        if not ready(chosen):
            make(chosen)
    except BadInput as bad:
        raise click.ClickException("\n".join(x.say("en") for x in bad.issues)) from None
    with Workers(os.cpu_count() or 1) as workers:
        run = opened(chosen.folder, workers)
        around = circumstances(Subject.of(run.scenario, chosen.folder), dict(own_versions()))
        schools = {units: _schools(run.scenario, units) for units in split(run.scenario)}
        for units in sorted(schools, key=lambda x: (-schools[x], x))[::every]:
            for change, changed in changes(run, frozenset(units)):
                found = dict.fromkeys(COLUMNS, "") | around
                found |= {"case": chosen.name, "started": moment(datetime.now(UTC))}
                found |= {"change": change, "units": " ".join(units)}
                found |= {"component_schools": str(schools[units])}
                found |= measured(run, changed, workers)
                table.append(path, COLUMNS, [found])
                click.echo(
                    f"{found['component_schools']} schools, {change}: {found['answer_s']} s,"
                    f" {found['status']}, gap {found['gap_percent']} %"
                )


def _schools(scenario: Scenario, units: tuple[str, ...]) -> int:
    return sum(scenario.homes[x] in units for x in scenario.schools)


if __name__ == "__main__":
    main()
