"""The command `prices`: what each rule, each decision and each capacity of a plan costs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairmatch.commands.named import named_in
from pairmatch.commands.opening import open_named
from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.commands.ready import ready
from pairmatch.commands.slow import warn_slow
from pairmatch.errors import BadInput, Issue, Lang, message
from pairmatch.refusal import DONE, answers

if TYPE_CHECKING:
    from rich.console import Console

    from pairmatch.prices.start import Start
    from pairmatch.solve.hands import Hands

TOP = 12
"""Units that are tried, unless somebody says otherwise."""
SECONDS = 180
"""How long is asked, unless somebody says otherwise."""
SECONDS_EACH = 600
"""How long the best plan for each objective is sought, unless somebody says otherwise."""


@click.command()
@click.argument("run_or_scenario")
@click.option(
    "--only",
    metavar="RULE",
    multiple=True,
    help="只问这条规则，可重复；L1、L2 为已议定事项 · About this rule alone; may repeat.",
)
@click.option(
    "--top",
    type=click.IntRange(0, 10_000),
    default=TOP,
    help=f"多一个单位：试最可能值钱的几项，默认 {TOP} · How many units to try, the likeliest first.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(1, 86_400),
    default=None,
    help=f"时限（秒），默认 {SECONDS}；比较目标时为每种目标的时限，默认 {SECONDS_EACH}"
    " · Seconds; what was not tried is named. With --objectives: for each of them.",
)
@click.option(
    "--objectives",
    is_flag=True,
    help="改为比较三种目标：总分、分档均衡、最差县优先 · Compare the three objectives instead.",
)
@root_option
@lang_option
@json_option
@answers
def prices(
    run_or_scenario: str,
    only: tuple[str, ...],
    top: int,
    time_limit: int | None,
    objectives: bool,
    root: Path,
    lang: Lang | None,
    as_json: bool,
) -> None:
    """说明每条规则、每项议定、每个限额的代价 · Say what each rule, decision and limit costs."""
    from rich.console import Console

    from pairmatch.prices.as_json import prices_json
    from pairmatch.prices.objectives import compared
    from pairmatch.prices.priced import prices as find
    from pairmatch.prices.says import show_prices
    from pairmatch.prices.table import compared_json, show_compared
    from pairmatch.solve.workers import Workers

    _refuse_unknown(only)
    console = Console(highlight=False, quiet=as_json)
    with Workers(os.cpu_count() or 1) as workers:
        start, said = _start(run_or_scenario, root, workers, console, lang)
        with console.status("") as status:

            def watch(done: int, all_: int) -> None:
                status.update(message("prices.asking", said, done=done, all=all_))

            if objectives:
                some = compared(start, workers, time_limit or SECONDS_EACH, watch)
            else:
                limit = time_limit or SECONDS
                found = find(start, workers, only=only, top=top, limit_s=limit, watch=watch)
    if objectives and as_json:
        answer = {"exit": DONE, **compared_json(some, said)}
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif objectives:
        show_compared(console, start, some, said)
    elif as_json:
        click.echo(json.dumps({"exit": DONE, **prices_json(found, said)}, ensure_ascii=False))
    else:
        show_prices(console, found, said)


def _refuse_unknown(only: tuple[str, ...]) -> None:
    """Refuse what is no rule; of a term it is said that it has no price of its own."""
    from pairmatch.io.shown import hint
    from pairmatch.programmes import RULES, TERMS

    codes = [rule.code for rule in RULES]
    terms = {term.code: term.says for term in TERMS}
    issues = [
        Issue("E-PRICES-TERM", value=x, values={"says": terms[x]})
        if x in terms
        else Issue("E-PRICES-RULE", value=x, values={"hint": hint(x, codes)})
        for x in only
        if x not in codes
    ]
    if issues:
        raise BadInput(issues)


def _start(
    target: str, root: Path, workers: Hands, console: Console, lang: Lang | None
) -> tuple[Start, Lang]:
    """Open a run, or plan a scenario; a run of other programs is planned again."""
    from pairmatch.io.read import read_scenario
    from pairmatch.planner import solve
    from pairmatch.prices.start import Start
    from pairmatch.programmes import ROOMS
    from pairmatch.progress import ProgressLine
    from pairmatch.store.folders import is_run

    if not Path(target).exists() or is_run(Path(target)):
        opened = open_named(target, root)
        said: Lang = lang or opened.manifest.lang
        if opened.usable:
            return Start.of_run(opened), said
        warn_slow(opened, said)
        scenario = opened.scenario
    else:
        scenario = read_scenario(ready(Path(target), lang, console.quiet))
        said = lang or scenario.settings.language
    with ProgressLine(console, said, quiet=console.quiet) as line, named_in(scenario):
        solved = solve(scenario, workers=workers, watch=line)
    return Start.of_solved(scenario, ROOMS, solved), said
