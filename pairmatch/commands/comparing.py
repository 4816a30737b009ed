"""The command `compare`: two runs or more side by side, the first one the baseline."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pairmatch.commands.options import json_option, lang_option, root_option
from pairmatch.errors import Lang, message
from pairmatch.refusal import DONE, answers


@click.command()
@click.argument("runs", nargs=-1, metavar="RUN RUN…")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="另写一本变化对照工作簿（.xlsx），不覆盖已有文件 · "
    "Also write a workbook; an existing file is never replaced.",
)
@root_option
@lang_option
@json_option
@answers
def compare(
    runs: tuple[str, ...], out: Path | None, root: Path, lang: Lang | None, as_json: bool
) -> None:
    """逐项对照几次运行，第一次为基准 · Compare runs with the first one."""
    from rich.console import Console

    from pairmatch.compare.as_json import comparison_json
    from pairmatch.compare.book import refuse_taken, write_changes
    from pairmatch.compare.opened import compared
    from pairmatch.compare.says import show_comparison
    from pairmatch.programmes import ROOMS
    from pairmatch.store import find

    if out is not None:
        refuse_taken(out)
    found = compared([find(run, root) for run in runs], ROOMS)
    said: Lang = lang or found.runs[0].manifest.lang
    if out is not None:
        write_changes(out, found, said)
    if as_json:
        answer = {"exit": DONE, "workbook": str(out) if out else None}
        click.echo(json.dumps({**answer, **comparison_json(found, said)}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    show_comparison(console, found, said)
    if out is not None:
        console.print(message("cli.workbook", said, workbook=out), soft_wrap=True, markup=False)
