"""The command `suggest`: who could fill a seat of the plan if its person were gone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from pairmatch.commands.opening import open_named
from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.commands.slow import warn_slow
from pairmatch.errors import Lang
from pairmatch.refusal import DONE, answers


@click.command()
@click.argument("run")
@click.option(
    "--seat",
    required=True,
    metavar="TEAM/SEAT",
    help="团队编号/岗位序号 · Team id and number of the seat.",
)
@click.option(
    "--top",
    type=click.IntRange(1, 50),
    default=5,
    help="逐一求解的人数，默认 5 · How many are solved; default: 5.",
)
@root_option
@lang_option
@json_option
@answers
def suggest(run: str, seat: str, top: int, root: Path, lang: Lang | None, as_json: bool) -> None:
    """推荐可接替某个支教岗位的人员 · Rank who could fill a seat, with the effect of each."""
    from rich.console import Console

    from pairmatch.explain.as_json import suggestion_json
    from pairmatch.explain.asked import Asker
    from pairmatch.explain.says import show_suggestion
    from pairmatch.explain.suggest import suggest as ranked
    from pairmatch.solve.workers import Workers

    opened = open_named(run, root)
    said = lang or opened.manifest.lang
    warn_slow(opened, said)
    with Workers(os.cpu_count() or 1) as workers:
        found = ranked(Asker(opened, workers), seat, top)
    if as_json:
        answer = {"exit": DONE, **suggestion_json(opened.scenario, found, said)}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        show_suggestion(Console(highlight=False), opened.scenario, found, said)
