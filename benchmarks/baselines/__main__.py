"""`python -m benchmarks.baselines CASE --method NAME`: one baseline on one case, as a line and as rows."""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks.baselines.measured import gap_rows, measure, row
from benchmarks.baselines.methods import METHODS
from pairmatch.bench import table
from pairmatch.bench.cases import Case, case_named, make, ready
from pairmatch.bench.row import COLUMNS, GAP_COLUMNS, Row
from pairmatch.errors import BadInput

RESULTS = Path("benchmarks/results")


def case_of(name: str, seed: int | None = None) -> Case:
    """Return a case on the data of a seed, if one is given."""
    case = case_named(name)
    return case if seed is None else case.seeded(seed)


def record(path: Path, found: Row, steps: list[Row]) -> None:
    """Add a run to the table of runs and to that of gaps over time."""
    table.append(path, COLUMNS, [found])
    table.append(table.gap_path(path), GAP_COLUMNS, steps)


def line(found: Row) -> str:
    """Return what a run took and found in one line."""
    return (
        f"{found['case']} {found['method']}: {found['status']} · {found['total_s']} s · "
        f"{found['peak_mb']} MB · shortfall {found['shortfall']} · value {found['value']} · "
        f"bound {found['bound']}"
    )


@click.command()
@click.argument("case")
@click.option("--method", type=click.Choice(list(METHODS)), required=True)
@click.option("--time-limit", type=click.IntRange(1, 86_400), default=600, help="Seconds.")
@click.option("--seed", type=click.IntRange(0), help="Seed of the generated data.")
@click.option("--out", type=click.Path(path_type=Path), help="Table that the run is added to.")
def main(case: str, method: str, time_limit: int, seed: int | None, out: Path | None) -> None:
    """Plan CASE (of the registry, or a scenario folder) by one baseline; verify and record the plan."""
    try:
        chosen = case_of(case, seed)
        path = out or RESULTS / f"{chosen.name}.csv"
        for each, columns in ((path, COLUMNS), (table.gap_path(path), GAP_COLUMNS)):
            table.refuse_unwritable(each, columns)
        if not ready(chosen):
            make(chosen)
        run = measure(chosen.name, chosen.folder, method, time_limit)
        record(path, row(run), gap_rows(run))
    except BadInput as bad:
        raise click.ClickException("\n".join(x.say("en") for x in bad.issues)) from None
    click.echo(line(row(run)))


if __name__ == "__main__":
    main()
