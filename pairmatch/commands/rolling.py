"""The command `roll`: the years of a round, or of several, one after the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from pairmatch.commands.options import json_option, lang_option
from pairmatch.commands.ready import ready
from pairmatch.errors import Lang
from pairmatch.refusal import DEFECT, DONE, HARD_CLASH, INTERRUPTED, NO_PLAN, answers, tell

if TYPE_CHECKING:
    from pairmatch.roll.table import Row

CODES = {"clash": HARD_CLASH, "late": NO_PLAN, "died": NO_PLAN, "defect": DEFECT}


@click.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--years",
    metavar="2021-2025",
    help="要求解的学年，默认为全部轮次 · Years to plan; default: all of the rounds.",
)
@click.option(
    "--rounds",
    metavar="2021,2026,2031",
    help="各轮次的第一年，默认为方案的轮次 · First year of each round; default: the scenario's round.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="结果文件夹，默认 runs/<方案>-逐年 · Folder; default: runs/<scenario>-roll.",
)
@lang_option
@json_option
@answers
def roll(
    scenario: Path,
    years: str | None,
    rounds: str | None,
    out: Path | None,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """逐年求解一个或几个轮次，每年知道前面各年 · Plan rounds year by year, each knowing those before."""
    from pairmatch.progress import ProgressLine
    from pairmatch.roll.folder import RollFolder
    from pairmatch.roll.run import run
    from pairmatch.roll.says import RollLines, roll_json
    from pairmatch.roll.years import read_roll
    from pairmatch.solve.executor import hands_of

    found = read_roll(ready(scenario, lang, as_json), years, rounds, home=scenario)
    said: Lang = lang or found.base.settings.language
    tell(found.warnings, None, said, None, as_json=as_json)
    folder = RollFolder(out or Path("runs") / f"{found.base.settings.name}-roll", found, said)
    console = Console(highlight=False, quiet=as_json)
    lines = RollLines(console, folder)
    interrupted = False
    with hands_of(None) as hands, ProgressLine(console, said, quiet=as_json) as line:
        try:
            run(folder, hands, lines, line)
        except KeyboardInterrupt:
            interrupted = True
    code = INTERRUPTED if interrupted else _code(folder.rows)
    if as_json:
        answer = {"exit": code, **roll_json(folder)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    lines.end(interrupted=interrupted)
    sys.exit(code)


def _code(rows: Sequence[Row]) -> int:
    """Return the exit code: that of the year at which the roll ended without a plan."""
    return next((CODES[row.status] for row in rows if row.status in CODES), DONE)
