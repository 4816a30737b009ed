"""`python -m benchmarks.report`: the page and its plots anew, from the tables of results."""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks.report.page import write_page
from benchmarks.report.rounds import rounds_part
from benchmarks.report.runs import read_readings, read_runs
from benchmarks.whatif import FOLDER
from pairmatch.bench.recorded import READINGS

HERE = Path(__file__).parents[1]


@click.command()
@click.option("--results", type=click.Path(path_type=Path), default=HERE / "results")
@click.option("--page", type=click.Path(path_type=Path), default=HERE / "report.md")
def main(results: Path, page: Path) -> None:
    """Write the page of measurements, and its plots beside it."""
    runs = read_runs(results)
    if not runs:
        raise click.ClickException(f"{results}: no table of results; measure a case first")
    readings = read_readings(results / READINGS.name)
    answers = read_readings(results / FOLDER)
    write_page(runs, page, page.parent / "plots", readings, answers, rounds_part(results))
    click.echo(f"{page}: {len(runs)} runs, {len(readings)} readings")


if __name__ == "__main__":
    main()
