"""The command `bench`: a case measured, once or several times, and added to its tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from pairmatch.commands.options import Numbers, json_option, lang_option
from pairmatch.errors import Lang, message
from pairmatch.refusal import DONE, answers


@click.command()
@click.argument("case")
@click.option("--runs", type=click.IntRange(1), default=1, help="测几次 · How often.")
@click.option(
    "--seeds",
    type=Numbers(1_000_000),
    default="",
    help="数据种子，逐个测量 · Seeds of the generated data, measured one after the other.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="记录表，默认 benchmarks/results/<项目>.csv · Table that the runs are added to.",
)
@click.option("--time-limit", type=click.IntRange(1, 86_400), help="求解时限（秒）· Seconds.")
@lang_option
@json_option
@answers
def bench(
    case: str,
    runs: int,
    seeds: tuple[int, ...],
    out: Path | None,
    time_limit: int | None,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """测量一个项目的用时、内存和差距，或几个轮次的质量 · Measure a case, or the quality of whole rounds."""
    from pairmatch.bench import recorded
    from pairmatch.bench.cases import case_named, make, ready
    from pairmatch.bench.repeat import repeat
    from pairmatch.bench.rounds.call import bench_rounds

    named = case_named(case)
    chosen = [named.seeded(seed) for seed in seeds] or [named]
    path = out or recorded.default_path(named)
    recorded.refuse_unwritable(named, path)
    missing = [one for one in chosen if not ready(one)]
    for one in missing:
        click.echo(message("cli.making", lang or "zh", folder=one.folder), err=True)
        make(one)
    if runs > 1 or missing or len(chosen) > 1:
        sys.exit(repeat(chosen, runs, path, time_limit, lang, as_json))
    said: dict[str, Any] = {"exit": DONE}
    if named.rounds:
        tell = _silent if as_json else click.echo
        said |= bench_rounds(chosen[0], path, lang or "zh", tell, time_limit)
    else:
        found = recorded.measured(chosen[0], path, time_limit, lang or "zh")
        said |= {"run": found.run, "steps": found.steps}
        if not as_json:
            click.echo(found.line)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))


def _silent(text: str) -> None:
    pass
