"""`python -m benchmarks.compare CASE`: pairmatch and every baseline in turn, same scenario and time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.baselines.__main__ import RESULTS, case_of, line, record
from benchmarks.baselines.measured import NO_PLAN
from benchmarks.baselines.methods import MATCHERS, METHODS, PLANNERS
from pairmatch.bench.cases import Case
from pairmatch.bench.row import COLUMNS, OURS, Row, circumstances, moment, seconds
from pairmatch.bench.subject import Subject
from pairmatch.errors import BadInput
from pairmatch.io.read import read_scenario

GRACE_S = 180
"""Beside its time a method has this long for reading, building and stopping, and a fifth of its time."""
Call = Callable[[Sequence[str], float], bool]
"""Runs a command within some seconds; False if it had to be ended."""


def compare(case: Case, methods: Sequence[str], limit_s: int, out: Path, call: Call) -> None:
    """Measure a case by every method, each in a process of its own, one after the other.

    A method that does not stop in time is ended, and recorded as one without a plan.
    """
    named = case.name if case.made else str(case.folder)
    seed = [] if case.seed is None else [str(case.seed)]
    limit = ["--time-limit", str(limit_s), "--out", str(out)]
    python = [sys.executable, "-m"]
    for method in methods:
        if method == OURS:
            chosen = [named, *(["--seeds", *seed] if seed else []), "--lang", "en"]
            command = [*python, "pairmatch", "bench", *chosen, *limit]
        else:
            chosen = [named, *(["--seed", *seed] if seed else []), "--method", method]
            command = [*python, "benchmarks.baselines", *chosen, *limit]
        started = datetime.now(UTC)
        if not call(command, 1.2 * limit_s + GRACE_S):
            spent_s = (datetime.now(UTC) - started).total_seconds()
            found = _ended(case, method, started, spent_s, limit_s)
            record(out, found, [])
            click.echo(line(found))


def _ended(case: Case, method: str, started: datetime, spent_s: float, limit_s: int) -> Row:
    found = dict.fromkeys(COLUMNS, "")
    found |= {"case": case.name, "method": method, "started": moment(started)}
    found |= {"total_s": seconds(spent_s), "status": NO_PLAN, "time_limit_s": str(limit_s)}
    subject = Subject.of(read_scenario(case.folder), case.folder)
    return found | circumstances(subject, {})


def in_a_process(command: Sequence[str], limit_s: float) -> bool:
    """Run a command, its output on the screen; end it when time is over."""
    try:
        done = subprocess.run(command, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@click.command()
@click.argument("case")
@click.option("--time-limit", type=click.IntRange(1, 86_400), default=600, help="Seconds for each.")
@click.option("--seed", type=click.IntRange(0), help="Seed of the generated data.")
@click.option(
    "--method",
    "methods",
    multiple=True,
    type=click.Choice([OURS, *METHODS]),
    help="Only these; may be given several times. Default: all that fit the case.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Table that the runs are added to.")
def main(
    case: str, time_limit: int, seed: int | None, methods: tuple[str, ...], out: Path | None
) -> None:
    """Measure CASE by pairmatch and by every baseline, one after the other."""
    try:
        chosen = case_of(case, seed)
        fitting = methods or (OURS, *(MATCHERS if chosen.size else PLANNERS))
        path = out or RESULTS / f"{chosen.name}.csv"
        compare(chosen, fitting, time_limit, path, in_a_process)
    except BadInput as bad:
        raise click.ClickException("\n".join(x.say("en") for x in bad.issues)) from None


if __name__ == "__main__":
    main()
