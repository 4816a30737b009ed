"""`python -m benchmarks.growth`: one, three and ten provinces in turn, for the exponents of the page."""

from __future__ import annotations

import subprocess
import sys

import click

CASES = ("province", "nation-3", "nation-10")


@click.command()
@click.option("--cases", default=",".join(CASES), help="Cases, separated by commas.")
@click.option("--runs", type=click.IntRange(1), default=1, help="How often each.")
def main(cases: str, runs: int) -> None:
    """Measure scenarios of growing size, one after the other, each in processes of its own."""
    for _ in range(runs):
        for case in cases.split(","):
            call = [sys.executable, "-m", "pairmatch", "bench", case, "--lang", "en"]
            code = subprocess.call(call)
            if code:
                sys.exit(code)


if __name__ == "__main__":
    main()
